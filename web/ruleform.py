"""The form of a locality's rules as typed: hours, days, limits. Pure; never says whether they are strict enough."""

from collections.abc import Mapping
from datetime import time
from itertools import zip_longest

from broadcaster.errors import Refused
from schedules.windows import LIMITS, Rules, Window
from web.reading import Reading, Typed, read_clock, several

MOST = 1440
MIDNIGHT = "24:00"


def read_rules(typed: Typed) -> Rules:
    """Read the rules, or raise FormErrors with every fault beside its field."""
    reading = Reading(typed)
    hours = {name: read_hours(reading, name) for name in ("windows", "quiet")}
    limits = {name: reading.take(name, read_limit, None) for name in LIMITS}
    days = frozenset(int(one) for one in several(typed, "weekdays") if one in WEEKDAYS)
    if not hours["windows"]:
        reading.faults.setdefault("windows", Refused("rules.no_hours"))
    if not days:
        reading.faults["weekdays"] = Refused("rules.no_weekdays")
    reading.finish()
    return Rules(windows=hours["windows"], quiet=hours["quiet"], weekdays=days, **limits)


WEEKDAYS = frozenset("0123456")


def read_hours(reading: Reading, name: str) -> tuple[Window, ...]:
    """Return the stretches of the pairs ``<name>_from`` and ``<name>_to``; pairs left empty are none."""
    pairs = zip_longest(reading.typed.get(f"{name}_from", ()), reading.typed.get(f"{name}_to", ()), fillvalue="")
    try:
        return tuple(read_window(*pair) for pair in pairs if any(one.strip() for one in pair))
    except Refused as fault:
        reading.faults[name] = fault
        return ()


def read_window(opens: str, closes: str) -> Window:
    """Return one stretch; half of one is refused."""
    if not (opens.strip() and closes.strip()):
        raise Refused("rules.hours_half", value=opens.strip() or closes.strip())
    return Window(read_clock(opens), time(0) if closes.strip() == MIDNIGHT else read_clock(closes))


def read_limit(text: str) -> int | None:
    """Return a limit; None for an empty field."""
    written = text.strip()
    if not written:
        return None
    if not (written.isascii() and written.isdecimal() and len(written) <= len(str(MOST)) and 1 <= int(written) <= MOST):
        raise Refused("rules.limit_invalid", value=written[:20], most=MOST)
    return int(written)


def rule_fields(rules: Rules) -> Mapping[str, object]:
    """Return what the form shows for these rules; the reverse of ``read_rules``."""
    hours = {
        f"{name}_{end}": [f"{getattr(one, side):%H:%M}" for one in windows]
        for name, windows in (("windows", rules.windows), ("quiet", rules.quiet))
        for end, side in (("from", "start"), ("to", "end"))
    }
    return {**hours, "weekdays": sorted(rules.weekdays), **{name: getattr(rules, name) for name in LIMITS}}
