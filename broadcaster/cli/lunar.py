"""``broadcaster lunar``: the lunar date of a day, or the day of a lunar date. Needs no server and no data."""

import re
from datetime import date, datetime, timedelta, timezone

import click

from broadcaster.cli import Context, show
from broadcaster.clock import SystemClock
from broadcaster.errors import Refused
from broadcaster.wording import told
from schedules.holidays import holiday_on
from schedules.lunar import VIETNAM, LunarDate, NoLunarDate, lunar_date, month_length, numbered, solar_date, year_name

DAY_FORMS = ("%Y-%m-%d", "%d/%m/%Y")
LUNAR_TEXT = re.compile(r"([0-9]{1,2})/([0-9]{1,2})(L?)(?:/([0-9]{4}))?", re.ASCII | re.IGNORECASE)


@click.command()
@click.argument("day", required=False)
@click.option("--from-lunar", "lunar_text", default=None, help="A lunar date DAY/MONTH; 6L is the leap month 6.")
@click.option("--year", type=int, default=None, help="The lunar year of --from-lunar.")
@click.option("--leap", is_flag=True, help="The month of --from-lunar is the leap month of that number.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@click.pass_obj
def lunar(context: Context, /, day: str | None, **options: object) -> None:
    """Print the lunar date of DAY (YYYY-MM-DD; else today), or with --from-lunar the day of a lunar date."""
    lunar_text = options["lunar_text"]
    if day is not None and lunar_text is not None:
        raise Refused("cli.lunar_two", field="from-lunar")
    try:
        if lunar_text is None:
            solar = today() if day is None else read_day(day)
            text = said(lunar_date(solar), context.language)
        else:
            solar = solar_date(read_lunar(str(lunar_text), options["year"], leap=bool(options["leap"])))
            text = f"{solar}"
        row = told_day(solar, context.language)
    except NoLunarDate as fault:
        raise Refused(fault.code, field="day", **fault.facts) from fault
    show(row, as_json=bool(options["as_json"]), text=text)


def today() -> date:
    """Return the day that the clocks of Vietnam show."""
    return SystemClock().now().astimezone(timezone(timedelta(hours=VIETNAM))).date()


def read_day(text: str) -> date:
    """Return a day written 2007-02-17 or 17/02/2007, or refuse it."""
    for form in DAY_FORMS:
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day, of no zone
        except ValueError:
            continue
    raise Refused("cli.day_invalid", field="day", typed=text[:20])


def read_lunar(text: str, year: object, *, leap: bool) -> LunarDate:
    """Return a lunar date written 15/6, 15/6L or 15/6L/2025, with the year beside it if it has none, or refuse it."""
    found = LUNAR_TEXT.fullmatch(text)
    if found is None:
        raise Refused("cli.lunar_invalid", field="from-lunar", typed=text[:20])
    day, month, mark, written = found.groups()
    if written is None and year is None:
        raise Refused("cli.lunar_year_missing", field="year")
    return LunarDate(int(written or str(year)), int(month), int(day), leap or bool(mark))


def said(day: LunarDate, language: str) -> str:
    """Return a lunar date in words, and as ``--from-lunar`` takes it."""
    code = "schedules.lunar_said_leap" if day.leap else "schedules.lunar_said"
    written = f"{day.day}/{numbered(day.month, day.leap)}/{day.year}"
    return told(code, language, {"day": day.day, "month": day.month, "name": year_name(day.year), "written": written})


def told_day(solar: date, language: str) -> dict[str, object]:
    """Return all there is to say of a day: its lunar date, the length of its month, its public holiday."""
    day, holiday = lunar_date(solar), holiday_on(solar)
    return {
        "solar": f"{solar}",
        "day": day.day,
        "month": day.month,
        "leap": day.leap,
        "year": day.year,
        "year_name": year_name(day.year),
        "month_length": month_length(day.year, day.month, day.leap),
        "holiday": told(holiday.code, language, {}) if holiday else None,
    }
