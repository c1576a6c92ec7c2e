"""CAP's times: ``YYYY-MM-DDThh:mm:ss+07:00`` in and out. Never guesses an offset."""

import re
from datetime import UTC, datetime, timedelta

STRICT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d", re.ASCII)
TOLERATED = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.\d+)?(Z|[+-]\d\d:\d\d)", re.ASCII)
MIDNIGHT = "T24:00:00"
"""The end of a day, as XML Schema writes it too."""
FURTHEST = timedelta(hours=14)
"""No place on earth is further from UTC (XML Schema, dateTime)."""


def read_time(text: str) -> tuple[datetime | None, bool]:
    """Return the one instant ``text`` names, None if that needs a guess, and whether it is written as CAP 1.2 asks.

    Tolerated, because they leave nothing to guess: ``Z``, and fractions of a second (cut off).
    """
    found = TOLERATED.fullmatch(text)
    if found is None:
        return None, False
    local, offset = found[1], found[2]
    midnight = local.endswith(MIDNIGHT)
    try:
        moment = datetime.fromisoformat((local.removesuffix(MIDNIGHT) + "T00:00:00" if midnight else local) + offset)
        moment = moment + timedelta(days=1) if midnight else moment
        moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None, False
    if abs(moment.utcoffset() or timedelta()) > FURTHEST:
        return None, False
    return moment, STRICT.fullmatch(text) is not None


def write_time(moment: datetime) -> str:
    """Return a moment as CAP 1.2 writes it: whole seconds, UTC as ``-00:00``."""
    text = moment.replace(microsecond=0).isoformat()
    return f"{text[:-6]}-00:00" if text.endswith("+00:00") else text
