"""What is wrong, and where."""

from dataclasses import dataclass
from gettext import gettext as _


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing that is wrong with a book."""

    file: str
    """Its name in the book; empty for the book as a whole."""
    line: int
    """From 1; 0 where there is none."""
    rule: str
    """A short name of what is violated, which does not change with the language."""
    message: str
    """A plain sentence."""

    def __str__(self) -> str:
        """Say it with its place."""
        if self.line:
            place = _("{file}, line {line}").format(file=self.file, line=self.line)
        else:
            place = self.file
        return f"{place}: {self.message}" if place else self.message


class Unreadable(Exception):
    """A file is so damaged that nothing more can be said of it."""

    def __init__(self, fault: Fault) -> None:
        """Keep what is wrong."""
        super().__init__(str(fault))
        self.fault = fault
