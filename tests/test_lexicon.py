"""The user's lexicon: entries, matching, the file, PLS, and the loop of the command line."""

import json

import pytest

from newsreader import lexicon_file
from newsreader.errors import SettingsError
from newsreader.text import pls
from newsreader.text.lexicon import Entry, Lexicon, parse, parse_line
from newsreader.text.normalize import normalize
from newsreader.text.utterances import utterances
from newsreader.types import Article, Reading, Role, Segment
from tests.tools import ARTICLES, run_newsreader


def said(line: str, text: str) -> str:
    return normalize(text, "nb", Lexicon([parse_line(line)])).text


@pytest.mark.parametrize(
    ("line", "text", "expected"),
    [
        ("Zelenskyj = Selenskij", "Zelenskyj kom.", "Selenskij kom."),
        ("Zelenskyj = Selenskij", "Zelenskyjs tale", "Selenskij's tale"),
        ("Zelenskyj = Selenskij", "Zelenskyj-regjeringen", "Selenskij-regjeringen"),
        ("Zelenskyj = Selenskij", "ZELENSKYJ KOM", "Selenskij KOM"),
        ("Zelenskyj = Selenskij", "Zelenskyjenko", "Zelenskyjenko"),
        ("Bodø = Bode", "bodø", "bodø"),
        ("teamet = timet", "Teamet vant.", "timet vant."),
        ("Paris Saint-Germain = Pari Sæng Sjærmæng", "Paris Saint-Germain", "Pari Sæng Sjærmæng"),
        ("NRK = enn ærr kå", "NRK1 og NRK", "N R K en og enn ærr kå"),
        ("SAS = (letters)", "SAS flyr.", "S A S flyr."),
        ("[1] = (skip)", "i mai [1].", "i mai."),
        ("anywhere sjø = sjøø", "innsjøen", "innsjøøen"),
        ("regex \\bG(\\d+)\\b = ge \\1", "G20 møtes", "ge tjue møtes"),
        ("kl. = klokka", "kl. 14.30", "klokka fjorten tretti"),
        ("3. mai = tredje i femte", "3. mai kom de", "tredje i femte kom de"),
        ("Macron = [[makrˈɔŋ]]", "Macrons svar", "[[makrˈɔŋs|Macrons]] svar"),
    ],
)
def test_an_entry_goes_before_all_rules(line, text, expected):
    assert " ".join(said(line, text).split()) == expected


def test_longer_entries_and_later_lines_win():
    entries = parse("Nord = a\nNord-Norge = b\nNord-Norge = c", "x")
    assert normalize("Nord-Norge og Nord", "nb", Lexicon(entries)).text == "c og a"


def test_scopes():
    entries = parse("Ap = a ; voice=joe\nAp = b ; source=vg.no", "x")
    assert Lexicon(entries, "joe").find("Ap")[0].say == "a"
    assert Lexicon(entries, "other", "https://www.vg.no/1").find("Ap")[0].say == "b"
    assert not Lexicon(entries, "other").find("Ap")


@pytest.mark.parametrize(
    "line",
    [
        "bare et ord",
        "a = [[b",
        "regex ( = b",
        "regex x* = b",
        "regex a = \\2",
        "a = b ; where=here",
    ],
)
def test_a_wrong_line_is_named(line):
    with pytest.raises(SettingsError, match="mistake in line 2"):
        parse(f"# comment\n{line}\n", "lexicon.txt")


def test_lines_survive_a_round_trip():
    lines = [
        "Zelenskyj = Selenskij",
        "anywhere sjø = sjøø",
        "regex \\bG(\\d+)\\b = ge \\1",
        "AP = Ap ; voice=joe ; source=vg.no",
    ]
    assert [parse_line(line).line() for line in lines] == lines


def test_the_file_keeps_what_the_user_wrote():
    lexicon_file.add(Entry("Bodø", "Bode"))
    written = lexicon_file.path().read_text(encoding="utf-8") + "# mine\n\nSAS = (letters)\n"
    lexicon_file.path().write_text(written, encoding="utf-8")
    lexicon_file.add(Entry("Bodø", "Bådø"))
    text = lexicon_file.path().read_text(encoding="utf-8")
    assert "# mine\n\nSAS = (letters)\n" in text
    assert "Bodø = Bådø" in text
    assert "Bode" not in text
    assert lexicon_file.remove("Bodø") == 1
    assert lexicon_file.remove("Bodø") == 0
    assert [entry.pattern for entry in lexicon_file.read()] == ["SAS"]


def test_a_change_is_heard_in_the_next_sentence():
    text = "Bodø vant. Bodø tapte."
    article = Article("x", (Segment(Role.BODY, text, (0, len(text))),), "-", "nb")
    said = utterances(article, Reading(), lexicon=lexicon_file.lookup(None, "-"))
    lexicon_file.add(Entry("Bodø", "Bode"))
    first = next(said).spoken
    lexicon_file.add(Entry("Bodø", "Bådøø"))
    assert [first, next(said).spoken] == ["Bode vant.", "Bådøø tapte."]


def test_pls_out_and_in():
    entries = [Entry("Bodø", "Bådø"), Entry("Macron", "[[makrˈɔŋ]]"), Entry("a+", "b", "regex")]
    document = pls.export(entries)
    assert 'xmlns="http://www.w3.org/2005/01/pronunciation-lexicon"' in document
    assert pls.parse(document) == entries[:2]


@pytest.mark.parametrize(
    "text",
    ["", "<a/>", "<lexicon/>", '<!DOCTYPE x [<!ENTITY a "b">]><lexicon/>', "ikke xml"],
)
def test_what_is_not_pls_is_refused(text):
    with pytest.raises(ValueError):  # noqa: PT011 (the reason depends on the parser)
        pls.parse(text)


class TestCommands:
    def run(self, *arguments: str, stdin: str = "", code: int = 0) -> str:
        done = run_newsreader(
            "lexicon", *arguments, stdin=stdin.encode(), env={"NEWSREADER_VOICE": "espeak-nb"}
        )
        assert done.returncode == code, done.stderr.decode()
        return (done.stdout + done.stderr).decode()

    def test_add_list_explain_remove(self):
        self.run("add", "Røst", "Røøst")
        assert self.run("list") == "Røst = Røøst\n"
        assert json.loads(self.run("list", "--json"))[0]["say"] == "Røøst"
        shown = run_newsreader("explain", ARTICLES / "bokmal_nyhet.txt").stdout.decode()
        assert "Bakeriet på Røøst" in shown
        self.run("remove", "Røst")
        assert "empty" in self.run("list")
        assert "There is no entry for Røst" in self.run("remove", "Røst", code=7)

    @pytest.mark.parametrize("arguments", [("(", "x", "--regex"), ("a", "[[b"), ("a\nb", "c")])
    def test_what_cannot_be_an_entry_is_refused(self, arguments):
        assert "cannot be an entry" in self.run("add", *arguments, code=7)
        assert "empty" in self.run("list")

    def test_try_is_heard_before_and_after(self, tmp_path):
        target = tmp_path / "ut.wav"
        said = self.run("try", "Bodø", "Bådø", "-o", str(target))
        assert "Before: Bodø\nAfter: Bådø\n" in said
        assert target.stat().st_size > 40_000
        assert "empty" in self.run("list")

    def test_import_and_export(self, tmp_path):
        self.run("add", "Bodø", "Bådø")
        self.run("add", "x+", "y", "--regex")
        said = self.run("export", str(tmp_path / "ut.pls"))
        assert "Wrote 1 entries" in said
        assert "cannot express the other 1" in said
        self.run("export", str(tmp_path / "ut.txt"))
        for pattern in ("Bodø", "x+"):
            self.run("remove", pattern)
        self.run("import", str(tmp_path / "ut.pls"))
        assert self.run("list") == "Bodø = Bådø\n"
        self.run("import", str(tmp_path / "ut.txt"))
        assert "regex x+ = y" in self.run("list")
        (tmp_path / "feil.pls").write_text("<a/>", encoding="utf-8")
        assert "not a pronunciation lexicon" in self.run(
            "import", str(tmp_path / "feil.pls"), code=3
        )

    def test_the_loop_from_a_wrong_word_to_a_right_one(self):
        assert "Nothing has been read yet" in self.run("report", code=7)
        self.run("report", "Macron møtte Scholz.")
        said = self.run("fix", "--silent", stdin="Scholz\nSjålts\ny\n")
        assert "Sentence 1 of 1: Macron møtte Scholz." in said
        assert "(letters)" in said
        assert self.run("list") == "Scholz = Sjålts\n"
        assert "No sentence is marked" in self.run("fix")

    def test_a_marked_sentence_keeps_its_place(self):
        where = lexicon_file.Position(3, 12, (100, 118))
        heard = lexicon_file.Heard("Macron kom.", "Macron kom.", "vg.no/a", "espeak-nb", where)
        lexicon_file.remember(heard)
        assert lexicon_file.last_heard() == heard
        self.run("report")
        assert lexicon_file.reports() == [heard]
        said = self.run("fix", "--silent", stdin="\n")
        assert "It stands in part 4 of vg.no/a." in said
        lexicon_file.settle(heard)
        assert lexicon_file.reports() == []

    @pytest.mark.parametrize(
        "line",
        ['{"text": 1}', "[]", "{", '{"text":"a","spoken":"a","source":"","voice":"","position":3}'],
    )
    def test_a_damaged_line_is_left_out(self, line):
        good = lexicon_file.Heard("a", "a", "", "")
        lexicon_file.report(good)
        with lexicon_file._reports_path().open("a", encoding="utf-8") as file:
            file.write(line + "\n")
        assert lexicon_file.reports() == [good]

    def test_a_sentence_can_wait(self):
        self.run("report", "Macron møtte Scholz.")
        self.run("fix", "--silent", stdin="\n")
        assert len(lexicon_file.reports()) == 1
