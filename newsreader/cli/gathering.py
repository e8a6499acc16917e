"""The articles of a run: those that were named, or those of the feeds."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from gettext import gettext as _
from typing import TYPE_CHECKING

import click

from newsreader.errors import NewsreaderError
from newsreader.settings import Settings
from newsreader.types import Article, Document

if TYPE_CHECKING:
    from newsreader.kitchen.news import News


@dataclass
class Gathered:
    """Articles, and where to remember that they were heard."""

    articles: list[Article]
    documents: list[Document] = field(default_factory=list)
    """What they were made of."""
    news: "News | None" = None
    _marked: set[int] = field(default_factory=set)

    def mark_read(self, number: int) -> None:
        """Remember that an article was heard to the end, or recorded."""
        if self.news and number not in self._marked:
            self._marked.add(number)
            self.news.mark_read(number)

    def mark_skipped(self, number: int) -> None:
        """Remember that an article is not wanted."""
        if self.news and number not in self._marked:
            self._marked.add(number)
            self.news.mark_skipped(number)


@contextmanager
def gathered(
    references: Sequence[str],
    feed: str | None,
    only_new: bool,
    clipboard: bool,
    settings: Settings,
    problem: Callable[[NewsreaderError], None] | None = None,
) -> Iterator[Gathered]:
    """Yield the articles that were asked for: no articles where the feeds have nothing new.

    Where ``problem`` is given, it is told of each reference that cannot be had, and the others
    follow.
    """
    from newsreader.sources import open_clipboard

    if (references or clipboard) and (feed or only_new):
        raise click.UsageError(_("Give either articles or --feed and --new, not both."))
    if references or clipboard:
        documents = [open_clipboard()] if clipboard else []
        documents += _opened(references, problem)
        yield Gathered(_prepared(documents, settings), documents)
        return
    if not (feed or only_new):
        raise click.UsageError(_("Give an article, or --new to read what is new in the feeds."))
    from newsreader.kitchen.news import open_news

    with open_news(feed, only_new=only_new) as news:
        for line in news.said:
            click.echo(line, err=True)
        yield Gathered(_prepared(news.documents, settings), list(news.documents), news)


def _opened(
    references: Sequence[str], problem: Callable[[NewsreaderError], None] | None
) -> Iterator[Document]:
    from newsreader.sources import expand, open_document

    for reference in references:
        try:
            names = expand(reference)
        except NewsreaderError as error:
            if not problem:
                raise
            problem(error)
            continue
        for name in names:
            try:
                yield open_document(name)
            except NewsreaderError as error:
                if not problem:
                    raise
                problem(error)


def _prepared(documents: Sequence[Document], settings: Settings) -> list[Article]:
    from newsreader.pipeline import prepare

    return [prepare(document, settings.language) for document in documents]
