"""Times of day and sports times.

The 24-hour clock, as in broadcasting; full hours are silent about their minutes. A dotted number
without *kl.* is a time only where its shape or a word beside it says so.
"""

import re

from newsreader.text import numbers
from newsreader.text.patterns import lazy
from newsreader.text.rules.dates import DOTTED as DOTTED_DATE
from newsreader.text.rules.dates import joint
from newsreader.text.rules.parts import DASH
from newsreader.text.scan import Reading, Scan, cued

_HOUR = r"(?:2[0-4]|[01]?[0-9])"
_TIME = rf"{_HOUR}(?:[.:][0-5][0-9])?(?![0-9])|(?:2[0-4]|[01][0-9])[0-5][0-9](?![0-9])"
CLOCK = lazy(
    rf"(?P<cue>(?:[Kk][Ll]\.?|[Kk]lokk(?:en|a))\s?)(?P<first>{_TIME})"
    rf"(?:\s?(?P<dash>{DASH})\s?(?:[Kk]l\.? ?)?(?P<last>{_TIME}))?(?!{DASH}?[\w%/]|[.,:][0-9])"
)
# "kl. 08.00 – 11 cm": after a time with minutes, a number apart is none.
_LOOSE = lazy(r".*[.:][0-9]{2}\s[-–—−]\s[0-9]{1,2}")
COLON = lazy(rf"(?P<h>{_HOUR}):(?P<m>[0-5][0-9])(?::(?P<s>[0-5][0-9]))?(?![0-9:]|[.,][0-9])")
DOTTED = lazy(
    rf"(?P<h>{_HOUR})\.(?P<m>[0-5][0-9])"
    rf"(?:\s?(?P<dash>{DASH})\s?(?P<h2>{_HOUR})\.(?P<m2>[0-5][0-9]))?(?![\w%‰]|:[^\s]|[.,][0-9]|"
    rf" ?(?:%|°|kr\b))"
)
COLON_RANGE = lazy(
    rf"(?P<h>{_HOUR}):(?P<m>[0-5][0-9])\s?{DASH}\s?(?P<h2>{_HOUR}):(?P<m2>[0-5][0-9])"
    r"(?![0-9:.,]{0,20}[0-9])"
)
AROUND = lazy(
    rf"(?P<h>{_HOUR})(?:[.:](?P<m>[0-5][0-9]))?(?:\s?{DASH}\s?(?P<h2>{_HOUR})(?:[.:][0-5][0-9])?)?"
    rf"[- ]?(?P<word>tide[nr]|tida)\b"
)
SPORT = lazy(
    r"(?P<long>[0-9]{1,2}[.:][0-5][0-9]\.[0-5][0-9])(?![\w.:,]{0,20}[0-9])"
    r"|(?P<parts>[0-9]{1,2}(?:[.:][0-5][0-9]){1,2})(?P<fine>,[0-9]{1,3}|(?<=:[0-9]{2})\.[0-9]{1,3})(?![\w.,]{0,20}[0-9])"
)
_RATIO = lazy(r"\b(?:målestokk(?:en)?|forhold(?:et)?|skala(?:en)?|ratio(?:en)?) $", re.IGNORECASE)
_THOUSANDS = lazy(r" ?[0-9]{3}(?![0-9])")
_MINUTES = lazy(r"([0-9]{2,3})\.([0-5][0-9])(?![\w:]|[.,][0-9])")
_VERSION_CUE = lazy(
    r"(?:\b(?:versjon(?:en|ar|er)?|utgave|v\.|punkt|pkt\.|kapittel|kap\.|avsnitt|tabell|"
    r"figur|fig\.|"
    r"vedlegg|seksjon|del|regel|nr\.|oppdatering(?:en)?|programvare|appen?|web)|"
    r"\b[A-Za-z]*[A-Z][A-Za-z+]*(?: [A-Z][a-z]+)?) $"
)
_TIME_CUE = lazy(
    r"(?:\b(?:klokk[ae]n?|kl\.?|dag|morgen|kveld|natt|ettermiddag|formiddag|morgon|"
    r"(?:man|tirs|ons|tors|fre|lør|søn|mån|tys|laur|sun)dag(?:er|ar|en)?|avspark|start(?:er|ar)?|"
    r"åpner|opnar|stenger|avgang|ankomst|går|til|fra|frå|publisert|oppdatert|dørene|sending(?:en)?|"
    r"mellom|og|rundt|ved|før|etter|innen|cirka|ca\.?|omkring)|[,(])\s?$",
    re.IGNORECASE,
)
_SPORT_CUE = lazy(
    r"tid(?:en|a)?\b|løp|maraton|renn(?:et)?\b|ritt|stafett|etappe|sprang|\bkm\b|\bmeter\b|svøm|gikk|sprang|minutt|sekund|rekord|mål|pers|etter",
    re.IGNORECASE,
)


def clock_time(printed: str, scan: Scan) -> str:
    """Read *14.30*, *0705*, *20*: the hour, then the minutes unless they are 00."""
    if "." in printed or ":" in printed:
        hour, minute = re.split(r"[.:]", printed)
    elif len(printed) == 4:
        hour, minute = printed[:2], printed[2:]
    else:
        hour, minute = printed, "00"
    return read(int(hour), minute, scan)


def read(hour: int, minute: str, scan: Scan) -> str:
    """Read hour and minutes. One o'clock is *ett*, midnight *null null*."""
    head = numbers.cardinal(hour, scan.language, "n" if hour == 1 else "m") if hour else "null null"
    return head if minute == "00" else f"{head} {numbers.group(minute, scan.language)}"


def clock(scan: Scan, pos: int) -> Reading | None:
    """Read *kl. 14.30*, *kl 14*, *klokken 18–22*, *kl. 2340*."""
    if scan.text[pos : pos + 2].lower() != "kl":
        return None
    match = CLOCK.match(scan.text, pos)
    if not match:
        return None
    if match["last"] and match["dash"] and _LOOSE.fullmatch(match.group()):
        match = CLOCK.match(scan.text, pos, match.start("dash") - 1)
        if not match:
            return None
    cue = match["cue"].strip()
    spoken = scan.words.clock if cue[:3].lower() in ("kl", "kl.") else cue
    spoken += " " + clock_time(match["first"], scan)
    if match["last"]:
        spoken += f" {joint(scan, pos)} {clock_time(match['last'], scan)}"
    return Reading("time", pos, match.end(), spoken)


def around(scan: Scan, pos: int) -> Reading | None:
    """Read *21-tiden*, *13.00-tiden*, *13-14-tiden*."""
    match = AROUND.match(scan.text, pos)
    if (
        not match
        or (" " in match.group() and match["word"] != "tiden")
        or (" " in match.group() and not match["m"])
    ):
        return None
    hour = int(match["h2"] or match["h"])
    spoken = numbers.compound(hour, scan.language, "n" if hour == 1 else "m") + match["word"]
    if hour == 1:
        spoken = spoken.replace("ettt", "ett-t")
    if match["h2"]:
        spoken = f"{clock_time(match['h'], scan)} {joint(scan, pos)} {spoken}"
    elif match["m"] and match["m"] != "00":
        spoken = f"{read(hour, match['m'], scan)}-{match['word']}"
    return Reading("time", pos, match.end(), spoken)


def colon(scan: Scan, pos: int) -> Reading | None:
    """Read *14:30*, *14:30–16:00*, *02:05:48*."""
    match = COLON_RANGE.match(scan.text, pos)
    if match:
        spoken = f"{read(int(match['h']), match['m'], scan)} {joint(scan, pos)} " + read(
            int(match["h2"]), match["m2"], scan
        )
        return Reading("time", pos, match.end(), spoken)
    match = COLON.match(scan.text, pos)
    if not match or _RATIO.search(scan.before(pos)) or _THOUSANDS.match(scan.text, match.end()):
        return None
    if match["s"]:
        parts = [numbers.cardinal(int(match["h"]), scan.language)]
        parts += [numbers.group(match[part], scan.language) for part in ("m", "s")]
        return Reading("time", pos, match.end(), " ".join(parts))
    return Reading("time", pos, match.end(), read(int(match["h"]), match["m"], scan))


def dotted(scan: Scan, pos: int) -> Reading | None:
    """Read *14.30* as a time, *2.5* as a version."""
    match = DOTTED.match(scan.text, pos)
    before = scan.before(pos)
    if not match or (cued(_VERSION_CUE, before, 30) and not match["dash"]):
        return None
    if match["dash"]:
        spoken = f"{read(int(match['h']), match['m'], scan)} {joint(scan, pos)} " + read(
            int(match["h2"]), match["m2"], scan
        )
        return Reading("time", pos, match.end(), spoken)
    sure = (
        cued(_TIME_CUE, before, 20)
        or scan.after(match.end(), 1) == ":"
        or scan.follows(pos, "time")
        or match["m"] == "00"
        or (len(match["h"]) == 2 and not _SPORT_CUE.search(before))
    )
    if sure:
        return Reading("time", pos, match.end(), read(int(match["h"]), match["m"], scan))
    spoken = f"{numbers.cardinal(int(match['h']), scan.language)} " + numbers.group(
        match["m"], scan.language
    )
    return Reading("sports time", pos, match.end(), spoken)


def minutes(scan: Scan, pos: int) -> Reading | None:
    """Read *33.12* after a word of running as minutes and seconds."""
    match = _MINUTES.match(scan.text, pos)
    if not match or not _SPORT_CUE.search(scan.before(pos, 40)):
        return None
    spoken = numbers.cardinal(int(match[1]), scan.language)
    return Reading(
        "sports time", pos, match.end(), f"{spoken} {numbers.group(match[2], scan.language)}"
    )


def sport(scan: Scan, pos: int) -> Reading | None:
    """Read *25.43,7*, *4.07,21*, *1.45.12*: minutes, seconds, and parts after *komma*."""
    match = SPORT.match(scan.text, pos)
    if not match:
        return None
    printed = match["long"] or match["parts"] + match["fine"]
    if (
        printed.count(".") == 2
        and DOTTED_DATE.match(printed)
        and not _SPORT_CUE.search(scan.before(pos, 50))
    ):
        return None
    parts = re.split("[.:]", match["long"] or match["parts"])
    spoken = numbers.cardinal(int(parts[0]), scan.language)
    for part in parts[1:]:
        spoken += " " + numbers.group(part, scan.language)
    if match["fine"]:
        spoken += " komma " + numbers.decimals(match["fine"][1:], scan.language)
    return Reading("sports time", pos, match.end(), spoken)
