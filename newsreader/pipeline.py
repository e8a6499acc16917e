"""Wires the stages: document -> article -> utterances -> sound -> output."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

from newsreader.lexicon_file import lookup
from newsreader.text.language import detect
from newsreader.text.segments import label
from newsreader.text.utterances import title_of, utterances
from newsreader.types import Article, Chapter, Clip, Document, Reading, Utterance, WordTime

if TYPE_CHECKING:
    from newsreader.audio import AudioChunk, Samples
    from newsreader.engines import Engine
    from newsreader.engines.hearing import Hearing
    from newsreader.outputs import Output

Progress = Callable[[Utterance], None]


def prepare(document: Document, language: str | None = None) -> Article:
    """Find the parts, the title and the language of a document."""
    segments = tuple(label(document.text, document.marks))
    return Article(
        title=document.title or title_of(segments),
        segments=segments,
        source=document.source,
        language=language or document.language or detect(document.text),
        published=document.published,
        publisher=document.publisher,
        byline=document.byline,
        paywalled=document.paywalled,
        is_cut=document.is_cut,
        is_changed=document.is_changed,
        also_in=document.also_in,
    )


def programme(
    articles: Sequence[Article], reading: Reading, voice: str | None = None
) -> Iterator[Utterance]:
    """Yield what to say of several articles, one after the other, each announced.

    The user's lexicon applies, with the entries for this voice.
    """
    for number, article in enumerate(articles, 1):
        lexicon = lookup(voice, article.source)
        yield from utterances(article, reading, number, len(articles), lexicon)


def speak(
    script: Iterable[Utterance],
    engine: "Engine",
    *,
    gain: float = 0.0,
    speed: float = 1.0,
    respelling: bool = True,
    progress: Progress | None = None,
) -> Iterator["AudioChunk"]:
    """Yield the sound of a script, pauses included, as it is synthesized.

    ``gain`` is the voice's constant, in dB. ``speed`` 2 is twice as fast, at the same pitch: all of
    it by stretching, for a Piper voice that is asked to hurry does not keep what it promises (2
    gives 1.6), and an exact speed is worth more to a listener than the time it saves.
    ``progress`` is called with each utterance before its first sound; the engine may be working at
    later ones already. Silence that the engine puts around an utterance counts towards the pause.
    """
    from newsreader.audio import ONSET, RELEASE, AudioChunk, limit, silence, trim
    from newsreader.engines.hearing import Hearing
    from newsreader.engines.staging import directed
    from newsreader.stretch import pause_at, stretch
    from newsreader.text.respell import respell

    taken: deque[tuple[Utterance, str]] = deque()

    def words() -> Iterator[str]:
        """Give the engine what it may work at, and remember whose sound comes next."""
        for utterance in script:
            text = utterance.spoken
            given = respell(text, utterance.language) if respelling else text
            given = directed(given, utterance, engine)
            taken.append((utterance, given))
            yield given

    rate = engine.sample_rate
    start = 0
    with closing(engine.synthesize_each(words())) as sounds:
        for index, sound in enumerate(sounds):
            utterance, given = taken.popleft()
            if progress:
                progress(utterance)
            kept = (ONSET + RELEASE) / speed
            pause = silence(max(0.0, pause_at(utterance.pause, speed) - kept), rate)
            heard = Hearing(_amplified(sound, gain), sound.words)
            begin = start
            for samples in limit(stretch(trim(heard, rate), rate, speed), rate):
                if len(samples):
                    yield AudioChunk(samples, start, index)
                    start += len(samples)
            times = tuple(_times(utterance, given, heard, (begin, start), rate, speed))
            if len(pause) or times:
                yield AudioChunk(pause, start, index, times)
                start += len(pause)


def _amplified(stream: Iterable["Samples"], gain: float) -> Iterator["Samples"]:
    import numpy as np

    from newsreader.audio import from_decibel

    factor = np.float32(from_decibel(gain))
    for samples in stream:
        yield samples * factor


def _times(
    utterance: Utterance,
    given: str,
    heard: "Hearing",
    bounds: tuple[int, int],
    sample_rate: int,
    speed: float,
) -> Iterator[WordTime]:
    """Yield the printed words of an utterance whose sound, in the programme, has these bounds."""
    from newsreader.audio import ONSET
    from newsreader.engines.words import printed_words

    first, last = bounds
    if heard.onset is None:
        return
    # What ``trim`` has cut away in front.
    cut = max(0, heard.onset - round(ONSET * sample_rate))

    def place(sample: int) -> float:
        return min(max(first + (sample - cut) / speed, first), last) / sample_rate

    for (start, end), begins, ends in printed_words(utterance, given, heard.words):
        yield WordTime(utterance.text[start:end], place(begins), place(ends))


Chapters = Callable[[Sequence[Clip]], Sequence[Chapter]]
"""Finds the chapters of a programme whose clips are known."""


def deliver(
    chunks: Iterable["AudioChunk"],
    output: "Output",
    sample_rate: int,
    chapters: Chapters | None = None,
) -> list[Clip]:
    """Write a programme to an output and return its clips, which tile it."""
    clips: list[Clip] = []
    for chunk in chunks:
        if len(chunk.samples):
            output.write(chunk)
        begin = chunk.start / sample_rate
        end = (chunk.start + len(chunk.samples)) / sample_rate
        if clips and clips[-1].utterance == chunk.utterance:
            clips[-1] = replace(clips[-1], end=end, words=chunk.words)
        else:
            clips.append(Clip(chunk.utterance, begin, end, chunk.words))
    output.finish(clips, chapters(clips) if chapters else ())
    return clips
