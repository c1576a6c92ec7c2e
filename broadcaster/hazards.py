"""What an alarm usually says, by hazard: words with blanks, level, siren, repeats, each with its source. Pure data.

Never sends anything and never decides who may: ``broadcaster.alerts`` does. The words say what to do first.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from itertools import chain, repeat

from broadcaster.errors import Refused
from broadcaster.messages import AlarmRepeat
from broadcaster.wording import InBoth

BLANK = re.compile(r"\{(\w+)\}")
BLANK_LIMIT = 120
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Blank:
    """One thing to fill in: what it is called (vi, en), an example, and whether only a number will do."""

    name: str
    label: tuple[str, str]
    example: str
    number: bool = False


@dataclass(frozen=True, slots=True)
class Hazard:
    """One kind of danger; ``cadence`` are the pauses before it sounds again, the last one going on to the end."""

    code: str
    names: tuple[str, str]
    title: str
    text: str
    blanks: tuple[Blank, ...]
    level: int
    siren: str
    lasts: timedelta
    source: str
    count: int = 3
    gap: timedelta = timedelta(seconds=10)
    cadence: tuple[timedelta, ...] = ()

    def repeat(self, lasts: timedelta) -> AlarmRepeat:
        """Return how often it sounds within ``lasts``: three times over, then after each pause again."""
        return AlarmRepeat(self.count, self.gap, tuple(self._pauses(lasts)))

    def _pauses(self, lasts: timedelta) -> Iterator[timedelta]:
        if not self.cadence:
            return
        spent, pauses = timedelta(), chain(self.cadence, repeat(self.cadence[-1]))
        while (spent := spent + (pause := next(pauses))) < lasts:
            yield pause


PLACE = Blank("noi", ("Nơi bị ảnh hưởng", "Place concerned"), "Ấp 3, ven sông Sài Gòn")
WHEN = Blank("gio", ("Giờ", "Time"), "22 giờ tối nay")
QD_18 = "QĐ 18/2021/QĐ-TTg"
QD_03 = "QĐ 03/2020/QĐ-TTg"

HAZARDS: Mapping[str, Hazard] = {
    one.code: one
    for one in (
        Hazard(
            "flood",
            ("Lũ, ngập", "Flood"),
            "Lũ khẩn cấp tại {noi}",
            "Nước đang lên nhanh tại {noi}. Bà con đưa người già, trẻ em lên chỗ cao ngay, ngắt điện trong nhà, "
            "không đi qua chỗ nước chảy xiết. Cần giúp đỡ, gọi một một hai.",
            (PLACE,),
            level=3,
            siren="urgent",
            lasts=2 * HOUR,
            cadence=(15 * MINUTE,),
            source=f"{QD_18}; bản tin 15 phút một lần trong đêm lũ",
        ),
        Hazard(
            "storm",
            ("Bão", "Storm"),
            "Bão số {so} sắp ảnh hưởng đến {noi}",
            "Bão số {so} sẽ ảnh hưởng đến {noi} từ {gio}. Bà con chằng chống nhà cửa, đưa tàu thuyền về nơi trú, "
            "chuẩn bị nước và thức ăn, không ra ngoài khi gió mạnh. Cần giúp đỡ, gọi một một hai.",
            (Blank("so", ("Bão số", "Storm number"), "9", number=True), PLACE, WHEN),
            level=3,
            siren="storm",
            lasts=12 * HOUR,
            cadence=(HOUR,),
            source=f"{QD_18}; phát lại mỗi giờ khi bão gần bờ",
        ),
        Hazard(
            "release",
            ("Xả lũ hồ chứa", "Reservoir release"),
            "{ho} xả lũ {luu_luong} mét khối một giây",
            "{ho} xả lũ từ {gio}, lưu lượng {luu_luong} mét khối một giây. Bà con ven sông, suối phía hạ du rời khỏi "
            "bờ nước ngay, đưa gia súc, ghe thuyền đến nơi an toàn. Cần giúp đỡ, gọi một một hai.",
            (
                Blank("ho", ("Hồ", "Reservoir"), "Hồ Dầu Tiếng"),
                Blank("luu_luong", ("Lưu lượng (m³/s)", "Flow (m³/s)"), "400", number=True),
                WHEN,
            ),
            level=3,
            siren="flood",
            count=2,
            lasts=3 * HOUR,
            cadence=(30 * MINUTE,),
            source="QĐ 471/QĐ-TTg năm 2016: báo lưu lượng và giờ xả",
        ),
        Hazard(
            "fire",
            ("Cháy", "Fire"),
            "Cháy tại {noi}",
            "Đang có cháy tại {noi}. Bà con ở gần rời khỏi nhà ngay, đi thấp tránh khói, không quay lại lấy đồ, "
            "nhường đường cho xe chữa cháy. Báo cháy gọi một một bốn.",
            (PLACE,),
            level=2,
            siren="",
            lasts=HOUR,
            source="Số báo cháy 114",
        ),
        Hazard(
            "tsunami",
            ("Sóng thần", "Tsunami"),
            "Sóng thần sắp vào {noi}",
            "Sóng thần sắp vào {noi}. Rời bờ biển ngay. Chạy lên chỗ cao hoặc vào sâu trong đất liền. "
            "Không quay lại cho đến khi có thông báo an toàn.",
            (PLACE,),
            level=5,
            siren="urgent",
            lasts=6 * HOUR,
            cadence=(5 * MINUTE, 5 * MINUTE, 20 * MINUTE),
            source=f"{QD_03} Điều 29: phát ngay, nhắc lại 2 lần cách 5 phút, sau đó 20 phút một lần",
        ),
        Hazard(
            "quake",
            ("Động đất", "Earthquake"),
            "Động đất tại {noi}",
            "Vừa có động đất tại {noi}. Bà con ra chỗ trống, tránh xa tường, cột điện và kính. "
            "Có thể còn dư chấn. Khóa gas, không dùng thang máy. Cần giúp đỡ, gọi một một hai.",
            (PLACE,),
            level=3,
            siren="",
            lasts=HOUR,
            cadence=(15 * MINUTE,),
            source=QD_18,
        ),
        Hazard(
            "forest-fire",
            ("Cháy rừng", "Forest fire"),
            "Cháy rừng tại {noi}",
            "Đang cháy rừng tại {noi}. Bà con ở gần rừng chuẩn bị rời đi theo hướng dẫn của xã, không đốt lửa, "
            "báo ngay cho kiểm lâm khi thấy khói. Báo cháy gọi một một bốn.",
            (PLACE,),
            level=3,
            siren="",
            lasts=3 * HOUR,
            cadence=(30 * MINUTE,),
            source=QD_18,
        ),
        Hazard(
            "epidemic",
            ("Dịch bệnh", "Epidemic"),
            "Dịch {benh} tại {noi}",
            "Có dịch {benh} tại {noi}. Bà con hạn chế tụ tập, rửa tay, đeo khẩu trang. "
            "Ai có dấu hiệu bệnh báo ngay trạm y tế, không tự đi lại.",
            (Blank("benh", ("Bệnh", "Disease"), "sốt xuất huyết"), PLACE),
            level=2,
            siren="",
            lasts=6 * HOUR,
            cadence=(2 * HOUR,),
            source="Trạm y tế xã",
        ),
        Hazard(
            "missing",
            ("Tìm người", "Missing person"),
            "Tìm {nguoi}",
            "Tìm {nguoi}, thấy lần cuối tại {noi} lúc {gio}. Ai gặp xin giữ lại giúp và báo ngay công an xã.",
            (
                Blank("nguoi", ("Người cần tìm, đặc điểm", "Who, and what they look like"), "bé Nam, 5 tuổi, áo đỏ"),
                PLACE,
                WHEN,
            ),
            level=1,
            siren="",
            lasts=HOUR,
            cadence=(15 * MINUTE,),
            source="Công an xã",
        ),
        Hazard(
            "drill",
            ("Thử loa", "Test of the loudspeakers"),
            "Thử hệ thống loa",
            "Xã đang thử hệ thống loa báo động. Bà con không phải làm gì.",
            (),
            level=1,
            siren="",
            lasts=15 * MINUTE,
            count=1,
            source="Thử hằng tháng",
        ),
        Hazard(
            "other",
            ("Việc khác", "Something else"),
            "{tieu_de}",
            "{noi_dung}",
            (
                Blank("tieu_de", ("Tiêu đề", "Title"), "Rò khí amoniac tại nhà máy nước đá"),
                Blank("noi_dung", ("Nội dung sẽ đọc", "Words that will be spoken"), "Bà con đóng cửa, ở trong nhà."),
            ),
            level=2,
            siren="",
            lasts=HOUR,
            source="Người soạn",
        ),
    )
}


def filled(code: str, values: Mapping[str, str]) -> tuple[str, str]:
    """Return title and text of a hazard with its blanks filled, or refuse the first blank that is not right."""
    hazard = HAZARDS.get(code)
    if hazard is None:
        raise Refused("alert.hazard_unknown", field="hazard", hazard=code[:40])
    words = {one.name: _checked(one, values.get(one.name, "")) for one in hazard.blanks}
    return hazard.title.format(**words), hazard.text.format(**words)


def _checked(blank: Blank, value: str) -> str:
    value, label = " ".join(value.split()), InBoth(*blank.label)
    most = BLANK_LIMIT if blank.name != "noi_dung" else 10 * BLANK_LIMIT
    if not value:
        raise Refused("alert.blank_empty", field=blank.name, label=label)
    if len(value) > most:
        raise Refused("alert.blank_long", field=blank.name, label=label, most=most)
    if blank.number and not re.fullmatch(r"[0-9][0-9.,]*", value):
        raise Refused("alert.blank_number", field=blank.name, label=label)
    return value
