"""Speak a file, a paragraph a line, as raw 16-bit samples on standard output (ours).

python scripts/bench/speak.py MODEL TEXT exact|fast [THREADS]
"""

import json
import os
import sys
from pathlib import Path


def main(model: str, text: str, profile: str, threads: str = "1") -> None:
    from newsreader.audio import to_int16
    from newsreader.engines.streaming import open_streaming
    from newsreader.voices import find

    voice = find(model)
    assert voice.config is not None
    description = json.loads(voice.config.read_text(encoding="utf-8"))
    engine = open_streaming(voice, description, profile=profile, threads=int(threads))
    assert engine is not None, "the voice cannot be cut"
    lines = [line for line in Path(text).read_text(encoding="utf-8").splitlines() if line.strip()]
    for sound in engine.synthesize_each(lines):
        for samples in sound:
            view = memoryview(to_int16(samples).tobytes())
            while view:
                view = view[os.write(1, view) :]


if __name__ == "__main__":
    main(*sys.argv[1:])
