"""What kind of CPU this is, as far as optimized stages depend on it."""

import platform
from pathlib import Path


def features() -> str:
    """Return the instruction sets; the optimized stages hold the width of the vectors."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    return next((line for line in lines if line.lower().startswith(("flags", "features"))), "")


def int8_limit() -> int:
    """Return the largest weight in 8 bits.

    x86 without VNNI adds two products in 16 bits, which overflow with more than 7 bits.
    """
    if platform.machine().lower() not in ("x86_64", "amd64"):
        return 127
    return 127 if "vnni" in features() else 63
