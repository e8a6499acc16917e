"""What is known of a cut voice, beside its stages."""

import json
from dataclasses import asdict, dataclass, fields
from pathlib import Path

MANIFEST = "manifest.json"

EXACT, FAST = "exact", "fast"
"""Profiles: the voice's own sound; or integers of 8 bits where they save most."""

BUILDER = 2
"""Raised when the stages are built in another way; voices that were cut before are cut again."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """How to run the stages, and what the check found."""

    profile: str
    flow_reach: int
    """Frames to each side that the flow stage needs."""
    flow_rate: int
    """Columns that it gives for a frame."""
    generator_reach: tuple[int, ...]
    """Of each generator stage, in columns of its input."""
    generator_rate: tuple[int, ...]
    sizes: dict[str, int]
    """Bytes of each file, to notice one that is cut short."""
    difference: float
    """Largest difference from the original with noise off: samples (exact), or dB (fast)."""

    @property
    def hop(self) -> int:
        """Return the samples of a frame."""
        hop = self.flow_rate
        for rate in self.generator_rate:
            hop *= rate
        return hop


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write it into the folder of the stages."""
    text = json.dumps(asdict(manifest), indent=1) + "\n"
    (folder / MANIFEST).write_text(text, encoding="utf-8")


def read_manifest(folder: Path) -> Manifest:
    """Return the manifest of a folder whose files are whole.

    Raises OSError or ValueError where something is missing or has another size.
    """
    found = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    if not isinstance(found, dict) or set(found) != {item.name for item in fields(Manifest)}:
        raise ValueError(f"{folder / MANIFEST} is damaged")
    for name, size in found["sizes"].items():
        if (folder / name).stat().st_size != size:
            raise ValueError(f"{folder / name} is damaged")
    for name in ("generator_reach", "generator_rate"):
        found[name] = tuple(found[name])
    return Manifest(**found)
