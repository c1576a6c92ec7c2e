"""``broadcaster locality rules``, and the second person of ``broadcaster schedule``. Decides nothing."""

from dataclasses import replace
from typing import Any

import click

from broadcaster.cli import Context, show, table
from broadcaster.cli.office import by_option, json_option, office
from broadcaster.dispatch import Ruled
from broadcaster.errors import Refused
from broadcaster.localities import PARTS, read_windows, shown
from broadcaster.plans import Entry
from broadcaster.store import localities as locality_rows
from broadcaster.wording import told
from schedules.windows import EVERY_DAY, LIMITS, Rules

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MOST = 1440
NONE = "none"


@click.command("rules")
@click.argument("code")
@click.option("--hours", default=None, help="Allowed hours, like 05:30-21:00 or 05:30-07:00,17:00-19:00.")
@click.option(
    "--quiet", default=None, help="Hours in which only emergencies sound, like 22:00-05:00; none: no such hours."
)
@click.option("--days", default=None, help="Allowed days, like mon-fri or mon,wed,sun.")
@click.option("--minutes-per-day", default=None, help="Minutes a day; none: no limit.")
@click.option("--minutes-per-session", default=None, help="Minutes a session; none: no limit.")
@click.option("--sessions-per-day", default=None, help="Sessions a day; none: no limit.")
@click.option("--most-repeats", default=None, help="How often one bulletin may sound a day; none: no limit.")
@click.option("--try", "only_try", is_flag=True, help="Say what would be lost, and keep nothing.")
@click.option("--by", "login", default=None, help="Login name of the person who changes the rules.")
@json_option
@click.pass_obj
def rules(context: Context, /, code: str, **options: object) -> None:
    """Print the rules in force at a locality, or make them stricter; what is looser than above is refused."""
    given = {name: str(value) for name, value in options.items() if name in WRITTEN and value is not None}
    with office(context) as here:
        with here.dispatch.store.read() as tx:
            tree = locality_rows.tree(tx)
        ruled = Ruled(tree.locality(code).rules, tree.rules(code), ())
        if given:
            if not options["login"]:
                raise click.UsageError("Changing rules needs --by LOGIN.")
            change = here.dispatch.foresee_rules if options["only_try"] else here.dispatch.set_rules
            ruled = change(code, written(ruled.held, given), here.person(str(options["login"])))
            tree = tree.with_rules(code, ruled.own)
    sources = tree.sources(code)
    rows = [{"rule": part, "value": value_of(ruled.held, part), "set_by": sources[part]} for part in PARTS]
    lost = [
        lost_row(one.entry, one.times, told(one.reason.code, context.language, dict(one.reason.facts)))
        for one in ruled.lost
    ]
    lines = [
        table(rows, ["rule", "value", "set_by"]),
        *(f"! {one['title']}  {one['times']}  {one['said']}" for one in lost),
    ]
    show({"locality": code, "rules": rows, "lost": lost}, as_json=bool(options["as_json"]), text="\n".join(lines))


def written(held: Rules, given: dict[str, str]) -> Rules:
    """Return the rules with the parts that were given on the command line."""
    found = {WRITTEN[name]: text for name, text in given.items()}
    wanted = held
    if "windows" in found:
        wanted = replace(wanted, windows=read_windows(found["windows"], "hours"))
        if not wanted.windows:
            raise Refused("rules.no_hours", field="hours")
    if "quiet" in found:
        wanted = replace(wanted, quiet=() if found["quiet"] == NONE else read_windows(found["quiet"], "quiet"))
    if "weekdays" in found:
        wanted = replace(wanted, weekdays=read_days(found["weekdays"]))
    limits: dict[str, Any] = {name: read_limit(found[name], name) for name in LIMITS if name in found}
    return replace(wanted, **limits)


def read_days(text: str) -> frozenset[int]:
    """Return the weekdays, Monday 0, of a text such as ``mon-fri`` or ``mon,wed,sun``, or refuse it."""
    found: set[int] = set()
    for one in text.lower().replace(",", " ").split():
        first, dash, last = one.partition("-")
        if first not in WEEKDAYS or (dash and last not in WEEKDAYS):
            raise Refused("rules.days_invalid", field="days", value=one)
        begin, end = WEEKDAYS.index(first), WEEKDAYS.index(last or first)
        found |= {day % len(WEEKDAYS) for day in range(begin, (end if end >= begin else end + len(WEEKDAYS)) + 1)}
    if not found:
        raise Refused("rules.no_weekdays", field="days")
    return frozenset(found)


def read_limit(text: str, field: str) -> int | None:
    """Return a limit, None for ``none``, or refuse it."""
    if text == NONE:
        return None
    if not (text.isascii() and text.isdecimal() and 1 <= int(text) <= MOST):
        raise Refused("rules.limit_invalid", field=field, value=text[:20], most=MOST)
    return int(text)


WRITTEN = {"hours": "windows", "quiet": "quiet", "days": "weekdays", **{name: name for name in LIMITS}}
"""The options that change rules, and the part each of them writes."""


def value_of(held: Rules, part: str) -> str:
    """Return a part of the rules as it is written on the command line."""
    if part == "weekdays":
        return "mon-sun" if held.weekdays == EVERY_DAY else ",".join(WEEKDAYS[day] for day in sorted(held.weekdays))
    return shown(getattr(held, part)) or NONE


def lost_row(entry: Entry, times: int, said: str) -> dict[str, object]:
    """Return what an entry loses as a row for people."""
    return {"id": entry.id, "title": entry.title, "times": times, "said": said}


@click.command("waiting")
@by_option
@json_option
@click.pass_obj
def waiting(context: Context, *, login: str, as_json: bool) -> None:
    """List the schedules outside the allowed hours on which a person may decide as the second one."""
    with office(context) as here:
        found = here.dispatch.waiting_outside(here.person(login))
    rows = [{"id": one.id, "title": one.title, "reason": one.outside_reason, "author": one.author} for one in found]
    show(rows, as_json=as_json, text=table(rows, ["id", "title", "reason"]))


@click.command("allow")
@click.argument("entry_id")
@by_option
@json_option
@click.pass_obj
def allow(context: Context, entry_id: str, *, login: str, as_json: bool) -> None:
    """Let another person's schedule sound outside the allowed hours, as the second person."""
    with office(context) as here:
        entry = here.dispatch.approve_outside(entry_id, here.person(login))
    show({"id": entry.id, "allowed_by": login}, as_json=as_json, text=f"{entry.id}  {login}")


@click.command("deny")
@click.argument("entry_id")
@click.option("--reason", required=True, help="Why it may not, for whoever placed it.")
@by_option
@json_option
@click.pass_obj
def deny(context: Context, entry_id: str, *, reason: str, login: str, as_json: bool) -> None:
    """Do not let a schedule sound outside the allowed hours: it keeps its other times, or ends."""
    with office(context) as here:
        entry = here.dispatch.refuse_outside(entry_id, here.person(login), reason=reason)
    ended = entry.ended_at is not None
    show({"id": entry.id, "ended": ended}, as_json=as_json, text=f"{entry.id}  {'ended' if ended else 'kept'}")
