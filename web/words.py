"""How values are said on a page: dates, times, durations, states. Pure but for the reader's language."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext as counted

from broadcaster.accounts import Role
from broadcaster.bulletins import Field, State
from broadcaster.localities import TIMEZONE, Kind, Tree
from broadcaster.wording import told
from schedules.holidays import holiday_on
from schedules.lunar import NoLunarDate, lunar_date
from schedules.priority import Priority
from web.language import spoken

STATES = {
    State.DRAFT: _l("Bản nháp"),
    State.SUBMITTED: _l("Chờ duyệt"),
    State.APPROVED: _l("Đã duyệt"),
    State.RENDERING: _l("Đang tạo âm thanh"),
    State.READY: _l("Sẵn sàng phát"),
    State.PUBLISHED: _l("Trong lịch phát"),
    State.REJECTED: _l("Trả lại"),
    State.CANCELLED: _l("Đã hủy"),
    State.EXPIRED: _l("Hết hạn"),
    State.FAILED: _l("Lỗi âm thanh"),
}
STATE_TONES = {
    State.SUBMITTED: "heed",
    State.READY: "good",
    State.PUBLISHED: "good",
    State.APPROVED: "good",
    State.RENDERING: "good",
    State.REJECTED: "heed",
    State.FAILED: "fault",
}
PRIORITIES = {
    Priority.EMERGENCY: _l("Khẩn cấp"),
    Priority.PRIORITY: _l("Ưu tiên"),
    Priority.ORDINARY: _l("Thông thường"),
}
FIELDS = {
    Field.GENERAL: _l("Tin chung"),
    Field.UNEXPECTED: _l("Việc đột xuất"),
    Field.POLICY: _l("Chủ trương, chính sách"),
    Field.DIRECTION: _l("Chỉ đạo, điều hành"),
    Field.KNOWLEDGE: _l("Kiến thức, kinh nghiệm"),
    Field.EXAMPLE: _l("Gương người tốt, việc tốt"),
}
ROLES = {
    Role.ADMINISTRATOR: _l("Quản trị tỉnh"),
    Role.OPERATOR: _l("Trực tỉnh"),
    Role.LEADER: _l("Lãnh đạo xã, phường"),
    Role.OFFICER: _l("Cán bộ truyền thanh"),
    Role.TECHNICIAN: _l("Kỹ thuật"),
    Role.AUDITOR: _l("Giám sát"),
}
KINDS = {
    Kind.PROVINCE: _l("Tỉnh, thành phố"),
    Kind.GROUP: _l("Khu vực"),
    Kind.COMMUNE: _l("Xã, phường"),
    Kind.HAMLET: _l("Ấp, khu phố"),
}
LEVELS = {
    Kind.PROVINCE: _l("Cấp tỉnh"),
    Kind.GROUP: _l("Khu vực"),
    Kind.COMMUNE: _l("Cấp xã"),
    Kind.HAMLET: _l("Ấp, khu phố"),
}
"""The level that planned something, in two words beside its icon."""
VOICES = {
    "espeak-south": _l("Giọng miền Nam"),
    "espeak-north": _l("Giọng miền Bắc"),
    "espeak-central": _l("Giọng miền Trung"),
    "gtts-north": _l("Giọng Google miền Bắc (cần mạng)"),
}
ENDINGS = {
    "finished": _l("Phát xong"),
    "stopped": _l("Bị dừng"),
    "pre-empted": _l("Nhường bản tin khẩn hơn"),
    "failed": _l("Lỗi khi phát"),
    "skipped": _l("Bỏ qua"),
    "missed": _l("Lỡ giờ"),
}
HEARD = {"yes": _l("Có tiếng"), "no": _l("Không có tiếng"), "unknown": _l("Chưa kiểm chứng")}
COMMANDS = {
    "volume": _l("Chỉnh âm lượng"),
    "stop": _l("Dừng bản tin đang phát"),
    "silence": _l("Tạm im lặng"),
    "resume": _l("Phát trở lại"),
    "tone": _l("Phát âm thử"),
    "refresh": _l("Tải lại lịch"),
    "reboot": _l("Khởi động lại"),
}
ACTIONS = {
    "bulletin.add": _l("Soạn bản tin"),
    "bulletin.edit": _l("Sửa bản tin"),
    "bulletin.submit": _l("Gửi duyệt bản tin"),
    "bulletin.approve": _l("Duyệt bản tin"),
    "bulletin.reject": _l("Trả lại bản tin"),
    "bulletin.render": _l("Tạo âm thanh"),
    "bulletin.unclaim": _l("Trả lại việc tạo âm thanh"),
    "bulletin.finish": _l("Âm thanh sẵn sàng"),
    "bulletin.publish": _l("Đưa vào lịch phát"),
    "bulletin.cancel": _l("Hủy bản tin"),
    "bulletin.expire": _l("Bản tin hết hạn"),
    "bulletin.fail": _l("Lỗi âm thanh"),
    "lexicon.edit": _l("Sửa bảng cách đọc"),
    "recording.keep": _l("Nhận bản ghi âm"),
    "recording.forget": _l("Xóa bản ghi âm không dùng"),
    "plan.add": _l("Xếp lịch phát"),
    "plan.change": _l("Sửa lịch phát"),
    "plan.allow_outside": _l("Cho phép phát ngoài giờ"),
    "plan.refuse_outside": _l("Không cho phát ngoài giờ"),
    "plan.end": _l("Kết thúc lịch phát"),
    "plan.reinstate": _l("Cho lịch chạy lại"),
    "plan.import": _l("Nhập lịch từ tệp ngoài"),
    "plan.undo_import": _l("Hoàn tác nhập lịch từ tệp"),
    "inbox.add": _l("Gửi tin vào hộp tin"),
    "inbox.withdraw": _l("Rút tin khỏi hộp tin"),
    "inbox.renew": _l("Gửi lại vào hộp tin"),
    "inbox.place": _l("Nhận tin và xếp lịch"),
    "inbox.decline": _l("Không phát tin của cấp trên"),
    "inbox.undo": _l("Hoàn tác trong hộp tin"),
    "inbox.expire": _l("Tin trong hộp tin quá hạn"),
    "collision.decide": _l("Quyết định tin phát trước"),
    "collision.undo": _l("Hoàn tác quyết định thứ tự"),
    "station.add": _l("Thêm cụm loa"),
    "station.change": _l("Sửa cụm loa"),
    "station.bundle": _l("Xuất gói USB cho cụm loa"),
    "station.revoke": _l("Thu hồi cụm loa"),
    "claim.add": _l("Cấp mã đăng ký"),
    "claim.use": _l("Dùng mã đăng ký"),
    "command.volume": _l("Chỉnh âm lượng"),
    "command.stop": _l("Dừng bản tin đang phát"),
    "command.silence": _l("Tạm im lặng"),
    "command.resume": _l("Phát trở lại"),
    "command.tone": _l("Phát âm thử"),
    "command.refresh": _l("Tải lại lịch"),
    "command.reboot": _l("Khởi động lại"),
    "edition.publish": _l("Phát hành lịch cho cụm loa"),
    "edition.republish": _l("Phát hành lại mọi lịch"),
    "certificate.add": _l("Cấp chứng chỉ cho cụm loa"),
    "certificate.renew": _l("Gia hạn chứng chỉ của cụm loa"),
    "certificate.revoke": _l("Thu hồi chứng chỉ của cụm loa"),
    "token.add": _l("Cấp khóa tải tệp cho cụm loa"),
    "account.add": _l("Thêm người dùng"),
    "account.change": _l("Sửa tài khoản"),
    "account.set_password": _l("Đặt mật khẩu"),
    "account.sign_in_failed": _l("Đăng nhập sai"),
    "session.start": _l("Đăng nhập"),
    "session.end": _l("Đăng xuất"),
    "session.end_all": _l("Đăng xuất mọi thiết bị"),
    "locality.add": _l("Thêm địa bàn"),
    "locality.rename": _l("Đổi tên địa bàn"),
    "locality.move": _l("Chuyển địa bàn"),
    "locality.merge": _l("Sáp nhập địa bàn"),
    "locality.set_rules": _l("Đổi giờ được phép phát"),
    "locality.set_languages": _l("Đặt các tiếng nói ở địa bàn"),
    "locality.set_voices": _l("Đặt thứ tự giọng đọc ở địa bàn"),
    "translation.add": _l("Giữ lời bằng tiếng khác cho báo động"),
    "translation.end": _l("Gỡ lời bằng tiếng khác của báo động"),
    "list.add": _l("Lập danh sách nơi nhận"),
    "list.edit": _l("Sửa danh sách nơi nhận"),
    "list.remove": _l("Xóa danh sách nơi nhận"),
    "list.restore": _l("Lấy lại danh sách nơi nhận"),
    "feed.keep": _l("Khai nguồn cảnh báo"),
    "feed.remove": _l("Gỡ nguồn cảnh báo"),
    "alert.add": _l("Soạn báo động"),
    "alert.edit": _l("Sửa lời báo động"),
    "alert.confirm": _l("Xác nhận báo động"),
    "alert.release": _l("Phát lệnh báo động"),
    "alert.override": _l("Một mình phát lệnh báo động"),
    "alert.activate": _l("Ký và gửi báo động"),
    "alert.document": _l("Lưu văn bản CAP của báo động"),
    "alert.unsaid": _l("Bỏ ra tiếng không nói được"),
    "alert.supersede": _l("Thay bằng bản đính chính"),
    "alert.cancel": _l("Hủy báo động"),
    "alert.expire": _l("Báo động hết giờ"),
    "alert.silence": _l("Im lặng tất cả"),
    "alert.weekly": _l("Đặt lịch thử im lặng"),
    "alert.exercise": _l("Đặt lịch diễn tập"),
    "alert.agree": _l("Đồng ý lịch diễn tập"),
    "alert.skip": _l("Bỏ một lần diễn tập"),
    "alert.resume": _l("Vẫn diễn tập lần đã bỏ"),
}
SUBJECTS = {
    "alert.": _l("Báo động"),
    "feed.": _l("Nguồn cảnh báo"),
    "list.": _l("Danh sách nơi nhận"),
    "translation.": _l("Báo động bằng tiếng khác"),
    "bulletin.": _l("Bản tin"),
    "recording.": _l("Bản ghi âm"),
    "lexicon.": _l("Cách đọc"),
    "plan.": _l("Lịch phát"),
    "inbox.": _l("Hộp tin"),
    "collision.": _l("Trùng giờ"),
    "edition.": _l("Lịch gửi cụm loa"),
    "station.": _l("Cụm loa"),
    "command.": _l("Lệnh cho cụm loa"),
    "claim.": _l("Mã đăng ký"),
    "certificate.": _l("Chứng chỉ"),
    "token.": _l("Khóa tải tệp"),
    "locality.": _l("Địa bàn"),
    "account.": _l("Tài khoản"),
    "session.": _l("Đăng nhập"),
}
"""The kinds of changes in the log, by how their actions begin."""
RESULTS = {"ok": _l("đã làm"), "refused": _l("bị từ chối"), "failed": _l("không làm được")}
WEEKDAYS = (
    _l("Thứ Hai"),
    _l("Thứ Ba"),
    _l("Thứ Tư"),
    _l("Thứ Năm"),
    _l("Thứ Sáu"),
    _l("Thứ Bảy"),
    _l("Chủ nhật"),
)
SHORT_WEEKDAYS = (_l("T2"), _l("T3"), _l("T4"), _l("T5"), _l("T6"), _l("T7"), _l("CN"))
TET_DAYS = range(1, 4)
"""The days people call mùng 1, 2 and 3 Tết."""
DAY = timedelta(days=1)
MINUTE, HOUR = 60, 3600


def _(text: str, **facts: object) -> str:
    """Return a text in the reader's language."""
    return str(gettext(text, **facts))


def ngettext(singular: str, plural: str, num: int) -> str:
    """Return a counted text in the reader's language."""
    return str(counted(singular, plural, num))


def local(moment: datetime, timezone: str = TIMEZONE) -> datetime:
    """Return a moment as the clocks on the wall show it."""
    return moment.astimezone(ZoneInfo(timezone))


def clock(moment: datetime) -> str:
    """Return 17:00."""
    return f"{local(moment):%H:%M}"


def day(value: date | datetime) -> str:
    """Return Chủ nhật, 22/11/2026."""
    the_day = local(value).date() if isinstance(value, datetime) else value
    return f"{WEEKDAYS[the_day.weekday()]}, {the_day:%d/%m/%Y}"


def short_day(value: date | datetime) -> str:
    """Return CN 22/11."""
    the_day = local(value).date() if isinstance(value, datetime) else value
    return f"{SHORT_WEEKDAYS[the_day.weekday()]} {the_day:%d/%m}"


def lunar(value: date | datetime) -> str:
    """Return 14/10 âm lịch, mùng 1/10 âm lịch, rằm 15/10 âm lịch, 2/6 nhuận âm lịch, mùng 1/1 Tết; nothing far away."""
    try:
        the_day = lunar_date(local(value).date() if isinstance(value, datetime) else value)
    except NoLunarDate:
        return ""
    written = f"{the_day.day}/{the_day.month}"
    if the_day.leap:
        return _("%(date)s nhuận âm lịch", date=written)
    if the_day.month == 1 and the_day.day in TET_DAYS:
        return _("mùng %(date)s Tết", date=written)
    named = {1: _("mùng %(date)s âm lịch", date=written), 15: _("rằm %(date)s âm lịch", date=written)}
    return named.get(the_day.day) or _("%(date)s âm lịch", date=written)


def holiday(value: date | datetime) -> str:
    """Return the name of the public holiday that a day is, nothing on all others."""
    found = holiday_on(local(value).date() if isinstance(value, datetime) else value)
    return told(found.code, spoken(), {}) if found else ""


def exact(moment: datetime) -> str:
    """Return 17:00:05 22/11/2026."""
    return f"{local(moment):%H:%M:%S %d/%m/%Y}"


def moment_words(moment: datetime, now: datetime) -> str:
    """Return 17:00 hôm nay, 05:30 ngày mai, or 17:00 Thứ Tư, 25/11/2026."""
    apart = (local(moment).date() - local(now).date()).days
    named = {-1: _("hôm qua"), 0: _("hôm nay"), 1: _("ngày mai")}
    return f"{clock(moment)} {named.get(apart) or day(moment)}"


def length(duration: timedelta) -> str:
    """Return 4 phút 10 giây, 2 giờ 5 phút."""
    seconds = max(0, round(duration.total_seconds()))
    hours, minutes, rest = seconds // HOUR, seconds % HOUR // MINUTE, seconds % MINUTE
    parts = []
    if hours:
        parts.append(ngettext("%(num)s giờ", "%(num)s giờ", hours))
    if minutes:
        parts.append(ngettext("%(num)s phút", "%(num)s phút", minutes))
    if not hours and (rest or not minutes):
        parts.append(ngettext("%(num)s giây", "%(num)s giây", rest))
    return " ".join(parts)


def ago(moment: datetime, now: datetime) -> str:
    """Return 3 phút trước; a moment ahead reads as sau 3 phút."""
    seconds = (now - moment).total_seconds()
    if abs(seconds) < MINUTE:
        return _("vừa xong") if seconds >= 0 else _("sắp tới")
    days = int(abs(seconds) // DAY.total_seconds())
    words = ngettext("%(num)s ngày", "%(num)s ngày", days) if days else length(_rounded(abs(seconds)))
    return _("%(time)s trước", time=words) if seconds > 0 else _("sau %(time)s", time=words)


def _rounded(seconds: float) -> timedelta:
    """Return a distance in whole minutes below an hour, whole hours above: nobody needs more."""
    unit = MINUTE if seconds < HOUR else HOUR
    return timedelta(seconds=seconds // unit * unit)


def listed(names: Iterable[str]) -> str:
    """Return a, b và c."""
    several = list(names)
    return (
        _("%(most)s và %(last)s", most=", ".join(several[:-1]), last=several[-1])
        if len(several) > 1
        else "".join(several)
    )


def stations_count(count: int) -> str:
    """Return 12 cụm loa."""
    return ngettext("%(num)s cụm loa", "%(num)s cụm loa", count)


def places(codes: Iterable[str], tree: Tree) -> str:
    """Return the names of localities, those no longer known by their code."""
    return listed(tree.name(code) if code in tree.by_code else code for code in codes)


def decimal(number: float) -> str:
    """Return 1,5 in the reader's manner; whole numbers without a fraction."""
    return f"{round(number, 1):g}".replace(".", "," if _(".") == "." else ".")


def next_minute(moment: datetime) -> datetime:
    """Return the next full minute at or after a moment: nobody schedules by seconds."""
    return (
        moment
        if not moment.second and not moment.microsecond
        else moment.replace(second=0, microsecond=0) + timedelta(minutes=1)
    )


def size(number: int) -> str:
    """Return 12.345 in the reader's manner (a dot for thousands in Vietnamese, a comma in English)."""
    return f"{number:,}".replace(",", _("."))
