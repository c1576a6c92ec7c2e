"""``broadcaster alert tests``: when the weekly silent test is, and what became of the last ones. Never raises one."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import click

from broadcaster.cli import Context, show
from broadcaster.cli.alert_rows import Row, stamp
from broadcaster.cli.explaining import WEEKDAYS as DAY_NAMES
from broadcaster.cli.office import json_option, office
from broadcaster.cli.programme import WEEKDAYS
from broadcaster.cli.signed_in import signed_in, signed_options
from broadcaster.dispatch import WeeklyTest
from broadcaster.wording import told


@click.group()
def tests() -> None:
    """The weekly silent test of all stations: list it with its last results, set when it is."""


@tests.command("list")
@json_option
@click.pass_obj
def listed(context: Context, *, as_json: bool) -> None:
    """Tell when the weekly silent test is, and how many stations verified the last ones."""
    with office(context) as here:
        weekly = here.dispatch.weekly_test()
    shown(weekly, context, as_json=as_json)


@tests.command("set")
@click.option("--on/--off", "is_on", default=None, help="Whether there is a test each week.")
@click.option("--weekday", type=click.Choice(WEEKDAYS), default=None, help="On which day of the week.")
@click.option("--at", type=click.DateTime(["%H:%M"]), default=None, metavar="HH:MM", help="Local time of the province.")
@signed_options
@click.pass_obj
def change(context: Context, /, is_on: bool | None, weekday: str | None, at: datetime | None, **options: Any) -> None:
    """Set when the weekly silent test is; what is not given stays. Who may raise alerts in all the province may."""
    with office(context) as here:
        by = signed_in(here, context, options)
        plan = here.dispatch.weekly_test().plan
        wanted = replace(
            plan,
            is_on=plan.is_on if is_on is None else is_on,
            weekday=plan.weekday if weekday is None else WEEKDAYS.index(weekday),
            at=plan.at if at is None else at.time(),
        )
        here.dispatch.set_weekly_test(wanted, by)
        weekly = here.dispatch.weekly_test()
    shown(weekly, context, as_json=options["as_json"])


def shown(weekly: WeeklyTest, context: Context, *, as_json: bool) -> None:
    """Print the terms and the last results."""
    plan, language = weekly.plan, context.language
    facts = {"weekday": DAY_NAMES[language][plan.weekday], "at": f"{plan.at:%H:%M}"}
    lines = [told("tests.plan" if plan.is_on else "tests.off", language, facts)]
    lines += [told(one.run.code, language, one.facts) for one in weekly.results] or [told("tests.none", language, {})]
    show(weekly_row(weekly), as_json=as_json, text="\n".join(lines))


def weekly_row(weekly: WeeklyTest) -> Row:
    """Return the terms and the last results as data, newest first."""
    plan = weekly.plan
    terms = {"kind": "silent", "on": plan.is_on, "weekday": WEEKDAYS[plan.weekday], "at": f"{plan.at:%H:%M}"}
    results = [
        {
            "day": str(one.run.day),
            "outcome": one.run.outcome.value,
            "alert": one.run.alert_id,
            "stations": one.tally.stations if one.tally else None,
            "verified": one.tally.verified if one.tally else None,
        }
        for one in weekly.results
    ]
    return terms | {"set_by": plan.set_by, "set_at": stamp(plan.set_at), "results": results}
