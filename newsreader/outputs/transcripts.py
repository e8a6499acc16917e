"""What is said, with times: WebVTT, SRT, JSON and an HTML page, from the clips of a programme.

A cue is an utterance: it begins with the clip, 0.04 s before the first sound, and lasts until the
next one, so that the text stays on the screen through the pause. Only where the voice tells its
words are long cues cut, and each word timed: a guessed time would look like a known one.

* WebVTT: W3C, webvtt1. Words that are timed get their timestamp, for karaoke and braille displays.
* SRT: at most two lines of 32 characters, where the cues can be cut (Podcasting 2.0, transcripts).
* JSON: Podcasting 2.0, transcripts, version 1.0.0; a segment for each word that is timed.
* HTML: a page to read: a heading for each headline, a time for each paragraph.
"""

import json
import textwrap
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from gettext import gettext as _
from html import escape
from itertools import groupby, pairwise
from pathlib import Path

from newsreader.errors import OutputError
from newsreader.files import atomic_write
from newsreader.outputs.plain import clock, legal, web_link
from newsreader.types import Article, Clip, Role, Utterance, WordTime

_LINES, _LINE = 2, 32
"""How many lines a cue has that can be cut, and their characters. For WebVTT, 65 in all are
recommended."""

_NEAR = 8
"""How many words before and after its best place are looked at for a cut."""

_AFTER_PUNCTUATION = 12
"""How many characters a cut may lie off its best place to come after a punctuation mark."""


@dataclass(frozen=True, slots=True)
class Programme:
    """A finished programme, as transcripts see it."""

    title: str
    articles: Sequence[Article]
    script: Sequence[Utterance]
    clips: Sequence[Clip]
    """They tile it."""
    notice: str = ""
    """What the reader must know, for instance that the voice is a computer's."""


@dataclass(frozen=True, slots=True)
class Cue:
    """A stretch of text on the screen."""

    name: str
    """The number of its utterance; that of a part is "3.2"."""
    begin: float
    """In s."""
    end: float
    """In s."""
    text: str
    """In one line."""
    words: tuple[tuple[int, WordTime], ...] = ()
    """Words whose time is known, with their place in the text."""


def cues(programme: Programme, *, whole: bool = False) -> list[Cue]:
    """Return the cues, in order; long ones whose words are timed in parts, if not ``whole``."""
    found: list[Cue] = []
    for clip in programme.clips:
        text = shown(programme.script[clip.utterance])
        if text and clip.end > clip.begin:
            words = tuple(_placed(text, clip.words))
            cue = Cue(str(clip.utterance + 1), clip.begin, clip.end, text, words)
            found += [cue] if whole else _cut(cue)
    return found


def shown(utterance: Utterance) -> str:
    """Return what is printed, or said where nothing is, in one line."""
    return " ".join(legal(utterance.text or utterance.spoken).split())


def _placed(text: str, words: Sequence[WordTime]) -> Iterator[tuple[int, WordTime]]:
    """Yield the words that are found in the text, one after the other, with their place."""
    place = 0
    for word in words:
        shape = " ".join(word.text.split())
        if shape and (found := text.find(shape, place)) >= 0:
            yield found, word
            place = found + len(shape)


def _cut(cue: Cue) -> list[Cue]:
    """Cut a cue before some of its words, into as few parts as fit, of about the same length."""
    starts = [place for place, _word in cue.words if place]
    borders: list[int] = []
    parts = len(cue.text) // (_LINES * _LINE)
    while not _fit(cue.text, borders) and parts <= len(starts):
        # In larger steps for what is endless.
        parts += 1 + parts // 10
        borders = _borders(cue.text, starts, parts)
    if not borders:
        return [cue]
    begins = dict(cue.words)
    edges = [0, *borders, len(cue.text)]
    times = [cue.begin, *(begins[place].begin for place in borders), cue.end]
    return [
        Cue(
            f"{cue.name}.{number}",
            times[number - 1],
            times[number],
            cue.text[low:high].strip(),
            tuple((place - low, word) for place, word in cue.words if low <= place < high),
        )
        for number, (low, high) in enumerate(pairwise(edges), 1)
    ]


def _fit(text: str, borders: Sequence[int]) -> bool:
    edges = pairwise([0, *borders, len(text)])
    return all(len(_lines(text[low:high])) <= _LINES for low, high in edges)


def _lines(text: str) -> list[str]:
    return textwrap.wrap(text, _LINE, break_long_words=False, break_on_hyphens=False)


def _borders(text: str, starts: Sequence[int], parts: int) -> list[int]:
    """Return where to cut: near equal parts, rather after a punctuation mark."""

    def distance(place: int) -> float:
        is_good = text[max(0, place - 3) : place].rstrip()[-1:] in ",;:.!?–"
        return abs(place - aim) - (_AFTER_PUNCTUATION if is_good else 0)

    chosen = set()
    for number in range(1, parts):
        aim = len(text) * number / parts
        middle = bisect_left(starts, aim)
        near = starts[max(0, middle - _NEAR) : middle + _NEAR]
        chosen.add(min(near, key=distance))
    return sorted(chosen)


def vtt(programme: Programme) -> str:
    """Return the programme as WebVTT."""
    blocks = [f"WEBVTT - {_comment(programme.title)}"]
    if programme.notice:
        blocks.append(f"NOTE\n{_comment(programme.notice)}")
    for cue in cues(programme):
        begin, end = _milliseconds(cue)
        times = f"{clock(begin)} --> {clock(end)}"
        blocks.append(f"{cue.name}\n{times}\n{_timed(cue, begin, end)}")
    return "\n\n".join(blocks) + "\n"


def _comment(text: str) -> str:
    return " ".join(legal(text).replace("-->", "→").split())


def _timed(cue: Cue, begin: int, end: int) -> str:
    """Return the text of a cue with a timestamp before each timed word but the first."""
    made: list[str] = []
    done, last = 0, begin
    for place, word in cue.words:
        at = round(1000 * word.begin)
        if place and last < at < end:
            made += [escape(cue.text[done:place], quote=False), f"<{clock(at)}>"]
            done, last = place, at
    return "".join([*made, escape(cue.text[done:], quote=False)])


def srt(programme: Programme) -> str:
    """Return the programme as SubRip text."""
    blocks = []
    for number, cue in enumerate(cues(programme), 1):
        begin, end = _milliseconds(cue)
        times = f"{clock(begin, ',')} --> {clock(end, ',')}"
        text = cue.text.replace("-->", "→")
        blocks.append("\n".join([str(number), times, *_lines(text)]))
    return "\n\n".join(blocks) + "\n"


def as_json(programme: Programme) -> str:
    """Return the programme as JSON: a segment for each word that is timed, else for each cue."""
    segments = []
    for cue in cues(programme, whole=True):
        for begin, end, body in _spoken_parts(cue):
            segments.append({"startTime": round(begin, 3), "endTime": round(end, 3), "body": body})
    return json.dumps({"version": "1.0.0", "segments": segments}, ensure_ascii=False, indent=1)


def _spoken_parts(cue: Cue) -> Iterator[tuple[float, float, str]]:
    """Yield the words of a cue with their times, each with what stands before the next one.

    Spaces are left out, and a new line ends the last word: that is how others write them.
    """
    if not cue.words:
        yield cue.begin, cue.end, cue.text + "\n"
        return
    places = [0, *(place for place, _word in cue.words[1:]), len(cue.text)]
    for number, (_place, word) in enumerate(cue.words):
        body = cue.text[places[number] : places[number + 1]].strip()
        is_last = number == len(cue.words) - 1
        yield word.begin, word.end, body + "\n" if is_last else body


def html(programme: Programme) -> str:
    """Return the programme as a page to read."""
    language = programme.articles[0].language if programme.articles else "nb"
    single = len(programme.articles) == 1
    body: list[str] = []
    if not single:
        body.append(f"<h1>{_marked_up(programme.title)}</h1>")
    if programme.notice:
        body.append(f"<p>{_marked_up(programme.notice)}</p>")
    said = [(programme.script[clip.utterance], clip) for clip in programme.clips]
    for index, spoken in groupby(said, lambda pair: pair[0].article):
        article = programme.articles[index]
        lines = [*_parts(list(spoken), article, 1 if single else 2), *_source(article)]
        language_here = "" if article.language == language else f' lang="{article.language}"'
        body += [f"<article{language_here}>", *lines, "</article>"]
    if "<h1" not in "".join(body):
        body.insert(0, f"<h1>{_marked_up(programme.title)}</h1>")
    return "\n".join(
        [
            "<!DOCTYPE html>",
            f'<html lang="{escape(language)}">',
            "<head>",
            '<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{_marked_up(programme.title)}</title>",
            "</head>",
            "<body>",
            "<main>",
            *body,
            "</main>",
            "</body>",
            "</html>",
            "",
        ]
    )


_Said = tuple[Utterance, Clip]


def _parts(said: Sequence[_Said], article: Article, level: int) -> Iterator[str]:
    """Yield a heading or a paragraph for each part of an article."""
    for here in _grouped(said, article):
        first = here[0][0]
        role = article.segments[first.segment].role
        is_heading = bool(first.text) and role in (Role.HEADLINE, Role.SUBHEADING)
        deeper = level + (role is Role.SUBHEADING)
        tag = f"h{deeper}" if is_heading else "blockquote" if role is Role.QUOTE else "p"
        differs = {one.language for one, _clip in here} - {article.language}
        language = f' lang="{escape(first.language)}"' if differs else ""
        text = _marked_up(" ".join(filter(None, (shown(one) for one, _clip in here))))
        # A list of headings is easier to hear without times.
        time = "" if is_heading else _time(here[0][1].begin) + " "
        yield f"<{tag}{language}>{time}{text}</{tag}>"


def _grouped(said: Sequence[_Said], article: Article) -> Iterator[list[_Said]]:
    """Yield what stands together in one heading or paragraph.

    Headlines of several lines are one. Words that are added before a caption introduce it; those at
    a heading, and after anything, stand alone.
    """
    group: list[_Said] = []
    for pair in said:
        if group and not _continues(group[-1][0], pair[0], article):
            yield group
            group = []
        group.append(pair)
    if group:
        yield group


_INTRODUCED = frozenset({Role.CAPTION, Role.FACTBOX, Role.LIST_ITEM})
"""What the words that are added before it belong to."""


def _continues(before: Utterance, after: Utterance, article: Article) -> bool:
    roles = {article.segments[one.segment].role for one in (before, after)}
    if before.segment != after.segment and roles != {Role.HEADLINE}:
        return False
    if bool(before.text) == bool(after.text):
        return True
    return bool(after.text) and bool(roles & _INTRODUCED)


def _time(seconds: float) -> str:
    whole = int(seconds)
    hours, minutes = divmod(whole // 60, 60)
    place = f"{hours}:{minutes:02d}" if hours else str(minutes)
    return f'<time datetime="PT{seconds:.3f}S">{place}:{whole % 60:02d}</time>'


def _source(article: Article) -> Iterator[str]:
    """Link to where it comes from."""
    if link := web_link(article):
        yield f'<p><a href="{escape(link)}">{_marked_up(article.publisher or link)}</a></p>'


def _marked_up(text: str) -> str:
    return escape(" ".join(legal(text).split()))


def _milliseconds(cue: Cue) -> tuple[int, int]:
    begin = round(1000 * cue.begin)
    return begin, max(begin + 1, round(1000 * cue.end))


_WRITERS = {"vtt": vtt, "srt": srt, "html": html, "json": as_json}


def transcript(programme: Programme, kind: str) -> str:
    """Return the transcript of a kind: vtt, srt, html or json."""
    return _WRITERS[kind](programme)


def beside(audio: Path, kinds: Sequence[str], articles: Sequence[Article] = ()) -> list[Path]:
    """Return the names of the transcripts of a sound file: the same stem, in the same folder.

    Raises OutputError where one would replace an article that is read.
    """
    paths = [audio.with_suffix(f".{kind}") for kind in kinds]
    sources = {Path(article.source).absolute() for article in articles}
    for path in paths:
        if path.absolute() in sources:
            raise OutputError(
                _("The transcript {path} would replace the article that is read.").format(
                    path=path
                ),
                _("Give the sound file another name."),
            )
    return paths


def write_transcripts(audio: Path, kinds: Sequence[str], programme: Programme) -> list[Path]:
    """Write transcripts beside a sound file, each whole or not at all; return their paths."""
    paths = beside(audio, kinds, programme.articles)
    for path, kind in zip(paths, kinds, strict=True):
        atomic_write(path, transcript(programme, kind))
    return paths
