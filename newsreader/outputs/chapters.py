"""Where the chapters of a programme lie: one for each article, and one for each of its parts."""

from collections.abc import Sequence
from dataclasses import replace

from newsreader.types import Article, Chapter, Clip, Role, Utterance

LEAD = 0.1
"""In s: how long before its first clip a chapter begins, and in a talking newspaper a clip before
its sound, in the silence. Players jump to the MP3 frame before or after (26 ms), the first frame
after a jump may be mute, and players that ignore the Info frame are 50 ms late; all the same the
first consonant is whole."""


def chapters_of(
    articles: Sequence[Article], script: Sequence[Utterance], clips: Sequence[Clip]
) -> list[Chapter]:
    """Return the chapters of a programme, in order.

    Level 1 is an article, with its announcement; level 2 begins at a subheading. They tile the
    time in their order: an article's own chapter ends where its first part begins, so that a player
    that shows a flat list, and knows no levels, shows each moment once.
    """
    found: list[Chapter] = []
    article = segment = -1
    for clip in clips:
        said = script[clip.utterance]
        parts = articles[said.article].segments
        begin = max(0.0, clip.begin - LEAD) if found else 0.0
        if said.article != article:
            title = articles[said.article].title or said.text or said.spoken
            found.append(Chapter(title, begin, clip.end))
        elif said.segment != segment and parts[said.segment].role is Role.SUBHEADING:
            found.append(Chapter(parts[said.segment].text, begin, clip.end, 2))
        article, segment = said.article, said.segment
    ends = [chapter.begin for chapter in found[1:]] + [clip.end for clip in clips[-1:]]
    return [
        replace(chapter, title=" ".join(chapter.title.split()), end=end)
        for chapter, end in zip(found, ends, strict=True)
    ]
