"""The same place in another script of the same articles: captions in place, last, or not at all."""

from collections import Counter
from collections.abc import Callable, Sequence

from newsreader.types import Utterance

Key = tuple[int, int, str, str, int]
"""Article, segment, printed, spoken, and which of those that are alike."""


def _keys(script: Sequence[Utterance]) -> list[Key]:
    seen: Counter[tuple[int, int, str, str]] = Counter()
    keys = []
    for said in script:
        key = (said.article, said.segment, said.text, said.spoken)
        keys.append((*key, seen[key]))
        seen[key] += 1
    return keys


def never(utterance: Utterance) -> bool:
    """Stand in where every utterance keeps its place."""
    return False


def find_again(
    old: Sequence[Utterance],
    new: Sequence[Utterance],
    index: int,
    moved: Callable[[Utterance], bool] = never,
) -> tuple[int, bool]:
    """Return where a place of the old script is in the new one, and whether that is the same words.

    ``moved`` tells the utterances that stand elsewhere now: whoever is listening to one of them
    goes on with what came after it. So does one whose utterance is gone; behind the last one of the
    article, the place is at what came before.
    """
    there = {key: place for place, key in enumerate(_keys(new))}
    keys = _keys(old)
    article = old[index].article
    inside = [i for i in range(len(old)) if old[i].article == article]
    after = [i for i in inside if i >= index]
    before = [i for i in reversed(inside) if i < index]
    for i in (*after, *before):
        if keys[i] in there and not moved(old[i]):
            return there[keys[i]], i == index
    at_or_after = [i for i, said in enumerate(new) if said.article >= article]
    return (at_or_after[0] if at_or_after else max(0, len(new) - 1)), False
