"""What C libraries print must not reach the user, and what Python prints must."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

PRELUDE = """
import os, subprocess, sys
from pathlib import Path
from newsreader.stderr import divert
"""


def run(code: str, *arguments: str, **options) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", PRELUDE + code, *arguments],
        env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
        capture_output=not options,
        text=True,
        timeout=60,
        **options,
    )


def test_c_messages_go_to_the_log_and_ours_to_the_user(tmp_path):
    log = tmp_path / "state" / "sound.log"
    result = run(
        """
divert(Path(sys.argv[1]))
os.write(2, b"ALSA lib pcm.c: underrun occurred\\n")
print("Saken er på bokmål.", file=sys.stderr)
""",
        str(log),
    )
    assert result.stderr == "Saken er på bokmål.\n"
    assert log.read_text() == "ALSA lib pcm.c: underrun occurred\n"
    assert stat.S_IMODE(log.stat().st_mode) == 0o600


def test_a_second_call_changes_nothing(tmp_path):
    result = run(
        """
divert(Path(sys.argv[1]))
divert(Path(sys.argv[2]))
os.write(2, b"noise\\n")
print("ours", file=sys.stderr)
""",
        str(tmp_path / "first"),
        str(tmp_path / "second"),
    )
    assert result.stderr == "ours\n"
    assert (tmp_path / "first").read_text() == "noise\n"
    assert not (tmp_path / "second").exists()


def test_without_a_log_c_messages_are_thrown_away():
    result = run('divert(None); os.write(2, b"noise"); print("ours", file=sys.stderr)')
    assert result.stderr == "ours\n"


def test_a_log_that_cannot_be_written_is_no_error(tmp_path):
    (tmp_path / "file").write_text("")
    result = run(
        'divert(Path(sys.argv[1])); os.write(2, b"noise"); print("ours", file=sys.stderr)',
        str(tmp_path / "file" / "log"),
    )
    assert result.returncode == 0
    assert result.stderr == "ours\n"


def test_a_crash_is_still_shown(tmp_path):
    result = run('divert(Path(sys.argv[1])); raise RuntimeError("a bug")', str(tmp_path / "log"))
    assert "RuntimeError: a bug" in result.stderr


def test_a_child_speaks_to_the_user_only_when_told_to(tmp_path):
    result = run(
        """
divert(Path(sys.argv[1]))
subprocess.run(["sh", "-c", "echo hidden >&2"])
subprocess.run(["sh", "-c", "echo shown >&2"], stderr=sys.stderr)
""",
        str(tmp_path / "log"),
    )
    assert result.stderr == "shown\n"
    assert (tmp_path / "log").read_text() == "hidden\n"


def test_a_line_is_out_before_the_process_dies(tmp_path):
    result = run(
        'divert(Path(sys.argv[1])); print("ours", file=sys.stderr); os._exit(9)',
        str(tmp_path / "log"),
    )
    assert (result.returncode, result.stderr) == (9, "ours\n")


def test_the_log_is_appended_to_and_begun_anew_when_it_is_large(tmp_path):
    log = tmp_path / "log"
    code = 'divert(Path(sys.argv[1])); os.write(2, b"new\\n")'
    log.write_text("old\n")
    log.chmod(0o644)
    run(code, str(log))
    assert log.read_text() == "old\nnew\n"
    assert stat.S_IMODE(log.stat().st_mode) == 0o600
    log.write_text("x" * 1_000_001)
    run(code, str(log))
    assert log.read_text() == "new\n"


@pytest.mark.parametrize("where", ["log", None])
def test_closed_standard_error_is_no_error(tmp_path, where):
    log = tmp_path / "log"
    path = "None" if where is None else "Path(sys.argv[1])"
    result = run(
        f'divert({path}); os.write(2, b"noise\\n"); os.write(1, b"well\\n")',
        str(log),
        stdout=subprocess.PIPE,
        preexec_fn=lambda: os.close(2),
    )
    assert (result.returncode, result.stdout) == (0, "well\n")
    assert where is None or log.read_text() == "noise\n"


def test_a_replaced_sys_stderr_is_left_alone(tmp_path):
    result = run(
        """
import io
sys.stderr = io.StringIO()
divert(Path(sys.argv[1]))
print("kept", file=sys.stderr)
print(sys.stderr.getvalue(), end="")
""",
        str(tmp_path / "log"),
    )
    assert (result.stdout, result.stderr) == ("kept\n", "")
