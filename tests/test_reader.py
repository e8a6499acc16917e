"""What joins session, player and disk, with a player that only notes what it is told."""

import threading
import time
from itertools import count

import numpy as np
import pytest

from newsreader import lexicon_file
from newsreader.errors import EngineError, OutputError, SourceError
from newsreader.listening import reader as module
from newsreader.listening.actions import Action, Command
from newsreader.listening.background import Writer
from newsreader.listening.dispatch import Dispatcher
from newsreader.listening.events import Began, Finished, PromptEnded, Reached
from newsreader.listening.keyboard import Lines
from newsreader.listening.keymap import layout
from newsreader.listening.manner import Manner, Programme, Prompts, Shown
from newsreader.listening.places import Places
from newsreader.listening.printed import span_of
from newsreader.listening.reader import Reader
from newsreader.listening.scripts import Growing, Script
from newsreader.listening.state import Preferences
from newsreader.pipeline import prepare
from newsreader.types import Document, Utterance
from tests.tools import run_newsreader

TEXT = "Snø i {name}\n\nDet snør i {name} i dag. Det snør mye. Det er kaldt.\n\nDet gir seg nå."


class Player:
    """Notes what it is told; commands wait until the test lets it go on, as in the real one."""

    def __init__(self, rendering, **options) -> None:
        self.told: list[tuple] = []
        self.waiting: list = []
        self.place = (0, 0.0)
        self.steps = iter(())

    def __enter__(self):
        return self

    def __exit__(self, *exc: object) -> None:
        pass

    def __getattr__(self, name):
        return lambda *values: self.waiting.append(lambda: self.told.append((name, *values)))

    def call(self, function) -> None:
        self.waiting.append(function)

    def jump(self, index, offset=0.0, play=None) -> None:
        def do():
            self.place = (index, offset)
            self.told.append(("jump", index, offset, play))

        self.waiting.append(do)

    def position(self):
        return self.place

    def obey(self) -> None:
        while self.waiting:
            self.waiting.pop(0)()

    def run(self, on_event, stay=False) -> None:
        self.on_event = on_event
        self.body(self)

    def names(self) -> list[str]:
        return [name for name, *_ in self.told]


class Engine:
    sample_rate = 22_050

    def synthesize_each(self, texts, rate=1.0):
        for _ in texts:
            yield Sound()

    def synthesize(self, text, rate=1.0):
        return Sound()


class Sound:
    def __init__(self) -> None:
        self.words: list = []

    def __iter__(self):
        yield np.full(2205, 0.1, np.float32)

    def close(self) -> None:
        pass


class Marks:
    def __init__(self) -> None:
        self.seen: list[tuple[str, int]] = []

    def done(self, article: int) -> None:
        self.seen.append(("done", article))

    def skipped(self, article: int) -> None:
        self.seen.append(("skipped", article))


class Desk:
    """A reader whose sound the test plays itself."""

    def __init__(self, monkeypatch, names=("Bergen",), places=None, prompts=Prompts.TEXT) -> None:
        self.documents = [Document(TEXT.format(name=name), f"/{name}.txt") for name in names]
        self.programme = Programme(self.documents, [prepare(each) for each in self.documents])
        self.lines: list[str] = []
        self.marks = Marks()
        self.prompt_engine = Engine
        self.reader = Reader(
            Engine(),
            lambda: self.prompt_engine(),
            Manner(prompts=prompts, shown=Shown.NOTHING),
            places or Places(),
            self.lines.append,
            self.marks,
            self.open,
        )
        self.made: list[Player] = []

        def player(*arguments, **options):
            self.made.append(Player(*arguments, **options))
            self.made[-1].body = self.body
            return self.made[-1]

        monkeypatch.setattr(module, "Player", player)

    def open(self, reference: str) -> Document:
        raise SourceError(f"Det finnes ingen {reference}.")

    def read(self, body) -> None:
        self.body_given = body
        with Lines(-1) as source:
            self.reader.read(self.programme, Preferences(), source, Dispatcher(layout()))

    def body(self, player: Player) -> None:
        self.player = player
        player.obey()
        self.body_given(self)

    def press(self, action: Action) -> None:
        self.player.call(lambda: self.reader._obey(Command(action)))

    @property
    def index(self) -> int:
        return self.reader.session.state.place.index


@pytest.fixture
def desk(monkeypatch):
    return Desk(monkeypatch)


def test_keys_that_come_together_go_on_from_each_other(desk):
    def body(desk):
        desk.press(Action.NEXT_SENTENCE)
        desk.press(Action.NEXT_SENTENCE)
        desk.player.obey()
        assert desk.index == 2

    desk.read(body)


def test_what_is_told_of_the_place_before_a_move_is_not_believed(desk):
    def body(desk):
        desk.reader._obey(Action.ARTICLE_END)
        moved = desk.index
        for stale in (Began(1), Reached(1), Finished()):
            desk.player.on_event(stale)
            assert desk.index == moved
            assert not desk.reader.session.state.over
        desk.player.obey()
        desk.reader._obey(Action.ARTICLE_START)
        desk.player.obey()
        desk.player.on_event(Began(1))
        assert desk.index == 1

    desk.read(body)


def test_a_limit_that_was_lifted_too_late_stops_nothing(desk):
    def body(desk):
        desk.reader._obey(Action.SENTENCE_MODE)
        desk.player.obey()
        limit = desk.reader.session.state.until
        desk.reader._obey(Action.SENTENCE_MODE)
        desk.player.on_event(Reached(limit))
        desk.player.obey()
        assert desk.player.told[-1] == ("resume",)
        assert desk.reader.session.state.playing

    desk.read(body)


def test_what_begins_while_the_script_changes_is_known_afterwards(monkeypatch):
    desk = Desk(monkeypatch)
    desk.reader.manner = Manner(prompts=Prompts.TEXT, shown=Shown.SENTENCES)

    def body(desk):
        desk.player.place = (1, 0.5)
        desk.player.on_event(Began(1))
        desk.reader._obey(Action.CAPTIONS)
        desk.player.place = (2, 0.01)  # within the 20 ms till the player obeys
        desk.player.on_event(Began(2))
        assert desk.index == 1, "that number may be of the old script"
        desk.player.obey()
        (replaced,) = [told for told in desk.player.told if told[0] == "replace"]
        assert replaced[2] == replaced[4] == 1
        assert desk.index == 2
        assert desk.lines[-1] == "Det snør mye."

    desk.read(body)


def test_a_limit_that_is_reached_while_the_script_changes_holds_up_nothing(desk):
    def body(desk):
        desk.player.on_event(Began(0))
        desk.reader._obey(Action.SENTENCE_MODE)
        desk.player.obey()
        limit = desk.reader.session.state.until
        desk.reader._obey(Action.CAPTIONS)
        desk.player.on_event(Reached(limit))
        desk.player.obey()
        names = desk.player.names()
        assert "resume" in names[names.index("replace") :], "it would stay silent unasked"
        desk.player.on_event(Reached(limit))
        assert not desk.reader.session.state.playing, "now it stops because it is to"

    desk.read(body)


def test_a_key_behind_the_last_word_is_answered(desk):
    def body(desk):
        end = len(desk.reader.session.state.outline.script)
        desk.player.place = (end - 1, 0.4)
        desk.player.on_event(Began(end - 1))
        desk.player.place = (end, 0.0)  # where the player is till the output has played it all
        desk.reader._obey(Action.REPEAT)
        desk.player.obey()
        assert desk.player.place == (end - 1, 0.0)

    desk.read(body)


def test_letters_are_spelled_as_they_are(monkeypatch):
    desk = Desk(monkeypatch, names=("km",), prompts=Prompts.VOICE)
    said = []
    monkeypatch.setattr(
        module.Announcer, "sound", lambda self, spoken, *more: said.append(spoken) or np.ones(9)
    )

    def body(desk):
        desk.player.place = (0, 0.9)
        desk.player.on_event(Began(0))
        desk.reader._obey(Action.SPELL)

    desk.read(body)
    assert said[-1] == "k , m", "no kilometer, and no meter"


def test_without_a_voice_for_prompts_it_reads_on(monkeypatch):
    desk = Desk(monkeypatch, prompts=Prompts.VOICE)

    def broken():
        raise EngineError("There is no built-in voice.")

    desk.prompt_engine = broken

    def body(desk):
        desk.reader._obey(Action.WHERE_AM_I)
        desk.reader._obey(Action.PAUSE)
        desk.reader._obey(Action.NEXT)
        desk.reader._obey(Action.PLAY)
        desk.player.obey()
        assert desk.player.told[-1] == ("resume",)
        desk.player.on_event(Finished())
        until(lambda: (desk.player.obey(), "stop" in desk.player.names())[1])

    desk.read(body)


def until(condition) -> None:
    end = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)


@pytest.mark.parametrize("cut", [False, True])
def test_the_next_article_waits_for_what_is_said(monkeypatch, cut):
    places = Places()
    places.enqueue("Oslo", Document(TEXT.format(name="Oslo"), "/Oslo.txt"))
    desk = Desk(monkeypatch, places=places, prompts=Prompts.VOICE)

    def body(desk):
        desk.player.on_event(Finished())
        desk.player.obey()
        time.sleep(0.1)
        desk.player.obey()
        assert desk.player.told[-1][0] == "interject"
        assert desk.reader.programme is desk.programme
        if cut:
            desk.reader._obey(Action.SILENCE)
        else:
            desk.player.on_event(PromptEnded())
        until(lambda: (desk.player.obey(), desk.reader.programme is not desk.programme)[1])
        assert "replace" in desk.player.names()

    desk.read(body)
    assert places.queue() == []


def test_who_goes_back_at_the_end_is_not_sent_on(monkeypatch):
    places = Places()
    places.enqueue("Oslo", Document(TEXT.format(name="Oslo"), "/Oslo.txt"))
    desk = Desk(monkeypatch, places=places)

    def body(desk):
        desk.player.on_event(Finished())
        desk.reader._obey(Action.ARTICLE_START)
        desk.player.obey()
        time.sleep(0.2)
        desk.player.obey()
        assert desk.reader.programme is desk.programme

    desk.read(body)
    assert [queued.title for queued in places.queue()] == ["Oslo"]


def test_who_goes_back_at_the_very_end_can_listen_on(desk):
    def body(desk):
        slow = threading.Event()
        desk.reader._keeper.put(lambda: slow.wait(20))
        desk.player.on_event(Finished())
        desk.player.obey()
        desk.reader._obey(Action.ARTICLE_START)
        slow.set()  # now it turns out that the queue is empty
        desk.reader._keeper._writer.flush()
        desk.player.obey()
        assert not desk.reader.session.state.over
        assert "stop" not in desk.player.names()

    desk.read(body)


def test_a_mistake_in_the_lexicon_does_not_cost_the_queue(monkeypatch):
    places = Places()
    for name in ("Oslo", "Hamar"):
        places.enqueue(name, Document(TEXT.format(name=name), f"/{name}.txt"))
    desk = Desk(monkeypatch, places=places)

    def body(desk):
        lexicon_file.path().parent.mkdir(parents=True, exist_ok=True)
        lexicon_file.path().write_text("et ord uten tegn")
        desk.player.on_event(Finished())
        until(lambda: (desk.player.obey(), "stop" in desk.player.names())[1])

    desk.read(body)
    assert [queued.title for queued in places.queue()] == ["Oslo", "Hamar"]
    assert sum("mistake in line 1" in line for line in desk.lines) == 2


def test_what_has_nothing_to_read_leaves_the_queue_with_a_word(monkeypatch):
    places = Places()
    places.enqueue("Tomt", Document("* * *", "/tom.txt"))
    places.enqueue("Oslo", Document(TEXT.format(name="Oslo"), "/Oslo.txt"))
    desk = Desk(monkeypatch, places=places)

    def body(desk):
        desk.player.on_event(Finished())
        until(lambda: (desk.player.obey(), desk.reader.programme is not desk.programme)[1])
        assert desk.reader.programme.documents[0].source == "/Oslo.txt"

    desk.read(body)
    assert any("Nothing of that is read aloud." in line for line in desk.lines)
    assert places.queue() == []


def test_what_sounded_wrong_is_kept_with_its_place(monkeypatch):
    desk = Desk(monkeypatch)

    def body(desk):
        desk.player.place = (3, 0.4)
        desk.player.on_event(Began(3))
        desk.reader._obey(Action.MARK_MISPRONOUNCED)

    desk.read(body)
    text = desk.documents[0].text
    found = {kept.text: kept.position for kept in lexicon_file.reports()}
    assert [text[slice(*where.span)] for where in found.values()] == list(found)
    assert (found["Det er kaldt."].segment, found["Det er kaldt."].sentence) == (1, 2)
    assert (found["Snø i Bergen"].segment, found["Snø i Bergen"].sentence) == (0, 0)
    last = lexicon_file.last_heard()
    assert last.position == found["Det er kaldt."]
    told = run_newsreader("lexicon", "fix", "--silent", stdin=b"\n" * len(found)).stdout
    assert b"It stands in part 2 of /Bergen.txt." in told


@pytest.mark.parametrize(
    ("printed", "text", "part", "expected"),
    [
        (["Ja."], "Ja. Ja.", (0, 7), (0, 3)),
        (["Ja.", "Ja."], "Ja. Ja.", (0, 7), (4, 7)),
        (["Ja."], "Ja. Ja.", (4, 7), (4, 7)),
        (["", "Oslo 3"], "Bodø\n1\nOslo\n3", (0, 13), (7, 13)),  # the row of a table
        (["på Å"], "- på A\u030a.", (0, 8), (0, 8)),  # composed since
    ],
)
def test_where_something_printed_stands(printed, text, part, expected):
    assert span_of(printed, text, part) == expected


def test_what_cannot_be_had_stays_in_the_queue(monkeypatch):
    places = Places()
    places.enqueue("Borte", "https://example.no/borte")
    desk = Desk(monkeypatch, places=places)

    def body(desk):
        desk.player.on_event(Finished())
        until(lambda: (desk.player.obey(), "stop" in desk.player.names())[1])

    desk.read(body)
    assert "Det finnes ingen https://example.no/borte." in desk.lines
    assert [queued.title for queued in places.queue()] == ["Borte"]


def test_all_articles_come_into_the_script_while_the_first_is_heard(monkeypatch):
    desk = Desk(monkeypatch, names=("Bergen", "Oslo", "Bodø"))

    def body(desk):
        state = desk.reader.session.state
        assert {said.article for said in state.outline.script} == {0}
        desk.player.on_event(Began(0))
        desk.player.obey()
        assert {said.article for said in state.outline.script} == {0, 1, 2}
        assert "replace" not in desk.player.names(), "the sound is not touched"

    desk.read(body)


def test_an_article_that_is_not_prepared_is_there_when_it_is_asked_for(monkeypatch):
    desk = Desk(monkeypatch, names=("Bergen", "Oslo", "Bodø"))

    def body(desk):
        desk.press(Action.NEXT_ARTICLE)
        desk.press(Action.NEXT_ARTICLE)
        desk.press(Action.CAPTIONS)
        desk.player.obey()
        assert desk.reader.session.state.number == 2
        desk.press(Action.NEXT_ARTICLE)
        desk.player.obey()
        assert desk.lines[-1] == "Siste sak."

    desk.read(body)


class Slow(Places):
    """A memory card that takes its time."""

    def save(self, *arguments, **options) -> None:
        self.threads.add(threading.current_thread())
        time.sleep(0.3)
        super().save(*arguments, **options)
        self.saved.append(arguments[0])

    threads: set
    saved: list


def test_a_slow_card_holds_up_no_sound_and_loses_nothing(monkeypatch):
    places = Slow()
    places.threads, places.saved = set(), []
    desk = Desk(monkeypatch, places=places)
    spent = []

    def body(desk):
        for index in (1, 2, 3, 4):
            begin = time.thread_time(), time.monotonic()
            desk.player.place = (index, 0.0)
            desk.player.on_event(Began(index))
            spent.append(time.monotonic() - begin[1])

    desk.read(body)
    assert sum(spent) < 0.3, "all of it took less than one save"
    assert threading.current_thread() not in places.threads
    assert places.saved[-1].words == "Det gir seg nå."
    assert len(places.saved) < 6, "what is older than what waits is not written"
    assert Places().programme().position.words == "Det gir seg nå."


def test_a_full_disk_is_told_once_and_ends_nothing(monkeypatch):
    desk = Desk(monkeypatch)

    def full(*arguments, **options):
        raise OutputError("The disk is full.", "Make room.")

    for name in ("save", "remember", "start"):
        monkeypatch.setattr(desk.reader.places, name, full)

    def body(desk):
        for index in (1, 2, 3):
            desk.player.on_event(Began(index))

    desk.read(body)
    assert desk.lines.count("The disk is full. Make room.") == 1


def test_marks_are_written_in_the_thread_that_writes(monkeypatch):
    desk = Desk(monkeypatch, names=("Bergen", "Oslo"))

    def body(desk):
        desk.reader._obey(Action.SKIP_ARTICLE)
        desk.player.obey()
        desk.player.on_event(Finished())
        desk.player.obey()

    desk.read(body)
    assert desk.marks.seen == [("skipped", 0), ("done", 1)]


# The thread that writes


def test_the_writer_keeps_the_order_and_drops_only_what_is_outdated():
    seen = []
    gate = threading.Event()
    with Writer(lambda error: None) as writer:
        writer.put(gate.wait)
        for number in range(3):
            writer.latest(lambda force, n=number: seen.append((n, force)), force=number == 0)
        writer.put(lambda: seen.append("between"))
        writer.latest(lambda force: seen.append(("last", force)))
        gate.set()
        writer.flush()
        assert seen == [(2, True), "between", ("last", False)]


def test_a_fault_in_the_writer_is_not_swallowed():
    with pytest.raises(ZeroDivisionError), Writer(lambda error: None) as writer:
        writer.put(lambda: 1 // 0)


# The script that grows


def utterances(articles: int):
    for article in range(articles):
        for number in range(3):
            yield Utterance(f"{article}.{number}", f"{article}.{number}", 0, 0.0, article=article)


def test_a_script_is_taken_article_by_article():
    script = Script(utterances(3))
    script.through(1)
    assert [said.article for said in script.known] == [0, 0, 0, 1, 1, 1]
    assert not script.complete
    while not script.complete:
        script.read(0.0)
    assert len(script.known) == 9
    assert list(script.sound) == script.known


def test_a_mistake_in_the_script_comes_after_what_was_before_it():
    def broken():
        yield from utterances(1)
        raise SourceError("The lexicon has a mistake.")

    script = Script(broken())
    script.through(5)
    heard = []
    with pytest.raises(SourceError):
        heard.extend(said.text for said in script.sound)
    assert [said.text for said in script.known] == ["0.0", "0.1", "0.2"]


def test_who_is_at_the_end_of_what_grows_waits():
    growing, heard = Growing(), []
    thread = threading.Thread(target=lambda: heard.extend(growing))
    thread.start()
    for number in count():
        if number == 3:
            break
        growing.extend([number])
        time.sleep(0.01)
    assert thread.is_alive()
    growing.finish()
    thread.join(20)
    assert heard == [0, 1, 2]
