"""What the live reader knows of the listening, and the few steps that every action is made of."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum, auto

from newsreader.listening.actions import Action
from newsreader.listening.answers import Situation, first_words, word_at
from newsreader.listening.effects import (
    Effect,
    Headline,
    JumpTo,
    Pause,
    Play,
    Save,
    Say,
    SetSpeed,
    Words,
    literal,
)
from newsreader.listening.levels import Level, Outline, Unit
from newsreader.listening.navigation import GRACE, Place
from newsreader.listening.position import Position
from newsreader.listening.timing import Known, nothing_known, speech_lengths, whole_lengths
from newsreader.types import Reading, Role, Utterance

Replan = Callable[[Reading], Sequence[Utterance]]
"""Gives the script of the same articles for other policies of reading."""

WordAt = Callable[[int, float], int | None]
"""Gives the printed word that sounds at an offset in s into an utterance, None if unknown."""


def no_word_times(index: int, offset: float) -> None:
    """Stand in where the voice does not tell when it says its words."""


class Browsing(Enum):
    """How far headlines mode has opened the article."""

    OFF = auto()
    TITLES = auto()
    LEAD = auto()
    STORY = auto()


@dataclass(frozen=True, slots=True)
class Preferences:
    """What a listener has chosen while listening, to be kept for the next time."""

    speed: float = 1.0
    volume: float = 1.0
    level: Level = Level.SENTENCE


@dataclass(frozen=True, slots=True)
class Bookmark:
    """A place that a listener has marked."""

    number: int
    name: str
    """Empty where none was given."""
    title: str
    """Of the article."""
    position: Position


@dataclass(frozen=True, slots=True)
class Once:
    """A sentence that is read for itself."""

    end: int
    """The utterance before which it is over."""
    stop: bool
    """Whether to be silent afterwards, as before."""
    speed: float | None
    """To go back to."""


@dataclass
class State:
    """Everything that changes while somebody listens."""

    outline: Outline
    reading: Reading
    speed: float
    volume: float
    level: Level
    place: Place
    replan: Replan | None = None
    known: Known = nothing_known
    word_times: WordAt = no_word_times
    bookmarks: list[Bookmark] = field(default_factory=list)
    queue: list[str] = field(default_factory=list)
    """Titles of what is read after this programme."""
    playing: bool = False
    over: bool = False
    """Whether the end of the programme has been reached."""
    since: float = 0.0
    """When ``place`` was true, on the clock of the session."""
    until: int | None = None
    """The limit that the sound keeps."""
    browsing: Browsing = Browsing.OFF
    by_sentence: bool = False
    stop_after: bool = False
    sleep_minutes: int = 0
    """0 is no sleep timer."""
    sleep_at: float | None = None
    sleepy: bool = False
    """Whether the sleep timer has run out, and the sentence may still end."""
    once: Once | None = None
    waiting: bool = False
    """Whether the sound stopped by itself behind the sentence at the place."""
    spelled: tuple[int, int] | None = None
    """Utterance and word that were spelled last."""
    last: tuple[Action, float] | None = None
    """The last action, and when."""
    done: set[int] = field(default_factory=set)
    """Articles that were heard, skipped or put off."""

    @property
    def article(self) -> Unit:
        """The stretch of the article that is read."""
        return self.outline.article(self.place.index)

    @property
    def number(self) -> int:
        """The index of the article that is read."""
        return self.outline.script[self.place.index].article

    @property
    def language(self) -> str:
        """That of the article."""
        return "nn" if self.outline.article_of(self.place.index).language == "nn" else "nb"

    @property
    def grace(self) -> float:
        """GRACE in s of unstretched sound."""
        return GRACE * self.speed

    def speech(self) -> list[float]:
        """Return the lengths of the utterances in s, without pauses."""
        return speech_lengths(self.outline.script, self.known)

    def lengths(self) -> list[float]:
        """Return the lengths of the utterances in s, pauses included."""
        return whole_lengths(self.outline.script, self.speech())

    def situation(self) -> Situation:
        """Return what answers are made of."""
        return Situation(self.outline, self.place, self.speech(), self.speed, self.reading)

    def settle(self, now: float) -> None:
        """Move the place to where the sound must be by now, within its utterance."""
        if self.playing and now > self.since:
            said = self.outline.script[self.place.index]
            longest = self.speech()[self.place.index] + said.pause
            offset = self.place.offset + (now - self.since) * self.speed
            self.place = replace(self.place, offset=max(self.place.offset, min(offset, longest)))
        self.since = max(now, self.since)

    def word(self) -> int:
        """Return the printed word of the utterance at the place."""
        index, offset = self.place.index, self.place.offset
        exact = self.word_times(index, offset)
        if exact is not None:
            return exact
        return word_at(self.outline.script[index], offset, self.speech()[index])

    def say(self, *parts: Words) -> Say:
        """Return what says some words in the article's language."""
        return Say(parts, self.language)

    def go(self, place: Place, *said: Words) -> list[Effect]:
        """Move: play from there, or tell the first words where nothing is playing."""
        effects = self.end_once()
        left = self.number
        self.place = place
        self.until, self.spelled, self.over, self.waiting = None, None, False, False
        if said:
            effects.append(self.say(*said))
        effects.append(JumpTo(place.index, place.offset, self.playing))
        if self.number != left:
            effects.append(Headline(self.number))
        if not self.playing:
            text, language = first_words(self.outline, place, self.speech())
            effects.append(Say((literal(text),), language))
        return [*effects, Save()]

    def end_once(self) -> list[Effect]:
        """Return to the usual speed after a sentence that is read for itself."""
        once, self.once = self.once, None
        if once is None or once.speed is None:
            return []
        self.speed = once.speed
        return [SetSpeed(once.speed)]

    def stop(self) -> list[Effect]:
        """Be silent and keep the place."""
        self.playing = False
        return [Pause(), Save(force=True)]

    def play(self) -> list[Effect]:
        """Go on."""
        self.playing = True
        after = self.outline.sentence(self.place.index).end
        if self.waiting and after < len(self.outline.script):
            return self.go(Place(after))
        return [Play()]

    def limit(self) -> int | None:
        """Return the utterance before which the sound has to stop; None is the script's end."""
        if self.waiting:
            return None
        index = self.place.index
        stops = [self.once.end] if self.once else []
        if self.browsing is Browsing.TITLES:
            stops.append(self.outline.headline(self.article).end)
        elif self.browsing is Browsing.LEAD:
            stops.append(lead_of(self.outline, self.article).end)
        elif self.browsing is Browsing.STORY or self.stop_after:
            stops.append(self.article.end)
        if self.sleepy or (self.by_sentence and self.browsing is not Browsing.TITLES):
            stops.append(self.outline.sentence(index).end)
        # A stop that has been passed is none.
        ahead = [stop for stop in stops if index < stop < len(self.outline.script)]
        return min(ahead, default=None)


def lead_of(outline: Outline, article: Unit) -> Unit:
    """Return the lead of an article; empty, behind the title, where it has none."""
    begin = outline.headline(article).end
    leads = [i for i in range(begin, article.end) if outline.role_of(i) is Role.LEAD]
    return Unit(leads[0], leads[-1] + 1) if leads else Unit(begin, begin)
