"""What stands before the first element of an XML file: looked at before a parser sees it."""

import re
from gettext import gettext as _

from newsreader.errors import SourceError

_MISC = re.compile(r"(?:\s+|\ufeff|<!--.*?-->|<\?.*?\?>)*", re.DOTALL)
"""Comments, instructions, the XML declaration. It matches always, so it never backtracks."""

_DOCTYPE = re.compile(r"<!DOCTYPE\b[^>\[]*(.)", re.IGNORECASE)


def without_prolog(text: str) -> str:
    """Return XML from its first element on.

    Raises SourceError where the document type declares something of its own: no feed needs that,
    and a few lines of entities grow to gigabytes.
    """
    text = text[_end(text) :]
    doctype = _DOCTYPE.match(text)
    if doctype is None:
        return text
    if doctype[1] == "[":
        raise SourceError(
            _("The feed declares XML entities, which newsreader does not take in."),
            _("Use another feed."),
        )
    text = text[doctype.end() :]
    return text[_end(text) :]


def _end(text: str) -> int:
    match = _MISC.match(text)
    return match.end() if match else 0
