"""Piper voices, through the package piper-tts: the whole model at once for every utterance.

Loudness is the model's own. Piper would lift every sentence to full scale, which makes whispers and
shouts of an article's sentences; the pipeline applies one gain per voice instead.

Work and memory grow with the square of an utterance's length: 400 ids (10 s of speech) take 325 MB,
4,000 take 2.7 GB. So longer ones are divided, at a clause where there is one; the parts sound like
clauses, and the first is heard sooner.
"""

import json
import logging
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zlib import crc32

import numpy as np

from newsreader.audio import Samples
from newsreader.engines import OneByOne, Sound, untimed
from newsreader.engines.brackets import printed
from newsreader.engines.derived import checksum_of
from newsreader.engines.divide import divide
from newsreader.engines.espeak import LOCK, clean, renew
from newsreader.engines.graph import EXACT
from newsreader.engines.packages import installed
from newsreader.engines.phonemes import MAX_CHARACTERS, MAX_PHONEMES, SILENT, bridge
from newsreader.errors import EngineError, VoiceError
from newsreader.voices import Voice, damaged_description

if TYPE_CHECKING:
    from newsreader.engines.derived import Preparing
    from newsreader.engines.streaming import StreamingEngine

_MAX_THREADS = 4
"""Of one inference. With the ten sentences of ``voices/catalogue.toml`` on two cores: Piper's own
choice took 0.053 s (0.106 s of CPU) for a second of speech, two threads that sleep while they wait
0.047 (0.084), one 0.075 (0.075). More than four were not tried; the layers are narrow."""

# Piper warns of phonemes that a voice lacks, and logging prints what nobody handles to the screen.
logging.getLogger("piper").addHandler(logging.NullHandler())


def open_piper(
    voice: Voice,
    speaker: str | int | None = None,
    profile: str = EXACT,
    threads: int | None = None,
    preparing: "Preparing | None" = None,
) -> "StreamingEngine | PiperEngine":
    """Load a voice in stages, or whole where it cannot be cut.

    Raises VoiceError as PiperEngine does.
    """
    from newsreader.engines.streaming import open_streaming

    description = _description(voice)
    number = _speaker_id(voice, description, speaker)
    try:
        engine = open_streaming(
            voice, description, number, profile=profile, threads=threads, preparing=preparing
        )
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise damaged_description(voice) from error
    return engine or PiperEngine(voice, speaker, threads)


def prepare_piper(voice: Voice, profile: str, preparing: "Preparing | None") -> None:
    """Cut a voice beforehand; one that is damaged is left to whoever opens it."""
    from newsreader.engines.streaming import prepare

    with suppress(VoiceError, KeyError, ValueError, TypeError, AttributeError):
        prepare(voice, _description(voice), profile, preparing)


class PiperEngine(OneByOne):
    """A loaded Piper voice, with one of its speakers."""

    def __init__(
        self, voice: Voice, speaker: str | int | None = None, threads: int | None = None
    ) -> None:
        """Load the model; 0.3 to 0.5 s.

        ``speaker`` is a name or a number from 0. Raises VoiceError where the files are missing or
        no Piper voice, or there is no such speaker.
        """
        description = _description(voice)
        # Before the model is loaded: a wrong name should be told at once.
        self._speaker = _speaker_id(voice, description, speaker)
        self._voice = _load(voice, description, threads)
        self._description = description
        self._path = voice.path or Path()
        self._name = voice.name
        self.sample_rate: int = self._voice.config.sample_rate

    @cached_property
    def identity(self) -> str:
        """What its sound depends on, besides the text: another one may sound another way."""
        packages = (installed("piper", "piper_tts"), installed("onnxruntime", "onnxruntime"))
        described = crc32(json.dumps(self._description, sort_keys=True).encode())
        return f"piper whole {_model(self._path)} {described:08x} {self._speaker} {packages}"

    def synthesize(self, spoken: str, rate: float = 1.0) -> Sound:
        """Return the sound of ``spoken``, one array for each part of at most 400 ids.

        ``rate`` shortens the sounds; each keeps at least 12 ms, so that 2 becomes about 1.6 and
        nothing beyond 2.2 is reached. Text without sounds gives nothing.
        Raises EngineError where the model fails.
        """
        return untimed(self._arrays(spoken, rate))

    def _arrays(self, spoken: str, rate: float) -> Iterator[Samples]:
        text = clean(printed(spoken))
        for piece in divide(text, MAX_CHARACTERS):
            for phonemes in self._phonemes(piece):
                for part in divide(phonemes, MAX_PHONEMES):
                    if not SILENT.issuperset(part):
                        yield self._sound(_strip(part), rate)

    def _phonemes(self, text: str) -> list[list[str]]:
        """Return the phonemes of ``text``, by sentence."""
        with LOCK:
            with suppress(ImportError):  # a voice may have phonemes of another kind
                renew(bridge().set_voice)
            try:
                found: list[list[str]] = self._voice.phonemize(text)
            except Exception as error:  # whatever the voice's kind of phonemes raises
                raise self._failed() from error
        return found

    def _sound(self, phonemes: list[str], rate: float) -> Samples:
        """Run the model once."""
        from piper import SynthesisConfig

        config = SynthesisConfig(
            speaker_id=self._speaker,
            length_scale=self._voice.config.length_scale / rate,
        )
        try:
            ids = self._voice.phonemes_to_ids(phonemes)
            # Below Piper's synthesize, which would lift each sentence to full scale.
            audio: Any = self._voice.phoneme_ids_to_audio(ids, config)
        except Exception as error:  # onnxruntime's errors have no common base
            raise self._failed() from error
        # A damaged model may give "not a number", which a sound card turns into a bang.
        samples = np.nan_to_num(np.asarray(audio, np.float32).reshape(-1))
        return np.clip(samples, -1.0, 1.0)

    def _failed(self) -> EngineError:
        return EngineError(
            _("The voice {name} failed to speak.").format(name=self._name),
            _("Install the voice again, or use another one."),
        )


def _model(path: Path) -> str:
    """Return what tells a model from others: its checksum, or its place where none can be noted."""
    try:
        return checksum_of(path)
    except OSError:
        status = path.stat()
        return f"{path} {status.st_size} {status.st_mtime_ns}"


def _strip(phonemes: list[str]) -> list[str]:
    """Return the phonemes without spaces at the ends: a cut leaves them, no voice knows them."""
    inner = [n for n, phoneme in enumerate(phonemes) if phoneme != " "]
    return phonemes[inner[0] : inner[-1] + 1]


def _description(voice: Voice) -> dict[str, Any]:
    """Read the voice's JSON file and look whether it has what is needed."""
    if voice.path is None or voice.config is None:
        raise VoiceError(
            _("The voice {name} is not installed.").format(name=voice.name),
            _("Install it with: newsreader voices install {name}").format(name=voice.name),
        )
    try:
        found: dict[str, Any] = json.loads(voice.config.read_text(encoding="utf-8"))
        _check_symbols(found["phoneme_id_map"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise damaged_description(voice) from error
    return found


def _check_symbols(symbols: Mapping[str, Sequence[int]]) -> None:
    """Raise ValueError where the map lacks the marks of beginning, end and pad, or a list."""
    if not {"_", "^", "$"} <= symbols.keys():
        raise ValueError("phoneme_id_map has no _, ^ or $")
    if not all(isinstance(n, int) for ids in symbols.values() for n in ids):
        raise ValueError("phoneme_id_map has ids that are not numbers")


def _speaker_id(
    voice: Voice, description: Mapping[str, Any], speaker: str | int | None
) -> int | None:
    """Return the number of a speaker given by name or number; None leaves it to the voice."""
    if speaker is None or speaker == "":
        return None
    try:
        count = int(description["num_speakers"])
        numbers = {str(n): n for n in range(count)}
        numbers |= {str(name): int(n) for name, n in description["speaker_id_map"].items()}
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise damaged_description(voice) from error
    if count <= 1:
        raise VoiceError(
            _("The voice {name} has only one speaker.").format(name=voice.name),
            _("Leave the speaker out."),
        )
    if str(speaker) not in numbers:
        names = [name for name in numbers if not name.isdecimal()] or list(numbers)
        raise VoiceError(
            _("The voice {name} has no speaker {speaker}.").format(
                name=voice.name, speaker=speaker
            ),
            _("Its speakers are {speakers}.").format(speakers=", ".join(names)),
        )
    return numbers[str(speaker)]


def _load(voice: Voice, description: dict[str, Any], threads: int | None) -> Any:
    """Return the ``piper.PiperVoice``."""
    from piper import PiperConfig, PiperVoice

    try:
        config = PiperConfig.from_dict(description)
        session = _open_session(str(voice.path), threads)
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise damaged_description(voice) from error
    except Exception as error:  # onnxruntime's errors have no common base
        raise _damaged_model(voice) from error
    expected = {"input", "input_lengths", "scales"}
    if config.num_speakers > 1:
        expected.add("sid")
    if {put.name for put in session.get_inputs()} != expected:
        raise _damaged_model(voice)
    return PiperVoice(session=session, config=config)


def _open_session(path: str, threads: int | None) -> Any:
    """Load a model with settings for a stream of utterances of different lengths."""
    import onnxruntime  # type: ignore[import-untyped]  # it ships no types

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads or min(_cores(), _MAX_THREADS)
    # Threads that spin while they wait take the CPU from the player and heat a small computer.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    # Remembering how memory was laid out pays only where all inputs have one length.
    options.enable_mem_pattern = False
    # Fatal only: it writes to file descriptor 2, past Python, and raises the same anyway.
    options.log_severity_level = 4
    return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])


def _cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _damaged_model(voice: Voice) -> VoiceError:
    """Return the error for a model that cannot be loaded."""
    return VoiceError(
        _("The file {path} is damaged, or not a Piper voice.").format(path=voice.path),
        _("Install the voice again, or use another one."),
    )
