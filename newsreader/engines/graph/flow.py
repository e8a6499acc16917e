"""The second stage: frames of the prior to the input of the generator's first residual blocks.

The flow of VITS, backwards. Flips of the channels are folded into the weights, and so is the last
convolution of a layer into the skip connections that feed it: both are linear.
"""

from dataclasses import dataclass, replace

import numpy as np

from newsreader.engines.graph.layers import Rows
from newsreader.engines.graph.onnxfile import FLOAT, Array, Graph
from newsreader.engines.graph.source import Convolution, LayoutError, Source

SLOPE = 0.1
"""Of the leaky ReLUs in the generator."""


def flow_stage(source: Source, int8_limit: int | None) -> tuple[Graph, int]:
    """Build ``x`` (T, channels) -> ``y`` (1, channels, T * rate), and return its reach in frames.

    The reach is how many frames to each side of its own a result depends on.
    """
    layers = _coupling_layers(source)
    channels = 2 * layers[0].pre_weight.shape[0]
    graph = Graph({"x": (FLOAT, ["T", channels])})
    conv_pre = source.convolution("/dec/conv_pre")
    bias = conv_pre.bias + source.conditioning("/dec/cond", len(conv_pre.bias))
    conv_pre = replace(conv_pre, bias=bias)
    up = source.convolution("/dec/ups.0")
    rows = Rows(graph, int8_limit, thrifty=True)
    sizes = graph.integers(channels // 2, channels // 2)
    first, second = _flow(rows, layers, *graph.add_many("Split", 2, "x", sizes, axis=1))
    joined = graph.add("Concat", first, second, axis=1)
    wide = rows.leaky(rows.convolution(joined, conv_pre), SLOPE)
    graph.output("y", rows.to_channels(rows.upsample(wide, up)), [1, up.weight.shape[1], "L"])
    reach = sum(conv.reach for layer in layers for conv in layer.gates)
    return graph, reach + conv_pre.reach + 1


@dataclass(frozen=True, slots=True)
class _Coupling:
    """One coupling layer, which changes one half of the channels by the other."""

    known: int
    """Which half it reads; the other is changed."""
    pre_weight: Array
    """Shape (half, hidden)."""
    pre_bias: Array
    gates: tuple[Convolution, ...]
    """Of twice the hidden channels: for tanh, then for sigmoid."""
    residuals: tuple[tuple[Array, Array], ...]
    """Weight (hidden, hidden) and bias, from each gate but the last to the next."""
    skips: tuple[Array, ...]
    """From each gate to the change, (hidden, half)."""
    bias: Array
    """Of the change, (half,)."""

    @property
    def hidden(self) -> int:
        """Return the number of channels inside."""
        return int(self.pre_weight.shape[1])


def _coupling_layers(source: Source) -> list[_Coupling]:
    """Return the layers in the order in which they run backwards, free of flips."""
    numbers = [int(found[1]) for found in source.names(r"/flow/flows\.([0-9]+)/pre/Conv")]
    if not numbers or len(numbers) % 2:
        raise LayoutError(f"a flow of {len(numbers)} layers")
    layers = []
    # A flip reverses all channels: the halves change places and are reversed each.
    first, second = (0, False), (1, False)
    for number in sorted(numbers, reverse=True):
        first, second = (second[0], not second[1]), (first[0], not first[1])
        layers.append(_coupling(source, f"/flow/flows.{number}", first, second))
    return layers


def _coupling(
    source: Source, module: str, known: tuple[int, bool], changed: tuple[int, bool]
) -> _Coupling:
    """Return one layer; each half is given as its number and whether its channels are reversed."""
    pre = source.convolution(f"{module}/pre")
    post = source.convolution(f"{module}/post")
    half, hidden = post.weight.shape[:2]
    if pre.weight.shape != (hidden, half, 1):
        raise LayoutError(f"{module} has halves of {pre.weight.shape[1]} and {half}")
    pre_weight = pre.weight[:, ::-1, 0] if known[1] else pre.weight[:, :, 0]
    # Backwards the mean is subtracted.
    post_weight, post_bias = -post.weight[:, :, 0].astype(np.float64), -post.bias.astype(np.float64)
    if changed[1]:
        post_weight, post_bias = post_weight[::-1], post_bias[::-1]
    count = source.count(f"{module}/enc/in_layers.#/Conv")
    added = source.conditioning(f"{module}/enc/cond_layer", 2 * hidden * count)
    gates, residuals, skips = [], [], []
    for layer in range(count):
        gate = source.convolution(f"{module}/enc/in_layers.{layer}")
        mine = added[2 * hidden * layer : 2 * hidden * (layer + 1)]
        gates.append(replace(gate, bias=gate.bias + mine))
        out = source.convolution(f"{module}/enc/res_skip_layers.{layer}")
        weight, bias = out.weight[:, :, 0].astype(np.float64), out.bias.astype(np.float64)
        if layer < count - 1:
            residuals.append((weight[:hidden].T, bias[:hidden]))
            weight, bias = weight[hidden:], bias[hidden:]
        skips.append((post_weight @ weight).T)
        post_bias = post_bias + post_weight @ bias
    return _Coupling(
        known[0], pre_weight.T, pre.bias, tuple(gates), tuple(residuals), tuple(skips), post_bias
    )


def _flow(rows: Rows, layers: list[_Coupling], *halves: str) -> tuple[str, str]:
    """Run the layers on halves of shape (T, half)."""
    graph = rows.graph
    values = list(halves)
    for layer in layers:
        sizes = graph.integers(layer.hidden, layer.hidden)
        h = rows.linear(values[layer.known], layer.pre_weight, layer.pre_bias)
        found = []
        for gate, residual in zip(layer.gates, [*layer.residuals, None], strict=True):
            both = graph.add_many("Split", 2, rows.convolution(h, gate), sizes, axis=1)
            found.append(_gated(graph, *both))
            if residual is not None:
                h = graph.add("Add", rows.linear(found[-1], *residual), h)
        gathered = graph.add("Concat", *found, axis=1)
        change = rows.linear(gathered, np.concatenate(layer.skips), layer.bias)
        values[1 - layer.known] = graph.add("Add", change, values[1 - layer.known])
    return values[0], values[1]


def _gated(graph: Graph, for_tanh: str, for_sigmoid: str) -> str:
    return graph.add("Mul", graph.add("Tanh", for_tanh), graph.add("Sigmoid", for_sigmoid))
