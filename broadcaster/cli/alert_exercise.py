"""``broadcaster alert exercise``: the monthly audible exercise: its terms, the second person's word, leaving one out.

Who sets, agrees or leaves out gives the password, as for any alert. Never raises one.
"""

from dataclasses import replace
from datetime import datetime
from typing import Any

import click

from broadcaster.accounts import Person
from broadcaster.cli import Context, show
from broadcaster.cli.alert_options import Options
from broadcaster.cli.alert_rows import Row, stamp
from broadcaster.cli.explaining import WEEKDAYS as DAY_NAMES
from broadcaster.cli.office import Office, json_option, office
from broadcaster.cli.programme import WEEKDAYS
from broadcaster.cli.signed_in import signed_in, signed_options
from broadcaster.dispatch import MonthlyExercise
from broadcaster.errors import Refused
from broadcaster.exercises import NTHS, VOLUMES, Terms
from broadcaster.sirens import SIRENS
from broadcaster.store import localities as locality_rows
from broadcaster.store import people as person_rows
from broadcaster.wording import told

WHICH = {
    "vi": ("đầu tiên", "lần thứ 2", "lần thứ 3", "lần thứ 4"),
    "en": ("first", "second", "third", "fourth"),
}
NO_SIREN = "none"


@click.group()
def exercise() -> None:
    """The monthly audible exercise, by a plan that two people stand for: show, set, agree, leave the next one out."""


@exercise.command("show")
@json_option
@click.pass_obj
def shown(context: Context, *, as_json: bool) -> None:
    """Tell when the exercise is, what will be said where, who stands for it, and how many stations sounded the last."""
    with office(context) as here:
        told_of(here, context, as_json=as_json)


@exercise.command("set")
@click.option("--on/--off", "is_on", default=None, help="Whether there is an exercise each month.")
@click.option("--nth", type=click.IntRange(NTHS[0], NTHS[-1]), default=None, help="Which one of the month, 1-4.")
@click.option("--weekday", type=click.Choice(WEEKDAYS), default=None, help="On which day of the week.")
@click.option("--at", type=click.DateTime(["%H:%M"]), default=None, metavar="HH:MM", help="Local time of the province.")
@click.option("--in", "places", multiple=True, metavar="CODE", help="Where; repeatable. At first all the province.")
@click.option("--title", default=None, help="What the list of alerts calls it.")
@click.option("--text", default=None, help="The words, between the notices that it is an exercise.")
@click.option("--siren", type=click.Choice([NO_SIREN, *SIRENS]), default=None, help="Before the words.")
@click.option("--volume", type=click.IntRange(VOLUMES[0], VOLUMES[-1]), default=None, help="How loud, up to 100.")
@signed_options
@click.pass_obj
def change(context: Context, /, **options: Any) -> None:
    """Set the terms; what is not given stays. Nothing sounds before a second person has agreed to them."""
    with office(context) as here:
        by = signed_in(here, context, options)
        here.dispatch.set_exercise(wanted(here, options), by)
        told_of(here, context, as_json=options["as_json"])


@exercise.command("agree")
@click.option("--yes", "is_sure", is_flag=True, help="Do it without asking.")
@signed_options
@click.pass_obj
def agree(context: Context, /, **options: Any) -> None:
    """Agree as the second person, after reading what will be said each month, and where."""
    with office(context) as here:
        by = signed_in(here, context, options)
        monthly = here.dispatch.monthly_exercise()
        if not options["is_sure"]:
            click.echo("\n".join(lines(here, monthly, context.language)), err=True)
            if not click.confirm(told("exercises.ask_agree", context.language, {}), err=True):
                raise Refused("alert.unwanted")
        here.dispatch.agree_exercise(by, seen=monthly.plan.terms.digest)
        told_of(here, context, as_json=options["as_json"])


@exercise.command("skip")
@click.option("--reason", default="", help="Why, for the log and the page.")
@click.option("--undo", is_flag=True, help="Let it be after all.")
@signed_options
@click.pass_obj
def skip(context: Context, /, **options: Any) -> None:
    """Leave the next exercise out, and only that one; who may raise alerts in its places may."""
    with office(context) as here:
        by = signed_in(here, context, options)
        day = here.dispatch.monthly_exercise().next_at.date()
        if options["undo"]:
            here.dispatch.resume_exercise(by, day=day)
        else:
            here.dispatch.skip_exercise(by, day=day, reason=options["reason"])
        told_of(here, context, as_json=options["as_json"])


def wanted(here: Office, options: Options) -> Terms:
    """Return the terms as they are with what the options change."""
    terms = here.dispatch.monthly_exercise().plan.terms
    given = {name: options[name] for name in ("is_on", "nth", "title", "text", "volume") if options[name] is not None}
    if options["weekday"] is not None:
        given["weekday"] = WEEKDAYS.index(options["weekday"])
    if options["at"] is not None:
        at: datetime = options["at"]
        given["at"] = at.time()
    if options["siren"] is not None:
        given["siren"] = "" if options["siren"] == NO_SIREN else options["siren"]
    places = options["places"] or terms.places or (here.config.province,)
    return replace(terms, **given, places=tuple(places))


def told_of(here: Office, context: Context, *, as_json: bool) -> None:
    """Print the plan and the last results."""
    monthly = here.dispatch.monthly_exercise()
    show(monthly_row(monthly), as_json=as_json, text="\n".join(lines(here, monthly, context.language)))


def lines(here: Office, monthly: MonthlyExercise, language: str) -> list[str]:
    """Return the plan and the last results in words."""
    past = [told(one.code, language, one.facts) for one in monthly.results] or [told("exercises.none", language, {})]
    if not monthly.plan.terms.is_on:
        return [told("exercises.off", language, {}), *past]
    return [*plan_lines(here, monthly, language), told(*_outlook(monthly, language)), *past]


def plan_lines(here: Office, monthly: MonthlyExercise, language: str) -> list[str]:
    """Return in words what will be said where, and who stands for it."""
    plan, terms = monthly.plan, monthly.plan.terms
    with here.dispatch.store.read() as tx:
        tree = locality_rows.tree(tx)
        everyone = person_rows.everyone(tx)
    people = {"set_by": _name(everyone, plan.set_by), "agreed_by": _name(everyone, plan.agreed_by)}
    when = {
        "weekday": DAY_NAMES[language][terms.weekday],
        "which": WHICH[language][terms.nth - 1],
        "at": f"{terms.at:%H:%M}",
        "places": ", ".join(tree.name(one) for one in terms.places),
    }
    siren = SIRENS[terms.siren].names[language != "vi"] if terms.siren else "-"
    return [
        told("exercises.plan", language, when),
        told("exercises.says", language, {"text": terms.text}),
        told("exercises.loud", language, {"siren": siren, "volume": terms.volume}),
        told("exercises.people", language, people),
    ]


def _outlook(monthly: MonthlyExercise, language: str) -> tuple[str, str, dict[str, object]]:
    """Return code, language and facts of what comes next: a day, one left out, or why nothing sounds."""
    due = monthly.next_at
    if monthly.skipped is not None:
        return "exercises.skipped", language, {"day": f"{due:%d/%m/%Y}", "reason": monthly.skipped.reason}
    if not monthly.stands:
        return ("exercises.unagreed" if monthly.plan.stands_since is None else "exercises.weak"), language, {}
    facts: dict[str, object] = {
        "weekday": DAY_NAMES[language][due.weekday()],
        "day": f"{due:%d/%m/%Y}",
        "at": f"{due:%H:%M}",
    }
    return "exercises.next", language, facts


def monthly_row(monthly: MonthlyExercise) -> Row:
    """Return the plan and the last results as data, newest first."""
    plan, terms, out = monthly.plan, monthly.plan.terms, monthly.skipped
    results = [
        {
            "day": str(one.run.day),
            "outcome": one.run.outcome.value,
            "alert": one.run.alert_id,
            "stations": one.tally.stations if one.tally else None,
            "heard": one.tally.heard if one.tally else None,
            "reason": one.run.reason,
        }
        for one in monthly.results
    ]
    return {
        "kind": "audible",
        "on": terms.is_on,
        "nth": terms.nth,
        "weekday": WEEKDAYS[terms.weekday],
        "at": f"{terms.at:%H:%M}",
        "places": list(terms.places),
        "title": terms.title,
        "text": terms.text,
        "siren": terms.siren,
        "volume": terms.volume,
        "set_by": plan.set_by,
        "set_at": stamp(plan.set_at),
        "agreed_by": plan.agreed_by,
        "agreed_at": stamp(plan.agreed_at),
        "stands": monthly.stands,
        "next_at": stamp(monthly.next_at),
        "skipped": None if out is None else {"by": out.by, "reason": out.reason},
        "results": results,
    }


def _name(everyone: list[Person], person_id: str | None) -> str:
    return next((one.name for one in everyone if one.id == person_id), person_id or "-")
