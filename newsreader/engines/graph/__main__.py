"""Cut a voice in a process of its own, which gives back the memory and can fail by itself.

python -m newsreader.engines.graph MODEL FOLDER PROFILE [SPEAKER]

A model that cannot be cut, or that would sound different, ends with REFUSED and the reason on
standard output.
"""

import sys
from pathlib import Path

REFUSED = 3


def main(arguments: list[str]) -> int:
    """Return the exit code."""
    from newsreader.engines.graph.derive import CheckError, derive
    from newsreader.engines.graph.source import LayoutError

    model, folder, profile, *speaker = arguments
    try:
        derive(Path(model), Path(folder), profile, int(speaker[0]) if speaker else None)
    except (LayoutError, CheckError, ValueError, IndexError) as error:
        sys.stdout.write(f"{error}\n")
        return REFUSED
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
