"""Make the stages of a voice, one at a time, and check them against the whole model."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from newsreader.audio import Samples
from newsreader.engines.graph.cpu import int8_limit
from newsreader.engines.graph.flow import flow_stage
from newsreader.engines.graph.fuse import fuse_additions
from newsreader.engines.graph.generator import generator_stage, stage_count
from newsreader.engines.graph.manifest import EXACT, FAST, Manifest, write_manifest
from newsreader.engines.graph.onnxfile import Graph, rewrite
from newsreader.engines.graph.source import Source
from newsreader.engines.graph.text import text_stage

EXACT_LIMIT = 2e-4
"""Largest difference of a sample with noise off: six steps of 16 bits. 4e-5 was the largest that a
real voice showed."""

FAST_LIMIT = 2.0
"""Mean difference of the two long-term spectra with noise off, in dB. Their waveforms cannot be
compared: durations round to other frames here and there, and phases drift."""

_INT8_STAGES = 2
"""Stages of the generator that the fast profile makes of integers. In the last of a medium voice
they can be heard, as hiss (scripts/bench/quality.py has the evidence for the others)."""

_CHECK_IDS = 64
"""Ids of the check: a short sentence, with all frames of context in use."""

_BANDS = 32
"""Of the spectra that are compared."""


class CheckError(Exception):
    """The stages do not sound like the model that they were made from."""


def derive(model: Path, folder: Path, profile: str, speaker: int | None) -> Manifest:
    """Write the stages of a voice and their manifest into an empty folder.

    Raises OSError, ValueError or LayoutError for a model that cannot be cut, CheckError where the
    result differs from the model, and what onnxruntime raises.
    """
    source = Source(model, speaker)
    limit = int8_limit() if profile == FAST else None
    _store(text_stage(source, limit), folder, "text")
    graph, flow_reach = flow_stage(source, limit)
    _store(graph, folder, "flow")
    reaches, rates = [], []
    for number in range(stage_count(source)):
        int8 = limit if number < _INT8_STAGES else None
        graph, reach, rate = generator_stage(source, number, int8)
        _store(graph, folder, f"generator{number}")
        reaches.append(reach)
        rates.append(rate)
    vocabulary = len(source.operand("/enc_p/emb/Gather", 0))
    manifest = Manifest(
        profile=profile,
        flow_reach=flow_reach,
        flow_rate=source.convolution("/dec/ups.0").stride,
        generator_reach=tuple(reaches),
        generator_rate=tuple(rates),
        sizes={path.name: path.stat().st_size for path in sorted(folder.iterdir())},
        difference=0.0,
    )
    del source
    ids = _sentence(vocabulary)
    difference = _check(_whole(model, ids, speaker), folder, manifest, ids)
    manifest = replace(manifest, difference=difference)
    write_manifest(folder, manifest)
    return manifest


def _store(graph: Graph, folder: Path, name: str) -> None:
    """Optimize a stage and write it as ``name``.onnx and ``name``.bin."""
    import onnxruntime  # type: ignore[import-untyped]  # it ships no types

    plain = folder / f"plain-{name}.onnx"
    path = folder / f"{name}.onnx"
    graph.save(plain)
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4
    options.optimized_model_filepath = str(path)
    beside = "session.optimized_model_external_initializers"
    options.add_session_config_entry(f"{beside}_file_name", f"{name}.bin")
    options.add_session_config_entry(f"{beside}_min_size_in_bytes", "512")
    onnxruntime.InferenceSession(str(plain), options, providers=["CPUExecutionProvider"])
    rewrite(path, fuse_additions)
    for part in (plain, plain.with_suffix(".bin")):
        part.unlink()


def _check(expected: Samples, folder: Path, manifest: Manifest, ids: list[int]) -> float:
    """Compare the stages with the sound of the whole model, noise off; return the difference."""
    from newsreader.engines.stages import Stages

    stages = Stages(folder, manifest)
    mean, _spread, length = stages.encode(ids, np.zeros((len(ids), 2), np.float32))
    counts = np.ceil(length).astype(np.int64)
    found = np.concatenate(list(stages.decode(np.repeat(mean, counts, axis=0))))
    if manifest.profile == EXACT:
        if found.shape != expected.shape:
            raise CheckError(f"{len(found)} samples instead of {len(expected)}")
        difference, limit = float(np.abs(found - expected).max()), EXACT_LIMIT
    else:
        difference = float(np.abs(_spectrum(found) - _spectrum(expected)).mean())
        limit = FAST_LIMIT
    # Not a number is a failure, too.
    if not difference <= limit:
        raise CheckError(f"a difference of {difference:.2g}, more than {limit:.2g}")
    return difference


def _spectrum(samples: Samples) -> Samples:
    """Return the mean spectrum in bands of equal width, in dB."""
    whole = samples[: len(samples) // _BANDS // 2 * _BANDS * 2].reshape(-1, _BANDS * 2)
    power = np.abs(np.fft.rfft(whole * np.hanning(_BANDS * 2), axis=1))[:, 1:] ** 2
    decibel: Samples = 10 * np.log10(power.mean(axis=0) + 1e-9)
    return decibel


def _sentence(vocabulary: int) -> list[int]:
    """Return ids as in a sentence: beginning, sounds with a pad after each, end."""
    rng = np.random.default_rng(0)
    inner = rng.integers(3, vocabulary, _CHECK_IDS)
    return [1, 0, *(int(n) for number in inner for n in (number, 0)), 2]


def _whole(model: Path, ids: list[int], speaker: int | None) -> Samples:
    """Return the samples of the whole model, noise off."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
    feed: dict[str, Any] = {
        "input": np.array([ids], np.int64),
        "input_lengths": np.array([len(ids)], np.int64),
        "scales": np.array([0.0, 1.0, 0.0], np.float32),
    }
    if speaker is not None:
        feed["sid"] = np.array([speaker], np.int64)
    samples: Samples = session.run(None, feed)[0].reshape(-1)
    return samples
