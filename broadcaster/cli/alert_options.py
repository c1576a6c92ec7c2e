"""What the options of ``broadcaster alert`` tell: an alert from the words of its hazard, or what changes of one.

Refuses what it cannot read, at its option. Never keeps or sends anything.
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from broadcaster import alerts
from broadcaster.accounts import Person
from broadcaster.alerts import Alert
from broadcaster.areas import Cover, drawn, kept
from broadcaster.cli.office import Office
from broadcaster.cli.programme import read_text
from broadcaster.errors import Refused
from broadcaster.hazards import HAZARDS, filled
from broadcaster.messages import AlarmStatus
from broadcaster.store import new_id
from broadcaster.target_lists import members

LENGTH = re.compile(r"(?=\d)(?:(\d{1,3})h)?(?:(\d{1,4})m)?")
ONLY_DRILL = "drill"
LOUDEST = 100
Options = dict[str, Any]
Covered = tuple[Cover, tuple[str, ...]]


def written(here: Office, options: Options, covered: Covered, *, by: Person) -> Alert:
    """Return the alert that the options of ``alert new`` tell, from the words of its hazard."""
    cover, shapes = covered
    hazard = HAZARDS[options["hazard"]]
    status = AlarmStatus(options["status"] or AlarmStatus.ACTUAL)
    if status is AlarmStatus.ACTUAL and hazard.code == ONLY_DRILL:
        raise Refused("alert.only_drill", field="hazard")
    title, text = filled(hazard.code, blanks_of(options))
    lasts = length(options["lasts"]) if options["lasts"] else hazard.lasts
    return Alert(
        id=new_id(),
        status=status,
        hazard=hazard.code,
        level=options["level"] or hazard.level,
        title=title,
        text=text,
        origin=by.scope,
        author=by.id,
        created_at=here.dispatch.clock.now(),
        localities=(*options["places"], *cover.localities),
        stations=(*options["stations"], *cover.stations),
        drawn=shapes,
        siren=hazard.siren,
        repeat=hazard.repeat(lasts),
        volume=LOUDEST if status is AlarmStatus.ACTUAL else options["volume"],
        lasts=lasts,
    )


def covered(here: Office, options: Options, by: Person) -> Covered:
    """Return the targets of the circles and polygons that were given, and the shapes to keep; none for none."""
    if not options["circles"] and not options["polygons"]:
        return Cover(), ()
    area = drawn(map(read_text, options["polygons"]), options["circles"])
    found = here.dispatch.cover_area(area, by)
    return found, kept(area, found)


def listed_targets(here: Office, alert: Alert, names: Iterable[str], *, by: Person) -> Alert:
    """Return the alert aimed with these saved lists as well, each pinned as it is now."""
    pinned = here.dispatch.pin_lists((here.dispatch.list_named(one, by).pick for one in names), by)
    localities, stations = members(pinned)
    return replace(
        alert, lists=pinned, localities=(*alert.localities, *localities), stations=(*alert.stations, *stations)
    )


def blanks_of(options: Options) -> dict[str, str]:
    """Return the values of ``--set``, or refuse one that the hazard does not ask for."""
    known = {one.name for one in HAZARDS[options["hazard"]].blanks}
    values = {}
    for one in options["blanks"]:
        name, equals, value = one.partition("=")
        if not equals:
            raise Refused("alert.blank_unread", field="set", value=one[:40])
        if name not in known:
            facts = {"hazard": options["hazard"], "name": name[:40], "known": ", ".join(sorted(known)) or "-"}
            raise Refused("alert.blank_unknown", field="set", **facts)
        values[name] = value
    return values


def changed_words(known: Alert, options: Options) -> Alert:
    """Return an alert with what ``alert update`` changes, checked; refuse when that is nothing."""
    given = {name: options[name] for name in ("title", "text", "level") if options[name] is not None}
    if options["lasts"] is not None:
        lasts = length(options["lasts"])
        hazard = HAZARDS.get(known.hazard)
        given |= {"lasts": lasts, "repeat": hazard.repeat(lasts) if hazard else known.repeat}
    if options["only_vietnamese"]:
        given["translations"] = ()
    if not given:
        raise Refused("alert.unchanged", field="text")
    fresh = replace(known, **given)
    alerts.compose(fresh)
    return fresh


def length(text: str) -> timedelta:
    """Return the length of time of ``2h``, ``90m`` or ``1h30m``, or refuse it."""
    read = LENGTH.fullmatch(text.strip().lower())
    if read is None:
        raise Refused("alert.lasts_unread", field="lasts", value=text[:40])
    return timedelta(hours=int(read[1] or 0), minutes=int(read[2] or 0))
