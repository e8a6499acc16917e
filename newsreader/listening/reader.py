"""The live reader: joins the session (what is wanted), the player (what is heard) and the disk.

Everything is decided in one thread, the one that plays: keys, media keys and the clock only hand it
something to do. The session answers with effects, which are carried out here. Whatever may take
long (the disk, an article from the net) is done in other threads, which hand back what they found.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from gettext import gettext as _

from newsreader.engines import Engine
from newsreader.engines.words import printed_words
from newsreader.errors import NewsreaderError, SourceError
from newsreader.lexicon_file import Heard as HeardSentence
from newsreader.listening import effects as do
from newsreader.listening import events, mpris
from newsreader.listening.actions import Action, Command
from newsreader.listening.announcer import Announcer
from newsreader.listening.dispatch import Dispatcher, Explained, Explanation, Unknown
from newsreader.listening.documents import anchored
from newsreader.listening.keeping import Keeper, Waiting
from newsreader.listening.keyboard import Input
from newsreader.listening.keyhelp import label
from newsreader.listening.levels import Outline, Unit
from newsreader.listening.manner import Manner, Marks, Programme, Shown
from newsreader.listening.places import Places
from newsreader.listening.player import Player
from newsreader.listening.position import Position, article_id, resume
from newsreader.listening.rendering import Rendering
from newsreader.listening.scripts import Script
from newsreader.listening.session import Session
from newsreader.listening.state import Bookmark, Preferences
from newsreader.pipeline import prepare, programme
from newsreader.stretch import FASTEST, SLOWEST
from newsreader.types import Document, Reading, Utterance

_log = logging.getLogger(__name__)

_WAIT = 3600.0
"""In s: how long keys are waited for at once; something that comes is never late by it."""
_TICK = 1.0
"""In s: how often the sleep timer is looked at, while there is one."""
_SLICE = 0.02
"""In s: how long the script is worked at, at once; the sound that lies ready lasts longer."""

_INSIDE = frozenset(
    {
        Action.PLAY_PAUSE,
        Action.PLAY,
        Action.PAUSE,
        Action.SILENCE,
        Action.REPEAT,
        Action.REPEAT_SLOW,
        Action.FASTER,
        Action.SLOWER,
        Action.NORMAL_SPEED,
        Action.LOUDER,
        Action.SOFTER,
        Action.QUIT,
    }
)
"""What never needs the next article."""


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
    _player: Player | None = field(default=None, init=False)
    _session: Session | None = field(default=None, init=False)
    _ended: bool = field(default=False, init=False)
    _first: bool = field(default=True, init=False)
    """Whether this is the programme that was asked for, not what came after it."""
    _moves: int = field(default=0, init=False)
    """Moves that the player has not made yet: till then what it tells is of the place before."""
    _finishing: bool = field(default=False, init=False)
    """Whether what is next in the queue follows on what is being said."""
    _fetching: bool = field(default=False, init=False)
    _underway: Waiting | None = field(default=None, init=False)
    """What was taken from the queue and is not read yet."""
    _failed: list[Waiting] = field(default_factory=list, init=False)
    _complaint: NewsreaderError | None = field(default=None, init=False)
    _headed: str = field(default="", init=False)
    _printed: Unit | None = field(default=None, init=False)
    _clock: tuple[float, float, float] = field(default=(0.0, 0.0, 0.0), init=False)

    def read(
        self, first: Programme, preferences: Preferences, source: Input, keys: Dispatcher
    ) -> None:
        """Read a programme, and what is in the queue after it. Returns when all is over.

        Raises OutputError when the output goes away for good, SourceError where nothing of it is
        read, and what the engine raises.
        """
        self._keys, self._source = keys, source
        self._announcer = Announcer(self.open_prompt_engine, self.engine.sample_rate)
        bookmarks = self.places.bookmarks()
        queue = [queued.title for queued in self.places.queue()]
        with ExitStack() as stack:
            stack.callback(self._complain)
            self._keeper = stack.enter_context(
                Keeper(self.places, self._wrong, practice=self.manner.practice)
            )
            if not self._begin(first, preferences, bookmarks, queue):
                raise self._script.error or SourceError(
                    _("Nothing of that is read aloud."),
                    _("See what there is with newsreader explain."),
                )
            index = self.session.state.place.index
            self._rendering = stack.enter_context(
                Rendering(
                    self._script.sound,
                    self.engine,
                    gain=self.manner.gain,
                    respelling=self.manner.respelling,
                    start=index,
                )
            )
            stack.callback(lambda: self._script.sound.finish())
            self._player = stack.enter_context(
                Player(
                    self._rendering,
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
                self._carry_out(self.session.begin(time.monotonic()))
                self._player.run(self._event, stay=True)
            finally:
                self._save(force=True)
                self._keep_last()
                for title, what in [*([self._underway] if self._underway else []), *self._failed]:
                    self._keeper.enqueue(title, what)

    @property
    def session(self) -> Session:
        """What is read now."""
        assert self._session is not None
        return self._session

    @property
    def player(self) -> Player:
        """What plays it."""
        assert self._player is not None
        return self._player

    def stop_by(self, stop: Callable[[], None]) -> None:
        """Fall silent, let ``stop`` stop the program, and go on as before. For signal handlers."""
        if self._player is None:
            stop()
            return
        self._player.call(lambda: self._hold(stop))

    def _hold(self, stop: Callable[[], None]) -> None:
        playing = self.session.state.playing
        self._obey(Action.SILENCE)
        self.player.call(stop)
        if playing:
            self.player.call(lambda: self._obey(Action.PLAY))

    # Programmes

    def _begin(
        self,
        wanted: Programme,
        preferences: Preferences,
        bookmarks: Sequence[Bookmark],
        queue: Sequence[str],
    ) -> bool:
        """Begin a programme, with as much of its script as must be there; return if it has any."""
        script = Script(programme(wanted.articles, self.manner.reading, self.manner.voice))
        names = [article_id(article) for article in wanted.articles]
        position = wanted.position
        script.through(
            names.index(position.article) if position and position.article in names else 0
        )
        if not script.known:
            if self._session is None:
                self._script = script
            return False
        found = resume(position, Outline.of(wanted.articles, script.known)) if position else None
        self._programme, self._script = wanted, script
        self._printed = None
        self._session = Session(
            wanted.articles,
            script.known,
            resumed=found,
            reading=self.manner.reading,
            replan=self._replan,
            preferences=preferences,
            durations=lambda index: self._rendering.duration(index),
            word_at=self._word,
            bookmarks=bookmarks,
            queue=queue,
        )
        self._keeper.start(wanted.documents, preferences, position)
        return True

    def _open(self, document: Document, position: Position | None, queue: Sequence[str]) -> bool:
        """Read another document from now on; return False where nothing of it is read."""
        document = anchored(document)
        article = prepare(document, self.manner.language)
        position = position or self._keeper.position_in(article)
        before, script = self.session, self._script
        wanted = Programme((document,), (article,), position)
        if not self._begin(wanted, before.preferences, before.state.bookmarks, queue):
            return False
        self._first = False
        script.sound.finish()
        self._replace(self.session.state.place.index, 0.0, same=False)
        self._carry_out(self.session.begin(time.monotonic()))
        return True

    def _prepare(self, script: Script) -> None:
        """Work at the rest of a script for a moment, again and again; the sound goes on."""
        if script is not self._script or script.complete:
            return
        if script.read(_SLICE):
            self._grow()
        self.player.call(partial(self._prepare, script))

    def _grow(self) -> None:
        """Let the session know of articles that were added to the script."""
        # The player has them already: its script grows by itself.
        grown = self.session.grow(self._script.known)
        self._carry_out([e for e in grown if not isinstance(e, do.ReplaceScript)])

    def _foresee(self, command: Command) -> None:
        """Have the article there that a command may need."""
        script = self._script
        if script.complete or command.action in _INSIDE:
            return
        last = len(self._programme.articles)
        known = len(script.known)
        script.through(last if command.action is Action.GO_TO else self._number() + 1)
        if len(script.known) > known:
            self._grow()

    def _replan(self, reading: Reading) -> Sequence[Utterance]:
        """Make the script anew, as far as it is needed now."""
        self._replanned = Script(programme(self._programme.articles, reading, self.manner.voice))
        self._replanned.through(self._number())
        return self._replanned.known

    # The queue

    def _go_on(self) -> None:
        """Take what is next in the queue, or end."""
        if self._fetching or not self.session.state.over:
            return
        self._fetching = True
        self._keeper.take(lambda *found: self.player.call(partial(self._taken, *found)))

    def _taken(self, found: Waiting | None, queue: Sequence[str]) -> None:
        self._underway = found
        if found is None:
            self._fetching = False
            self._ended = True
            self.player.stop()
            return
        title, what = found
        if isinstance(what, Document):
            self._arrived(what, queue)
            return

        def fetch() -> None:
            try:
                result: Document | NewsreaderError = self.open_reference(what)
            except NewsreaderError as error:
                result = error
            self.player.call(partial(self._arrived, result, queue))

        threading.Thread(target=fetch, name=f"fetch {title}", daemon=True).start()

    def _arrived(self, found: Document | NewsreaderError, queue: Sequence[str]) -> None:
        """Read what was taken from the queue, unless the listener has gone back meanwhile."""
        underway, self._underway = self._underway, None
        self._fetching = False
        assert underway is not None
        if not self.session.state.over:
            self._keeper.enqueue(*underway)
            return
        if isinstance(found, NewsreaderError):
            self._failed.append(underway)
            self.say(str(found))
            said = do.Say((do.literal(found.message),), self.session.state.language)
            self._finishing = self._interject([said])
            if self._finishing:
                return
        elif self._open(found, None, queue):
            return
        self._go_on()

    # What comes in

    def _listen(self) -> None:
        """Hand on keys or lines, and the time; runs in a thread of its own."""
        while not self._ended:
            sleeping = self.session.state.sleep_at is not None
            for text in self._source.read(_TICK if sleeping else _WAIT):
                self.player.call(partial(self._asked, text))
            if sleeping:
                self.player.call(lambda: self._carry_out(self.session.tick(time.monotonic())))

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

    def _obey(self, asked: Command | Action) -> None:
        command = Command(asked) if isinstance(asked, Action) else asked
        self._hear()
        self._foresee(command)
        sleep_at = self.session.state.sleep_at
        self._carry_out(self.session.handle(command, time.monotonic()))
        if self.session.state.sleep_at != sleep_at:
            self._source.wake()  # the clock is looked at from now on

    def _requested(self, request: mpris.Request) -> None:
        """Hand on what a media key asks for; called by the bus's thread."""
        self.player.call(partial(self._granted, request))

    def _granted(self, request: mpris.Request) -> None:
        if isinstance(request, Action):
            self._obey(request)
            return
        now = time.monotonic()
        self._hear()
        match request:
            case mpris.Seek(seconds):
                self._foresee(Command(Action.FORWARD))
                found = self.session.seek(seconds, now)
            case mpris.SeekTo(seconds, article):
                found = self.session.seek_to(seconds, now) if article == self._number() else []
            case mpris.Speed(speed):
                found = self.session.set_speed(speed, now)
            case mpris.Volume(volume):
                found = self.session.set_volume(volume, now)
        self._carry_out(found, jumped=isinstance(request, mpris.Seek | mpris.SeekTo))

    def _event(self, event: events.Event) -> None:
        """Take in what the player tells."""
        now = time.monotonic()
        session = self.session
        match event:
            case events.Began(index) if not self._moves or index == session.state.place.index:
                self._carry_out(session.heard(index, self.player.position()[1], now))
                self._print_sentence(index)
                if not self._script.complete:
                    self.player.call(partial(self._prepare, self._script))
            case events.Reached(index) if not self._moves:
                if index == session.state.until:
                    self._carry_out(session.reached(now))
                elif session.state.playing:
                    self.player.resume()  # the limit was changed when it had been reached
            case events.Finished() if not self._moves:
                self._carry_out(session.ended(now))
            case events.PromptEnded() if self._finishing:
                self._finishing = False
                self._go_on()
            case events.OutputLost():
                self._print("output_lost")
            case events.OutputBack():
                self._print("output_back")
                self._tell("output_back")
            case events.Slower():
                self._tell("slower_live")
            case events.FellBack(program):
                self._print("fell_back", program=program)

    def _hear(self) -> None:
        """Let the session know exactly what has been heard."""
        if self._moves or not self.session.state.playing:
            return
        index, offset = self.player.position()
        self._carry_out(self.session.heard(index, offset, time.monotonic()))

    # What goes out

    def _carry_out(self, wanted: Sequence[do.Effect], jumped: bool = False) -> None:
        """Do what the session asks for. What is said comes before what is played after it."""
        player = self.player
        said = [effect for effect in wanted if isinstance(effect, do.Say)]
        speaks = bool(said) and self.manner.prompts.spoken
        plays: bool | None = None
        for effect in wanted:
            match effect:
                case do.Say():
                    if self.manner.prompts.printed:
                        self.say(effect.printed(self.manner.locale))
                case do.Play():
                    plays = True
                    if not speaks:
                        player.resume()
                case do.Pause():
                    plays = False
                    player.pause()
                case do.JumpTo(index, offset, play):
                    plays, jumped = play, True
                    player.jump(index, offset, play and not speaks)
                    self._moving()
                case do.Until(index):
                    player.until(index)
                case do.ReplaceScript(_script, index, offset, same):
                    self._script.sound.finish()
                    self._script = self._replanned
                    self._replace(index, offset, same=same)
                case do.SetSpeed(speed):
                    player.set_speed(speed)
                case do.SetVolume(volume):
                    player.set_volume(volume)
                case _:
                    self._note(effect)
        spoke = speaks and self._interject(said, plays)
        if self._finishing and not spoke:
            self._finishing = False
            player.call(self._go_on)
        self._show(jumped)

    def _replace(self, index: int, offset: float, *, same: bool) -> None:
        """Give the player the script that is to be read now."""
        self.player.replace(self._script.sound, index, offset, same)
        self._moving()
        self.player.call(partial(self._prepare, self._script))

    def _moving(self) -> None:
        """Believe nothing that the player tells before it has moved."""
        self._moves += 1
        self.player.call(self._moved)

    def _moved(self) -> None:
        self._moves -= 1

    def _note(self, effect: do.Effect) -> None:
        """Do what is not about the sound of the article."""
        match effect:
            case do.Earcon(name):
                self._earcon(name)
            case do.Headline(article):
                self._headline(article)
            case do.Done(article):
                self._keeper.heard(self._programme.articles[article], done=True)
                if self._first:
                    self._keeper.put(partial(self.marks.done, article))
            case do.Skipped(article):
                if self._first:
                    self._keeper.put(partial(self.marks.skipped, article))
            case do.Enqueue(article):
                title = self._programme.articles[article].title
                self._keeper.enqueue(title, self._programme.documents[article])
            case do.SetBookmark(number):
                self._bookmark(number)
            case do.OpenBookmark(number):
                self._keeper.bookmarked(
                    number,
                    lambda *found: self.player.call(partial(self._bookmarked, number, *found)),
                )
            case do.Ask(action):
                self._keys.ask(Action(action))
            case do.Mispronounced(first, last):
                for index in range(first, last + 1):
                    if sentence := self._heard_sentence(index):
                        self._keeper.reported(sentence)
            case do.Save(force):
                self._save(force=force)
            case do.Finished():
                self._finishing = True
            case do.Quit():
                self._ended = True
                self.player.stop()

    def _interject(self, said: Sequence[do.Say], plays: bool | None = None) -> bool:
        """Say something between, and go on or stay silent; return whether it is said."""
        if not self.manner.prompts.spoken:
            return False
        spoken = " ".join(each.spoken() for each in said)
        speed = self.session.state.speed
        try:
            samples = self._announcer.sound(spoken, said[0].language, speed)
        except NewsreaderError as error:
            _log.info("a prompt was not spoken: %s", error)
            if plays:
                self.player.resume()
            return False
        self.player.interject(samples, plays)
        return True

    def _tell(self, name: str) -> None:
        """Say something that nobody has asked."""
        self._interject([do.Say((do.words(name),), self.session.state.language)])

    def _earcon(self, name: str) -> None:
        """Give a short sound. A change of volume is heard by itself while something is read."""
        if name != "click" or not self.session.state.playing:
            self.player.interject(self._announcer.earcon(name))

    # What is printed and shown

    def _print(self, name: str, **values: object) -> None:
        self.say(do.words(name, **values).in_language(self.manner.locale))

    def _headline(self, article: int) -> None:
        found = self._programme.articles[article]
        if self.manner.shown is not Shown.NOTHING:
            self.say(found.title)
        self._headed = found.title
        self._keeper.heard(found, done=False)

    def _print_sentence(self, index: int) -> None:
        """Print a sentence when it begins, where that is wanted."""
        if self.manner.shown is not Shown.SENTENCES:
            return
        outline = self.session.state.outline
        sentence = outline.sentence(index)
        if index == sentence.begin or sentence != self._printed:
            parts = outline.script[sentence.begin : sentence.end]
            text = " ".join(part.text for part in parts if part.text)
            if text and text != self._headed:  # a title stands there already
                self.say(text)
            self._headed = "" if text else self._headed
        self._printed = sentence

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

    # What is kept

    def _wrong(self, error: NewsreaderError) -> None:
        """Tell of a disk that is full or broken; called by the thread that writes."""
        self._complaint = error
        if self._player is not None:
            self._player.call(self._complain)

    def _complain(self) -> None:
        error, self._complaint = self._complaint, None
        if error is not None:
            self.say(str(error))

    def _save(self, *, force: bool) -> None:
        session = self.session
        position = session.position(time.monotonic())
        self._keeper.save(position, session.preferences, force=force, finished=session.state.over)

    def _bookmark(self, number: int) -> None:
        marks = self.session.state.bookmarks
        found = next(mark for mark in marks if mark.number == number)

        def numbered(kept: Bookmark) -> None:
            marks[marks.index(found)] = kept

        self._keeper.bookmark(
            found,
            self._programme.documents[self._number()],
            lambda kept: self.player.call(partial(numbered, kept)),
        )

    def _bookmarked(self, number: int, document: Document | None, place: Position | None) -> None:
        """Go to a bookmark in another document."""
        if document is None or not self._open(document, place, self.session.state.queue):
            words = do.words("bookmark_unknown", name=do.literal(str(number)))
            self._carry_out([self.session.state.say(words)])

    def _keep_last(self) -> None:
        """Keep the last sentence for ``newsreader lexicon report``."""
        index = self.session.state.place.index
        while index > 0 and not self.session.state.outline.script[index].text:
            index -= 1
        if sentence := self._heard_sentence(index):
            self._keeper.last(sentence)

    def _heard_sentence(self, index: int) -> HeardSentence | None:
        utterance = self.session.state.outline.script[index]
        if not utterance.text:
            return None
        article = self._programme.articles[utterance.article]
        return HeardSentence(utterance.text, utterance.spoken, article.source, self.manner.voice)
