"""When something recurs, said as a sentence: days, lunar days, times, first and last day, what is left out."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date

from flask_babel import gettext
from flask_babel import ngettext as counted

from schedules.recurrence import Recurrence, describe
from web import words
from web.words import listed

Facts = Mapping[str, object]

NAMED_MOST = 6
"""More days than these are counted, not named."""
FIRST_TEN = 10
"""The days of a lunar month that are called mùng."""


def _(text: str, **facts: object) -> str:
    return str(gettext(text, **facts))


def ngettext(singular: str, plural: str, num: int) -> str:
    """Return a counted text in the reader's language."""
    return str(counted(singular, plural, num))


def when(recurrence: Recurrence) -> str:
    """Return a recurrence in words: Thứ Hai, Thứ Tư lúc 05:30 và 17:00, từ 23/11/2026, trừ 25/12/2026."""
    facts = dict(describe(recurrence).facts)
    times = listed(f"{at:%H:%M}" for at in _several(facts["times"]))
    said = _("%(days)s lúc %(times)s", days=_days(facts), times=times)
    if facts["kind"] != "once":
        said += _(", từ %(first)s", first=f"{recurrence.start:%d/%m/%Y}")
        if facts["last"]:
            said += _(" đến %(last)s", last=f"{facts['last']:%d/%m/%Y}")
    return said + _holidays(facts["holidays"]) + _exceptions(recurrence)


def _days(facts: Facts) -> str:
    """Return the days of a recurrence; what has no words of its own is told by its rule, never as something simpler."""
    say = SAYINGS.get(str(facts["kind"]))
    if said := say(facts) if say else "":
        return said
    if facts["begins"]:
        return _("Theo quy tắc %(rule)s, bắt đầu", rule=facts["rule"])
    return _("Theo quy tắc %(rule)s", rule=facts["rule"])


def _once(facts: Facts) -> str:
    return words.day(_date(facts["first"]))


def _daily(facts: Facts) -> str:
    return _("Hằng ngày") if _each(facts) else _("Cứ %(every)s ngày một lần", every=facts["every"])


def _weekly(facts: Facts) -> str:
    days = _weekdays(_numbers(facts["weekdays"]))
    return days if _each(facts) else _("%(days)s, cứ %(every)s tuần một lần", days=days, every=facts["every"])


def _monthly(facts: Facts) -> str:
    days = listed(_("cuối tháng") if one == -1 else str(one) for one in _numbers(facts["days"]))
    if _each(facts):
        return _("Hằng tháng, ngày %(days)s", days=days)
    return _("Cứ %(every)s tháng một lần, ngày %(days)s", days=days, every=facts["every"])


def _each(facts: Facts) -> bool:
    return facts["every"] == 1


def _weekdays(numbers: tuple[int, ...]) -> str:
    if len(numbers) > 2 and numbers == tuple(range(numbers[0], numbers[-1] + 1)):  # noqa: PLR2004
        return f"{words.WEEKDAYS[numbers[0]]}–{words.WEEKDAYS[numbers[-1]]}"
    return listed(str(words.WEEKDAYS[number]) for number in numbers)


def _ordinal(facts: Facts) -> str:
    """Return the n-th or the last weekday of each month."""
    place, weekday = _number(facts["place"]), words.WEEKDAYS[_numbers(facts["weekdays"])[0]]
    if not _each(facts) or place < -1:
        return ""
    if place == -1:
        return _("%(weekday)s cuối cùng của mỗi tháng", weekday=weekday)
    return _("%(weekday)s lần thứ %(place)s của mỗi tháng", weekday=weekday, place=place)


def _yearly(facts: Facts) -> str:
    (day,), (month,) = _numbers(facts["days"]), _numbers(facts["months"])
    return _("Hằng năm, ngày %(date)s", date=f"{day}/{month}") if _each(facts) and day > 0 else ""


def _hourly(facts: Facts) -> str:
    return ngettext("Cứ %(num)s giờ một lần, bắt đầu", "Cứ %(num)s giờ một lần, bắt đầu", _number(facts["every"]))


def _minutely(facts: Facts) -> str:
    return ngettext("Cứ %(num)s phút một lần, bắt đầu", "Cứ %(num)s phút một lần, bắt đầu", _number(facts["every"]))


def _lunar(facts: Facts) -> str:
    """Return mùng 1 và rằm hằng tháng âm lịch, mùng 10 tháng 3 âm lịch hằng năm."""
    days = listed(_lunar_day(number) for number in _numbers(facts["days"]))
    if not days or not _each(facts):
        return ""
    if not facts["months"]:
        return _("%(days)s hằng tháng âm lịch", days=days)
    months = listed(_("%(month)s nhuận", month=number) if leap else str(number) for number, leap in _pairs(facts))
    return _("%(days)s tháng %(months)s âm lịch hằng năm", days=days, months=months)


SAYINGS: Mapping[str, Callable[[Facts], str]] = {
    "once": _once,
    "daily": _daily,
    "weekly": _weekly,
    "monthly": _monthly,
    "ordinal": _ordinal,
    "yearly": _yearly,
    "hourly": _hourly,
    "minutely": _minutely,
    "lunar": _lunar,
}


def _lunar_day(number: int) -> str:
    named = {15: _("rằm"), -1: _("ngày cuối tháng")}
    if number in named:
        return named[number]
    if number < 0:
        return _("ngày thứ %(place)s tính từ cuối tháng", place=-number)
    return _("mùng %(day)s", day=number) if number <= FIRST_TEN else _("ngày %(day)s", day=number)


def _holidays(choice: object) -> str:
    return {"skip": _(", trừ ngày lễ"), "only": _(", chỉ ngày lễ")}.get(str(choice), "")


def _exceptions(recurrence: Recurrence) -> str:
    """Return the days and single times that are left out or added."""
    said = ""
    days = sorted(recurrence.exceptions)
    if len(days) > NAMED_MOST:
        said += ngettext(", trừ %(num)s ngày", ", trừ %(num)s ngày", len(days))
    elif days:
        said += _(", trừ %(days)s", days=listed(f"{one:%d/%m/%Y}" for one in days))
    if recurrence.skipped:
        said += ngettext(", bỏ %(num)s lần", ", bỏ %(num)s lần", len(recurrence.skipped))
    if recurrence.extra:
        said += ngettext(", thêm %(num)s lần", ", thêm %(num)s lần", len(recurrence.extra))
    return said


def _date(value: object) -> date:
    assert isinstance(value, date)
    return value


def _number(value: object) -> int:
    assert isinstance(value, int)
    return value


def _several(value: object) -> Iterable[object]:
    assert isinstance(value, tuple)
    return value


def _numbers(value: object) -> tuple[int, ...]:
    return tuple(_number(one) for one in _several(value))


def _pairs(facts: Facts) -> Iterable[tuple[int, bool]]:
    return [(_number(number), bool(leap)) for number, leap in map(tuple, map(_several, _several(facts["months"])))]
