"""The frames of an MP3 file, without decoding it (ISO 11172-3 and 13818-3, layer III)."""

from dataclasses import dataclass

_BIT_RATES = {
    3: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    2: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
"""In kbit/s, by the version bits: 3 is MPEG 1, 2 is MPEG 2 (and 2.5)."""

_RATES = {3: (44_100, 48_000, 32_000), 2: (22_050, 24_000, 16_000), 0: (11_025, 12_000, 8_000)}
"""In Hz."""

_TAG = b"ID3"
_MONO = 3


@dataclass(frozen=True)
class Frames:
    """What the frames of a file say."""

    count: int
    rates: frozenset[int]
    """In Hz."""
    bit_rates: frozenset[int]
    """In kbit/s; of the frames with sound."""
    is_mono: bool
    is_tagged: bool
    """Whether a tag stands before the sound."""
    rest: int
    """Bytes that belong to no frame."""


def frames(data: bytes) -> Frames:
    """Read the header of every frame."""
    place = _after_tag(data)
    is_tagged = place > 0
    count = rest = 0
    rates: set[int] = set()
    bit_rates: set[int] = set()
    is_mono = True
    while place + 4 <= len(data):
        found = _header(data, place)
        if found is None:
            place += 1
            rest += 1
            continue
        size, rate, bit_rate, mono = found
        rates.add(rate)
        is_mono = is_mono and mono
        if not (count == 0 and _is_info(data[place : place + size])):
            bit_rates.add(bit_rate)
        count += 1
        place += size
    return Frames(count, frozenset(rates), frozenset(bit_rates), is_mono, is_tagged, rest)


def _after_tag(data: bytes) -> int:
    """Return where the sound begins: after an ID3v2 tag, whose size has seven bits in a byte."""
    if data[:3] != _TAG or len(data) < 10:
        return 0
    size = 0
    for byte in data[6:10]:
        size = size << 7 | byte & 0x7F
    return 10 + size


def _header(data: bytes, place: int) -> tuple[int, int, int, bool] | None:
    """Return size, sample rate, bit rate and whether it is mono, None where no frame begins."""
    one, two, three, four = data[place : place + 4]
    version, layer = two >> 3 & 3, two >> 1 & 3
    index, speed = three >> 4, three >> 2 & 3
    if one != 0xFF or two < 0xE0 or layer != 1 or version == 1 or index in (0, 15) or speed == 3:
        return None
    bit_rate = _BIT_RATES[3 if version == 3 else 2][index]
    rate = _RATES[version][speed]
    size = (144 if version == 3 else 72) * bit_rate * 1000 // rate + (three >> 1 & 1)
    return size, rate, bit_rate, four >> 6 == _MONO


def _is_info(frame: bytes) -> bool:
    """Tell whether a first frame holds facts about the file, and no sound."""
    return b"Info" in frame[:48] or b"Xing" in frame[:48]
