"""The folder of a podcast.

    feed.xml                 written last
    cover-XXXXXXXX.png
    podcast.json             what was published, and the show's own settings; keep it
    episodes/NAME.mp3 .vtt .srt .json .html .chapters.json

``podcast.json`` is saved after each episode, so that nothing is made twice after a crash. Without
it published episodes would get new addresses and be heard again: a feed without it is not touched.
"""

import fcntl
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from gettext import gettext as _
from pathlib import Path
from typing import Any

from newsreader.errors import OutputError
from newsreader.files import atomic_write, make_folder
from newsreader.outputs.podcast import EPISODES, FEED, SUFFIXES, Episode, Show

STATE = "podcast.json"

VERSION = 1
"""Of podcast.json."""


@dataclass(frozen=True, slots=True)
class Retired:
    """What is remembered of an episode that is not kept any more."""

    guid: str
    name: str
    published: str
    keys: tuple[str, ...] = ()
    day: str = ""


@dataclass
class State:
    """What was published."""

    show: Show | None = None
    episodes: dict[str, Episode] = field(default_factory=dict)
    """By guid."""
    retired: dict[str, Retired] = field(default_factory=dict)
    """By guid. Who comes back gets the old address."""

    def put(self, episode: Episode) -> None:
        """Add or replace an episode."""
        self.episodes[episode.guid] = episode
        self.retired.pop(episode.guid, None)

    def retire(self, episode: Episode) -> None:
        """Take an episode out, and remember it."""
        del self.episodes[episode.guid]
        self.retired[episode.guid] = Retired(
            episode.guid, episode.name, episode.published, episode.keys, episode.day
        )


class Folder:
    """The folder, as files."""

    def __init__(self, path: Path) -> None:
        """Name it; nothing is touched."""
        self.path = path

    def __truediv__(self, name: str) -> Path:
        """Return the path of a file in it."""
        return self.path / name

    @property
    def is_begun(self) -> bool:
        """Whether there is a podcast in it."""
        return (self.path / STATE).exists()

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Make the folder, and keep other newsreaders out of it. Raises OutputError."""
        make_folder(self.path / EPISODES)
        handle = os.open(self.path, os.O_RDONLY)
        try:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise OutputError(
                    _("Another newsreader is making the podcast in {path}.").format(path=self.path),
                    _("Try again when it is done."),
                ) from error
            except OSError:
                pass  # a network file system without locks
            yield
        finally:
            os.close(handle)

    def load(self) -> State:
        """Return what was published. Raises OutputError where that cannot be known."""
        path = self.path / STATE
        try:
            told = json.loads(path.read_bytes())
            version = told["version"]
            state = _state(told) if version == VERSION else None
        except FileNotFoundError:
            return self._begun()
        except OSError as error:
            raise OutputError(
                _("{path} cannot be read: {reason}.").format(path=path, reason=error.strerror),
                _("Check that you may read it, and that the disk is in order."),
            ) from error
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise OutputError(
                _("The file {path} is damaged.").format(path=path),
                _("Put back a copy: without it, old episodes would be published anew."),
            ) from error
        if state is None:
            raise OutputError(
                _("The podcast in {path} was made by a newer newsreader.").format(path=self.path),
                _("Use that one, or choose another folder."),
            )
        return state

    def _begun(self) -> State:
        if (self.path / FEED).exists():
            raise OutputError(
                _("There is a feed in {path}, but not the file {name} that belongs to it.").format(
                    path=self.path, name=STATE
                ),
                _("Put that file back, or choose another folder."),
            )
        return State()

    def save(self, state: State) -> None:
        """Remember what was published. Raises OutputError."""
        told = {
            "version": VERSION,
            "show": asdict(state.show) if state.show else None,
            "episodes": [asdict(episode) for episode in state.episodes.values()],
            "retired": [asdict(retired) for retired in state.retired.values()],
        }
        atomic_write(self.path / STATE, json.dumps(told, ensure_ascii=False, indent=1) + "\n")

    def is_whole(self, episode: Episode) -> bool:
        """Tell whether all files of an episode are there, and its sound has the right length."""
        try:
            sizes = [(self.path / episode.file(suffix)).stat().st_size for suffix in SUFFIXES]
        except OSError:
            return False
        return sizes[0] == episode.size

    def write(self, name: str, content: bytes | str) -> None:
        """Write a file of the folder, unless it is there with that content already."""
        data = content.encode() if isinstance(content, str) else content
        path = self.path / name
        if not (path.is_file() and path.read_bytes() == data):
            atomic_write(path, data)

    def clean(self, state: State) -> None:
        """Delete what no feed names any more: files of retired episodes, old covers, half files."""
        kept = {episode.name for episode in state.episodes.values()}
        gone = {retired.name for retired in state.retired.values()} - kept
        for path in _listed(self.path / EPISODES):
            stem = path.name.partition(".")[0]
            if stem in gone or (".part." in path.name and stem in kept | gone):
                path.unlink(missing_ok=True)
        for path in _listed(self.path):
            is_cover = path.name.startswith("cover-") and path.suffix in (".png", ".jpg")
            if state.show and is_cover and path.name != state.show.image:
                path.unlink(missing_ok=True)


def _listed(folder: Path) -> Sequence[Path]:
    try:
        return list(folder.iterdir())
    except OSError:
        return []


def _state(told: dict[str, Any]) -> State:
    show = Show(**told["show"]) if told["show"] else None
    episodes = [Episode(**{**one, "keys": tuple(one["keys"])}) for one in told["episodes"]]
    retired = [Retired(**{**one, "keys": tuple(one["keys"])}) for one in told["retired"]]
    return State(show, {one.guid: one for one in episodes}, {one.guid: one for one in retired})
