"""From the text of an article to utterances: what is printed, and what is spoken."""


def spoken_form(text: str, language: str = "nb") -> str:
    """Write a text the way it is read aloud, in words: "kl. 14.30" is "klokken fjorten tretti".

    `language` is "nb" (also "no") or "nn"; ValueError for any other.
    """
    from newsreader.text.normalize import normalize

    return normalize(text, language).text
