"""Reads Norwegian news aloud: an article becomes segments, utterances, and speech.

Data flows one way, and the modules are the stages of that way::

    reference ─ sources ─ text ─ engines ─ listening (live) or outputs (files)

types      what flows between the stages            audio     samples, gain, limiter
errors     what can go wrong, with exit codes       files     folders, write-then-rename
sources    a file or standard input -> Document     voices    the catalogue, what is installed
text       Document -> Segments -> Utterances       settings  defaults, settings.toml, NEWSREADER_*
engines    words -> samples (Piper, espeak-ng)      pipeline  wires the stages
outputs    samples -> MP3, WAV, standard output     listening the live player
"""

__version__ = "0.1.0"
