import json
import subprocess
import sys

import pytest

from newsreader.pipeline import prepare
from newsreader.sources.web import document_from_html
from newsreader.types import Role
from scripts.bench import pages as bench
from scripts.bench import report, sizes
from scripts.score_pages import load_pages, spoken_strings
from scripts.score_segments import SILENT
from tests.tools import ROOT

PARTS = [
    (Role.HEADLINE, "Bygda får bru"),
    (Role.NOISE, "Les også: Ferja"),
    (Role.CAPTION, "VENTER: Ola på kaia."),
    (Role.CREDIT, "Foto: Kari Nes"),
    (Role.BODY, "– Endelig, sier han."),
]


@pytest.fixture(scope="module")
def quick(tmp_path_factory):
    out = tmp_path_factory.mktemp("bench") / "new" / "pages.json"
    command = [sys.executable, "-m", "scripts.bench.pages", "--quick", "--rounds", "1"]
    done = subprocess.run(
        [*command, "--out", str(out)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(out.read_text(encoding="utf-8")), done.stdout


def test_the_benchmark_reads_two_pages_with_ours_only(quick):
    result, shown = quick
    assert list(result["extractors"]) == ["ours"]
    pages = load_pages(ROOT / "tests" / "data" / "html" / "dev")[:2]
    assert result["about"]["pages"] == 2
    labelled = {role: 0 for role in Role if role not in SILENT}
    for page in pages:
        for role, _ in page.parts:
            if role not in SILENT:
                labelled[role] += 1
    ours = result["extractors"]["ours"]
    assert ours["found"] == labelled
    assert ours["with_their_role"] == labelled
    assert ours["let_through"] == {}
    assert ours["lost_percent"] == 0
    assert result["unspoken"] == sum(len(page.unspoken) for page in pages)
    assert 0 < ours["import_ms"] < ours["first_page_ms"]
    assert ours["page_ms"] > 0
    assert "| headline, of 2 | 2 |" in shown
    sizes = result["sizes"]
    assert sizes["feature_words"] >= 6000
    assert sizes["page_bytes"] >= 1_000_000 <= sizes["paragraphs_bytes"]
    assert all(value > 0 for value in sizes.values())
    assert len(result["about"]["commit"]) == 40
    assert len(result["about"]["corpus_sha256"]) == 64


def outcome(parts, error=None):
    return {"parts": parts, "error": error, "times": [1.0, 2.0, 9.0]}


@pytest.fixture
def page():
    return load_pages(ROOT / "tests" / "data" / "html" / "dev")[0]


def figures(page, *parts, error=None):
    run = {"import": 10.0, "first": 12.0, "pages": {page.id: outcome(list(parts), error)}}
    return bench.figures([page], [run])


def test_who_says_everything_loses_nothing_and_lets_all_through(page):
    text = "\n".join([*(text for _, text in page.parts), *page.unspoken])
    found = figures(page, (None, text))
    assert sum(found["found"].values()) == sum(role not in SILENT for role, _ in page.parts)
    assert sum(found["with_their_role"].values()) == 0
    assert found["let_through"] == {page.id: list(page.unspoken)}
    assert found["lost_percent"] == 0
    assert (found["page_ms"], found["import_ms"], found["first_page_ms"]) == (2.0, 10.0, 12.0)


def test_who_says_nothing_loses_everything(page):
    found = figures(page, error="ValueError: no")
    assert sum(found["found"].values()) == 0
    assert found["let_through"] == {}
    assert found["lost_percent"] == 100
    assert found["errors"] == {page.id: "ValueError: no"}


def test_what_is_labelled_noise_has_not_come_out(page):
    silent = [("noise", text) for _, text in page.parts] + [("metadata", page.unspoken[0])]
    found = figures(page, *silent)
    assert sum(found["found"].values()) == 0
    assert found["let_through"] == {}


def test_a_part_is_found_whatever_its_marks_and_lines():
    said = ["BYGDA FÅR\nBRU", "* Venter – Ola på kaia", "Foto Kari"]
    assert bench.found_parts(PARTS, said) == {Role.HEADLINE: 1, Role.CAPTION: 1}


def test_letters_are_lost_in_the_order_of_the_story():
    # Headline 11 letters, caption 15, story 14; noise and the credit are not spoken.
    assert bench.lost_letters(PARTS, [text for _, text in PARTS]) == (0, 40)
    assert bench.lost_letters(PARTS, []) == (40, 40)
    # Moved as a whole, nothing is lost; of a torn part, only the words that are gone.
    assert bench.lost_letters(PARTS, [text for _, text in reversed(PARTS)]) == (0, 40)
    assert bench.lost_letters(PARTS, ["Bygda får bru", "Venter: på kaia", PARTS[4][1]]) == (3, 40)


def test_no_string_that_must_not_be_spoken_stands_in_the_story():
    """Whoever brings the whole story and nothing else lets nothing through."""
    for folder in ("dev", "own", "unseen"):
        for page in load_pages(ROOT / "tests" / "data" / "html" / folder):
            story = [(Role.BODY, text) for role, text in page.parts if role not in SILENT]
            assert spoken_strings(page, story) == [], page.id


def result(load=0.5, left_out=()):
    extractor = {
        "found": {role: 3 for role in bench.ROLES}, "with_their_role": {Role.BODY: 2},
        "let_through": {"a": ["x", "y"], "b": ["z"]}, "lost_percent": 12.34, "errors": {},
        "page_ms": 4.56, "import_ms": 78.4, "first_page_ms": 90.2,
    }  # fmt: skip
    about = {
        "pages": 2, "rounds": 5, "repeats": 5, "date": "2026-01-01", "cpu": "test",
        "python": "3.11", "load": load, "commit": "0" * 40, "changed": False,
        "left_out": list(left_out),
    }  # fmt: skip
    return {
        "about": about, "labelled": {"body": 4, "list_item": 3, "noise": 9}, "unspoken": 7,
        "extractors": {"ours": extractor, "readability": extractor},
        "sizes": {
            "article_words": 528, "article_label_ms": 1.52, "feature_words": 6002,
            "feature_label_ms": 19.04, "page_bytes": 1_000_250, "page_read_ms": 81.4,
            "page_label_ms": 5.33, "paragraphs_bytes": 1_000_303, "paragraphs_read_ms": 94.6,
            "paragraphs_label_ms": 440.12,
        },
    }  # fmt: skip


def test_the_table_holds_every_figure_with_the_version():
    lines = bench.table(result()).splitlines()
    version = bench.PEERS["readability"].partition("==")[2]
    assert lines[0] == f"| found, of what is labelled | ours | readability {version} |"
    assert "| body, of 4 | 3 | 3 |" in lines
    assert "| list item, of 3 | 3 | 3 |" in lines
    assert "| all, and with their role | 2 | no roles |" in lines
    assert "| let through, of 7 strings not to be spoken | 3 | 3 |" in lines
    assert "| story lost | 12.3 % | 12.3 % |" in lines
    assert "| a page, warm | 4.6 ms | 4.6 ms |" in lines
    assert "| import | 78 ms | 78 ms |" in lines
    assert "| a feature, 6,002 words |  | 19.0 ms |" in lines
    assert "| a page as papers serve it, 1.0 MB | 81 ms | 5.3 ms |" in lines
    assert not any("noise" in line for line in lines)


def test_the_page_of_the_benchmark_is_an_article_with_much_around_it():
    document = document_from_html(sizes.served_page().encode(), "page")
    article = prepare(document)
    assert article.segments[0].text == "Saken"
    spoken = " ".join(part.text for part in article.segments if part.role not in SILENT)
    assert "Mellomtittel 54" in spoken
    assert not [word for word in ("Seksjon", "En annen sak", "Leser 1", "ads.") if word in spoken]


def test_a_busy_computer_and_missing_peers_are_told():
    assert "do not trust" in bench.table(result(load=3.0))
    assert "do not trust" not in bench.table(result())
    assert "Could not be installed: justext." in bench.table(result(left_out=["justext"]))


def test_the_table_goes_between_the_markers_of_a_readme(tmp_path, capsys):
    readme = tmp_path / "README.md"
    begin, end = bench.MARKERS
    readme.write_text(f"before\n{begin}\nold\n{end}\nafter\n", encoding="utf-8")
    report.write_readme(readme, "new", bench.MARKERS)
    assert readme.read_text(encoding="utf-8") == f"before\n{begin}\nnew\n{end}\nafter\n"
    readme.write_text("no markers\n", encoding="utf-8")
    report.write_readme(readme, "new", bench.MARKERS)
    assert readme.read_text(encoding="utf-8") == "no markers\n"
    assert begin in capsys.readouterr().err
