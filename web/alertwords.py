"""How emergency alerts are said on a page: kinds, states, levels, sirens, repeats, whom they reach. Changes nothing."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from broadcaster.alerts import NOTICE_HAZARD, Alert, State
from broadcaster.areas import read_shapes
from broadcaster.cap.document import Point
from broadcaster.hazards import HAZARDS
from broadcaster.inbox import commune_of
from broadcaster.localities import Tree
from broadcaster.messages import AlarmStatus
from broadcaster.sirens import AFTER_SIREN, ATTENTION, SIRENS
from broadcaster.store.stations import StationRow
from web import words
from web.language import spoken
from web.snapshot import Taken

KINDS = {
    AlarmStatus.ACTUAL: _l("BÁO ĐỘNG THẬT"),
    AlarmStatus.EXERCISE: _l("DIỄN TẬP"),
    AlarmStatus.TEST: _l("THỬ IM LẶNG"),
}
LOOKS = {AlarmStatus.ACTUAL: "real", AlarmStatus.EXERCISE: "drill", AlarmStatus.TEST: "mute"}
ICONS = {AlarmStatus.ACTUAL: "bolt", AlarmStatus.EXERCISE: "people", AlarmStatus.TEST: "quiet"}
STATES = {
    State.DRAFT: _l("Chờ xác nhận"),
    State.CONFIRMED: _l("Chờ phát lệnh"),
    State.RELEASED: _l("Đang gửi đến cụm loa"),
    State.ACTIVE: _l("Đang hiệu lực"),
    State.UPDATED: _l("Đã có bản đính chính"),
    State.CANCELLED: _l("Đã hủy"),
    State.EXPIRED: _l("Đã hết giờ"),
}
TONES = {State.DRAFT: "heed", State.CONFIRMED: "heed", State.RELEASED: "air", State.ACTIVE: "air"}
LEVELS = {1: _l("thấp"), 2: _l("trung bình"), 3: _l("lớn"), 4: _l("rất lớn"), 5: _l("thảm họa")}
"""The words of QD 18/2021/QD-TTg, Điều 4."""
STAGES = {
    "waiting": _l("Chờ gửi"),
    "sent": _l("Đã gửi"),
    "received": _l("Đã nhận"),
    "verified": _l("Đã kiểm chữ ký"),
    "sounding": _l("Đang phát"),
    "finished": _l("Phát xong"),
    "refused": _l("Từ chối"),
    "silent": _l("Không trả lời"),
}


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom an alert reaches: how many stations, how many of them online, in which communes and hamlets (codes)."""

    stations: int
    online: int
    communes: tuple[str, ...]
    hamlets: tuple[str, ...]


def audience(taken: Taken, localities: Collection[str], stations: Collection[str]) -> Audience:
    """Return whom an alert for these places and single stations would reach now."""
    tree, rows = taken.tree, reached(taken, localities, stations)
    homes = {row.station.locality for row in rows}
    communes = {commune_of(code, tree) or code for code in homes}
    return Audience(
        stations=len(rows),
        online=sum(row.online for row in rows),
        communes=tuple(sorted(communes, key=tree.name)),
        hamlets=tuple(sorted(homes - communes, key=tree.name)),
    )


def reached(taken: Taken, localities: Collection[str], stations: Collection[str]) -> tuple[StationRow, ...]:
    """Return the stations of these places and those named themselves."""
    inside = {code for top in localities if top in taken.tree.by_code for code in taken.tree.subtree(top)}
    single = frozenset(stations)
    return tuple(row for row in taken.rows if row.station.locality in inside or row.station.id in single)


def shape_words(drawn: Iterable[str]) -> list[str]:
    """Return hình tròn bán kính 3 km quanh 10.98,106.65, a line for each shape."""
    area = read_shapes(drawn)
    circles = [
        _("Hình tròn bán kính %(km)s km quanh %(point)s", km=words.decimal(one.radius_km), point=_point(one.centre))
        for one in area.circles
    ]
    return circles + [
        _("Vùng %(count)s góc gần %(point)s", count=len(r) - 1, point=_point(r[0])) for r in area.polygons
    ]


def _point(point: Point) -> str:
    return "{:.4f}, {:.4f}".format(*point)


def reach_words(found: Audience, tree: Tree) -> str:
    """Return 12 cụm loa ở 3 ấp, khu phố của Phường Dĩ An, 10 đang kết nối."""
    if not found.stations:
        return str(_("Không có cụm loa nào ở nơi đã chọn: sẽ không ai nghe thấy."))
    count = words.stations_count(found.stations)
    online = _("%(count)s đang kết nối", count=words.size(found.online))
    return f"{count} {_where(found, tree)}, {online}"


def _where(found: Audience, tree: Tree) -> str:
    if len(found.communes) > 1:
        return words.ngettext("ở %(num)s xã, phường", "ở %(num)s xã, phường", len(found.communes))
    name = tree.name(found.communes[0])
    if not found.hamlets:
        return str(_("ở %(place)s", place=name))
    return str(_("ở %(count)s ấp, khu phố của %(place)s", count=len(found.hamlets), place=name))


def hazard_name(code: str) -> str:
    """Return the name of a hazard in the reader's language."""
    if code == NOTICE_HAZARD:
        return str(_("Báo đã hủy"))
    return HAZARDS[code].names[spoken() != "vi"] if code in HAZARDS else str(_("Việc khác"))


def signal_words(siren: str) -> str:
    """Return what calls people before the speech."""
    known = SIRENS.get(siren)
    if known is None:
        return str(_("Tiếng báo %(time)s", time=words.length(ATTENTION)))
    return str(
        _(
            "Còi %(blasts)s hồi, mỗi hồi %(blast)s, cách %(gap)s; rồi tiếng báo %(tone)s",
            blasts=known.blasts,
            blast=words.length(known.blast),
            gap=words.length(known.gap),
            tone=words.length(AFTER_SIREN),
        )
    )


def repeat_words(alert: Alert) -> str:
    """Return how often it sounds: three times over, then every quarter of an hour, for two hours."""
    repeat = alert.repeat
    gap = words.length(repeat.gap)
    told = (
        str(_("Phát %(count)s lần liền, cách nhau %(gap)s", count=repeat.count, gap=gap))
        if repeat.count > 1
        else str(_("Phát một lần"))
    )
    pauses = [words.length(one) for one in repeat.cadence]
    if pauses and len(set(pauses)) == 1:
        told += str(_("; sau đó cứ %(pause)s một lần", pause=pauses[0]))
    elif pauses:
        told += str(_("; nhắc lại sau %(first)s, về sau cứ %(last)s một lần", first=pauses[0], last=pauses[-1]))
    return told + str(_(", trong %(time)s.", time=words.length(alert.lasts)))
