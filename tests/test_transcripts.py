"""Transcripts: right by their standards, read by strangers, and in step with the sound."""

import json
import subprocess
import time
from html.parser import HTMLParser

import numpy as np
import pytest

from newsreader.audio import QUIET
from newsreader.engines import open_engine
from newsreader.outputs import Tags
from newsreader.outputs.mp3 import Mp3File
from newsreader.outputs.transcripts import Programme, cues, transcript
from newsreader.pipeline import deliver, prepare, programme, speak
from newsreader.sources import open_document
from newsreader.types import Article, Clip, Reading, Role, Segment, Utterance, WordTime
from newsreader.voices import find
from tests.newspapers import need_module
from tests.tools import ARTICLES, decoded, need, run_newsreader

BUILT_IN = {"NEWSREADER_VOICE": "espeak-nb"}
RATE = 22_050


def article(*parts: tuple[Role, str], language: str = "nb", source: str = "-") -> Article:
    segments = tuple(Segment(role, text, (0, 0)) for role, text in parts)
    return Article(parts[0][1], segments, source, language)


SNOW = article(
    (Role.HEADLINE, "Snø & is"),
    (Role.BODY, "Det snør. Folk <måker>."),
    (Role.CAPTION, "Per måker."),
    (Role.SUBHEADING, "Mer i vente"),
    (Role.BODY, "It snows in Oslo."),
    source="https://avis.test/sno?a=1&b=2",
)


def said(segment: int, text: str, spoken: str = "", language: str = "nb") -> Utterance:
    return Utterance(text, spoken or text, segment, 0.4, language=language)


SCRIPT = (
    said(0, "", "Lest av en datastemme."),
    said(0, "Snø & is"),
    said(1, "Det snør."),
    said(1, "Folk <måker>."),
    said(2, "", "Bildetekst."),
    said(2, "Per måker."),
    said(3, "Mer i vente"),
    said(4, "It snows in Oslo.", language="en"),
    said(4, "", "Slutt på saken."),
)


def made(script=SCRIPT, words=None, articles=(SNOW,), length: float = 2.5, **more) -> Programme:
    """Return a programme of utterances that last as long as each other."""
    clips = [
        Clip(number, length * number, length * (number + 1), (words or {}).get(number, ()))
        for number in range(len(script))
    ]
    return Programme("Snø & is", articles, script, clips, **more)


def timed(text: str, begin: float, step: float = 0.25) -> tuple[WordTime, ...]:
    return tuple(
        WordTime(word, begin + step * number, begin + step * number + 0.2)
        for number, word in enumerate(text.split(), 1)
    )


def test_webvtt_as_the_standard_writes_it():
    script = SCRIPT[:4]
    words = {2: timed("Det snør.", 5.0)}
    expected = """WEBVTT - Snø & is

NOTE
Lest av en datastemme.

1
00:00:00.000 --> 00:00:02.500
Lest av en datastemme.

2
00:00:02.500 --> 00:00:05.000
Snø &amp; is

3
00:00:05.000 --> 00:00:07.500
Det <00:00:05.500>snør.

4
00:00:07.500 --> 00:00:10.000
Folk &lt;måker&gt;.
"""
    assert transcript(made(script, words, notice=SCRIPT[0].spoken), "vtt") == expected


def test_subrip_has_commas_and_counts_from_one():
    assert transcript(made(SCRIPT[:2], length=2000.25), "srt") == (
        "1\n00:00:00,000 --> 00:33:20,250\nLest av en datastemme.\n\n"
        "2\n00:33:20,250 --> 01:06:40,500\nSnø & is\n"
    )


def test_json_has_a_segment_for_each_word_that_is_timed_and_else_for_each_sentence():
    told = json.loads(transcript(made(SCRIPT[:3], {2: timed("Det snør.", 5.0)}), "json"))
    assert told["version"] == "1.0.0"
    assert told["segments"] == [
        {"startTime": 0.0, "endTime": 2.5, "body": "Lest av en datastemme.\n"},
        {"startTime": 2.5, "endTime": 5.0, "body": "Snø & is\n"},
        {"startTime": 5.25, "endTime": 5.45, "body": "Det"},
        {"startTime": 5.5, "endTime": 5.7, "body": "snør.\n"},
    ]


class Page(HTMLParser):
    """Collects elements with their text and language."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[list] = []
        self.found: list[tuple[str, str, dict]] = []
        self.feed(text)
        assert self.open == [], "an element is left open"

    def handle_starttag(self, tag, attributes):
        if tag != "meta":
            self.open.append([tag, "", dict(attributes)])

    def handle_data(self, data):
        for one in self.open:
            one[1] += data

    def handle_endtag(self, tag):
        assert self.open[-1][0] == tag
        name, text, attributes = self.open.pop()
        self.found.append((name, " ".join(text.split()), attributes))

    def all(self, *tags: str) -> list[tuple[str, str, dict]]:
        return [one for one in self.found if one[0] in tags]


def test_the_page_has_headings_times_and_languages():
    page = Page(transcript(made(notice="Merk."), "html"))
    assert page.all("html")[0][2] == {"lang": "nb"}
    assert [(tag, text) for tag, text, _ in page.all("title", "h1", "h2", "h3")] == [
        ("title", "Snø & is"),
        ("h1", "Snø & is"),
        ("h2", "Mer i vente"),
    ]
    paragraphs = page.all("p")
    assert [text for _tag, text, _ in paragraphs] == [
        "Merk.",
        "0:00 Lest av en datastemme.",
        "0:05 Det snør. Folk <måker>.",
        "0:10 Bildetekst. Per måker.",
        "0:17 It snows in Oslo.",
        "0:20 Slutt på saken.",
        "https://avis.test/sno?a=1&b=2",
    ]
    assert paragraphs[4][2] == {"lang": "en"}
    assert page.all("a")[0][2] == {"href": "https://avis.test/sno?a=1&b=2"}
    assert page.all("time")[1][2] == {"datetime": "PT5.000S"}


def test_several_articles_are_sections_under_one_title():
    other = article((Role.HEADLINE, "Sauene går"), (Role.BODY, "Dei går."), language="nn")
    script = (*SCRIPT, *(Utterance(s.text, s.text, n, 1, 1, "nn") for n, s in
                         enumerate(other.segments)))  # fmt: skip
    page = Page(transcript(made(script, articles=(SNOW, other)), "html"))
    headings = [(tag, text) for tag, text, _ in page.all("h1", "h2", "h3")]
    assert headings == [
        ("h1", "Snø & is"),
        ("h2", "Snø & is"),
        ("h3", "Mer i vente"),
        ("h2", "Sauene går"),
    ]
    assert [attributes for _tag, _text, attributes in page.all("article")] == [{}, {"lang": "nn"}]


LONG = (
    "Klokken viste over åtti minutter, da førstekeeperen måtte ut med en skadet skulder, og på "
    "benken satt en mann på trettién år, som hadde ventet i fire sesonger på nettopp denne kampen."
)


def test_a_long_sentence_is_cut_at_words_whose_time_is_known():
    words = timed(LONG, 0.0)
    begins = {word.begin for word in words}
    found = cues(made((said(1, LONG),), {0: words}, length=12))
    assert " ".join(cue.text for cue in found) == LONG
    assert max(len(cue.text) for cue in found) <= 65
    assert min(len(cue.text) for cue in found) >= 25, "a crumb is left"
    assert [cue.name for cue in found] == ["1.1", "1.2", "1.3", "1.4"]
    assert all(cue.begin in begins for cue in found[1:])
    assert [cue.end for cue in found] == [*(cue.begin for cue in found[1:]), 12]
    assert found[0].text.endswith(","), "not after a comma, though one is near"


def test_an_endless_sentence_is_cut_in_no_time():
    text = "Det regner i byen og folk går hjem " * 2500
    before = time.process_time()
    found = cues(made((said(1, text),), {0: timed(text, 0.0)}, length=6000))
    assert time.process_time() - before < 5
    assert max(len(cue.text) for cue in found) <= 65
    assert " ".join(cue.text for cue in found) == text.strip()


def test_a_long_sentence_without_known_words_stays_whole():
    assert [cue.text for cue in cues(made((said(1, LONG),), length=12))] == [LONG]


def test_lines_of_subrip_are_short():
    text = transcript(made((said(1, LONG),), {0: timed(LONG, 0.0)}, length=12), "srt")
    for block in text.strip().split("\n\n"):
        _number, _times, *lines = block.splitlines()
        assert len(lines) <= 2
        assert all(len(line) <= 32 for line in lines)


def test_words_that_are_not_in_the_text_are_left_out():
    words = (WordTime("tjue", 0.5, 0.7), WordTime("10 000", 1.0, 1.4), WordTime("kroner", 1.5, 2))
    script = (said(1, "Om 10\u00a0000 kroner"),)
    text = transcript(made(script, {0: words}), "vtt")
    assert "Om <00:00:01.000>10 000 <00:00:01.500>kroner\n" in text


ODD = (
    said(1, "a --> b <i>nei</i> & <00:00:01.000> \x00\x1b[31m"),
    said(1, "Linje\r\n\r\nskift\u2028her"),
    said(1, "😀 شمال النرويج ‏"),
    said(1, "2024"),
)


@pytest.mark.parametrize("with_words", [False, True])
def test_odd_text_is_read_back_by_strangers(with_words, tmp_path):
    webvtt = pytest.importorskip("webvtt", reason="package webvtt-py is missing")
    pysrt = pytest.importorskip("pysrt")
    words = {n: timed(one.text, 2.5 * n) for n, one in enumerate(ODD)} if with_words else None
    made_of_odd = made(ODD, words)
    plain = [cue.text for cue in cues(made_of_odd)]
    assert plain[1:] == ["Linje skift her", ODD[2].text, "2024"]
    assert "\x1b" not in plain[0]
    vtt, srt = tmp_path / "odd.vtt", tmp_path / "odd.srt"
    vtt.write_text(transcript(made_of_odd, "vtt"), encoding="utf-8")
    srt.write_text(transcript(made_of_odd, "srt"), encoding="utf-8")
    assert [caption.identifier for caption in webvtt.read(str(vtt))] == ["1", "2", "3", "4"]
    assert [caption.start_in_seconds for caption in webvtt.read(str(vtt))] == [0, 2, 5, 7]
    read = pysrt.open(str(srt), encoding="utf-8", error_handling=pysrt.ERROR_RAISE)
    assert [" ".join(one.text.split()) for one in read] == [
        text.replace("-->", "→") for text in plain
    ]


PARSE = """
const { WebVTTParser } = require(process.argv[1]);
const text = require("fs").readFileSync(0, "utf-8");
const tree = new WebVTTParser(JSON.parse(require("fs").readFileSync(
  process.argv[1] + "/html-entities.json"))).parse(text, "captions");
const words = (node) =>
  node.type === "text" ? node.value : (node.children || []).map(words).join("");
process.stdout.write(JSON.stringify({errors: tree.errors, cues: tree.cues.map((cue) => ({
  id: cue.id, begin: cue.startTime, end: cue.endTime, text: words(cue.tree)}))}));
"""


@pytest.mark.parametrize("script", [SCRIPT, ODD], ids=["plain", "odd"])
def test_the_parser_of_the_web_consortium_has_no_complaint(script):
    module = need_module("webvtt-parser")
    words = {number: timed(one.text, 2.5 * number, 0.1) for number, one in enumerate(script)}
    told = made(script, words, notice="Merk --> dette.")
    done = subprocess.run(
        ["node", "-e", PARSE, module],
        input=transcript(told, "vtt").encode(),
        capture_output=True,
        check=True,
    )
    found = json.loads(done.stdout)
    assert found["errors"] == []
    assert [(c["id"], c["begin"], c["end"], c["text"]) for c in found["cues"]] == [
        (cue.name, cue.begin, cue.end, cue.text) for cue in cues(told)
    ]


@pytest.mark.parametrize("kind", ["vtt", "srt"])
def test_ffmpeg_reads_them(kind, tmp_path):
    path = tmp_path / f"ut.{kind}"
    path.write_text(transcript(made(), kind), encoding="utf-8")
    done = subprocess.run(
        [need("ffmpeg"), "-v", "warning", "-i", path, "-f", "srt", "-"],
        capture_output=True,
        check=True,
    )
    assert done.stderr == b""
    said_back = done.stdout.decode()
    assert "00:00:05,000 --> 00:00:07,500\nDet snør." in said_back
    assert said_back.count("-->") == len(SCRIPT)


def check_in_step(path, told: Programme) -> None:
    """Cut the decoded sound at each cue: the border is silent, and the sound begins soon after."""
    quiet = 0.012  # -38 dB, in a programme of -19 LUFS
    sound = np.abs(decoded(path, RATE))
    whole = [cue for cue in cues(told) if "." not in cue.name or cue.name.endswith(".1")]
    assert len(whole) > 8
    for cue in whole:
        at = round(cue.begin * RATE)
        border = sound[max(0, at - round(0.03 * RATE)) : at]
        assert border.max(initial=0.0) < quiet, f"cue {cue.name} begins in a sound"
        onset = np.flatnonzero(sound[at:] > QUIET)[0] / RATE
        assert onset <= 0.05, f"cue {cue.name} begins {onset:.3f} s before its sound"
    assert cues(told)[-1].end == pytest.approx(len(sound) / RATE, abs=0.001)


def record(voice, path) -> Programme:
    article_ = prepare(open_document(str(ARTICLES / "sport.txt")))
    script = list(programme([article_], Reading(), voice.name))
    engine = open_engine(voice)
    with Mp3File(path, engine.sample_rate, Tags("Sport")) as output:
        clips = deliver(speak(script, engine, gain=voice.gain), output, engine.sample_rate)
    return Programme("Sport", [article_], script, clips)


def test_sentences_are_within_50_ms_of_the_sound_in_the_mp3(tmp_path):
    need("ffmpeg")
    told = record(find("espeak-nb"), tmp_path / "sport.mp3")
    check_in_step(tmp_path / "sport.mp3", told)
    assert any(clip.words for clip in told.clips)


@pytest.mark.voice
@pytest.mark.slow
def test_sentences_of_the_real_voice_are_within_50_ms_too(joe_voice, tmp_path):
    need("ffmpeg")
    told = record(joe_voice, tmp_path / "sport.mp3")
    check_in_step(tmp_path / "sport.mp3", told)
    assert sum(bool(clip.words) for clip in told.clips) > len(told.clips) / 2


def test_record_writes_them_beside_the_sound(tmp_path):
    path = tmp_path / "sport.wav"
    wanted = ("vtt", "srt", "html", "json")
    options = [word for kind in wanted for word in ("--transcript", kind)]
    done = run_newsreader("record", ARTICLES / "sport.txt", "-o", path, *options, env=BUILT_IN)
    assert done.returncode == 0, done.stderr.decode()
    assert {one.name for one in tmp_path.iterdir()} == {
        "sport.wav", *(f"sport.{kind}" for kind in wanted),
    }  # fmt: skip
    length = len(decoded(path)) / RATE
    last = json.loads((tmp_path / "sport.json").read_text(encoding="utf-8"))["segments"][-1]
    assert length - 2 < last["endTime"] <= length + 0.001
    text = Page((tmp_path / "sport.html").read_text(encoding="utf-8")).all("main")[0][1]
    printed = (ARTICLES / "sport.txt").read_text(encoding="utf-8")
    assert printed.splitlines()[2].strip() in text
    assert str(tmp_path / "sport.srt") in done.stdout.decode()


def test_a_transcript_never_replaces_the_article(tmp_path):
    source = tmp_path / "sak.html"
    source.write_text("<html><body><h1>Snø</h1><p>Det snør mye i dag.</p></body></html>")
    before = source.read_bytes()
    done = run_newsreader(
        "record", source, "-o", tmp_path / "sak.wav", "--transcript", "html", env=BUILT_IN
    )
    assert done.returncode == 6
    assert "would replace the article" in done.stderr.decode()
    assert source.read_bytes() == before
    assert list(tmp_path.iterdir()) == [source]


def test_no_transcript_of_a_stream():
    done = run_newsreader(
        "record", ARTICLES / "sport.txt", "-o", "-", "--transcript", "vtt", env=BUILT_IN
    )
    assert done.returncode == 2
    assert b"--transcript" in done.stderr
