"""What the reader asks the sound and the disk to do: the answers of ``Session``.

They are carried out in order. ``Say`` is spoken to its end before a ``Play`` or ``JumpTo`` that
comes after it. It holds the reading, which goes on afterwards where it was held. A later ``Say``,
or any key, cuts it short.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from newsreader.text.normalize import normalize
from newsreader.text.prompts import prompt
from newsreader.types import Utterance


@dataclass(frozen=True, slots=True)
class Play:
    """Let the sound go on from where it is."""


@dataclass(frozen=True, slots=True)
class Pause:
    """Fall silent at once, and keep the place."""


@dataclass(frozen=True, slots=True)
class JumpTo:
    """Fall silent at once and move."""

    index: int
    """Of the utterance."""
    offset: float
    """Into it, in s of unstretched sound."""
    play: bool
    """Whether to play from there; else stay silent there."""


@dataclass(frozen=True, slots=True)
class Until:
    """Play no further than the beginning of an utterance; call ``Session.reached`` there.

    The pause before the utterance still belongs to what is played. Reaching the limit lifts it, and
    so does a ``JumpTo`` or ``ReplaceScript``; the next ``Until`` replaces it.
    """

    index: int | None
    """None plays on to the end of the script, where ``Session.ended`` is called."""


@dataclass(frozen=True, slots=True)
class ReplaceScript:
    """Take another script; what is now heard stands at ``index`` in it.

    Where that is the utterance that is playing, it need not be interrupted; otherwise a ``JumpTo``
    follows.
    """

    script: Sequence[Utterance]
    index: int
    offset: float
    """In s of unstretched sound."""
    was: int | None
    """The index of that utterance in the script so far, None where it is another one."""


@dataclass(frozen=True, slots=True)
class SetSpeed:
    """Play at another speed from the next sample on."""

    speed: float


@dataclass(frozen=True, slots=True)
class SetVolume:
    """Play at another volume."""

    volume: float
    """A factor, up to 1."""


@dataclass(frozen=True, slots=True)
class Words:
    """A prompt by its name in ``text/prompts``, or words that are given by language."""

    name: str = ""
    values: Mapping[str, object] | None = None
    """May be Words themselves."""
    texts: Mapping[str, str] | None = None
    """The words themselves by language, in place of a name."""

    def in_language(self, language: str) -> str:
        """Return the words in "nb", "nn" or "en", numbers as digits."""
        if self.texts is not None:
            return self.texts[language]
        values = {
            key: value.in_language(language) if isinstance(value, Words) else value
            for key, value in (self.values or {}).items()
        }
        return prompt(self.name, language, **values)


def literal(text: str) -> Words:
    """Return words that are the same in every language: a title, a name."""
    return Words(texts=dict.fromkeys(("nb", "nn", "en"), text))


def words(prompt_name: str, /, **values: object) -> Words:
    """Return the prompt of a name, with what it is about."""
    return Words(prompt_name, values)


def counted(name: str, count: int) -> Words:
    """Return a prompt that has a form of its own for one."""
    return Words(f"{name}_one" if count == 1 else name, {"count": count})


@dataclass(frozen=True, slots=True)
class Say:
    """Tell the listener something, by the voice of prompts and as a printed line."""

    words: tuple[Words, ...]
    language: str
    """That of the article: "nb" or "nn"."""
    as_is: bool = False
    """Whether it is spoken as it is: letters, where "m" is no meter."""

    def spoken(self) -> str:
        """Return what to say."""
        said = self._joined(self.language)
        return said if self.as_is else normalize(said, self.language).text

    def printed(self, locale: str) -> str:
        """Return the line to print, where messages are in ``locale``: "nb", "nn" or "en"."""
        return self._joined(locale)

    def _joined(self, language: str) -> str:
        said = " ".join(part.in_language(language) for part in self.words)
        return said[:1].upper() + said[1:] if not self.as_is else said


@dataclass(frozen=True, slots=True)
class Earcon:
    """Give a short sound: "click" for a new volume, or where a key changes nothing."""

    name: str


@dataclass(frozen=True, slots=True)
class Headline:
    """An article begins to be read: its title can be printed."""

    article: int


@dataclass(frozen=True, slots=True)
class Done:
    """An article has been heard, 95 % of it or more."""

    article: int


@dataclass(frozen=True, slots=True)
class Skipped:
    """An article does not interest the listener."""

    article: int


@dataclass(frozen=True, slots=True)
class Enqueue:
    """Put an article in the queue, to be read later."""

    article: int


@dataclass(frozen=True, slots=True)
class SetBookmark:
    """Keep the bookmark that was set last, which has this number so far."""

    number: int


@dataclass(frozen=True, slots=True)
class OpenBookmark:
    """Go to a bookmark in an article that is not in this programme."""

    number: int


@dataclass(frozen=True, slots=True)
class Ask:
    """Take what is typed next, up to Enter, as the argument of an action (``Dispatcher.ask``)."""

    action: str


@dataclass(frozen=True, slots=True)
class Mispronounced:
    """Keep the utterances from ``first`` to ``last``, both heard just now, for the lexicon."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Save:
    """Keep the place (``Session.position``, ``Places.save``)."""

    force: bool = False
    """True at pause and quit, false at each sentence, which an interval may thin out."""


@dataclass(frozen=True, slots=True)
class Finished:
    """The programme is over: take what is next in the queue, or end."""


@dataclass(frozen=True, slots=True)
class Quit:
    """Save nothing more, be silent, end."""


Effect = (
    Play
    | Pause
    | JumpTo
    | Until
    | ReplaceScript
    | SetSpeed
    | SetVolume
    | Say
    | Earcon
    | Headline
    | Done
    | Skipped
    | Enqueue
    | SetBookmark
    | OpenBookmark
    | Ask
    | Mispronounced
    | Save
    | Finished
    | Quit
)
"""All that a session can ask for; ``match`` over it should be exhaustive."""
