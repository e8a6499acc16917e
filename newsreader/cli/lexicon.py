"""``newsreader lexicon``: how words are said, and the loop that puts a mispronunciation right."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING

import click

from newsreader.errors import SettingsError, SourceError

if TYPE_CHECKING:
    from newsreader.lexicon_file import Heard
    from newsreader.text.lexicon import Entry


@click.group(
    help=_(
        "Teach newsreader how words are said. A word also counts in the genitive and before a "
        "hyphen: an entry for Zelenskyj covers Zelenskyjs and Zelenskyj-regjeringen."
    )
)
def lexicon() -> None:
    """Teach newsreader how words are said."""


@lexicon.command(
    "add",
    help=_(
        "Say WORD as SAY: a respelling, (letters), (skip), or phonemes in IPA between [[ and ]]."
    ),
)
@click.argument("word")
@click.argument("say")
@click.option("--anywhere", "kind", flag_value="anywhere", help=_("Inside other words too."))
@click.option("--regex", "kind", flag_value="regex", help=_("WORD is a pattern, SAY may use \\1."))
@click.option("--voice", metavar="NAME", help=_("Only with this voice."))
@click.option("--source", metavar="PART", help=_("Only in articles whose source contains this."))
def add_entry(word: str, say: str, kind: str | None, voice: str | None, source: str | None) -> None:
    """Add an entry."""
    from newsreader import lexicon_file
    from newsreader.text.lexicon import Entry, parse_line

    entry = Entry(word, say, "word", voice, source)
    if kind:
        entry = Entry(word, say, "regex" if kind == "regex" else "anywhere", voice, source)
    try:
        if parse_line(entry.line()) != entry:
            raise ValueError(_("a line of the lexicon cannot hold it"))
    except ValueError as error:
        raise SettingsError(
            _("{word} cannot be an entry: {reason}.").format(word=word, reason=error),
            _("See newsreader lexicon add --help."),
        ) from error
    lexicon_file.add(entry)
    click.echo(_("{word} is now said as {say}.").format(word=word, say=say))


@lexicon.command("remove", help=_("Remove the entries for WORD."))
@click.argument("word")
def remove_entry(word: str) -> None:
    """Remove the entries for a word."""
    from newsreader import lexicon_file

    if not lexicon_file.remove(word):
        raise SettingsError(
            _("There is no entry for {word}.").format(word=word),
            _("See all of them with: newsreader lexicon list"),
        )
    click.echo(_("The entry for {word} has been removed.").format(word=word))


@lexicon.command("list", help=_("List the entries, one line each, as they stand in the file."))
@click.option("--json", "as_json", is_flag=True, help=_("Write JSON, for programs."))
def list_entries(as_json: bool) -> None:
    """List the entries."""
    from newsreader import lexicon_file

    entries = lexicon_file.read()
    if as_json:
        click.echo(json.dumps([asdict(entry) for entry in entries], ensure_ascii=False, indent=1))
        return
    for entry in entries:
        click.echo(entry.line())
    if not entries:
        click.echo(_("The lexicon is empty."))


@lexicon.command(
    "try",
    help=_(
        "Hear TEXT without the lexicon and then with it; with SAY, TEXT is a word that is tried "
        "with that respelling and not saved."
    ),
)
@click.argument("text")
@click.argument("say", required=False)
@click.option("--voice", metavar="NAME|FILE", help=_("With which voice."))
@click.option("-o", "--output", "target", metavar="FILE", help=_("Make a file instead."))
def try_entry(text: str, say: str | None, voice: str | None, target: str | None) -> None:
    """Hear before and after."""
    from newsreader import lexicon_file
    from newsreader.text.lexicon import Entry

    entries = [Entry(text, say)] if say else lexicon_file.read()
    _hear(text, entries, voice, target)


def _hear(
    text: str, entries: Sequence["Entry"], voice: str | None, target: str | None = None
) -> None:
    """Say a text before and after, and print both."""
    from newsreader.cli.options import settings_from
    from newsreader.cli.speech import open_voice, play, save
    from newsreader.outputs import Tags
    from newsreader.text.language import detect
    from newsreader.text.lexicon import Lexicon
    from newsreader.text.normalize import normalize
    from newsreader.types import Utterance

    settings = settings_from({"voice": voice})
    loaded = open_voice(settings)
    language = detect(text)
    before = normalize(text, language).text
    after = normalize(text, language, Lexicon(entries, loaded.voice.name)).text
    click.echo(_("Before: {text}").format(text=before))
    click.echo(_("After: {text}").format(text=after))
    script = [Utterance(text, before, 0, 0.6), Utterance(text, after, 0, 0.2)]
    if target:
        save(script, target, None, Tags(text), loaded, settings)
    else:
        play(script, loaded, settings)


@lexicon.command("export", help=_("Write the lexicon to FILE: PLS for .pls and .xml, else plain."))
@click.argument("file", type=click.Path(path_type=Path))
def export_entries(file: Path) -> None:
    """Write the lexicon to a file."""
    from newsreader import lexicon_file
    from newsreader.files import atomic_write
    from newsreader.text import pls
    from newsreader.text.lexicon import lines_of

    entries = lexicon_file.read()
    if file.suffix.lower() in (".pls", ".xml"):
        atomic_write(file, pls.export(entries))
        left = sum(not pls.exportable(entry) for entry in entries)
    else:
        atomic_write(file, "".join(f"{line}\n" for line in lines_of(entries)))
        left = 0
    click.echo(_("Wrote {count} entries to {path}.").format(count=len(entries) - left, path=file))
    if left:
        click.echo(_("PLS cannot express the other {count}.").format(count=left))


@lexicon.command("import", help=_("Add the entries of FILE: PLS, or a lexicon of newsreader."))
@click.argument("file", type=click.Path(path_type=Path))
def import_entries(file: Path) -> None:
    """Add the entries of a file."""
    from newsreader import lexicon_file
    from newsreader.sources import open_document
    from newsreader.text import pls
    from newsreader.text.lexicon import parse

    if file.suffix.lower() in (".pls", ".xml"):
        try:
            entries = pls.parse(file.read_text(encoding="utf-8-sig"))
        except (OSError, ValueError) as error:
            raise SourceError(
                _("{path} is not a pronunciation lexicon that can be read.").format(path=file),
                _("It must be PLS 1.0 by the W3C, in UTF-8, without a document type."),
            ) from error
    else:
        entries = parse(open_document(str(file)).text, str(file))
    for entry in entries:
        lexicon_file.add(entry)
    click.echo(_("Added {count} entries.").format(count=len(entries)))


@lexicon.command(
    "report",
    help=_("Mark a SENTENCE as mispronounced, to be put right later; without one, the last heard."),
)
@click.argument("sentence", required=False)
def report_sentence(sentence: str | None) -> None:
    """Mark a sentence as mispronounced."""
    from newsreader import lexicon_file
    from newsreader.text.language import detect
    from newsreader.text.normalize import normalize

    if sentence:
        spoken = normalize(sentence, detect(sentence)).text
        heard = lexicon_file.Heard(sentence, spoken, "", "")
    else:
        last = lexicon_file.last_heard()
        if last is None:
            raise SettingsError(
                _("Nothing has been read yet."), _("Give the sentence: newsreader lexicon report")
            )
        heard = last
    lexicon_file.report(heard)
    click.echo(_("Marked: {text}").format(text=heard.text))


@lexicon.command(
    "fix", help=_("Go through the marked sentences, and say how their words are said.")
)
@click.option("--silent", is_flag=True, help=_("Play nothing."))
def fix_reports(silent: bool) -> None:
    """Go through the marked sentences."""
    from newsreader import lexicon_file

    waiting = lexicon_file.reports()
    if not waiting:
        click.echo(_("No sentence is marked."))
    for number, heard in enumerate(waiting, 1):
        click.echo(
            _("Sentence {number} of {count}: {text}").format(
                number=number, count=len(waiting), text=heard.text
            )
        )
        if heard.position:
            click.echo(
                _("It stands in part {part} of {source}.").format(
                    part=heard.position.segment + 1, source=heard.source
                )
            )
        if not _fix(heard, silent):
            return


def _fix(heard: "Heard", silent: bool) -> bool:
    """Put one sentence right; False to stop."""
    from newsreader import lexicon_file
    from newsreader.text.lexicon import Entry

    word = click.prompt(
        _("Which word was wrong? Enter leaves the sentence for later, q stops"),
        default="",
        show_default=False,
    ).strip()
    if word == "q":
        return False
    if not word:
        return True
    while True:
        offers = candidates(word)
        for number, say in enumerate(offers, 1):
            click.echo(f"{number}: {say}")
        answer = click.prompt(
            _("A number, or your own respelling; Enter leaves it"), default="", show_default=False
        ).strip()
        if not answer:
            return True
        say = offers[int(answer) - 1] if answer in map(str, range(1, len(offers) + 1)) else answer
        if not silent:
            _hear(heard.text, [*lexicon_file.read(), Entry(word, say)], None)
        if click.confirm(_("Save {word} = {say}?").format(word=word, say=say), default=True):
            lexicon_file.add(Entry(word, say))
            lexicon_file.settle(heard)
            click.echo(_("Saved."))
            return True


_SPELLINGS = (
    ("ch", "sj"), ("c", "k"), ("w", "v"), ("z", "s"), ("th", "t"),
    ("ou", "u"), ("ee", "i"), ("oo", "o"), ("y", "i"), ("x", "ks"),
)  # fmt: skip
"""Foreign spellings, and how Norwegian writes the sound that they most often have."""


def candidates(word: str) -> list[str]:
    """Return ways to say a word that are worth hearing."""
    from newsreader.text.lexicon import LETTERS, SKIP
    from newsreader.text.respell import respell

    offers = [respell(word, "nb")]
    if word.isupper():
        offers.append(word.capitalize())
    for printed, written in _SPELLINGS:
        if printed in word.lower():
            offers.append(_replaced(word, printed, written))
    # A hyphen is a border that espeak-ng respects: each part gets its own stress.
    offers += [f"{word[:cut]}-{word[cut:]}" for cut in _borders(word)]
    offers += [LETTERS, SKIP]
    return [say for place, say in enumerate(offers) if say != word and say not in offers[:place]]


def _replaced(word: str, printed: str, written: str) -> str:
    changed = word.lower().replace(printed, written)
    return changed.capitalize() if word[:1].isupper() else changed


def _borders(word: str) -> list[int]:
    """Return the places near the middle where a compound may be joined."""
    middle = len(word) // 2
    return sorted((cut for cut in range(3, len(word) - 2)), key=lambda cut: abs(cut - middle))[:2]
