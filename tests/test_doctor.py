"""``newsreader doctor``: one plain line a check, and an exit code that programs can trust."""

import os
import subprocess
import sys

from tests.tools import ROOT, need, run_newsreader

NO_SOUND = {"PULSE_SERVER": "unix:/nonexistent", "PIPEWIRE_REMOTE": "/nonexistent"}


def doctor(code: int, **env: str) -> list[str]:
    done = run_newsreader("doctor", env=env)
    assert done.returncode == code, done.stdout.decode()
    assert done.stderr == b""
    return done.stdout.decode().splitlines()


def line(lines: list[str], name: str) -> str:
    (found,) = [text for text in lines if text.split(": ")[1:2] == [name]]
    return found


def test_every_check_is_one_line_that_begins_with_its_verdict():
    need("ffmpeg")
    lines = doctor(0, **NO_SOUND)
    names = ("version", "Python", "settings", "folders", "memory", "voice", "synthesis",
             "sound output", "ffmpeg")  # fmt: skip
    assert [text.split(": ")[1] for text in lines[:-1]] == list(names)
    assert all(text.startswith(("Good: ", "Note: ", "Problem: ")) for text in lines[:-1])
    assert lines[-1] == "newsreader can do its main job."
    assert line(lines, "ffmpeg").startswith("Good: ")
    assert line(lines, "synthesis").startswith("Good: ")


def test_a_damaged_voice_is_a_problem(tmp_path):
    voice = tmp_path / "stemme.onnx"
    voice.write_bytes(b"not a model")
    (tmp_path / "stemme.onnx.json").write_text("{}", encoding="utf-8")
    lines = doctor(1, NEWSREADER_VOICE=str(voice))
    assert line(lines, "synthesis").startswith("Problem: ")
    assert "cannot do its main job" in lines[-1]


def test_a_wrong_setting_is_a_problem(tmp_path):
    (tmp_path / "settings.toml").write_text("captions = 5", encoding="utf-8")
    lines = doctor(1, NEWSREADER_CONFIG_DIR=str(tmp_path))
    assert line(lines, "settings").startswith("Problem: ")
    assert "captions" in line(lines, "settings")


def test_no_way_out_for_speech_is_a_problem():
    hidden = (
        "import sys, shutil, ctypes.util; sys.modules['imageio_ffmpeg'] = None; "
        "shutil.which = lambda name: None; ctypes.util.find_library = lambda name: None; "
        "from newsreader.cli import main; main(['doctor'])"
    )
    done = subprocess.run(
        [sys.executable, "-c", hidden],
        cwd=ROOT,
        env={**os.environ, "LANGUAGE": "", "LC_ALL": "C.UTF-8"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "libportaudio2" in done.stdout
    assert "neither a sound output nor" in done.stdout
    assert done.stderr == ""
