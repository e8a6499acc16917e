"""The live reader as a listener has it: lines in, lines out, and sound at a real sound server."""

import json
import signal
import subprocess
import time

import pytest

from tests.reading import NAMES, TITLE, Reading, article, sentence
from tests.sound_server import SoundServer, missing
from tests.tools import run_newsreader

pytestmark = [
    pytest.mark.device,
    pytest.mark.slow,
    pytest.mark.skipif(bool(missing()), reason=f"not installed: {missing()}"),
]

SENTENCES = ("--prompts", "text", "--shown", "sentences", "--lead-in", "0")


@pytest.fixture
def server(tmp_path):
    (tmp_path / "sound").mkdir()
    with SoundServer(tmp_path / "sound") as server:
        yield server


@pytest.fixture
def source(tmp_path):
    return article(tmp_path / "sak.txt")


def place(own_folders, listener: str = "household") -> dict:
    text = (own_folders / "data/listening" / listener / "programme.json").read_text()
    return json.loads(text)["content"]


def test_lines_are_obeyed_and_heard(server, source, own_folders):
    with Reading(server, "read", source, *SENTENCES) as reading:
        reading.expect(TITLE)
        reading.expect(NAMES[0])
        time.sleep(1.0)
        asked = reading.ask("pause")
        assert reading.silence_after(asked) < 0.3
        time.sleep(0.5)
        assert not reading.loud(asked + 0.5), "nothing plays while paused"

        reading.ask("hvor er jeg")
        reading.expect("minutt igjen")
        reading.ask("hvor er jeg")
        reading.expect("ord i minuttet")
        reading.ask("neste")
        reading.expect("Berit gikk en lang tur i")  # the first words, for it stays paused
        played = reading.ask("spill")
        reading.expect(sentence(1))
        assert reading.loud(played)

        reading.ask("neste avsnitt")
        reading.expect(sentence(2))
        reading.ask("opp")
        reading.expect("avsnitt")
        reading.ask("NEXT")
        reading.expect(sentence(4))
        reading.ask("gjenta")
        reading.expect(sentence(4))
        reading.ask("merk turen")
        reading.expect("turen")
        reading.ask("next paragraph")
        reading.expect(sentence(6))
        reading.ask("gå til turen")
        reading.expect(sentence(4))
        reading.ask("tøv og tull")
        reading.expect("tøv og tull")
        reading.ask("stav")
        reading.ask("uttale")
        reading.expect("Merket.")
        reading.ask("bildetekster")
        reading.expect("Bildetekster")
        for _ in range(3):
            reading.ask("raskere")
        reading.ask("stopp etter saken")
        reading.expect("Stopper etter saken")
        reading.ask("stopp etter saken")
        reading.ask("slutt på saken")
        reading.expect(sentence(15))
        reading.ask("avslutt")
        assert reading.wait() == 0
        assert reading.errors == []
    kept = place(own_folders)
    assert kept["preferences"]["speed"] == pytest.approx(1.3)
    assert NAMES[15] in kept["position"]["words"]
    marks = run_newsreader("bookmarks", "list").stdout.decode()
    assert "turen" in marks
    reports = (own_folders / "data/reports.jsonl").read_text()
    assert NAMES[4] in reports


def test_lines_that_come_at_once_are_all_obeyed(server, source):
    with Reading(server, "read", source, *SENTENCES) as reading:
        reading.expect(NAMES[0])
        time.sleep(0.5)
        reading.ask("neste\nneste\nneste")
        reading.expect(sentence(3))
        reading.ask("avslutt")
        assert reading.wait() == 0
    assert sentence(1) not in reading.lines


def test_sentence_by_sentence_leaves_none_out(server, source):
    with Reading(server, "read", source, *SENTENCES) as reading:
        reading.expect(NAMES[0])
        reading.ask("setningsmodus")
        time.sleep(6.0)
        reading.ask("hvor")  # between, which must not move anything
        time.sleep(1.0)
        reading.ask("spill")
        reading.expect(sentence(1))
        time.sleep(6.0)
        reading.ask("neste")
        reading.expect(sentence(2))
        reading.ask("avslutt")
        assert reading.wait() == 0


@pytest.mark.parametrize("stdin", [subprocess.DEVNULL, "closed"])
def test_without_lines_all_is_read(server, tmp_path, stdin):
    source = article(tmp_path / "kort.txt", count=2)
    with Reading(
        server, "read", source, *SENTENCES,
        stdin=subprocess.DEVNULL if stdin is subprocess.DEVNULL else subprocess.PIPE,
    ) as reading:  # fmt: skip
        if stdin == "closed":
            reading.process.stdin.close()
        assert reading.wait() == 0
    assert reading.lines == [TITLE, sentence(0), sentence(1), "Ferdig."]
    assert reading.errors == []


def test_going_on_where_one_stopped(server, source, own_folders):
    with Reading(server, "read", source, *SENTENCES) as reading:
        reading.expect(NAMES[2])
        reading.ask("avslutt")
        assert reading.wait() == 0
    with Reading(server, "read", *SENTENCES) as reading:
        reading.expect("Fortsetter der du slapp")
        reading.expect(sentence(2))
        reading.ask("neste")
        reading.expect(NAMES[3])
        reading.process.kill()
        reading.wait()
    for arguments in ([], [source]):
        with Reading(server, "read", *arguments, *SENTENCES) as reading:
            reading.expect("Fortsetter der du slapp")
            first = reading.expect(" gikk en lang tur")
            reading.process.kill()
            reading.wait()
        assert first in (sentence(2), sentence(3)), "none is skipped, at most one is heard again"
    with Reading(server, "read", source, "--restart", *SENTENCES) as reading:
        reading.expect(TITLE)
        reading.expect(sentence(0))
        reading.ask("avslutt")
        assert reading.wait() == 0


def test_going_on_in_an_article_that_was_changed(server, source):
    with Reading(server, "read", source, *SENTENCES) as reading:
        reading.expect(NAMES[4])
        reading.ask("avslutt")
        reading.wait()
    text = source.read_text(encoding="utf-8")
    source.write_text(text.replace(sentence(0), "Nå er det nytt her."), encoding="utf-8")
    with Reading(server, "read", source, *SENTENCES) as reading:
        reading.expect(sentence(4))
        reading.ask("avslutt")
        reading.wait()
    source.write_text(text.replace(sentence(4), "Nå er det nytt her."), encoding="utf-8")
    with Reading(server, "read", source, *SENTENCES) as reading:
        reading.expect("Saken er endret. Starter på avsnitt")
        reading.expect("Nå er det nytt her.")
        reading.ask("avslutt")
        reading.wait()


def test_what_came_through_a_pipe_goes_on_without_it(server, source):
    with source.open() as stdin, Reading(server, "read", "-", *SENTENCES, stdin=stdin) as reading:
        reading.expect(NAMES[1])
        reading.process.send_signal(signal.SIGTERM)
        assert reading.wait() == 128 + signal.SIGTERM
    with Reading(server, "read", *SENTENCES) as reading:
        reading.expect(sentence(1))
        reading.ask("avslutt")
        assert reading.wait() == 0


def test_the_queue_follows_and_then_there_is_nothing(server, tmp_path):
    first = article(tmp_path / "en.txt", "Den første saken om turer", 2)
    second = article(tmp_path / "to.txt", "Den andre saken om turer", 2, first=2)
    gone = article(tmp_path / "tre.txt", "Den tredje saken om turer", 2, first=4)
    for path in (gone, second):
        assert run_newsreader("queue", "add", path).returncode == 0
    gone.unlink()
    with Reading(server, "read", first, "--prompts", "both", "--shown", "sentences") as reading:
        reading.expect("Ferdig. Neste: Den tredje saken")
        reading.expect(str(gone))
        reading.expect("Den andre saken om turer")
        reading.expect(sentence(3))
        assert reading.wait() == 0
    # What could not be had is still there.
    assert "tredje" in run_newsreader("queue", "list").stdout.decode()
    article(gone, "Den tredje saken om turer", 2, first=4)
    with Reading(server, "read", *SENTENCES) as reading:
        reading.expect("Den tredje saken om turer")
        reading.expect(sentence(5))
        assert reading.wait() == 0
    done = run_newsreader("read", env=server.env)
    assert done.returncode == 3
    assert "nothing to go on with" in done.stderr.decode()
    with Reading(server, "read", "--restart", *SENTENCES) as reading:
        reading.expect(sentence(4))
        reading.ask("avslutt")
        assert reading.wait() == 0


def test_later_puts_an_article_in_the_queue(server, tmp_path):
    first = article(tmp_path / "en.txt", "Den første saken om turer", 2)
    second = article(tmp_path / "to.txt", "Den andre saken om turer", 2, first=2)
    with Reading(server, "read", first, second, *SENTENCES) as reading:
        reading.expect("første saken")
        reading.ask("senere")
        reading.expect("I køen.")
        reading.expect("andre saken")
        reading.expect("Ferdig. Neste: Den første saken om turer")
        reading.expect("Den første saken om turer")
        reading.expect(sentence(1))
        assert reading.wait() == 0
    assert sentence(0) in reading.lines


def test_every_listener_and_every_article_has_a_place(server, tmp_path, own_folders):
    first = article(tmp_path / "en.txt", "Den første saken om turer", 8)
    second = article(tmp_path / "to.txt", "Den andre saken om turer", 8, first=8)
    for path, name in ((first, NAMES[2]), (second, NAMES[10])):
        with Reading(server, "read", path, *SENTENCES) as reading:
            reading.expect(name)
            reading.ask("avslutt")
            assert reading.wait() == 0
    with Reading(server, "read", first, "--listener", "kari", *SENTENCES) as reading:
        reading.expect(sentence(0))
        reading.ask("avslutt")
        assert reading.wait() == 0
    with Reading(server, "read", first, *SENTENCES) as reading:
        assert reading.expect(" gikk en lang tur") == sentence(2)
        reading.ask("avslutt")
        assert reading.wait() == 0
    assert place(own_folders)["position"]["article"] == str(first)
    assert NAMES[0] in place(own_folders, "kari")["position"]["words"]


def test_prompts_and_what_is_shown(server, tmp_path):
    source = article(tmp_path / "kort.txt", count=1)
    shown = {}
    lengths = {}
    for prompts in ("none", "voice", "text", "both"):
        began = time.monotonic()
        with Reading(server, "read", source, "--prompts", prompts, "--shown", "nothing",
                     stdin=subprocess.DEVNULL) as reading:  # fmt: skip
            assert reading.wait() == 0
            loud = reading.loud(began)
            lengths[prompts] = max(loud) - min(loud)
            shown[prompts] = reading.lines
    assert shown == {"none": [], "voice": [], "text": ["Ferdig."], "both": ["Ferdig."]}
    assert lengths["voice"] > lengths["none"] + 0.25, "one word more is heard"
    assert lengths["both"] > lengths["text"] + 0.25
    for mode, lines in (("titles", [TITLE]), ("sentences", [TITLE, sentence(0)])):
        with Reading(server, "read", source, "--prompts", "none", "--shown", mode,
                     stdin=subprocess.DEVNULL) as reading:  # fmt: skip
            assert reading.wait() == 0
            assert reading.lines == lines


def test_the_speed_that_was_chosen_is_kept(server, source, own_folders):
    def speed_after(*arguments, **environment) -> float:
        with Reading(server, "read", *arguments, *SENTENCES, **environment) as reading:
            reading.expect(" gikk en")
            reading.ask("avslutt")
            assert reading.wait() == 0
        return place(own_folders)["preferences"]["speed"]

    assert speed_after(source, NEWSREADER_SPEED="1.4") == pytest.approx(1.4)
    assert speed_after(source) == pytest.approx(1.4)
    assert speed_after(source, "--speed", "2") == pytest.approx(2.0)
    assert speed_after() == pytest.approx(2.0)
    assert speed_after("--speed", "1") == pytest.approx(1.0)


def test_moving_to_what_is_not_prepared_yet(server, tmp_path):
    paths = [
        article(tmp_path / f"{n:02}.txt", f"Sak nummer {n} om turer i fjellet", 16)
        for n in range(1, 13)
    ]
    with Reading(server, "read", *paths, "--prompts", "text") as reading:
        reading.ask("\n".join(["neste sak"] * 11))
        reading.expect("Sak nummer 12 om turer")
        reading.ask("neste sak")
        reading.expect("Siste sak.")
        reading.ask("hvor")
        reading.expect("Sak 12 av 12")
        reading.ask("avslutt")
        assert reading.wait() == 0


def test_nothing_that_is_read_is_one_sentence(tmp_path, server):
    page = tmp_path / "tom.html"
    page.write_text("<html lang=nb><body><figure><img src=a><figcaption>Bare en bildetekst her."
                    "</figcaption></figure></body></html>")  # fmt: skip
    done = run_newsreader("read", page, "--captions", "skip", env=server.env)
    assert done.returncode == 3
    assert len(done.stderr.decode().splitlines()) <= 2
