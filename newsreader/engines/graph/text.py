"""The first stage: phoneme ids to the mean and spread of the sound, and to durations.

One sequence at a time needs none of the masks of the exported graph. Relative positions are a band
of nine around the diagonal, not the 2 N - 1 columns that the export pads and shifts.
"""

import math
from dataclasses import replace

import numpy as np

from newsreader.engines.graph.durations import add_durations
from newsreader.engines.graph.layers import Planes, Rows
from newsreader.engines.graph.onnxfile import FLOAT, INT64, Graph
from newsreader.engines.graph.source import Convolution, LayoutError, Source

_ENCODER = "enc_p.encoder"


def text_stage(source: Source, int8_limit: int | None) -> Graph:
    """Build ``ids`` (N,), ``noise`` (N, 2) -> ``mean``, ``spread`` (N, channels), ``length`` (N,).

    ``spread`` is the standard deviation, ``length`` the frames of each id before rounding up, both
    at scale 1.
    """
    graph = Graph({"ids": (INT64, ["N"]), "noise": (FLOAT, ["N", 2])})
    rows = Rows(graph, int8_limit)
    encoded = _encoder(graph, rows, source)
    proj = source.convolution("/enc_p/proj")
    channels = proj.weight.shape[0] // 2
    for name, half in (("mean", slice(channels)), ("spread", slice(channels, None))):
        value = rows.linear(encoded, proj.weight[half, :, 0].T, proj.bias[half])
        value = value if name == "mean" else graph.add("Exp", value)
        graph.output(name, value, ["N", channels])
    # The durations stay exact: what they round to decides where every later sound stands.
    add_durations(graph, source, encoded)
    return graph


def _encoder(graph: Graph, rows: Rows, source: Source) -> str:
    """Return the encoded ids, (N, hidden)."""
    table = source.operand("/enc_p/emb/Gather", 0)
    hidden = table.shape[1]
    x = graph.add("Gather", graph.weight(table * np.float32(math.sqrt(hidden))), "ids")
    layers = source.count("/enc_p/encoder/attn_layers.#/conv_q/Conv")
    if not layers:
        raise LayoutError("there is no text encoder")
    for layer in range(layers):
        attended = _attention(graph, rows, source, x, layer)
        x = _norm(rows, source, graph.add("Add", x, attended), f"norm_layers_1.{layer}")
        expanded = _feed_forward(rows, source, x, f"/enc_p/encoder/ffn_layers.{layer}")
        x = _norm(rows, source, graph.add("Add", x, expanded), f"norm_layers_2.{layer}")
    return x


def _feed_forward(rows: Rows, source: Source, x: str, module: str) -> str:
    """Return the two convolutions of a layer, (N, hidden)."""
    graph = rows.graph
    first, second = (_same(source, f"{module}/conv_{number}") for number in (1, 2))
    if rows.is_int8:
        return rows.convolution(graph.add("Relu", rows.convolution(x, first)), second)
    # As planes: their weights are ready in the file, those of rows are arranged at each start.
    planes = Planes(graph)
    wide = planes.convolution(planes.from_channels(rows.to_channels(x)), first)
    narrow = planes.convolution(graph.add("Relu", wide), second)
    return rows.from_channels(planes.to_channels(narrow), len(second.bias))


def _same(source: Source, name: str) -> Convolution:
    """Return a convolution that the exported graph pads in an operation before it."""
    conv = source.convolution(name)
    width = conv.weight.shape[2]
    if conv.padding or conv.dilation != 1 or width % 2 == 0:
        raise LayoutError(f"{name} pads by itself")
    return replace(conv, padding=(width - 1) // 2)


def _norm(rows: Rows, source: Source, x: str, name: str) -> str:
    module = f"{_ENCODER}.{name}"
    return rows.normalize(x, source.weight(f"{module}.gamma"), source.weight(f"{module}.beta"))


def _attention(graph: Graph, rows: Rows, source: Source, x: str, layer: int) -> str:
    """Return self-attention with relative positions, (N, hidden)."""
    convs = {n: source.convolution(f"/enc_p/encoder/attn_layers.{layer}/conv_{n}") for n in "qkvo"}
    keys, values = (
        source.weight(f"{_ENCODER}.attn_layers.{layer}.emb_rel_{n}") for n in ("k", "v")
    )
    if keys.shape[0] != 1 or keys.shape != values.shape:
        raise LayoutError("heads have positions of their own")
    band, size = keys.shape[1:]
    heads = convs["q"].weight.shape[0] // size
    weights = [convs[n].weight[:, :, 0].T.astype(np.float64) for n in "qkv"]
    biases = [convs[n].bias.astype(np.float64) for n in "qkv"]
    weights[0] = weights[0] / math.sqrt(size)
    biases[0] = biases[0] / math.sqrt(size)
    product = rows.linear(x, np.concatenate(weights, 1), np.concatenate(biases))
    apart = graph.add("Reshape", product, graph.integers(-1, 3 * heads, size))
    turned = graph.add("Transpose", apart, perm=[1, 0, 2])
    sizes = graph.integers(heads, heads, heads)
    q, k, v = graph.add_many("Split", 3, turned, sizes, axis=0)
    scores = graph.add("MatMul", q, graph.add("Transpose", k, perm=[0, 2, 1]))
    near = graph.add("MatMul", q, graph.weight(np.ascontiguousarray(keys[0].T)))
    scores = graph.add("Add", scores, _spread_band(graph, near, heads, band))
    attention = graph.add("Softmax", scores, axis=-1)
    found = graph.add("MatMul", attention, v)
    positions = graph.add(
        "MatMul", _take_band(graph, attention, heads, band), graph.weight(values[0])
    )
    joined = graph.add("Transpose", graph.add("Add", found, positions), perm=[1, 0, 2])
    flat = graph.add("Reshape", joined, graph.integers(-1, heads * size))
    return rows.linear(flat, convs["o"].weight[:, :, 0].T, convs["o"].bias)


def _length(graph: Graph, more: int = 0) -> str:
    """Return the number of ids plus ``more``, shape (1,)."""
    count = graph.add("Shape", "ids")
    return graph.add("Add", count, graph.integers(more)) if more else count


def _spread_band(graph: Graph, near: str, heads: int, band: int) -> str:
    """Lay (heads, N, band) along the diagonal of zeros (heads, N, N).

    Rows made one longer than they are wide, and read as one row, shift by one with each row.
    """
    around = band // 2
    pad = graph.add("Concat", graph.integers(0, 0, 0, 0, 0), _length(graph), axis=0)
    padded = graph.add("Pad", near, pad)  # rows of N + band
    wide = _length(graph, band - 1)
    flat = graph.add("Reshape", padded, graph.integers(heads, -1))
    enough = graph.add("Mul", _length(graph), wide)
    cut = graph.add("Slice", flat, graph.integers(0), enough, graph.integers(1))
    shape = graph.add("Concat", graph.integers(heads), _length(graph), wide, axis=0)
    shifted = graph.add("Reshape", cut, shape)
    end = _length(graph, around)
    return graph.add("Slice", shifted, graph.integers(around), end, graph.integers(2))


def _take_band(graph: Graph, attention: str, heads: int, band: int) -> str:
    """Return the diagonal and what is near it of (heads, N, N), as (heads, N, band)."""
    around = band // 2
    padded = graph.add("Pad", attention, graph.integers(0, 0, around, 0, 0, around))
    flat = graph.add("Reshape", padded, graph.integers(heads, -1))
    pad = graph.add("Concat", graph.integers(0, 0, 0), _length(graph), axis=0)
    longer = graph.add("Pad", flat, pad)
    shape = graph.add("Concat", graph.integers(heads), _length(graph), _length(graph, band), axis=0)
    shifted = graph.add("Reshape", longer, shape)
    return graph.add("Slice", shifted, graph.integers(0), graph.integers(band), graph.integers(2))
