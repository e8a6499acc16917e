"""robots.txt as RFC 9309 has it: the longest rule wins, with ``*`` and ``$``.

The standard library's parser takes the first rule that matches and knows no wildcards; Norwegian
papers write rules such as ``Disallow: /*?`` that it would overlook.
"""

from collections.abc import Callable

from newsreader.guard.address import Target, parse
from newsreader.guard.exchange import Reply, get
from newsreader.guard.refusal import FetchError

NAME = "newsreader"
"""What a robots.txt calls us (the product token of our User-Agent)."""

MAX_BYTES = 500_000
"""RFC 9309, section 2.5: at least 500 KiB must be read."""

Rules = list[tuple[bool, str]]
"""Whether it allows, and the pattern of the path."""


class Robots:
    """What servers allow, asked once for each while the program runs."""

    def __init__(self, fetch: Callable[..., Reply] = get) -> None:
        """Ask with ``fetch``, which is ``guard.get`` but for tests."""
        self._fetch = fetch
        self._rules: dict[tuple[str, str, int], Rules] = {}

    def allow(self, url: str, *, trusted: bool = False) -> bool:
        """Tell whether a page may be fetched without a person asking for it.

        Raises FetchError where the server cannot be reached: then neither can the page.
        """
        target = parse(url, trusted=trusted)
        if target.origin not in self._rules:
            self._rules[target.origin] = self._ask(target, trusted)
        return allowed(self._rules[target.origin], target.path)

    def _ask(self, target: Target, trusted: bool) -> Rules:
        """Fetch the rules. None where there is no such file, all forbidden where it fails.

        RFC 9309, sections 2.3.1.3 and 2.3.1.4.
        """
        address = f"{target.scheme}://{target.netloc}/robots.txt"
        try:
            reply = self._fetch(address, trusted=trusted, accept="text/plain", limit=MAX_BYTES)
        except FetchError as error:
            if not error.status:
                raise
            return [] if 400 <= error.status < 500 and error.status != 429 else [(False, "/")]
        return rules_for(NAME, reply.body.decode("utf-8", "replace"))


def rules_for(name: str, text: str) -> Rules:
    """Return the rules for a robot: those of its own groups, else those for all."""
    own: Rules = []
    everybody: Rules = []
    is_named = False
    groups: list[Rules] = []
    in_names = False
    for line in text.removeprefix("\ufeff").splitlines():
        key, _colon, value = line.partition("#")[0].partition(":")
        key, value = key.strip().lower(), value.strip()
        if key == "user-agent":
            groups = groups if in_names else []
            in_names = True
            token = value.lower()
            if token == "*":
                groups.append(everybody)
            elif token.partition("/")[0] == name:
                groups.append(own)
                is_named = True
        elif key in ("allow", "disallow"):
            in_names = False
            if value:
                for rules in groups:
                    rules.append((key == "allow", value))
    return own if is_named else everybody


def allowed(rules: Rules, path: str) -> bool:
    """Apply the longest rule that matches; of two equal ones, the friendlier."""
    matching = [(len(pattern), allows) for allows, pattern in rules if _matches(pattern, path)]
    return max(matching)[1] if matching else True


def _matches(pattern: str, path: str) -> bool:
    """Match a pattern against the beginning of a path, in linear time."""
    is_end = pattern.endswith("$")
    first, *rest = pattern.removesuffix("$").split("*")
    if not path.startswith(first):
        return False
    place = len(first)
    for number, piece in enumerate(rest):
        if is_end and number == len(rest) - 1:
            return len(path) - len(piece) >= place and path.endswith(piece)
        found = path.find(piece, place)
        if found < 0:
            return False
        place = found + len(piece)
    return place == len(path) if is_end else True
