"""Find the forms that lines make together: boxes, lists, tables, verse, headed rows.

Empty lines part groups where there are some; where there are none, runs of like lines do.
"""

from collections import Counter
from collections.abc import Iterator, Sequence

from newsreader.text.segments.features import NAME_WITH_YEARS, Item

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
                if len(below) > 2:
                    _mark_headed(below)
    for begin, end in _groups(items):
        group = items[begin:end]
        if len(group) == 1 or dense:
            continue
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
        for item in group:
            item.names.add("in_group")


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
        and all(item.atom.role is None and len(item.words) <= 14 for item in group)
        and sum("stop" in item.names for item in group) * 2 <= len(group)
    )


def _form(item: Item) -> set[str]:
    if item.names & {"metadata_start", "metadata_part", "only_date", "credit_line", "by"}:
        return set()
    form = item.names & _FORMS
    if item.names & {"stop", "question", "exclamation"}:
        form.discard("label")
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
    if group[0].names & {"noise_open", "noise_start", "credit_line", "by", "factbox_open"}:
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


def mark_runs(items: Sequence[Item]) -> None:
    """Mark runs of like lines: rows without a stop, numbered or bulleted lines, labels."""
    for kind, least in (
        ("row", 3),
        ("dash_line", 3),
        ("number", 2),
        ("bullet", 2),
        ("dash_label", 2),
        ("label", 2),
    ):
        begin = 0
        for index in range(len(items) + 1):
            if index < len(items) and _belongs(items[index], kind, index > begin):
                same = (
                    kind != "row"
                    or index == begin
                    or ("stop" in items[index].names) == ("stop" in items[index - 1].names)
                )
                if same:
                    continue
            # Pros and cons: a plus is proof enough.
            if index - begin >= (1 if "plus" in _names_of(items, begin) else least):
                for item in items[begin:index]:
                    if "group_head" not in item.names:
                        item.names.add(f"{kind}_run")
            begin = index + 1


def mark_boxes(items: Sequence[Item]) -> None:
    """Mark the lines over a source line: with it they are a box. Mark headings that are counted."""
    for index, item in enumerate(items):
        if item.atom.role is None and item.lower.startswith(
            ("kilde:", "kjelde:", "kilder:", "kjelder:")
        ):
            box = index
            while box > 0 and _fits_box(items[box - 1]):
                box -= 1
            if index - box >= 2:
                for line in items[box : index + 1]:
                    line.names.add("box")
    counted = [
        item
        for before, item, after in zip(items, items[1:], items[2:], strict=False)
        if "number" in item.names
        and item.names & {"open_end", "question"}
        and "number" not in before.names | after.names
    ]
    for item in counted if len(counted) >= 2 else ():
        item.names.add("numbers_recur")


def _fits_box(item: Item) -> bool:
    return item.atom.role is None and (
        bool(item.names & {"bullet", "number", "label", "factbox_open"})
        or (("colon" in item.names or item.is_open_end) and "dash" not in item.names)
    )


def _names_of(items: Sequence[Item], index: int) -> set[str]:
    return items[index].names if index < len(items) else set()


def _belongs(item: Item, kind: str, inside: bool) -> bool:
    if item.atom.role is not None:
        return False
    if kind == "dash_line":
        has_dash = {"dash", "open_end"} <= item.names or "plus" in item.names
        return has_dash and (item.gap <= 0 or not inside)
    if kind != "row":
        return kind in item.names and (kind != "label" or len(item.words) <= 14)
    has_form = bool(item.names & {"digits", "recipe_row", "tabs"})
    if inside and item.gap > 0 and "open_end" not in item.names:
        return False
    if not has_form and (
        not inside or item.gap > 0 or len(item.words) > 5 or "known_name" in item.names
    ):
        return False
    return (
        len(item.words) <= 16
        and not item.names
        & {
            "dash",
            "by",
            "metadata_start",
            "noise_start",
            "noise_part",
            "noise_whole",
            "only_date",
            "question",
            "credit_line",
        }
        and ("open_end" in item.names or "digits" in item.names)
    )
