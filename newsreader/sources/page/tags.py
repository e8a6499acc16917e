"""The elements of HTML, sorted by what they do to text."""


def _tags(names: str) -> frozenset[str]:
    return frozenset(names.split())


HEADINGS = _tags("h1 h2 h3 h4 h5 h6")
INLINE = _tags(
    "a abbr b bdi bdo big cite code data del dfn em font i ins kbd mark nobr q s samp small span"
    " strike strong sub sup time tt u var wbr"
)
SET_APART = _tags("br cite small time")
"""Inline, but shown with space around it."""
CONTAINERS = _tags("div section aside article ul ol nav header")
UNSEEN = _tags(
    "script style noscript template svg iframe object embed audio canvas math head meta link"
    " source track area map input select textarea progress meter param rp"
)
PICTURES = _tags("img amp-img")
PROSE_PARENTS = _tags("div td section article main body center span font li")
"""What text may stand in without a paragraph of its own."""
FURNITURE = _tags("nav form dialog menu label legend fieldset")
VOID = _tags("area base br col embed hr img input link meta param source track wbr")
CLOSED_BY_THE_NEXT = _tags(
    "p li dt dd tr td th thead tbody tfoot option optgroup colgroup caption html head body"
)
FORMATTING = _tags("a b big code em font i nobr s small strike strong tt u")
"""Copied into the next block where they were not closed (HTML Standard, 13.2.4.3)."""
RAW_TEXT = _tags("script style textarea title xmp noembed noframes iframe")
HIDDEN_ROLES = _tags(
    "navigation dialog alertdialog banner contentinfo search menu menubar tablist toolbar"
)
"""Values of the attribute `role` (WAI-ARIA 1.2) that do not belong to an article."""
