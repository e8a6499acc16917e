"""What is printed of the reading, and shown of it on the desktop."""

from __future__ import annotations

import time
from collections.abc import Callable

from newsreader.listening import effects as do
from newsreader.listening import mpris
from newsreader.listening.course import Course
from newsreader.listening.levels import Outline, Unit
from newsreader.listening.manner import Manner, Shown
from newsreader.types import Article


class Display:
    """Prints lines, and keeps a desktop's panel up to date."""

    def __init__(self, say: Callable[[str], None], manner: Manner) -> None:
        """Print by ``say``. Nothing is shown on the desktop before ``panel`` is set."""
        self._say = say
        self._manner = manner
        self.panel: mpris.MediaKeys | None = None
        self._headed = ""  # a title that has been printed, till it has been read
        self._printed: Unit | None = None
        self._clock = (0.0, 0.0, 0.0)  # the place, when that was, and how fast it moves

    def answer(self, said: do.Say) -> None:
        """Print what answers a key, where that is wanted."""
        if self._manner.prompts.printed:
            self._say(said.printed(self._manner.locale))

    def tell(self, name: str, **values: object) -> None:
        """Print a prompt that must be seen."""
        self._say(do.words(name, **values).in_language(self._manner.locale))

    def another_programme(self) -> None:
        """Forget which sentence was printed last."""
        self._printed = None

    def headline(self, article: Article) -> None:
        """Print the title of an article that begins."""
        if self._manner.shown is not Shown.NOTHING:
            self._say(article.title)
        self._headed = article.title

    def sentence(self, outline: Outline, index: int) -> None:
        """Print a sentence when it begins, where that is wanted."""
        if self._manner.shown is not Shown.SENTENCES:
            return
        sentence = outline.sentence(index)
        if index == sentence.begin or sentence != self._printed:
            parts = outline.script[sentence.begin : sentence.end]
            text = " ".join(part.text for part in parts if part.text)
            if text and text != self._headed:  # a title stands there already
                self._say(text)
            self._headed = "" if text else self._headed
        self._printed = sentence

    def show(self, course: Course, *, jumped: bool) -> None:
        """Show on the desktop what is read."""
        now = time.monotonic()
        passed, length = course.session.clock(now)
        state = course.session.state
        self._clock = passed, now, state.speed if state.playing else 0.0
        if self.panel is None or not self.panel.is_there:
            return
        article = course.article
        shown = mpris.Shown(
            "Playing" if state.playing else "Paused",
            state.number,
            article.title,
            article.publisher or "",
            length,
            article.source if "://" in article.source else "",
            state.speed,
            state.volume,
        )
        self.panel.show(shown, jumped=jumped)

    def where(self) -> float:
        """Return the place in the article, in s at speed 1. For any thread."""
        passed, then, speed = self._clock
        return passed + (time.monotonic() - then) * speed
