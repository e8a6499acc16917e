"""Read sentences aloud, in words, with one normalizer, in the interpreter in which it is installed.

    python scripts/bench/normalizer_peers.py NAME REPEATS < sentences.json

Takes [[sentence, "nb" or "nn"], ...]; prints JSON: milliseconds for the import with all that it
loads on first use, microseconds per sentence (the best of the repeats, in processor time), peak
memory in MB, and what came out.

The libraries that know numbers only are given what any program would add: `digits` puts each run
of figures into words, `plus` knows separators, decimals, ordinals, years and the percent sign too.
"""

import json
import re
import resource
import sys
import time


def main(name, repeats):
    sentences = json.load(sys.stdin)
    begin = time.process_time()
    read = SYSTEMS[name]()
    imported = time.process_time()
    read("Møtet er kl. 14.30 i § 5 med 21 barn fra NRK.", "nb")
    first = time.process_time()
    out = []
    errors = 0
    for text, language in sentences:
        try:
            out.append(read(text, language))
        except Exception:  # whatever a library raises is a result of the comparison
            out.append(text)
            errors += 1
    times = []
    for _ in range(int(repeats)):
        begun = time.process_time()
        for text, language in sentences:
            try:
                read(text, language)
            except Exception:
                continue
        times.append(time.process_time() - begun)
    print(
        json.dumps(
            {
                "out": out,
                "errors": errors,
                "import_ms": 1000 * (imported - begin),
                "first_ms": 1000 * (first - begin),
                "sentence_us": 1e6 * min(times) / len(sentences),
                "memory_mb": peak_memory() / 1024,
            }
        )
    )


def peak_memory():
    """Return the peak in kB; getrusage counts what the parent held when it forked."""
    try:
        with open("/proc/self/status", encoding="ascii") as status:
            return next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def ours():
    from newsreader.text import spoken_form
    from newsreader.text.normalize import normalize  # noqa: F401  # what the first call loads

    return spoken_form


def printed():
    return lambda text, language: text


def digits(cardinal):
    return lambda text, language: re.sub("[0-9]+", lambda m: cardinal(int(m[0])), text)


def plus(cardinal, ordinal, year):
    """Return what a page of code round a library of number words makes of a sentence."""

    def number(match):
        whole = int(re.sub(r"[ .\u00a0\u202f]", "", match["whole"]))
        if not match["part"]:
            return cardinal(whole)
        return f"{cardinal(whole)} komma {cardinal(int(match['part']))}"

    def read(text, language):
        text = re.sub(r"\s?%", " prosent", text)
        text = re.sub(r"\b(?P<n>[0-9]{1,3})\.(?= [a-zæøå])", lambda m: ordinal(int(m["n"])), text)
        text = re.sub(
            r"(?<![0-9.,])(?:1[1-9]|20)[0-9]{2}(?![0-9.,]?[0-9])", lambda m: year(int(m[0])), text
        )
        grouped = "[1-9][0-9]{0,2}(?:[ .\u00a0\u202f][0-9]{3})+(?![0-9])"
        return re.sub(rf"(?P<whole>{grouped}|[0-9]+)(?:,(?P<part>[0-9]+))?", number, text)

    return read


def num2words_digits():
    from num2words import num2words

    return digits(lambda n: num2words(n, lang="no"))


def num2words_plus():
    from num2words import num2words

    return plus(
        lambda n: num2words(n, lang="no"),
        lambda n: num2words(n, lang="no", to="ordinal"),
        lambda n: num2words(n, lang="no", to="year"),
    )


def icu():
    import icu_rbnf

    return plus(
        lambda n: icu_rbnf.spellout(n, "nb"),
        lambda n: icu_rbnf.spellout_ordinal(n, "nb"),
        lambda n: icu_rbnf.spellout(n, "nb"),
    )


def unicode_rbnf():
    from unicode_rbnf import FormatPurpose, RbnfEngine

    engine = RbnfEngine.for_language("no")

    def read(purpose):
        return lambda n: engine.format_number(n, purpose).text

    return plus(*map(read, (FormatPurpose.CARDINAL, FormatPurpose.ORDINAL, FormatPurpose.YEAR)))


def spokenform():
    from spokenform import prepare_text

    return lambda text, language: prepare_text(text, language="no").text


def espeak():
    """Return phonemes: what eSpeak NG says, as Piper voices get it, with no normalizer at all."""
    from piper.phonemize_espeak import EspeakPhonemizer

    phonemizer = EspeakPhonemizer()

    def read(text, language):
        return " ".join("".join(sentence) for sentence in phonemizer.phonemize("nb", text))

    return read


SYSTEMS = {
    "ours": ours,
    "printed": printed,
    "num2words": num2words_digits,
    "num2words-plus": num2words_plus,
    "icu-rbnf": icu,
    "unicode-rbnf": unicode_rbnf,
    "spokenform": spokenform,
    "espeak-ng": espeak,
}

if __name__ == "__main__":
    main(*sys.argv[1:])
