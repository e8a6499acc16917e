"""The building blocks of the stages, in two layouts.

*Rows*: a sequence is a matrix (time, channels), and a convolution is a matrix product with its
neighbors laid side by side. It suits the text encoder, whose sequences are short, and int8.

*Planes*: a sequence is an image of height one, (1, channels, 1, time). Only two-dimensional
convolutions reach onnxruntime's kernels for blocked channels (NCHWc), which run at the speed of the
CPU's multipliers; everything between two convolutions must be one as well, or the layout is
converted there and back.
"""

import numpy as np

from newsreader.engines.graph.onnxfile import Array, Graph
from newsreader.engines.graph.source import Convolution, LayoutError
from newsreader.engines.graph.toomcook import matrices

_END = 2**31 - 1
"""As the end of a slice: all there is."""


_OUTPUTS = {3: 4, 5: 4, 7: 2}
"""Rows at a time by the width of a convolution: 2, 2.5 and 1.75 times fewer multiplications. In the
flow of a medium voice that takes 35 % less time; the result differs by 3e-6 of its range. The
weights grow by a half: the text stage, which has the largest, would gain 0.02 of all time for 20 MB
and does without."""


class Rows:
    """Operations on matrices (time, channels) of a graph."""

    def __init__(
        self,
        graph: Graph,
        int8_limit: int | None = None,
        thrifty: bool = False,
    ) -> None:
        """With ``int8_limit``, weights of products are integers from minus to plus that.

        Without, ``thrifty`` convolutions multiply less, and have larger weights; all of them must
        be of sequences of one length.
        """
        self.graph = graph
        self.is_int8 = int8_limit is not None
        self._limit = int8_limit
        self._thrifty = thrifty and int8_limit is None
        self._length = ""
        self._pads_of: dict[tuple[int, int, int], str] = {}

    def linear(self, x: str, weight: Array, bias: Array) -> str:
        """Return x @ weight + bias, with weight (in, out)."""
        if self._limit is not None:
            return self._linear_int8(x, weight, bias)
        product = self.graph.add("MatMul", x, self.graph.weight(np.asarray(weight, np.float32)))
        return self.graph.add("Add", product, self.graph.weight(np.asarray(bias, np.float32)))

    def _linear_int8(self, x: str, weight: Array, bias: Array) -> str:
        """Return the same, with x measured and made uint8 each time (no calibration needed)."""
        assert self._limit is not None
        scale = np.maximum(np.abs(weight).max(axis=0) / self._limit, 1e-12)
        return self.graph.add(
            "DynamicQuantizeMatMul",
            x,
            self.graph.weight(np.rint(weight / scale).astype(np.int8)),
            self.graph.weight(scale.astype(np.float32)),
            "",  # zero points: there are none
            self.graph.weight(np.asarray(bias, np.float32)),
            domain="com.microsoft",
        )

    def convolution(self, x: str, conv: Convolution) -> str:
        """Return a convolution that keeps the length."""
        check_length(conv)
        width = conv.weight.shape[2]
        if self._thrifty and width in _OUTPUTS:
            return self._few_products(x, conv, _OUTPUTS[width])
        weight = conv.weight.transpose(2, 1, 0).reshape(-1, conv.weight.shape[0])
        return self.linear(self.neighbors(x, width, conv.dilation), weight, conv.bias)

    def _few_products(self, x: str, conv: Convolution, outputs: int) -> str:
        """Return a convolution, several rows at a time with fewer multiplications."""
        graph = self.graph
        size, channels, width = conv.weight.shape
        to_points, kernel, to_rows = matrices(outputs, width)
        count = len(to_points)
        stacked = self._tiles(x, outputs, count, conv)
        flat = graph.add("Reshape", stacked, graph.integers(count, -1))
        points = graph.add("MatMul", graph.weight(to_points), flat)
        apart = graph.add("Reshape", points, graph.integers(count, -1, channels))
        weights = np.einsum("nk,oik->nio", kernel, conv.weight.astype(np.float64))
        product = graph.add("MatMul", apart, graph.weight(weights))
        flat = graph.add("Reshape", product, graph.integers(count, -1))
        rows = graph.add("MatMul", graph.weight(to_rows), flat)
        apart = graph.add("Reshape", rows, graph.integers(outputs, -1, conv.dilation * size))
        turned = graph.add("Transpose", apart, perm=[1, 0, 2])
        long = graph.add("Reshape", turned, graph.integers(-1, size))
        cut = graph.add("Slice", long, graph.integers(0), self._length, graph.integers(0))
        return graph.add("Add", cut, graph.weight(np.asarray(conv.bias, np.float32)))

    def _tiles(self, x: str, step: int, count: int, conv: Convolution) -> str:
        """Return what each group of ``step`` outputs sees, (count, groups, channels).

        Where the convolution is dilated, a row is as many rows of x as it skips, side by side: each
        of them has neighbors of its own.
        """
        graph = self.graph
        channels, skip = conv.weight.shape[1], conv.dilation
        blocks = -(-count // step)
        padded = graph.add("Pad", x, self._pads(x, step * skip, blocks, conv.reach))
        grouped = graph.add("Reshape", padded, graph.integers(-1, step, skip * channels))
        turned = graph.add("Transpose", grouped, perm=[1, 0, 2])
        copies = []
        for block in range(blocks):
            ends = graph.integers(min(step, count - block * step), block - blocks + 1 or _END)
            axes = graph.integers(0, 1)
            copies.append(graph.add("Slice", turned, graph.integers(0, block), ends, axes))
        return graph.add("Concat", *copies, axis=0)

    def _pads(self, x: str, whole: int, blocks: int, reach: int) -> str:
        """Return the zeros around x: ``reach`` before, after it to full groups and the next ones.

        Each operation costs 20 us when the stage is loaded, so none is there twice.
        """
        graph = self.graph
        if not self._length:
            shape = graph.add("Shape", x)
            self._length = graph.add("Slice", shape, graph.integers(0), graph.integers(1))
        known = whole, blocks, reach
        if known not in self._pads_of:
            more = graph.add("Add", self._length, graph.integers(whole - 1))
            groups = graph.add("Div", more, graph.integers(whole))
            needed = graph.add("Add", groups, graph.integers(blocks - 1))
            length = graph.add("Mul", needed, graph.integers(whole))
            before = graph.add("Add", self._length, graph.integers(reach))
            after = graph.add("Sub", length, before)
            zero = graph.integers(0)
            self._pads_of[known] = graph.add(
                "Concat", graph.integers(reach, 0), after, zero, axis=0
            )
        return self._pads_of[known]

    def neighbors(self, x: str, width: int, dilation: int = 1) -> str:
        """Return, side by side, the rows that a convolution sees; zeros outside."""
        shifted = self.shifted(x, width, dilation)
        return self.graph.add("Concat", *shifted, axis=1) if width > 1 else x

    def shifted(self, x: str, width: int, dilation: int) -> list[str]:
        """Return ``width`` copies of x: what lies before, at, and after each row."""
        reach = (width - 1) // 2 * dilation
        if not reach:
            return [x]
        graph = self.graph
        padded = graph.add("Pad", x, graph.integers(reach, 0, reach, 0))
        copies = []
        for offset in range(0, width * dilation, dilation):
            end = offset - 2 * reach if offset < 2 * reach else _END
            ends = graph.integers(offset), graph.integers(end), graph.integers(0)
            copies.append(x if offset == reach else graph.add("Slice", padded, *ends))
        return copies

    def upsample(self, x: str, conv: Convolution, scale: float = 1.0) -> str:
        """Return a transposed convolution that is twice as wide as its stride."""
        check_upsampling(conv)
        graph = self.graph
        inputs, outputs, _width = conv.weight.shape
        stride = conv.stride
        # Each output sees two inputs: the earlier through the second half of the kernel.
        taps = [
            (conv.weight[:, :, half] * scale).transpose(0, 2, 1).reshape(inputs, stride * outputs)
            for half in (slice(stride, None), slice(stride))
        ]
        padded = graph.add("Pad", x, graph.integers(1, 0, 1, 0))
        begin, axis = graph.integers(0), graph.integers(0)
        before = graph.add("Slice", padded, begin, graph.integers(-1), axis)
        after = graph.add("Slice", padded, graph.integers(1), graph.integers(_END), axis)
        pair = graph.add("Concat", before, after, axis=1)
        phases = self.linear(pair, np.concatenate(taps), np.tile(conv.bias, stride))
        long = graph.add("Reshape", phases, graph.integers(-1, outputs))
        crop = conv.padding
        return graph.add("Slice", long, graph.integers(crop), graph.integers(-crop), axis)

    def normalize(self, x: str, gamma: Array, beta: Array) -> str:
        """Return layer normalization over the channels."""
        weights = self.graph.weight(gamma), self.graph.weight(beta)
        return self.graph.add("LayerNormalization", x, *weights, axis=-1, epsilon=1e-5)

    def leaky(self, x: str, slope: float) -> str:
        """Return leaky ReLU."""
        return self.graph.add("LeakyRelu", x, alpha=slope)

    def from_channels(self, x: str, channels: int) -> str:
        """Turn (1, channels, time) into rows."""
        flat = self.graph.add("Reshape", x, self.graph.integers(channels, -1))
        return self.graph.add("Transpose", flat, perm=[1, 0])

    def to_channels(self, x: str) -> str:
        """Turn rows into (1, channels, time)."""
        turned = self.graph.add("Transpose", x, perm=[1, 0])
        return self.graph.add("Unsqueeze", turned, self.graph.integers(0))


class Planes:
    """Operations on images (1, channels, 1, time) of a graph."""

    def __init__(self, graph: Graph) -> None:
        """Add operations to ``graph``."""
        self.graph = graph

    def convolution(self, x: str, conv: Convolution, scale: float = 1.0) -> str:
        """Return a convolution that keeps the length."""
        check_length(conv)
        return self._conv(x, conv.weight * scale, conv.bias, conv.dilation, conv.padding)

    def pointwise(self, x: str, weight: Array, bias: Array) -> str:
        """Return a convolution of width one, with weight (out, in)."""
        return self._conv(x, weight[:, :, None], bias, 1, 0)

    def _conv(
        self, x: str, weight: Array, bias: Array, dilation: int, padding: int, stride: int = 1
    ) -> str:
        graph = self.graph
        return graph.add(
            "Conv",
            x,
            graph.weight(np.asarray(weight, np.float32)[:, :, None, :]),
            graph.weight(np.asarray(bias, np.float32)),
            kernel_shape=[1, weight.shape[2]],
            dilations=[1, dilation],
            pads=[0, padding, 0, padding],
            strides=[1, stride],
        )

    def leaky(self, x: str, slope: float, channels: int) -> str:
        """Return leaky ReLU, as the activation of a convolution that does nothing.

        By itself the activation would not be computed on blocked channels.
        """
        return self.graph.add("LeakyRelu", self.copy(x, channels), alpha=slope)

    def copy(self, x: str, channels: int) -> str:
        """Return x, in blocked layout."""
        ones = self.graph.weight(np.ones((channels, 1, 1, 1), np.float32))
        return self.graph.add(
            "Conv", x, ones, kernel_shape=[1, 1], group=channels, dilations=[1, 1],
            pads=[0, 0, 0, 0], strides=[1, 1],
        )  # fmt: skip

    def upsample(self, x: str, conv: Convolution, scale: float = 1.0) -> str:
        """Return a transposed convolution that is twice as wide as its stride.

        It becomes a convolution of two taps with a channel for each phase of the output; then the
        phases are interleaved. onnxruntime has no blocked kernel for transposed ones.
        """
        check_upsampling(conv)
        inputs, outputs, _width = conv.weight.shape
        stride, crop = conv.stride, conv.padding
        weight = np.empty((outputs, stride, inputs, 2), np.float32)
        weight[..., 1] = (conv.weight[:, :, :stride] * scale).transpose(1, 2, 0)
        weight[..., 0] = (conv.weight[:, :, stride:] * scale).transpose(1, 2, 0)
        taps = weight.reshape(outputs * stride, inputs, 2)
        phases = self._conv(x, taps, np.repeat(conv.bias, stride), 1, 1)
        graph = self.graph
        apart = graph.add("Reshape", phases, graph.integers(1, outputs, stride, -1))
        turned = graph.add("Transpose", apart, perm=[0, 1, 3, 2])
        long = graph.add("Reshape", turned, graph.integers(1, outputs, 1, -1))
        axis = graph.integers(3)
        return graph.add("Slice", long, graph.integers(crop), graph.integers(-crop), axis)

    def single(self, x: str, conv: Convolution, scale: float, pack: int) -> str:
        """Return a convolution with one output channel, computed ``pack`` samples at a time.

        One channel would use one lane of the vector unit. The length must be a multiple of pack.
        """
        channels, width = conv.weight.shape[1:]
        weight = np.zeros((pack, channels, width + pack - 1), np.float32)
        for phase in range(pack):
            weight[phase, :, phase : phase + width] = conv.weight[0] * scale
        bias = np.repeat(conv.bias, pack)
        phases = self._conv(x, weight, bias, 1, conv.padding, stride=pack)
        turned = self.graph.add("Transpose", phases, perm=[0, 2, 3, 1])
        return self.graph.add("Reshape", turned, self.graph.integers(1, 1, 1, -1))

    def from_channels(self, x: str) -> str:
        """Turn (1, channels, time) into an image."""
        return self.graph.add("Unsqueeze", x, self.graph.integers(2))

    def to_channels(self, x: str) -> str:
        """Turn an image into (1, channels, time)."""
        return self.graph.add("Squeeze", x, self.graph.integers(2))


def check_length(conv: Convolution) -> None:
    """Raise LayoutError where a convolution changes the length."""
    width = conv.weight.shape[2]
    if conv.stride != 1 or conv.padding * 2 != (width - 1) * conv.dilation:
        raise LayoutError(f"a convolution of width {width} and stride {conv.stride}")


def check_upsampling(conv: Convolution) -> None:
    """Raise LayoutError where a transposed convolution is not of the kind that is known."""
    stride = conv.stride
    if conv.weight.shape[2] != 2 * stride or conv.padding * 2 != stride or conv.dilation != 1:
        raise LayoutError(f"an upsampling of {conv.weight.shape[2]} by {stride}")
