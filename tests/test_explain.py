"""``newsreader explain``: what is read and why, for people and for programs."""

import csv
import json

from newsreader.cli.explain import RULE_NAMES
from newsreader.text.normalize import normalize
from tests.tools import ARTICLES, ROOT, run_newsreader

DATA = ROOT / "tests" / "data" / "normalize"


def test_json_has_what_programs_are_promised():
    source = ARTICLES / "bokmal_nyhet.txt"
    done = run_newsreader("explain", "--json", source)
    data = json.loads(done.stdout)
    assert data["title"] == "Bakeriet på Røst får strøm fra bølgene"
    assert data["language"] == "nb"
    assert all(set(part) == {"role", "text"} for part in data["segments"])
    keys = {"text", "spoken", "segment", "pause"}
    assert all(set(utterance) == keys for utterance in data["utterances"])
    printed = "".join(part["text"] for part in data["segments"])
    assert "".join(printed.split()) == "".join(source.read_text(encoding="utf-8").split())


def test_every_part_is_said_or_skipped_with_a_reason():
    for article in sorted(ARTICLES.glob("*.txt")):
        data = json.loads(run_newsreader("explain", "--json", article).stdout)
        said = {utterance["segment"] for utterance in data["utterances"]}
        skipped = {skip["segment"]: skip["reason"] for skip in data["skipped"]}
        assert said | set(skipped) == set(range(len(data["segments"])))
        assert all(reason.endswith(".") for reason in skipped.values())


def test_people_see_print_speech_pause_and_reason():
    shown = run_newsreader("explain", ARTICLES / "bokmal_nyhet.txt").stdout.decode()
    assert "Spoken: I fjorten måneder har en gul bøye" in shown
    assert "Added: Bildetekst. (pause 0.30 s)" in shown
    assert "Skipped: Photo credits are skipped. The option --credits read reads it." in shown
    assert "Read as" not in shown


def test_why_names_evidence_and_rules_in_plain_words():
    shown = run_newsreader("explain", "--why", ARTICLES / "bokmal_nyhet.txt").stdout.decode()
    assert "Because: " in shown
    assert "Read as a number: 14 becomes fjorten" in shown
    assert "Read as a measure: 200 m becomes to hundre meter" in shown


def test_every_rule_has_a_name_that_a_listener_understands():
    for name in ("golden", "golden2", "mixed", "dev"):
        with (DATA / f"{name}.tsv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
                for step in normalize(row["input"], "nb").steps:
                    assert step.rule in RULE_NAMES, row["input"]


def test_what_is_not_said_is_listed_with_its_reason(tmp_path):
    text = tmp_path / "sak.txt"
    text.write_text(
        "Ny skole i bygda\n\n"
        "Kommunen **åpner** skolen.¹ Les mer på https://nrk.no/a?id=3 i dag.\n\n"
        "• Ta med tøy\n• Ta med mat\n\n– Vi gleder oss 🎉 alle sammen, sier rektor Kari Nes.\n",
        encoding="utf-8",
    )
    shown = run_newsreader("explain", text).stdout.decode()
    for line in (
        "Not said: **, for it is a mark of layout",
        "Not said: ¹, for it is the number of a note",
        "Not said: https://, for it only says how the address is fetched",
        "Not said: ?id=3, for it is the technical part of an address",
        "Not said: •, for it is a mark of layout",
        "Not said: 🎉, for it is a picture",
    ):
        assert line in shown
    data = json.loads(run_newsreader("explain", "--json", text).stdout)
    dropped = [(drop["text"], drop["reason"]) for drop in data["dropped"]]
    assert ("🎉", "it is a picture") in dropped
    assert [mark for mark, _ in dropped].count("•") == 2
    assert all(
        drop["text"] in data["segments"][drop["segment"]]["text"] for drop in data["dropped"]
    )


def test_nothing_of_what_is_read_is_lost_in_silence():
    for article in sorted(ARTICLES.glob("*.txt")):
        data = json.loads(run_newsreader("explain", "--json", article).stdout)
        skipped = {skip["segment"] for skip in data["skipped"]}
        for index, segment in enumerate(data["segments"]):
            if index in skipped:
                continue
            heard = "".join(u["text"] for u in data["utterances"] if u["segment"] == index)
            heard += "".join(drop["text"] for drop in data["dropped"] if drop["segment"] == index)
            lost = set("".join(segment["text"].split())) - set("".join(heard.split()))
            assert not lost, (article.name, segment["text"])


def test_language_can_be_set():
    article = ARTICLES / "bokmal_nyhet.txt"
    data = json.loads(run_newsreader("explain", "--json", "--language", "nn", article).stdout)
    assert data["language"] == "nn"


def test_a_folder_and_several_files_are_explained_one_by_one(tmp_path):
    for number, title in ((2, "Andre sak"), (10, "Tiende sak")):
        text = f"{title}\n\nEn setning om saken, lang nok til å være en ingress."
        (tmp_path / f"{number}.txt").write_text(text, encoding="utf-8")
    shown = run_newsreader("explain", tmp_path).stdout.decode().splitlines()
    assert [line for line in shown if line.startswith("Article")] == [
        f"Article 1 of 2: {tmp_path / '2.txt'}",
        f"Article 2 of 2: {tmp_path / '10.txt'}",
    ]
    data = json.loads(run_newsreader("explain", "--json", tmp_path).stdout)
    assert [article["title"] for article in data] == ["Andre sak", "Tiende sak"]
    one = json.loads(run_newsreader("explain", "--json", tmp_path / "2.txt").stdout)
    assert one == data[0]


def test_explain_needs_an_article():
    done = run_newsreader("explain")
    assert done.returncode == 2
    assert "--new" in done.stderr.decode()
