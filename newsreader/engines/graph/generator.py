"""The last stages: HiFi-GAN's residual blocks and upsamplings, to samples.

The first of these stages takes what the flow stage has already upsampled once. A residual block's
mean over its kernels is left as a sum; the division is folded into what comes next, as it commutes
with leaky ReLU.
"""

from math import gcd

from newsreader.engines.graph.flow import SLOPE
from newsreader.engines.graph.layers import Planes, Rows
from newsreader.engines.graph.onnxfile import FLOAT, Graph
from newsreader.engines.graph.source import Convolution, LayoutError, Source

_LAST_SLOPE = 0.01
"""Of the leaky ReLU before the last convolution: PyTorch's default."""

_PACK = 4
"""Samples that the last convolution computes at once."""

Chains = list[list[list[Convolution]]]
"""For each kernel size, residual units; for each unit, convolutions one after the other."""


def stage_count(source: Source) -> int:
    """Return the number of generator stages."""
    return source.count("/dec/ups.#/ConvTranspose")


def generator_stage(source: Source, number: int, int8_limit: int | None) -> tuple[Graph, int, int]:
    """Build ``x`` (1, channels, L) -> ``y`` (1, channels, L * rate); return reach and rate with it.

    The reach counts inputs to each side. The last stage gives samples, (1, 1, L * rate).
    """
    last = number == stage_count(source) - 1
    up = source.convolution(f"/dec/ups.{number}")
    chains = _chains(source, number)
    channels = up.weight.shape[1]
    graph = Graph({"x": (FLOAT, [1, channels if number == 0 else up.weight.shape[0], "L"])})
    slope = _LAST_SLOPE if last else SLOPE
    rate = up.stride if number else 1
    reach = max(sum(conv.reach for unit in chain for conv in unit) for chain in chains)
    scale = 1 / len(chains)  # the mean over the kernels of the stage before
    if number == 0 or int8_limit is not None:
        # As rows, which are faster where channels are many (the first) or for integers.
        rows = Rows(graph, int8_limit, thrifty=True)
        x = rows.from_channels("x", up.weight.shape[0] if number else channels)
        if number:
            x = rows.upsample(x, up, scale)
        y = rows.leaky(_blocks_rows(rows, x, chains), slope)
        graph.output("y", rows.to_channels(y), [1, channels, "M"])
    else:
        planes = Planes(graph)
        x = planes.upsample(planes.from_channels("x"), up, scale)
        y = planes.leaky(_blocks_planes(planes, x, chains, channels), slope, channels)
        if last:
            post = source.convolution("/dec/conv_post")
            if post.weight.shape[0] != 1:
                raise LayoutError(f"{post.weight.shape[0]} channels of sound")
            reach += post.reach
            sound = planes.single(y, post, scale, gcd(rate, _PACK))
            y = graph.add("Tanh", sound)
        graph.output("y", planes.to_channels(y), [1, 1 if last else channels, "M"])
    return graph, -(-reach // rate) + 1 if number else reach, rate


def _chains(source: Source, number: int) -> Chains:
    """Return the residual blocks after an upsampling."""
    blocks = len({int(m[1]) for m in source.names(r"/dec/resblocks\.([0-9]+)/convs.*/Conv")})
    kernels, rest = divmod(blocks, stage_count(source))
    if not kernels or rest:
        raise LayoutError(f"{blocks} residual blocks")
    return [_units(source, f"/dec/resblocks.{number * kernels + k}") for k in range(kernels)]


def _units(source: Source, module: str) -> list[list[Convolution]]:
    """Return the residual units of a block: of one convolution (medium) or two (high)."""
    single = source.count(f"{module}/convs.#/Conv")
    if single:
        return [[source.convolution(f"{module}/convs.{n}")] for n in range(single)]
    pairs = source.count(f"{module}/convs1.#/Conv")
    return [
        [source.convolution(f"{module}/convs{part}.{n}") for part in (1, 2)] for n in range(pairs)
    ]


def _blocks_rows(rows: Rows, x: str, chains: Chains) -> str:
    """Return the sum of the residual blocks of x, (L, channels)."""
    first = rows.leaky(x, SLOPE)
    total = ""
    for chain in chains:
        h = x
        for unit in chain:
            y = first if h is x else rows.leaky(h, SLOPE)
            for number, conv in enumerate(unit):
                y = rows.convolution(rows.leaky(y, SLOPE) if number else y, conv)
            h = rows.graph.add("Add", y, h)
        total = rows.graph.add("Add", total, h) if total else h
    return total


def _blocks_planes(planes: Planes, x: str, chains: Chains, channels: int) -> str:
    """Return the sum of the residual blocks of x, (1, channels, 1, L)."""
    x = planes.copy(x, channels)
    first = planes.leaky(x, SLOPE, channels)
    total = ""
    for chain in chains:
        h = x
        for unit in chain:
            y = first if h is x else planes.leaky(h, SLOPE, channels)
            for number, conv in enumerate(unit):
                y = planes.convolution(planes.leaky(y, SLOPE, channels) if number else y, conv)
            h = planes.graph.add("Add", y, h)
        total = planes.graph.add("Add", total, h) if total else h
    return total
