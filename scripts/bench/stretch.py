"""Compare our time stretcher with others: length, pitch, spectrum and CPU time. Linux.

    python scripts/bench/stretch.py [--seconds N] [--rounds N] [--peers NAME,...] [--out FILE]

The built-in voice speaks the beginning of article.txt; each peer gets the same samples. ``ours``
and ``libsonic`` (installed at a fixed version into a temporary environment; left out where that
fails) are fed blocks of 1,024 samples in a process that is running, ``atempo`` is one run of ffmpeg
over the whole, its start included. CPU times are medians and depend on the computer; the rest does
not. The distance tells how far the spectrum is from that of the input at the same place (the best
within 12 ms, so that what was left out counts and being a little late does not). A peer whose time
drifts further than that gets a large one, well as it may sound.
"""

import argparse
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
REPO = HERE.parent.parent
# It is run by its path.
sys.path.insert(0, str(REPO))

from scripts.bench import report  # noqa: E402

SPEEDS = (0.5, 0.75, 1.25, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0)
RATE = 22050
BLOCK = 1024
LIBSONIC = "libsonic==0.1.0"
PEERS = ("ours", "libsonic", "atempo")


def main():
    options = parse()
    if options.worker:
        work(options.worker, options.rounds)
        return
    speech = spoken(options.seconds)
    rows, versions = [], {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        speech.tofile(folder / "in.raw")
        for peer in options.peers.split(","):
            stretcher, versions[peer] = prepare(peer, folder, options.rounds)
            if stretcher is None:
                print(f"{peer}: left out, {versions[peer]}", file=sys.stderr)
                continue
            for speed in SPEEDS:
                cpu = stretcher(speed)
                made = np.fromfile(folder / "out.raw", np.float32)
                rows.append({"peer": peer, "speed": speed} | judge(speech, made, speed, cpu))
                print(json.dumps(rows[-1]), file=sys.stderr, flush=True)
    result = {"about": about(versions, options, speech), "rows": rows}
    report.save(options.out, result)
    print(table(result))


def parse():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=60.0, help="of speech, at most 180")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--peers", default=",".join(PEERS))
    parser.add_argument("--out", type=Path)
    parser.add_argument("--worker", type=Path, help=argparse.SUPPRESS)
    return parser.parse_args()


def spoken(seconds):
    """Return the beginning of the article, read by the built-in voice."""
    from newsreader.engines.espeak import EspeakEngine

    article = (HERE / "article.txt").read_text(encoding="utf-8")
    parts, needed = [], round(seconds * RATE)
    for samples in EspeakEngine().synthesize(article):
        parts.append(samples)
        needed -= len(samples)
        if needed <= 0:
            break
    return np.concatenate(parts)[: round(seconds * RATE)]


# The peers: each reads in.raw, writes out.raw, and returns its CPU time in s.


def prepare(peer, folder, rounds):
    """Return a peer's function of the speed and its version, or None and what is wrong."""
    if peer == "ours":
        return lambda speed: ours(folder, speed, rounds), f"numpy {np.__version__}"
    if peer == "atempo":
        program = ffmpeg()
        if not program:
            return None, "no ffmpeg found"
        done = subprocess.run([program, "-version"], capture_output=True, text=True, check=True)
        return lambda speed: atempo(program, folder, speed, rounds), done.stdout.split(" C")[0]
    place = folder / "libsonic"
    python = place / "bin" / "python"
    try:
        subprocess.run([sys.executable, "-m", "venv", place], check=True, capture_output=True)
        install = [python, "-m", "pip", "install", "--quiet", LIBSONIC, "numpy"]
        subprocess.run(install, check=True, capture_output=True, timeout=300)
    except (subprocess.SubprocessError, OSError) as error:
        return None, f"it could not be installed ({error})"
    return lambda speed: libsonic(python, folder, speed, rounds), LIBSONIC


def ffmpeg():
    """Return the path of ffmpeg, the system's or the private one."""
    found = shutil.which("ffmpeg")
    if found:
        return found
    try:
        import imageio_ffmpeg
    except ImportError:
        return None
    return imageio_ffmpeg.get_ffmpeg_exe()


def blocks(samples):
    return [samples[at : at + BLOCK] for at in range(0, len(samples), BLOCK)]


def ours(folder, speed, rounds):
    from newsreader.stretch import stretch

    parts = blocks(np.fromfile(folder / "in.raw", np.float32))
    times = []
    for _ in range(rounds):
        begin = time.process_time()
        made = np.concatenate(list(stretch(parts, RATE, speed)))
        times.append(time.process_time() - begin)
    made.tofile(folder / "out.raw")
    return statistics.median(times)


def libsonic(python, folder, speed, rounds):
    """Run this script as a worker in the environment that has libsonic."""
    (folder / "speed").write_text(str(speed), encoding="utf-8")
    command = [python, __file__, "--worker", folder, "--rounds", str(rounds)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return float(done.stdout)


def work(folder, rounds):
    """Stretch with libsonic; print the CPU time in s."""
    from libsonic import SonicStream

    speed = float((folder / "speed").read_text(encoding="utf-8"))
    parts = blocks(np.fromfile(folder / "in.raw", np.float32))
    times = []
    for _ in range(rounds):
        begin = time.process_time()
        stream, made = SonicStream(RATE, 1), []
        stream.set_speed(speed)
        for part in parts:
            stream.write(part)
            made.append(np.asarray(stream.read(stream.available_frames()), np.float32))
        stream.flush()
        made.append(np.asarray(stream.read(stream.available_frames()), np.float32))
        times.append(time.process_time() - begin)
    np.concatenate(made).tofile(folder / "out.raw")
    print(statistics.median(times))


def atempo(program, folder, speed, rounds):
    sound = ["-f", "f32le", "-ar", str(RATE), "-ac", "1"]
    command = [program, "-loglevel", "error", "-y", *sound, "-i", folder / "in.raw"]
    command += ["-threads", "1", "-af", f"atempo={speed}", *sound, folder / "out.raw"]
    times = []
    for _ in range(rounds):
        before = children()
        subprocess.run(command, check=True, stdin=subprocess.DEVNULL)
        times.append(children() - before)
    return statistics.median(times)


def children():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


# Judging


def judge(speech, made, speed, cpu):
    """Return the figures of one result."""
    before, after = median_pitch(speech), median_pitch(made)
    return {
        "length_error_percent": 100 * (len(made) * speed / len(speech) - 1),
        "length_error_ms": 1000 * (len(made) - len(speech) / speed) / RATE,
        "pitch": after,
        "pitch_change_percent": 100 * (after / before - 1),
        "distance": distance(speech, made, speed),
        "cpu_ms_per_s": 1000 * cpu * RATE / len(speech),
    }


LOWEST, HIGHEST = 60, 400
"""In Hz: where the pitch of a voice is looked for."""


def median_pitch(samples, rate=RATE):
    """Return the median pitch, in Hz, of voiced frames; every 10 ms, by autocorrelation.

    Two periods of the lowest pitch are compared; of periods that fit alike the shortest is taken.
    """
    size, short, long = 2 * rate // LOWEST, rate // HIGHEST, rate // LOWEST
    shorter = 0.02 * np.arange(long - short) / (long - short)
    found = []
    for at in range(0, len(samples) - size - long, rate // 100):
        region = samples[at : at + size + long].astype(np.float64)
        sums = np.concatenate(([0.0], np.cumsum(region**2)))
        energy = sums[size:] - sums[:-size]
        if energy[0] < 1e-4 * size:
            continue
        likeness = np.correlate(region, region[:size], "valid") / np.sqrt(energy * energy[0] + 1e-9)
        best = short + int(np.argmax(likeness[short:long] - shorter))
        if likeness[best] > 0.6:
            left, mid, right = likeness[best - 1 : best + 2]
            bend = left - 2 * mid + right
            found.append(rate / (best + (0.5 * (left - right) / bend if bend < 0 else 0.0)))
    return float(np.median(found))


FRAME, BANDS, LOUD = 512, 40, 45.0
"""Samples, bands of equal width in mel from 80 Hz to 10 kHz, and dB below the loudest band that
still count."""


def distance(speech, made, speed):
    """Return the mean difference of the spectra, in dB, every 20 ms of the result."""
    places = np.arange(FRAME, len(made) - FRAME, RATE // 50)
    got = spectra(made, places)
    due = spectra(speech, places * speed)
    loud = due.max(axis=1) > due.max() - LOUD
    offsets = np.linspace(-0.012, 0.012, 13) * RATE
    found = [np.abs(got - spectra(speech, places * speed + by)).mean(axis=1) for by in offsets]
    return float(np.min(found, axis=0)[loud].mean())


def spectra(samples, places):
    """Return the level of each band at each place, in dB; shape (places, bands)."""
    mel = np.linspace(*(np.log1p(np.array([80, 10_000]) / 700)), BANDS + 1)
    edges = np.unique(np.rint(700 * np.expm1(mel) * FRAME / RATE).astype(int))
    frames = np.lib.stride_tricks.sliding_window_view(np.pad(samples, FRAME), FRAME)
    begins = np.clip(np.rint(places).astype(int) + FRAME // 2, 0, len(frames) - 1)
    power = np.abs(np.fft.rfft(frames[begins] * np.hanning(FRAME), axis=1)) ** 2
    return 10 * np.log10(np.add.reduceat(power, edges, axis=1)[:, :-1] + 1e-4)


def about(versions, options, speech):
    facts = report.about(options.rounds, os.getloadavg()[0], "newsreader/stretch.py")
    return facts | {
        "versions": versions,
        "seconds": len(speech) / RATE,
        "pitch": median_pitch(speech),
    }


def table(result):
    """Return a Markdown table, a speed a row."""
    rows = {(row["peer"], row["speed"]): row for row in result["rows"]}
    peers = [peer for peer in result["about"]["versions"] if (peer, SPEEDS[0]) in rows]
    figures = {
        "length error, ms": ("length_error_ms", ".1f"),
        "pitch, %": ("pitch_change_percent", "+.1f"),
        "distance, dB": ("distance", ".2f"),
        "CPU, ms per s": ("cpu_ms_per_s", ".1f"),
    }
    columns = [(title, peer) for title in figures for peer in peers]
    lines = ["| speed | " + " | ".join(f"{title}: {peer}" for title, peer in columns) + " |"]
    lines.append("|---" * (len(columns) + 1) + "|")
    for speed in SPEEDS:
        cells = (format(rows[peer, speed][figures[t][0]], figures[t][1]) for t, peer in columns)
        lines.append(f"| {speed} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
