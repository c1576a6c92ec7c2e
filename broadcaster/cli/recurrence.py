"""``broadcaster recurrence``: on which instants a calendar's recurrence falls. Needs no server and no data."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time

import click

from broadcaster.cli import show
from broadcaster.errors import Refused
from schedules.recurrence import FOREVER, InvalidRecurrence, Recurrence, first_instants
from schedules.rrule import over_days, read_moment
from schedules.walls import instant_of, known_zone, wall_of

FLOATING = "UTC"
"""Floating time has no zone and so no clock that is ever moved: what UTC is as well."""


@dataclass(frozen=True, slots=True)
class Start:
    """DTSTART: the local time, its zone, and how the instances are written."""

    wall: datetime
    timezone: str
    form: str

    @property
    def dated(self) -> bool:
        """Say whether it is a day without a time."""
        return "T" not in self.form

    def local(self, moment: date | datetime) -> datetime:
        """Return another moment as a local time; a day is at the time of DTSTART."""
        if not isinstance(moment, datetime):
            return datetime.combine(moment, self.wall.time())
        wall = wall_of(moment, known_zone(self.timezone)) if moment.tzinfo else moment
        return datetime.combine(wall, time()) if self.dated else wall


@click.group()
def recurrence() -> None:
    """Recurrence as calendars write it (RFC 5545)."""


@recurrence.command("expand")
@click.option("--dtstart", required=True, help="First instance: YYYYMMDD, YYYYMMDDTHHMMSS, or with Z for UTC.")
@click.option("--tzid", default="", help="Time zone of DTSTART, such as Asia/Ho_Chi_Minh; floating without one.")
@click.option("--rrule", "rules", multiple=True, help="Rule, such as FREQ=WEEKLY;BYDAY=MO; repeatable.")
@click.option("--rdate", "extra", multiple=True, help="Instances besides, divided by commas; repeatable.")
@click.option("--exdate", "skipped", multiple=True, help="Instances or days left out, divided by commas; repeatable.")
@click.option("--until", default="", help="Nothing after this moment or day.")
@click.option("--limit", type=click.IntRange(min=1), default=100, show_default=True, help="How many at most.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def expand(*, limit: int, as_json: bool, **given: object) -> None:
    """List the instances of a recurrence, one a line, as the wall clock of its zone shows them.

    Dates stay dates, UTC ends in Z. A rule that has no instance for 400 years ends the list.
    """
    try:
        start = read_start(str(given["dtstart"]), str(given["tzid"]))
        several = recurrences(start, given)
        instants = first_instants(several, limit, read_until(start, str(given["until"])))
    except InvalidRecurrence as fault:
        raise Refused(fault.code, field="rrule", **fault.facts) from fault
    zone = known_zone(start.timezone)
    lines = [wall_of(instant, zone).strftime(start.form) for instant in instants]
    if lines or as_json:
        show(lines, as_json=as_json, text="\n".join(lines))


def read_start(text: str, tzid: str) -> Start:
    """Return DTSTART from its text and the name of its zone; a day needs no zone, UTC admits none."""
    moment = read_value("dtstart", text)
    if not isinstance(moment, datetime):
        return Start(datetime.combine(moment, time()), FLOATING, "%Y%m%d")
    if moment.tzinfo is None:
        return Start(moment, tzid or FLOATING, "%Y%m%dT%H%M%S")
    if tzid:
        raise Refused("recurrence.two_zones", field="tzid", value=text, timezone=tzid)
    return Start(moment.replace(tzinfo=None), "UTC", "%Y%m%dT%H%M%SZ")


def recurrences(start: Start, given: dict[str, object]) -> list[Recurrence]:
    """Return one recurrence for each rule, the instances besides with the first of them."""
    known_zone(start.timezone)
    left_out = values("exdate", given["skipped"])
    extra = frozenset(start.local(moment) for moment in values("rdate", given["extra"]))
    return [
        Recurrence(
            start.wall.date(),
            (start.wall.time(),),
            over_days(rule) if rule and start.dated else rule,
            exceptions=frozenset(moment for moment in left_out if not isinstance(moment, datetime)),
            timezone=start.timezone,
            extra=frozenset() if place else extra,
            skipped=frozenset(start.local(moment) for moment in left_out if isinstance(moment, datetime)),
        )
        for place, rule in enumerate(strings(given["rules"]) or (None,))
    ]


def read_until(start: Start, text: str) -> datetime:
    """Return the last instant that is asked for; a day is asked for as a whole."""
    if not text:
        return FOREVER
    moment = read_value("until", text)
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, time.max)
    return moment.astimezone(UTC) if moment.tzinfo else instant_of(moment, known_zone(start.timezone))


def values(name: str, given: object) -> list[date | datetime]:
    """Return the moments of an option that may stand several times and hold several each."""
    return [read_value(name, one) for text in strings(given) for one in text.split(",")]


def strings(given: object) -> tuple[str, ...]:
    """Return the texts of an option that may stand several times."""
    return tuple(map(str, given)) if isinstance(given, tuple) else ()


def read_value(name: str, text: str) -> date | datetime:
    """Return a DATE or DATE-TIME; refuse all else by the name of its option."""
    try:
        return read_moment(text.strip().upper())
    except ValueError:
        raise Refused("recurrence.bad_moment", field=name, option=f"--{name}", value=text) from None
