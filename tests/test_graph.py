import json

import numpy as np
import pytest

from newsreader.engines import stages as stages_module
from newsreader.engines.graph import EXACT, FAST, flow, read_manifest
from newsreader.engines.graph.derive import CheckError, derive
from newsreader.engines.graph.onnxfile import FLOAT, Graph, read, tensor
from newsreader.engines.graph.source import LayoutError
from newsreader.engines.graph.toomcook import matrices
from newsreader.engines.stages import Stages
from tests.small_voices import LAYOUTS, VOICES, random_ids, staged, unpack, whole

SAME = 2e-4
"""Largest difference of a sample that passes for the same sound (six steps of 16 bits)."""


@pytest.fixture(scope="session")
def cut(tmp_path_factory):
    """Return a function that gives a small voice, whole and in stages, made once."""
    made = {}

    def get(name, speaker, profile=EXACT):
        if (name, speaker, profile) not in made:
            folder = tmp_path_factory.mktemp("cut")
            model = unpack(name, tmp_path_factory.mktemp("voice"))
            manifest = derive(model, folder, profile, speaker)
            made[name, speaker, profile] = whole(model, speaker), Stages(folder, manifest)
        return made[name, speaker, profile]

    return get


@pytest.mark.parametrize(("name", "speaker"), LAYOUTS)
@pytest.mark.parametrize("count", [1, 2, 3, 5, 6, 31, 401])
def test_stages_sound_like_the_whole_model(cut, name, speaker, count):
    speak, stages = cut(name, speaker)
    ids = random_ids(count)
    expected = speak(ids)
    found = staged(stages, ids)
    assert found.shape == expected.shape
    assert np.abs(found - expected).max() < SAME


def test_speakers_differ(cut):
    ids = random_ids(21)
    first, third = (staged(cut("small-multi", speaker)[1], ids) for speaker in (0, 2))
    assert first.shape != third.shape or np.abs(first - third).max() > 0.05


@pytest.mark.parametrize(
    ("flow_frames", "chunk_frames"),
    [((10**6,), (10**6,)), ((41,), (7,)), ((60, 64), (1,)), ((25, 300), (16, 128))],
)
def test_the_windows_change_nothing(cut, monkeypatch, flow_frames, chunk_frames):
    _speak, stages = cut("small", None)
    ids = random_ids(201)
    expected = staged(stages, ids)
    monkeypatch.setattr(stages_module, "_FLOW_FRAMES", flow_frames)
    monkeypatch.setattr(stages_module, "_CHUNK_FRAMES", chunk_frames)
    monkeypatch.setattr(stages_module, "_PIECE_FRAMES", (5, 3))
    found = staged(stages, ids)
    assert found.shape == expected.shape
    assert np.abs(found - expected).max() < 1e-5


def test_the_first_chunk_is_short_and_chunks_grow(cut):
    _speak, stages = cut("small", None)
    mean, _spread, length = stages.encode(random_ids(301), np.zeros((301, 2), np.float32))
    frames = np.repeat(mean, np.ceil(length).astype(int), axis=0)
    sizes = [len(samples) for samples in stages.decode(frames)]
    assert sizes[0] <= 16 * 256
    assert max(sizes) <= 72 * 256
    assert sizes[0] < sizes[1] <= sizes[3]
    assert sum(sizes) == len(frames) * stages.manifest.hop


@pytest.mark.parametrize(("name", "speaker"), LAYOUTS)
def test_the_fast_profile_is_smaller_and_close(cut, name, speaker):
    _speak, exact = cut(name, speaker)
    _speak, fast = cut(name, speaker, FAST)
    assert fast.manifest.profile == FAST
    for part in ("text.bin", "flow.bin", "generator0.bin", "generator1.bin"):
        assert fast.manifest.sizes[part] < 0.65 * exact.manifest.sizes[part]
    last = f"generator{len(exact.manifest.generator_rate) - 1}.bin"
    assert fast.manifest.sizes[last] == exact.manifest.sizes[last]
    zeros = np.zeros((41, 2), np.float32)
    for found, expected in zip(
        fast.encode(random_ids(41), zeros), exact.encode(random_ids(41), zeros), strict=True
    ):
        assert 0 < np.abs(found - expected).mean() < 0.1 * np.abs(expected).mean()


def test_a_model_of_another_kind_is_refused(tmp_path):
    with pytest.raises(LayoutError):
        derive(VOICES / "tiny.onnx", tmp_path, EXACT, None)


@pytest.mark.parametrize("speaker", [3, -1, None])
def test_a_speaker_that_is_not_there_is_refused(tmp_path, speaker):
    model = unpack("small-multi", tmp_path)
    with pytest.raises(LayoutError):
        derive(model, tmp_path, EXACT, speaker)


@pytest.mark.parametrize("size", [0, 1, 1000, 400_000])
def test_a_broken_file_is_refused(tmp_path, size):
    model = unpack("small", tmp_path)
    model.write_bytes(model.read_bytes()[:size])
    with pytest.raises((ValueError, LayoutError)):
        derive(model, tmp_path, EXACT, None)


def test_what_sounds_different_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(flow, "SLOPE", 0.3)
    model = unpack("small", tmp_path)
    (tmp_path / "cut").mkdir()
    with pytest.raises(CheckError):
        derive(model, tmp_path / "cut", EXACT, None)


def test_a_manifest_notices_files_that_are_cut_short(tmp_path):
    model = unpack("small", tmp_path)
    folder = tmp_path / "cut"
    folder.mkdir()
    manifest = derive(model, folder, EXACT, None)
    assert read_manifest(folder) == manifest
    assert manifest.difference < SAME
    assert manifest.hop == 256
    with (folder / "flow.bin").open("r+b") as file:
        file.truncate(1000)
    with pytest.raises(ValueError, match="damaged"):
        read_manifest(folder)
    (folder / "manifest.json").write_text(json.dumps({"profile": EXACT}))
    with pytest.raises(ValueError, match="damaged"):
        read_manifest(folder)


def test_models_are_read_as_onnx_reads_them(tmp_path):
    import onnx
    from onnx import numpy_helper

    model = unpack("small", tmp_path)
    expected = onnx.load(model).graph
    found = read(model)
    assert list(found.inputs) == [put.name for put in expected.input]
    assert list(found.outputs) == [put.name for put in expected.output]
    assert len(found.nodes) == len(expected.node)
    for node in expected.node:
        mine = found.nodes[node.name]
        assert (mine.operation, mine.inputs) == (node.op_type, list(node.input))
        for attribute in node.attribute:
            if attribute.name in ("pads", "dilations", "strides"):
                assert mine.integers(attribute.name) == tuple(attribute.ints)
    for weight in expected.initializer:
        array = numpy_helper.to_array(weight)
        mine = tensor(found.weights[weight.name])
        assert mine.shape == array.shape
        assert np.array_equal(mine, array)


def test_models_that_are_written_are_valid(tmp_path):
    import onnx
    import onnxruntime

    rng = np.random.default_rng(0)
    weight = rng.standard_normal((40, 8)).astype(np.float32)
    graph = Graph({"x": (FLOAT, ["T", 40])})
    product = graph.add("MatMul", "x", graph.weight(weight))
    first, second = graph.add_many("Split", 2, product, graph.integers(5, 3), axis=1)
    graph.output("y", graph.add("LeakyRelu", first, alpha=0.25), ["T", 5])
    graph.output("z", second, ["T", 3])
    path = tmp_path / "model.onnx"
    graph.save(path)
    onnx.checker.check_model(str(path), full_check=True)
    assert path.with_suffix(".bin").stat().st_size == weight.nbytes
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    x = rng.standard_normal((7, 40)).astype(np.float32)
    y, z = session.run(None, {"x": x})
    expected = x @ weight
    leaky = np.where(expected > 0, expected, 0.25 * expected)
    np.testing.assert_allclose(y, leaky[:, :5], atol=1e-5)
    np.testing.assert_allclose(z, expected[:, 5:], atol=1e-5)


@pytest.mark.parametrize(("outputs", "width"), [(1, 3), (2, 3), (4, 3), (2, 5), (4, 5), (2, 7)])
def test_few_products_give_the_convolution(outputs, width):
    rng = np.random.default_rng(1)
    values, kernel = rng.standard_normal(outputs + width - 1), rng.standard_normal(width)
    to_points, kernel_points, to_rows = matrices(outputs, width)
    assert len(to_points) == outputs + width - 1
    found = to_rows @ ((kernel_points @ kernel) * (to_points @ values))
    np.testing.assert_allclose(found, np.correlate(values, kernel, "valid"), atol=1e-12)


@pytest.fixture(scope="module")
def real(joe_voice, tmp_path_factory):
    folder = tmp_path_factory.mktemp("joe-cut")
    return whole(joe_voice.path), Stages(folder, derive(joe_voice.path, folder, EXACT, None))


@pytest.mark.voice
@pytest.mark.parametrize("count", [2, 3, 5, 30, 101, 400, 2000])
def test_a_real_voice_sounds_like_the_whole_model(real, count):
    speak, stages = real
    ids = random_ids(count, seed=count)
    expected, found = speak(ids), staged(stages, ids)
    assert found.shape == expected.shape
    assert np.abs(found - expected).max() < SAME


@pytest.mark.voice
def test_nothing_clicks_where_chunks_meet(real):
    speak, stages = real
    ids = random_ids(301)
    mean, _spread, length = stages.encode(ids, np.zeros((301, 2), np.float32))
    frames = np.repeat(mean, np.ceil(length).astype(int), axis=0)
    chunks = list(stages.decode(frames))
    assert len(chunks) > 5
    borders = np.cumsum([len(chunk) for chunk in chunks])[:-1]
    step = np.diff(np.concatenate(chunks))[borders - 1]
    expected = np.diff(speak(ids))[borders - 1]
    assert np.abs(step - expected).max() < 1e-4


@pytest.mark.voice
def test_durations_round_to_the_same_frames(real):
    speak, stages = real
    for seed in range(8):
        ids = random_ids(61, seed)
        _mean, _spread, length = stages.encode(ids, np.zeros((61, 2), np.float32))
        assert np.ceil(length).sum() * 256 == len(speak(ids))


@pytest.mark.voice
def test_additions_are_inside_the_convolutions(real):
    _speak, stages = real
    # Two sums of three blocks are left; each block ends in one more where nothing is fused.
    nodes = read(stages.folder / "generator1.onnx").nodes.values()
    blocked = [node for node in nodes if node.domain == "com.microsoft.nchwc"]
    if not blocked:
        pytest.skip("this CPU has no blocked kernels")
    assert sum(node.operation == "Add" for node in nodes) == 2
