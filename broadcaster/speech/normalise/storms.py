"""Recognises places on the sea by latitude and longitude, as storm bulletins write them. Says them."""

import re

from broadcaster.speech.normalise.line import Line
from broadcaster.speech.normalise.numbers import Region, number
from broadcaster.speech.normalise.tokens import Found, Kind

SIDES = {
    **{
        "N": "vĩ Bắc",
        "B": "vĩ Bắc",
        "S": "vĩ Nam",
        "E": "kinh Đông",
        "Đ": "kinh Đông",
        "W": "kinh Tây",
        "T": "kinh Tây",
    },
    **{"VB": "vĩ Bắc", "KĐ": "kinh Đông", "KT": "kinh Tây", "VN": "vĩ Nam"},
}
DEGREES = r"\d{1,3}(?:[.,]\d{1,2})?"
SIDE = rf"(?:{'|'.join(sorted(SIDES, key=len, reverse=True))})(?!\w)"
PLACE = re.compile(
    rf"(?P<a>{DEGREES})(?P<sign>\s?(?:°|độ|oo?(?=[NSEWBĐT\s-])))?(?:(?P<minute>\d{{1,2}})'(?P<second>\d{{1,2}}\")?)?"
    rf"(?:\s?-\s?(?P<b>{DEGREES})(?P<other>\s?(?:°|độ|o))?)?\s?(?P<side>{SIDE})"
)

EAST_AFTER = re.compile(r"\s?[-,;]\s?\d{2,3}(?:[.,]\d{1,2})?\s?E(?!\w)")
NORTH_BEFORE = re.compile(r"\dN\s?[-,;]\s?$")


def place_at_sea(line: Line, at: int) -> Found | None:
    """Recognise degrees with a side: 15,5°N, 112,3E, 15°30'N, 17,0-18,0°N."""
    match = PLACE.match(line.text, at)
    if not match or not (_is_degrees(match) or _is_one_of_two(line, match)):
        return None
    words = _degrees(match["a"], line.region)
    if match["b"]:
        words += f" đến {_degrees(match['b'], line.region)}"
    words += " độ"
    if match["minute"]:
        words += f" {number(match['minute'], line.region)} phút"
    if match["second"]:
        words += f" {number(match['second'].rstrip(chr(34)), line.region)} giây"
    return Found(match.end(), Kind.STORM, f"{words} {SIDES[match['side']]}")


def _is_degrees(match: re.Match[str]) -> bool:
    """Tell a place from "5 T": there is a sign of degrees, or a fraction close to N or E."""
    if match["sign"] or match["other"]:
        return True
    fraction = "," in match["a"] or "." in match["a"]
    return fraction and match["side"] in "NE" or fraction and len(match["side"]) > 1


def _is_one_of_two(line: Line, match: re.Match[str]) -> bool:
    """Tell 16N-110E, degrees without their sign: each side tells of the other."""
    if match["side"] == "N":
        return line.precedes(EAST_AFTER, match.end())
    return match["side"] == "E" and line.follows(NORTH_BEFORE, match.start())


def _degrees(written: str, region: Region) -> str:
    return number(written.replace(".", ","), region)
