"""Find the one best sequence of roles through an article: header, story, tail.

What a block is depends on what came before: there is one headline, the lead follows it, a byline
stands over the story or under it. Five zones carry that memory, and the Viterbi search weighs the
roles of all blocks together.
"""

from collections.abc import Sequence
from functools import lru_cache

from newsreader.text.segments.features import Item
from newsreader.text.segments.weights import BIAS, COMBINED, FEATURES, Feature
from newsreader.types import Role

# Zones: before the headline, under it, under the lead, in the story, after its end.
_TOP, _TITLED, _LED, _STORY, _TAIL = range(5)
_ZONES = 5
_NEVER = -30.0
# A role this much worse than the best one of its block is not tried.
_MARGIN = 6.0
_MOST_ROLES = 4
# A way this much worse than the best one so far is given up.
_BEAM = 16.0
_LEAST = float("-inf")

R = Role
_ROLES = tuple(Role)
_INDEX = {role: index for index, role in enumerate(_ROLES)}
_NOTHING = len(_ROLES)
_WIDTH = len(_ROLES) + 1
_BODY = _INDEX[R.BODY]
_SUBHEADING = _INDEX[R.SUBHEADING]
_BIAS = [BIAS[role] for role in _ROLES]


def _indexed(feature: Feature) -> list[tuple[int, float]]:
    return [(_INDEX[role], weight) for role, weight in feature.weights.items()]


_WEIGHTS = {name: _indexed(feature) for name, feature in FEATURES.items() if feature.weights}
_COMBINED: dict[str, list[tuple[frozenset[str], list[tuple[int, float]]]]] = {}
for _names, _feature in COMBINED:
    # Filed under one of its names, so that only blocks that have it are asked.
    _COMBINED.setdefault(max(_names), []).append((_names, _indexed(_feature)))

Scores = dict[int, float]


def score(item: Item) -> Scores:
    """Score an item for each role (by its index) that is worth a try, from its features alone."""
    if item.atom.role is not None:
        return {_INDEX[item.atom.role]: 0.0}
    return _score(frozenset(item.names))


@lru_cache(maxsize=2048)
def _score(features: frozenset[str]) -> Scores:
    """Score what has these features; paragraphs of a story often have the same."""
    scores = list(_BIAS)
    for name in features:
        for role, weight in _WEIGHTS.get(name, ()):
            scores[role] += weight
        for names, weights in _COMBINED.get(name, ()):
            if names <= features:
                for role, weight in weights:
                    scores[role] += weight
    floor = max(scores) - _MARGIN
    kept = [role for role, value in enumerate(scores) if value >= floor]
    if len(kept) > _MOST_ROLES:
        kept = sorted(kept, key=scores.__getitem__)[-_MOST_ROLES:]
    if _BODY not in kept:
        kept.append(_BODY)
    return {role: scores[role] for role in kept}


def best_path(items: Sequence[Item]) -> list[Role]:
    """Give each item its role on the best path."""
    # A state is zone * _WIDTH + role of the last item; the last column is "nothing yet".
    states: dict[int, float] = {_TOP * _WIDTH + _NOTHING: 0.0}
    back: list[dict[int, int]] = []
    for item in items:
        scores = score(item)
        follow = _FOLLOW_CLOSE if item.gap <= 0 else _FOLLOW
        may_stay = "score" in item.names
        reached: dict[int, float] = {}
        origin: dict[int, int] = {}
        floor = max(states.values()) - _BEAM
        for state, value in states.items():
            if value < floor:
                continue
            zone, before = divmod(state, _WIDTH)
            moves = _MOVES[zone]
            costs = follow[before]
            for role, own in scores.items():
                total = value + own + costs[role]
                for target, cost in moves[role]:
                    key = target * _WIDTH + role
                    if total + cost > reached.get(key, _LEAST):
                        reached[key] = total + cost
                        origin[key] = state
                if may_stay and role == _SUBHEADING and zone in {_TOP, _TITLED}:
                    # A result may stand over the lead.
                    key = zone * _WIDTH + role
                    if total + 1.0 > reached.get(key, _LEAST):
                        reached[key] = total + 1.0
                        origin[key] = state
        states = reached
        back.append(origin)
    if not items:
        return []
    state = max(states, key=lambda key: states[key] + _END[key % _WIDTH] + _END_ZONE[key // _WIDTH])
    roles: list[Role] = []
    for origin in reversed(back):
        roles.append(_ROLES[state % _WIDTH])
        state = origin[state]
    return roles[::-1]


def _moves() -> list[list[list[tuple[int, float]]]]:
    """For each zone and role: the zones that it may lead to, and what the move costs."""
    table = [[[(zone, 0.0)] for _ in _ROLES] for zone in range(_ZONES)]

    def put(zone: int, role: Role, to: int, cost: float) -> None:
        table[zone][_INDEX[role]] = [(to, cost)]

    put(_TOP, R.HEADLINE, _TITLED, 0)
    put(_TITLED, R.HEADLINE, _TITLED, -1.5)
    for zone in (_LED, _STORY, _TAIL):
        put(zone, R.HEADLINE, zone, _NEVER)
        put(zone, R.LEAD, zone, _NEVER)
    put(_TOP, R.LEAD, _LED, -0.5)
    put(_TITLED, R.LEAD, _LED, 1.0)
    put(_TOP, R.BODY, _STORY, -4.5)
    put(_TITLED, R.BODY, _STORY, -4.5)
    put(_LED, R.BODY, _STORY, 0)
    put(_TAIL, R.BODY, _STORY, -3)
    for zone in (_TOP, _TITLED, _LED):
        put(zone, R.TIMESTAMP, _STORY if zone != _LED else _LED, 0)
        put(zone, R.LIST_ITEM, _STORY, 0 if zone != _TITLED else -0.5)
        put(zone, R.QUOTE, zone, -6.0)
        put(zone, R.BYLINE, zone, 1.0 if zone != _LED else 0.5)
        put(zone, R.METADATA, zone, 0.5)
    put(_TOP, R.TIMESTAMP, _STORY, -0.5)
    put(_LED, R.TIMESTAMP, _STORY, 0)
    put(_LED, R.LIST_ITEM, _STORY, 0)
    put(_LED, R.QUOTE, _LED, -0.5)
    put(_TOP, R.SUBHEADING, _STORY, -2.0)
    put(_TITLED, R.SUBHEADING, _STORY, -1.5)
    put(_LED, R.SUBHEADING, _STORY, 0)
    put(_TOP, R.FACTBOX, _TOP, -2.0)
    put(_STORY, R.BYLINE, _STORY, -1.0)
    put(_STORY, R.METADATA, _STORY, -0.5)
    put(_TAIL, R.SUBHEADING, _STORY, -2.0)
    put(_TAIL, R.LIST_ITEM, _STORY, -2.0)
    put(_TAIL, R.QUOTE, _STORY, -2.0)
    put(_TAIL, R.CAPTION, _STORY, -1.5)
    put(_TAIL, R.DATELINE, _STORY, -2.0)
    put(_TAIL, R.TIMESTAMP, _STORY, -2.0)
    put(_TAIL, R.BYLINE, _TAIL, 0.5)
    put(_TAIL, R.NOISE, _TAIL, 0.5)
    put(_TAIL, R.METADATA, _TAIL, 0.5)
    for zone in (_LED, _STORY):
        for role in (R.BYLINE, R.METADATA, R.NOISE):
            stay = table[zone][_INDEX[role]][0]
            table[zone][_INDEX[role]].append((_TAIL, stay[1] - 0.5))
    return table


_MOVES = _moves()
_END = [
    {R.SUBHEADING: -3.0, R.TIMESTAMP: -3.0, R.DATELINE: -3.0, R.HEADLINE: -0.5}.get(role, 0.0)
    for role in _ROLES
]
_END_ZONE = (-1.0, -1.0, 0.0, 0.0, 0.0)

# What it costs, or gains, that one role follows another.
_PAIRS: dict[tuple[Role | None, Role], float] = {
    (R.SUBHEADING, R.SUBHEADING): -2.5,
    (R.SUBHEADING, R.NOISE): -1.5,
    (R.SUBHEADING, R.BYLINE): -2.0,
    (R.SUBHEADING, R.METADATA): -2.0,
    (R.SUBHEADING, R.QUOTE): -0.3,
    (R.HEADLINE, R.SUBHEADING): -2.0,
    (R.TIMESTAMP, R.TIMESTAMP): -3.0,
    (R.TIMESTAMP, R.METADATA): -3.0,
    (R.TIMESTAMP, R.NOISE): -2.0,
    (R.CAPTION, R.CREDIT): 1.5,
    (R.CREDIT, R.CREDIT): -2.0,
    (None, R.CREDIT): -1.0,
    (R.LIST_ITEM, R.LIST_ITEM): 1.5,
    (R.FACTBOX, R.FACTBOX): 3.0,
    (R.FACTBOX, R.LIST_ITEM): -2.5,
    (R.QUOTE, R.QUOTE): 0.5,
    (R.BYLINE, R.BYLINE): 1.0,
    (R.NOISE, R.NOISE): 0.7,
    (R.METADATA, R.METADATA): 0.5,
    (R.DATELINE, R.BODY): 1.0,
    (R.DATELINE, R.LEAD): 1.0,
}
# A line right under a line of the same box or list belongs to it.
_CLOSE = {R.FACTBOX: 1.5, R.LIST_ITEM: 0.5, R.QUOTE: 0.5, R.BYLINE: 0.5, R.NOISE: 0.5}


def _follow(before: Role | None, role: Role, close: bool) -> float:
    cost = _PAIRS.get((before, role), 0.0)
    if close and before is role:
        cost += _CLOSE.get(role, 0.0)
    if role is R.FACTBOX and before is not R.FACTBOX:
        cost -= 2.5
    if role is R.CREDIT and before is not R.CAPTION:
        cost -= 1.0
    return cost


_FOLLOW = [[_follow(before, role, False) for role in _ROLES] for before in (*_ROLES, None)]
_FOLLOW_CLOSE = [[_follow(before, role, True) for role in _ROLES] for before in (*_ROLES, None)]
