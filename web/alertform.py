"""What people typed about an emergency alert, read into values: its blanks, level, places, how long. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from broadcaster.alerts import LEAST_LEVEL, MOST_LEVEL, Alert
from broadcaster.areas import read_shapes
from broadcaster.cap import Area
from broadcaster.errors import BroadcasterError, Missing, Refused
from broadcaster.hazards import BLANK, HAZARDS, Hazard, filled
from broadcaster.localities import checked_code
from broadcaster.messages import AlarmStatus
from broadcaster.target_lists import Pick
from web.reading import Reading, Typed, one, read_choice, read_whole, several

KINDS: Mapping[str, AlarmStatus] = {one.value: one for one in AlarmStatus}
LASTING = {str(minutes): timedelta(minutes=minutes) for minutes in (15, 30, 60, 120, 180, 360, 720, 1440)}
VOLUMES = {"100": 100, "70": 70, "40": 40}
"""How loud an exercise may be; a real alarm is always as loud as it can."""
SILENCES = {str(minutes): timedelta(minutes=minutes) for minutes in (15, 60, 240, 1440)}
LIKELIEST = 3
ONLY_DRILL = "drill"
PLACE_BLANK = "noi"
UNFILLED = "……"
VERSION_DIGITS = 9


@dataclass(frozen=True, slots=True)
class AlertWords:
    """An alert as typed."""

    title: str
    text: str
    level: int
    localities: tuple[str, ...]
    stations: tuple[str, ...]
    area: Area
    lasts: timedelta
    volume: int
    lists: tuple[Pick, ...] = ()
    only_vietnamese: bool = False


def offered(status: AlarmStatus) -> tuple[tuple[Hazard, ...], tuple[Hazard, ...]]:
    """Return the hazards one may choose: the likeliest, and the rest; testing loudspeakers is never a real alarm."""
    every = [one for one in HAZARDS.values() if one.code != ONLY_DRILL]
    if status is not AlarmStatus.ACTUAL:
        every.insert(0, HAZARDS[ONLY_DRILL])
    return tuple(every[:LIKELIEST]), tuple(every[LIKELIEST:])


def chosen_hazard(kind: str, hazard: str) -> tuple[AlarmStatus, Hazard]:
    """Return what an address names, or raise Missing."""
    status, known = KINDS.get(kind), HAZARDS.get(hazard)
    if status is None or known is None or known not in (choice for part in offered(status) for choice in part):
        raise Missing("web.page_missing")
    return status, known


def read_alert(typed: Typed, hazard: Hazard, status: AlarmStatus) -> AlertWords:
    """Read the form of an alert: the blanks of its hazard, or its words where these were written freely."""
    reading = Reading(typed)
    title, text = _words(reading, hazard)
    words = AlertWords(
        title=title,
        text=text,
        level=reading.take("level", read_whole(LEAST_LEVEL, MOST_LEVEL), hazard.level),
        localities=read_places(reading),
        stations=several(typed, "stations"),
        area=reading.take("drawn", read_drawn, Area("")),
        lasts=reading.take("lasts", read_choice(LASTING, "web.lasts_unknown"), hazard.lasts),
        volume=100 if status is AlarmStatus.ACTUAL else VOLUMES.get(one(typed, "volume"), 100),
        lists=reading.take("lists", lambda _: read_picks(typed), ()),
        only_vietnamese=one(typed, "only_vietnamese") == "yes",
    )
    somewhere = words.localities or words.stations or words.lists or has_shapes(words.area)
    if not somewhere and not {"localities", "drawn", "lists"} & reading.faults.keys():
        reading.faults["localities"] = Refused("alert.nowhere", field="localities")
    reading.finish()
    return words


def read_places(reading: Reading) -> tuple[str, ...]:
    """Read the localities that were ticked."""
    try:
        return tuple(checked_code(code) for code in several(reading.typed, "localities"))
    except BroadcasterError as fault:
        reading.faults["localities"] = fault
        return ()


def read_picks(typed: Typed) -> tuple[Pick, ...]:
    """Read the saved lists that were ticked; Missing ``list.missing`` for what is none."""
    return tuple(Pick.read(text) for text in several(typed, "lists"))


def read_drawn(text: str) -> Area:
    """Read what was drawn on the map, a shape on each line."""
    return read_shapes(text.splitlines())


def has_shapes(area: Area) -> bool:
    """Tell whether anything was drawn."""
    return bool(area.polygons or area.circles)


def rough_words(typed: Typed, hazard: Hazard) -> tuple[str, str]:
    """Return title and text as far as they are typed, dots where something is missing: what the page reads back."""
    if "text" in typed:
        return one(typed, "title").strip(), one(typed, "text").strip()
    values = {blank.name: " ".join(one(typed, blank.name).split()) or UNFILLED for blank in hazard.blanks}
    return hazard.title.format(**values), hazard.text.format(**values)


def blank_names(hazard: Hazard) -> tuple[str, ...]:
    """Return the fields of a hazard's blanks."""
    return tuple(one.name for one in hazard.blanks)


def blanks_of(alert: Alert) -> dict[str, str] | None:
    """Return what was filled into the blanks of an alert; None when its words were written freely."""
    hazard = HAZARDS.get(alert.hazard)
    found = None if hazard is None else re.fullmatch(_pattern(f"{hazard.title}\n{hazard.text}"), _both(alert))
    return None if found is None else found.groupdict()


def read_silence(typed: Typed) -> timedelta:
    """Read for how long everything is to be silent."""
    reading = Reading(typed)
    lasts = reading.take("minutes", read_choice(SILENCES, "web.mute_unknown"), timedelta())
    reading.finish()
    return lasts


def read_version(typed: Typed) -> int:
    """Return the version of an alert that the reader had on the screen; 0, which none has, when it is not readable."""
    text = one(typed, "version")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < VERSION_DIGITS else 0


def nearest(lasts: timedelta) -> str:
    """Return the choice of the form that is nearest to a length of time."""
    return min(LASTING, key=lambda name: abs(LASTING[name] - lasts))


def _words(reading: Reading, hazard: Hazard) -> tuple[str, str]:
    """Return title and text; every blank that is not right gets its own fault."""
    if "text" in reading.typed:
        return one(reading.typed, "title"), one(reading.typed, "text")
    values: dict[str, str] = {}
    for blank in hazard.blanks:
        values[blank.name] = one(reading.typed, blank.name)
        alone = {**{other.name: "1" for other in hazard.blanks}, blank.name: values[blank.name]}
        try:
            filled(hazard.code, alone)
        except BroadcasterError as fault:
            reading.faults[blank.name] = fault
    return ("", "") if reading.faults else filled(hazard.code, values)


def _pattern(template: str) -> str:
    """Return the expression that finds the blanks of a template again, the same word in each place of one blank."""
    made, end, seen = "", 0, set()
    for blank in BLANK.finditer(template):
        name = blank[1]
        made += re.escape(template[end : blank.start()]) + (f"(?P={name})" if name in seen else f"(?P<{name}>[^\n]*)")
        seen.add(name)
        end = blank.end()
    return made + re.escape(template[end:])


def _both(alert: Alert) -> str:
    return f"{alert.title}\n{alert.text}"
