"""``broadcaster timetable check``, ``export``, ``import``, ``undo``: iCalendar files without a browser.

Decides nothing.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from broadcaster.cli import EXIT_FAULT, Context, show
from broadcaster.cli.office import Office, by_option, json_option, office
from broadcaster.clock import SystemClock
from broadcaster.dispatch import Fit, Taken, Weighed
from broadcaster.errors import BroadcasterError
from broadcaster.ical import Grade, Imported, ImportedEvent, Remark, read_calendar
from broadcaster.localities import TIMEZONE
from broadcaster.store import localities as locality_rows
from broadcaster.store import stations as station_rows
from broadcaster.wording import told
from schedules.lunar import NoLunarDate, lunar_date, numbered
from schedules.recurrence import InvalidRecurrence, Recurrence
from schedules.timetable import Reason

NEXT_SHOWN = 5
SETTLED = frozenset({Fit.SAME, Fit.OVER})
"""What need not be taken."""

Row = dict[str, object]
file_argument = click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
locality_option = click.option("--locality", required=True, help="Code of the locality.")


@click.command("check")
@file_argument
@click.option("--station", "station_id", default=None, help="Also say what would be refused where this station stands.")
@click.option("--locality", default=None, help="Also say what would be refused at this locality.")
@json_option
@click.pass_obj
def calendar_check(context: Context, /, file: Path, **options: object) -> None:
    """Read an .ics file and say what of it is understood, when it sounds next and what would be refused.

    Exit codes: 0 all understood, 1 something not, 2 the file cannot be used. Without --station and --locality no
    database is needed.
    """
    data = file.read_bytes()
    if options["station_id"] or options["locality"]:
        with office(context) as here:
            locality, timezone = place_of(here, options)
            imported = read_calendar(data, timezone, now=here.dispatch.clock.now())
            weighed = here.dispatch.weigh(imported, locality)
    else:
        imported = read_calendar(data, TIMEZONE, now=SystemClock().now())
        weighed = []
    row = told_calendar(imported, weighed, context.language)
    show(row, as_json=bool(options["as_json"]), text="\n".join(lines_of(row)))
    leave_unless(imported.grade is Grade.WHOLE)


@click.command("export")
@locality_option
@click.option("-o", "--output", "file", type=click.Path(path_type=Path, dir_okay=False, allow_dash=True), default="-")
@click.pass_obj
def calendar_export(context: Context, *, locality: str, file: Path) -> None:
    """Write the running schedules of a locality, and of all inside it, as an .ics file (- for the terminal)."""
    with office(context) as here:
        data = here.dispatch.calendar(locality)
    if str(file) == "-":
        click.echo(data, nl=False)
    else:
        file.write_bytes(data)


@click.command("import")
@file_argument
@locality_option
@by_option
@json_option
@click.pass_obj
def calendar_import(context: Context, /, file: Path, **options: object) -> None:
    """Schedule the events of an .ics file whose bulletins are there.

    Exit codes: 0 all is in the schedule, 1 something was left out, 2 the file cannot be used.
    """
    data = file.read_bytes()
    with office(context) as here:
        by = here.person(str(options["login"]))
        locality, timezone = place_of(here, options)
        imported = read_calendar(data, timezone, now=here.dispatch.clock.now())
        weighed = here.dispatch.weigh(imported, locality, by)
        wanted = [one for one in weighed if one.fit not in SETTLED]
        taken = here.dispatch.take(wanted, by)
    row = told_calendar(imported, weighed, context.language) | told_taken(taken, context.language)
    said = [told("ical.taken", context.language, {"count": len(taken.placed)})]
    if taken.placed:
        said.append(told("ical.undo_with", context.language, {"batch": taken.batch, "login": options["login"]}))
    show(row, as_json=bool(options["as_json"]), text="\n".join([*lines_of(row), *said]))
    leave_unless(imported.grade is Grade.WHOLE and not taken.left)


@click.command("undo")
@click.argument("batch", default="")
@by_option
@json_option
@click.pass_obj
def calendar_undo(context: Context, /, batch: str, **options: object) -> None:
    """Take back what an import made: that of BATCH, which it printed, else the newest of the person.

    Exit codes: 0 all of it, 1 something was changed since and stays.
    """
    with office(context) as here:
        by = here.person(str(options["login"]))
        undone = here.dispatch.undo_import(batch or here.dispatch.newest_import(by), by)
    row: Row = {
        "undone": [{"id": one.id, "title": one.title} for one in undone.entries],
        "left": told_left(undone.left, context.language),
    }
    said = told("ical.undone", context.language, {"count": len(undone.entries)})
    left = [f"! {one['title']}  {one['said']}" for one in rows_in(row, "left")]
    show(row, as_json=bool(options["as_json"]), text="\n".join([*left, said]))
    leave_unless(not undone.left)


def leave_unless(well: bool) -> None:
    """End with exit code 1 unless all went well."""
    if not well:
        raise click.exceptions.Exit(EXIT_FAULT)


def place_of(here: Office, options: dict[str, object]) -> tuple[str, str]:
    """Return the locality a file is for, the station's if one is named, and its time zone."""
    with here.dispatch.store.read() as tx:
        station_id = options.get("station_id")
        code = station_rows.find(tx, str(station_id)).locality if station_id else str(options["locality"])
        return code, locality_rows.tree(tx).locality(code).timezone


# ---------------------------------------------------------------- in words


def told_calendar(imported: Imported, weighed: list[Weighed], language: str) -> Row:
    """Return all there is to say of a file."""
    by_place = dict(enumerate(weighed))
    now = SystemClock().now()
    events = [told_event(one, by_place.get(place), now, language) for place, one in enumerate(imported.events)]
    remarks = [told_remark(one, language) for one in imported.remarks]
    grade = told(imported.grade.reason.code, language, {})
    return {"grade": imported.grade.value, "said": grade, "events": events, "remarks": remarks}


def told_event(event: ImportedEvent, weighed: Weighed | None, now: datetime, language: str) -> Row:
    """Return all there is to say of one event."""
    row: Row = {
        "title": event.title,
        "uid": event.uid,
        "line": event.line,
        "grade": event.grade.value,
        "said": told(event.grade.reason.code, language, {}),
        **told_recurrence(event.recurrence),
        "duration": event.duration.total_seconds() if event.duration is not None else None,
        "priority": event.priority.name.lower(),
        "categories": list(event.categories),
        "location": event.location,
        "origin": event.origin,
        "origin_at": event.origin_at.isoformat() if event.origin_at else None,
        "next": list(told_starts(event.recurrence, now)),
    }
    return row | (told_weighed(weighed, language) if weighed is not None else {})


def told_recurrence(recurrence: Recurrence) -> Row:
    """Return when an event recurs."""
    return {
        "start": f"{recurrence.start}",
        "times": [f"{one}" for one in recurrence.times],
        "rule": recurrence.rule,
        "timezone": recurrence.timezone,
        "holidays": recurrence.holidays.value,
        "exceptions": sorted(f"{one}" for one in recurrence.exceptions),
        "extra": sorted(one.isoformat() for one in recurrence.extra),
        "skipped": sorted(one.isoformat() for one in recurrence.skipped),
    }


def told_starts(recurrence: Recurrence, now: datetime) -> Iterator[Row]:
    """Give the next starts in local time, each with its lunar date."""
    moment: datetime | None = now
    zone = ZoneInfo(recurrence.timezone)
    for _ in range(NEXT_SHOWN):
        with suppress(InvalidRecurrence):
            moment = recurrence.next_after(moment) if moment else None
        if moment is None or moment == now:
            return
        local = moment.astimezone(zone)
        yield {"at": local.isoformat(), "lunar": lunar_of(local)}


def lunar_of(moment: datetime) -> str:
    """Return the lunar date as 15/10, 15/6L in a leap month, nothing where it is not computed."""
    try:
        day = lunar_date(moment.date())
    except NoLunarDate:
        return ""
    return f"{day.day}/{numbered(day.month, day.leap)}"


def told_weighed(one: Weighed, language: str) -> Row:
    """Return what would become of an event here."""
    seen = one.consequence
    return {
        "fit": one.fit.value,
        "becomes": told(one.reason.code, language, dict(one.reason.facts)),
        "why": one.fault.told(language) if one.fault is not None else "",
        "stations": seen.stations if seen else 0,
        "refused": told_reasons(((each.start, each.reason) for each in seen.refusals), language) if seen else [],
        "overlaps": told_reasons(((each.second.start, each.reason) for each in seen.overlaps), language)
        if seen
        else [],
    }


def told_reasons(reasons: Iterable[tuple[datetime, Reason]], language: str) -> list[Row]:
    """Return reasons with the moments they concern."""
    return [
        {"at": at.isoformat(), "code": reason.code, "said": told(reason.code, language, dict(reason.facts))}
        for at, reason in reasons
    ]


def told_remark(one: Remark, language: str) -> Row:
    """Return one remark."""
    said = told(one.code, language, dict(one.facts))
    return {
        "grade": one.grade.value,
        "code": one.code,
        "event": one.event,
        "line": one.line,
        "property": one.about,
        "facts": dict(one.facts),
        "said": said,
    }


def told_taken(taken: Taken, language: str) -> Row:
    """Return what was placed, and what was not and why."""
    return {
        "placed": [{"id": one.entry.id, "title": one.entry.title} for one in taken.placed],
        "left": told_left(taken.left, language),
        "batch": taken.batch,
    }


def told_left(left: Iterable[tuple[str, BroadcasterError]], language: str) -> list[Row]:
    """Return what could not be done, and why."""
    return [{"title": title, "code": fault.code, "said": fault.told(language)} for title, fault in left]


def lines_of(row: Row) -> Iterator[str]:
    """Give the lines for people: each event with its next starts and what would become of it, then the remarks."""
    for event in rows_in(row, "events"):
        yield f"{event['title'] or '-'}  ({event['line']})  {event['said']}"
        yield from (f"    {one['at']}  {one['lunar']}" for one in rows_in(event, "next"))
        if "fit" in event:
            yield f"    {event['becomes']} {event['why']}".rstrip()
            yield from (
                f"    ! {one['at']}  {one['said']}" for name in ("refused", "overlaps") for one in rows_in(event, name)
            )
    for one in rows_in(row, "remarks"):
        mark = "-" if one["grade"] == Grade.WHOLE.value else "!"
        place = " ".join(f"{part}" for part in (one["line"], one["property"]) if part)
        yield "  ".join(
            part for part in (mark, f"{one['event']}", f"({place})" if place else "", f"{one['said']}") if part
        )
    yield from (f"! {one['title']}  {one['said']}" for one in rows_in(row, "left"))
    yield f"{row['said']}."


def rows_in(row: Row, name: str) -> list[Row]:
    """Return the rows that stand within a row."""
    found = row.get(name, [])
    return found if isinstance(found, list) else []
