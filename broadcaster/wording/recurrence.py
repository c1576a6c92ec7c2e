"""What the command ``recurrence`` says when it cannot read what it was given. The rules themselves: ``schedules``."""

TEXTS = {
    "recurrence.bad_moment": (
        "{option}: “{value}” không phải là ngày (YYYYMMDD) hay thời điểm (YYYYMMDDTHHMMSS, thêm Z nếu là UTC). "
        "Hãy sửa lại.",
        "{option}: “{value}” is neither a day (YYYYMMDD) nor a moment (YYYYMMDDTHHMMSS, with Z for UTC). Correct it.",
    ),
    "recurrence.two_zones": (
        "{value} đã là giờ UTC nên không thể kèm múi giờ {timezone}. Hãy bỏ chữ Z hoặc bỏ --tzid.",
        "{value} is in UTC already and takes no time zone {timezone}. Leave out the Z or --tzid.",
    ),
}
