"""Time on the wall and instants: local times of a zone as UTC and back (RFC 5545 3.3.5). Never rules, never the clock.

A time the clock skips is as much later as the clock was moved; a time it shows twice is the first of the two.
"""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from schedules.rrule import InvalidRecurrence

DAY = timedelta(days=1)
NONE = timedelta(0)


@lru_cache(maxsize=100)
def known_zone(name: str) -> ZoneInfo:
    """Return the time zone of an IANA name; refuse one the system does not know."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise InvalidRecurrence("schedules.unknown_zone", timezone=name) from None


def instant_of(wall: datetime, zone: ZoneInfo) -> datetime:
    """Return the UTC instant of a naive local time."""
    return wall.replace(tzinfo=zone, fold=0).astimezone(UTC)


def wall_of(instant: datetime, zone: ZoneInfo) -> datetime:
    """Return what the clock on the wall shows at an aware instant, naive."""
    return instant.astimezone(zone).replace(tzinfo=None)


def wall_window(since: datetime, until: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Return local times before and after which none lies in ``[since, until)``, whatever the clock does meanwhile."""
    edges = [offsets(moment.astimezone(UTC), zone) for moment in (since, until)]
    return naive(since) + min(edges[0]), naive(until) + max(edges[1])


def offsets(moment: datetime, zone: ZoneInfo) -> list[timedelta]:
    """Return the offsets of the zone around a moment: a clock moves by a day at most (Samoa, 2011)."""
    around = (moment - DAY, moment, moment + DAY)
    return [near.astimezone(zone).utcoffset() or NONE for near in around]


def naive(moment: datetime) -> datetime:
    """Return an aware moment as naive UTC."""
    return moment.astimezone(UTC).replace(tzinfo=None)
