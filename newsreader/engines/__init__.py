"""Engines turn words into samples.

The promise of ``synthesize``: the first array comes soon, the arrays joined are the utterance, and
closing the iterator stops the work.
"""

from collections.abc import Iterator
from typing import Protocol

from newsreader.audio import Samples


class Engine(Protocol):
    """A voice that is loaded and ready to speak."""

    @property
    def sample_rate(self) -> int:
        """In Hz."""

    def synthesize(self, spoken: str, rate: float = 1.0) -> Iterator[Samples]:
        """Yield the sound of ``spoken``; ``rate`` 2 is twice as fast."""
