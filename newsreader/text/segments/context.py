"""Describe each atom by what stands around it, and by what only the whole text shows."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import pairwise

from newsreader.text.segments.blocks import Atom
from newsreader.text.segments.features import Item, is_name, make_item, own_features
from newsreader.text.segments.furniture import mark_links, mark_tail
from newsreader.text.segments.groups import NOISY, group_features
from newsreader.text.segments.runs import mark_boxes, mark_fact_boxes, mark_runs
from newsreader.text.segments.wording import web_stems
from newsreader.types import Role

_SAYS = re.compile(
    r"\b(?:sier|seier|sa|forteller|fortel|mener|meiner|skriver|skriv|opplyser|tror|trur)\b"
)
_TWO_CAPITALIZED = re.compile(r"([A-ZÆØÅ](?<!\w.)[\w'’-]*) (?=([A-ZÆØÅ][\w'’-]*))")
_FIRST_PERSON = re.compile(r"\b(?:[Jj]eg|[Ee]g|[Vv]i|[Mm]eg|[Oo]ss|[Mm]in|[Mm]itt|[Vv]år)\b")
_SENTENCE_END = re.compile(
    # One set of first signs for all the ways, so that a search runs from sign to sign.
    r"[.!?»”,:; ](?:(?<=[.!?»”])[.!?»”]*,?\s+|(?<=[:;])\s+|(?<= )– "
    r"|(?<=,)\s+(?=(?:sier|seier|sa|forteller|fortel|mener|meiner|skriver|skriv)\b))"
)
_AND = re.compile(r", (?:og|men) ")
_WORDS_OF_CLAUSE = 4
_WORDS_OF_TAIL = 6
_LONGEST_PULL_QUOTE = 30
_LONGEST_NAME = 8
_AROUND = ' «»"“”.,!?–-'
_PICTURE_SERIES = 4
_ROW_FORMS = frozenset(
    {"digits", "tabs", "score", "many_figures", "columns", "recipe_row", "group_head", "headed_row"}
)
_LETTERS = frozenset(
    [
        "leserbrev",
        "lesarbrev",
        "leserbrevet",
        "minneord",
        "debatt",
        "innlegg",
        "lesarinnlegg",
        "leserinnlegg",
        "debattinnlegg",
        "kronikk",
        "ytring",
        "ytringar",
        "ytringer",
        "replikk",
        "tilsvar",
        "dødsfall",
        "nekrolog",
        "kronikken",
        "ordskifte",
        "meininger",
        "meiningar",
        "meninger",
    ]
)
_MOST_COPIES = 4
_NAME_AND_AGE = re.compile(r"[A-ZÆØÅ][\w'’-]+(?: [A-ZÆØÅ][\w'’-]+){1,3},? \(?\d{1,2}\b")


def describe(text: str, atoms: Sequence[Atom]) -> list[Item]:
    """Turn the atoms of a cleaned text into items with their features."""
    items = [item for atom in atoms if (item := make_item(text[atom.start : atom.end], atom)).text]
    for item in items:
        own_features(item)
    group_features(items)
    _neighbor_features(items)
    _document_features(items)
    return items


def _neighbor_features(items: Sequence[Item]) -> None:
    last_story = max((i for i, item in enumerate(items) if item.is_story), default=-1)
    # A name under a paragraph of a letter is its signature.
    pictures = -1 if _is_letter(items) else sum(item.atom.role is Role.CREDIT for item in items)
    first_free = next((i for i, item in enumerate(items) if item.atom.role is None), 0)
    for index, item in enumerate(items):
        names = item.names
        before = items[index - 1] if index else None
        after = items[index + 1] if index + 1 < len(items) else None
        if index == first_free:
            names.add("first")
        if last_story >= 0 and index > last_story:
            names.add("after_story")
        if after is None:
            names.add("last")
        if item.gap > 2:
            names.add("wide_gap")
        if after is not None:
            names.update(
                _from_after(
                    item, after, items[index + 2] if index + 2 < len(items) else None, pictures
                )
            )
        if before is not None:
            names.update(_from_before(item, before, items, index))


def _from_after(item: Item, after: Item, later: Item | None, pictures: int) -> Iterator[str]:
    if (
        "credit_line" in after.names
        or "agency_line" in after.names
        or after.atom.role is Role.CREDIT
    ):
        yield "credit_below" if after.gap <= 0 else "credit_next"
    if (
        after.text == item.text
        or after.text.startswith(item.text + " ")
        or (later is not None and later.text == item.text and after.atom.role is Role.CREDIT)
    ):
        yield "said_twice"
    if after.is_story or (after.is_sentence and not after.is_heading_like):
        yield "before_story"
    if after.atom.role is Role.TIMESTAMP:
        yield "before_time"
    elif after.atom.role is None and not after.is_open_end:
        yield "goes_on"
    if (
        after.is_heading_like
        and after.names & {"open_end", "question"}
        and "dash" not in after.names
    ):
        yield "before_heading"
    if {"dash"} & after.names and after.atom.role is None and not after.is_open_end:
        yield "before_dash"
    if {"bullet", "number", "recipe_row", "tabs", "dash_label"} & after.names:
        yield "before_list"
    if after.is_open_end and after.names & _ROW_FORMS:
        yield "before_rows"
        if {"colon"} <= item.names and (
            len(item.words) <= 5
            or (len(item.words) <= 9 and not item.names & {"verb", "several_sentences"})
        ):
            yield "announces_rows"
    if (
        {"colon"} <= item.names
        and len(item.words) <= 6
        and {"dash", "open_end"} <= after.names
        and later is not None
        and {"dash", "open_end"} <= later.names
    ):
        yield "announces_rows"
    if after.names & {"metadata_start", "by", "only_date"} or (
        after.names & {"known_name", "name_and_title"} and after.gap == 0
    ):
        yield "before_byline"
    if after.gap == 0 and item.gap > 0 and "known_name" in after.names and item.is_sentence:
        # A last name is a signature, unless the text is full of pictures.
        goes_on = (
            pictures >= _PICTURE_SERIES if later is None else (later.gap > 0 and later.is_sentence)
        )
        if goes_on and "dash" not in item.names and pictures >= 0:
            yield "over_name_first_person" if _FIRST_PERSON.search(item.text) else "over_name"
    if _is_pulled(item, after, later):
        yield "pulled"
    if not NOISY.isdisjoint(after.names):
        yield "before_noise"
    if "metadata_whole" in after.names and "oppdater" in after.lower:
        yield "before_updates"


def _is_pulled(item: Item, after: Item, later: Item | None) -> bool:
    """Tell whether a line of speech stands alone with the one who said it close under it."""
    return (
        "dash" in item.names
        and item.gap > 0
        and after.gap == 0
        and len(item.words) <= _LONGEST_PULL_QUOTE
        and len(after.words) <= _LONGEST_NAME
        and not after.names.isdisjoint({"known_name", "name_and_title"})
        and later is not None
        and later.gap > 0
        and later.is_sentence
    )


def _from_before(item: Item, before: Item, items: Sequence[Item], index: int) -> Iterator[str]:
    names = before.names
    if before.atom.role is Role.TIMESTAMP:
        yield "after_time"
    if before.atom.role is Role.DATELINE:
        yield "after_place"
    if "dash" in names and not before.is_open_end:
        yield "after_dash"
    if "colon" in names:
        yield "after_colon"
    if (names & {"noise_open", "link_head"} and "tail_noise" not in item.names) or (
        "opened" in names
        and (
            item.gap == 0
            or ({"after_story", "open_end"} <= item.names and "known_name" not in item.names)
        )
    ):
        yield "after_opener"
    if item.names & {"after_opener"} or (names & {"noise_open", "link_head"}):
        item.names.add("opened")
    if names & {"by", "known_name", "name_and_title"} and item.gap == 0 and len(item.words) <= 10:
        yield "below_name"
    if (
        names & {"by", "name", "name_and_title"}
        and "title_word" in item.names
        and len(item.words) <= 10
    ):
        yield "title_below"
    if names & {"over_name"} and "known_name" in item.names:
        yield "below_caption"
    quoted = names & {"whole_quote", "over_name_first_person", "pulled"}
    if quoted and item.gap == 0 and len(item.words) <= _LONGEST_NAME:
        yield "below_quote"
    if not NOISY.isdisjoint(names):
        yield "after_noise"
    if "price_line" in item.names and ("offer" in names or not NOISY.isdisjoint(names)):
        yield "offer"
    if "credit_line" in names and "colon" in names and item.names & {"name", "known_name"}:
        yield "below_credit"
    if index <= 2 and names & {"section_whole", "column"}:
        yield "under_section"
    if "by" in names and "credit_line" in item.names:
        yield "below_by"


def _document_features(items: Sequence[Item]) -> None:
    """Add what only the whole text shows: forms that recur, runs of like lines, repeated text."""
    free = [item for item in items if item.atom.role is None]
    times = sum(item.atom.role is Role.TIMESTAMP for item in items)
    dates = sum("only_date" in item.names and "counter" not in item.names for item in free)
    questions = sum(
        "question_word" in item.names
        and "dash" not in item.names
        and "after_colon" not in item.names
        for item in free
    )
    said = Counter(item.lower for item in items)
    clauses = _Clauses(items)
    letters = _is_letter(items)
    first_sentence = next((i for i, item in enumerate(items) if item.is_sentence), len(items))
    for index, item in enumerate(items):
        names = item.names
        if times >= 2 or dates >= 3:
            names.add("live")
        if dates >= 2 and "only_date" in names:
            names.add("dates_recur")
        is_title = index == 1 and "column" in items[0].names
        if questions >= 3 and "question_word" in names and not is_title:
            names.add("questions_recur")
        if letters:
            names.add("letter" if index > first_sentence else "letter_top")
        if item.atom.role is not None:
            continue
        if said[item.lower] > _MOST_COPIES:
            # No page says it that often: a degenerate text, or a list of equal rows.
            names.discard("said_twice")
            if said[item.lower] * 2 > len(items) and not _is_noisy(item):
                names.clear()
                names.add("copies")
        elif said[item.lower] > 1:
            names.add("recurs")
        elif len(item.words) <= _LONGEST_PULL_QUOTE and "dash" not in names and clauses.say(item):
            names.add("repeats")
        if (
            names & {"first"}
            and "before_updates" in names
            and times + dates < 2
            and not _shares_words(item, items[index + 2 :])
        ):
            names.add("unrelated")
        if item.names & {"name"} and index and _known_before(item, items[:index]):
            names.add("known_person")
    _sections_inside(items)
    _spare_topic(free)
    people = [item for item in free if len(item.words) <= 8 and _NAME_AND_AGE.match(item.text)]
    for item in people if len(people) >= 3 else ():
        item.names.add("people_recur")
    for before, item in pairwise(items):
        if {"people_recur"} <= before.names & item.names and item.gap == 0:
            before.names.add("people_rows")
            item.names.add("people_rows")
    for before, item, after in zip(items, items[1:], items[2:], strict=False):
        if item.is_open_end and _is_noisy(before) and _is_noisy(after):
            item.names.add("between_noise")
    mark_runs(items)
    mark_boxes(items)
    mark_fact_boxes(items)
    mark_links(items)
    mark_tail(items)
    _introduced(items)


class _Clauses:
    """How sentences of a text open and end, where more than one does so."""

    def __init__(self, items: Sequence[Item]) -> None:
        self._sentences = [clause for item in items for clause in _clauses(item.lower)]
        ends = (clause.rsplit(None, _WORDS_OF_CLAUSE) for clause in self._sentences)
        self._ends = _recurring(
            " ".join(words[-_WORDS_OF_CLAUSE:]) for words in ends if len(words) >= _WORDS_OF_CLAUSE
        )

    @cached_property
    def _openings(self) -> set[str]:
        return self._shared(slice(_WORDS_OF_CLAUSE), _WORDS_OF_CLAUSE)

    @cached_property
    def _tails(self) -> set[str]:
        return self._shared(slice(-_WORDS_OF_TAIL, None), _WORDS_OF_TAIL)

    def _shared(self, part: slice, least: int) -> set[str]:
        sentences = map(str.split, self._sentences)
        return _recurring(" ".join(words[part]) for words in sentences if len(words) >= least)

    def say(self, item: Item) -> bool:
        """Tell whether a sentence that stands alone opens and ends like another of the text."""
        words = item.lower.strip(_AROUND).split()
        if " ".join(words[-_WORDS_OF_CLAUSE:]) not in self._ends:
            return False
        if " ".join(words[:_WORDS_OF_CLAUSE]) in self._openings:
            return True
        return (
            "several_sentences" not in item.names
            and " ".join(words[-_WORDS_OF_TAIL:]) in self._tails
        )


def _clauses(lower: str) -> Iterator[str]:
    sentences = _SENTENCE_END.split(lower)
    # What stands before "and" or "but" may be quoted without the rest.
    sentences += [_AND.split(part)[0] for part in sentences if ", og " in part or ", men " in part]
    return (sentence.strip(_AROUND) for sentence in sentences)


def _recurring(clauses: Iterable[str]) -> set[str]:
    return {clause for clause, count in Counter(clauses).items() if count > 1}


def _is_letter(items: Sequence[Item]) -> bool:
    return any(item.lower in _LETTERS for item in items[:3])


def _spare_topic(items: Sequence[Item]) -> None:
    """Take web words for what they say where the story itself is about them."""
    marked = [item for item in items if item.names & {"web_word", "web_words"}]
    if not marked:
        return
    wanted = {id(item): web_stems(item.lower) for item in marked}
    stems = set().union(*wanted.values())
    topic = Counter(
        stem
        for item in items
        if item.is_story
        and not item.names & {"invites", "noisy_group"}
        and any(stem in item.lower for stem in stems)
        for stem in web_stems(item.lower)
    )
    for item in marked:
        if any(topic[stem] > 1 for stem in wanted[id(item)]):
            item.names -= {"web_word", "web_words", "invites_web"}


def _sections_inside(items: Sequence[Item]) -> None:
    """Mark names of sections that head parts of a text: a digest, a forecast by regions."""
    inside = False
    found: list[Item] = []
    for item, after in pairwise(items):
        inside = inside or item.is_sentence or item.atom.role is Role.LIST_ITEM
        follows = after.atom.role is None and (after.is_sentence or "bullet" in after.names)
        follows &= "noise_open" not in after.names and (inside or "bullet" in after.names)
        if follows and "section_whole" in item.names:
            found.append(item)
    if len(found) >= 2:
        for item in found:
            item.names.add("heading_of_section")


def _is_noisy(item: Item) -> bool:
    return not NOISY.isdisjoint(item.names)


def _shares_words(item: Item, others: Sequence[Item]) -> bool:
    """Tell whether a heading shares a telling word with the story."""
    stems = {
        word.strip(".,:;«»–-?!")[:5]
        for word in item.lower.split()
        if len(word.strip(".,:;«»–-?!")) >= 5
    }
    words = {word.strip(".,:;«»–-?!")[:5] for other in others for word in other.lower.split()}
    return bool(stems & words)


def _known_before(item: Item, earlier: Sequence[Item]) -> bool:
    return any(item.lower in other.lower for other in earlier if other.is_sentence)


def _introduced(items: Sequence[Item]) -> None:
    """Mark one-sentence paragraphs that open with a full name which the story has introduced.

    A story gives the full name once and goes on with the last name; a picture text gives it again.
    """
    seen: set[str] = set()
    for item in items:
        words = item.words
        if item.atom.role is None and len(words) >= 4 and not item.names & {"dash"}:
            head = f"{words[0]} {words[1]}".rstrip(",")
            if words[1][0].isupper() and words[2][0].isupper() and head not in seen:
                # A title goes before it ("Ordfører Kari Nordmann").
                head = f"{words[1]} {words[2]}".rstrip(",")
            if (
                head in seen
                and is_name(head)
                and "several_sentences" not in item.names
                and not _SAYS.search(item.lower)
                and len(words) <= 22
                and "stop" in item.names
            ):
                item.names.add("named_again")
        if item.is_sentence or item.atom.role is Role.CAPTION:
            seen.update(map(" ".join, _TWO_CAPITALIZED.findall(item.text)))
