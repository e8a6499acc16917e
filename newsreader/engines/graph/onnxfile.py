"""Read and write ONNX files, as far as cutting a voice needs it.

The package ``onnx`` is 18 MB to fetch, brings protobuf and ml_dtypes, and takes a second to
import; what is needed of the format is the eleven messages below, whose numbers can never change
(https://github.com/onnx/onnx/blob/main/onnx/onnx.proto). Weights are read where they lie in the
mapped file, so that a model of 63 MB costs no memory, and written to a file of their own, which
onnxruntime maps.
"""

import mmap
import struct
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

FLOAT, UINT8, INT8, INT64 = 1, 2, 3, 7
"""Of TensorProto.DataType."""

_DTYPES: Mapping[int, type[np.generic]] = {
    FLOAT: np.float32,
    UINT8: np.uint8,
    INT8: np.int8,
    6: np.int32,
    INT64: np.int64,
    9: np.bool_,
    11: np.float64,
}
_TYPES = {np.dtype(dtype): number for number, dtype in _DTYPES.items()}

_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5
"""Wire types (https://protobuf.dev/programming-guides/encoding/)."""

IR_VERSION, OPSET = 8, 17
"""The oldest that have what the stages use (LayerNormalization); onnxruntime reads all older."""

_EXTERNAL_BYTES = 512
"""Smaller weights stay in the model file: onnxruntime maps whole pages."""

_ALIGNMENT = 4096
"""Of each weight in its file: a mapping starts at a page."""


@dataclass(slots=True)
class Node:
    """An operation of a model that was read."""

    name: str
    operation: str
    domain: str
    inputs: list[str]
    outputs: list[str]
    attributes: dict[str, bytes]
    """Encoded AttributeProtos by name."""

    def integers(self, name: str) -> tuple[int, ...]:
        """Return an attribute that is one integer or several; nothing where it is missing."""
        found: list[int] = []
        for number, value in _fields(memoryview(self.attributes.get(name, b""))):
            if number in (3, 8):
                found += _integers(value)
        return tuple(found)

    def encode(self) -> bytes:
        """Return a NodeProto."""
        message = b"".join(_bytes_field(1, name.encode()) for name in self.inputs)
        message += b"".join(_bytes_field(2, name.encode()) for name in self.outputs)
        message += _bytes_field(3, self.name.encode()) + _bytes_field(4, self.operation.encode())
        message += b"".join(_bytes_field(5, attribute) for attribute in self.attributes.values())
        return message + (_bytes_field(7, self.domain.encode()) if self.domain else b"")


@dataclass(frozen=True, slots=True)
class Model:
    """What a file holds, with the weights still in it."""

    nodes: Mapping[str, Node]
    """By name."""
    weights: Mapping[str, memoryview]
    """TensorProtos by name; see ``tensor``."""
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]


# Reading


def read(path: Path) -> Model:
    """Map a model file. Raises OSError or ValueError where it is none."""
    with path.open("rb") as file:
        view = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
    try:
        graph = next(value for number, value in _fields(view) if number == 7)
    except StopIteration as error:
        raise ValueError(f"{path} holds no graph") from error
    nodes: dict[str, Node] = {}
    weights: dict[str, memoryview] = {}
    inputs: list[str] = []
    outputs: list[str] = []
    for number, value in _fields(graph):
        if number == 1:
            node = _node(value)
            nodes[node.name] = node
        elif number == 5:
            weights[_name(value, 8)] = value
        elif number == 11:
            inputs.append(_name(value, 1))
        elif number == 12:
            outputs.append(_name(value, 1))
    return Model(nodes, weights, tuple(inputs), tuple(outputs))


def tensor(message: memoryview) -> Array:
    """Return a weight as an array that lies in the file. Raises ValueError for other kinds."""
    shape: list[int] = []
    kind = 0
    raw: memoryview | None = None
    for number, value in _fields(message):
        if number == 1:
            shape += _integers(value)
        elif number == 2:
            kind = value
        elif number == 9 or (number == 4 and kind == FLOAT and isinstance(value, memoryview)):
            raw = value
    if kind not in _DTYPES or raw is None:
        raise ValueError("a weight is of an unknown kind, or lies in another file")
    return np.frombuffer(raw, _DTYPES[kind]).reshape(shape)


def _node(message: memoryview) -> Node:
    """Decode a NodeProto."""
    texts: dict[int, list[str]] = {1: [], 2: [], 3: [], 4: [], 7: []}
    attributes: dict[str, bytes] = {}
    for number, value in _fields(message):
        if number in texts:
            texts[number].append(_text(value))
        elif number == 5:
            attributes[_name(value, 1)] = bytes(value)
    name, operation, domain = ("".join(texts[number]) for number in (3, 4, 7))
    return Node(name, operation, domain, texts[1], texts[2], attributes)


def _integers(value: Any) -> list[int]:
    """Return a repeated int64, packed or not."""
    if isinstance(value, int):
        return [_signed(value)]
    found = []
    position = 0
    while position < len(value):
        number, position = _varint(value, position)
        found.append(_signed(number))
    return found


def _signed(number: int) -> int:
    return number - (1 << 64) if number >> 63 else number


def _name(message: memoryview, wanted: int) -> str:
    return next((_text(value) for number, value in _fields(message) if number == wanted), "")


def _text(value: memoryview) -> str:
    return bytes(value).decode()


def _fields(message: memoryview) -> Iterator[tuple[int, Any]]:
    """Yield the number and the value of each field: an int, or bytes still to be decoded."""
    position = 0
    try:
        while position < len(message):
            key, position = _varint(message, position)
            wire = key & 7
            if wire == _VARINT:
                value: Any
                value, position = _varint(message, position)
            elif wire in (_FIXED64, _FIXED32):
                size = 8 if wire == _FIXED64 else 4
                value = message[position : position + size]
                position += size
            elif wire == _BYTES:
                size, position = _varint(message, position)
                value = message[position : position + size]
                position += size
                if position > len(message):
                    raise ValueError("the file ends early")
            else:
                raise ValueError("this is no ONNX file")
            yield key >> 3, value
    except IndexError as error:
        raise ValueError("the file ends early") from error


def _varint(message: memoryview, position: int) -> tuple[int, int]:
    """Return a number of seven bits a byte, and the position after it."""
    number = shift = 0
    while True:
        byte = message[position]
        position += 1
        number |= (byte & 127) << shift
        if byte < 128:
            return number, position
        shift += 7


# Writing


def rewrite(path: Path, change: Callable[[list[Node]], list[Node]]) -> None:
    """Replace the operations of a model file; weights in it or beside it stay."""
    message = memoryview(path.read_bytes())
    model = b""
    for number, value in _fields(message):
        if number != 7:
            model += _encode_field(number, value)
            continue
        nodes = change([_node(item) for key, item in _fields(value) if key == 1])
        graph = b"".join(_bytes_field(1, node.encode()) for node in nodes)
        graph += b"".join(_encode_field(key, item) for key, item in _fields(value) if key != 1)
        model += _bytes_field(7, graph)
    path.write_bytes(model)


def _encode_field(number: int, value: Any) -> bytes:
    """Encode an integer or bytes; a model file has no other fields outside its operations."""
    return _int_field(number, value) if isinstance(value, int) else _bytes_field(number, value)


@dataclass(slots=True)
class Graph:
    """A model that is being built, operation by operation.

    Values are names: ``graph.add("Tanh", x)`` adds an operation and returns the name of its result.
    """

    inputs: Mapping[str, tuple[int, Sequence[int | str]]]
    """Kind and shape; a dimension that varies is a name."""
    _nodes: list[Node] = field(default_factory=list)
    _weights: dict[str, Array] = field(default_factory=dict)
    _outputs: dict[str, Sequence[int | str]] = field(default_factory=dict)
    _integers: dict[tuple[int, ...], str] = field(default_factory=dict)
    _count: int = 0

    def add(self, operation: str, *inputs: str, domain: str = "", **attributes: Any) -> str:
        """Add an operation with one result; return the result's name."""
        return self.add_many(operation, 1, *inputs, domain=domain, **attributes)[0]

    def add_many(
        self, operation: str, results: int, *inputs: str, domain: str = "", **attributes: Any
    ) -> list[str]:
        """Add an operation with several results; return their names."""
        names = [self._fresh(operation.lower()) for _ in range(results)]
        encoded = {name: _encode_attribute(name, value) for name, value in attributes.items()}
        node = Node(f"{names[0]}_node", operation, domain, list(inputs), names, encoded)
        self._nodes.append(node)
        return names

    def weight(self, values: Array) -> str:
        """Add a constant; float64 is stored as float32. Return its name."""
        array = np.ascontiguousarray(values)
        if array.dtype == np.float64:
            array = array.astype(np.float32)
        name = self._fresh("w")
        # ascontiguousarray makes one dimension of none
        self._weights[name] = array.reshape(np.shape(values))
        return name

    def integers(self, *values: int) -> str:
        """Add a constant list of int64, once for equal lists; return its name."""
        if values not in self._integers:
            self._integers[values] = self.weight(np.array(values, np.int64))
        return self._integers[values]

    def output(self, name: str, value: str, shape: Sequence[int | str]) -> None:
        """Give a value its name outside, and make it a float result of the model."""
        self._nodes.append(Node(f"{name}_node", "Identity", "", [value], [name], {}))
        self._outputs[name] = shape

    def save(self, path: Path) -> None:
        """Write the model, and its larger weights beside it with the suffix .bin."""
        data = path.with_suffix(".bin")
        graph = [_bytes_field(1, node.encode()) for node in self._nodes]
        graph.append(_bytes_field(2, path.stem.encode()))
        with data.open("wb") as file:
            for name, array in self._weights.items():
                graph.append(_bytes_field(5, _encode_tensor(name, array, file, data.name)))
        graph += [_bytes_field(11, _encode_value(n, *spec)) for n, spec in self.inputs.items()]
        graph += [_bytes_field(12, _encode_value(n, FLOAT, s)) for n, s in self._outputs.items()]
        model = _int_field(1, IR_VERSION) + _bytes_field(2, b"newsreader")
        model += _bytes_field(7, b"".join(graph))
        for domain, version in (("", OPSET), ("com.microsoft", 1)):
            model += _bytes_field(8, _bytes_field(1, domain.encode()) + _int_field(2, version))
        path.write_bytes(model)

    def _fresh(self, prefix: str) -> str:
        self._count += 1
        return f"{prefix}{self._count}"


def _encode_tensor(name: str, array: Array, file: Any, location: str) -> bytes:
    """Return a TensorProto; larger weights are appended to ``file``."""
    message = b"".join(_int_field(1, size) for size in array.shape)
    message += _int_field(2, _TYPES[array.dtype]) + _bytes_field(8, name.encode())
    if array.nbytes < _EXTERNAL_BYTES:
        return message + _bytes_field(9, array.tobytes())
    file.write(bytes(-file.tell() % _ALIGNMENT))
    place = {"location": location, "offset": file.tell(), "length": array.nbytes}
    file.write(array.data)
    for key, value in place.items():
        entry = _bytes_field(1, key.encode()) + _bytes_field(2, str(value).encode())
        message += _bytes_field(13, entry)
    return message + _int_field(14, 1)


def _encode_attribute(name: str, value: Any) -> bytes:
    """Return an AttributeProto for an int, a float, or a list of ints."""
    message = _bytes_field(1, name.encode())
    if isinstance(value, float):
        return message + _key(2, _FIXED32) + struct.pack("<f", value) + _int_field(20, 1)
    if isinstance(value, int):
        return message + _int_field(3, value) + _int_field(20, 2)
    return message + b"".join(_int_field(8, item) for item in value) + _int_field(20, 7)


def _encode_value(name: str, kind: int, shape: Sequence[int | str]) -> bytes:
    """Return a ValueInfoProto."""
    sizes = (
        _int_field(1, size) if isinstance(size, int) else _bytes_field(2, size.encode())
        for size in shape
    )
    dimensions = b"".join(_bytes_field(1, size) for size in sizes)
    tensor_type = _int_field(1, kind) + _bytes_field(2, dimensions)
    return _bytes_field(1, name.encode()) + _bytes_field(2, _bytes_field(1, tensor_type))


def _key(number: int, wire: int) -> bytes:
    return _encode_varint(number << 3 | wire)


def _int_field(number: int, value: int) -> bytes:
    return _key(number, _VARINT) + _encode_varint(value % (1 << 64))


def _bytes_field(number: int, value: bytes | memoryview) -> bytes:
    return _key(number, _BYTES) + _encode_varint(len(value)) + bytes(value)


def _encode_varint(number: int) -> bytes:
    encoded = bytearray()
    while number > 127:
        encoded.append(number & 127 | 128)
        number >>= 7
    encoded.append(number)
    return bytes(encoded)
