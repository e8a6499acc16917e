"""Convolutions with fewer multiplications.

A convolution of width r that gives m outputs at a time multiplies m * r times. Toom and Cook showed
that n = m + r - 1 are enough: evaluate the input (as a polynomial) and the kernel at n points, and
multiply there. Winograd (1980) used it for filters, Lavin and Gray (2015, arXiv:1509.09308) for
neural networks, with the matrices that are made here. What is evaluated are whole rows of channels,
so each multiplication is a product of matrices. Rounding grows with the points: a few steps of
float32 for the ones that are used here.
"""

from fractions import Fraction

import numpy as np

from newsreader.engines.graph.onnxfile import Array

_POINTS = [
    Fraction(0),
    *(s * p for p in (Fraction(1), Fraction(2), Fraction(1, 2)) for s in (1, -1)),
]
"""With infinity as the last: the sequence of Lavin and Gray."""


def matrices(outputs: int, width: int) -> tuple[Array, Array, Array]:
    """Return the matrices for input (n, n), kernel (n, width) and output (outputs, n)."""
    count = outputs + width - 1
    points = _POINTS[: count - 1]
    if len(points) < count - 1:
        raise ValueError(f"no points for {outputs} outputs of width {width}")
    output = np.array([[float(p**power) for p in points] + [power == outputs - 1]
                       for power in range(outputs)], np.float64)  # fmt: skip
    kernel_rows, input_rows = [], []
    product = _from_roots(points)
    for number, point in enumerate(points):
        others = _from_roots(points[:number] + points[number + 1 :])
        scale = Fraction(1)
        for other in points[:number] + points[number + 1 :]:
            scale *= point - other
        kernel_rows.append([float(point**power / scale) for power in range(width)])
        input_rows.append([float(c) for c in others] + [0.0])
    kernel_rows.append([0.0] * (width - 1) + [1.0])
    input_rows.append([float(c) for c in product])
    return np.array(input_rows), np.array(kernel_rows), output


def _from_roots(roots: list[Fraction]) -> list[Fraction]:
    """Return the coefficients of the product of (x - root), lowest power first."""
    found = [Fraction(1)]
    for root in roots:
        shifted = [Fraction(0), *found]
        found = [a - root * b for a, b in zip(shifted, [*found, Fraction(0)], strict=True)]
    return found
