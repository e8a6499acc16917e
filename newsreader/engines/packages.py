"""Where installed packages lie, and their versions, without the cost of importing them."""

import importlib.util
from pathlib import Path


def folders(module: str) -> list[Path]:
    """Return where a package lies; nothing where it is not installed."""
    spec = importlib.util.find_spec(module)
    return [Path(folder) for folder in (spec and spec.submodule_search_locations) or ()]


def installed(module: str, package: str) -> str:
    """Return name and version, as its metadata's folder has them; nothing where it has none."""
    found = {
        place.name for folder in folders(module) for place in folder.parent.glob(f"{package}*info")
    }
    return " ".join(sorted(found))
