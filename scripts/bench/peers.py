"""Run one synthesizer for the benchmark, in the interpreter in which it is installed.

    python scripts/bench/peers.py PEER speak FOLDER TEXT THREADS
    python scripts/bench/peers.py PEER warm FOLDER TEXT THREADS

PEER is piper, sherpa, streaming-vits, exact or fast; FOLDER what scripts/bench/engine.py prepared.
``speak`` writes a text file, a paragraph a line, as raw 16-bit samples to standard output as soon
as they are there. ``warm`` speaks each line several times and prints, as JSON, the median time to
its first samples, in s, and how long its sound lasts.
"""

import json
import os
import sys
import time
from pathlib import Path

REPEATS = 9
"""Of each line when warm, after one that does not count."""

RATE = 22050


def main(peer, action, folder, text, threads):
    speak = PEERS[peer](Path(folder), int(threads))
    lines = [line for line in Path(text).read_text(encoding="utf-8").splitlines() if line.strip()]
    if action == "warm":
        print(json.dumps([measure(speak, line) for line in lines]))
        return
    for pcm in speak(lines):
        view = memoryview(pcm)
        while view:
            view = view[os.write(1, view) :]


def measure(speak, line):
    """Return the median time to the first samples of a line, and its length, in s."""
    import statistics  # not where a cold start is measured

    times, lengths = [], []
    for _ in range(REPEATS + 1):
        begin, first, size = time.perf_counter(), None, 0
        for pcm in speak([line]):
            first = first or time.perf_counter() - begin
            size += len(pcm)
        times.append(first)
        lengths.append(size / 2 / RATE)
    return {"first": statistics.median(times[1:]), "seconds": statistics.median(lengths[1:])}


def piper(folder, threads):
    """Return Piper's speaker; the same calls as ``python -m piper --output-raw`` makes."""
    if threads:
        limit_onnxruntime(threads)
    from piper import PiperVoice

    voice = PiperVoice.load(folder / "voice.onnx")

    def speak(lines):
        for line in lines:
            for chunk in voice.synthesize(line):
                yield chunk.audio_int16_bytes

    return speak


def limit_onnxruntime(threads):
    """Make sessions use so many threads: Piper has no option, and the pool ignores taskset."""
    import onnxruntime

    original = onnxruntime.SessionOptions

    def limited():
        options = original()
        options.intra_op_num_threads = threads
        return options

    onnxruntime.SessionOptions = limited


def sherpa(folder, threads):
    import sherpa_onnx

    vits = sherpa_onnx.OfflineTtsVitsModelConfig(
        model=str(folder / "sherpa.onnx"),
        tokens=str(folder / "tokens.txt"),
        data_dir=str(folder / "espeak-ng-data"),
    )
    model = sherpa_onnx.OfflineTtsModelConfig(vits=vits, num_threads=threads or 2)
    tts = sherpa_onnx.OfflineTts(sherpa_onnx.OfflineTtsConfig(model=model))

    def speak(lines):
        # Its program writes only at the end; the callback is the way to the first sound.
        import queue
        import threading

        found = queue.Queue()

        def callback(samples, _progress):
            found.put(to_pcm(samples))
            return 1

        def work():
            tts.generate("\n".join(lines), 0, 1.0, callback)
            found.put(None)

        threading.Thread(target=work).start()
        yield from iter(found.get, None)

    return speak


def streaming_vits(folder, threads):
    from streaming_vits import StreamingTTS

    tts = StreamingTTS(
        str(folder / "voice.onnx"), tokens_path=str(folder / "tokens.txt"),
        data_dir=str(folder / "espeak-ng-data"), threads=threads or 2, verbose=False,
    )  # fmt: skip

    def speak(lines):
        for line in lines:
            for chunk in tts.stream(line):
                yield to_pcm(chunk.audio)

    return speak


def to_pcm(samples):
    import numpy as np

    return (np.clip(np.asarray(samples), -1, 1) * 32767).astype(np.int16).tobytes()


def ours(profile):
    def open_ours(folder, threads):
        os.environ["OPENBLAS_NUM_THREADS"] = "1"  # as the program does
        from newsreader.audio import to_int16
        from newsreader.engines.streaming import open_streaming
        from newsreader.voices import find

        voice = find(str(folder / "voice.onnx"))
        description = json.loads(voice.config.read_text(encoding="utf-8"))
        engine = open_streaming(voice, description, profile=profile, threads=threads or None)

        def speak(lines):
            for sound in engine.synthesize_each(lines):
                for samples in sound:
                    yield to_int16(samples).tobytes()

        return speak

    return open_ours


PEERS = {
    "piper": piper,
    "sherpa": sherpa,
    "streaming-vits": streaming_vits,
    "exact": ours("exact"),
    "fast": ours("fast"),
}

if __name__ == "__main__":
    main(*sys.argv[1:])
