"""Decide what a block by itself cannot tell: from its place, its neighbors and the page's facts."""

import re
from collections.abc import Sequence
from dataclasses import replace

from newsreader.sources.page.facts import Facts
from newsreader.sources.page.lines import Block
from newsreader.types import Role

_SENTENCE = re.compile(r"[.!?…][»”\")\]]?$|[.!?…»”]\s*\(\w+\)$")
_END = 60
"""Characters at the end of a text that tell whether it is a sentence."""
_LONG = 60
_LEAD = 30
_RUNNING = 80
"""Characters: a paragraph as long is running text, even where it is cut off."""
_SHORT = 40
_PARAGRAPHS = 3
_AFTERWORD = 0.15
"""Share of the text of the story: a section after it that is shorter is not a part of it."""
_BODY = 25
_SUBHEADING = 90
_QUESTION = 160
_READ_ALSO = re.compile(
    r"(?:[-–>▸•]\s*)?(?:les|sjå|se|hør|høyr|følg)\s+(?:også|òg|og|mer|meir)\b", re.IGNORECASE
)
_READ_ALSO_ALONE = re.compile(
    r"(?:les|sjå|se|hør|høyr)\s+(?:også|òg|og|mer|meir)\s*:?", re.IGNORECASE
)
_CONTACT = re.compile(r"(?:har du|tips oss|kontakt|send|skriv)\b", re.IGNORECASE)
_NAME = re.compile(
    r"(?:av:?\s+|tekst:?\s+)?(?:[A-ZÆØÅ][\w.'’-]+)(?:\s+[A-ZÆØÅ][\w.'’-]+){1,3}(?:\s*/\s*\S.*)?",
    re.IGNORECASE,
)
_SCORE = re.compile(r"\w.*\s?[-–]\s?\w.*\s\d{1,3}\s?[-–]\s?\d{1,3}\b")
_BYLINE_DATE = re.compile(
    r"(?P<name>.{4,60}?)[\s,|·•—–-]+(?P<date>(?:(?:publisert|oppdatert|mandag|tirsdag|onsdag|torsdag|fredag|lørdag"
    r"|søndag|måndag|tysdag|laurdag|sundag|den)\b|\d{1,2}[./]|(?-i:[A-Z][a-z]{2}) \d).*\d{4}.*)",
    re.IGNORECASE,
)
_CREDIT = re.compile(
    r"\(?(?:foto|bilde|bilete|illustrasjon|grafikk|skjermdump|photo|arkivfoto)\b\s*[:/].{2,80}",
    re.IGNORECASE,
)
_CREDIT_LABEL = re.compile(r"(?:foto|fotograf|illustrasjon)\s*:?", re.IGNORECASE)
_NOTICE = re.compile(
    r"(?:dette er (?:et|ein?|eit)\b.{0,20}(?:innlegg|kronikk|kommentar|leder|leiar|analyse"
    r"|artikkel)"
    r"|denne (?:teksten|artikkelen|saken|saka|kommentaren)\b"
    r"|(?:saken|saka|artikkelen|teksten) (?:er|ble|vart|blei|oppdateres|blir"
    r"|fortsetter|held fram)\b"
    r"|i en tidligere versjon|(?:oppdatert|rettet|retta|presisering|rettelse)\b.{0,20}:|obs!)",
    re.IGNORECASE,
)
_OFFER = re.compile(
    r"(?:har du|hva (?:mener|synes) du|kva (?:meiner|synest) du|tips oss|les|liker du|likar du"
    r"|meld deg|vil du|ønsker du|følg|send|abonner|kjøp|bli)\b",
    re.IGNORECASE,
)
"""Openings of what is often no story: left to the rules for text, as notices are."""
_ADDRESS = re.compile(r"\S@\S+\.\w")
_BY = re.compile(r"(?:Av|AV|Tekst|Skrevet av|Skrive av):? [A-ZÆØÅ]")
_TITLE = re.compile(
    r"journalist|fotograf|(?:\w*)redaktør|kommentator|reporter|frilans\w*|spaltist|korrespondent",
    re.IGNORECASE,
)
_CLOCK = re.compile(
    r"(?:kl\.?|klokk[ae]n)?\s*(?:[01]?\d|2[0-4])[.:][0-5]\d"
    r"|(?:i dag|i går|\d{1,2}\.\s*\w+\.?(?:\s+\d{4})?),?\s*(?:kl\.?|klokk[ae]n)?\s*\d{1,2}[.:]\d\d"
    r"|nå nettopp"
    r"|(?:for )?\d+\s+(?:min|minutt|minutter|time|timer|timar)\.?\s+sid[ea]n",
    re.IGNORECASE,
)
_LIVE_ENTRIES = 3
_NEAR_CAPTIONS = 20
"""A shorter copy of a caption, as without its credit, stands near it."""

_STORY = (None, Role.BODY, Role.LEAD)


def settle(blocks: Sequence[Block], facts: Facts) -> list[Block]:
    """Return the blocks with their last roles, without what is printed twice."""
    blocks = _unique_captions(blocks)
    live = _mark_times(blocks, facts.live)
    headline = next((i for i, block in enumerate(blocks) if block.role is Role.HEADLINE), -1)
    story = _story_start(blocks, headline)
    _settle_header(blocks, headline, story, facts)
    blocks, story = _split_bylines(blocks, story, facts.authors)
    if live:
        _settle_live(blocks, story)
    _settle_links(blocks, story)
    _settle_bold(blocks, story)
    _settle_lead(blocks, headline, story, live)
    _settle_strays(blocks, story)
    _settle_tail(blocks, story)
    for index, block in enumerate(blocks[story:], story):
        if block.role is None and (
            _is_paragraph(block) or (block.tag == "p" and _opens_list(blocks, index))
        ):
            block.role = Role.BODY
    if headline < 0 and (title := facts.title or facts.page_title):
        blocks.insert(0, Block(title, Role.HEADLINE))
    return blocks


def _unique_captions(blocks: Sequence[Block]) -> list[Block]:
    """Leave out the copies of a caption (for small screens, without scripts), and their credits."""
    seen: list[str] = []
    known: set[str] = set()
    kept: list[Block] = []
    copying = False
    for block in blocks:
        before = kept[-1] if kept else None
        if block.role is Role.CAPTION and (
            _CREDIT.fullmatch(block.text)
            or (before is not None and before.role is Role.CAPTION and _is_signed(before, block))
        ):
            block.role = Role.CREDIT
        if (
            before is not None
            and before.role is block.role is Role.CREDIT
            and _CREDIT_LABEL.fullmatch(before.text)
        ):
            kept[-1] = replace(block, text=f"{before.text} {block.text}")
            continue
        if block.role is Role.CAPTION:
            letters = _letters(block.text)
            near = seen[-_NEAR_CAPTIONS:] if len(letters) > _LEAD else ()
            copying = letters in known or any(letters in other for other in near)
            if copying:
                continue
            seen.append(letters)
            known.add(letters)
        elif block.role is Role.CREDIT and copying:
            continue
        else:
            copying = False
        kept.append(block)
    return kept


def _is_signed(caption: Block, name: Block) -> bool:
    """Tell whether a name alone stands under a picture text: who took the picture."""
    return len(name.text) < _SHORT and _is_name(name.text) and _is_sentence(caption.text)


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


def _mark_times(blocks: Sequence[Block], live: bool) -> bool:
    """Mark the times that open the entries of a live blog."""
    times = [
        block
        for block in blocks
        if block.role in (Role.METADATA, Role.TIMESTAMP, None) and _CLOCK.fullmatch(block.text)
    ]
    if live or len(times) >= _LIVE_ENTRIES:
        for block in times:
            block.role = Role.TIMESTAMP
        return True
    return False


def _story_start(blocks: Sequence[Block], headline: int) -> int:
    """Return the index of the first block of the story, or the number of blocks."""
    rest = range(headline + 1, len(blocks))
    has_body = any(blocks[i].in_body and blocks[i].role is None for i in rest)
    for index in rest:
        block = blocks[index]
        if block.role is Role.TIMESTAMP:
            return index
        if block.role is Role.SUBHEADING and block.in_body:
            if index == headline + 1 and _is_deck(block.text):
                continue
            return index
        if block.role is not None or block.linked >= 0.5 or block.in_body < has_body:
            continue
        if block.tag == "p" or (len(block.text) >= _LONG and _is_sentence(block.text)):
            return index
    return len(blocks)


def _settle_header(blocks: Sequence[Block], headline: int, story: int, facts: Facts) -> None:
    has_lead = False
    for index in range(min(story, len(blocks))):
        block = blocks[index]
        if index < headline:
            if block.role in (Role.SUBHEADING, Role.LIST_ITEM) or (
                block.role is None and len(block.text) < 2 * _LONG
            ):
                block.role = Role.METADATA
        elif block.role in (None, Role.LIST_ITEM, Role.SUBHEADING):
            block.role = _header_role(block, facts, has_lead)
        has_lead |= block.role is Role.LEAD


def _header_role(block: Block, facts: Facts, has_lead: bool) -> Role | None:
    text = block.text
    if facts.description and _letters(text) == _letters(facts.description):
        return Role.LEAD
    if len(text) < 80 and any(author in text for author in facts.authors):
        return Role.BYLINE
    if block.role is Role.SUBHEADING:
        return Role.LEAD if _is_deck(text) else Role.SUBHEADING
    if _SCORE.fullmatch(text):
        return Role.SUBHEADING
    if block.tag == "p" and len(text) >= _LEAD and _is_sentence(text):
        return None if has_lead else Role.LEAD
    if _BY.match(text) and len(text) < 2 * _LONG:
        return Role.BYLINE
    if _is_name(text) and len(text) < 50:
        return Role.BYLINE
    if len(text) < _LONG and not _is_sentence(text):
        return Role.METADATA
    return block.role


def _split_bylines(
    blocks: Sequence[Block], story: int, authors: Sequence[str]
) -> tuple[list[Block], int]:
    """Cut the dates off the bylines that hold one, and join titles to the names before them."""
    split: list[Block] = []
    for block in blocks[:story]:
        match = _BYLINE_DATE.fullmatch(block.text)
        if match and not _BY.match(match["name"]) and match["name"].strip() not in authors:
            match = None
        if split and split[-1].role is Role.BYLINE and _TITLE.fullmatch(block.text):
            split[-1] = replace(split[-1], text=f"{split[-1].text} {block.text}")
        elif match and block.role in (None, Role.BYLINE, Role.METADATA):
            split.append(replace(block, text=match["name"].strip(), role=Role.BYLINE))
            split.append(replace(block, text=match["date"].strip(), role=Role.METADATA))
        else:
            split.append(block)
    return [*split, *blocks[story:]], len(split)


def _is_sentence(text: str) -> bool:
    """Tell whether a text ends as a sentence does."""
    return _SENTENCE.search(text[-_END:]) is not None


def _is_deck(text: str) -> bool:
    """Tell whether a heading under the headline is the lead."""
    return len(text) >= _LONG or (len(text) >= _LEAD and _is_sentence(text))


def _settle_live(blocks: Sequence[Block], story: int) -> None:
    """Mark who wrote the entries of a live blog, and what stands before the first of them."""
    started = False
    for block in blocks[story:]:
        started |= block.role is Role.TIMESTAMP
        if block.role is not None or len(block.text) >= _SHORT:
            continue
        if block.tag == "p":
            block.role = None if started else Role.LEAD
        elif not started:
            block.role = Role.METADATA
        elif _is_name(block.text):
            block.role = Role.BYLINE


def _settle_strays(blocks: Sequence[Block], story: int) -> None:
    """Where paragraphs are paragraphs, other short lines between them belong to the page."""
    if sum(block.tag == "p" for block in blocks[story:]) < _PARAGRAPHS:
        return
    for block in blocks[story:]:
        if (
            block.role is None
            and block.tag not in ("p", "td")
            and len(block.text) < _SHORT
            and not _is_sentence(block.text)
            and not block.text.endswith(":")
            and not block.bold
            and not _SCORE.fullmatch(block.text)
        ):
            block.role = Role.NOISE


def _is_name(text: str) -> bool:
    words = text.split()
    return _NAME.fullmatch(text) is not None and words[0][0].isupper() and words[-1][0].isupper()


def _settle_links(blocks: Sequence[Block], story: int) -> None:
    """Mark the links to other articles that stand between the paragraphs."""
    announced = False
    for index, block in enumerate(blocks[story:], story):
        if block.role not in (None, Role.SUBHEADING, Role.LIST_ITEM):
            announced = False
        elif _READ_ALSO_ALONE.fullmatch(block.text):
            block.role = Role.NOISE
            announced = True
        elif _is_link(block, announced) and not _is_in_mixed_list(blocks, index):
            block.role = Role.NOISE
        else:
            announced = False


def _is_link(block: Block, announced: bool) -> bool:
    """Tell whether a block leads elsewhere: to another article, or to somebody's mailbox."""
    if _READ_ALSO.match(block.text) and (block.linked > 0.3 or block.bold):
        return True
    if block.linked > 0.8:
        return announced or len(block.text.split()) > 2 or block.role is not None
    return len(block.text) < 200 and (
        (block.contact and block.linked > 0.1)
        or (block.linked > 0.2 and _CONTACT.match(block.text) is not None)
    )


def _is_in_mixed_list(blocks: Sequence[Block], index: int) -> bool:
    """Tell whether a list item has neighbors in its list that are no links."""
    return blocks[index].role is Role.LIST_ITEM and any(
        0 <= near < len(blocks)
        and blocks[near].role is Role.LIST_ITEM
        and blocks[near].linked < 0.5
        for near in range(index - 3, index + 4)
    )


def _settle_bold(blocks: Sequence[Block], story: int) -> None:
    for block in blocks[story:]:
        if block.role is not None or not block.bold or "\n" in block.text:
            continue
        question = block.text.endswith("?")
        if len(block.text) <= (_QUESTION if question else _SUBHEADING) and not block.text.endswith(
            "."
        ):
            block.role = Role.SUBHEADING


def _settle_lead(blocks: Sequence[Block], headline: int, story: int, live: bool) -> None:
    """Keep one lead, or make the first paragraph of the story one."""
    first = next((i for i, b in enumerate(blocks) if b.role is Role.LEAD), -1)
    if first >= 0:
        end = first
        while end < len(blocks) and blocks[end].role is Role.LEAD:
            end += 1
        for block in blocks[end:]:
            if block.role is Role.LEAD:
                block.role = Role.SUBHEADING if block.tag.startswith("h") else None
    elif not live and story < len(blocks):
        opening = blocks[headline + 1 : story + 1]
        paragraphs = sum(block.role in _STORY for block in blocks[story:])
        if (
            blocks[story].role is None
            and paragraphs > 1
            and not any(
                block.role in (Role.SUBHEADING, Role.LIST_ITEM, Role.TIMESTAMP) for block in opening
            )
        ):
            blocks[story].role = Role.LEAD


def _settle_tail(blocks: Sequence[Block], story: int) -> None:
    """What follows the last paragraph, outside the part that holds the prose, is not the story."""
    last = max((i for i, b in enumerate(blocks) if b.in_body), default=len(blocks))
    tail = blocks[max(story, last + 1) :]
    size = sum(len(block.text) for block in blocks[story:])
    is_short = sum(len(block.text) for block in tail) < _AFTERWORD * size
    in_section = False
    for block in tail:
        in_section |= is_short and block.role is Role.SUBHEADING
        if block.role in (Role.SUBHEADING, Role.LIST_ITEM) or (
            block.role is None and (in_section or not _is_paragraph(block))
        ):
            block.role = Role.NOISE


def _opens_list(blocks: Sequence[Block], index: int) -> bool:
    return index + 1 < len(blocks) and blocks[index + 1].role is Role.LIST_ITEM


def _is_paragraph(block: Block) -> bool:
    """Tell whether a block is beyond doubt a paragraph of running text."""
    return (
        (block.tag == "p" or len(block.text) >= _LONG)
        and len(block.text) >= _BODY
        and block.linked < 0.5
        and (_is_sentence(block.text) or len(block.text) >= _RUNNING)
        and not _NOTICE.match(block.text)
        and not _OFFER.match(block.text)
        and not ("@" in block.text and _ADDRESS.search(block.text))
    )
