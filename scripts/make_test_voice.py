"""Make the voices of the tests: valid Piper voices of a few kB, one speaker and three.

    python scripts/make_test_voice.py [FOLDER]

They hum instead of speaking, but their inputs, output and description are those of a real voice:
the sound grows with the number of phoneme ids and with the length scale, in steps of a frame like a
real voice's; sounds differ in loudness, speakers in pitch. The same script gives the same bytes.
"""

import json
import sys
from pathlib import Path

import numpy as np
from onnx import ModelProto, TensorProto, helper, numpy_helper

FOLDER = Path(__file__).parent.parent / "tests" / "data" / "voices"

RATE = 22050
"""In Hz, as medium voices have."""

FRAME = 64
FRAMES = 8
"""Samples of a frame, and frames of an id at length scale 1: 43 ids a second, as real voices have
41."""

PITCHES = (110.0, 165.0, 220.0)
"""In Hz, of the speakers."""

SYMBOLS = (
    "_^$ !'(),-.:;?abcdefhijklmnopqrstuvwxyzæçðøħŋœǀǁǂǃɐɑɒɓɔɕɖɗɘəɚɛɜɞɟɠɡɢɣɤɥɦɧɨɪɫɬɭɮɯɰɱɲɳɴɵɶɸɹɺɻ"
    'ɽɾʀʁʂʃʄʈʉʊʋʌʍʎʏʐʑʒʔʕʘʙʛʜʝʟʡʢʲˈˌːˑ˞βθχᵻⱱ0123456789\u0327\u0303\u032a\u032f\u0329ʰˤε↓#"'
)
"""The phoneme alphabet of Piper's espeak voices; the place of a symbol is its id."""

IDS = 256
"""Ids that a Piper voice has room for."""

OPSET, IR = 15, 8
"""Old enough for every onnxruntime that newsreader may meet."""


def make_model(speakers: int) -> ModelProto:
    """Return the graph: every id becomes some frames of a sine, as loud as the id says."""
    loudness = np.zeros(IDS, np.float32)
    for number, symbol in enumerate(SYMBOLS):
        if symbol not in "_^$ !'(),-.:;?ˈˌː":
            loudness[number] = 0.1 + 0.5 * (number % 11) / 10
    constants = {
        "loudness": loudness,
        "pitches": np.array(PITCHES[:speakers], np.float32),
        "frames": np.array(FRAMES, np.float32),
        "one": np.array(1.0, np.float32),
        "frame": np.array(FRAME, np.int64),
        "turn": np.array(2 * np.pi / RATE, np.float32),
        "first": np.array([1], np.int64),
        "zero": np.array(0, np.int64),
        "step": np.array(1, np.int64),
        "flat": np.array([-1], np.int64),
        "row": np.array([1, -1], np.int64),
        "column": np.array([-1, 1], np.int64),
        "shape": np.array([1, 1, 1, -1], np.int64),
        "only": np.array([0], np.int64),
    }
    nodes = [
        # Samples of an id: whole frames, at least one.
        helper.make_node("Gather", ["scales", "first"], ["length"]),
        helper.make_node("Mul", ["length", "frames"], ["wanted"]),
        helper.make_node("Ceil", ["wanted"], ["whole"]),
        helper.make_node("Max", ["whole", "one"], ["enough"]),
        helper.make_node("Cast", ["enough"], ["count"], to=TensorProto.INT64),
        helper.make_node("Mul", ["count", "frame"], ["samples"]),
        # One row of loudness for each id, as long as the id sounds.
        helper.make_node("Reshape", ["input", "flat"], ["ids"]),
        helper.make_node("Gather", ["loudness", "ids"], ["levels"]),
        helper.make_node("Reshape", ["levels", "column"], ["rows"]),
        helper.make_node("Concat", ["first", "samples"], ["size"], axis=0),
        helper.make_node("Expand", ["rows", "size"], ["held"]),
        helper.make_node("Reshape", ["held", "flat"], ["envelope"]),
        # A sine of the speaker's pitch under it.
        helper.make_node("Size", ["envelope"], ["total"]),
        helper.make_node("Range", ["zero", "total", "step"], ["places"]),
        helper.make_node("Cast", ["places"], ["time"], to=TensorProto.FLOAT),
        helper.make_node(
            "Gather", ["pitches", "sid" if speakers > 1 else "only"], ["pitch"]
        ),
        helper.make_node("Mul", ["pitch", "turn"], ["speed"]),
        helper.make_node("Mul", ["time", "speed"], ["phase"]),
        helper.make_node("Sin", ["phase"], ["sine"]),
        helper.make_node("Mul", ["sine", "envelope"], ["sound"]),
        helper.make_node("Reshape", ["sound", "shape"], ["output"]),
    ]  # fmt: skip
    inputs = [
        helper.make_tensor_value_info("input", TensorProto.INT64, ["batch_size", "phonemes"]),
        helper.make_tensor_value_info("input_lengths", TensorProto.INT64, ["batch_size"]),
        helper.make_tensor_value_info("scales", TensorProto.FLOAT, [3]),
    ]
    if speakers > 1:
        inputs.append(helper.make_tensor_value_info("sid", TensorProto.INT64, ["batch_size"]))
    used = {name for node in nodes for name in node.input}
    graph = helper.make_graph(
        nodes,
        "hum",
        inputs,
        [helper.make_tensor_value_info("output", TensorProto.FLOAT, ["batch_size", 1, 1, "time"])],
        [numpy_helper.from_array(v, name) for name, v in constants.items() if name in used],
    )
    return helper.make_model(
        graph,
        producer_name="newsreader",
        ir_version=IR,
        opset_imports=[helper.make_opsetid("", OPSET)],
    )


def make_description(speakers: int) -> dict[str, object]:
    """Return what stands in a Piper voice's JSON file."""
    names = ("anna", "bjørn", "kari")
    return {
        "audio": {"sample_rate": RATE, "quality": "medium"},
        "espeak": {"voice": "nb"},
        "inference": {"noise_scale": 0.667, "length_scale": 1, "noise_w": 0.8},
        "phoneme_type": "espeak",
        "phoneme_map": {},
        "phoneme_id_map": {symbol: [number] for number, symbol in enumerate(SYMBOLS)},
        "num_symbols": IDS,
        "num_speakers": speakers,
        "speaker_id_map": {names[n]: n for n in range(speakers)} if speakers > 1 else {},
        "piper_version": "1.0.0",
        "language": {"code": "nb_NO", "family": "nb", "region": "NO"},
        "dataset": "hum",
    }


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, speakers in (("tiny", 1), ("tiny-multi", len(PITCHES))):
        model = make_model(speakers).SerializeToString(deterministic=True)
        (folder / f"{name}.onnx").write_bytes(model)
        description = json.dumps(make_description(speakers), ensure_ascii=False, indent=1)
        (folder / f"{name}.onnx.json").write_text(description + "\n", encoding="utf-8")
        print(f"{folder / name}.onnx: {len(model)} bytes")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
