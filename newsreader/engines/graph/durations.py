"""The stochastic duration predictor of VITS, run backwards, in a fifth of the exported nodes.

A chain of normalizing flows turns noise into log durations (Kim et al. 2021, section 2.2.2, and
Durkan et al. 2019, "Neural spline flows", for the splines). The export writes each spline as
lookups with masks and scatters; here the segment of a spline is chosen by a row of zeros and a one.
"""

import numpy as np

from newsreader.engines.graph.layers import Rows
from newsreader.engines.graph.onnxfile import FLOAT, Array, Graph
from newsreader.engines.graph.source import LayoutError, Source

_BOUND = 5.0
"""Splines act from minus to plus this; outside, values pass unchanged."""

_MIN_SEGMENT = 1e-3
"""Width and height that each segment of a spline has at least, as a part of the whole."""

_MIN_SLOPE = 1e-3

_EDGE = 1e-6
"""Added to the end of the last segment, so that the bound itself belongs to it."""


def add_durations(graph: Graph, source: Source, encoded: str) -> None:
    """Add the output ``length``, (N,), from the input ``noise`` and the encoded ids (N, hidden)."""
    rows = Rows(graph)
    first = source.convolution("/dp/pre")
    bias = first.bias + source.conditioning("/dp/cond", len(first.bias))
    x = rows.linear(encoded, first.weight[:, :, 0].T, bias)
    x = _separable(graph, rows, source, x, "/dp/convs")
    last = source.convolution("/dp/proj")
    condition = rows.linear(x, last.weight[:, :, 0].T, last.bias)
    first_half, second_half = graph.add_many("Split", 2, "noise", graph.integers(1, 1), axis=1)
    for number in _flow_numbers(source):
        # Each flow changes one half by the other; between them the halves change places.
        first_half, second_half = second_half, first_half
        second_half = _flow(graph, rows, source, number, condition, first_half, second_half)
    # One more change of places, and the affine flow at the end, which ends in exp.
    shift = source.operand("/dp/flows.0/Sub", 1).reshape(-1)[0]
    factor = _last_factor(source)
    moved = graph.add("Sub", second_half, graph.weight(np.array([shift], np.float32)))
    logarithm = graph.add("Mul", moved, graph.weight(np.array([factor], np.float32)))
    flat = graph.add("Reshape", logarithm, graph.integers(-1))
    graph.output("length", graph.add("Exp", flat), ["N"])


def _last_factor(source: Source) -> float:
    """Return exp(-logs) of the affine flow, which some exporters compute and some leave to do."""
    if source.has("/dp/flows.0/Exp"):
        return float(np.exp(source.operand("/dp/flows.0/Exp", 0).reshape(-1)[0]))
    return float(source.operand("/dp/flows.0/Mul", 1).reshape(-1)[0])


def _flow_numbers(source: Source) -> list[int]:
    """Return the numbers of the spline flows in the order in which they run."""
    numbers = [int(found[1]) for found in source.names(r"/dp/flows\.([0-9]+)/pre/Conv")]
    if not numbers:
        raise LayoutError("the durations are not predicted by flows")
    return sorted(numbers, reverse=True)


def _separable(graph: Graph, rows: Rows, source: Source, x: str, path: str) -> str:
    """Return a stack of dilated depth-wise convolutions with residuals."""
    module = path[1:].replace("/", ".")
    for layer in range(source.count(f"{path}/convs_sep.#/Conv")):
        conv = source.convolution(f"{path}/convs_sep.{layer}")
        y = _depthwise(graph, rows, x, conv.weight, conv.bias, conv.dilation)
        y = _norm_gelu(graph, rows, source, y, f"{module}.norms_1.{layer}")
        point = source.convolution(f"{path}/convs_1x1.{layer}")
        y = rows.linear(y, point.weight[:, :, 0].T, point.bias)
        y = _norm_gelu(graph, rows, source, y, f"{module}.norms_2.{layer}")
        x = graph.add("Add", x, y)
    return x


def _depthwise(graph: Graph, rows: Rows, x: str, weight: Array, bias: Array, dilation: int) -> str:
    """Return a convolution of each channel by itself, weight (channels, 1, width)."""
    total = graph.weight(bias)
    for place, shifted in enumerate(rows.shifted(x, weight.shape[2], dilation)):
        part = graph.add("Mul", shifted, graph.weight(weight[:, 0, place]))
        total = graph.add("Add", part, total)
    return total


def _norm_gelu(graph: Graph, rows: Rows, source: Source, x: str, name: str) -> str:
    normal = rows.normalize(x, source.weight(f"{name}.gamma"), source.weight(f"{name}.beta"))
    return graph.add("Gelu", normal, domain="com.microsoft")


def _flow(
    graph: Graph, rows: Rows, source: Source, number: int, condition: str, known: str, changed: str
) -> str:
    """Return ``changed`` after the inverse of one spline flow, both (N, 1)."""
    module = f"/dp/flows.{number}"
    pre = source.convolution(f"{module}/pre")
    wide = graph.add("Mul", known, graph.weight(pre.weight[:, 0, 0]))
    x = graph.add("Add", graph.add("Add", wide, graph.weight(pre.bias)), condition)
    x = _separable(graph, rows, source, x, f"{module}/convs")
    proj = source.convolution(f"{module}/proj")
    outputs, channels = proj.weight.shape[:2]
    bins = (outputs + 1) // 3
    if outputs != 3 * bins - 1:
        raise LayoutError(f"a spline of {outputs} numbers")
    weight = proj.weight[:, :, 0].T.astype(np.float64)
    bias = proj.bias.astype(np.float64)
    weight[:, : 2 * bins] /= np.sqrt(channels)
    bias[: 2 * bins] /= np.sqrt(channels)
    shape = rows.linear(x, weight, bias)
    return _inverse_spline(graph, shape, changed, bins)


def _inverse_spline(graph: Graph, shape: str, value: str, bins: int) -> str:
    """Return the inverse of monotonic rational-quadratic splines at ``value``, (N, 1)."""

    def constant(number: float) -> str:
        return graph.weight(np.array([number], np.float32))

    def calculate(operation: str, *operands: str) -> str:
        return graph.add(operation, *operands)

    raw_widths, raw_heights, raw_slopes = graph.add_many(
        "Split", 3, shape, graph.integers(bins, bins, bins - 1), axis=1
    )
    inside = calculate(
        "Clip", value, graph.weight(np.array(-_BOUND)), graph.weight(np.array(_BOUND))
    )
    lefts, widths = _segments(graph, raw_widths, bins)
    bottoms, heights = _segments(graph, raw_heights, bins)
    softplus = calculate("Add", graph.add("Softplus", raw_slopes), constant(_MIN_SLOPE))
    # At the bounds the slope is that of the line outside.
    ones = calculate("Add", calculate("Mul", value, constant(0.0)), constant(1.0))
    slopes = graph.add("Concat", ones, softplus, ones, axis=1)

    # One where the segment holds the value, zero elsewhere.
    edges = np.full(bins, 0.0, np.float32)
    ends = graph.add(
        "Add",
        graph.add("Add", bottoms, heights),
        graph.weight(np.where(np.arange(bins) == bins - 1, _EDGE, edges).astype(np.float32)),
    )
    above = graph.add("GreaterOrEqual", inside, bottoms)
    below = graph.add("Less", inside, ends)
    chosen = graph.add("Cast", graph.add("And", above, below), to=FLOAT)

    def choose(table: str) -> str:
        return graph.add("ReduceSum", calculate("Mul", table, chosen), graph.integers(1))

    axis = graph.integers(1)
    slope_before = graph.add("Slice", slopes, graph.integers(0), graph.integers(bins), axis)
    slope_after = graph.add("Slice", slopes, graph.integers(1), graph.integers(bins + 1), axis)
    left, width, bottom, height, start, end = (
        choose(table) for table in (lefts, widths, bottoms, heights, slope_before, slope_after)
    )
    # Durkan et al., appendix A.2: the root of a quadratic, in the form that does not cancel.
    mean = calculate("Div", height, width)
    offset = calculate("Sub", inside, bottom)
    twice = calculate("Mul", mean, constant(2.0))
    curve = calculate("Mul", offset, calculate("Sub", calculate("Add", start, end), twice))
    a = calculate("Add", curve, calculate("Mul", height, calculate("Sub", mean, start)))
    b = calculate("Sub", calculate("Mul", height, start), curve)
    c = calculate("Neg", calculate("Mul", mean, offset))
    product = calculate("Mul", calculate("Mul", a, c), constant(4.0))
    discriminant = calculate("Sub", calculate("Mul", b, b), product)
    divisor = calculate("Neg", calculate("Add", b, calculate("Sqrt", discriminant)))
    root = calculate("Div", calculate("Mul", c, constant(2.0)), divisor)
    inverse = calculate("Add", calculate("Mul", root, width), left)
    unchanged = calculate("Equal", inside, value)
    return calculate("Where", unchanged, inverse, value)


def _segments(graph: Graph, raw: str, bins: int) -> tuple[str, str]:
    """Return where the segments begin, and how large they are, both (N, bins)."""
    share = graph.add("Softmax", raw, axis=-1)
    span = 2 * _BOUND
    scale = span * (1 - _MIN_SEGMENT * bins)
    sizes = graph.add(
        "Add",
        graph.add("Mul", share, graph.weight(np.array([scale], np.float32))),
        graph.weight(np.array([span * _MIN_SEGMENT], np.float32)),
    )
    before = np.triu(np.ones((bins, bins), np.float32), 1)
    begins = graph.add(
        "Add",
        graph.add("MatMul", sizes, graph.weight(before)),
        graph.weight(np.array([-_BOUND], np.float32)),
    )
    return begins, sizes
