"""How a station is, in the words of a village office: one sentence and one tone for each state."""

from dataclasses import dataclass
from datetime import UTC, datetime

from flask_babel import gettext as _

from broadcaster.messages import StationState
from broadcaster.store.stations import StationRow
from web import words


@dataclass(frozen=True, slots=True)
class Health:
    """What to say about a station; ``kind`` is also the filter of the list."""

    kind: str
    tone: str
    icon: str
    label: str
    sentence: str


KINDS = ("silent", "fault", "muted", "new", "air", "well")
"""In the order of their urgency."""


def kind(row: StationRow, now: datetime) -> str:
    """Return how one station is; cheap, for counting and sorting thousands."""
    state = row.state
    if state is None:
        return "new" if row.station.enrolled_at is None else "silent"
    if not row.online:
        return "silent"
    if state.faults:
        return "fault"
    if state.muted_until is not None and state.muted_until > now:
        return "muted"
    return "air" if state.on_air is not None else "well"


def health(row: StationRow, now: datetime) -> Health:
    """Return what one station's newest report means to people."""
    name, found = row.station.name, kind(row, now)
    match found:
        case "new":
            return Health(found, "", "key", _("Chưa lắp"), _("%(name)s chưa đăng ký với máy chủ.", name=name))
        case "silent":
            return Health(found, "fault", "signal", _("Mất liên lạc"), _silence(row, now))
        case "fault":
            return Health(found, "heed", "heed", _("Có lỗi"), _("%(name)s đang báo lỗi.", name=name))
        case "muted":
            return Health(found, "heed", "quiet", _("Tạm im lặng"), _muting(row, now))
        case "air":
            return Health(found, "air", "", _("Đang phát"), _("%(name)s đang phát.", name=name))
        case _:
            return Health(found, "good", "check", _("Bình thường"), _("%(name)s hoạt động bình thường.", name=name))


def newest_edition(state: StationState) -> datetime | None:
    """Return when the newest timetable a station holds was made: documents are numbered by their milliseconds."""
    held = [seq for topic, seq in state.editions.items() if topic.endswith("/timetable")]
    return datetime.fromtimestamp(max(held) / 1000, UTC) if held else None


def _silence(row: StationRow, now: datetime) -> str:
    if row.state_at is None:
        return str(_("%(name)s chưa báo về lần nào.", name=row.station.name))
    since = words.moment_words(row.state_at, now)
    return str(_("%(name)s không liên lạc được từ %(since)s.", name=row.station.name, since=since))


def _muting(row: StationRow, now: datetime) -> str:
    until = row.state.muted_until if row.state is not None else None
    shown = words.moment_words(until or now, now)
    return str(_("%(name)s tạm im lặng đến %(until)s.", name=row.station.name, until=shown))
