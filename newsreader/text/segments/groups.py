"""Find the forms that lines make together: boxes, lists, tables, verse, headed rows.

Empty lines part groups where there are some; where there are none, runs of like lines do.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from newsreader.text.segments.features import NAME_WITH_YEARS, Item, has_finite_verb

_RANK = re.compile(r"\d{1,3}\s+[A-ZÆØÅ]")
_FORMS = frozenset(
    {"bullet", "number", "tabs", "recipe_row", "label", "digits", "dash_label", "columns"}
)
_NOT_VERSE = frozenset(
    {
        "digits",
        "bullet",
        "number",
        "label",
        "dash",
        "by",
        "name",
        "kicker",
        "caps_kicker",
        "recipe_row",
        "credit_line",
        "colon",
    }
)


_LEAST_OF_OFFER = 3


def _groups(items: Sequence[Item]) -> Iterator[tuple[int, int]]:
    """Give the runs of items that no empty line parts."""
    begin = 0
    for index in range(1, len(items) + 1):
        if index == len(items) or items[index].gap > 0:
            yield begin, index
            begin = index


def group_features(items: Sequence[Item]) -> None:
    """Add the features of items that stand together."""
    _verses(items)
    _label_runs(items)
    dense = sum(item.gap > 0 for item in items) < 0.2 * len(items)
    if dense:
        for index, item in enumerate(items):
            if item.is_open_end or "colon" in item.names:
                below = [item, *_same_form(items, index + 1)]
                if len(below) <= 2 and "colon" in item.names:
                    below = [item, *_short_lines(items, index + 1)]
                if len(below) > 2:
                    _mark_headed(below)
    for begin, end in _groups(items):
        group = items[begin:end]
        if len(group) == 1 or dense:
            continue
        _mark_noisy(group, at_top=not any(item.is_sentence for item in items[:begin]))
        labels = sum("known_label" in item.names for item in group)
        if labels >= 2 or (labels and labels >= len(group) - 2 and len(group) >= 3):
            for item in group:
                if len(item.words) <= 22:
                    item.names.add("label_group")
        if len(group) >= 2 and all(
            "menu_like" in item.names and "name" not in item.names for item in group
        ):
            for item in group:
                item.names.add("menu_group")
        if _are_labelled_rows(group):
            for item in group:
                item.names.add("label_rows")
        if _is_profile(group):
            for item in group:
                item.names.add("profile")
        _mark_headed(group)
        if _is_sentence_box(group):
            for item in group:
                item.names.add("sentence_box")
        if _are_fragments(group):
            for item in group[1:] if group[0].is_open_end else group:
                item.names.add("fragment_rows")
        last = group[-1]
        if (
            last.is_open_end
            and last.gap == 0
            and len(last.words) <= 6
            and len(group[-2].words) >= 6
            and not group[-2].names.isdisjoint({"stop", "question", "exclamation"})
            and last.names.isdisjoint(_NO_SIGNATURE)
            and "whole_quote" not in group[-2].names
        ):
            last.names.add("closes_group")
        for item in group:
            item.names.add("in_group")


_NO_SIGNATURE = frozenset(
    {
        "dash",
        "bullet",
        "number",
        "digits",
        "credit_line",
        "metadata_start",
        "noise_whole",
        "noise_open",
        "noise_start",
    }
)
NOISY = frozenset(
    {
        "noise_whole",
        "noise_open",
        "noise_start",
        "noise_part",
        "noise_hint",
        "menu_row",
        "invites_web",
        "page_condition",
        "page_state",
        "invites_page",
        "link_head",
        "link_kicker",
    }
)


def _mark_noisy(group: Sequence[Item], *, at_top: bool) -> None:
    """Mark the lines of a group that is mostly stock phrases: offers, menus, share buttons."""
    noisy = sum(not NOISY.isdisjoint(item.names) for item in group)
    if noisy >= 2 and noisy * 2 >= len(group):
        for item in group:
            if not item.is_story and "dash" not in item.names:
                item.names.add("noisy_group")
            if at_top and "noise_open" in item.names:
                # In a menu over the article it opens nothing.
                item.names.discard("noise_open")
                item.names.add("noise_whole")
    elif (
        len(group) >= _LEAST_OF_OFFER
        and "contact" in group[0].names
        and "digits" not in group[0].names
        and all(
            item.is_open_end and item.names.isdisjoint({"by", "known_name", "only_email"})
            for item in group
            if item.atom.role is None
        )
    ):
        # The address of a page, and lines without a stop: an offer with its link.
        for item in group:
            item.names.add("noisy_group")


def _are_labelled_rows(group: Sequence[Item]) -> bool:
    """Tell whether the lines, but perhaps the first, each give a label and a few words."""
    rows = group if "label" in group[0].names else group[1:]
    return len(rows) >= 3 and all(
        "label" in item.names and "by" not in item.names and len(item.words) <= 12 for item in rows
    )


def _is_profile(group: Sequence[Item]) -> bool:
    """Tell whether the lines introduce a person: a name with an age, then short facts."""
    return (
        len(group) >= 3
        and bool(NAME_WITH_YEARS.search(group[0].text))
        and len(group[0].words) <= 6
        and not any(NAME_WITH_YEARS.search(item.text) for item in group[1:])
        and all(item.atom.role is None and len(item.words) <= 14 for item in group)
        and sum("stop" in item.names for item in group) * 2 <= len(group)
    )


def _is_sentence_box(group: Sequence[Item]) -> bool:
    """Tell whether a heading stands close over short sentences, parted from the story."""
    head, rest = group[0], group[1:]
    return (
        len(rest) >= 2
        and "group_head" not in head.names
        and head.atom.role is None
        and head.is_open_end
        and len(head.words) <= 7
        and head.names.isdisjoint(
            {"noise_open", "noise_whole", "by", "known_name", "dash", "number"}
        )
        and all(
            item.atom.role is None
            and "stop" in item.names
            and len(item.words) <= 18
            and "dash" not in item.names
            for item in rest
        )
    )


def _are_fragments(group: Sequence[Item]) -> bool:
    """Tell whether the lines are no sentences though they end with a stop: a calendar, notices."""
    rows = group[1:] if group[0].is_open_end else group
    return (
        len(rows) >= 2
        and all(
            row.atom.role is None
            and row.names & {"stop", "several_sentences"}
            and 3 <= len(row.words) <= 18
            and "dash" not in row.names
            for row in rows
        )
        and sum(not has_finite_verb(row.text) for row in rows) * 3 >= 2 * len(rows)
        and sum(bool(row.names & {"digits", "label"}) or "," in row.text for row in rows)
        == len(rows)
    )


def _form(item: Item) -> set[str]:
    if item.names & {"metadata_start", "metadata_part", "only_date", "credit_line", "by"}:
        return set()
    form = item.names & _FORMS
    if item.names & {"stop", "question", "exclamation"}:
        form.discard("label")
    if _RANK.match(item.text):
        form.add("rank")
    return form | ({"stroke"} if " – " in item.text or " - " in item.text else set())


def _mark_headed(group: Sequence[Item]) -> None:
    if _is_headed(group):
        group[0].names.add("group_head")
        for item in group[1:]:
            item.names.add("headed_row")


def _same_form(items: Sequence[Item], begin: int) -> Sequence[Item]:
    """Give the items from a place on that share a form, no more than a dozen."""
    end = begin
    common = _form(items[begin]) if begin < len(items) else set()
    while end < min(len(items), begin + 12) and (common & _form(items[end])):
        common &= _form(items[end])
        end += 1
    return items[begin:end]


def _short_lines(items: Sequence[Item], begin: int) -> Sequence[Item]:
    """Give the items from a place on that are a few words without a stop."""
    end = begin
    while (
        end < min(len(items), begin + 12)
        and items[end].is_open_end
        and len(items[end].words) <= 6
        and not items[end].names & {"dash", "name", "subheading_whole", "noise_whole", "noise_open"}
    ):
        end += 1
    return (
        items[begin:end]
        if end < len(items) and "colon" in items[end].names
        else items[begin : end - 1]
    )


def _label_runs(items: Sequence[Item]) -> None:
    """Mark runs of known labels, with the name of the work or the person over them."""
    begin = 0
    for index in range(len(items) + 1):
        if (
            index < len(items)
            and items[index].atom.role is None
            and "label" in items[index].names
            and len(items[index].words) <= 22
        ):
            continue
        known = sum("known_label" in item.names for item in items[begin:index])
        if index - begin >= 2 and known >= 2:
            top = begin
            while top > 0 and begin - top < 2 and _names_a_work(items[top - 1]):
                top -= 1
            for item in items[top:index]:
                item.names.add("label_group")
        begin = index + 1


def _names_a_work(item: Item) -> bool:
    return item.atom.role is None and (
        ("whole_quote" in item.names or (item.text[0] == "«" and item.text[-1] == "»"))
        or (
            "one_word" in item.names
            and "open_end" in item.names
            and "section_whole" not in item.names
        )
    )


def _is_headed(group: Sequence[Item]) -> bool:
    """Tell whether the first line stands over lines of a form that it does not share."""
    if (
        len(group) < 3
        or group[0].atom.role
        or not group[0].is_open_end | ("colon" in group[0].names)
    ):
        return False
    if group[0].names & {
        "noise_open",
        "noise_start",
        "link_head",
        "credit_line",
        "by",
        "factbox_open",
    }:
        return False
    if "colon" in group[0].names and sum("stop" in item.names for item in group[1:]) * 3 <= len(
        group
    ):
        return True
    forms = Counter(form for item in group[1:] for form in _form(item))
    own = _form(group[0])
    return any(count >= 0.7 * (len(group) - 1) and form not in own for form, count in forms.items())


def _verses(items: Sequence[Item]) -> None:
    """Mark runs of short lines that run on into each other."""
    begin = 0
    for index in range(len(items) + 1):
        if index < len(items) and _is_verse_line(items[index], index > begin):
            # A stanza may end with a stop.
            if items[index].text[-1] not in ".!?":
                continue
            stop = index + 1
        else:
            stop = index
        lines = items[begin:stop]
        loose = sum(line.text[-1] == "," or line.text[0].islower() for line in lines)
        if len(lines) >= 3 and loose >= 2 and loose * 5 >= 2 * len(lines):
            lengths = [len(line.text) for line in lines]
            if min(lengths) * 2.5 >= max(lengths) and any("verb" in line.names for line in lines):
                for line in lines:
                    line.names.add("verse")
        begin = index + 1 if stop <= index else stop


def _is_verse_line(item: Item, inside: bool) -> bool:
    if item.atom.role is not None or not 3 <= len(item.words) <= 9 or len(item.text) > 55:
        return False
    if item.names & _NOT_VERSE or (item.text[-1] not in ",.!?;" and not item.text[-1].isalpha()):
        return False
    return not (inside and item.gap > 1)
