"""The lexicon as a W3C Pronunciation Lexicon (PLS 1.0), for other programs.

A word with a respelling is a lexeme with an alias, one with phonemes a lexeme with a phoneme in IPA
(PLS 1.0, sections 4.6 and 4.7). What PLS has no words for, such as patterns, is left out.
"""

import xml.etree.ElementTree as ET
from collections.abc import Iterable

from newsreader.text.lexicon import LETTERS, SKIP, Entry, letters

NAMESPACE = "http://www.w3.org/2005/01/pronunciation-lexicon"


def exportable(entry: Entry) -> bool:
    """Tell whether PLS can say what an entry says."""
    return entry.kind == "word" and entry.say != SKIP and not (entry.voice or entry.source)


def export(entries: Iterable[Entry]) -> str:
    """Return the entries that can be expressed as a PLS document."""
    ET.register_namespace("", NAMESPACE)
    root = ET.Element(
        f"{{{NAMESPACE}}}lexicon",
        {
            "version": "1.0",
            "alphabet": "ipa",
            "{http://www.w3.org/XML/1998/namespace}lang": "nb-NO",
        },
    )
    for entry in filter(exportable, entries):
        lexeme = ET.SubElement(root, f"{{{NAMESPACE}}}lexeme")
        ET.SubElement(lexeme, f"{{{NAMESPACE}}}grapheme").text = entry.pattern
        if entry.say.startswith("[["):
            ET.SubElement(lexeme, f"{{{NAMESPACE}}}phoneme").text = entry.say[2:-2]
        else:
            said = letters(entry.pattern) if entry.say == LETTERS else entry.say
            ET.SubElement(lexeme, f"{{{NAMESPACE}}}alias").text = said
    ET.indent(root)
    return ET.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def parse(text: str) -> list[Entry]:
    """Read a PLS document: every grapheme with its first alias or IPA phoneme.

    Raises ValueError where it is no PLS document, or one with a document type, which could be made
    to swell without end.
    """
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise ValueError("document type")
    try:
        root = ET.fromstring(text)
    except ET.ParseError as error:
        raise ValueError(str(error)) from error
    if root.tag != f"{{{NAMESPACE}}}lexicon":
        raise ValueError(root.tag)
    found = []
    for lexeme in root.iter(f"{{{NAMESPACE}}}lexeme"):
        say = _said(lexeme, root.get("alphabet", "ipa"))
        for grapheme in lexeme.iter(f"{{{NAMESPACE}}}grapheme"):
            word = " ".join((grapheme.text or "").split())
            if word and say:
                found.append(Entry(word, say))
    return found


def _said(lexeme: ET.Element, alphabet: str) -> str:
    for child in lexeme:
        text = " ".join((child.text or "").split())
        if child.tag == f"{{{NAMESPACE}}}alias" and text:
            return text
        phonemes = child.tag == f"{{{NAMESPACE}}}phoneme" and text
        if phonemes and child.get("alphabet", alphabet) == "ipa":
            return f"[[{text}]]"
    return ""
