"""How long things take: what is rendered is known, the rest is estimated from its letters."""

from collections.abc import Callable, Sequence

from newsreader.types import Utterance

Known = Callable[[int], float | None]
"""Gives the length in s of the unstretched sound of an utterance, None before it is rendered."""

_PACE = 1 / 14
"""In s a character: 139 words a minute, measured on a Piper medium voice with Norwegian text, at
six characters a word."""


def nothing_known(index: int) -> None:
    """Stand in where nothing is rendered."""


def speech_lengths(script: Sequence[Utterance], known: Known = nothing_known) -> list[float]:
    """Return the length in s of each utterance at speed 1, without the pause after it.

    What is known of this voice sets the pace of the rest.
    """
    found = [known(index) for index in range(len(script))]
    letters = sum(len(said.spoken) for said, length in zip(script, found, strict=True) if length)
    pace = sum(length for length in found if length) / letters if letters else _PACE
    return [
        length if length is not None else pace * len(said.spoken)
        for said, length in zip(script, found, strict=True)
    ]


def whole_lengths(script: Sequence[Utterance], speech: Sequence[float]) -> list[float]:
    """Return the length in s of each utterance at speed 1, pause included."""
    return [length + said.pause for said, length in zip(script, speech, strict=True)]


def listening_time(script: Sequence[Utterance], speech: Sequence[float], speed: float) -> float:
    """Return how long a listener at ``speed`` sits, in s: pauses shrink in their own way."""
    from newsreader.stretch import pause_at

    pauses = sum(pause_at(said.pause, speed) for said in script)
    return sum(speech) / speed + pauses


def words_a_minute(script: Sequence[Utterance], speech: Sequence[float], speed: float) -> int:
    """Return the words read in a minute at ``speed``, pauses included; 0 for an empty script."""
    words = sum(len(said.spoken.split()) for said in script)
    time = listening_time(script, speech, speed)
    return round(60 * words / time) if time else 0
