"""What onnxruntime leaves undone on blocked channels.

Its optimizer adds the input of a residual connection inside the convolution before it, which saves
reading and writing everything once more, but only where it knows that the lengths are equal; after
a dilated convolution it does not. There it adds in a step of its own, with the values made flat and
back. Here that is put right in the optimized graph. It is the same arithmetic; where onnxruntime
changes its ways nothing is found, and nothing changed.
"""

from collections import Counter

from newsreader.engines.graph.onnxfile import Node

_BLOCKED = "com.microsoft.nchwc"


def fuse_additions(nodes: list[Node]) -> list[Node]:
    """Move additions into convolutions; drop copies that were there to get blocked channels."""
    nodes = _without_aliases(nodes)
    makers = {name: node for node in nodes for name in node.outputs}
    uses = Counter(name for node in nodes for name in node.inputs)
    fused: list[Node] = []
    for node in nodes:
        if node.operation == "Add" and all(_is_blocked(name, makers) for name in node.inputs):
            for place in (0, 1):
                conv, other = makers[node.inputs[place]], node.inputs[1 - place]
                if uses[node.inputs[place]] == 1 and _can_add(conv):
                    conv.inputs += [""] * (3 - len(conv.inputs)) + [other]
                    conv.outputs = node.outputs
                    makers[node.outputs[0]] = conv
                    # Here all inputs are there; nothing else asked for the result.
                    fused.remove(conv)
                    node = conv
                    break
        fused.append(node)
    return fused


def _without_aliases(nodes: list[Node]) -> list[Node]:
    """Leave out what only gives a value another name: copies, and shapes for adding."""
    renamed: dict[str, str] = {}
    makers: dict[str, Node] = {}
    kept = []
    for node in nodes:
        node.inputs = [renamed.get(name, name) for name in node.inputs]
        for name in node.outputs:
            makers[name] = node
        # The optimizer calls the shapes that it makes up by the operation.
        shaped = node.operation == "Reshape" and node.inputs[1].startswith("Reshape")
        if (shaped and _is_blocked(node.inputs[0], makers)) or _is_copy(node, makers):
            renamed[node.outputs[0]] = node.inputs[0]
        else:
            kept.append(node)
    return kept


def _is_copy(node: Node, makers: dict[str, Node]) -> bool:
    """Return whether a blocked value is passed through the convolution that does nothing."""
    return (
        node.domain == _BLOCKED
        and node.operation == "Conv"
        and node.integers("group") not in ((), (1,))
        and "activation" not in node.attributes
        and node.inputs[0] in makers
        and makers[node.inputs[0]].operation == "ReorderInput"
    )


def _is_blocked(name: str, makers: dict[str, Node]) -> bool:
    """Return whether a value has blocked channels."""
    maker = makers.get(name)
    if maker is None:
        return False
    if maker.domain == _BLOCKED:
        return maker.operation != "ReorderOutput"
    return maker.operation == "Add" and all(_is_blocked(part, makers) for part in maker.inputs)


def _can_add(node: Node) -> bool:
    """Return whether a value can be added inside this operation."""
    return (
        node.domain == _BLOCKED
        and node.operation == "Conv"
        and len(node.inputs) < 4
        and "activation" not in node.attributes
    )
