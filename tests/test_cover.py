"""Cover images, drawn and given, looked at by a decoder."""

import subprocess

import numpy as np
import pytest

from newsreader.errors import OutputError
from newsreader.outputs import cover
from tests.tools import need, probe


def pixels(path) -> np.ndarray:
    """Return the colors that ffmpeg sees, (side, side, 3)."""
    said = subprocess.run(
        [need("ffmpeg"), "-v", "error", "-xerror", "-i", path, "-f", "rawvideo",
         "-pix_fmt", "rgb24", "-"],
        capture_output=True, check=True,
    ).stdout  # fmt: skip
    return np.frombuffer(said, np.uint8).reshape(cover.SIDE, cover.SIDE, 3)


def luminance(color) -> float:
    """WCAG 2.2, "relative luminance"."""
    parts = np.array(color) / 255
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


@pytest.mark.parametrize(
    "title", ["Avisa", "", "a" * 1000, "🎙", "שלום", "\ud800", *map(str, range(9))]
)
def test_a_drawn_cover_is_a_large_square_in_two_colors_that_weak_eyes_tell_apart(title, tmp_path):
    path = tmp_path / "forside.png"
    path.write_bytes(cover.drawn(title))
    stream = probe(path)["streams"][0]
    assert (stream["codec_name"], stream["width"], stream["height"]) == ("png", 1400, 1400)
    colors, counts = np.unique(pixels(path).reshape(-1, 3), axis=0, return_counts=True)
    assert len(colors) == 2
    assert counts.min() > 1400 * 1400 / 50, "an empty cover"
    dark, light = sorted(map(luminance, colors))
    assert (light + 0.05) / (dark + 0.05) >= 7
    assert len(path.read_bytes()) < 20_000


def test_the_same_title_has_the_same_cover_and_another_title_another():
    assert cover.drawn("Avisa") == cover.drawn("Avisa")
    assert len({cover.drawn(f"Avis {n}") for n in range(50)}) == 50


def test_a_given_cover_is_taken_as_it_is(tmp_path):
    path = tmp_path / "forside"
    path.write_bytes(cover.drawn("x"))
    assert cover.load(path) == cover.drawn("x")
    assert cover.mime_type(cover.load(path)) == "image/png"
    path.write_bytes(b"\xff\xd8\xff\xe0 and so on")
    assert cover.mime_type(cover.load(path)) == "image/jpeg"


def test_covers_that_cannot_be_used(tmp_path, monkeypatch):
    path = tmp_path / "forside.gif"
    with pytest.raises(OutputError, match="cannot be read"):
        cover.load(path)
    with pytest.raises(OutputError, match="cannot be read"):
        cover.load(tmp_path)
    path.write_bytes(b"GIF89a")
    with pytest.raises(OutputError, match="not a JPEG or PNG"):
        cover.load(path)
    path.write_bytes(b"\xff\xd8\xff" + bytes(8_000_000))
    with pytest.raises(OutputError, match="larger than 8 MB"):
        cover.load(path)
