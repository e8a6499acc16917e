"""``newsreader explain``: what will be read, and why."""

import json
import re
import unicodedata
from collections.abc import Iterator, Sequence
from gettext import gettext as _
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from newsreader.cli.options import article_arguments, reading_options, settings_from
from newsreader.settings import Settings
from newsreader.types import Article, Role, Skip, Utterance

if TYPE_CHECKING:
    from newsreader.text.normalize import Step

ROLE_NAMES = {
    Role.HEADLINE: _("headline"),
    Role.LEAD: _("lead"),
    Role.CAPTION: _("caption"),
    Role.CREDIT: _("photo credit"),
    Role.BYLINE: _("byline"),
    Role.DATELINE: _("dateline"),
    Role.SUBHEADING: _("subheading"),
    Role.BODY: _("body"),
    Role.QUOTE: _("quotation"),
    Role.FACTBOX: _("fact box"),
    Role.LIST_ITEM: _("list item"),
    Role.TIMESTAMP: _("time"),
    Role.METADATA: _("about the publication"),
    Role.NOISE: _("not the article"),
}


RULE_NAMES = {
    "abbreviation": _("an abbreviation"),
    "alnum": _("a letter with a number"),
    "cardinal": _("a number"),
    "compound": _("a number in a word"),
    "date": _("a date"),
    "decade": _("a decade or century"),
    "decimal": _("a decimal number"),
    "fraction": _("a fraction"),
    "id": _("a number of something registered"),
    "initialism": _("letters, or a word of initials"),
    "initials": _("initials of a name"),
    "law": _("a paragraph of a law"),
    "lexicon": _("your lexicon"),
    "money": _("a sum of money"),
    "ordinal": _("an ordinal number"),
    "pair": _("two numbers together"),
    "percent": _("a percentage"),
    "phone": _("a telephone number"),
    "plus": _("a plus"),
    "position": _("a position on the map"),
    "post code": _("a post code"),
    "power": _("a power of ten"),
    "range": _("from one to another"),
    "ratio": _("a ratio"),
    "reference": _("a reference"),
    "regnal": _("the number of a king or pope"),
    "roman": _("a Roman numeral"),
    "score": _("a result"),
    "season": _("a season"),
    "sign": _("a number with a sign"),
    "slash": _("a slash"),
    "sports time": _("a time in sport"),
    "symbol": _("a sign"),
    "time": _("a time of day"),
    "times": _("a multiplication"),
    "unit": _("a measure"),
    "version": _("a version"),
    "web": _("a web address or name"),
    "year": _("a year"),
}
"""What a rule of the normalizer took the printed words for, in a listener's words."""


DROP_REASONS = {
    "address": _("it is the technical part of an address"),
    "emoji": _("it is a picture"),
    "invisible": _("it cannot be seen either"),
    "layout": _("it is a mark of layout"),
    "lexicon": _("your lexicon skips it"),
    "note": _("it is the number of a note"),
    "scheme": _("it only says how the address is fetched"),
    "sign": _("it is a sign without a word"),
    "tag": _("it only marks a tag"),
}
"""Why something printed is not said, in a listener's words."""


class Dropped(NamedTuple):
    """Something printed in a part that is read, and not said."""

    segment: int
    utterance: int | None
    """Where it stands between utterances: None."""
    text: str
    reason: str


@click.command(
    help=_(
        "Show what will be read of an article, and why: each part and what it is, each sentence "
        "as printed and as spoken, the pause after it, and what is skipped or not said. REF is a "
        "file (text, Markdown, a saved web page, an e-mail, a document), a folder of them, an "
        "address, or - for standard input."
    )
)
@article_arguments
@click.option(
    "--json",
    "as_json",
    is_flag=True,
    help=_("Print it as JSON, for other programs; a list, where there are several articles."),
)
@click.option(
    "--why", is_flag=True, help=_("Add the evidence for each part and the rule for each change.")
)
@reading_options
def explain(
    references: Sequence[str],
    feed: str | None,
    only_new: bool,
    clipboard: bool,
    as_json: bool,
    why: bool,
    **options: Any,
) -> None:
    """Show what will be read of an article, and why."""
    from newsreader.cli.gathering import gathered

    settings = settings_from(options)
    with gathered(references, feed, only_new, clipboard, settings) as programme:
        articles = programme.articles
    explained = (_explained(article, settings) for article in articles)
    if as_json:
        data = [_as_data(*found[:4], found.steps if why else None) for found in explained]
        result = data[0] if len(data) == 1 else data
        click.echo(json.dumps(result, ensure_ascii=False, indent=1))
        return
    for number, found in enumerate(explained, 1):
        if len(articles) > 1:
            heading = _("Article {number} of {count}: {source}").format(
                number=number, count=len(articles), source=articles[number - 1].source
            )
            click.echo(("\n" if number > 1 else "") + heading)
        for line in _as_lines(*found, why):
            click.echo(line)


class Explained(NamedTuple):
    """What is known of an article."""

    article: Article
    said: list[Utterance]
    skipped: tuple[Skip, ...]
    dropped: list[Dropped]
    steps: list[tuple["Step", ...]]


def _explained(article: Article, settings: Settings) -> Explained:
    from newsreader.lexicon_file import lookup
    from newsreader.text.normalize import normalize
    from newsreader.text.utterances import plan, utterances

    lexicon = lookup(settings.voice, article.source)
    said = list(utterances(article, settings.reading, lexicon=lexicon))
    steps = [normalize(u.text, u.language, lexicon()).steps for u in said]
    skipped = plan(article, settings.reading).skipped
    return Explained(article, said, skipped, list(_dropped(article, said, steps)), steps)


def _dropped(
    article: Article, said: list[Utterance], steps: list[tuple["Step", ...]]
) -> Iterator[Dropped]:
    """Find what is printed in the parts that are read, and not said."""
    from newsreader.text.account import account, why

    done: dict[int, int] = {}
    for number, (utterance, taken) in enumerate(zip(said, steps, strict=True)):
        if not utterance.text:
            continue
        segment = utterance.segment
        printed = article.segments[segment].text
        # The row of a table has other white space than its part.
        words = r"\s+".join(map(re.escape, utterance.text.split()))
        if place := re.compile(words).search(printed, done.get(segment, 0)):
            for mark in printed[done.get(segment, 0) : place.start()].split():
                yield Dropped(segment, None, mark, why(mark[0]))
            done[segment] = place.end()
        for part in account(utterance.text, taken):
            if part.fate == "dropped":
                text = utterance.text[slice(*part.span)].strip()
                yield Dropped(segment, number, text, part.reason)
    for segment, end in done.items():
        for mark in article.segments[segment].text[end:].split():
            yield Dropped(segment, None, mark, why(mark[0]))


def _as_data(
    article: Article,
    said: list[Utterance],
    skipped: tuple[Skip, ...],
    dropped: list[Dropped],
    steps: list[tuple["Step", ...]] | None,
) -> dict[str, Any]:
    segments: list[dict[str, Any]] = [
        {"role": str(segment.role), "text": segment.text} for segment in article.segments
    ]
    spoken: list[dict[str, Any]] = [
        {"text": u.text, "spoken": u.spoken, "segment": u.segment, "pause": u.pause} for u in said
    ]
    if steps is not None:
        for entry, segment in zip(segments, article.segments, strict=True):
            entry["source"] = list(segment.source)
            entry["evidence"] = list(segment.evidence)
        for entry, taken in zip(spoken, steps, strict=True):
            entry["steps"] = [
                {"rule": step.rule, "printed": step.printed, "spoken": step.spoken}
                for step in taken
            ]
    return {
        "title": article.title,
        "language": article.language,
        "segments": segments,
        "utterances": spoken,
        "skipped": [{"segment": skip.segment, "reason": skip.reason} for skip in skipped],
        "dropped": [
            {"segment": drop.segment, "text": drop.text, "reason": DROP_REASONS[drop.reason]}
            for drop in dropped
        ],
    }


def _as_lines(
    article: Article,
    said: list[Utterance],
    skipped: tuple[Skip, ...],
    dropped: list[Dropped],
    steps: list[tuple["Step", ...]],
    why: bool,
) -> list[str]:
    language = {"nb": _("Norwegian bokmål"), "nn": _("Norwegian nynorsk")}[article.language]
    lines = [
        _("Title: {title}").format(title=article.title),
        _("Language: {language}").format(language=language),
    ]
    reasons = {skip.segment: skip.reason for skip in skipped}
    for index, segment in enumerate(article.segments):
        lines.append("")
        lines.append(
            _("Part {number}, {role}: {text}").format(
                number=index + 1,
                role=ROLE_NAMES[segment.role],
                text=" ".join(segment.text.split()),
            )
        )
        if why:
            lines += [_("  Because: {reason}").format(reason=text) for text in segment.evidence]
        if index in reasons:
            lines.append(_("  Skipped: {reason}").format(reason=reasons[index]))
        lines += _dropped_lines(dropped, index, None)
        for number, (utterance, taken) in enumerate(zip(said, steps, strict=True)):
            if utterance.segment == index:
                lines += _utterance_lines(utterance, taken if why else ())
                lines += _dropped_lines(dropped, index, number)
    return lines


def _dropped_lines(dropped: list[Dropped], segment: int, utterance: int | None) -> Iterator[str]:
    """Name what is not said, each thing once."""
    here = [drop for drop in dropped if (drop.segment, drop.utterance) == (segment, utterance)]
    for text, reason in dict.fromkeys((_visible(drop.text), drop.reason) for drop in here):
        yield _("  Not said: {printed}, for {reason}").format(
            printed=text, reason=DROP_REASONS[reason]
        )


def _visible(text: str) -> str:
    """Name characters that cannot be seen."""
    if any(char.isprintable() for char in text):
        return text
    return " ".join(unicodedata.name(char, f"U+{ord(char):04X}").lower() for char in text)


def _utterance_lines(utterance: Utterance, steps: tuple["Step", ...]) -> list[str]:
    printed = " ".join(utterance.text.split())
    pause = _("pause {seconds:.2f} s").format(seconds=utterance.pause)
    if not printed:
        lines = [_("  Added: {spoken}").format(spoken=utterance.spoken)]
    elif printed == utterance.spoken:
        lines = [_("  As printed: {text}").format(text=printed)]
    else:
        lines = [
            _("  Printed: {text}").format(text=printed),
            _("  Spoken: {spoken}").format(spoken=utterance.spoken),
        ]
    lines[-1] += f" ({pause})"
    lines += [
        _("  Read as {rule}: {printed} becomes {spoken}").format(
            rule=RULE_NAMES.get(step.rule, step.rule),
            printed=step.printed,
            spoken=step.spoken or _("nothing"),
        )
        for step in steps
    ]
    return lines
