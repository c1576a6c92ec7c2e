"""What people typed, read into values: one reader per form, every fault told beside its field. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from broadcaster.accounts import Role, checked_login, checked_password
from broadcaster.bulletins import TITLE_LIMIT, Field, checked_description, checked_text, checked_title
from broadcaster.errors import Refused
from broadcaster.localities import TIMEZONE
from broadcaster.plans import REPEAT_LIMIT
from schedules.priority import Priority
from schedules.recurrence import Recurrence
from schedules.timetable import Late, Resume
from web.reading import (
    Reading,
    Typed,
    Value,
    one,
    read_choice,
    read_clock,
    read_date,
    read_degrees,
    read_line,
    read_place,
    read_whole,
    several,
)
from web.recurring import read_recurrence

NAME_LIMIT = 120
REASON_LIMIT = 500
GUESSED_TITLE = 60
LATE_LIMIT = timedelta(hours=2)
PRIORITIES = {str(one.value): one for one in Priority if one is not Priority.EMERGENCY}
"""Emergencies never come from these forms: they walk their own path, with their own approvals."""
FIELDS = {str(one.value): one for one in Field}
ROLES = {one.value: one for one in Role}
LANGUAGES = {"vi": "vi", "en": "en"}
SOUNDS = {"": False, "voice": False, "recording": True}
"""What sounds: a voice that reads the text, or a recording."""


# ---------------------------------------------------------------- bulletins


@dataclass(frozen=True, slots=True)
class BulletinWords:
    """A bulletin as typed; ``quick`` is when it should sound if that was asked for along with it.

    ``voice`` empty: nobody chose one. ``recorded``: a recording sounds, ``twice`` if asked, and the text describes it.
    """

    title: str
    text: str
    locality: str
    field: Field
    priority: Priority
    voice: str
    quick: "Quick | None" = None
    recorded: bool = False
    twice: bool = False


@dataclass(frozen=True, slots=True)
class Quick:
    """The short schedule of the compose page: one day, one time, in the bulletin's own locality.

    ``reason`` is why it sounds outside the allowed hours.
    """

    day: date
    at: time
    reason: str = ""


def read_bulletin(typed: Typed, voices: Collection[str]) -> BulletinWords:
    """Read the compose form; without a title the first sentence becomes the title."""
    reading = Reading(typed)
    recorded = reading.take("sound", read_choice(SOUNDS, "recording.choice"), False)
    words = BulletinWords(
        text=reading.take("text", checked_description if recorded else checked_text, ""),
        title=reading.take("title", lambda text: checked_title(text or guessed_title(one(typed, "text"))), ""),
        locality=reading.take("locality", read_place, ""),
        field=reading.take("field", read_choice(FIELDS, "web.field_unknown"), Field.GENERAL),
        priority=reading.take("priority", read_choice(PRIORITIES, "web.priority_unknown"), Priority.ORDINARY),
        voice=reading.take("voice", read_choice({one: one for one in ("", *voices)}, "web.voice_unknown"), ""),
        quick=_quick(reading),
        recorded=recorded,
        twice=one(typed, "twice") == "yes",
    )
    if "text" in reading.faults and not one(typed, "title").strip():
        reading.faults.pop("title", None)
    reading.finish()
    return words


def guessed_title(text: str) -> str:
    """Return the first sentence of a text, shortened at a word, as its title."""
    line = next((line.strip() for line in text.splitlines() if line.strip()), "")
    sentence = line.split(". ")[0].rstrip(".")
    if len(sentence) <= GUESSED_TITLE:
        return sentence
    return sentence[:GUESSED_TITLE].rsplit(" ", 1)[0].rstrip(" ,;:")[:TITLE_LIMIT] + "…"


def _quick(reading: Reading) -> Quick | None:
    if one(reading.typed, "quick") != "yes":
        return None
    return Quick(
        day=reading.take("quick_day", read_date, date.max),
        at=reading.take("quick_at", read_clock, time()),
        reason=" ".join(one(reading.typed, "quick_reason").split())[:REASON_LIMIT],
    )


def read_reason(typed: Typed, code: str = "web.reason_missing") -> str:
    """Read the reason of a rejection, a cancellation, a silence."""
    reading = Reading(typed)
    reason = reading.take("reason", read_line(REASON_LIMIT, code), "")
    reading.finish()
    return reason


# ---------------------------------------------------------------- schedules


@dataclass(frozen=True, slots=True)
class PlanWords:
    """A schedule as typed."""

    title: str
    bulletin_ids: tuple[str, ...]
    targets: tuple[str, ...]
    stations: tuple[str, ...]
    recurrence: Recurrence
    priority: Priority
    repeat: int
    latest_start_after: timedelta
    resume: Resume
    outside_reason: str
    late: Late = Late.SEEK
    base: bool = False
    ahead_of: tuple[str, ...] = ()


RESUMES = {one.value: one for one in Resume}
LATES = {one.value: one for one in Late}


def read_plan(typed: Typed, timezone: str = TIMEZONE) -> PlanWords:
    """Read the schedule form; its days and times are those of ``timezone``."""
    reading = Reading(typed)
    targets, stations = several(typed, "targets"), several(typed, "stations")
    bulletin_ids = several(typed, "bulletin_ids")
    if not targets and not stations:
        reading.faults["targets"] = Refused("plan.no_target", field="targets")
    if not bulletin_ids:
        reading.faults["bulletin_ids"] = Refused("plan.no_bulletin", field="bulletin_ids")
    late = reading.take("late_minutes", read_whole(0, int(LATE_LIMIT.total_seconds() // 60)), 5)
    words = PlanWords(
        title=reading.take("title", lambda text: checked_title(text) if text.strip() else "", ""),
        bulletin_ids=bulletin_ids,
        targets=targets,
        stations=stations,
        recurrence=read_recurrence(reading, timezone),
        priority=reading.take("priority", read_choice(PRIORITIES, "web.priority_unknown"), Priority.ORDINARY),
        repeat=reading.take("repeat", read_whole(1, REPEAT_LIMIT), 1),
        latest_start_after=timedelta(minutes=late),
        resume=reading.take("resume", read_choice(RESUMES, "web.resume_unknown"), Resume.DROP),
        outside_reason=" ".join(one(typed, "outside_reason").split())[:REASON_LIMIT],
        late=reading.take("late", lambda text: read_choice(LATES, "web.late_unknown")(text or Late.SEEK), Late.SEEK),
        base=one(typed, "base") == "yes",
        ahead_of=several(typed, "ahead_of"),
    )
    reading.finish()
    return words


def local_moment(day: date, at: time, timezone: str = TIMEZONE) -> datetime:
    """Return the aware moment of a wall-clock reading."""
    return datetime.combine(day, at, ZoneInfo(timezone))


# ---------------------------------------------------------------- people and stations


@dataclass(frozen=True, slots=True)
class PersonWords:
    """An account as typed."""

    login: str
    name: str
    role: Role
    scope: str
    language: str
    phone: str
    may_override: bool = False


def read_person(typed: Typed) -> PersonWords:
    """Read the account form."""
    reading = Reading(typed)
    words = PersonWords(
        login=reading.take("login", checked_login, ""),
        name=reading.take("name", read_line(NAME_LIMIT, "web.name_missing"), ""),
        role=reading.take("role", read_choice(ROLES, "web.role_unknown"), Role.OFFICER),
        scope=reading.take("scope", read_place, ""),
        language=reading.take("language", read_choice(LANGUAGES, "web.language_unknown"), "vi"),
        phone=reading.take("phone", read_phone, ""),
        may_override=one(typed, "may_override") == "yes",
    )
    reading.finish()
    return words


def read_phone(text: str) -> str:
    """Return a telephone number as digits with an optional plus, or nothing."""
    digits = "".join(text.replace(".", " ").split())
    if digits and not (digits.removeprefix("+").isdecimal() and 3 <= len(digits) <= 16):  # noqa: PLR2004
        raise Refused("web.phone_invalid", typed=text[:30])
    return digits


def read_new_password(typed: Typed, login: str) -> str:
    """Read a new password typed twice."""
    reading = Reading(typed)
    password = reading.take("password", lambda text: checked_password(text, login), "")
    if "password" not in reading.faults and one(typed, "repeated") != one(typed, "password"):
        reading.faults["repeated"] = Refused("web.passwords_differ", field="repeated")
    reading.finish()
    return password


@dataclass(frozen=True, slots=True)
class StationWords:
    """A station as typed."""

    name: str
    locality: str
    volume: int
    latitude: float | None
    longitude: float | None


def read_station(typed: Typed) -> StationWords:
    """Read the station form."""
    reading = Reading(typed)
    words = StationWords(
        name=reading.take("name", read_line(NAME_LIMIT, "web.name_missing"), ""),
        locality=reading.take("locality", read_place, ""),
        volume=reading.take("volume", read_whole(0, 100), 80),
        latitude=reading.take("latitude", read_degrees(90), None),
        longitude=reading.take("longitude", read_degrees(180), None),
    )
    reading.finish()
    return words


def read_volume(typed: Typed) -> int:
    """Read the amplifier knob, 0-100."""
    reading = Reading(typed)
    volume = reading.take("volume", read_whole(0, 100), 0)
    reading.finish()
    return volume


MUTES = {"30": 30, "60": 60, "240": 240, "1440": 1440}


def read_mute(typed: Typed) -> timedelta:
    """Read for how long a station is to be silent."""
    reading = Reading(typed)
    minutes = reading.take("minutes", read_choice(MUTES, "web.mute_unknown"), 30)
    reading.finish()
    return timedelta(minutes=minutes)


# ---------------------------------------------------------------- filters in addresses: never an error, only ignored


def day_asked(text: str, today: date) -> date:
    """Return the day an address asks for, today when it asks for nothing readable."""
    try:
        return read_date(text)
    except Refused:
        return today


def choice_asked(text: str, choices: Mapping[str, Value]) -> Value | None:
    """Return the choice an address asks for, None when it asks for nothing known."""
    return choices.get(text)
