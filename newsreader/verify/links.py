"""Whether every link leads somewhere, and every file is used."""

from collections.abc import Iterable, Iterator, Mapping
from gettext import gettext as _

from newsreader.verify.fault import Fault
from newsreader.verify.files import BookFiles
from newsreader.verify.markup import Document, links, target


def check_links(files: BookFiles, documents: Mapping[str, Document]) -> Iterator[Fault]:
    """Yield the links that lead to no file, or to no place in it."""
    for document in documents.values():
        for node, link in links(document):
            found = target(document, link)
            if found is None:
                continue
            name, fragment = found
            if name not in files.names:
                message = _("{link} leads to a file that does not exist.").format(link=link)
                yield document.fault("link-to-no-file", message, node)
            elif fragment and name in documents and fragment not in documents[name].ids:
                message = _("{link} leads to a place that does not exist.").format(link=link)
                yield document.fault("link-to-no-place", message, node)


def check_use(names: Iterable[str], documents: Mapping[str, Document]) -> Iterator[Fault]:
    """Yield the files among ``names`` that nothing leads to."""
    used = {
        found[0]
        for document in documents.values()
        for _node, link in links(document)
        if (found := target(document, link)) and found[0] != document.name
    }
    for name in sorted(set(names) - used):
        yield Fault(name, 0, "file-unused", _("Nothing in the book leads to this file."))
