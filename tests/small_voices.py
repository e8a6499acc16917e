"""The small voices with random weights (scripts/make_small_vits.py), unpacked for a test."""

import json
import lzma
from pathlib import Path

import numpy as np
import onnxruntime

VOICES = Path(__file__).parent / "data" / "voices"

LAYOUTS = [("small", None), ("small-multi", 0), ("small-multi", 2), ("small-high", None)]
"""Name and speaker."""


def unpack(name, folder):
    """Write model and description into a folder; return the path of the model."""
    model = folder / f"{name}.onnx"
    model.write_bytes(lzma.decompress((VOICES / f"{name}.onnx.xz").read_bytes()))
    like = "tiny-multi" if name == "small-multi" else "tiny"
    description = json.loads((VOICES / f"{like}.onnx.json").read_text(encoding="utf-8"))
    Path(f"{model}.json").write_text(json.dumps(description), encoding="utf-8")
    return model


def whole(model, speaker=None):
    """Return a function from ids to the samples of the whole model with noise off."""
    session = onnxruntime.InferenceSession(str(model), providers=["CPUExecutionProvider"])

    def speak(ids):
        feed = {
            "input": np.array([ids], np.int64),
            "input_lengths": np.array([len(ids)], np.int64),
            "scales": np.array([0.0, 1.0, 0.0], np.float32),
        }
        if speaker is not None:
            feed["sid"] = np.array([speaker], np.int64)
        return session.run(None, feed)[0].reshape(-1)

    return speak


def staged(stages, ids):
    """Return the samples of the stages with noise off."""
    mean, _spread, length = stages.encode(ids, np.zeros((len(ids), 2), np.float32))
    frames = np.repeat(mean, np.ceil(length).astype(int), axis=0)
    return np.concatenate(list(stages.decode(frames)))


def random_ids(count, seed=0):
    """Return ids of sounds, each followed by a pad, between beginning and end where they fit."""
    rng = np.random.default_rng(seed)
    ids = rng.integers(14, 130, count)
    ids[1::2] = 0
    if count > 2:
        ids[0], ids[-1] = 1, 2
    return [int(n) for n in ids]
