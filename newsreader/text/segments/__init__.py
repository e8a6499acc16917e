"""Label the parts of an article: headline, lead, caption, body, noise and the rest.

The way of a text: `cleaning` repairs it and remembers where each character stood, `blocks` cuts it
into lines and paragraphs, `peeling` takes off what opens and closes them, `features` describes
each piece, `weights` says what a feature speaks for, and `path` finds the best sequence of roles.
"""

from collections.abc import Sequence

from newsreader.types import Mark, Segment

__all__ = ["label"]


def label(text: str, marks: Sequence[Mark] = ()) -> list[Segment]:
    """Label a text as it came.

    The segments stand in document order, do not overlap, and together cover every character that
    is not space. A marked span has the role of its mark; the rest is labelled by the same rules.
    """
    # Here, because its patterns take some 40 ms to compile and most commands need none of them.
    from newsreader.text.segments.labelling import label_text

    return label_text(text, marks)
