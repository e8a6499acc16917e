"""Whatever goes wrong: one sentence with what to do, the right exit code, nothing half-made."""

import os
import signal
import subprocess
import sys
import time

import pytest

from tests.tools import ARTICLES, ROOT, need, run_newsreader, small_disk

ARTICLE = ARTICLES / "bokmal_nyhet.txt"
NO_DEVICE = {"PULSE_SERVER": "unix:/nonexistent", "PIPEWIRE_REMOTE": "/nonexistent"}


def complaint(done: subprocess.CompletedProcess[bytes], code: int) -> str:
    """Return the one line that was said, with the code checked."""
    said = done.stderr.decode()
    assert done.returncode == code, said
    assert "Traceback" not in said
    lines = [line for line in said.splitlines() if "built-in voice" not in line]
    assert len(lines) == 1, said
    assert lines[0].endswith(".") or lines[0].split()[-1] in ("list", "install"), said
    assert "\x1b" not in said
    assert "\r" not in said
    return lines[0]


def record(source, target, *arguments, **options):
    return run_newsreader("record", source, "-o", target, *arguments, **options)


CONTENTS = {
    "empty": (b"", "is empty"),
    "white space": (b" \n\n\t \n", "is empty"),
    "binary": (bytes(range(256)) * 100, "not a text file"),
    "no letters": (b"12 345 --- ***\n", "no words"),
    "50 MB": (b"Det regner i Bergen.\n" * 2_500_000, "too much for an article"),
}


@pytest.mark.parametrize("command", ["record", "explain", "read"])
@pytest.mark.parametrize("kind", CONTENTS)
def test_text_that_cannot_be_read(kind, command, tmp_path):
    content, said = CONTENTS[kind]
    source = tmp_path / "sak.txt"
    source.write_bytes(content)
    more = ["-o", tmp_path / "ut.mp3"] if command == "record" else []
    assert said in complaint(run_newsreader(command, source, *more), 3)
    assert list(tmp_path.iterdir()) == [source]


def test_missing_file_folder_and_empty_standard_input(tmp_path):
    assert "no file" in complaint(record(tmp_path / "borte.txt", tmp_path / "ut.mp3"), 3)
    assert "no articles in the folder" in complaint(record(tmp_path, tmp_path / "ut.mp3"), 3)
    assert "standard input is empty" in complaint(record("-", tmp_path / "ut.mp3", stdin=b""), 3)
    assert list(tmp_path.iterdir()) == []


NO_FOLDERS = {
    f"NEWSREADER_{kind}_DIR": "/nonexistent/newsreader" for kind in ("CONFIG", "DATA", "CACHE")
}


def as_nobody() -> tuple[str, ...]:
    """Return what makes a command run without root's rights; nothing if there are none."""
    if os.geteuid() != 0:
        return ()
    prefix = (need("setpriv"), "--reuid=65534", "--regid=65534", "--clear-groups")
    tried = [*prefix, sys.executable, "-c", "import click, newsreader"]
    if subprocess.run(tried, cwd=ROOT, capture_output=True, check=False).returncode:
        pytest.skip("an ordinary user may not run this Python")
    return prefix


def test_unreadable_file(tmp_path):
    source = tmp_path / "sak.txt"
    source.write_text("Hemmelig.", encoding="utf-8")
    source.chmod(0)
    for folder in (tmp_path, *tmp_path.parents):
        if os.access(folder, os.W_OK) and str(folder) not in ("/", "/tmp"):
            folder.chmod(0o755)
    done = run_newsreader("explain", source, prefix=as_nobody(), env=NO_FOLDERS)
    assert "not allowed to read" in complaint(done, 3)


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16", "utf-16-le", "utf-8-sig"])
def test_other_encodings_are_simply_read(encoding, tmp_path):
    source = tmp_path / "sak.txt"
    source.write_bytes("Blåbærøya – «så fin».\n\nHan gikk hjem.".encode(encoding))
    done = run_newsreader("explain", source)
    assert done.returncode == 0
    assert "Blåbærøya – «så fin»." in done.stdout.decode()


def test_output_folder_missing_or_not_writable(tmp_path):
    done = record(ARTICLE, tmp_path / "borte" / "ut.mp3")
    assert "There is no folder" in complaint(done, 6)
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o555)
    if as_nobody():
        done = record(ARTICLE, "/usr/ut.mp3", prefix=as_nobody(), env=NO_FOLDERS)
    else:
        done = record(ARTICLE, closed / "ut.mp3")
    assert "no right to write" in complaint(done, 6)


@pytest.mark.parametrize("form", ["mp3", "wav"])
def test_full_disk_keeps_the_old_file(form, tmp_path):
    if form == "mp3":
        need("ffmpeg")
    with small_disk(tmp_path / "disk", 128) as disk:
        old = disk / f"ut.{form}"
        old.write_bytes(b"the old one")
        assert "no room on the disk" in complaint(record(ARTICLE, old), 6)
        assert old.read_bytes() == b"the old one"
        assert list(disk.iterdir()) == [old]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_stopped_in_the_middle(number, tmp_path):
    need("ffmpeg")
    source = tmp_path / "sak.txt"
    paragraphs = (f"Det kom {number} mm regn i Bergen, sier byens folk." for number in range(5000))
    source.write_text("\n\n".join(paragraphs), encoding="utf-8")
    target = tmp_path / "ut.mp3"
    target.write_bytes(b"the old one")
    process = subprocess.Popen(
        [sys.executable, "-m", "newsreader", "record", str(source), "-o", str(target)],
        cwd=ROOT,
        env={**os.environ, "LC_ALL": "C.UTF-8", "LANGUAGE": ""},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        # A test run in the background ignores SIGINT, and would pass that on.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    part = tmp_path / "ut.part.mp3"
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and not (part.exists() and part.stat().st_size > 5000):
        time.sleep(0.02)
    process.send_signal(number)
    _, said = process.communicate(timeout=30)
    assert process.returncode == 128 + number
    assert b"Traceback" not in said
    assert target.read_bytes() == b"the old one"
    assert sorted(tmp_path.iterdir()) == [source, target]


def test_no_ffmpeg(tmp_path):
    hidden = (
        "import sys, shutil; sys.modules['imageio_ffmpeg'] = None; "
        "shutil.which = lambda name: None; from newsreader.cli import main; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", hidden, "record", str(ARTICLE), "-o", str(tmp_path / "ut.mp3")],
        cwd=ROOT,
        env={**os.environ, "LC_ALL": "C.UTF-8", "LANGUAGE": ""},
        capture_output=True,
        check=False,
    )
    assert "apt install ffmpeg" in complaint(done, 6)
    assert list(tmp_path.iterdir()) == []


def test_no_portaudio():
    hidden = (
        "import ctypes.util; ctypes.util.find_library = lambda name: None; "
        "from newsreader.cli import main; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", hidden, "read", str(ARTICLE)],
        cwd=ROOT,
        env={**os.environ, "LC_ALL": "C.UTF-8", "LANGUAGE": ""},
        capture_output=True,
        check=False,
    )
    assert "libportaudio2" in complaint(done, 6)


def test_no_sound_device():
    pytest.importorskip("sounddevice", exc_type=OSError, reason="PortAudio is not installed")
    complaint(run_newsreader("read", ARTICLE, env=NO_DEVICE), 6)


def test_broken_voice_file(tmp_path):
    voice = tmp_path / "stemme.onnx"
    voice.write_bytes(b"not a model")
    (tmp_path / "stemme.onnx.json").write_text("{}", encoding="utf-8")
    for command in (["record", ARTICLE, "-o", tmp_path / "ut.wav"], ["read", ARTICLE]):
        assert "stemme.onnx" in complaint(run_newsreader(*command, "--voice", voice), 4)
    assert not (tmp_path / "ut.wav").exists()


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["record", ARTICLE], 2),
        (["record", ARTICLE, "-o", "ut.mp3", "--captions", "perhaps"], 2),
        (["record", ARTICLE, "-o", "ut.mp3", "--bitrate", "9"], 2),
        (["record", ARTICLE, "-o", "ut.ogg"], 6),
        (["record", ARTICLE, "-o", "-", "--format", "mp3"], 6),
        (["record", ARTICLE, "-o", "-", "--split"], 2),
        (["record", ARTICLE, "-o", "ut.wav", "--voice", "nobody"], 4),
        (["explain"], 2),
        (["listen"], 2),
        (["read", ARTICLE, "--lead-in", "soon"], 2),
        (["read", ARTICLE, "--lead-in", "99"], 7),
    ],
)
def test_wrong_options(arguments, code, tmp_path):
    complaint(run_newsreader(*arguments), code)
    assert not (ROOT / "ut.mp3").exists()


def test_wrong_setting(tmp_path):
    (tmp_path / "settings.toml").write_text("captions = 5", encoding="utf-8")
    done = run_newsreader("explain", ARTICLE, env={"NEWSREADER_CONFIG_DIR": str(tmp_path)})
    assert "settings.toml" in complaint(done, 7)


def test_a_listener_who_goes_away():
    source = subprocess.Popen(
        [sys.executable, "-m", "newsreader", "record", str(ARTICLE), "-o", "-", "--format", "raw"],
        cwd=ROOT,
        env={**os.environ, "NEWSREADER_VOICE": "espeak-nb"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert source.stdout is not None
    assert len(source.stdout.read(4000)) == 4000
    source.stdout.close()
    assert source.stderr is not None
    assert source.stderr.read() == b""
    assert source.wait(timeout=30) == 141
    source.stderr.close()


def test_a_fault_of_our_own_is_one_sentence_too():
    broken = (
        "import newsreader.sources.plain as plain; plain.decode = None; "
        "from newsreader.cli import main; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", broken, "explain", str(ARTICLE)],
        cwd=ROOT,
        env={**os.environ, "LC_ALL": "C.UTF-8", "LANGUAGE": ""},
        capture_output=True,
        check=False,
    )
    assert "Something is wrong in newsreader itself" in complaint(done, 1)
