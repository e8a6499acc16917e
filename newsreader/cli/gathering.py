"""The articles of a run: those that were named, or those of the feeds."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from gettext import gettext as _
from typing import TYPE_CHECKING

import click

from newsreader.settings import Settings
from newsreader.types import Article, Document

if TYPE_CHECKING:
    from newsreader.kitchen.news import News


@dataclass
class Gathered:
    """Articles, and where to remember that they were heard."""

    articles: list[Article]
    news: "News | None" = None
    _marked: set[int] = field(default_factory=set)

    def mark_read(self, number: int) -> None:
        """Remember that an article was heard to the end, or recorded."""
        if self.news and number not in self._marked:
            self._marked.add(number)
            self.news.mark_read(number)


@contextmanager
def gathered(
    references: Sequence[str], feed: str | None, only_new: bool, clipboard: bool, settings: Settings
) -> Iterator[Gathered]:
    """Yield the articles that were asked for: no articles where the feeds have nothing new."""
    from newsreader.sources import expand, open_clipboard, open_document

    if (references or clipboard) and (feed or only_new):
        raise click.UsageError(_("Give either articles or --feed and --new, not both."))
    if references or clipboard:
        documents = [open_clipboard()] if clipboard else []
        documents += [open_document(name) for ref in references for name in expand(ref)]
        yield Gathered(_prepared(documents, settings))
        return
    if not (feed or only_new):
        raise click.UsageError(_("Give an article, or --new to read what is new in the feeds."))
    from newsreader.kitchen.news import open_news

    with open_news(feed, only_new=only_new) as news:
        for line in news.said:
            click.echo(line, err=True)
        yield Gathered(_prepared(news.documents, settings), news)


def _prepared(documents: Sequence[Document], settings: Settings) -> list[Article]:
    from newsreader.pipeline import prepare

    return [prepare(document, settings.language) for document in documents]
