"""What flows between the stages: pure, frozen data, no numpy."""

from dataclasses import dataclass
from enum import StrEnum

Span = tuple[int, int]
"""Start and end (exclusive) in characters of the input text."""

Token = tuple[Span, Span]
"""A printed word, or several that are read in one go, and what is spoken for it."""


class Role(StrEnum):
    """What a part of an article is. A closed set."""

    HEADLINE = "headline"
    LEAD = "lead"
    CAPTION = "caption"
    CREDIT = "credit"
    BYLINE = "byline"
    DATELINE = "dateline"
    SUBHEADING = "subheading"
    BODY = "body"
    QUOTE = "quote"
    FACTBOX = "factbox"
    LIST_ITEM = "list_item"
    TIMESTAMP = "timestamp"
    METADATA = "metadata"
    NOISE = "noise"


class Policy(StrEnum):
    """What to do with one kind of part."""

    READ = "read"
    SKIP = "skip"
    LAST = "last"
    """Read after the story."""


class Lists(StrEnum):
    """How lists and tables are announced."""

    FULL = "full"
    """Their size, the number of each item or row, and their end."""
    BRIEF = "brief"
    """Their size and their end."""
    PLAIN = "plain"
    """Not at all."""


class Cues(StrEnum):
    """How captions, headings and quotations are told from the story."""

    WORDS = "words"
    """A caption by the word "Bildetekst"."""
    SOUNDS = "sounds"
    """By a short sound of its own for each."""
    BOTH = "both"
    """By the sound, and a caption by the word too."""
    NONE = "none"
    """By pauses alone."""
    AUTO = "auto"
    """By both while somebody listens, by words in files."""


@dataclass(frozen=True, slots=True)
class Reading:
    """Which parts of an article are read. The defaults are those of a talking newspaper."""

    captions: Policy = Policy.READ
    credits: Policy = Policy.SKIP
    bylines: Policy = Policy.READ
    quotes: Policy = Policy.READ
    factboxes: Policy = Policy.READ
    metadata: Policy = Policy.SKIP
    noise: Policy = Policy.SKIP
    repeats: Policy = Policy.SKIP
    """What is printed twice: doubled captions and bylines, quotes lifted from the story."""
    lists: Lists = Lists.FULL
    cues: Cues = Cues.AUTO


@dataclass(frozen=True, slots=True)
class Mark:
    """A role that the markup of a source gives away for a span of its text."""

    span: Span
    role: Role


@dataclass(frozen=True, slots=True)
class Document:
    """What a source found: the text as it came, and what was said about it."""

    text: str
    source: str
    """A path, an address, or ``-`` for standard input."""
    marks: tuple[Mark, ...] = ()
    title: str | None = None
    language: str | None = None
    """BCP 47 ("nb", "nn") where the source says so."""
    published: str | None = None
    """ISO 8601 date or time."""
    publisher: str | None = None
    byline: str | None = None
    paywalled: bool = False
    """Whether the source says that only subscribers get the whole text."""
    is_cut: bool = False
    """Whether it was too long, and the rest was left out."""
    is_changed: bool = False
    """Whether the listener has heard an earlier version."""
    also_in: tuple[str, ...] = ()
    """The other papers of the listener's that have the story."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of an article with one role. Segments cover every non-space character."""

    role: Role
    text: str
    """As printed, NFC."""
    source: Span
    """Where it stands in the document's text."""
    evidence: tuple[str, ...] = ()
    """Why it has this role, in a few plain words each."""


@dataclass(frozen=True, slots=True)
class Article:
    """A document whose parts are known."""

    title: str
    """The headline, or the first words where there is none."""
    segments: tuple[Segment, ...]
    source: str
    language: str
    """BCP 47: "nb" or "nn"."""
    published: str | None = None
    publisher: str | None = None
    byline: str | None = None
    paywalled: bool = False
    """Whether only the beginning is there, and the rest is for subscribers."""
    is_cut: bool = False
    """Whether it was too long, and the rest was left out."""
    is_changed: bool = False
    """Whether the listener has heard an earlier version."""
    also_in: tuple[str, ...] = ()
    """The other papers of the listener's that have the story."""


@dataclass(frozen=True, slots=True)
class Utterance:
    """One sentence, or one clause of a long one: the unit that is synthesized and skipped by."""

    text: str
    """As printed. Empty for words that the reader adds ("Bildetekst")."""
    spoken: str
    """As read: words only, fit for people to look at."""
    segment: int
    """Index into the article's segments."""
    pause: float
    """Silence after it, in s."""
    article: int = 0
    """Index of its article, where a programme has several."""
    language: str = "nb"
    """BCP 47, that of its paragraph."""
    role: Role = Role.BODY
    """That of its segment."""
    cue: bool = False
    """Whether the sound of its role is heard before it: it begins a caption, heading or quote."""
    tokens: tuple[Token, ...] = ()
    """Where each printed word stands in ``text``, and in ``spoken`` what is said for it."""


@dataclass(frozen=True, slots=True)
class Skip:
    """A segment that is not read, and why."""

    segment: int
    reason: str
    """A plain sentence."""


@dataclass(frozen=True, slots=True)
class WordTime:
    """Where a word sounds in the finished programme."""

    text: str
    """As printed, with the marks that stand at it."""
    begin: float
    """In s."""
    end: float
    """In s."""


@dataclass(frozen=True, slots=True)
class Clip:
    """Where an utterance stands in the finished programme. Clips tile it, pauses included."""

    utterance: int
    begin: float
    """In s."""
    end: float
    """In s."""
    words: tuple[WordTime, ...] = ()
    """Its words in order, where the voice tells when it says them."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """A part of a finished programme that a player can jump to."""

    title: str
    begin: float
    """In s."""
    end: float
    """In s."""
    level: int = 1
    """1 for an article, 2 for a part of one."""
