"""The signs inside a paragraph of Markdown: emphasis, links, pictures, tags, entities."""

import re
from collections.abc import Container
from dataclasses import dataclass, field
from html import unescape
from unicodedata import category

from newsreader.sources.page.tags import INLINE

_TOKEN = re.compile(
    r"""
      (?P<escape>\\[!-/:-@\[-`{-~])
    | (?<!`)(?P<ticks>`++)(?P<code>[^`]++)(?P=ticks)(?!`)
    | <(?P<address>(?:https?://|mailto:)[^<>\s]*+)>
    | (?P<tag></?(?P<name>[a-zA-Z][a-zA-Z0-9]*+)[^<>]*+>)
    | (?P<entity>&(?:\#[0-9]{1,7}|\#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});)
    | (?P<note>\[\^[^\[\]\s]{1,50}+\])
    | (?P<embed>!?)\[\[(?:[^\[\]|]*+\|)?(?P<wiki>[^\[\]|]*+)\]\]
    | (?P<open>!?\[)
    | \](?:
        (?P<target>\(\s*+
          (?:<[^<>]*+>|[^\s()<>]*+(?:\([^\s()]*+\)[^\s()<>]*+)*+)
          (?:\s++(?:"(?P<title1>[^"]*+)"|'(?P<title2>[^']*+)'|\((?P<title3>[^()]*+)\)))?
        \s*+\))
        | \[(?P<label>[^\[\]]*+)\]
      )?
    | (?P<run>\*++|_++|~~)
    """,
    re.VERBOSE,
)
"""No alternative looks past where the next one of its kind can begin, and none tries twice, so that
the time is bound to the length."""

_ALT = re.compile(r"""\balt\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
_SPACES = re.compile(r"[^\S\n]+")
_LABEL_LENGTH = 999
"""CommonMark 0.31, section 4.7."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture: what is said in place of it, and its title."""

    text: str
    title: str


@dataclass(frozen=True, slots=True)
class Inline:
    """A paragraph without its signs."""

    text: str
    """Line ends are those that the author demands."""
    pictures: tuple[Picture, ...]
    emphasized: bool
    """Whether all of the text is in italics."""


@dataclass(slots=True)
class _Run:
    """Signs of emphasis that may open."""

    place: int
    length: int


@dataclass
class _Reader:
    """Pieces of output, and what is open in them."""

    labels: Container[str]
    pieces: list[str] = field(default_factory=list)
    brackets: list[tuple[int, int, bool]] = field(default_factory=list)
    """Place among the pieces, where the label begins in the source, whether it is a picture."""
    runs: dict[str, list[_Run]] = field(default_factory=dict)
    pictures: list[Picture] = field(default_factory=list)
    italics: list[tuple[int, int]] = field(default_factory=list)
    """Places of the signs around what is in italics."""

    def read(self, text: str) -> None:
        done = 0
        for token in _TOKEN.finditer(text):
            self.pieces.append(text[done : token.start()])
            self._take(token, text)
            done = token.end()
        self.pieces.append(text[done:])

    def _take(self, token: re.Match[str], text: str) -> None:
        raw = token.group()
        if token["escape"]:
            self.pieces.append(raw[1:])
        elif token["ticks"]:
            self.pieces.append(token["code"])
        elif token["address"]:
            self.pieces.append(token["address"].removeprefix("mailto:"))
        elif token["tag"]:
            self._take_tag(raw, token["name"].lower())
        elif token["entity"]:
            self.pieces.append(unescape(raw))
        elif token["note"]:
            pass
        elif token["wiki"] is not None:
            self.pieces.append("" if token["embed"] else token["wiki"])
        elif token["open"]:
            self.brackets.append((len(self.pieces), token.end(), raw.startswith("!")))
            self.pieces.append(raw)
        elif token["run"]:
            self._take_run(
                raw, text[token.start() - 1 : token.start()], text[token.end() : token.end() + 1]
            )
        else:
            self._close_bracket(token, text)

    def _take_tag(self, raw: str, name: str) -> None:
        if name == "br":
            self.pieces.append("\n")
        elif name == "img":
            alt = _ALT.search(raw)
            words = unescape(alt[1] or alt[2] or "") if alt else ""
            self.pictures.append(Picture(tidy(words), ""))
        elif name not in INLINE:
            self.pieces.append(" ")

    def _close_bracket(self, token: re.Match[str], text: str) -> None:
        if not self.brackets:
            self.pieces.append(token.group())
            return
        place, begin, is_picture = self.brackets.pop()
        if token["target"] is None:
            label = token["label"]
            if not label:
                label = text[begin : min(token.start(), begin + _LABEL_LENGTH + 1)]
            if label_key(label) not in self.labels:
                self.pieces.append(token.group())
                return
        self.pieces[place] = ""
        if is_picture:
            title = token["title1"] or token["title2"] or token["title3"] or ""
            self.pictures.append(Picture(tidy("".join(self.pieces[place:])), tidy(unescape(title))))
            del self.pieces[place:]
            for runs in self.runs.values():
                while runs and runs[-1].place >= place:
                    runs.pop()

    def _take_run(self, raw: str, before: str, after: str) -> None:
        """Pair signs of emphasis, by the rules of CommonMark 6.2 but for the nesting of kinds."""
        sign = raw[0]
        left = not _is_space(after) and (
            not _is_mark(after) or _is_space(before) or _is_mark(before)
        )
        right = not _is_space(before) and (
            not _is_mark(before) or _is_space(after) or _is_mark(after)
        )
        opens, closes = left, right
        if sign == "_":
            opens = left and (not right or _is_mark(before))
            closes = right and (not left or _is_mark(after))
        waiting = self.runs.setdefault(sign, [])
        length = len(raw)
        place = len(self.pieces)
        while closes and length and waiting:
            opener = waiting[-1]
            used = min(opener.length, length)
            opener.length -= used
            length -= used
            self.pieces[opener.place] = sign * opener.length
            if used % 2:
                self.italics.append((opener.place, place))
            if not opener.length:
                waiting.pop()
        self.pieces.append(sign * length)
        if opens and length:
            waiting.append(_Run(place, length))

    def is_italic(self) -> bool:
        said = [place for place, piece in enumerate(self.pieces) if piece.strip()]
        return bool(said) and any(begin < said[0] and said[-1] < end for begin, end in self.italics)


def read_inline(text: str, labels: Container[str] = ()) -> Inline:
    """Take the signs out of a paragraph. `labels` are those of links defined elsewhere."""
    reader = _Reader(labels)
    reader.read(text)
    return Inline(tidy("".join(reader.pieces)), tuple(reader.pictures), reader.is_italic())


def label_key(label: str) -> str:
    """Return the form in which labels of links are compared."""
    return " ".join(label.split()).casefold()


def tidy(text: str) -> str:
    """Put one space where there are several, and none at the ends of lines."""
    return "\n".join(filter(None, map(str.strip, _SPACES.sub(" ", text).split("\n"))))


def _is_space(character: str) -> bool:
    return not character or character.isspace()


def _is_mark(character: str) -> bool:
    return bool(character) and category(character)[0] in "PS"
