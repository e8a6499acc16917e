"""The live reader as a state machine: actions and what was heard go in, effects come out.

No threads, no sound, no disk, no clock: time comes with each call, in s of a monotonic clock. The
runtime calls ``begin`` once, then ``handle`` for each action, ``heard`` for each utterance that
begins to sound (and whenever it knows better where the sound is), ``reached`` where an ``Until``
stopped it, ``ended`` behind the last utterance, and ``tick`` every second or so. It carries out the
effects in order.
"""

from collections.abc import Callable, Mapping, Sequence

from newsreader.listening import choosing, controls, moving
from newsreader.listening.actions import Action, Command, explain
from newsreader.listening.effects import (
    Done,
    Effect,
    Headline,
    JumpTo,
    Play,
    Quit,
    Save,
    SetSpeed,
    SetVolume,
    Until,
    Words,
    literal,
    words,
)
from newsreader.listening.levels import Level, Outline
from newsreader.listening.navigation import STEP, Place
from newsreader.listening.position import How, Position, Resumed, paragraph_number, position_at
from newsreader.listening.state import (
    Bookmark,
    Browsing,
    Preferences,
    Replan,
    State,
    WordAt,
    lead_of,
    no_word_times,
)
from newsreader.listening.timing import Known, nothing_known
from newsreader.types import Article, Reading, Utterance

DONE = 0.95
"""The share of an article after which it counts as heard."""

_DEFAULT_READING = Reading()
_DEFAULT_PREFERENCES = Preferences()


class Session:
    """One listening to a programme of articles."""

    def __init__(
        self,
        articles: Sequence[Article],
        script: Sequence[Utterance],
        *,
        resumed: Resumed | None = None,
        reading: Reading = _DEFAULT_READING,
        replan: Replan | None = None,
        preferences: Preferences = _DEFAULT_PREFERENCES,
        durations: Known = nothing_known,
        word_at: WordAt = no_word_times,
        bookmarks: Sequence[Bookmark] = (),
        queue: Sequence[str] = (),
    ) -> None:
        """Take a programme, which must have an utterance. ``queue`` has the titles after it."""
        self.state = State(
            Outline.of(articles, script),
            reading,
            preferences.speed,
            preferences.volume,
            preferences.level,
            Place(0),
            replan,
            durations,
            word_at,
            list(bookmarks),
            list(queue),
        )
        self._resumed = resumed

    def begin(self, now: float) -> list[Effect]:
        """Start to play, where the listener stopped or from the beginning."""
        state, found = self.state, self._resumed
        state.since, state.playing = now, True
        effects: list[Effect] = [SetSpeed(state.speed), SetVolume(state.volume)]
        if found is not None:
            state.place = choosing.place_of(state, found)
        effects.append(Headline(state.number))
        if found is not None and (found.how is How.PARAGRAPH or state.place != Place(0)):
            effects.append(state.say(self._resuming(found)))
        effects.append(JumpTo(state.place.index, state.place.offset, True))
        return self._limited(effects)

    def _resuming(self, found: Resumed) -> Words:
        outline = self.state.outline
        if found.how is How.PARAGRAPH:
            return words("changed_start", paragraph=paragraph_number(outline, found.index))
        return words("resume", title=literal(outline.article_of(found.index).title.rstrip(".")))

    def handle(self, asked: Action | Command, now: float) -> list[Effect]:
        """Answer an action."""
        command = Command(asked) if isinstance(asked, Action) else asked
        state = self.state
        state.settle(now)
        # Sentence by sentence, a step after a stop plays.
        plays = state.by_sentence and state.waiting and command.action in _STEPS
        if plays:
            state.playing = True
        effects = self._answer(command, now)
        if plays and state.waiting:
            state.playing = False
        state.last = command.action, now
        return self._limited(effects)

    def _answer(self, command: Command, now: float) -> list[Effect]:
        state = self.state
        match command.action:
            case Action.PLAY_PAUSE:
                return self._pause() if state.playing else self._play()
            case Action.MORE:
                if state.browsing in (Browsing.TITLES, Browsing.LEAD):
                    return choosing.more(state)
                return self._pause() if state.playing else self._play()
            case Action.WHERE_AM_I:
                return controls.where_am_i(state, now)
            case Action.SLEEP_TIMER:
                return controls.sleep_timer(state, now)
            case Action.BOOKMARK:
                return choosing.bookmark(state, command.argument)
            case Action.GO_TO:
                return choosing.go_to(state, command.argument)
            case Action.QUIT:
                return [*self._pause(), Quit()]
            case Action.PLAY:
                return [Play()] if state.playing else self._play()
            case Action.PAUSE | Action.SILENCE:
                return self._pause()
            case _:
                return _ACTIONS[command.action](state)

    def _pause(self) -> list[Effect]:
        return self.state.stop()

    def _play(self) -> list[Effect]:
        state = self.state
        if state.over:
            return [state.say(words("finished"))]
        if state.browsing is not Browsing.OFF and self._title_is_over(state.place.index):
            state.playing = True
            return choosing.next_title(state)
        return state.play()

    def heard(self, index: int, offset: float, now: float) -> list[Effect]:
        """Take in that an utterance sounds, from ``offset`` s into it on."""
        state = self.state
        if state.until is not None and index >= state.until:
            return []
        before = state.place
        state.place, state.since = Place(index, offset), now
        effects: list[Effect] = []
        left = state.outline.script[before.index].article
        in_order = index in (before.index, before.index + 1)
        if state.number != left:
            if in_order:
                effects += self._done(left)
            effects.append(Headline(state.number))
        elif in_order and index != before.index and self._share() >= DONE:
            effects += self._done(left)
        if state.outline.sentence(index) != state.outline.sentence(before.index):
            effects.append(Save())
        return self._limited(effects)

    def _share(self) -> float:
        """Return how much of the article lies before the place."""
        state, article = self.state, self.state.article
        lengths = state.lengths()
        whole = sum(lengths[article.begin : article.end])
        before = sum(lengths[article.begin : state.place.index]) + state.place.offset
        return before / whole if whole else 1.0

    def _done(self, article: int) -> list[Effect]:
        if article in self.state.done or self.state.browsing is Browsing.TITLES:
            return []
        self.state.done.add(article)
        return [Done(article)]

    def reached(self, now: float) -> list[Effect]:
        """Go on, or not, where an ``Until`` stopped the sound."""
        state = self.state
        index, once = state.until, state.once
        if index is None:
            return []
        state.until, state.since = None, now
        over = index >= state.article.end
        effects = self._done(state.number) if over else []
        effects += state.end_once()
        if state.sleepy or (over and state.stop_after):
            self._wake()
            state.place, state.stop_after = Place(index), state.stop_after and not over
            return self._limited([*effects, *state.stop()])
        if state.browsing is not Browsing.OFF and self._title_is_over(index):
            return self._limited([*effects, *choosing.next_title(state)])
        if state.by_sentence or (once is not None and once.stop):
            state.place, state.waiting = Place(index - 1, state.speech()[index - 1]), True
            return self._limited([*effects, *state.stop()])
        state.place = Place(index)
        return self._limited([*effects, *state.play()])

    def _wake(self) -> None:
        """Forget the sleep timer."""
        state = self.state
        state.sleepy, state.sleep_at, state.sleep_minutes = False, None, 0

    def _title_is_over(self, index: int) -> bool:
        """Tell whether what headlines mode reads of an article ends before an utterance."""
        state = self.state
        if state.browsing is Browsing.TITLES:
            return index >= state.outline.headline(state.article).end
        if state.browsing is Browsing.LEAD:
            return index >= lead_of(state.outline, state.article).end
        return index >= state.article.end

    def ended(self, now: float) -> list[Effect]:
        """Take in that the last utterance has been heard."""
        state = self.state
        state.place, state.since = Place(len(state.outline.script) - 1), now
        effects = [*state.end_once(), *self._done(state.number)]
        state.until = None
        self._wake()
        return [*effects, *choosing.finish(state)]

    def tick(self, now: float) -> list[Effect]:
        """Let time pass: the sleep timer lets the sentence end, then stops."""
        state = self.state
        if state.sleep_at is None or now < state.sleep_at:
            return []
        state.sleep_at = None
        state.sleepy = state.playing
        if not state.playing:
            self._wake()
        return self._limited([])

    def explain(self, key: Mapping[str, str], action: Action | None) -> list[Effect]:
        """Say what a key does; ``key`` is its name by language (``keyhelp.label``)."""
        name = Words(texts=key)
        if action is None:
            return [self.state.say(words("key_unused", key=name))]
        sentence = Words(texts={code: explain(action, code) for code in ("nb", "nn", "en")})
        return [self.state.say(words("key_does", key=name, sentence=sentence))]

    def explained(self) -> list[Effect]:
        """Say that keys are obeyed again."""
        return [self.state.say(words("keys_end"))]

    def set_speed(self, speed: float, now: float) -> list[Effect]:
        """Read at a speed, for a desktop's media controls."""
        self.state.settle(now)
        return controls.set_speed(self.state, speed)

    def set_volume(self, volume: float, now: float) -> list[Effect]:
        """Play at a volume, for a desktop's media controls."""
        self.state.settle(now)
        return controls.set_volume(self.state, volume)

    def seek(self, seconds: float, now: float) -> list[Effect]:
        """Go so many s of unstretched sound forward or back, for a desktop's media controls."""
        self.state.settle(now)
        return self._limited(moving.by_seconds(self.state, seconds))

    def seek_to(self, seconds: float, now: float) -> list[Effect]:
        """Go so many s of unstretched sound into the article, for a desktop's media controls."""
        passed, length = self.clock(now)
        wanted = max(0.0, min(seconds, length - 0.1))
        if wanted == 0.0:
            return self._limited(moving.to_article_start(self.state))
        return self._limited(moving.by_seconds(self.state, wanted - passed))

    def grow(self, script: Sequence[Utterance]) -> list[Effect]:
        """Take a longer script that begins as the old one does, and is known to the sound."""
        self.state.outline = Outline.of(self.state.outline.articles, script)
        return self._limited([])

    def position(self, now: float) -> Position:
        """Return where the listener is, to be kept."""
        self.state.settle(now)
        return position_at(self.state.outline, self.state.place.index, self.state.word())

    def clock(self, now: float) -> tuple[float, float]:
        """Return how far into the article the listener is, and its length, in s at speed 1."""
        self.state.settle(now)
        state, article = self.state, self.state.article
        lengths = state.lengths()
        passed = sum(lengths[article.begin : state.place.index]) + state.place.offset
        return passed, sum(lengths[article.begin : article.end])

    @property
    def preferences(self) -> Preferences:
        """What the listener has chosen, to be kept."""
        once, state = self.state.once, self.state
        speed = once.speed if once and once.speed else state.speed
        return Preferences(speed, state.volume, state.level)

    def _limited(self, effects: list[Effect]) -> list[Effect]:
        """Add the limit of the sound where it has changed."""
        limit = self.state.limit()
        if limit == self.state.until:
            return effects
        self.state.until = limit
        return [*effects, Until(limit)]


_ACTIONS: dict[Action, Callable[[State], list[Effect]]] = {
    Action.REPEAT: lambda state: moving.repeat(state, slowly=False),
    Action.REPEAT_SLOW: lambda state: moving.repeat(state, slowly=True),
    Action.PREVIOUS: moving.to_previous,
    Action.NEXT: moving.to_next,
    Action.COARSER: lambda state: moving.change_level(state, -1),
    Action.FINER: lambda state: moving.change_level(state, 1),
    Action.PREVIOUS_SENTENCE: lambda state: moving.to_previous(state, Level.SENTENCE),
    Action.NEXT_SENTENCE: lambda state: moving.to_next(state, Level.SENTENCE),
    Action.PREVIOUS_PARAGRAPH: lambda state: moving.to_previous(state, Level.PARAGRAPH),
    Action.NEXT_PARAGRAPH: lambda state: moving.to_next(state, Level.PARAGRAPH),
    Action.PREVIOUS_ARTICLE: lambda state: moving.to_previous(state, Level.ARTICLE),
    Action.NEXT_ARTICLE: lambda state: moving.to_next(state, Level.ARTICLE),
    Action.ARTICLE_START: moving.to_article_start,
    Action.ARTICLE_END: moving.to_article_end,
    Action.BACK: lambda state: moving.by_seconds(state, -STEP),
    Action.FORWARD: lambda state: moving.by_seconds(state, STEP),
    Action.FASTER: lambda state: controls.step_speed(state, 1),
    Action.SLOWER: lambda state: controls.step_speed(state, -1),
    Action.NORMAL_SPEED: lambda state: controls.set_speed(state, 1.0),
    Action.LOUDER: lambda state: controls.step_volume(state, 1),
    Action.SOFTER: lambda state: controls.step_volume(state, -1),
    Action.WHATS_NEXT: controls.whats_next,
    Action.SPELL: controls.spell,
    Action.MARK_MISPRONOUNCED: controls.mark_mispronounced,
    Action.HEADLINES: choosing.headlines,
    Action.LATER: choosing.later,
    Action.SKIP_ARTICLE: choosing.skip,
    Action.CAPTIONS: controls.captions,
    Action.SENTENCE_MODE: controls.by_sentence,
    Action.BOOKMARKS: choosing.bookmarks,
    Action.STOP_AFTER_ARTICLE: controls.stop_after,
    Action.DESCRIBE_KEYS: lambda state: [state.say(words("keys_begin"))],
}

_STEPS = frozenset(action for action in Action if action.startswith(("next", "previous")))
