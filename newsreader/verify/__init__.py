"""Checks of talking newspapers that others have no tool for.

Standard validators see about half of the faults that spoil a book: EPUBCheck takes a sentence
without sound, clips with a gap and an MP3 that is empty for good, and no validator of DAISY 2.02
looks at times at all. What is checked here needs none of them, and knows nothing of how the files
were written:

1. Every link leads somewhere, every file is used, and the lists of files agree with the files.
2. Clips begin at 0, follow each other without gap or overlap, and end with the sound; all lengths
   that are written anywhere are their sums.
3. Each sentence that is read has exactly one par, in the order of reading, and what a reader can
   leave out (captions, fact boxes; in DAISY also bylines) is marked so that it can.
4. The sound can be decoded, is mono, of one sample rate, of constant bit rate, of the right
   loudness, and not silent.
5. What the formats demand of names, first entries, languages and metadata.

Text that carries the class ``unread`` is meant to have no sound.
"""

from pathlib import Path

from newsreader.verify.fault import Fault, Unreadable
from newsreader.verify.files import BookFiles, open_book

__all__ = ["Fault", "verify"]


def verify(path: Path, ffmpeg: str | None = None) -> list[Fault]:
    """Return what is wrong with an EPUB file or a DAISY 2.02 book (a folder or an archive).

    Raises SourceError where there is no such file or it may not be read, and OutputError where
    there is no ffmpeg to decode its sound.
    """
    try:
        with open_book(path) as files:
            return _faults(files, ffmpeg)
    except Unreadable as error:
        return [error.fault]


def _faults(files: BookFiles, ffmpeg: str | None) -> list[Fault]:
    if "mimetype" in files.names or "META-INF/container.xml" in files.names:
        from newsreader.verify.epub import check_epub

        return sorted(check_epub(files, ffmpeg))
    from newsreader.verify.daisy import check_daisy

    return sorted(check_daisy(files, ffmpeg))
