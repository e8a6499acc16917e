import importlib.util
import json
import re
import shutil
import subprocess
import sys
import threading
from itertools import pairwise

import numpy as np
import pytest

from newsreader.engines.derived import find_or_derive
from newsreader.engines.graph import EXACT, FAST
from newsreader.engines.graph.cpu import features
from newsreader.engines.noise import Noise, seed_of
from newsreader.engines.phonemes import Phonemizer
from newsreader.engines.streaming import open_streaming
from newsreader.engines.words import Word, tokens, words
from newsreader.errors import EngineError
from newsreader.voices import find
from tests.small_voices import VOICES, random_ids, unpack, whole
from tests.tools import ROOT

TEXTS = [
    "Hei.",
    "Kommunen bygger skole, og elevene gleder seg!",
    "Å",
    "Er det sant? Ja; nei: kanskje.",
    "Sjefen for weekend-avisen la fram et «budsjett» – i går.",
]


@pytest.fixture(scope="session")
def small_model(tmp_path_factory):
    return unpack("small", tmp_path_factory.mktemp("small"))


@pytest.fixture(scope="session")
def cut_folder(small_model, tmp_path_factory):
    """Return a cache in which the small voice is cut already."""
    with pytest.MonkeyPatch.context() as patch:
        cache = tmp_path_factory.mktemp("cache")
        patch.setenv("NEWSREADER_CACHE_DIR", str(cache))
        assert find_or_derive(small_model, EXACT, None)
    return cache


@pytest.fixture
def cut(cut_folder, own_folders):
    """Have the small voice in this test's own cache; return the folder."""
    shutil.copytree(cut_folder, own_folders / "cache")
    return own_folders / "cache" / "voices"


@pytest.fixture
def opened(small_model, cut):
    """Return a function that opens the small voice."""
    return lambda **options: open_small(small_model, **options)


def open_small(model, **options):
    voice = find(str(model))
    description = json.loads(voice.config.read_text(encoding="utf-8"))
    return open_streaming(voice, description, **options)


def sound(chunks):
    return np.concatenate([np.zeros(0, np.float32), *chunks])


def no_process(*args, **kwargs):
    raise AssertionError("a voice was cut again")


# Phonemes


def test_phonemes_and_ids_are_pipers():
    # In a process of its own: Piper sets up espeak again, and without our lock.
    program = (
        "import sys, json; from pathlib import Path;"
        "from piper.phoneme_ids import phonemes_to_ids;"
        "from piper.phonemize_espeak import EspeakPhonemizer;"
        "theirs = EspeakPhonemizer(); map = json.loads(sys.argv[1]);"
        "found = [theirs.phonemize('nb', text) for text in sys.argv[2:]];"
        "print(json.dumps([(s, [phonemes_to_ids(p, map) for p in s]) for s in found]))"
    )
    description = json.loads((VOICES / "tiny.onnx.json").read_text(encoding="utf-8"))
    ids = description["phoneme_id_map"]
    done = subprocess.run(
        [sys.executable, "-c", program, json.dumps(ids), *TEXTS],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    ours = Phonemizer("nb", ids)
    for text, (phonemes, numbers) in zip(TEXTS, json.loads(done.stdout), strict=True):
        assert [list(sentence) for sentence in ours.sentences(text)] == phonemes
        assert list(ours.ids(text)) == numbers


@pytest.mark.parametrize("text", ["", " \n", "...", "–", "\0", "[[", "(", "🙂🙂"])
def test_text_without_sounds_gives_nothing_or_ids(opened, text):
    chunks = list(opened().synthesize(text))
    assert all(len(samples) for samples in chunks)


def test_text_of_marks_only_is_silent(opened):
    assert list(opened().synthesize(" \n ")) == []


def test_unknown_phonemes_are_left_out():
    ids = {"_": [0], "^": [1], "$": [2], "ɑ": [3]}
    assert list(Phonemizer("nb", ids).ids("a")) == [[1, 0, 3, 0, 2]]


def test_long_sentences_are_divided():
    description = json.loads((VOICES / "tiny.onnx.json").read_text(encoding="utf-8"))
    phonemizer = Phonemizer("nb", description["phoneme_id_map"])
    for text in ("ord og " * 3000, "a" * 10_000, "7" * 400):
        parts = list(phonemizer.ids(text))
        assert len(parts) > 1
        assert max(len(part) for part in parts) <= 400


# Sound


def test_without_noise_it_is_the_whole_models_sound(opened, small_model):
    ids = random_ids(61)
    found, expected = sound(opened().sound(ids, noisy=False)), whole(small_model)(ids)
    assert found.shape == expected.shape
    assert np.abs(found - expected).max() < 2e-4


def test_the_same_words_give_the_same_samples(opened):
    engine = opened()
    first = [sound(engine.synthesize(text)) for text in TEXTS]
    again = [sound(engine.synthesize(text)) for text in reversed(TEXTS)][::-1]
    other = [sound(opened().synthesize(text)) for text in TEXTS]
    for one, two, three in zip(first, again, other, strict=True):
        assert one.dtype == np.float32
        assert len(one) > 2000
        assert np.array_equal(one, two)
        assert np.array_equal(one, three)


def test_noise_is_heard(opened):
    engine, ids = opened(), random_ids(61)
    noisy, plain = (sound(engine.sound(ids, noisy=on)) for on in (True, False))
    assert noisy.shape != plain.shape or np.abs(noisy - plain).max() > 1e-3


def test_the_noise_is_normal_and_its_own_for_each_seed():
    # Moments of a normal distribution: 0, 1, 0, 3; a million numbers are within some thousandths.
    found = Noise(seed_of("a")).normal(5000, 200).astype(np.float64)
    for power, moment, error in ((1, 0, 0.005), (2, 1, 0.007), (3, 0, 0.02), (4, 3, 0.05)):
        assert abs((found**power).mean() - moment) < error
    flat = found.ravel()
    for distance in (1, 2, 200):
        assert abs((flat[distance:] * flat[:-distance]).mean()) < 0.005
    assert np.abs(found - Noise(seed_of("b")).normal(5000, 200)).max() > 1
    # Steele, Lea and Flood's generator begins like this from 0 (java.util.SplittableRandom).
    assert Noise(0)._integers(2).tolist() == [0xE220A8397B1DCDAF, 0x6E789E6AA1B965F4]


def test_noise_goes_on_where_it_was():
    whole, parts = Noise(7).normal(6, 4), Noise(7)
    assert np.array_equal(whole, np.concatenate([parts.normal(2, 4), parts.normal(4, 4)]))


def test_faster_is_shorter(opened):
    engine = opened()
    slow, normal, fast = (len(sound(engine.synthesize(TEXTS[1], rate))) for rate in (0.7, 1, 1.5))
    assert slow > 1.2 * normal
    assert normal > 1.15 * fast


def test_the_first_chunk_comes_before_the_work_is_done(opened):
    engine = opened()
    chunks = engine.synthesize("ord og " * 3000)
    assert 0 < len(next(chunks)) <= 16 * 256
    chunks.close()


def test_speakers_have_voices_of_their_own(tmp_path):
    model = unpack("small-multi", tmp_path)
    default, first, third = (sound(open_small(model, speaker=s).sound(random_ids(31), noisy=False))
                             for s in (None, 0, 2))  # fmt: skip
    assert np.array_equal(default, first)
    assert first.shape != third.shape or np.abs(first - third).max() > 0.05


# Words


def test_words_are_what_belongs_to_one_owner():
    owners = [-1, -1, 4, 4, -1, 4, -1, 5, 5, -1]
    found = words(owners, [10 * (n + 1) for n in range(len(owners))])
    assert found == [Word(20, 60), Word(70, 90)]
    assert words([-1, -1], [1, 2]) == []


def test_words_are_what_an_engine_says_in_one_go():
    text = "– Hei, «NRK-avisen» [[mɑkrˈɔŋ|Emmanuel Macron]]s tre–to: ja/nei … [[ x"
    assert [text[slice(*span)] for span in tokens(text)] == [
        "Hei,", "«NRK-avisen»", "[[mɑkrˈɔŋ|Emmanuel Macron]]", "s", "tre", "to", "ja/nei", "x",
    ]  # fmt: skip


def test_ids_know_their_words():
    description = json.loads((VOICES / "tiny.onnx.json").read_text(encoding="utf-8"))
    symbols = {ids[0]: symbol for symbol, ids in description["phoneme_id_map"].items()}
    phonemizer = Phonemizer("nb", description["phoneme_id_map"])
    # BankID is read as two words, the clock as one for each number.
    text = "Hei, BankID med [[mɑkrˈɔŋ|Macron]]. Klokken tre:fem! Ja – nei."
    said = [""] * len(tokens(text))
    for ids, owners in phonemizer.owned(text):
        assert len(ids) == len(owners)
        for number, owner in zip(ids, owners, strict=True):
            if owner >= 0 and symbols[number] not in "_ˈˌː":
                said[owner] += symbols[number]
    assert said[1] == "bɑŋkide"
    assert said[3] == "mɑkrɔŋ"
    assert [word[0] for word in said] == list("hbmmktfjn")


def test_a_sound_knows_its_words_with_the_first_chunk_of_their_sentence(opened):
    engine, text = opened(), "Hei du. Kommunen bygger skole, og elevene gleder seg!"
    made = engine.synthesize(text)
    assert made.words == []
    next(made)
    assert len(made.words) == 2
    chunks = list(made)
    assert len(made.words) == len(tokens(text)) == 9
    assert all(one.begin < one.end <= two.begin for one, two in pairwise(made.words))
    assert made.words[-1].end <= len(sound(engine.synthesize(text)))
    assert chunks


@pytest.mark.voice
def test_words_end_and_begin_where_the_sound_pauses(joe_voice):
    """Compare with the sound: at a comma and a full stop a speaker is silent."""
    description = json.loads(joe_voice.config.read_text(encoding="utf-8"))
    description["espeak"]["voice"] = "nb"
    engine = open_streaming(joe_voice, description)
    text = "Kommunen bygger skole, elevene gleder seg. Snøen smelter."
    made = engine.synthesize(text)
    samples, found = sound(made), made.words
    assert len(found) == 8
    level = np.abs(samples[: len(samples) // 220 * 220].reshape(-1, 220)).max(axis=1)
    loud = np.flatnonzero(level > 0.02) / 100
    pauses = [(a, b) for a, b in pairwise(loud) if b - a > 0.12]
    rate = engine.sample_rate
    assert abs(found[0].begin / rate - loud[0]) < 0.1
    assert abs(found[-1].end / rate - loud[-1]) < 0.1
    after = [2, 5]  # skole, seg
    assert len(pauses) == len(after)
    for place, (begin, end) in zip(after, pauses, strict=True):
        assert abs(found[place].end / rate - begin) < 0.1
        assert abs(found[place + 1].begin / rate - end) < 0.1


# Several at once


@pytest.mark.parametrize("threads", [1, 2, 3])
def test_threads_change_nothing(opened, threads):
    engine = opened(threads=threads)
    expected = [sound(engine.synthesize(text)) for text in TEXTS * 2]
    found = [sound(each) for each in engine.synthesize_each(TEXTS * 2)]
    assert len(found) == len(expected)
    assert all(np.array_equal(one, two) for one, two in zip(found, expected, strict=True))


@pytest.mark.parametrize("threads", [1, 2])
def test_threads_tell_the_words_too(opened, threads):
    engine = opened(threads=threads)
    expected = [engine.synthesize(text) for text in TEXTS]
    found = engine.synthesize_each(TEXTS)
    for one, two in zip(expected, found, strict=True):
        list(one), list(two)
        assert one.words == two.words != []


def test_a_sound_may_be_left_before_its_end(opened):
    engine = opened(threads=2)
    expected = [next(engine.synthesize(text)) for text in TEXTS]
    found = [next(each) for each in engine.synthesize_each(TEXTS)]
    assert all(np.array_equal(one, two) for one, two in zip(found, expected, strict=True))


def test_closing_stops_all_work(opened):
    before = set(threading.enumerate())
    engine = opened(threads=2)
    each = engine.synthesize_each(["ord og " * 3000] * 50)
    next(next(each))
    each.close()
    alive = [thread for thread in threading.enumerate() if thread not in before]
    assert [thread for thread in alive if thread.name.startswith("speak")] == []


def test_texts_are_taken_as_they_are_needed(opened):
    engine, taken = opened(threads=2), []

    def texts():
        for number in range(100):
            taken.append(number)
            yield "Hei."

    each = engine.synthesize_each(texts())
    list(next(each))
    assert len(taken) <= 4
    each.close()


def test_errors_of_other_threads_are_raised(opened, monkeypatch):
    engine = opened(threads=2)

    def fail(text):
        raise EngineError("broken")

    monkeypatch.setattr(engine._phonemizer, "owned", fail)
    each = engine.synthesize_each(TEXTS)
    with pytest.raises(EngineError):
        list(next(each))


# The cache


def test_who_waits_for_a_voice_to_be_cut_is_told_once(small_model, tiny_voice):
    told = []
    for _again in range(2):
        assert open_small(small_model, preparing=lambda: told.append("small"))
    description = json.loads(tiny_voice.config.read_text(encoding="utf-8"))
    # It cannot be cut, and that takes no time.
    open_streaming(tiny_voice, description, preparing=lambda: told.append("tiny"))
    assert told == ["small"]


def test_a_voice_is_cut_once(opened, monkeypatch):
    monkeypatch.setattr(subprocess, "run", no_process)
    assert len(sound(opened().synthesize("Hei."))) > 2000


@pytest.mark.parametrize("damage", ["text.onnx", "flow.bin", "manifest.json", "everything"])
def test_a_broken_cache_is_made_again(opened, cut, small_model, damage):
    expected = sound(opened().synthesize("Hei."))
    for path in cut.glob(f"*/{'*' if damage == 'everything' else damage}"):
        path.write_bytes(b"broken")
    assert np.array_equal(sound(opened().synthesize("Hei.")), expected)


@pytest.mark.parametrize("name", ["text.onnx", "generator2.onnx"])
def test_damage_of_the_same_size_is_found_when_it_speaks(opened, cut, name):
    expected = sound(opened().synthesize("Hei."))
    (model,) = cut.glob(f"*/{name}")
    model.write_bytes(bytes(model.stat().st_size))
    assert np.array_equal(sound(opened().synthesize("Hei.")), expected)


def test_what_fails_for_another_reason_is_an_error(opened, cut, monkeypatch):
    engine = opened()
    monkeypatch.setattr(subprocess, "run", no_process)
    with pytest.raises(EngineError):
        sound(engine.sound([10_000]))


def test_a_deleted_cache_is_made_again(opened, cut):
    expected = sound(opened().synthesize("Hei."))
    shutil.rmtree(cut)
    assert np.array_equal(sound(opened().synthesize("Hei.")), expected)


def test_another_profile_has_a_folder_of_its_own(opened, cut):
    exact, fast = opened(), opened(profile=FAST)
    assert len(list(cut.glob("*/manifest.json"))) == 2
    one, two = sound(exact.sound(random_ids(61))), sound(fast.sound(random_ids(61)))
    assert one.shape != two.shape or np.abs(one - two).max() > 1e-4


def test_the_identity_changes_with_what_changes_the_sound(opened, small_model, tmp_path):
    description = json.loads(find(str(small_model)).config.read_text(encoding="utf-8"))
    same, fast = opened(), opened(profile=FAST)
    other = open_streaming(
        find(str(small_model)),
        description | {"inference": {"noise_scale": 0.1}},
    )
    again = opened()
    assert same.identity == again.identity
    assert len({engine.identity for engine in (same, fast, other)}) == 3
    assert "piper_tts-" in same.identity


def test_a_changed_model_is_cut_again(cut, tmp_path):
    model = unpack("small", tmp_path)
    data = model.read_bytes()
    first = find_or_derive(model, EXACT, None)
    model.write_bytes(data + b"\x12\x01x")  # another name of the producer
    second = find_or_derive(model, EXACT, None)
    assert first.folder != second.folder
    assert first.checksum != second.checksum


def test_a_voice_that_cannot_be_cut_is_remembered(tiny_voice, own_folders, monkeypatch, caplog):
    description = json.loads(tiny_voice.config.read_text(encoding="utf-8"))
    assert open_streaming(tiny_voice, description) is None
    assert [record.levelname for record in caplog.records].count("WARNING") == 1
    monkeypatch.setattr(subprocess, "run", no_process)
    assert open_streaming(tiny_voice, description) is None


def test_a_cache_that_cannot_be_written_is_no_error(small_model, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("NEWSREADER_CACHE_DIR", str(tmp_path / "file"))
    assert open_small(small_model) is None


def test_failures_of_the_moment_are_not_remembered(small_model, own_folders, monkeypatch):
    def killed(command, **options):
        return subprocess.CompletedProcess(command, -9, "", "Killed")

    with monkeypatch.context() as patch:
        patch.setattr(subprocess, "run", killed)
        assert open_small(small_model) is None
    assert open_small(small_model) is not None
    assert list((own_folders / "cache" / "voices").glob("part-*")) == []


def test_two_processes_may_cut_the_same_voice(small_model, own_folders):
    program = (
        "import sys; from pathlib import Path;"
        "from newsreader.engines.derived import find_or_derive;"
        "print(find_or_derive(Path(sys.argv[1]), 'exact', None).folder.name)"
    )
    command = [sys.executable, "-c", program, str(small_model)]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    names = {process.communicate(timeout=60)[0] for process in running}
    assert len(names) == 1
    folder = own_folders / "cache" / "voices"
    assert [path.name for path in folder.iterdir() if path.is_dir()] == [names.pop().strip()]


# What is used


@pytest.mark.parametrize(
    "change",
    [
        {"phoneme_type": "text"},
        {"vowel_clusters": [["a", "ɪ"]]},
        {"espeak": {"voice": "ar"}},
    ],
)
def test_voices_with_other_phonemes_speak_whole(small_model, cut, change):
    voice = find(str(small_model))
    description = json.loads(voice.config.read_text(encoding="utf-8")) | change
    assert open_streaming(voice, description) is None


def test_neither_piper_nor_onnx_is_imported(small_model, cut):
    program = (
        "import sys, json; from pathlib import Path;"
        "from newsreader.voices import find;"
        "from newsreader.engines.streaming import open_streaming;"
        "v = find(sys.argv[1]); e = open_streaming(v, json.loads(v.config.read_text()));"
        "assert sum(map(len, e.synthesize('Hei.'))) > 2000;"
        "print(*sorted({name.split('.')[0] for name in sys.modules}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(small_model)],
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = set(done.stdout.split())
    assert "onnxruntime" in loaded
    assert not loaded & {"piper", "onnx", "sounddevice", "pydub", "subprocess"}


@pytest.fixture(scope="module")
def corpus(joe_voice):
    """Return Piper's model, its description, and the ids of each sentence of the test article."""
    from piper import PiperVoice

    description = json.loads(joe_voice.config.read_text(encoding="utf-8"))
    text = (ROOT / "scripts" / "bench" / "article.txt").read_text(encoding="utf-8")
    sentences = list(Phonemizer("nb", description["phoneme_id_map"]).ids(text))
    assert len(sentences) > 30
    return PiperVoice.load(joe_voice.path), description, sentences


def pipers(piper, ids, noise, length_noise=0.0):
    """Return the samples of Piper's own run."""
    from piper import SynthesisConfig

    config = SynthesisConfig(noise_scale=noise, noise_w_scale=length_noise, normalize_audio=False)
    return piper.phoneme_ids_to_audio(ids, config)


SENTENCES = 32
"""Of the test article."""

UNSTEADY = pytest.mark.xfail(
    "avx512" in features(),
    reason="3.7e-4 from Piper and 0.6e-4 from the model as it stands, from which Piper's runtime, "
    "that rearranges it, is 4.2e-4: in frame 21 the flow makes a hundred times as much of "
    "differences of 8e-6 in the prior, which is what each of the three rounds off",
)
"""Of a sentence that cannot be like both. From the prior of either, our other stages make its
samples to 2e-5. Other processors round in other ways."""


@pytest.fixture(scope="module")
def differences(joe_voice, corpus, tmp_path_factory):
    """Return how far each sentence is, without noise, from Piper and from the model as it stands.

    Piper's runtime rearranges the model when it loads it.
    """
    import onnxruntime

    piper, description, sentences = corpus
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    session = onnxruntime.InferenceSession(
        str(joe_voice.path), options, providers=["CPUExecutionProvider"]
    )
    found = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NEWSREADER_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))
        engine = open_streaming(joe_voice, description)
        for ids in sentences:
            feed = {
                "input": np.array([ids], np.int64),
                "input_lengths": np.array([len(ids)], np.int64),
                "scales": np.array([0.0, 1.0, 0.0], np.float32),
            }
            ours = sound(engine.sound(ids, noisy=False))
            others = pipers(piper, ids, 0.0), session.run(None, feed)[0].reshape(-1)
            assert [other.shape for other in others] == [ours.shape] * 2
            found.append([float(np.abs(ours - other).max()) for other in others])
    return found


@pytest.mark.voice
@pytest.mark.slow
@pytest.mark.parametrize(
    "number",
    [pytest.param(n, marks=UNSTEADY if n == 26 else ()) for n in range(SENTENCES)],
)
def test_each_sentence_is_pipers_without_noise(differences, number):
    assert len(differences) == SENTENCES
    assert differences[number][0] < 2e-4


@pytest.mark.voice
@pytest.mark.slow
def test_each_sentence_is_the_models_without_noise(differences):
    assert max(model for _piper, model in differences) < 2e-4


@pytest.mark.voice
@pytest.mark.slow
def test_with_noise_it_differs_from_piper_as_pipers_own_runs_do(joe_voice, corpus):
    """Compare log-mel spectra, frame by frame, so with the lengths of sounds fixed."""
    log_mel = bench_quality().log_mel
    piper, description, sentences = corpus
    inference = description["inference"] | {"noise_w": 0.0}
    engine = open_streaming(joe_voice, description | {"inference": inference})
    own, ours = [], []
    for ids in sentences:
        runs = [log_mel(pipers(piper, ids, inference["noise_scale"])) for _ in range(2)]
        found = log_mel(sound(engine.sound(ids)))
        level = runs[0].mean(axis=1)
        loud = level > level.max() - 40

        def distance(one, two, loud=loud):
            return np.abs(one - two).mean(axis=1)[loud].mean()

        own.append(distance(*runs))
        ours.append(np.mean([distance(found, run) for run in runs]))
    # A mean over all sentences repeats within 1 %; noise of another size or shape would not.
    assert np.mean(own) > 1.0
    assert np.mean(ours) < 1.02 * np.mean(own)
    assert np.mean(ours) > 0.95 * np.mean(own)
    assert np.max(ours) < 1.1 * np.max(own)


@pytest.mark.voice
@pytest.mark.slow
def test_sounds_are_as_long_as_pipers(joe_voice, corpus):
    piper, description, sentences = corpus
    engine = open_streaming(joe_voice, description)
    chosen = sentences[::3]
    total = sum(len(sound(engine.sound(ids))) for ids in chosen)
    runs = [sum(len(pipers(piper, ids, 0.0, 0.8)) for ids in chosen) for _ in range(3)]
    # The deviation of Piper's own sum is about 0.6 % for a minute of speech.
    assert total == pytest.approx(np.mean(runs), rel=0.03)


def bench_quality():
    path = ROOT / "scripts" / "bench" / "quality.py"
    spec = importlib.util.spec_from_file_location("bench_quality", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.voice
def test_memory_does_not_grow_with_the_text(joe_voice, own_folders):
    program = (
        "import sys, json, resource;"
        "from newsreader.voices import find;"
        "from newsreader.engines.streaming import open_streaming;"
        "v = find(sys.argv[1]); e = open_streaming(v, json.loads(v.config.read_text()));"
        "[None for _ in e.synthesize('ord og ' * int(sys.argv[2]))];"
        "print([int(l.split()[1]) for l in open('/proc/self/status') if 'VmHWM' in l][0] // 1024)"
    )
    find_or_derive(joe_voice.path, EXACT, None)
    peaks = [
        int(
            subprocess.run(
                [sys.executable, "-c", program, str(joe_voice.path), words],
                capture_output=True, text=True, check=True,
            ).stdout
        )
        for words in ("60", "600")
    ]  # fmt: skip
    assert peaks[1] - peaks[0] < 15
    assert peaks[1] < 220


MONSTER = """
import json, re, sys
import numpy as np
from newsreader.audio import QUIET
from newsreader.engines.streaming import open_streaming
from newsreader.pipeline import prepare, programme, speak
from newsreader.types import Document, Reading
from newsreader.voices import find

model, article, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
words = re.findall("[a-zæøå]+", open(article, encoding="utf-8").read().lower())
text = " ".join((words * (count // len(words) + 1))[:count])
voice = find(model)
engine = open_streaming(voice, json.loads(voice.config.read_text(encoding="utf-8")))
script = programme([prepare(Document(text, "a"), "nb")], Reading())
told = samples = quiet = longest = 0
for chunk in speak(script, engine):
    told += len(chunk.words)
    loud = np.flatnonzero(np.abs(chunk.samples) > QUIET)
    if len(loud):
        gaps = np.diff(loud, prepend=-1 - quiet)
        longest = max(longest, int(gaps.max()) - 1)
        quiet = len(chunk.samples) - 1 - int(loud[-1])
    else:
        quiet += len(chunk.samples)
    samples += len(chunk.samples)
status = open("/proc/self/status").read()
peak = int(re.search(r"VmHWM:\\s+([0-9]+)", status)[1]) // 1024
rate = engine.sample_rate
print(json.dumps({"words": told, "seconds": samples / rate, "gap": longest / rate, "mb": peak}))
"""


def monster(model, count):
    """Speak so many words without any mark, in a process of its own; return what came of it."""
    article = ROOT / "scripts" / "bench" / "article.txt"
    done = subprocess.run(
        [sys.executable, "-c", MONSTER, str(model), str(article), str(count)],
        capture_output=True, text=True, check=True, cwd=ROOT,
    )  # fmt: skip
    return json.loads(done.stdout)


@pytest.mark.slow
def test_20_000_words_without_a_stop_take_the_memory_of_500(small_model, cut):
    few, many = (monster(small_model, count) for count in (500, 20_000))
    assert (few["words"], many["words"]) == (500, 20_000)
    assert many["seconds"] == pytest.approx(40 * few["seconds"], rel=0.05)
    assert many["mb"] < few["mb"] + 10
    assert many["gap"] < 0.5


@pytest.mark.voice
@pytest.mark.slow
def test_a_sentence_of_2_000_phonemes_takes_the_memory_of_a_short_one(joe_voice):
    description = json.loads(joe_voice.config.read_text(encoding="utf-8"))
    phonemizer = Phonemizer("nb", description["phoneme_id_map"])
    text = (ROOT / "scripts" / "bench" / "article.txt").read_text(encoding="utf-8").lower()
    words = re.findall("[a-zæøå]+", text)[:420]
    sentence = "".join(phonemizer.sentences(" ".join(words)))
    assert len(sentence) >= 2000
    assert not set(sentence) & set(".,:;!?")
    find_or_derive(joe_voice.path, EXACT, None)
    short, long = (monster(joe_voice.path, count) for count in (20, 420))
    assert (short["words"], long["words"]) == (20, 420)
    assert long["mb"] < short["mb"] + 25
    assert long["mb"] < 220
    # Where a long sentence must be cut, it is no longer silent than at a comma.
    assert long["gap"] < 0.5
