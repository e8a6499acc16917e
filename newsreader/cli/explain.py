"""``newsreader explain``: what will be read, and why."""

import json
from gettext import gettext as _
from typing import TYPE_CHECKING, Any

import click

from newsreader.cli.options import reading_options, settings_from
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


@click.command(
    help=_(
        "Show what will be read of an article, and why: each part and what it is, each sentence "
        "as printed and as spoken, the pause after it, and what is skipped. REF is a text file, "
        "a saved web page, an address, or - for standard input."
    )
)
@click.argument("reference", metavar="REF")
@click.option("--json", "as_json", is_flag=True, help=_("Print it as JSON, for other programs."))
@click.option(
    "--why", is_flag=True, help=_("Add the evidence for each part and the rule for each change.")
)
@reading_options
def explain(reference: str, as_json: bool, why: bool, **options: Any) -> None:
    """Show what will be read of an article, and why."""
    from newsreader.lexicon_file import lookup
    from newsreader.pipeline import prepare
    from newsreader.sources import open_document
    from newsreader.text.normalize import normalize
    from newsreader.text.utterances import plan, utterances

    settings = settings_from(options)
    article = prepare(open_document(reference), settings.language)
    lexicon = lookup(settings.voice, article.source)
    said = list(utterances(article, settings.reading, lexicon=lexicon))
    skipped = plan(article, settings.reading).skipped
    steps = [normalize(u.text, u.language, lexicon()).steps if why else () for u in said]
    if as_json:
        data = _as_data(article, said, skipped, steps if why else None)
        click.echo(json.dumps(data, ensure_ascii=False, indent=1))
        return
    for line in _as_lines(article, said, skipped, steps, why):
        click.echo(line)


def _as_data(
    article: Article,
    said: list[Utterance],
    skipped: tuple[Skip, ...],
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
    }


def _as_lines(
    article: Article,
    said: list[Utterance],
    skipped: tuple[Skip, ...],
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
        for utterance, taken in zip(said, steps, strict=True):
            if utterance.segment == index:
                lines += _utterance_lines(utterance, taken)
    return lines


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
        _("  Rule {rule}: {printed} becomes {spoken}").format(
            rule=step.rule, printed=step.printed, spoken=step.spoken
        )
        for step in steps
    ]
    return lines
