"""What was typed or drawn to move one time of a schedule or to copy days, read into values. Pure."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from broadcaster.amendments import Moved
from broadcaster.errors import Refused
from broadcaster.plans import REPEAT_LIMIT
from web.forms import local_moment
from web.reading import Reading, Typed, one, read_choice, read_clock, read_date, read_place, read_whole, several

STAMP = "%Y%m%dT%H%M%SZ"
SPANS = {"day": False, "week": True}
NOWHEN = date(2000, 1, 1)


@dataclass(frozen=True, slots=True)
class Wish:
    """How one time of a schedule shall be instead; ``every``: this time of day on all days."""

    moved: Moved
    every: bool = False


@dataclass(frozen=True, slots=True)
class CopyWords:
    """What is to be copied where; ``week``: the seven days from both days on."""

    where: str
    source: date
    to: date
    week: bool


def stamp(moment: datetime) -> str:
    """Return a moment as it stands in an address: 20261123T100000Z."""
    return f"{moment.astimezone(UTC):{STAMP}}"


def read_stamp(text: str) -> datetime:
    """Return the moment that an address names, or refuse it."""
    try:
        return datetime.strptime(text, STAMP).replace(tzinfo=UTC)
    except ValueError:
        raise Refused("web.date_invalid", typed=text[:20]) from None


def stamp_asked(text: str | None) -> datetime | None:
    """Return the moment an address names, None when it names none."""
    try:
        return read_stamp(text or "")
    except Refused:
        return None


def read_free(text: str, timezone: str) -> datetime:
    """Return, in local time, the free place that a button offered."""
    try:
        return datetime.fromisoformat(text).astimezone(ZoneInfo(timezone))
    except ValueError:
        raise Refused("web.date_invalid", typed=text[:20]) from None


def read_wish(typed: Typed, timezone: str) -> Wish:
    """Read the form that changes one time: its day, time, repeats and bulletins."""
    reading = Reading(typed)
    day = reading.take("day", read_date, NOWHEN)
    at = reading.take("time", read_clock, datetime.min.time())
    repeat = reading.take("repeat", read_whole(1, REPEAT_LIMIT), 1)
    reading.finish()
    moved = Moved(local_moment(day, at, timezone).astimezone(UTC), repeat, several(typed, "bulletin_ids") or None)
    return Wish(moved, one(typed, "every") == "yes")


def read_copy(typed: Typed) -> CopyWords:
    """Read the form that copies a day or a week."""
    reading = Reading(typed)
    words = CopyWords(
        where=reading.take("where", read_place, ""),
        source=reading.take("source", read_date, NOWHEN),
        to=reading.take("to", read_date, NOWHEN + timedelta(days=1)),
        week=reading.take("what", read_choice(SPANS, "web.span_unknown"), False),
    )
    reading.finish()
    return words
