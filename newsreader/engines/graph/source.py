"""A Piper model as the training code exports it: where its weights are, and how it is built.

Piper's export (piper-tts, train/export_onnx.py) names operations after the modules of VITS, so a
weight is found by the name of the convolution that uses it. Sizes are read from the weights and
never assumed; what has another layout raises LayoutError, and is spoken by the whole model.
"""

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from newsreader.engines.graph.onnxfile import Array, Model, read, tensor

_LANDMARKS = ("/enc_p/emb/Gather", "/dp/pre/Conv", "/flow/flows.0/pre/Conv", "/dec/conv_post/Conv")
"""One operation of each part: where one is missing there is no need to look further."""


class LayoutError(Exception):
    """The model is not built in the way that the cutter knows."""


@dataclass(frozen=True, slots=True)
class Convolution:
    """A 1-D convolution of the model."""

    weight: Array
    """Shape (out, in, width); of a transposed one (in, out, width)."""
    bias: Array
    """Shape (out,)."""
    dilation: int
    stride: int
    padding: int
    """On the left; on the right it is the same."""

    @property
    def reach(self) -> int:
        """How many inputs to one side an output depends on."""
        return int(self.weight.shape[2] - 1) // 2 * self.dilation


class Source:
    """The weights of a voice, with one speaker chosen."""

    def __init__(self, path: Path, speaker: int | None) -> None:
        """Map the model. Raises OSError, ValueError for what is no model, LayoutError."""
        self._model: Model = read(path)
        expected = {"input", "input_lengths", "scales"} | (
            {"sid"} if speaker is not None else set()
        )
        if set(self._model.inputs) != expected or len(self._model.outputs) != 1:
            raise LayoutError(f"inputs are {self._model.inputs}, outputs {self._model.outputs}")
        for node in _LANDMARKS:
            if node not in self._model.nodes:
                raise LayoutError(f"there is no operation {node}")
        self._speaker = speaker
        self._copies = {
            node.outputs[0]: node.inputs[0]
            for node in self._model.nodes.values()
            if node.operation == "Identity"
        }

    def names(self, pattern: str) -> list[re.Match[str]]:
        """Return the names of operations that match, whole."""
        found = (re.fullmatch(pattern, name) for name in self._model.nodes)
        return [match for match in found if match]

    def count(self, pattern: str) -> int:
        """Return one more than the highest number that stands for ``#`` in a name."""
        matches = self.names(re.escape(pattern).replace("\\#", "#").replace("#", "([0-9]+)"))
        return 1 + max((int(match[1]) for match in matches), default=-1)

    def weight(self, name: str) -> Array:
        """Return a weight by its own name."""
        # The exporter keeps equal weights once, and copies the others from it.
        while name in self._copies:
            name = self._copies[name]
        try:
            found = tensor(self._model.weights[name])
        except (KeyError, ValueError) as error:
            raise LayoutError(f"there is no weight {name}") from error
        if found.dtype != np.float32:
            raise LayoutError(f"the weight {name} is of type {found.dtype}")
        return found

    def operand(self, node: str, place: int) -> Array:
        """Return the weight that an operation takes as its input number ``place``."""
        found = self._model.nodes.get(node)
        if found is None or len(found.inputs) <= place:
            raise LayoutError(f"there is no operation {node}")
        return self.weight(found.inputs[place])

    def has(self, node: str) -> bool:
        """Return whether there is an operation of this name."""
        return node in self._model.nodes

    def convolution(self, name: str) -> Convolution:
        """Return the convolution of a module, e.g. ``/dec/conv_pre``."""
        transposed = self.has(f"{name}/ConvTranspose")
        node = f"{name}/ConvTranspose" if transposed else f"{name}/Conv"
        weight = self.operand(node, 1)
        if weight.ndim != 3:
            raise LayoutError(f"{node} has {weight.ndim - 2} dimensions")
        found = self._model.nodes[node]
        outputs = weight.shape[1 if transposed else 0]
        bias = self.operand(node, 2) if len(found.inputs) > 2 else np.zeros(outputs, np.float32)
        pads = set(found.integers("pads")) or {0}
        if len(pads) > 1 or any(found.integers("output_padding")):
            raise LayoutError(f"{node} is padded on one side")
        dilation, stride = (found.integers(key) or (1,) for key in ("dilations", "strides"))
        return Convolution(weight, bias, dilation[0], stride[0], pads.pop())

    def conditioning(self, name: str, size: int) -> Array:
        """Return what a module adds for the speaker, shape (size,); zeros in a voice of one.

        The speaker is fixed when the voice is cut, so this goes into the biases and costs nothing.
        """
        if self._speaker is None:
            return np.zeros(size)
        layer = self.convolution(name)
        weight = layer.weight[:, :, 0].astype(np.float64)
        added: Array = weight @ self._embedding + layer.bias
        if added.shape != (size,):
            raise LayoutError(f"{name} adds {added.shape}, not {size}")
        return added

    @cached_property
    def _embedding(self) -> Array:
        """Return the speaker's vector."""
        table = self.operand("/emb_g/Gather", 0)
        if self._speaker is None or not 0 <= self._speaker < len(table):
            raise LayoutError(f"there is no speaker {self._speaker}")
        found: Array = table[self._speaker].astype(np.float64)
        return found
