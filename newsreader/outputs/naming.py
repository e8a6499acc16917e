"""Names of files, made of titles."""

import re
import unicodedata


def slug(title: str, limit: int = 60) -> str:
    """Turn a headline into a file name that every system takes."""
    plain = title.casefold().replace("æ", "ae").replace("ø", "o").replace("å", "a")
    plain = unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:limit]
    return words.rpartition("-")[0] if len(words) == limit and "-" in words else words or "sak"
