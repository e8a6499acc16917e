"""The live player: a programme becomes sound, whole from the first word to the last, and obeys.

    engine ── Rendering, its own thread ── Tape: stretcher, pauses ── ring ── PortAudio

``run`` feeds the ring in the thread that calls it, a fraction of a second in front of the listener.
Commands come from any thread, wake it, and are carried out there, so nothing is shared: the queue
of commands is one that even a signal handler may put into while its own thread is doing so. Every
interruption aborts the output, which is silent within 5 ms, and goes on later at the beginning of
the word that had been heard.

The position is counted in samples handed over less those not heard yet, never by the clock.
"""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from queue import Empty, SimpleQueue

import numpy as np

from newsreader.audio import Samples
from newsreader.listening.events import Event, Finished, PromptEnded, Reached
from newsreader.listening.output import Output
from newsreader.listening.pacing import Pacing
from newsreader.listening.rendering import Rendering
from newsreader.listening.speaker import Loudspeaker
from newsreader.listening.tape import Laid, Place, Tape
from newsreader.stretch import check_speed
from newsreader.types import Utterance

_log = logging.getLogger(__name__)

_RING = 0.5
"""In s: how much lies ready for the callback, beyond what fills the output's buffer."""
_LONGEST_PIECE = 0.5
"""In s: more than is ever laid at once, the rest of a stretcher at speed 0.5 included."""
_GAP = 0.02
"""In s: silence in front of what follows on an interruption: PulseAudio swallows so much."""
_RESTED = 3.0
"""In s: after so long without sound the lead-in is given again."""
_REFILL = 0.7
"""In s: what is gathered, beyond the usual, where sound was made too slowly."""
_POLL = 0.02
"""In s: how often the ring is looked after while it is heard."""
_SWITCH_INTERVAL = 0.0005
"""In s: how long a busy thread may keep PortAudio's callback waiting for the interpreter. With
Python's own 0.005 four busy threads tore up to two holes in 8 s of sound, with this none."""
_SLEPT = 1.0
"""In s: the computer was suspended when its clocks drift apart by more."""


class Player:
    """Plays a programme on one output, under command. Use it as a context manager.

    ``pause`` to ``stop`` are for any thread, for the events' receiver, and for signal handlers;
    they return at once.
    """

    def __init__(
        self,
        programme: Rendering,
        *,
        device: str | None = None,
        lead_in: float = 0.1,
        latency: float = 0.2,
        patience: float = 30.0,
        speed: float = 1.0,
        volume: float = 1.0,
        index: int = 0,
        offset: float = 0.0,
        paused: bool = False,
    ) -> None:
        """Set up; nothing is opened yet.

        ``device`` is a part of an output's name. ``lead_in`` is silence in front, for outputs that
        swallow the first sound after a rest (HDMI and Bluetooth: 1.5). An output that went away is
        tried again for ``patience`` seconds. Reading begins at ``offset`` seconds of unstretched
        sound in the utterance ``index``.
        """
        check_speed(speed)
        self._programme = programme
        self._rate = programme.sample_rate
        self._lead_in = lead_in
        capacity = _RING + _REFILL + _LONGEST_PIECE + lead_in
        self._output = Output(device, self._rate, latency, capacity, patience)
        self._output.speaker.volume = volume
        self._pacing = Pacing(programme, speed)
        self._commands: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._told: list[Event] = []
        self._place = Place(index, round(offset * self._rate))
        self._tape: Tape | None = None
        self._playing = not paused
        self._due = not paused  # a tape is to be begun as soon as the output is ready
        self._prompt: Samples | None = None
        self._until: int | None = None
        self._stopping = self._over = False
        self._resting_since = float("-inf")
        self._refilling = False
        self._heard = (index, offset)
        self._error: Exception | None = None
        self._drifted = 0.0
        programme.notify = self._woken
        programme.want(index)

    def __enter__(self) -> Player:
        """Open the output, so that it warms up while the first words are synthesized.

        Raises OutputError where there is none.
        """
        self._output.open()
        return self

    def __exit__(self, *exc: object) -> None:
        """Be silent and give the output back."""
        self._programme.notify = lambda: None
        self._output.close()

    # Commands

    def pause(self) -> None:
        """Be silent at once, and keep the place."""
        self._commands.put(self._do_pause)

    def resume(self) -> None:
        """Go on, at the beginning of the word."""
        self._commands.put(self._do_resume)

    def jump(self, index: int, offset: float = 0.0, play: bool | None = None) -> None:
        """Be silent at once and move; ``offset`` is in s of unstretched sound.

        With ``play`` None it goes on only if it was going on before. A limit is lifted.
        """
        self._commands.put(partial(self._do_jump, index, offset, play))

    def until(self, index: int | None) -> None:
        """Play no further than the beginning of an utterance, and pause there: ``Reached``."""
        self._commands.put(partial(self._do_until, index))

    def set_speed(self, speed: float) -> None:
        """Change the speed of what is being heard. Raises ValueError outside of 0.5 to 5."""
        check_speed(speed)
        self._commands.put(partial(self._do_speed, speed))

    def set_volume(self, volume: float) -> None:
        """Change the volume of what is being heard; a factor, 1 for the voice as it is."""
        self._speaker.volume = volume

    def interject(self, samples: Samples, resume: bool | None = None) -> None:
        """Cut the sound at once and play something else, at the programme's sample rate.

        Then go on at the beginning of the word, or with ``resume`` False stay paused; with None
        do what was done before. Any later command cuts it short.
        """
        self._commands.put(partial(self._do_interject, samples, resume))

    def replace(
        self,
        script: Iterable[Utterance],
        index: int,
        offset: float = 0.0,
        was: int | None = None,
    ) -> None:
        """Take another script, in which the place is ``index`` and ``offset`` (in s).

        With ``was``, that is the utterance that has this index so far. It is not interrupted; where
        it is over already, reading goes on behind it. A limit is lifted.
        """
        self._commands.put(partial(self._do_replace, script, index, offset, was))

    def call(self, function: Callable[[], None]) -> None:
        """Have something done in the thread that runs, in its turn. It must not take long."""
        self._commands.put(function)

    def stop(self) -> None:
        """Make ``run`` fall silent at once and return."""
        self._stopping = True
        self._commands.put(None)

    def position(self) -> tuple[int, float]:
        """Return what has been heard: the utterance, and how much of its unstretched sound in s."""
        return self._heard

    @property
    def paused(self) -> bool:
        """Whether nothing is read, nor will be once a prompt has been heard."""
        return not self._playing

    @property
    def underruns(self) -> int:
        """Holes in the sound so far, because samples came too late."""
        return self._speaker.underruns

    # Running

    def run(self, on_event: Callable[[Event], None] | None = None, *, stay: bool = False) -> None:
        """Play until ``stop``, or to the end; return when the last word has been heard.

        With ``stay`` the end only pauses. ``on_event`` is called in this thread. What the engine
        or the script raises is raised here, after the sound before it, and OutputError when the
        output goes away for good.
        """
        switch_interval = sys.getswitchinterval()
        try:
            while not self._stopping:
                if self._active:
                    sys.setswitchinterval(min(switch_interval, _SWITCH_INTERVAL))
                    self._tick()
                self._told += self._output.news
                self._output.news.clear()
                while self._told:
                    told = self._told.pop(0)
                    if on_event:
                        on_event(told)
                if self._error is not None:
                    raise self._error
                if self._over and not stay:
                    return
                self._over = False
                if not self._active:
                    sys.setswitchinterval(switch_interval)
                self._obey()
        finally:
            self._settle()
            self._told.clear()
            self._stopping = self._over = False
            self._error = None
            sys.setswitchinterval(switch_interval)

    def _obey(self) -> None:
        """Carry out the next command; with nothing to do, wait for it without end."""
        wait = None
        if self._active:
            wait = self._output.until_next_try()
            wait = _POLL if wait is None else wait
        else:
            self._output.rest()
        try:
            command = self._commands.get(timeout=wait)
        except Empty:
            return
        if command is not None:
            command()

    @property
    def _speaker(self) -> Loudspeaker:
        return self._output.speaker

    @property
    def _active(self) -> bool:
        return self._due or self._tape is not None or self._output.warming

    def _woken(self) -> None:
        """Look at once whether the sound that is waited for has come."""
        if self._tape is not None and not self._speaker.flowing:
            self._commands.put(None)

    def _tick(self) -> None:
        """Look after everything once."""
        if not self._output.ready():
            return
        if self._due:
            self._begin()
        if self._tape is None:
            return  # it has warmed up for later
        self._feed(self._tape)
        drained = self._speaker.ended and not self._speaker.fill
        if not self._follow(self._tape):
            return
        if drained:
            self._drained(self._tape)
        elif self._speaker.lost:
            self._restart()
            self._output.lose()
        elif _drift() - self._drifted > _SLEPT:
            _log.info("the computer was suspended")
            self._restart()
        elif self._output.too_quick:
            self._restart()
            self._output.slow_down()

    def _begin(self) -> None:
        """Begin a tape at the place."""
        rested = time.monotonic() - self._resting_since > _RESTED
        self._due = False
        self._refilling = False
        self._drifted = _drift()
        self._tape = Tape(
            self._programme,
            self._speaker,
            self._place,
            lead_in=self._lead_in if rested else min(_GAP, self._lead_in),
            prompt=self._prompt,
            speech=self._playing,
            until=self._until,
        )
        self._prompt = None

    def _feed(self, tape: Tape) -> None:
        """Fill the ring, and let it be heard once it can fill the output's buffer."""
        speaker = self._speaker
        slower = self._pacing.watch(tape.laid_index, tape.laid_offset / self._rate)
        if slower:
            self._refilling = not speaker.flowing
            self._told.append(slower)
        enough = speaker.unheard + round(_RING * speaker.rate)
        need = speaker.unheard + (round(_REFILL * speaker.rate) if self._refilling else 0)
        laid = Laid.MORE
        while laid is Laid.MORE and (speaker.fill < max(enough, need)):
            laid = tape.lay(self._pacing.speed)
            self._flow(need)
        # Also where nothing could be laid: a hole may have been noticed after the ring was filled.
        self._flow(need)
        self._refilling = self._refilling and not speaker.flowing

    def _flow(self, need: int) -> None:
        """Let the ring be heard, once there is enough in it."""
        speaker = self._speaker
        if not speaker.flowing and (speaker.fill >= need or (speaker.ended and speaker.fill)):
            speaker.flow()

    def _follow(self, tape: Tape) -> bool:
        """Tell what has been heard, and pause where that is to be done; return if it goes on."""
        for event in tape.follow():
            if isinstance(event, Finished):
                continue  # told when all is silent
            if isinstance(event, Reached):
                self._settle()
                if event.index != self._until:  # it was lifted when it was too late
                    self._due = True
                    return False
                self._playing = False
                self._told.append(event)
                return False
            self._told.append(event)
            if isinstance(event, PromptEnded) and not self._playing:
                self._settle()
                return False
        self._heard = tape.index, tape.offset / self._rate
        return True

    def _drained(self, tape: Tape) -> None:
        """End with the programme, or fail as it did."""
        self._error = tape.error
        self._settle()
        if self._error is None and self._programme.exists(self._place.index) is not False:
            self._due = True  # the script has grown when it was too late
            return
        self._playing = False
        if self._error is None:
            self._told.append(Finished())
            self._over = True

    def _settle(self) -> None:
        """Be silent at once, and note the place from which to go on."""
        tape, self._tape = self._tape, None
        self._due, self._prompt = False, None
        if tape is None:
            return
        # What was reached at this very moment is reached again by whatever comes next.
        self._told += [e for e in tape.follow() if not isinstance(e, Reached | Finished)]
        self._speaker.hush()
        self._heard = tape.index, tape.offset / self._rate
        self._place = tape.again
        self._resting_since = time.monotonic()

    # What commands do, in the thread that runs

    def _do_pause(self) -> None:
        self._settle()
        self._playing = False

    def _do_resume(self) -> None:
        if self._playing and self._tape is not None and not self._tape.prompting:
            return
        self._settle()
        self._playing = self._due = True

    def _do_jump(self, index: int, offset: float, play: bool | None) -> None:
        self._settle()
        self._move(index, offset)
        if play is not None:
            self._playing = play
        self._due = self._playing

    def _move(self, index: int, offset: float) -> None:
        self._until = None
        self._place = Place(index, round(offset * self._rate))
        self._heard = index, offset
        self._programme.want(index)

    def _do_until(self, index: int | None) -> None:
        self._until = index
        if self._tape is not None:
            self._tape.until = index
            self._tape.revise()

    def _do_speed(self, speed: float) -> None:
        self._pacing.ask(speed)
        if self._tape is not None:
            self._tape.revise()

    def _do_interject(self, samples: Samples, resume: bool | None) -> None:
        self._settle()
        if resume is not None:
            self._playing = resume
        self._prompt = samples if len(samples) else np.zeros(1, np.float32)
        self._due = True

    def _do_replace(
        self, script: Iterable[Utterance], index: int, offset: float, was: int | None
    ) -> None:
        # What is heard may have come further than whoever asked could know.
        tape = self._tape
        if was is not None and tape is not None and not tape.prompting:
            tape.revise()
            if self._alike(script, tape, was, index - was):
                self._until = tape.until = None
                self._programme.replace(script, index)
                tape.renumber(index - was)
                self._heard = tape.index, self._heard[1]
                return
        self._settle()
        place = self._place
        self._programme.replace(script, index)
        self._move(index, offset)
        if was is not None and place.index == was:
            self._place = replace(place, index=index)
        elif was is not None and place.index > was:
            self._place = Place(index + 1, 0)
            self._programme.want(index + 1)
        self._due = self._playing

    def _alike(self, script: Iterable[Utterance], tape: Tape, was: int, by: int) -> bool:
        """Tell whether another script has all that has been laid, besides what is known of it."""
        laid = [index for index in range(tape.index, tape.laid_last + 1) if index != was]
        return not laid or (
            isinstance(script, Sequence)
            and laid[-1] + by < len(script)
            and all(script[index + by] == self._programme.utterance(index) for index in laid)
        )

    def _restart(self) -> None:
        """Begin anew at the word, as after a rest."""
        prompt, due = self._prompt, self._due or self._tape is not None
        self._settle()
        self._prompt = prompt
        self._due = due and (self._playing or prompt is not None)
        self._resting_since = float("-inf")


def _drift() -> float:
    """Return how long the computer has been suspended since some moment, in s."""
    clock = getattr(time, "CLOCK_BOOTTIME", None)
    return 0.0 if clock is None else time.clock_gettime(clock) - time.monotonic()
