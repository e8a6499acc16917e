"""Actions that choose articles: headlines, the story behind one, later, skip, bookmarks."""

from newsreader.listening.actions import Action
from newsreader.listening.answers import offset_of
from newsreader.listening.effects import (
    Ask,
    Effect,
    Enqueue,
    Finished,
    OpenBookmark,
    Save,
    SetBookmark,
    Skipped,
    literal,
    words,
)
from newsreader.listening.levels import Level
from newsreader.listening.navigation import Place
from newsreader.listening.position import Resumed, position_at, resume
from newsreader.listening.state import Bookmark, Browsing, State, lead_of

TOLD = 9
"""So many bookmarks are told, newest first; more are not kept in mind."""


def headlines(state: State) -> list[Effect]:
    """Begin to read titles only, from this article on; or go back to whole articles."""
    if state.browsing is not Browsing.OFF:
        state.browsing = Browsing.OFF
        return [state.say(words("headlines_off")), *([] if state.playing else state.play())]
    state.browsing = Browsing.TITLES
    state.playing = True
    return state.go(Place(state.outline.headline(state.article).begin), words("headlines"))


def more(state: State) -> list[Effect]:
    """Open the story whose headline was read: its lead, then all of it."""
    lead = lead_of(state.outline, state.article)
    has_lead = lead.begin < lead.end
    if state.browsing is Browsing.TITLES and has_lead:
        state.browsing, state.playing = Browsing.LEAD, True
        return state.go(Place(lead.begin))
    if state.browsing is Browsing.TITLES and lead.begin < state.article.end:
        state.browsing, state.playing = Browsing.STORY, True
        return state.go(Place(lead.begin))
    state.browsing = Browsing.STORY
    return [] if state.playing else state.play()


def next_title(state: State) -> list[Effect]:
    """Go on to the next title after one, or after a story that was opened."""
    following = state.outline.following(Level.ARTICLE, state.article.begin)
    state.browsing = Browsing.TITLES
    if following is None:
        return [*state.stop(), state.say(words("finished"))]
    return state.go(Place(state.outline.headline(following).begin))


def later(state: State) -> list[Effect]:
    """Put the article in the queue, and go on with the next."""
    number = state.number
    state.queue.append(state.outline.articles[number].title)
    return [Enqueue(number), *_leave(state, "enqueued")]


def skip(state: State) -> list[Effect]:
    """Go on with the next article, for this one does not interest."""
    return [Skipped(state.number), *_leave(state, "skipped")]


def _leave(state: State, name: str) -> list[Effect]:
    state.done.add(state.number)
    following = state.outline.following(Level.ARTICLE, state.article.begin)
    if following is None:
        return [*state.end_once(), *state.stop(), *finish(state, name)]
    if state.browsing is not Browsing.OFF:
        state.browsing = Browsing.TITLES
        return state.go(Place(state.outline.headline(following).begin), words(name))
    return state.go(Place(following.begin), words(name))


def finish(state: State, *before: str) -> list[Effect]:
    """End the programme, and say what comes after it."""
    state.playing, state.over = False, True
    said = [words(name) for name in before]
    if state.queue:
        said.append(words("finished_next", title=literal(state.queue[0].rstrip("."))))
    else:
        said.append(words("finished"))
    return [state.say(*said), Save(force=True), Finished()]


def bookmark(state: State, name: str) -> list[Effect]:
    """Mark the place."""
    number = max((mark.number for mark in state.bookmarks), default=0) + 1
    index = state.place.index
    position = position_at(state.outline, index, state.word())
    title = state.outline.article_of(index).title
    state.bookmarks.append(Bookmark(number, name, title, position))
    said = words("bookmark_named", number=number, name=name)
    return [
        SetBookmark(number),
        state.say(said if name else words("bookmark_set", number=number)),
    ]


def bookmarks(state: State) -> list[Effect]:
    """Tell the bookmarks, newest first."""
    if not state.bookmarks:
        return [state.say(words("bookmarks_none"))]
    newest = sorted(state.bookmarks, key=lambda mark: -mark.number)[:TOLD]
    told = (f"{mark.number}: {(mark.name or mark.title).rstrip('.')}." for mark in newest)
    return [state.say(literal(" ".join(told)))]


def go_to(state: State, wanted: str) -> list[Effect]:
    """Go to a bookmark, by number or name; ask which where nothing is said."""
    if not state.bookmarks:
        return [state.say(words("bookmarks_none"))]
    if not wanted:
        return [state.say(words("bookmark_which")), Ask(Action.GO_TO)]
    for mark in state.bookmarks:
        if wanted.casefold() in (str(mark.number), mark.name.casefold()):
            found = resume(mark.position, state.outline)
            if found is None:
                return [OpenBookmark(mark.number)]
            if state.browsing is not Browsing.OFF:
                state.browsing = Browsing.STORY
            return state.go(place_of(state, found))
    return [state.say(words("bookmark_unknown", name=literal(wanted)))]


def place_of(state: State, found: Resumed) -> Place:
    """Return the place of what was found again."""
    said = state.outline.script[found.index]
    return Place(found.index, offset_of(said, found.word, state.speech()[found.index]))
