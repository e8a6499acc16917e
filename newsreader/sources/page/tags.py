"""The elements of HTML, sorted by what they do to text."""


def words(names: str) -> frozenset[str]:
    """Return the words of a line."""
    return frozenset(names.split())


HEADINGS = words("h1 h2 h3 h4 h5 h6")
INLINE = words(
    "a abbr b bdi bdo big cite code data del dfn em font i ins kbd mark nobr q s samp small span"
    " strike strong sub sup time tt u var wbr"
)
SET_APART = words("br cite small time")
"""Inline, but shown with space around it."""
CONTAINERS = words("div section aside article ul ol nav header")
UNSEEN = words(
    "script style noscript template svg iframe object embed audio canvas math head meta link"
    " source track area map input select textarea progress meter param rp"
)
PICTURES = words("img amp-img")
PROSE_PARENTS = words("div td section article main body center span font li")
"""What text may stand in without a paragraph of its own."""
FURNITURE = words("nav form dialog menu label legend fieldset")
VOID = words("area base br col embed hr img input link meta param source track wbr")
CLOSED_BY_THE_NEXT = words(
    "p li dt dd tr td th thead tbody tfoot option optgroup colgroup caption html head body"
)
FORMATTING = words("a b big code em font i nobr s small strike strong tt u")
"""Copied into the next block where they were not closed (HTML Standard, 13.2.4.3)."""
RAW_TEXT = words("script style textarea title xmp noembed noframes iframe")
HIDDEN_ROLES = words(
    "navigation dialog alertdialog banner contentinfo search menu menubar tablist toolbar"
)
"""Values of the attribute `role` (WAI-ARIA 1.2) that do not belong to an article."""
SPECIAL = words(
    "address applet article aside blockquote button center details dialog dir div dl fieldset"
    " figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup listing main marquee math menu"
    " nav object ol pre search section select summary svg table template ul"
)
"""Their ends close what is open inside; other ends stop at them (HTML Standard, 13.2.6.4)."""
HOLDS_OPEN = words("applet foreignobject marquee object table template")
"""Even those ends stop at these, but for their own."""
