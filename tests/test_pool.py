"""Speech by several processes and by a cluster: in order, bounded, and nothing lost."""

import faulthandler
import os
import signal
import subprocess
import sys
import textwrap
import time
from concurrent.futures import BrokenExecutor
from contextlib import closing
from functools import partial
from itertools import count
from pathlib import Path

import numpy as np
import pytest

from newsreader.engines import open_engine
from newsreader.engines.pool import Order, Pooled, cluster_executor, local_executor
from newsreader.errors import EngineError
from newsreader.voices import find

VOICE = str(Path(__file__).parent / "data" / "voices" / "tiny.onnx")
TEXTS = [f"{'e' * (1 + n % 7)} {'s' * (1 + n % 5)}." for n in range(40)]


@pytest.fixture(autouse=True)
def _no_waiting_for_ever():
    """End the tests, and tell where they stand, if one waits for a process that will not come."""
    faulthandler.dump_traceback_later(120, exit=True)
    yield
    faulthandler.cancel_dump_traceback_later()


@pytest.fixture(scope="module")
def engine():
    return open_engine(find(VOICE))


def pooled(engine, jobs=2, **changes):
    order = Order(**{"voice": VOICE, "speaker": None, "profile": "exact"} | changes)
    return Pooled(engine, order, partial(local_executor, jobs), jobs)


@pytest.fixture
def pool(engine):
    with pooled(engine, identity=engine.identity) as made:
        yield made


def sounds(engine, texts):
    with closing(engine.synthesize_each(texts)) as made:
        return [(np.concatenate([*sound, np.zeros(0)]), list(sound.words)) for sound in made]


def test_sounds_and_words_are_those_of_one_process_in_order(engine, pool):
    alone, together = sounds(engine, TEXTS), sounds(pool, TEXTS)
    assert len(together) == len(TEXTS)
    for (expected, words), (found, their_words) in zip(alone, together, strict=True):
        assert np.abs(expected - found).max() < 1 / 32767  # 16 bits on the way
        assert words == their_words


def test_work_is_handed_out_a_little_at_a_time(pool):
    numbers = count()
    taken = []

    def endless():
        for number in numbers:
            taken.append(number)
            yield TEXTS[number % len(TEXTS)]

    with closing(pool.synthesize_each(endless())) as made:
        for _number in range(5):
            next(made)
        assert len(taken) <= 5 + 2 * 2 * 4 + 4


@pytest.mark.parametrize("moment", [0, 3, 17, 30])
@pytest.mark.parametrize("victims", [1, 2])
def test_a_worker_that_is_killed_loses_nothing(engine, pool, moment, victims):
    expected = [len(samples) for samples, _words in sounds(engine, TEXTS)]
    found = []
    with closing(pool.synthesize_each(TEXTS)) as made:
        for number, sound in enumerate(made):
            found.append(sum(map(len, sound)))
            if number == moment:
                for worker in pool._executor.workers[:victims]:
                    os.kill(worker.process.pid, signal.SIGKILL)
    assert found == expected


def test_a_worker_that_dies_between_two_programmes_is_replaced(engine, pool):
    expected = [len(samples) for samples, _words in sounds(engine, TEXTS)]
    for _programme in range(2):
        assert [len(samples) for samples, _words in sounds(pool, TEXTS)] == expected
        for worker in pool._executor.workers:
            os.kill(worker.process.pid, signal.SIGKILL)
            worker.process.join()


def test_deaths_now_and_then_lose_no_text(engine):
    class Fragile:
        def __init__(self):
            self.inner = local_executor(1)
            self.calls = 0

        def submit(self, function, *given):
            self.calls += 1
            if self.calls % 3 == 0:
                return self.inner.submit(os._exit, 1)
            return self.inner.submit(function, *given)

        def shutdown(self, **options):
            self.inner.shutdown(**options)

    expected = [len(samples) for samples, _words in sounds(engine, TEXTS)]
    order = Order(VOICE, None, "exact", engine.identity)
    with Pooled(engine, order, Fragile, 1) as pool:
        assert [len(samples) for samples, _words in sounds(pool, TEXTS)] == expected


def test_closing_ends_work_that_is_under_way():
    executor = local_executor(2)
    futures = [executor.submit(time.sleep, 1000) for _number in range(5)]
    limit = time.monotonic() + 60
    while len(executor.workers) < 2:
        assert time.monotonic() < limit
        time.sleep(0.01)
    workers = [worker.process for worker in executor.workers]
    executor.shutdown()
    for future in futures:
        assert isinstance(future.exception(60), BrokenExecutor)
    for worker in workers:
        worker.join(60)
        assert not worker.is_alive()


def test_what_cannot_be_sent_is_an_error_and_no_death():
    executor = local_executor(1)
    try:
        with pytest.raises(Exception, match="pickle"):
            executor.submit(lambda: None).result(60)
        assert executor.submit(abs, -1).result(60) == 1
    finally:
        executor.shutdown()


def test_workers_that_keep_dying_are_given_up(engine, monkeypatch):
    class Deadly:
        def __init__(self):
            self.inner = local_executor(1)

        def submit(self, _function, *_given):
            return self.inner.submit(os._exit, 1)

        def shutdown(self, **options):
            self.inner.shutdown(**options)

    order = Order(VOICE, None, "exact", engine.identity)
    with (
        Pooled(engine, order, Deadly, 1) as pool,
        pytest.raises(EngineError, match="again and again"),
    ):
        list(pool.synthesize_each(TEXTS))


def test_another_voice_at_the_worker_is_an_error_not_another_sound(engine):
    with (
        pooled(engine, 1, identity="another") as pool,
        pytest.raises(EngineError, match="another version of the voice"),
    ):
        list(pool.synthesize_each(TEXTS))


def test_an_error_in_a_worker_keeps_its_message_and_hint(engine):
    with pooled(engine, 1, voice="no-such-voice", identity="x") as pool:
        with pytest.raises(Exception, match="no-such-voice") as caught:
            list(pool.synthesize_each(TEXTS))
        assert caught.value.hint


def test_workers_end_with_the_process_that_was_killed():
    code = f"""
        import sys
        from functools import partial
        from newsreader.engines import open_engine
        from newsreader.engines.pool import Order, Pooled, local_executor
        from newsreader.voices import find
        if __name__ == "__main__":
            engine = open_engine(find({VOICE!r}))
            order = Order({VOICE!r}, None, "exact", engine.identity)
            pool = Pooled(engine, order, partial(local_executor, 2), 2)
            next(pool.synthesize_each(["ee"] * 100))
            print(*(w.process.pid for w in pool._executor.workers), flush=True)
            sys.stdin.read()
    """
    with subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[1],
    ) as main:  # fmt: skip
        workers = [int(number) for number in main.stdout.readline().split()]
        assert workers
        main.kill()
    limit = time.monotonic() + 20
    while any(_is_running(worker) for worker in workers):
        assert time.monotonic() < limit, "workers were left behind"
        time.sleep(0.1)


def _is_running(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.mark.slow
def test_a_cluster_speaks_and_may_lose_a_worker(engine):
    distributed = pytest.importorskip("distributed", reason="package distributed is missing")
    expected = [len(samples) for samples, _words in sounds(engine, TEXTS * 3)]
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None, silence_logs=50
    ) as cluster:
        order = Order(VOICE, None, "exact", engine.identity)
        address = cluster.scheduler_address
        with Pooled(engine, order, partial(cluster_executor, address), 2) as pool:
            found = []
            with closing(pool.synthesize_each(TEXTS * 3)) as made:
                for number, sound in enumerate(made):
                    found.append(sum(map(len, sound)))
                    if number == 5:
                        victim = next(iter(cluster.workers.values()))
                        os.kill(victim.pid, signal.SIGKILL)
    assert found == expected


def test_a_cluster_that_is_not_there_is_said(unused_port):
    pytest.importorskip("distributed", reason="package distributed is missing")
    with pytest.raises(EngineError, match=r"no cluster at tcp://127\.0\.0\.1"):
        cluster_executor(f"tcp://127.0.0.1:{unused_port}")


@pytest.fixture
def unused_port():
    import socket

    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]
