"""Shortened words with several meanings, and the words around them that decide. A table and its one reader."""

import re
from dataclasses import dataclass

from broadcaster.speech.normalise.letters import UPPER
from broadcaster.speech.normalise.line import Line

IN = re.IGNORECASE


@dataclass(frozen=True, slots=True)
class Sense:
    """One meaning: what is said, and what must stand before or after; neither means always."""

    said: str
    before: re.Pattern[str] | None = None
    after: re.Pattern[str] | None = None
    doubtful: bool = False

    def fits(self, line: Line, start: int, end: int) -> bool:
        """Tell whether the words around allow this meaning."""
        if self.before and not line.follows(self.before, start):
            return False
        return not self.after or line.precedes(self.after, end)


def _before(said: str, words: str) -> Sense:
    return Sense(said, before=re.compile(rf"(?<!\w)(?:{words})\s*$", IN))


def _after(said: str, words: str) -> Sense:
    return Sense(said, after=re.compile(rf"\.?\s*(?:{words})(?!\w)", IN))


def _else(said: str) -> Sense:
    return Sense(said, doubtful=True)


CENTRES = (
    "y tế|vhtt|vh|văn hóa|văn hoá|dịch vụ|phục vụ|gdtx|gdnn|giáo dục|học tập|hội nghị|thể thao|tdtt|hành chính|nông|"
    "khuyến nông|kttv|khí tượng|dự báo|phát triển|bảo trợ|kiểm soát|thương mại|viễn thông|pvhcc|hcc|thông tin|kỹ thuật|"
    "giới thiệu|nước|công nghệ|htcđ|bồi dưỡng|chính trị|nuôi dưỡng|đăng kiểm|đào tạo|ngoại ngữ|"
    "tiêm chủng|cấp cứu|ksbt|gdqp|dvvl|ứng|quản|phát|bảo|dạy|hỗ|điều|sản|xúc"
)
COMPASS = "hướng|phía|gió|gió mùa|về|giữa|di chuyển"
NAME = re.compile(rf"\.?\s?[{UPPER}][^\W\d_]")
FIGURE = re.compile(r"\s?(?:số\s)?:?\s?\d")

MEANINGS: dict[str, tuple[Sense, ...]] = {
    "TT": (
        Sense("thông tư", after=re.compile(r"\s?(?:số\s)?\d{1,3}(?:/|\s|$)")),
        _after("trung tâm", CENTRES),
        _before("thường trực", "ủy viên|phó bí thư|ban"),
        _before("thị trấn", "ubnd|công an|đảng ủy|hđnd"),
        Sense("thị trấn", after=NAME),
        _else("trung tâm"),
    ),
    "CT": (
        _after("công ty", "tnhh|cp|cổ phần"),
        Sense("chỉ thị", after=FIGURE),
        _after(
            "chủ tịch",
            "ubnd|hđnd|ubmttq|mttq|hội|xã|phường|nước|lhpn|ccb|hnd|công đoàn|cđ|mặt trận|ủy ban",
        ),
        _before("chủ tịch", "đ/c|đồng chí|ông|bà|phó"),
        _else("chương trình"),
    ),
    "CP": (_before("cổ phần", "công ty|cty|tnhh|ngân hàng|cty\\."), Sense("Chính phủ")),
    "BCH": (
        _after(
            "ban chấp hành",
            "đoàn|đảng|hội|công đoàn|cđ|tw|trung ương|lđlđ|chi|lhpn|hnd|ccb|tnxp|huyện|tỉnh|đu",
        ),
        _before("ban chấp hành", "ủy viên|uỷ viên|đại hội|bầu"),
        Sense("ban chỉ huy"),
    ),
    "BT": (
        _after("bí thư", "đảng|chi bộ|đu|đoàn|huyện|tỉnh|xã|phường|chi đoàn|thành|quận"),
        _else("bí thư"),
    ),
    "GĐ": (
        Sense("giai đoạn", after=re.compile(r"\s?(?:\d{4}|\d\b|I+\b)")),
        _after(
            "gia đình",
            "văn hóa|văn hoá|chính sách|liệt sĩ|liệt sỹ|tbls|có công|nghèo|hạnh phúc|thương binh",
        ),
        _before("gia đình", "hộ|các|chế độ|bạo lực|kinh tế|ngày|những|mỗi|từng"),
        _before("giám đốc", "đ/c|đồng chí|ông|bà|phó|ban|tổng"),
        _after(
            "giám đốc",
            "sở|cty|công ty|trung tâm|tt|ttyt|bv|bệnh viện|htx|ngân hàng|điện lực|nhà|phòng|quỹ|nhcsxh|bqlda",
        ),
        _else("gia đình"),
    ),
    "ĐH": (
        _after(
            "đại hội",
            "đảng|chi bộ|đại biểu|đb|đoàn|lần|hội|công đoàn|xi+|xiv|mttq|tdtt|thể dục",
        ),
        _before("đại hội", "tổ chức|tiến hành|chào mừng|mừng|nghị quyết"),
        _else("đại học"),
    ),
    "CĐ": (
        Sense("công điện", after=FIGURE),
        _before("cao đẳng", "trường|đh|đh,|đh và|đại học,|đại học và|hệ|học sinh"),
        _after("cao đẳng", "nghề|y|sư phạm|kỹ"),
        _after("công đoàn", "cơ sở|ngành|viên|phường|xã"),
        _else("công đoàn"),
    ),
    "TH": (
        _before(
            "tiểu học",
            "trường|bậc|cấp|học sinh|hs|gv|giáo viên|điểm trường|mn,|mn và|mn-",
        ),
        _after("tiểu học", "[&,-]?\\s*(?:và )?thcs"),
        Sense("trường hợp", before=re.compile(r"\d\s*$")),
        Sense(
            "truyền hình",
            before=re.compile(r"(?:phát thanh|PT|phát sóng|đài)[\s,-]*$", IN),
        ),
        _else("tiểu học"),
    ),
    "CN": (
        Sense("chủ nhật", before=re.compile(r"(?<!\w)T[2-7](?!\w)[^.\d]{0,40}[;,]\s*$")),
        Sense(
            "chủ nhật",
            before=re.compile(
                r"(?:T\.?[2-7]|thứ (?:hai|ba|tư|năm|sáu|bảy|[2-7])|ngày|sáng|chiều|tối|trưa|từ|và|nghỉ|trừ|"
                r"cả|hết|đến)[\s,&-]*$",
                IN,
            ),
        ),
        _after(
            "chi nhánh",
            "bhxh|nhcsxh|điện|ngân hàng|agribank|viettel|văn phòng|cấp nước|vpđk",
        ),
        _before("chi nhánh", "vnpt|agribank|ngân hàng|bidv|vietcombank"),
        _before("công nghiệp", "khu|ngành|cụm|vùng"),
        Sense("chi nhánh", after=re.compile(rf"\s[{UPPER}][^\W\d_]")),
        Sense("cử nhân", after=re.compile(rf"\.\s?[{UPPER}]")),
        _else("công nhân"),
    ),
    "BS": (
        Sense("biển số", after=re.compile(r"\s*:?\s*\d\d\s?-?[A-ZĐ]")),
        Sense("bổ sung", before=re.compile(r"(?:tập trung|bổ|đợt|họp)\s*$", IN)),
        Sense("bác sĩ"),
    ),
    "ND": (_before("nông dân", "hội|chủ tịch hội"), Sense("nhân dân")),
    "HĐ": (
        _after(
            "hội đồng",
            "nvqs|tư vấn|tv|xét|nghĩa vụ|bầu cử|khám|thi đua|đánh giá|quản trị|nhân dân|trường|phối hợp",
        ),
        _after("hoạt động", "hè|ngoại|văn|kinh doanh|tình nguyện|của"),
        _else("hợp đồng"),
    ),
    "KH": (
        Sense("kế hoạch", after=FIGURE),
        Sense("khách hàng", before=re.compile(r"\d\s*$")),
        _before("khách hàng", "quý|các|mã|của|cho|số|tên|một số|nhiều"),
        Sense("kế hoạch"),
    ),
    "BĐ": (_before("bản đồ", "tờ|thửa"), Sense("báo động")),
    "ĐB": (_before("đông bắc", COMPASS), Sense("đại biểu")),
    "ĐN": (_before("đông nam", COMPASS), _else("đề nghị")),
    "TN": (
        _before("tây nam", COMPASS),
        _before("tốt nghiệp", "thi|lễ|bằng"),
        _else("thanh niên"),
    ),
    "TTB": (_before("tây tây bắc", COMPASS), _else("trang thiết bị")),
    "TTN": (_before("tây tây nam", COMPASS), _else("thanh thiếu niên")),
    "ĐĐB": (Sense("đông đông bắc"),),
    "ĐĐN": (Sense("đông đông nam"),),
    "BTB": (Sense("bắc tây bắc"),),
    "BĐB": (Sense("bắc đông bắc"),),
    "TB": (
        _before("tây bắc", COMPASS),
        _before("trung bình", "mức|loại|điểm|nhiệt độ|lượng mưa|khá|cận|thu nhập|cấp|ở"),
        _after("trung bình", "cộng|khá|nhiều năm|năm"),
        _after("thương binh", "ls|liệt|hạng|nặng"),
        Sense("thông báo"),
    ),
    "LS": (
        _before("liệt sĩ", "mộ|gia đình|tb|tb,|tb-|thân nhân|nghĩa trang|vợ|mẹ|con|bia"),
        Sense("luật sư"),
    ),
    "MT": (
        _before("Mặt trận", "ban công tác|ủy ban|bct|công tác|cán bộ|chủ tịch"),
        _else("môi trường"),
    ),
    "CTMT": (_before("công tác Mặt trận", "ban|trưởng ban"), Sense("chương trình mục tiêu")),
    "BCT": (_after("ban công tác", "mt|mặt trận"), Sense("Bộ Chính trị")),
    "CS": (
        _before("cảnh sát", "lực lượng|đội"),
        _before("cộng sản", "đảng|thanh niên|đoàn"),
        _else("cơ sở"),
    ),
    "NN": (_before("nhà nước", "quản lý|ngân sách|cơ quan"), _else("nông nghiệp")),
    "HC": (_before("huy chương", "đạt|giành|tặng|bộ"), Sense("hành chính")),
    "TC": (_before("tài chính", "phòng|sở|bộ|ban"), _else("tổ chức")),
    "KT": (_before("kiểm tra", "đoàn|công tác|ban|ủy ban"), _else("kinh tế")),
    "PT": (_before("phát thanh", "đài|buổi"), _else("phát triển")),
    "NV": (_before("nhân viên", "cán bộ|các|cb,|đội ngũ|y tế"), _else("nhiệm vụ")),
    "CC": (_before("công chức", "cán bộ,|cb|cán bộ"), _else("chung cư")),
    "DT": (_before("di tích", "khu|các"), _else("diện tích")),
    "CA": (Sense("công an"),),
    "SN": (Sense("sinh năm", after=FIGURE), _else("sinh năm")),
    "QS": (Sense("quân sự"),),
    "CB": (Sense("cán bộ"),),
    "XD": (Sense("xây dựng"),),
    "SX": (Sense("sản xuất"),),
    "KD": (Sense("kinh doanh"),),
    "XH": (Sense("xã hội"),),
    "VH": (Sense("văn hóa"),),
    "GD": (Sense("giáo dục"),),
    "YT": (Sense("y tế"),),
    "CQ": (Sense("cơ quan"),),
    "ĐP": (Sense("địa phương"),),
    "DV": (Sense("dịch vụ"),),
    "SK": (Sense("sức khỏe"),),
    "LĐ": (Sense("lao động"),),
    "HĐH": (
        _before("hiện đại hóa", r"cnh|cnh,|cnh-|công nghiệp hóa|công nghiệp hóa,|và"),
        _else("hiện đại hóa"),
    ),
    "ĐT": (
        Sense("điện thoại", after=re.compile(r"[.:]?\s*[(+\d]")),
        _before("điện thoại", "số"),
        _else("điện thoại"),
    ),
    "TM": (
        _after("thay mặt", "ubnd|hđnd|ban|đảng|ủy ban|uỷ ban|bch|hội đồng|ubmttq|chi bộ"),
        _else("thương mại"),
    ),
    "TL": (_after("thừa lệnh", "chủ tịch|ct|giám đốc|trưởng"), _else("tài liệu")),
    "SL": (Sense("số lượng"),),
    "UV": (
        _before("u vê", "tia|chỉ số"),
        Sense("ủy viên", after=re.compile(r"\s*(?:BTV|BCH|Ban|ban|UBND|thường)")),
        _else("u vê"),
    ),
    "CTN": (Sense("chủ tịch nước"),),
}
SIGNED = re.compile(r"KT\.(?=\s?(?:CHỦ TỊCH|TRƯỞNG|GIÁM ĐỐC|Chủ tịch|Trưởng|Giám đốc))")


def meaning(word: str, line: Line, start: int, end: int) -> Sense:
    """Return the first meaning that fits at this place; the last of each word always does."""
    return next(sense for sense in MEANINGS[word] if sense.fits(line, start, end))
