"""What is being read: a programme, its script as far as it is made, and the session about it."""

from __future__ import annotations

from collections.abc import Sequence
from gettext import gettext as _

from newsreader.errors import SourceError
from newsreader.lexicon_file import Heard
from newsreader.lexicon_file import Position as Whereabouts
from newsreader.listening.actions import Action, Command
from newsreader.listening.effects import Effect
from newsreader.listening.levels import Level, Outline
from newsreader.listening.manner import Manner, Programme
from newsreader.listening.position import article_id, position_at, resume
from newsreader.listening.printed import span_of
from newsreader.listening.scripts import Script
from newsreader.listening.session import Session
from newsreader.listening.state import Bookmark, Preferences, WordAt
from newsreader.listening.timing import Known
from newsreader.pipeline import programme
from newsreader.types import Article, Document, Reading, Utterance

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


class NothingReadError(SourceError):
    """There is nothing to say of a programme."""


class Course:
    """The reading of one programme. For the thread that plays."""

    def __init__(
        self,
        wanted: Programme,
        manner: Manner,
        preferences: Preferences,
        *,
        durations: Known,
        word_at: WordAt,
        bookmarks: Sequence[Bookmark],
        queue: Sequence[str],
    ) -> None:
        """Make as much of the script as must be there to begin.

        Raises NothingReadError where nothing is said of it, and what ends the script before that.
        """
        self.programme = wanted
        self._manner = manner
        self.script = self._replanned = self._planned(manner.reading)
        position = wanted.position
        names = [article_id(article) for article in wanted.articles]
        self.script.through(
            names.index(position.article) if position and position.article in names else 0
        )
        known = self.script.known
        if not known:
            raise self.script.error or NothingReadError(
                _("Nothing of that is read aloud."),
                _("See what there is with newsreader explain."),
            )
        self.session = Session(
            wanted.articles,
            known,
            resumed=resume(position, Outline.of(wanted.articles, known)) if position else None,
            reading=manner.reading,
            replan=self._replan,
            preferences=preferences,
            durations=durations,
            word_at=word_at,
            bookmarks=bookmarks,
            queue=queue,
        )

    @property
    def article(self) -> Article:
        """The article that is read."""
        return self.programme.articles[self.session.state.number]

    @property
    def document(self) -> Document:
        """What it was made of."""
        return self.programme.documents[self.session.state.number]

    def close(self) -> None:
        """Expect no more of the script, so that nobody waits for it."""
        self.script.sound.finish()

    # The script

    def _planned(self, reading: Reading) -> Script:
        return Script(programme(self.programme.articles, reading, self._manner.voice))

    def work(self) -> list[Effect]:
        """Work at the rest of the script for a moment; return what follows from it."""
        return self._grown() if self.script.read(_SLICE) else []

    def foresee(self, command: Command) -> list[Effect]:
        """Have the article there that a command may need; return what follows from it."""
        script = self.script
        if script.complete or command.action in _INSIDE:
            return []
        known = len(script.known)
        every = len(self.programme.articles)
        script.through(every if command.action is Action.GO_TO else self.session.state.number + 1)
        return self._grown() if len(script.known) > known else []

    def _grown(self) -> list[Effect]:
        return self.session.grow(self.script.known)

    def _replan(self, reading: Reading) -> Sequence[Utterance]:
        """Make the script anew, as far as it is needed now."""
        self._replanned = self._planned(reading)
        self._replanned.through(self.session.state.number)
        return self._replanned.known

    def take_replanned(self) -> None:
        """Read by the script that the session has asked for."""
        self.close()
        self.script = self._replanned

    # What was heard, for the lexicon

    def heard(self, index: int) -> Heard | None:
        """Return what was printed and said of an utterance; None for words the reader adds."""
        outline = self.session.state.outline
        said = outline.script[index]
        if not said.text:
            return None
        paragraph = outline.unit(Level.PARAGRAPH, index)
        assert paragraph is not None
        where = Whereabouts(
            said.segment,
            position_at(outline, index).sentence,
            span_of(
                [part.text for part in outline.script[paragraph.begin : index + 1]],
                self.programme.documents[said.article].text,
                self.programme.articles[said.article].segments[said.segment].source,
            ),
        )
        source = self.programme.articles[said.article].source
        return Heard(said.text, said.spoken, source, self._manner.voice, where)

    def last_heard(self) -> Heard | None:
        """Return the same of the place, or what is printed last before it."""
        for index in range(self.session.state.place.index, -1, -1):
            if found := self.heard(index):
                return found
        return None
