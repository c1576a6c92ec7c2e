"""How a station is, in the words of a village office: one sentence and one tone for each state."""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from broadcaster.store.stations import StationRow
from web import words


@dataclass(frozen=True, slots=True)
class Health:
    """What to say about a station; ``kind`` is also the filter of the list, ``rank`` puts trouble first."""

    kind: str
    tone: str
    icon: str
    label: str
    sentence: str
    rank: int


KINDS = ("fault", "silent", "air", "muted", "well", "new")


def health(row: StationRow, now: datetime) -> Health:
    """Return what one station's newest report means to people."""
    return _unheard(row, now) if not row.online else _heard(row, now)


def _unheard(row: StationRow, now: datetime) -> Health:
    name = row.station.name
    if row.state is None or row.state_at is None:
        if row.station.enrolled_at is None:
            return Health("new", "", "key", _("Chưa lắp"), _("%(name)s chưa đăng ký với máy chủ.", name=name), 3)
        return Health("silent", "fault", "signal", _("Mất liên lạc"), _("%(name)s chưa báo về lần nào.", name=name), 0)
    since = words.moment_words(row.state_at, now)
    lost = _("%(name)s không liên lạc được từ %(since)s.", name=name, since=since)
    return Health("silent", "fault", "signal", _("Mất liên lạc"), lost, 0)


def _heard(row: StationRow, now: datetime) -> Health:
    name, state = row.station.name, row.state
    if state is None:
        return _unheard(row, now)
    if state.faults:
        return Health("fault", "heed", "heed", _("Có lỗi"), _("%(name)s đang báo lỗi.", name=name), 1)
    if state.muted_until is not None and state.muted_until > now:
        until = words.moment_words(state.muted_until, now)
        return Health(
            "muted",
            "heed",
            "quiet",
            _("Tạm im lặng"),
            _("%(name)s tạm im lặng đến %(until)s.", name=name, until=until),
            2,
        )
    if state.on_air is not None:
        return Health("air", "air", "", _("Đang phát"), _("%(name)s đang phát.", name=name), 4)
    return Health("well", "good", "check", _("Bình thường"), _("%(name)s hoạt động bình thường.", name=name), 5)
