"""Find what the text as a whole shows of its lines: runs of one form, boxes, counted headings."""

from collections.abc import Sequence

from newsreader.text.segments.features import Item

_NAMED_KINDS = frozenset({"number", "bullet", "dash_label", "label"})
"""Kinds that a line has by itself."""
_ROW_FORMS = frozenset({"digits", "recipe_row", "tabs"})


def mark_runs(items: Sequence[Item]) -> None:
    """Mark runs of like lines: rows without a stop, numbered or bulleted lines, labels."""
    present = set().union(*(item.names for item in items))
    if present & _ROW_FORMS:
        present.add("row")
    if present & {"dash", "plus"}:
        present.add("dash_line")
    for kind, least in (
        ("row", 3),
        ("dash_line", 3),
        ("number", 2),
        ("bullet", 2),
        ("dash_label", 2),
        ("label", 2),
    ):
        if kind not in present:
            continue
        if kind in _NAMED_KINDS and sum(kind in item.names for item in items) < least:
            continue
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


def mark_fact_boxes(items: Sequence[Item]) -> None:
    """Mark what stands under the title of a fact box: its group, or bullets and labels."""
    inside = False
    form: set[str] = set()
    for index, item in enumerate(items):
        names = item.names
        if names & {"factbox_open", "about"} or ({"factbox_start", "open_end"} <= names):
            inside, form = True, set()
            continue
        if not inside:
            continue
        if item.atom.role is not None or names & {"noise_open", "noise_whole", "by"}:
            inside = False
            continue
        own = names & {"bullet", "dash", "number", "label"}
        close = item.gap == 0 and items[index - 1].gap >= -1
        first = not form and not items[index - 1].names & {"boxed"}
        if (own and (first or own & form)) or (close and len(item.words) <= 40):
            names.add("boxed")
            form = own or form
        elif names & {"machine_part"}:
            continue
        else:
            inside = False


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
    has_form = bool(item.names & _ROW_FORMS)
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
            "rating",
            "question",
            "credit_line",
        }
        and ("open_end" in item.names or ("digits" in item.names and not item.is_sentence))
    )
