"""The live reader: joins the session (what is wanted), the player (what is heard) and the disk.

Everything happens in one thread, the one that plays: keys, media keys and the clock only hand it
something to do. The session answers with effects, which are carried out here.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Protocol

from newsreader.engines import Engine
from newsreader.engines.words import printed_words
from newsreader.errors import NewsreaderError, OutputError
from newsreader.lexicon_file import Heard as HeardSentence
from newsreader.lexicon_file import remember, report
from newsreader.listening import effects as do
from newsreader.listening import events, mpris
from newsreader.listening.actions import Action, Command
from newsreader.listening.announcer import Announcer
from newsreader.listening.dispatch import Dispatcher, Explained, Explanation, Unknown
from newsreader.listening.documents import anchored
from newsreader.listening.keyboard import Input
from newsreader.listening.keyhelp import label
from newsreader.listening.levels import Outline
from newsreader.listening.places import Places
from newsreader.listening.player import Player
from newsreader.listening.position import Position, article_id, resume
from newsreader.listening.records import Heard
from newsreader.listening.rendering import Rendering
from newsreader.listening.session import Session
from newsreader.listening.state import Bookmark, Preferences
from newsreader.pipeline import prepare, programme
from newsreader.stretch import FASTEST, SLOWEST
from newsreader.types import Article, Document, Reading, Utterance

_log = logging.getLogger(__name__)

_WAIT = 3600.0
"""In s: how long keys are waited for at once; something that comes is never late by it."""
_TICK = 1.0
"""In s: how often the sleep timer is looked at, while there is one."""


class Prompts(StrEnum):
    """How the reader answers."""

    VOICE = "voice"
    """By the built-in voice."""
    TEXT = "text"
    """By a line, for a screen reader or a braille display."""
    BOTH = "both"
    NONE = "none"
    """Not at all: sounds and the reading itself have to do."""


class Shown(StrEnum):
    """What of the articles is printed while they are read."""

    TITLES = "titles"
    SENTENCES = "sentences"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Manner:
    """How somebody wants to be read to."""

    reading: Reading = Reading()  # noqa: RUF009 (frozen)
    voice: str = ""
    """Name of the voice, for the lexicon."""
    gain: float = 0.0
    """Of the voice, in dB."""
    respelling: bool = True
    language: str | None = None
    device: str | None = None
    lead_in: float = 0.1
    prompts: Prompts = Prompts.VOICE
    shown: Shown = Shown.TITLES
    locale: str = "nb"
    """Of printed lines: "nb" or "en"."""


@dataclass(frozen=True, slots=True)
class Programme:
    """Articles to be read in one go."""

    documents: Sequence[Document]
    articles: Sequence[Article]
    position: Position | None = None
    """Where to begin; None begins at the beginning."""


class Marks(Protocol):
    """Whoever wants to know what became of the articles of the first programme."""

    def done(self, article: int) -> None:
        """Take in that it was heard."""

    def skipped(self, article: int) -> None:
        """Take in that it is not wanted."""


@dataclass
class Reader:
    """Reads programmes aloud, one after the other, and obeys."""

    engine: Engine
    open_prompt_engine: Callable[[], Engine]
    manner: Manner
    places: Places
    say: Callable[[str], None]
    """Prints a line."""
    marks: Marks
    open_reference: Callable[[str], Document]
    """Opens what stands in the queue."""
    _stack: ExitStack = field(default_factory=ExitStack, init=False)
    _ending: bool = field(default=False, init=False)
    _ended: bool = field(default=False, init=False)
    _first: bool = field(default=True, init=False)
    _warned: bool = field(default=False, init=False)
    _clock: tuple[float, float, float] = field(default=(0.0, 0.0, 0.0), init=False)

    def read(
        self, first: Programme, preferences: Preferences, source: Input, keys: Dispatcher
    ) -> None:
        """Read a programme, and what is in the queue after it. Returns when all is over.

        Raises OutputError when the output goes away for good, and what the engine raises.
        """
        self._preferences, self._keys, self._source = preferences, keys, source
        self._announcer = Announcer(self.open_prompt_engine, self.engine.sample_rate)
        with ExitStack() as stack:
            session, script = self._session(first)
            index = session.state.place.index
            rendering = stack.enter_context(
                Rendering(
                    script,
                    self.engine,
                    gain=self.manner.gain,
                    respelling=self.manner.respelling,
                    start=index,
                )
            )
            self._rendering = rendering
            self._player = stack.enter_context(
                Player(
                    rendering,
                    device=self.manner.device,
                    lead_in=self.manner.lead_in,
                    speed=preferences.speed,
                    volume=preferences.volume,
                    index=index,
                    paused=True,
                )
            )
            self._media = stack.enter_context(
                mpris.MediaKeys(self._requested, self._where, (SLOWEST, FASTEST))
            )
            listener = threading.Thread(target=self._listen, name="keys", daemon=True)
            stack.callback(self._no_more_keys, listener)
            listener.start()
            try:
                self._carry_out(session.begin(time.monotonic()))
                self._player.call(self._prepare_more)
                self._player.run(self._event, stay=True)
            finally:
                self._save(force=True)
                self._keep_for_report()

    # Programmes

    def _session(self, wanted: Programme) -> tuple[Session, list[Utterance]]:
        """Begin a programme: its session, and as much of its script as must be there first."""
        self._programme = wanted
        self._source_of_script = self._script(self.manner.reading)
        script = self._head(wanted)
        outline = Outline.of(wanted.articles, script)
        found = resume(wanted.position, outline) if wanted.position else None
        self.session = Session(
            wanted.articles,
            script,
            resumed=found,
            reading=self.manner.reading,
            replan=self._replan,
            preferences=self._preferences,
            durations=lambda index: self._rendering.duration(index),
            word_at=lambda index, offset: self._word(index, offset),
            bookmarks=self.places.bookmarks(),
            queue=[queued.title for queued in self.places.queue()],
        )
        self._keep(lambda: self.places.start(wanted.documents, self._preferences, wanted.position))
        return self.session, script

    def _head(self, wanted: Programme) -> list[Utterance]:
        """Return the script as far as the article where the reading begins, and its next one."""
        names = [article_id(article) for article in wanted.articles]
        start = 0
        if wanted.position and wanted.position.article in names:
            start = names.index(wanted.position.article)
        script: list[Utterance] = []
        self._next: Utterance | None = None
        for utterance in self._source_of_script:
            if utterance.article > start and script:
                self._next = utterance
                break
            script.append(utterance)
        return script

    def _prepare_more(self) -> None:
        """Add the next article to the script; the sound goes on meanwhile."""
        if self._next is None:
            return
        article = self._next.article
        self._rest = [*getattr(self, "_rest", []), self._next]
        self._next = None
        for utterance in self._source_of_script:
            if utterance.article != article:
                self._next = utterance
                break
            self._rest.append(utterance)
        if self._next is not None:
            self._player.call(self._prepare_more)
            return
        rest, self._rest = self._rest, []
        self._carry_out(self.session.grow([*self.session.state.outline.script, *rest]))

    def _script(self, reading: Reading) -> Iterator[Utterance]:
        return programme(self._programme.articles, reading, self.manner.voice)

    def _replan(self, reading: Reading) -> Sequence[Utterance]:
        self._next, self._rest = None, []
        return list(self._script(reading))

    def _go_on(self) -> None:
        """Take what is next in the queue, or end."""
        while (what := self._take()) is not None:
            try:
                document = self.open_reference(what) if isinstance(what, str) else what
            except NewsreaderError as error:
                self._fail(error)
                continue
            return self._open(document, None)
        self._ended = True
        if not self._ending:
            self._player.stop()
        return None

    def _take(self) -> str | Document | None:
        with suppress(OutputError):
            return self.places.take()
        return None

    def _open(self, document: Document, position: Position | None) -> None:
        """Read another document from now on."""
        document = anchored(document)
        article = prepare(document, self.manner.language)
        position = position or self.places.position_in(article_id(article))
        self._first = False
        self._preferences = self.session.preferences
        session, script = self._session(Programme((document,), (article,), position))
        if not script:
            return self._go_on()
        self._player.replace(script, session.state.place.index)
        self._carry_out(session.begin(time.monotonic()))
        self._player.call(self._prepare_more)
        return None

    # What comes in

    def _listen(self) -> None:
        """Hand on keys or lines, and the time; runs in a thread of its own."""
        source = self._source
        while not self._ended:
            sleeping = self.session.state.sleep_at is not None
            for text in source.read(_TICK if sleeping else _WAIT):
                self._player.call(lambda text=text: self._asked(text))  # type: ignore[misc]
            if sleeping:
                self._player.call(lambda: self._carry_out(self.session.tick(time.monotonic())))
            if source.closed and not sleeping:
                return

    def _no_more_keys(self, listener: threading.Thread) -> None:
        self._ended = True
        self._source.wake()
        listener.join(1.0)

    def _asked(self, text: str) -> None:
        """Obey a key or a line."""
        found = self._keys.key(text) if self._source.is_keys else self._keys.line(text)
        match found:
            case Command():
                self._obey(found)
            case Explanation(key, action):
                self._carry_out(self.session.explain(label(key), action))
            case Explained():
                self._carry_out(self.session.explained())
            case Unknown(line):
                words = do.words("line_unknown", line=do.literal(line[:40]))
                self._carry_out([self.session.state.say(words)])

    def _obey(self, command: Command | Action) -> None:
        self._hear()
        self._carry_out(self.session.handle(command, time.monotonic()))

    def _requested(self, request: mpris.Request) -> None:
        """Hand on what a media key asks for; called by the bus's thread."""
        self._player.call(lambda: self._granted(request))

    def _granted(self, request: mpris.Request) -> None:
        now = time.monotonic()
        self._hear()
        match request:
            case mpris.Seek(seconds):
                found = self.session.seek(seconds, now)
            case mpris.SeekTo(seconds, article):
                found = self.session.seek_to(seconds, now) if article == self._number() else []
            case mpris.Speed(speed):
                found = self.session.set_speed(speed, now)
            case mpris.Volume(volume):
                found = self.session.set_volume(volume, now)
            case _:
                found = self.session.handle(request, now)
        self._carry_out(found, jumped=isinstance(request, mpris.Seek | mpris.SeekTo))

    def _event(self, event: events.Event) -> None:
        """Take in what the player tells."""
        now = time.monotonic()
        match event:
            case events.Began(index):
                self._print_sentence(index)
                self._carry_out(self.session.heard(index, self._player.position()[1], now))
            case events.Reached():
                self._carry_out(self.session.reached(now))
            case events.Finished():
                self._carry_out(self.session.ended(now))
            case events.PromptEnded():
                if self._ending:
                    self._ending = False
                    if self._ended:
                        self._player.stop()
            case events.OutputLost():
                self._print("output_lost")
            case events.OutputBack():
                self._print("output_back")
                self._interject(do.Say((do.words("output_back"),), self.session.state.language))
            case events.Slower():
                self._interject(do.Say((do.words("slower_live"),), self.session.state.language))
            case events.FellBack(program):
                self._print("fell_back", program=program)

    def _hear(self) -> None:
        """Let the session know exactly what has been heard."""
        index, offset = self._player.position()
        self._carry_out(self.session.heard(index, offset, time.monotonic()))

    # What goes out

    def _carry_out(self, wanted: Sequence[do.Effect], jumped: bool = False) -> None:
        """Do what the session asks for. What is said comes before what is played after it."""
        said = [effect for effect in wanted if isinstance(effect, do.Say)]
        speaks = bool(said) and self.manner.prompts in (Prompts.VOICE, Prompts.BOTH)
        plays: bool | None = None
        for effect in wanted:
            match effect:
                case do.Play():
                    plays = True
                    if not speaks:
                        self._player.resume()
                case do.Pause():
                    plays = False
                    self._player.pause()
                case do.JumpTo(index, offset, play):
                    plays, jumped = play, True
                    self._player.jump(index, offset, play and not speaks)
                case do.Until(index):
                    self._player.until(index)
                case do.ReplaceScript(script, index, offset, same):
                    self._player.replace(script, index, offset, same)
                case do.SetSpeed(speed):
                    self._player.set_speed(speed)
                case do.SetVolume(volume):
                    self._player.set_volume(volume)
                case _:
                    self._note(effect)
        for effect in said:
            if self.manner.prompts in (Prompts.TEXT, Prompts.BOTH):
                self.say(effect.printed(self.manner.locale))
        if speaks:
            language = said[0].language
            self._interject(do.Say(tuple(w for s in said for w in s.words), language), plays)
        self._show(jumped)

    def _note(self, effect: do.Effect) -> None:
        """Do what is not about the sound of the article."""
        match effect:
            case do.Earcon(name):
                self._earcon(name)
            case do.Headline(article):
                if self.manner.shown is not Shown.NOTHING:
                    self.say(self._programme.articles[article].title)
                self._remember(article, done=False)
            case do.Done(article):
                self._remember(article, done=True)
                if self._first:
                    self.marks.done(article)
            case do.Skipped(article):
                if self._first:
                    self.marks.skipped(article)
            case do.Enqueue(article):
                document = self._programme.documents[article]
                title = self._programme.articles[article].title
                self._keep(lambda: self.places.enqueue(title, document))
                if title not in self.session.state.queue:
                    self.session.state.queue.append(title)
            case do.SetBookmark(number):
                self._bookmark(number)
            case do.OpenBookmark(number):
                self._open_bookmark(number)
            case do.Ask(action):
                self._keys.ask(Action(action))
            case do.Mispronounced(first, last):
                self._report(first, last)
            case do.Save(force):
                self._save(force=force)
            case do.Finished():
                self._ending = self.manner.prompts in (Prompts.VOICE, Prompts.BOTH)
                self._player.call(self._go_on)
            case do.Quit():
                self._ended = True
                self._player.stop()

    def _interject(self, said: do.Say, plays: bool | None = None) -> None:
        """Say something between, and go on or stay silent."""
        if self.manner.prompts not in (Prompts.VOICE, Prompts.BOTH):
            return
        speed = self.session.state.speed
        try:
            samples = self._announcer.sound(said.spoken(), said.language, speed)
        except NewsreaderError as error:
            _log.info("a prompt was not spoken: %s", error)
            if plays:
                self._player.resume()
            return
        self._player.interject(samples, plays)

    def _earcon(self, name: str) -> None:
        """Give a short sound. A change of volume is heard by itself while something is read."""
        if name != "click" or not self.session.state.playing:
            self._player.interject(self._announcer.earcon(name))

    def _print(self, name: str, **values: object) -> None:
        self.say(do.words(name, **values).in_language(self.manner.locale))

    def _print_sentence(self, index: int) -> None:
        """Print a sentence when it begins, where that is wanted."""
        if self.manner.shown is not Shown.SENTENCES:
            return
        outline = self.session.state.outline
        sentence = outline.sentence(index)
        if index == sentence.begin:
            parts = outline.script[sentence.begin : sentence.end]
            if text := " ".join(part.text for part in parts if part.text):
                self.say(text)

    def _show(self, jumped: bool) -> None:
        """Show on the desktop what is read."""
        now = time.monotonic()
        passed, length = self.session.clock(now)
        state = self.session.state
        self._clock = passed, now, state.speed if state.playing else 0.0
        if self._media.is_there:
            article = self._programme.articles[self._number()]
            address = article.source if "://" in article.source else ""
            shown = mpris.Shown(
                "Playing" if state.playing else "Paused",
                self._number(),
                article.title,
                article.publisher or "",
                length,
                address,
                state.speed,
                state.volume,
            )
            self._media.show(shown, jumped=jumped)

    def _where(self) -> float:
        """Return the place in the article, for the bus's thread."""
        passed, then, speed = self._clock
        return passed + (time.monotonic() - then) * speed

    def _number(self) -> int:
        return self.session.state.number

    def _word(self, index: int, offset: float) -> int | None:
        """Return which printed word sounds at an offset into an utterance."""
        utterance = self.session.state.outline.script[index]
        rendering = self._rendering
        given = rendering.text(index)
        if given is None:
            return None
        place = round(offset * rendering.sample_rate)
        found = None
        for (start, _end), begin, _over in printed_words(utterance, given, rendering.words(index)):
            if found is not None and begin > place:
                break
            found = len(utterance.text[:start].split())
        return found

    # The disk. A disk that is full ends no reading.

    def _keep(self, write: Callable[[], object]) -> None:
        try:
            write()
        except OutputError as error:
            if not self._warned:
                self._warned = True
                self.say(str(error))

    def _save(self, *, force: bool) -> None:
        over = self.session.state.over
        position = self.session.position(time.monotonic())
        preferences = self.session.preferences
        self._keep(lambda: self.places.save(position, preferences, force=force, finished=over))

    def _remember(self, article: int, *, done: bool) -> None:
        found = self._programme.articles[article]
        name = article_id(found)
        heard = Heard(name, found.title, found.source, time.time(), done)
        self._keep(lambda: self.places.remember(heard))
        if done:
            self._keep(lambda: self.places.forget(name))

    def _bookmark(self, number: int) -> None:
        found = next(mark for mark in self.session.state.bookmarks if mark.number == number)
        document = self._programme.documents[self._number()]

        def write() -> None:
            kept = self.places.add_bookmark(found, document)
            marks = self.session.state.bookmarks
            marks[marks.index(found)] = kept

        self._keep(write)

    def _open_bookmark(self, number: int) -> None:
        document = self.places.bookmarked(number)
        marks: list[Bookmark] = self.places.bookmarks()
        found = next((mark for mark in marks if mark.number == number), None)
        if document is None or found is None:
            words = do.words("bookmark_unknown", number=number)
            self._carry_out([self.session.state.say(words)])
            return
        self._open(document, found.position)

    def _report(self, first: int, last: int) -> None:
        """Keep sentences for ``newsreader lexicon fix``."""
        for index in range(first, last + 1):
            if sentence := self._heard_sentence(index):
                self._keep(lambda sentence=sentence: report(sentence))  # type: ignore[misc]

    def _keep_for_report(self) -> None:
        """Keep the last sentence for ``newsreader lexicon report``."""
        index = self.session.state.place.index
        while index > 0 and not self.session.state.outline.script[index].text:
            index -= 1
        if sentence := self._heard_sentence(index):
            self._keep(lambda: remember(sentence))

    def _heard_sentence(self, index: int) -> HeardSentence | None:
        utterance = self.session.state.outline.script[index]
        if not utterance.text:
            return None
        article = self._programme.articles[utterance.article]
        return HeardSentence(utterance.text, utterance.spoken, article.source, self.manner.voice)

    def _fail(self, error: NewsreaderError) -> None:
        """Tell of something in the queue that cannot be had."""
        self.say(str(error))
        language = self.session.state.language
        self._interject(do.Say((do.literal(error.message),), language))


def faster(preferences: Preferences, speed: float | None) -> Preferences:
    """Return preferences with the speed that was asked for on the command line."""
    return preferences if speed is None else replace(preferences, speed=speed)
