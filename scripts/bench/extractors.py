"""Read web pages with one extractor, in the interpreter in which it is installed.

    python scripts/bench/extractors.py NAME REPEATS FILE...

Prints JSON: how long the import took, how long the import and the first page took, and for each
file the parts that came out, as [role, text], and the warm times; all times in ms. Only ours knows
roles; what the others find is one part without a role, their title and their text, with the
settings that their documentation gives for articles and that are best for reading aloud.
"""

import json
import sys
import time
from pathlib import Path


def main(name, repeats, *files):
    pages = {file: Path(file).read_bytes() for file in files}
    begin = time.perf_counter()
    extract = EXTRACTORS[name]()
    imported = time.perf_counter()
    attempt(extract, pages[files[0]])
    first = time.perf_counter()
    result = {"import": 1000 * (imported - begin), "first": 1000 * (first - begin)}
    result["pages"] = {file: measure(extract, data, int(repeats)) for file, data in pages.items()}
    print(json.dumps(result))


def measure(extract, data, repeats):
    """Return what comes out of a page, and how long each of its warm runs took."""
    parts, error = attempt(extract, data)
    times = []
    for _ in range(repeats):
        begin = time.perf_counter()
        attempt(extract, data)
        times.append(1000 * (time.perf_counter() - begin))
    return {"parts": parts, "error": error, "times": times}


def attempt(extract, data):
    """Return the parts of a page and no error, or no parts and the error."""
    try:
        return extract(data), None
    except Exception as error:  # whatever a library raises is a result of the comparison
        return [], f"{type(error).__name__}: {error}"


def plain(*texts):
    """Return a title and a text as parts without a role."""
    return [(None, text) for text in texts if text]


def decoded(data):
    """Decode a page for the extractors that want text: they are not to lose by that."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252")


def ours():
    import selectolax.lexbor  # noqa: F401  # first needed, and imported, when a page is read

    from newsreader.pipeline import prepare
    from newsreader.sources.web import document_from_html

    def extract(data):
        article = prepare(document_from_html(data, "page"))
        return [(segment.role, segment.text) for segment in article.segments]

    return extract


def trafilatura(**options):
    from trafilatura import bare_extraction

    def extract(data):
        found = bare_extraction(data, with_metadata=True, include_comments=False, **options)
        return plain(found.title, found.text) if found else []

    return extract


def trafilatura_recall():
    """Return trafilatura with all that can make it keep captions."""
    return trafilatura(favor_recall=True, include_images=True)


def readability():
    from lxml.html import fromstring
    from readability import Document

    def extract(data):
        page = Document(decoded(data))
        # With spaces between elements, which text_content() leaves out.
        return plain(page.short_title(), " ".join(fromstring(page.summary()).itertext()))

    return extract


def newspaper():
    from newspaper import Article

    def extract(data):
        article = Article("https://example.org/", language="no", fetch_images=False)
        article.download(input_html=decoded(data))
        article.parse()
        return plain(article.title, article.text)

    return extract


def resiliparse():
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.encoding import detect_encoding
    from resiliparse.parse.html import HTMLTree

    def extract(data):
        tree = HTMLTree.parse_from_bytes(data, detect_encoding(data))
        return plain(tree.title, extract_plain_text(tree, main_content=True))

    return extract


def boilerpy():
    from boilerpy3.extractors import ArticleExtractor

    extractor = ArticleExtractor(raise_on_failure=False)

    def extract(data):
        page = extractor.get_doc(decoded(data))
        return plain(page.title, page.content)

    return extract


def justext(**options):
    import justext as library

    words = library.get_stoplist("Norwegian_Bokmal") | library.get_stoplist("Norwegian_Nynorsk")

    def extract(data):
        paragraphs = library.justext(data, words, **options)
        return plain(*(part.text for part in paragraphs if not part.is_boilerplate))

    return extract


def justext_short():
    """Return jusText with limits for the short paragraphs of news; it finds nothing without."""
    return justext(length_low=20, length_high=60, stopwords_low=0.1, stopwords_high=0.2)


EXTRACTORS = {
    "ours": ours,
    "trafilatura": trafilatura,
    "trafilatura-recall": trafilatura_recall,
    "readability": readability,
    "newspaper4k": newspaper,
    "resiliparse": resiliparse,
    "boilerpy3": boilerpy,
    "justext": justext,
    "justext-short": justext_short,
}

if __name__ == "__main__":
    main(*sys.argv[1:])
