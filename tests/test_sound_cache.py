"""Kept sound: the same as fresh, never torn, never stale, bounded, and no burden on the engine."""

import errno
import os
import signal
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from newsreader.engines import Sound, open_engine
from newsreader.engines.cache import Remembering
from newsreader.engines.words import Word
from tests.tools import ROOT

MB = 1_000_000


class Voice:
    """An engine whose sound tells the text, and which remembers what it was asked."""

    sample_rate = 22_050

    def __init__(self, identity="voice", chunks=3, size=1_000) -> None:
        self.identity = identity
        self.chunks, self.size = chunks, size
        self.asked: list[str] = []
        self.begun: list[str] = []
        self.closed = 0
        self.look_ahead = 2

    def synthesize(self, spoken, rate=1.0):
        raise AssertionError("the words would be lost")

    def synthesize_each(self, texts, rate=1.0):
        source = iter(texts)
        waiting = []
        try:
            while True:
                while len(waiting) <= self.look_ahead:
                    try:
                        waiting.append(next(source))
                    except StopIteration:
                        break
                    self.asked.append(waiting[-1])
                if not waiting:
                    return
                yield Sound(self._parts(waiting.pop(0), rate))
        finally:
            self.closed += 1

    def _parts(self, text, rate):
        random = np.random.default_rng(list(f"{self.identity}{text}{rate}".encode()))
        for number in range(self.chunks if text else 0):
            self.begun.append(text)
            samples = random.uniform(-1, 1, self.size).astype(np.float32)
            yield samples, [Word(number * self.size, number * self.size + 10 + len(text))]


def say(engine, texts, rate=1.0):
    """Return the sound and the words of each text."""
    found = []
    with closing(engine.synthesize_each(iter(texts), rate)) as sounds:
        for sound in sounds:
            parts = list(sound)
            joined = np.concatenate(parts) if parts else np.zeros(0, np.float32)
            found.append((joined, sound.words))
    return found


def same(one, other):
    return len(one) == len(other) and all(
        np.array_equal(a, b) and v == w for (a, v), (b, w) in zip(one, other, strict=True)
    )


def files(folder: Path) -> list[Path]:
    return sorted(folder.iterdir()) if folder.exists() else []


def test_what_was_said_once_is_not_synthesized_again_and_sounds_the_same(tmp_path):
    texts = ["En.", "To æøå.", "", "Tre."]
    fresh = say(Remembering(Voice(), tmp_path / "s", MB), texts)
    voice = Voice()
    kept = say(Remembering(voice, tmp_path / "s", MB), texts)
    assert voice.asked == []
    assert same(fresh, kept)
    assert [len(words) for _, words in kept] == [3, 3, 0, 3]
    exact = say(Voice(), texts)
    assert np.abs(fresh[0][0] - exact[0][0]).max() <= 0.5 / 32_767 + 1e-7
    assert fresh[0][1] == exact[0][1]
    assert np.array_equal(np.concatenate(list(Remembering(voice, tmp_path / "s", MB)
                          .synthesize("En."))), fresh[0][0])  # fmt: skip


@pytest.mark.parametrize(
    ("identity", "text", "rate"),
    [("other voice", "En.", 1.0), ("voice", "Ein.", 1.0), ("voice", "En.", 1.1)],
    ids=["voice", "text", "rate"],
)
def test_nothing_else_is_taken_for_it(tmp_path, identity, text, rate):
    say(Remembering(Voice(), tmp_path, MB), ["En."])
    voice = Voice(identity)
    heard = say(Remembering(voice, tmp_path, MB), [text], rate)
    assert voice.asked == [text]
    assert same(heard, say(Remembering(Voice(identity), tmp_path / "new", MB), [text], rate))


def test_the_first_chunk_passes_before_the_second_is_made(tmp_path):
    voice = Voice()
    with closing(Remembering(voice, tmp_path, MB).synthesize_each(["En.", "To."])) as sounds:
        next(next(sounds))
        assert voice.begun == ["En."]


def test_a_sound_that_was_not_fetched_to_its_end_is_not_kept(tmp_path):
    with closing(Remembering(Voice(), tmp_path, MB).synthesize_each(["En."])) as sounds:
        sound = next(sounds)
        next(sound)
        next(sound)
        sound.close()
    assert files(tmp_path) == []


def test_closing_ends_the_work(tmp_path):
    voice = Voice()
    sounds = Remembering(voice, tmp_path, MB).synthesize_each(["En.", "To."])
    next(next(sounds))
    sounds.close()
    assert voice.closed == 1


def test_the_engine_works_ahead_past_what_is_kept_and_the_order_stays(tmp_path):
    say(Remembering(Voice(), tmp_path, MB), ["k1", "k2", "k3"])
    voice = Voice()
    order = ["k1", "n1", "k2", "n2", "k3", "n3", "n4"]
    with closing(Remembering(voice, tmp_path, MB).synthesize_each(order)) as sounds:
        next(sounds)
        assert voice.asked == [], "what is kept comes at once"
        next(sounds)
        assert voice.asked == ["n1", "n2", "n3"], "two ahead, as without what is kept"
    heard = say(Remembering(Voice(), tmp_path, MB), order)
    assert same(heard, say(Remembering(Voice(), tmp_path / "new", MB), order))


def test_an_engine_that_does_one_thing_after_the_other_loses_nothing_and_keeps_the_order(tmp_path):
    say(Remembering(Voice(), tmp_path, MB), ["k1", "k2", "k3"])
    voice = Voice()
    voice.look_ahead = 0
    order = ["n1", "k1", "n2", "n3", "k2", "k3"]
    heard = say(Remembering(voice, tmp_path, MB), order)
    assert voice.asked == ["n1", "n2", "n3"]
    assert same(heard, say(Remembering(Voice(), tmp_path / "new", MB), order))


def test_a_long_stretch_that_is_kept_does_not_make_it_read_on_and_on(tmp_path):
    kept = [f"k{n}" for n in range(100)]
    say(Remembering(Voice(), tmp_path, MB), kept)
    taken = []

    def texts():
        for text in ["n1", *kept, "n2"]:
            taken.append(text)
            yield text

    voice = Voice()
    with closing(Remembering(voice, tmp_path, MB).synthesize_each(texts())) as sounds:
        next(next(sounds))
        assert len(taken) < 12
        rest = sum(1 for sound in sounds if list(sound))
    assert rest == 101
    assert voice.asked == ["n1", "n2"]


@pytest.mark.parametrize("damage", ["cut", "zeros", "grown", "empty", "swapped"])
def test_a_torn_file_is_not_there(tmp_path, damage):
    say(Remembering(Voice(), tmp_path, MB), ["En.", "To."])
    one, other = files(tmp_path)
    data = one.read_bytes()
    one.write_bytes(
        {
            "cut": data[: len(data) // 2],
            "zeros": data[: len(data) // 2] + bytes(len(data) - len(data) // 2),
            "grown": data + b"x",
            "empty": b"",
            "swapped": other.read_bytes(),
        }[damage]
    )
    voice = Voice()
    heard = say(Remembering(voice, tmp_path, MB), ["En.", "To."])
    assert len(voice.asked) == 1
    assert same(heard, say(Remembering(Voice(), tmp_path / "new", MB), ["En.", "To."]))
    assert one.read_bytes() == data, "it is kept again"


def size_of(folder):
    return sum(file.stat().st_size for file in files(folder))


def test_the_folder_keeps_within_its_bound_and_forgets_what_was_used_least(tmp_path):
    engine = Remembering(Voice(size=1_000), tmp_path, 100_000)  # 6 kB each
    texts = [f"t{n}" for n in range(12)]
    say(engine, texts)
    for number, text in enumerate(texts):  # the later ones were used longer ago
        old = time.time() - 7_200 - 10 * number
        os.utime(tmp_path / f"{engine._key(text, 1.0)}.sound", (old, old))
    say(Remembering(Voice(), tmp_path, 100_000), ["t11"])  # and one is used again
    most = 0
    for number in range(100):
        say(engine, [f"new{number}"])
        most = max(most, size_of(tmp_path))
        if number == 5:
            voice = Voice()
            say(Remembering(voice, tmp_path, 100_000), ["t10", "t9", "t11", "t0"])
            assert voice.asked == ["t10", "t9"]
    assert 60_000 < most <= 100_000


def test_looking_through_the_folder_is_rare(tmp_path, monkeypatch):
    engine = Remembering(Voice(), tmp_path, 1_000_000)
    real, looks = os.scandir, []
    monkeypatch.setattr(os, "scandir", lambda path: looks.append(path) or real(path))
    for number in range(400):
        say(engine, [f"t{number}"])
    assert len(looks) < 40


def test_a_sound_larger_than_the_bound_is_not_kept(tmp_path):
    say(Remembering(Voice(size=10_000), tmp_path, 50_000), ["En."])
    assert files(tmp_path) == []


def test_a_bound_of_nothing_keeps_nothing(tmp_path):
    heard = say(Remembering(Voice(), tmp_path / "s", 0), ["En."])
    assert not (tmp_path / "s").exists()
    assert same(heard, say(Remembering(Voice(), tmp_path / "t", MB), ["En."]))


def test_a_full_disk_only_ends_the_keeping(tmp_path, monkeypatch):
    engine = Remembering(Voice(), tmp_path, MB)
    say(engine, ["kept"])

    def full(self, data):
        with open(self, "wb") as file:
            file.write(data[:100])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    heard = say(engine, ["En.", "To."])
    monkeypatch.undo()
    assert same(heard, say(Remembering(Voice(), tmp_path / "new", MB), ["En.", "To."]))
    assert [file.name for file in files(tmp_path) if file.is_file()] == [
        f"{engine._key('kept', 1.0)}.sound"
    ], "nothing half"
    voice = engine._engine
    voice.asked.clear()
    say(engine, ["kept"])
    assert voice.asked == [], "what is there is still used"


def test_a_folder_that_cannot_be_made_only_ends_the_keeping(tmp_path):
    (tmp_path / "file").write_text("")
    heard = say(Remembering(Voice(), tmp_path / "file" / "s", MB), ["En."])
    assert same(heard, say(Remembering(Voice(), tmp_path / "t", MB), ["En."]))


def test_parts_left_by_a_killed_process_are_removed_in_time(tmp_path):
    old, new = tmp_path / "a.1-2.part", tmp_path / "b.1-2.part"
    for file in (old, new):
        file.write_bytes(b"x")
    os.utime(old, (time.time() - 7_200,) * 2)
    say(Remembering(Voice(), tmp_path, MB), ["En."])
    assert not old.exists()
    assert new.exists(), "its process may be writing"


def test_the_folder_is_for_its_owner(tmp_path):
    say(Remembering(Voice(), tmp_path / "s", MB), ["En."])
    assert (tmp_path / "s").stat().st_mode & 0o077 == 0


WRITER = """
import sys
from pathlib import Path
from newsreader.engines.cache import Remembering
from tests.test_sound_cache import Voice, say
print("up", flush=True)
number = 0
while True:
    say(Remembering(Voice(size=20_000), Path(sys.argv[1]), 4_000_000),
        [f"t{(number * 7 + n) % 60}" for n in range(10)])
    number += 1
"""


def test_two_processes_and_kill_9_leave_only_whole_sounds(tmp_path):
    for _ in range(3):
        writers = [
            subprocess.Popen(
                [sys.executable, "-c", WRITER, str(tmp_path)],
                cwd=ROOT,
                stdout=subprocess.PIPE,
                env=os.environ | {"PYTHONPATH": str(ROOT)},
            )
            for _ in range(2)
        ]
        for writer in writers:
            assert writer.stdout is not None
            writer.stdout.readline()
        time.sleep(0.4)
        for writer in writers:
            assert writer.poll() is None, "it met an error"
            writer.send_signal(signal.SIGKILL)
            writer.wait()
            assert writer.stdout is not None
            writer.stdout.close()
    found = [file for file in files(tmp_path) if file.suffix == ".sound"]
    assert found
    assert sum(file.stat().st_size for file in found) <= 4_000_000 * 1.2
    voice = Voice(size=20_000)
    engine = Remembering(voice, tmp_path, 100 * MB)
    texts = [
        f"t{n}" for n in range(60) if (tmp_path / f"{engine._key(f't{n}', 1.0)}.sound").exists()
    ]
    assert len(texts) == len(found)
    heard = say(engine, texts)
    assert voice.asked == [], "each of them is whole"
    assert same(heard, say(Remembering(voice, tmp_path, 0), texts))


def test_a_piper_voice_is_kept_with_its_words(tmp_path, tiny_voice):
    engine = open_engine(tiny_voice)
    texts = ["Ni av ti rakk middagen.", "Resten kom senere.", "Slik gikk det."]
    fresh = say(Remembering(engine, tmp_path, MB), texts)
    assert same(fresh, say(Remembering(engine, tmp_path, MB), texts))
    assert all(samples.size for samples, _ in fresh)
