"""``newsreader voices`` as a user meets it."""

import json
import subprocess

import pytest
from click.testing import CliRunner

from newsreader.cli.voices import progress_lines, voices
from newsreader.engines import open_engine
from newsreader.errors import SettingsError, VoiceError
from newsreader.voices import find, known, voices_dir
from tests.conftest import VOICES
from tests.small_voices import unpack
from tests.test_voices import entry, md5
from tests.tools import run_newsreader
from tests.voice_server import serving

TALESYNTESE = "no_NO-talesyntese-medium"


@pytest.fixture(autouse=True)
def _nothing_in_the_checkout(monkeypatch):
    monkeypatch.setattr(known, "_folders", lambda: iter([voices_dir()]))


@pytest.fixture
def server(own_folders, monkeypatch):
    """Serve the tiny voice as the default natural one."""
    with serving() as server:
        for path in VOICES.iterdir():
            server.files[f"/{path.name}"] = path.read_bytes()
        monkeypatch.setenv("NEWSREADER_VOICES_URL", server.url)
        (own_folders / "config").mkdir()
        (own_folders / "config" / "voices.toml").write_text(entry(TALESYNTESE))
        yield server


def run(*arguments, error=None):
    result = CliRunner().invoke(voices, arguments)
    if error:
        assert isinstance(result.exception, error)
    else:
        assert result.exit_code == 0, result.output
    return result.output


def line(output, name):
    (found,) = [text for text in output.splitlines() if text.startswith(f"{name}:")]
    return found


def test_the_list_is_one_plain_line_for_each_voice():
    output = run("list")
    assert len(output.splitlines()) == 3
    natural = line(output, TALESYNTESE)
    for part in ("recommended", "not installed", "nb", "63 MB", "Licence: CC0", "MODEL_CARD"):
        assert part in natural
    assert "built in" in line(output, "espeak-nb")
    assert "77 MB" in line(output, "no_NO-nvcc-medium")


def test_the_list_for_programs():
    found = {voice["name"]: voice for voice in json.loads(run("list", "--json"))}
    assert found[TALESYNTESE]["installed"] is False
    assert found[TALESYNTESE]["default"] is True
    assert found[TALESYNTESE]["size"] == 63201294
    assert found["espeak-nb"]["installed"] is True


@pytest.mark.network
def test_install_without_a_name_fetches_the_natural_voice(server):
    output = run("install")
    assert "Licence: CC0" in output
    assert "MODEL_CARD" in output
    assert output.endswith(f"The voice {TALESYNTESE} is ready.\n")
    assert find(TALESYNTESE).path
    assert "recommended, installed" in line(run("list"), TALESYNTESE)


@pytest.mark.network
def test_installing_prepares_the_voice_too(server, tmp_path, monkeypatch, own_folders):
    model = unpack("small", tmp_path).read_bytes()
    server.files["/tiny.onnx"] = model
    described = entry(TALESYNTESE, size=len(model), checksum=md5(model))
    (own_folders / "config" / "voices.toml").write_text(described)
    lines = run("install").splitlines()
    assert f"Preparing the voice {TALESYNTESE}." in lines[-2]
    assert lines[-1] == f"The voice {TALESYNTESE} is ready."

    def no_process(*args, **kwargs):
        raise AssertionError("the voice was cut again")

    monkeypatch.setattr(subprocess, "run", no_process)
    told = []
    open_engine(find(TALESYNTESE), preparing=lambda: told.append(1))
    assert told == []


@pytest.mark.network
def test_a_failed_install_leaves_through_the_error_tree(server):
    server.plans["/tiny.onnx"] = ["status 500"]
    said = run_newsreader("voices", "install")
    assert said.returncode == VoiceError.exit_code
    assert said.stderr.decode().startswith("127.0.0.1 answered with error 500.")
    assert b"Traceback" not in said.stderr


def test_install_and_remove_of_the_unknown():
    run("install", "nothing", error=VoiceError)
    run("remove", "nothing", error=VoiceError)
    run("remove", TALESYNTESE, error=VoiceError)


def test_a_voice_of_ones_own_is_added_listed_and_removed():
    output = run("add", str(VOICES / "tiny.onnx"), "--name", "mi-røyst")
    assert "--voice mi-røyst" in output
    assert "installed" in line(run("list"), "mi-røyst")
    assert "removed" in run("remove", "mi-røyst")
    assert "mi-røyst" not in run("list")


def test_a_broken_own_catalogue_stops_with_its_line(own_folders):
    (own_folders / "config").mkdir()
    (own_folders / "config" / "voices.toml").write_text("[voices\n")
    run("list", error=SettingsError)


@pytest.mark.parametrize(
    ("pace", "lines"),
    [
        # Seconds for each per cent, and the per cents that are said.
        (0.01, [10, 20, 30, 40, 50, 60, 70, 80, 90]),
        (4.0, [3, 6, 9, 10, 13, 16, 19, 20, 23, 26, 29, 30]),
    ],
)
def test_progress_is_said_now_and_then(pace, lines):
    said, now = [], [0.0]
    progress = progress_lines(said.append, lambda: now[0])
    total = 63_201_294
    for percent in range(101):
        now[0] = percent * pace
        progress(total * percent // 100 + (percent < 100), total)
    assert [int(text.split()[0]) for text in said][: len(lines)] == lines
    assert said[0].endswith("of 63 MB")
    assert all("\r" not in text for text in said)
    assert not said[-1].startswith("100")


def test_progress_of_a_continued_fetch_begins_where_it_stopped():
    said = []
    progress = progress_lines(said.append, lambda: 0.0)
    for done in (55, 56, 61, 70, 100):
        progress(done * 1_000_000, 100_000_000)
    assert said == ["61 percent, 61 of 100 MB", "70 percent, 70 of 100 MB"]


def test_try_speaks_a_sample_into_a_file(tmp_path):
    target = tmp_path / "prove.wav"
    done = run_newsreader("voices", "try", "espeak-nb", "-o", target)
    assert done.returncode == 0, done.stderr.decode()
    assert target.stat().st_size > 200_000
    own = tmp_path / "egen.wav"
    run_newsreader("voices", "try", "espeak-nb", "Hei.", "-o", own)
    assert own.stat().st_size < target.stat().st_size / 4
