"""``broadcaster bulletin``, ``schedule`` and ``timetable``: the path of a bulletin without a browser."""

import contextlib
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from broadcaster.accounts import Person
from broadcaster.bulletins import Bulletin, Field
from broadcaster.cli import Context, show, table
from broadcaster.cli.calendar import calendar_check, calendar_export, calendar_import, calendar_undo
from broadcaster.cli.explaining import explained_row, explained_text
from broadcaster.cli.office import Office, by_option, json_option, office
from broadcaster.cli.rules import allow, deny, waiting
from broadcaster.dispatch import Placed
from broadcaster.errors import Refused
from broadcaster.languages import LANGUAGES
from broadcaster.plans import Entry
from broadcaster.speech import voices
from broadcaster.store import bulletins as bulletin_rows
from broadcaster.store import localities as locality_rows
from broadcaster.store import new_id
from broadcaster.store import stations as station_rows
from broadcaster.wording import told
from schedules.priority import Priority
from schedules.reason import because
from schedules.recurrence import InvalidRecurrence, Recurrence, daily, monthly, once, weekly
from schedules.timetable import Airing, Reason

PRIORITIES = {"ordinary": Priority.ORDINARY, "priority": Priority.PRIORITY, "emergency": Priority.EMERGENCY}
TIME_FORMS = ("%H:%M", "%H:%M:%S")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@click.group()
def bulletin() -> None:
    """Bulletins: write and approve them."""


@bulletin.command("add")
@click.argument("title")
@click.argument("text", required=False)
@click.option(
    "--file",
    "file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Read the text from a UTF-8 file.",
)
@click.option(
    "--recording",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Broadcast this audio file; the text only describes it.",
)
@click.option("--twice", is_flag=True, help="Let the recording sound twice, one after the other.")
@click.option("--locality", required=True, help="Code of the locality that speaks.")
@click.option("--field", type=click.IntRange(1, 6), default=1, show_default=True, help="Field of information, 1-6.")
@click.option("--priority", type=click.Choice(list(PRIORITIES)), default="ordinary", show_default=True)
@click.option("--voice", default="", help="A voice to be asked first.  [default: the order of the locality]")
@click.option("--draft", is_flag=True, help="Keep it as a draft instead of submitting it.")
@by_option
@json_option
@click.pass_obj
def bulletin_add(context: Context, /, title: str, text: str | None, **options: object) -> None:
    """Write a bulletin and submit it for approval."""
    body = read_text(options["file"]) if isinstance(options["file"], Path) else (text or "")
    with office(context) as here:
        known_voice(here, str(options["voice"]))
        by = here.person(str(options["login"]))
        recording = bring(here, options["recording"], by)
        draft = Bulletin(
            id=new_id(),
            locality=str(options["locality"]),
            title=title,
            text=body,
            author=by.id,
            created_at=here.dispatch.clock.now(),
            field=Field(int(str(options["field"]))),
            priority=PRIORITIES[str(options["priority"])],
            voice=str(options["voice"]),
            recording=recording,
            twice=recording is not None and bool(options["twice"]),
        )
        kept = here.dispatch.save_draft(draft, by)
        if not options["draft"]:
            kept = here.dispatch.submit(kept.id, kept.version, by)
    show_bulletin(kept, as_json=bool(options["as_json"]))


@bulletin.command("approve")
@click.argument("bulletin_id")
@by_option
@json_option
@click.pass_obj
def bulletin_approve(context: Context, bulletin_id: str, *, login: str, as_json: bool) -> None:
    """Approve another person's bulletin."""
    with office(context) as here:
        with here.dispatch.store.read() as tx:
            version = bulletin_rows.find(tx, bulletin_id).version
        approved = here.dispatch.approve(bulletin_id, version, here.person(login))
    show_bulletin(approved, as_json=as_json)


@bulletin.command("translate")
@click.argument("bulletin_id")
@click.option("--lang", "language", type=click.Choice(list(LANGUAGES)), required=True, help="Its code.")
@click.option(
    "--file",
    "file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    default=None,
    help="A recording: WAV, MP3, M4A, AAC, OGG or WebM, at most five minutes.",
)
@click.option("--text", default="", help="Its words; without a recording a voice reads them, where one can.")
@click.option("--drop", is_flag=True, help="Take the language out again.")
@by_option
@json_option
@click.pass_obj
def bulletin_translate(context: Context, /, bulletin_id: str, **options: Any) -> None:
    """Let a draft say the same in another language too; it is heard where that language is spoken."""
    language, file, text = options["language"], options["file"], options["text"]
    with office(context) as here:
        by = here.person(options["login"])
        if options["drop"]:
            kept = here.dispatch.drop_retelling(bulletin_id, language, by)
        elif file is None:
            kept = here.dispatch.retell_text(bulletin_id, language, text, by)
        else:
            with file.open("rb") as source:
                kept = here.dispatch.retell_recording(bulletin_id, language, source, by, text=text)
    show_bulletin(kept, as_json=options["as_json"])


@click.group()
def schedule() -> None:
    """The schedule: what sounds where and when."""


for exception in (allow, deny, waiting):
    schedule.add_command(exception)


@schedule.command("add")
@click.argument("bulletin_ids", nargs=-1, required=True)
@click.option("--title", default=None, help="Name of the entry; else the first bulletin's.")
@click.option("--to", "targets", multiple=True, help="Code of a locality; repeatable.")
@click.option("--station", "stations", multiple=True, help="Id of a single station; repeatable.")
@click.option("--date", "first", type=click.DateTime(["%Y-%m-%d"]), required=True, help="First day, YYYY-MM-DD.")
@click.option("--at", "times", multiple=True, required=True, help="Start HH:MM or HH:MM:SS, local time; repeatable.")
@click.option(
    "--every",
    type=click.Choice(["once", "day", "month", *WEEKDAYS]),
    multiple=True,
    default=("once",),
    show_default=True,
)
@click.option("--until", "last", type=click.DateTime(["%Y-%m-%d"]), default=None, help="Last day, YYYY-MM-DD.")
@click.option(
    "--except", "exceptions", type=click.DateTime(["%Y-%m-%d"]), multiple=True, help="A day without it; repeatable."
)
@click.option("--repeat", default=1, show_default=True, help="How often in a row.")
@click.option("--priority", type=click.Choice(list(PRIORITIES)), default="ordinary", show_default=True)
@click.option("--reason", default="", help="Why it may sound outside the allowed hours.")
@by_option
@json_option
@click.pass_obj
def schedule_add(context: Context, /, bulletin_ids: tuple[str, ...], **options: object) -> None:
    """Put approved or submitted bulletins into the schedule."""
    with office(context) as here:
        entry = read_entry(here, bulletin_ids, options)
        placed = here.dispatch.add_entry(entry, here.person(str(options["login"])))
    show_placed(placed, context.language, as_json=bool(options["as_json"]))


@click.group()
def timetable() -> None:
    """What is published, and calendar files on their way in and out."""


for command in (calendar_check, calendar_export, calendar_import, calendar_undo):
    timetable.add_command(command)


@timetable.command("show")
@click.option("--station", "station_id", required=True, help="Id of a station.")
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), required=True, help="Local day, YYYY-MM-DD.")
@click.option(
    "--explain", is_flag=True, help="Tell of everything planned, heard or not, by which rule and whom, and why."
)
@json_option
@click.pass_obj
def timetable_show(context: Context, *, station_id: str, day: datetime, explain: bool, as_json: bool) -> None:
    """List what a station will sound on a day, merged from the published editions as the station does it."""
    with office(context) as here:
        with here.dispatch.store.read() as tx:
            zone = ZoneInfo(locality_rows.tree(tx).locality(station_rows.find(tx, station_id).locality).timezone)
        if explain:
            told_of = here.dispatch.explain_day(f"station:{station_id}", day.date())
            found = [explained_row(one, zone, context.language) for one in told_of]
            text = "\n".join(explained_text(one, zone, context.language) for one in told_of)
            show(found, as_json=as_json, text=text)
            return
        since = datetime.combine(day.date(), time(), zone)
        airings = here.dispatch.airings_between(f"station:{station_id}", since, since + timedelta(days=1))
    rows = [airing_row(one, zone) for one in airings]
    show(rows, as_json=as_json, text=table(rows, ["start", "end", "priority", "title", "id"]))


def read_entry(here: Office, bulletin_ids: tuple[str, ...], options: dict[str, object]) -> Entry:
    """Return the entry that the options of ``schedule add`` tell."""
    first = options["first"]
    assert isinstance(first, datetime)
    with here.dispatch.store.read() as tx:
        title = options["title"] or bulletin_rows.find(tx, bulletin_ids[0]).title
    return Entry(
        id=new_id(),
        title=str(title),
        targets=_strings(options["targets"]),
        stations=_strings(options["stations"]),
        bulletin_ids=bulletin_ids,
        recurrence=read_recurrence(first.date(), options),
        author=here.person(str(options["login"])).id,
        created_at=here.dispatch.clock.now(),
        priority=PRIORITIES[str(options["priority"])],
        repeat=int(str(options["repeat"])),
        outside_reason=str(options["reason"]),
    )


def read_recurrence(first: date, options: dict[str, object]) -> Recurrence:
    """Return when, from ``--every``, ``--at``, ``--until`` and ``--except``, or refuse it."""
    try:
        return _recurrence(first, options)
    except InvalidRecurrence as fault:
        raise Refused(fault.code, field="date", **fault.facts) from fault


def _recurrence(first: date, options: dict[str, object]) -> Recurrence:
    times = [read_time(one) for one in _strings(options["times"])]
    every = _strings(options["every"])
    last = options["last"].date() if isinstance(options["last"], datetime) else None
    given = options["exceptions"]
    exceptions = (
        frozenset(one.date() for one in given if isinstance(one, datetime)) if isinstance(given, tuple) else frozenset()
    )
    if "day" in every:
        return daily(first, *times, last=last, exceptions=exceptions)
    if "month" in every:
        return monthly(first, frozenset({first.day}), *times, last=last, exceptions=exceptions)
    if weekdays := frozenset(WEEKDAYS.index(one) for one in every if one in WEEKDAYS):
        return weekly(first, weekdays, *times, last=last, exceptions=exceptions)
    return once(first, *times)


def read_text(file: Path) -> str:
    """Return the text of a UTF-8 file or refuse it."""
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError as fault:
        raise Refused("cli.text_encoding", field="file", file=file) from fault


def bring(here: Office, file: object, by: Person) -> str | None:
    """Take in the recording of a bulletin and return its name, None when there is none."""
    if not isinstance(file, Path):
        return None
    with file.open("rb") as source:
        return here.dispatch.receive(source, by).sha256


def read_time(text: str) -> time:
    """Return a local time of day or refuse it."""
    for form in TIME_FORMS:
        with contextlib.suppress(ValueError):
            return datetime.strptime(text, form).time()  # noqa: DTZ007 - a time of day, in the localities' zones
    raise Refused("plan.time_invalid", field="times", value=text)


def known_voice(here: Office, voice: str) -> None:
    """Refuse a voice that this site does not have, before anything is kept; none is chosen by an empty name."""
    known = [one.name for one in voices(here.dispatch.engines)]
    if voice and voice not in known:
        raise Refused("speech.voice_unknown", field="voice", voice=voice, known=", ".join(known))


def airing_row(airing: Airing, zone: ZoneInfo) -> dict[str, object]:
    """Return an airing as a row for people."""
    return {
        "start": airing.start.astimezone(zone).isoformat(),
        "end": airing.end.astimezone(zone).isoformat(timespec="seconds"),
        "priority": airing.priority.name.lower(),
        "title": airing.title,
        "id": airing.id,
        "bulletins": list(airing.bulletin_ids),
    }


def show_bulletin(shown: Bulletin, *, as_json: bool) -> None:
    """Print a bulletin's id and state."""
    show(
        {"id": shown.id, "state": shown.state.value, "version": shown.version},
        as_json=as_json,
        text=f"{shown.id}  {shown.state.value}",
    )


def show_placed(placed: Placed, language: str, *, as_json: bool) -> None:
    """Print what an entry will do, in local time; what it collides with is told in words, never passed over."""
    entry, outcome = placed.entry, placed.consequence
    zone = ZoneInfo(entry.recurrence.timezone)
    refused = [_warning(one.start, one.reason, zone, language=language) for one in outcome.refusals]
    overlaps = [_warning(one.second.start, one.reason, zone, language=language) for one in outcome.overlaps]
    outside = [
        _warning(
            one,
            because("outside_waits", title=entry.title, asked=f"{one.astimezone(zone):%H:%M}"),
            zone,
            language=language,
        )
        for one in outcome.outside
    ]
    row = {
        "id": entry.id,
        "first": _local(outcome.first, zone),
        "stations": outcome.stations,
        "next_free": _local(outcome.next_free, zone),
        "refused": refused,
        "overlaps": overlaps,
        "outside": outside,
        "communes": outcome.communes,
    }
    warnings = [f"! {one['start']}  {one['said']}" for one in (*outside, *refused, *overlaps)]
    lines = [f"{entry.id}  {row['first']}  {outcome.stations} stations", *warnings]
    if outcome.communes:
        lines.append(told("inbox.sent", language, {"count": outcome.communes}))
    show(row, as_json=as_json, text="\n".join(lines))


def _warning(start: datetime, reason: Reason, zone: ZoneInfo, *, language: str) -> dict[str, str]:
    said = told(reason.code, language, dict(reason.facts))
    return {"start": _local(start, zone), "code": reason.code, "said": said}


def _local(moment: datetime | None, zone: ZoneInfo) -> str:
    return moment.astimezone(zone).isoformat(timespec="seconds") if moment else ""


def _strings(value: object) -> tuple[str, ...]:
    return tuple(str(one) for one in value) if isinstance(value, tuple) else ()
