"""The catalogue, and voices that are missing, changed, fetched, added and removed."""

import hashlib
import json
import os
import shutil
import subprocess
import sys

import pytest

from newsreader import fetch, voices
from newsreader.errors import SettingsError, VoiceError
from newsreader.voices import known
from tests.conftest import VOICES
from tests.tools import ROOT
from tests.voice_server import serving

TALESYNTESE = "no_NO-talesyntese-medium"


@pytest.fixture(autouse=True)
def _nothing_in_the_checkout(monkeypatch):
    """Leave out voices that a developer may have in voices/."""
    monkeypatch.setattr(known, "_folders", lambda: iter([voices.voices_dir()]))


@pytest.fixture
def own(own_folders):
    """Return a function that writes the user's voices.toml."""

    def write(text):
        path = own_folders / "config" / "voices.toml"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


def md5(content):
    return "md5:" + hashlib.md5(content, usedforsecurity=False).hexdigest()


def entry(name, source="tiny", **fields):
    """Return a catalogue entry that describes a test voice under another name."""
    model = (VOICES / f"{source}.onnx").read_bytes()
    config = (VOICES / f"{source}.onnx.json").read_bytes()
    values = {
        "url": f"{source}.onnx",
        "size": len(model),
        "checksum": md5(model),
        "config_size": len(config),
        "config_checksum": md5(config),
        **fields,
    }
    return f"[voices.{name}]\n" + "".join(f"{k} = {json.dumps(v)}\n" for k, v in values.items())


def put(name, source="tiny"):
    """Lay a test voice into the data folder, as if it had been installed."""
    folder = voices.voices_dir()
    folder.mkdir(parents=True, exist_ok=True)
    for ending in (".onnx", ".onnx.json"):
        shutil.copy(VOICES / f"{source}{ending}", folder / f"{name}{ending}")
    return folder / f"{name}.onnx"


# The catalogue


@pytest.mark.parametrize(
    ("name", "path", "size", "md5", "config_size", "config_md5"),
    # voices.json of https://huggingface.co/rhasspy/piper-voices
    [
        (TALESYNTESE, "no/no_NO/talesyntese/medium", 63201294, "9fc876e7edc6593086b4f2f34889f44b",
         4880, "94b938e1bd319e6a084dc8380fb53619"),
        ("no_NO-nvcc-medium", "no/no_NO/nvcc/medium", 76770227, "67e04e52b2f195e6db3ae103b58d1710",
         5397, "eb78dda3e46b97cb184dc6e9b91f64ea"),
    ],
)  # fmt: skip
def test_the_norwegian_voices(name, path, size, md5, config_size, config_md5):
    voice = voices.catalogue()[name]
    base = f"https://huggingface.co/rhasspy/piper-voices/resolve/main/{path}/{name}.onnx"
    assert (voice.url, voice.config_url) == (base, f"{base}.json")
    assert (voice.size, voice.checksum) == (size, f"md5:{md5}")
    assert (voice.config_size, voice.config_checksum) == (config_size, f"md5:{config_md5}")
    assert voice.language == "nb"
    assert f"{path}/MODEL_CARD" in voice.attribution
    assert not voices.installed(voice)


def test_every_voice_tells_its_rights_and_its_loudness():
    for voice in voices.catalogue().values():
        assert voice.title
        assert voice.licence
        assert voice.attribution
        assert 0 < voice.gain < 12


def test_the_catalogue_also_lies_in_the_package(monkeypatch, tmp_path):
    shutil.copy(ROOT / "voices" / "catalogue.toml", tmp_path / "catalogue.toml")
    monkeypatch.setattr(known, "_PACKAGE", tmp_path)
    monkeypatch.setattr(known, "_CHECKOUT", tmp_path / "nowhere")
    assert voices.DEFAULT_VOICE in voices.catalogue()


def test_a_mirror_replaces_the_address(monkeypatch):
    monkeypatch.setenv("NEWSREADER_VOICES_URL", "https://mirror.example/piper")
    assert voices.catalogue()[TALESYNTESE].url == (
        "https://mirror.example/piper/no/no_NO/talesyntese/medium/no_NO-talesyntese-medium.onnx"
    )


def test_own_entries_are_laid_over_the_catalogue(own):
    own(
        f'[voices.{TALESYNTESE}]\ngain = 3\n[voices.mine]\ntitle = "Mi røyst"\nrespell = false\n'
        'url = "https://voices.example/mine.onnx"\n'
    )
    found = voices.catalogue()
    assert (found[TALESYNTESE].gain, found[TALESYNTESE].size) == (3, 63201294)
    assert (found["mine"].title, found["mine"].respell) == ("Mi røyst", False)
    assert found["mine"].config_url == "https://voices.example/mine.onnx.json"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('[voices.a]\ntitle = "x\n', 2),
        ("[voices.a]\ntitle = x\n", 2),
        ("a = 1\n[voices", 2),
        (b'[voices.a]\ntitle = "\xe6"\n', 2),
        ('[voices.a]\ntitle = "x"\nsize = "big"\n', 3),
        ('[voices.a]\ncolour = "red"\n', 2),
        ('[voices.a]\nengine = "flite"\n', 2),
        ("\nvoices = 3\n", 2),
        ("[voices]\na = 3\n", 2),
    ],
)
def test_a_mistake_in_the_own_catalogue_is_named_with_its_line(own, text, line):
    path = own(text)
    with pytest.raises(
        SettingsError, match=rf"voices\.toml has a mistake in line {line}"
    ) as caught:
        voices.catalogue()
    assert str(path) in caught.value.message
    assert caught.value.hint


def test_the_catalogue_is_read_without_heavy_libraries():
    program = (
        "import sys; from newsreader import voices; voices.default();"
        "print({'numpy', 'onnxruntime', 'piper'} & sys.modules.keys())"
    )
    said = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert said.stdout == "set()\n"


# Finding


def test_an_unknown_voice_is_met_with_what_is_like_it():
    with pytest.raises(VoiceError, match="no voice called talesyntese") as caught:
        voices.find("talesyntese")
    assert TALESYNTESE in caught.value.hint
    assert "newsreader voices list" in caught.value.hint


def test_a_voice_that_is_not_installed_says_how_to_get_it():
    with pytest.raises(VoiceError, match="not installed") as caught:
        voices.find(TALESYNTESE)
    assert caught.value.hint == f"Install it with: newsreader voices install {TALESYNTESE}"


def test_a_voice_by_path(tiny_voices):
    voice = voices.find(str(VOICES / "tiny-multi.onnx"))
    assert (voice.name, voice.engine, voice.sample_rate) == ("tiny-multi", "piper", 22050)
    assert voice.speakers == ("anna", "bjørn", "kari")
    assert voice.language == "nb-NO"
    assert voice.path == VOICES / "tiny-multi.onnx"


@pytest.mark.parametrize("missing", [".onnx", ".onnx.json"])
def test_a_path_with_one_of_the_two_files_missing(tmp_path, missing):
    for ending in {".onnx", ".onnx.json"} - {missing}:
        shutil.copy(VOICES / f"tiny{ending}", tmp_path)
    with pytest.raises(VoiceError, match=f"There is no file .*tiny{missing}") as caught:
        voices.find(str(tmp_path / "tiny.onnx"))
    assert "two files" in caught.value.hint


def test_a_path_may_hold_a_changed_voice_of_the_catalogue(tmp_path):
    for ending in (".onnx", ".onnx.json"):
        shutil.copy(VOICES / f"tiny{ending}", tmp_path / f"{TALESYNTESE}{ending}")
    voice = voices.find(str(tmp_path / f"{TALESYNTESE}.onnx"))
    voices.verify(voice)
    assert "NST" in voice.attribution


def test_the_default_is_the_natural_voice_if_it_is_whole(own):
    assert voices.default().name == "espeak-nb"
    own(entry(TALESYNTESE))
    model = put(TALESYNTESE)
    assert voices.default().name == TALESYNTESE
    model.write_bytes(model.read_bytes()[:-1])
    assert voices.default().name == "espeak-nb"


def test_of_a_voice_with_one_file_nothing_is_installed(own):
    own(entry("mine"))
    put("mine").with_name("mine.onnx.json").unlink()
    assert not voices.installed(voices.catalogue()["mine"])


# Whole or not


def test_changed_models_are_refused(own):
    own(entry("mine"))
    model = put("mine")
    voices.find("mine")
    content = bytearray(model.read_bytes())
    content[100] ^= 1
    for wrong in (content[:-10], content):
        model.write_bytes(wrong)
        os.utime(model, ns=(1, 1))
        with pytest.raises(
            VoiceError, match=r"mine\.onnx is damaged or has been changed"
        ) as caught:
            voices.find("mine")
        assert caught.value.hint == "Fetch it again with: newsreader voices install mine"


def test_without_a_checksum_the_size_counts(own):
    own(entry("mine", checksum=""))
    model = put("mine")
    voices.find("mine")
    model.write_bytes(model.read_bytes() + b"x")
    with pytest.raises(VoiceError, match="damaged"):
        voices.find("mine")


def test_a_changed_description_is_refused(own):
    own(entry("mine"))
    path = put("mine").with_name("mine.onnx.json")
    path.write_text(path.read_text(encoding="utf-8").replace("22050", "44100"), encoding="utf-8")
    with pytest.raises(VoiceError, match=r"mine\.onnx\.json is damaged"):
        voices.find("mine")


def test_a_model_is_read_for_its_checksum_once(own, monkeypatch):
    own(entry("mine"))
    model = put("mine")
    read = []
    real = fetch.file_checksum

    def counted(path, checksum):
        read.append(path)
        return real(path, checksum)

    monkeypatch.setattr(fetch, "file_checksum", counted)
    voices.find("mine")
    voices.find("mine")
    assert read.count(model) == 1
    os.utime(model)
    voices.find("mine")
    assert read.count(model) == 2


def test_a_folder_that_cannot_be_written_is_no_obstacle(own, monkeypatch):
    own(entry("mine"))
    put("mine")
    monkeypatch.setattr(voices.files.os, "open", lambda *a: (_ for _ in ()).throw(OSError(30, "x")))
    assert voices.find("mine").path


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"audio": {"sample_rate": "x"}}', "\udc00"])
def test_a_damaged_description(tmp_path, text):
    shutil.copy(VOICES / "tiny.onnx", tmp_path)
    (tmp_path / "tiny.onnx.json").write_bytes(text.encode(errors="surrogatepass"))
    with pytest.raises(VoiceError, match="description") as caught:
        voices.find(str(tmp_path / "tiny.onnx"))
    assert caught.value.hint
    assert caught.value.__cause__


# Fetching


@pytest.fixture
def server(own, monkeypatch):
    """Serve the test voices, one of them as the voice ``mine`` of the catalogue."""
    with serving() as server:
        for path in VOICES.iterdir():
            server.files[f"/voices/{path.name}"] = path.read_bytes()
        monkeypatch.setenv("NEWSREADER_VOICES_URL", f"{server.url}/voices")
        own(entry("mine"))
        yield server


@pytest.mark.network
def test_a_voice_is_fetched_and_ready(server):
    calls = []
    voice = voices.install("mine", lambda done, total: calls.append((done, total)))
    assert voice == voices.find("mine")
    assert voice.path == voices.voices_dir() / "mine.onnx"
    assert voice.path.read_bytes() == (VOICES / "tiny.onnx").read_bytes()
    assert calls[-1] == (voice.size, voice.size)
    assert sorted(p.name for p in voices.voices_dir().iterdir()) == [
        "mine.onnx",
        "mine.onnx.checked",
        "mine.onnx.json",
    ]


@pytest.mark.network
def test_a_voice_that_is_there_is_not_fetched(server):
    put("mine")
    voices.install("mine")
    assert server.seen == []


@pytest.mark.network
def test_a_damaged_voice_is_replaced(server):
    put("mine").write_bytes(b"damaged")
    voices.install("mine")
    assert [path for path, _headers in server.seen] == ["/voices/tiny.onnx"]
    voices.find("mine")


@pytest.mark.network
@pytest.mark.parametrize("file", ["tiny.onnx", "tiny.onnx.json"])
def test_a_wrong_file_is_not_installed(server, file):
    server.files[f"/voices/{file}"] = server.files[f"/voices/{file}"].replace(b"a", b"b")
    with pytest.raises(VoiceError, match="something else"):
        voices.install("mine")
    assert not voices.installed(voices.catalogue()["mine"])


@pytest.mark.network
def test_a_fetch_that_broke_is_continued(server):
    server.plans["/voices/tiny.onnx"] = ["cut 500", "cut 0", "ok"]
    with pytest.raises(VoiceError, match="cut off"):
        voices.install("mine")
    with pytest.raises(VoiceError, match="not installed"):
        voices.find("mine")
    voices.install("mine")
    assert server.ranges("/voices/tiny.onnx")[-1] == "bytes=500-"


@pytest.mark.parametrize(
    ("name", "message"),
    [("nothing", "no voice called"), ("local", "no address")],
)
def test_what_cannot_be_fetched(own, name, message):
    own('[voices.local]\ntitle = "x"\n')
    with pytest.raises(VoiceError, match=message) as caught:
        voices.install(name)
    assert caught.value.hint


def test_the_built_in_voice_is_always_there():
    assert voices.install("espeak-nb").engine == "espeak"


def test_the_shipped_catalogue_is_not_fetched_without_encryption(monkeypatch, own):
    own(entry("mine", url="http://voices.example/x.onnx"))
    asked = []
    monkeypatch.setattr(fetch, "fetch", lambda url, path, **options: asked.append((url, options)))
    for name in ("mine", TALESYNTESE):
        with pytest.raises(VoiceError):
            voices.install(name)
    allowed = {url.partition(":")[0]: options["allow_http"] for url, options in asked}
    assert allowed == {"http": True, "https": False}


# Adding and removing


def test_an_added_voice_stays_where_it_is_and_is_forgotten_again(own):
    path = own('# mine\n[voices.other]\ntitle = "x"\n')
    before = path.read_text()
    voice = voices.add(VOICES / "tiny-multi.onnx", "min-røyst")
    assert voice.path == VOICES / "tiny-multi.onnx"
    assert voice.speakers == ("anna", "bjørn", "kari")
    assert voices.find("min-røyst") == voice
    assert path.read_text(encoding="utf-8").startswith(before)
    voices.remove("min-røyst")
    assert path.read_text().strip() == before.strip()
    assert (VOICES / "tiny-multi.onnx").exists()


def test_the_first_added_voice_makes_the_catalogue():
    assert voices.add(VOICES / "tiny.onnx").name == "tiny"
    assert voices.find("tiny").path == VOICES / "tiny.onnx"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        (TALESYNTESE, "already"),
        ("espeak-nb", "already"),
        ("a b", "cannot be the name"),
        ("a/b", "cannot be the name"),
        ('"', "cannot be the name"),
        ("x.onnx", "cannot be the name"),
    ],
)
def test_names_that_cannot_be_added(name, message):
    with pytest.raises(VoiceError, match=message):
        voices.add(VOICES / "tiny.onnx", name)
    assert not voices.user_catalogue().exists()


def test_a_catalogue_in_another_style_is_not_broken(own):
    path = own('voices = { other = { title = "x" } }\n')
    before = path.read_text()
    with pytest.raises(SettingsError, match="could not be added"):
        voices.add(VOICES / "tiny.onnx")
    assert path.read_text() == before


def test_an_installed_voice_is_removed_with_all_its_files(own):
    own(entry("mine"))
    put("mine")
    voices.find("mine")
    voices.remove("mine")
    assert list(voices.voices_dir().iterdir()) == []


@pytest.mark.parametrize(
    ("name", "message"),
    [("nothing", "no voice called"), ("espeak-nb", "cannot be"), (TALESYNTESE, "not installed")],
)
def test_what_cannot_be_removed(name, message):
    with pytest.raises(VoiceError, match=message):
        voices.remove(name)
