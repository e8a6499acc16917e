"""A podcaster at work: articles, a folder, and an ffmpeg that counts and fails as told."""

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path

import feedparser

from tests.tools import need, run_newsreader

BASE = "https://avis.test/podkast"

ENCODER = """#!/bin/sh
# Counts the files that are encoded, and does what the file "plan" says at the number there.
for last; do :; done
case "$*" in *libmp3lame*)
    echo "$last" >> "{folder}/encoded"
    read -r plan number < "{folder}/plan"
    if [ "$(wc -l < "{folder}/encoded")" -ge "$number" ]; then
        case "$plan" in
            kill) kill -9 $PPID; exit 1;;
            fail) echo "it is broken" >&2; exit 1;;
            once) echo "none 0" > "{folder}/plan"; echo "it is broken" >&2; exit 1;;
        esac
    fi;;
esac
exec "{ffmpeg}" "$@"
"""


@dataclass
class Podcaster:
    """Runs ``newsreader podcast`` again and again."""

    home: Path

    def __post_init__(self) -> None:
        self.articles = self.home / "articles"
        self.articles.mkdir()
        self.out = self.home / "ut"
        self.ffmpeg = self.home / "ffmpeg"
        text = ENCODER.format(folder=self.home, ffmpeg=need("ffmpeg"))
        self.ffmpeg.write_text(text, encoding="utf-8")
        self.ffmpeg.chmod(0o755)
        self.plan("none", 0)

    def plan(self, what: str, number: int = 1) -> None:
        """Let the encoder do something at its file ``number`` from now on."""
        (self.home / "encoded").write_text("")
        (self.home / "plan").write_text(f"{what} {number}\n")

    def article(self, name: str, title: str = "", text: str = "", day: str = "") -> Path:
        """Write a saved web page; with a day, it says when it was published."""
        title = title or f"Nytt fra {name}"
        text = text or f"Det regner i dag, melder {name}."
        meta = f'<meta property="article:published_time" content="{day}T08:00:00+02:00">'
        site = '<meta property="og:site_name" content="Bygdebladet">'
        path = self.articles / f"{name}.html"
        path.write_text(
            f'<!doctype html><html lang="nb"><head><meta charset="utf-8">{meta if day else ""}'
            f"{site}<title>{title}</title></head><body><article><h1>{title}</h1><p>{text}</p>"
            "<p>Folk tar det med ro.</p></article></body></html>",
            encoding="utf-8",
        )
        return path

    def run(self, *arguments, code: int = 0, **options) -> subprocess.CompletedProcess[bytes]:
        """Make the podcast; without references, of all articles."""
        named = [one for one in arguments if isinstance(one, Path)]
        done = run_newsreader(
            "podcast",
            *([] if named or "--feed" in arguments else [self.articles]),
            *("--out", self.out, "--base-url", BASE, "--ffmpeg", self.ffmpeg),
            *("--voice", "espeak-nb"),
            *arguments,
            **options,
        )
        assert done.returncode == code, done.stderr.decode()
        return done

    def encoded(self) -> list[str]:
        """Return what was encoded since the last call, as names without the end."""
        lines = (self.home / "encoded").read_text().splitlines()
        (self.home / "encoded").write_text("")
        return list(dict.fromkeys(Path(line).name.partition(".")[0] for line in lines))

    def feed(self):
        """Return the feed as feedparser reads it."""
        found = feedparser.parse((self.out / "feed.xml").read_bytes())
        assert found.bozo is False, found
        return found

    def entries(self) -> dict:
        """Return what the feed has, by title."""
        return {entry.title: entry for entry in self.feed().entries}

    def file(self, address: str) -> Path:
        """Return the file that an address of the feed leads to."""
        assert address.startswith(BASE + "/"), address
        return self.out / address.removeprefix(BASE + "/")

    def words(self, entry) -> str:
        """Return what is said in an episode."""
        sound = self.file(entry.enclosures[0].href)
        told = json.loads(sound.with_suffix(".json").read_text(encoding="utf-8"))
        return " ".join(one["body"].strip() for one in told["segments"])

    def check(self) -> None:
        """Check that all files are there that the feed names, and no others."""
        named = {"feed.xml", "podcast.json", self.file(self.feed().feed.image.href).name}
        guids = [entry.id for entry in self.feed().entries]
        assert len(set(guids)) == len(guids)
        for entry in self.feed().entries:
            [sound] = entry.enclosures
            path = self.file(sound.href)
            assert path.stat().st_size == int(sound.length) > 5000
            assert sound.type == "audio/mpeg"
            others = (".vtt", ".srt", ".json", ".html", ".chapters.json")
            named |= {f"episodes/{path.name}", *(f"episodes/{path.stem}{end}" for end in others)}
        there = {str(p.relative_to(self.out)) for p in self.out.rglob("*") if p.is_file()}
        assert there == named
