"""The live reader: joins the session (what is wanted), the player (what is heard) and the disk.

Everything is decided in one thread, the one that plays: keys, media keys and the clock (``Inbox``)
only hand it something to do. The session answers with effects, which are carried out here. Whatever
may take long (the disk, an article from the net) is done in other threads, which hand back what
they found.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial

from newsreader.engines import Engine
from newsreader.errors import NewsreaderError
from newsreader.listening import effects as do
from newsreader.listening import events, mpris
from newsreader.listening.actions import Action, Command
from newsreader.listening.announcer import Announcer
from newsreader.listening.course import Course, NothingReadError
from newsreader.listening.dispatch import Dispatcher
from newsreader.listening.display import Display
from newsreader.listening.documents import anchored
from newsreader.listening.inbox import Inbox, Question
from newsreader.listening.keeping import Keeper
from newsreader.listening.keyboard import Input
from newsreader.listening.manner import Manner, Marks, Programme
from newsreader.listening.noting import Notes
from newsreader.listening.places import Places
from newsreader.listening.player import Player
from newsreader.listening.position import Position
from newsreader.listening.prompting import Prompter
from newsreader.listening.rendering import Rendering
from newsreader.listening.scripts import Script
from newsreader.listening.session import Session
from newsreader.listening.state import Bookmark, Preferences
from newsreader.listening.upcoming import Found, Upcoming
from newsreader.pipeline import prepare
from newsreader.stretch import FASTEST, SLOWEST
from newsreader.types import Document


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
    _moves: int = field(default=0, init=False)
    """Moves that the player has not made yet: till then what it tells is of the place before."""
    _finishing: bool = field(default=False, init=False)
    """Whether what is next in the queue follows on what is being said."""
    _underway: Script | None = field(default=None, init=False)
    """The one that is being made, or was the last to be."""
    _complaint: NewsreaderError | None = field(default=None, init=False)

    def read(
        self, first: Programme, preferences: Preferences, source: Input, keys: Dispatcher
    ) -> None:
        """Read a programme, and what is in the queue after it. Returns when all is over.

        Raises OutputError when the output goes away for good, SourceError where nothing of it is
        read, and what the engine raises.
        """
        bookmarks = self.places.bookmarks()
        queue = [queued.title for queued in self.places.queue()]
        self._display = Display(self.say, self.manner)
        with ExitStack() as stack:
            stack.callback(self._complain)
            self._keeper = stack.enter_context(
                Keeper(self.places, self._wrong, practice=self.manner.practice)
            )
            self._notes = Notes(self._keeper, self.marks, first, self.call, self._bookmarked)
            self._begin(first, preferences, bookmarks, queue)
            index = self.session.state.place.index
            self._rendering = stack.enter_context(
                Rendering(
                    self._course.script.sound,
                    self.engine,
                    gain=self.manner.gain,
                    respelling=self.manner.respelling,
                    start=index,
                )
            )
            stack.callback(lambda: self._course.close())
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
            announcer = Announcer(self.open_prompt_engine, self.engine.sample_rate)
            self._prompter = Prompter(announcer, self._player, self.manner.prompts)
            self._upcoming = Upcoming(self._keeper, self.call, self.open_reference, self._arrived)
            self._inbox = Inbox(source, keys, self)
            self._display.panel = stack.enter_context(
                mpris.MediaKeys(self._inbox.requested, self._display.where, (SLOWEST, FASTEST))
            )
            stack.enter_context(self._inbox)
            try:
                self._carry_out(self.session.begin(time.monotonic()))
                self._player.run(self._event, stay=True)
            finally:
                self._notes.last(self._course)
                self._upcoming.put_back()

    @property
    def programme(self) -> Programme:
        """What is read now."""
        return self._course.programme

    @property
    def session(self) -> Session:
        """How far it is read, and what answers."""
        return self._course.session

    @property
    def player(self) -> Player:
        """What plays it."""
        assert self._player is not None
        return self._player

    def call(self, function: Callable[[], None]) -> None:
        """Have something done in the thread that plays. For any thread."""
        self.player.call(function)

    def stop_by(self, stop: Callable[[], None]) -> None:
        """Fall silent, let ``stop`` stop the program, and go on as before. For signal handlers."""
        if self._player is None:
            stop()
            return
        self.call(lambda: self._hold(stop))

    def _hold(self, stop: Callable[[], None]) -> None:
        playing = self.session.state.playing
        self._obey(Action.SILENCE)
        self.call(stop)
        if playing:
            self.call(lambda: self._obey(Action.PLAY))

    # Programmes

    def _begin(
        self,
        wanted: Programme,
        preferences: Preferences,
        bookmarks: Sequence[Bookmark],
        queue: Sequence[str],
    ) -> None:
        """Begin a programme, with as much of its script as must be there."""
        self._course = Course(
            wanted,
            self.manner,
            preferences,
            durations=lambda index: self._rendering.duration(index),
            word_at=lambda index, offset: self._rendering.word_at(index, offset),
            bookmarks=bookmarks,
            queue=queue,
        )
        self._display.another_programme()
        self._keeper.start(wanted.documents, preferences, wanted.position)

    def _open(self, document: Document, position: Position | None, queue: Sequence[str]) -> None:
        """Read another document from now on. Raises as ``Course`` does."""
        document = anchored(document)
        article = prepare(document, self.manner.language)
        position = position or self._keeper.position_in(article)
        before = self._course
        wanted = Programme((document,), (article,), position)
        self._begin(wanted, before.session.preferences, before.session.state.bookmarks, queue)
        before.close()
        self._replace(self.session.state.place.index, 0.0)
        self._carry_out(self.session.begin(time.monotonic()))

    def _work(self) -> None:
        """Have the rest of the script made while the sound goes on, a moment at a time."""
        script = self._course.script
        if script is not self._underway:
            self._underway = script
            self.call(partial(self._work_on, script))

    def _work_on(self, script: Script) -> None:
        if script is not self._course.script or script.complete:
            return
        self._carry_out_some(self._course.work())
        self.call(partial(self._work_on, script))

    # The queue

    def _go_on(self) -> None:
        """Take what is next in the queue, or end."""
        if self.session.state.over:
            self._upcoming.fetch()

    def _arrived(self, found: Found, titles: Sequence[str]) -> None:
        """Read what was taken from the queue, unless the listener has gone back meanwhile."""
        if not self.session.state.over:
            self._upcoming.not_now()
            return
        if found is None:
            self.player.stop()
            return
        try:
            if isinstance(found, NewsreaderError):
                raise found
            self._open(found, None, titles)
            self._upcoming.begun()
        except NothingReadError as error:
            self._upcoming.begun()
            self._pass_over(error)
        except NewsreaderError as error:
            self._upcoming.failed()
            self._pass_over(error)

    def _pass_over(self, error: NewsreaderError) -> None:
        """Say why something is not read, and go on with what comes after it."""
        self.say(str(error))
        said = do.Say((do.literal(error.message),), self.session.state.language)
        self._finishing = self._prompter.say([said], self.session.state)
        if not self._finishing:
            self._go_on()

    # What comes in

    def answer(
        self, question: Question, needs: Command | None = None, *, jumped: bool = False
    ) -> None:
        """Ask the session and do what it says; with ``needs``, have the articles for that."""
        self._hear()
        if needs is not None:
            self._carry_out_some(self._course.foresee(needs))
        state = self.session.state
        sleep_at = state.sleep_at
        self._carry_out(question(time.monotonic()), jumped=jumped)
        if state.sleep_at != sleep_at:
            self._inbox.look_at_the_clock()

    def _obey(self, asked: Command | Action) -> None:
        command = Command(asked) if isinstance(asked, Action) else asked
        self.answer(partial(self.session.handle, command), command)

    def _event(self, event: events.Event) -> None:
        """Take in what the player tells."""
        now = time.monotonic()
        session = self.session
        match event:
            case events.Began(index) if not self._moves or index == session.state.place.index:
                self._carry_out(session.heard(index, self.player.position()[1], now))
                self._display.sentence(session.state.outline, index)
                self._work()
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
                self._display.tell("output_lost")
            case events.OutputBack():
                self._display.tell("output_back")
                self._tell("output_back")
            case events.Slower():
                self._tell("slower_live")
            case events.FellBack(program):
                self._display.tell("fell_back", program=program)

    def _tell(self, name: str) -> None:
        """Say something that nobody has asked."""
        state = self.session.state
        self._prompter.say([state.say(do.words(name))], state)

    def _hear(self) -> None:
        """Let the session know exactly what has been heard."""
        if self._moves or not self.session.state.playing:
            return
        index, offset = self.player.position()
        if index < len(self.session.state.outline.script):  # else the end will be told
            self._carry_out(self.session.heard(index, offset, time.monotonic()))

    # What goes out

    def _carry_out_some(self, wanted: Sequence[do.Effect]) -> None:
        if wanted:
            self._carry_out(wanted)

    def _carry_out(self, wanted: Sequence[do.Effect], *, jumped: bool = False) -> None:
        """Do what the session asks for. What is said comes before what is played after it."""
        player = self.player
        said = [effect for effect in wanted if isinstance(effect, do.Say)]
        speaks = self._prompter.will_speak(said)
        plays: bool | None = None
        for effect in wanted:
            match effect:
                case do.Say():
                    self._display.answer(effect)
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
                case do.ReplaceScript(_script, index, offset, was):
                    self._course.take_replanned()
                    self._replace(index, offset, was)
                    if was is not None and self.session.state.playing:
                        plays = True  # also where a limit has just stopped it
                        if not speaks:
                            player.resume()
                case do.SetSpeed(speed):
                    player.set_speed(speed)
                case do.SetVolume(volume):
                    player.set_volume(volume)
                case _:
                    self._note(effect)
        spoke = self._prompter.say(said, self.session.state, plays)
        if self._finishing and not spoke:
            self._finishing = False
            self.call(self._go_on)
        self._display.show(self._course, jumped=jumped)

    def _replace(self, index: int, offset: float, was: int | None = None) -> None:
        """Give the player the script that is to be read now."""
        self.player.replace(self._course.script.sound, index, offset, was)
        self._moving()
        self.call(self._catch_up)
        self._work()

    def _catch_up(self) -> None:
        """Take in what has begun while nothing was believed, after a change of the script."""
        before = self.session.state.place.index
        self._hear()
        if (index := self.session.state.place.index) != before:
            self._display.sentence(self.session.state.outline, index)

    def _moving(self) -> None:
        """Believe nothing that the player tells before it has moved."""
        self._moves += 1
        self.call(self._moved)

    def _moved(self) -> None:
        self._moves -= 1

    def _note(self, effect: do.Effect) -> None:
        """Do what is not about the sound of the article."""
        match effect:
            case do.Earcon(name):
                self._prompter.earcon(name, self.session.state)
            case do.Ask(action):
                self._inbox.ask(Action(action))
            case do.Finished():
                self._finishing = True
            case do.Quit():
                self.player.stop()
            case _:
                if isinstance(effect, do.Headline):
                    self._display.headline(self.programme.articles[effect.article])
                self._notes.note(effect, self._course)

    # What goes wrong, and what comes back from the disk

    def _wrong(self, error: NewsreaderError) -> None:
        """Tell of a disk that is full or broken; called by the thread that writes."""
        self._complaint = error
        if self._player is not None:
            self.call(self._complain)

    def _complain(self) -> None:
        error, self._complaint = self._complaint, None
        if error is not None:
            self.say(str(error))

    def _bookmarked(self, number: int, document: Document | None, place: Position | None) -> None:
        """Go to a bookmark in another document."""
        try:
            if document is not None:
                self._open(document, place, self.session.state.queue)
                return
            words = do.words("bookmark_unknown", name=do.literal(str(number)))
        except NewsreaderError as error:
            words = do.literal(error.message)
        self._carry_out([self.session.state.say(words)])
