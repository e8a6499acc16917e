"""Actions that move: next and previous at a level, coarser and finer, to the ends of an article."""

from newsreader.listening.effects import Effect, SetSpeed, Words, literal, words
from newsreader.listening.levels import Level
from newsreader.listening.navigation import Place, next_place, previous_place, shift
from newsreader.listening.state import Browsing, Once, State

SLOW = 0.8
"""The speed of a slow repeat, as a factor of the voice's own speed: listeners' usage."""


def to_next(state: State, level: Level | None = None) -> list[Effect]:
    """Go to the next unit at a level, else at the current one."""
    if _by_titles(state, level):
        return _title(state, forward=True)
    level = level or nearest_level(state)
    found = next_place(state.outline, level, state.place, state.lengths())
    if found is None:
        return [state.say(words(f"last_{level.value}"))]
    return cross(state, found)


def to_previous(state: State, level: Level | None = None) -> list[Effect]:
    """Go to the beginning of the unit, or soon after it to the one before."""
    if _by_titles(state, level):
        return _title(state, forward=False)
    level = level or nearest_level(state)
    found = previous_place(state.outline, level, state.place, state.lengths(), state.grace)
    if found is None:
        return [state.say(words(f"first_{level.value}"))]
    return cross(state, found)


def _by_titles(state: State, level: Level | None) -> bool:
    """Tell whether a step goes from title to title, as in headlines mode."""
    if state.browsing in (Browsing.TITLES, Browsing.LEAD):
        return level in (None, Level.ARTICLE)
    return state.browsing is Browsing.STORY and (level or state.level) is Level.ARTICLE


def _title(state: State, forward: bool) -> list[Effect]:
    """Go to the next or previous headline in headlines mode."""
    step = state.outline.following if forward else state.outline.preceding
    article = step(Level.ARTICLE, state.article.begin)
    if article is None:
        return [state.say(words("last_article" if forward else "first_article"))]
    state.browsing = Browsing.TITLES
    return state.go(Place(state.outline.headline(article).begin))


def cross(state: State, place: Place) -> list[Effect]:
    """Go to a place, and say so where it is in the middle of another article."""
    left, article = state.number, state.outline.article(place.index)
    entered = state.outline.script[place.index].article
    said: list[Words] = []
    if entered != left and place.index != article.begin and state.playing:
        name = "next_story" if entered > left else "previous_story"
        title = state.outline.articles[entered].title.rstrip(".")
        said.append(words(name, title=literal(title)))
    if state.browsing is not Browsing.OFF:
        # Whoever walks about in an article has opened it.
        state.browsing = Browsing.STORY
    return state.go(place, *said)


def by_seconds(state: State, seconds: float) -> list[Effect]:
    """Go so many s of sound forward or back."""
    found = shift(state.outline, state.place, seconds, state.lengths(), state.grace)
    if found is None:
        return [state.say(words("last_seconds" if seconds > 0 else "first_seconds"))]
    return cross(state, found)


def change_level(state: State, step: int) -> list[Effect]:
    """Take a coarser (-1) or finer (1) level, and say which."""
    levels = state.outline.levels
    number = levels.index(nearest_level(state)) + step
    name = "level"
    if not 0 <= number < len(levels):
        name = "coarsest" if step < 0 else "finest"
        number -= step
    state.level = levels[number]
    return [state.say(words(name, level=words(f"level_{state.level.value}")))]


def nearest_level(state: State) -> Level:
    """Return the current level, or the one in its place where this programme lacks it."""
    return state.level if state.level in state.outline.levels else Level.SENTENCE


def to_article_start(state: State) -> list[Effect]:
    """Go to the beginning of the article."""
    return state.go(Place(state.article.begin))


def to_article_end(state: State) -> list[Effect]:
    """Go to the last sentence of the article."""
    if state.browsing is not Browsing.OFF:
        state.browsing = Browsing.STORY
    return state.go(Place(state.outline.sentence(state.article.end - 1).begin))


def repeat(state: State, slowly: bool) -> list[Effect]:
    """Read the sentence again; where nothing is playing, only the sentence."""
    sentence = state.outline.sentence(state.place.index)
    effects = state.end_once()
    was_playing, state.playing = state.playing, True
    usual = state.speed
    if slowly:
        state.speed = min(SLOW, usual)
        effects.append(SetSpeed(state.speed))
    effects += state.go(Place(sentence.begin))
    if slowly or not was_playing:
        state.once = Once(sentence.end, not was_playing, usual if slowly else None)
    return effects
