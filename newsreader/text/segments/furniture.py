"""Find what a page sets around its article: lists of links under their title, and the foot.

A link by itself reads like a heading. Its place gives it away: close under "Les også" or "Annonse",
or after the last paragraph, where a heading has nothing to stand over.
"""

from collections.abc import Sequence
from itertools import pairwise

from newsreader.text.segments.features import Item
from newsreader.text.segments.groups import NOISY

_OPENERS = frozenset({"noise_open", "link_head", "advertised"})
_SHORT_OPENER = 3
# What lines make together when they are no links.
_FORMS = frozenset(
    {
        "row_run",
        "number_run",
        "bullet_run",
        "dash_line_run",
        "label_run",
        "fragment_rows",
        "label_rows",
        "headed_row",
        "group_head",
        "people_rows",
        "sentence_box",
        "verse",
        "score",
        "many_figures",
        "closes_group",
    }
)
# Whom to ask for more: read as a byline is.
_PEOPLE = frozenset({"known_name", "name_and_title", "title_below", "below_name"})
_LONGEST_LINK = 16
_SENTENCE_WORDS = 6
# Forms that are the article's, also after its last sentence.
_CONTENT = frozenset(
    {
        "row_run",
        "number_run",
        "bullet_run",
        "dash_line_run",
        "fragment_rows",
        "label_rows",
        "label_group",
        "headed_row",
        "people_rows",
        "boxed",
        "box",
        "tabs",
        "recipe_row",
        "calendar_row",
        "verse",
        "score",
        "profile",
        "only_date",
        "metadata_start",
    }
)
_SIGNATURE = frozenset(
    {
        "name",
        "known_name",
        "name_and_title",
        "given_name",
        "by",
        "byline_start",
        "title_below",
        "below_name",
        "closes_group",
        "letter",
        "factbox_open",
        "factbox_start",
        "about",
        "credit_line",
        "agency_line",
        "only_email",
    }
)
_LEAST_OF_STORY = 3
_LEAST_OF_MENU = 3


def mark_links(items: Sequence[Item]) -> None:
    """Mark the lines close under the title of a list of links or of an advertisement."""
    if sum(item.gap > 0 for item in items) < 0.2 * len(items):
        return  # no empty lines: everything stands close
    inside = False
    for index, item in enumerate(items):
        if item.gap > 0:
            inside = False
        if inside and _may_be_link(item) and not _has_story_below(items, index):
            if item.names.isdisjoint(_PEOPLE):
                item.names -= _FORMS
                item.names.add("under_opener")
        else:
            inside = _opens(item) and index + 1 < len(items)


def _opens(item: Item) -> bool:
    if item.atom.role is not None:
        return False
    return not item.names.isdisjoint(_OPENERS) or (
        "noise_start" in item.names and len(item.words) <= _SHORT_OPENER
    )


def _may_be_link(item: Item) -> bool:
    if item.atom.role is not None or len(item.words) > _LONGEST_LINK:
        return False
    return not ("stop" in item.names and len(item.words) >= _SENTENCE_WORDS)


def _has_story_below(items: Sequence[Item], index: int) -> bool:
    """Tell whether a sentence stands close under a line, which makes it a heading."""
    after = items[index + 1] if index + 1 < len(items) else None
    return after is not None and after.gap <= 0 and not _may_be_link(after)


def mark_tail(items: Sequence[Item]) -> None:
    """Mark the headings after which no story comes, and what follows stock phrases there."""
    end = len(items)
    while end > 0 and not _is_content(items[end - 1]):
        end -= 1
    if sum(item.is_sentence for item in items[:end]) < _LEAST_OF_STORY:
        return
    _mark_menus(items[end:])
    noisy = False
    for item, after in pairwise((*items[end:], None)):
        if item is None:
            break
        if item.atom.role is not None or not item.names.isdisjoint(_SIGNATURE):
            continue
        if after is not None and after.is_sentence and not item.names & {"colon"}:
            continue  # a heading after all, over a notice or an offer
        if item.is_open_end or item.names & {"colon", "exclamation", "question"}:
            item.names.add("heads_nothing")
            if noisy:
                item.names.add("foot")
            elif _is_cut_off(item, after):
                item.names.add("cut_off")
        noisy = noisy or not item.names.isdisjoint(NOISY)


def _mark_menus(items: Sequence[Item]) -> None:
    """Mark runs of lines of a few words: the sections of a paper, at its foot."""
    run: list[Item] = []
    for item in (*items, None):
        if item is not None and _may_be_in_menu(item):
            run.append(item)
            continue
        if len(run) >= _LEAST_OF_MENU:
            for line in run:
                line.names.add("foot")
        run = []


def _may_be_in_menu(item: Item) -> bool:
    return (
        item.is_open_end
        and len(item.words) <= _SHORT_OPENER
        and item.atom.role is None
        and item.names.isdisjoint(_SIGNATURE - {"name"})
    )


def _is_cut_off(item: Item, after: Item | None) -> bool:
    """Tell whether a line is the beginning of a sentence, as before the offers of a paywall."""
    return (
        item.is_open_end
        and "verb" in item.names
        and len(item.words) >= _SENTENCE_WORDS
        and (after is None or not after.names.isdisjoint(NOISY))
    )


def _is_content(item: Item) -> bool:
    if item.atom.role is not None:
        return True
    if not item.names.isdisjoint(NOISY) or "under_opener" in item.names:
        return False
    if not item.names.isdisjoint(_CONTENT) or "dash" in item.names:
        return True
    return "stop" in item.names or (
        len(item.words) >= _SENTENCE_WORDS and not item.is_open_end and "colon" not in item.names
    )
