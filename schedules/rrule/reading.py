"""A rule together with its start: what it takes from DTSTART, where a rule with COUNT ends. Never windows or zones.

Where RFC 5545 leaves a choice, this is the one most of the well-kept implementations make:

- A DTSTART on which the rule does not fall is no instance and is not counted; it only says where to begin.
- FREQ=YEARLY with BYMONTHDAY but no BYMONTH keeps the month of DTSTART, with BYWEEKNO but no day its weekday: the
  sentence of 3.3.10 on what "would have been retrieved from DTSTART" goes before its table (libical, lib-recur, ...).
- BYWEEKNO counts years of weeks: 1 January can belong to week 53 of the year before and is found there. The interval
  counts from the week-year of DTSTART where the rule falls on DTSTART, else from its calendar year.
- BYSETPOS picks from the whole period, also from what lies before DTSTART.
"""

from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import lru_cache

from schedules.rrule.counting import last_of
from schedules.rrule.days import admits, owner
from schedules.rrule.parts import UNITS, Frequency, InvalidRecurrence
from schedules.rrule.text import CLOCK_PARTS, parse, pieces
from schedules.rrule.walking import Rule

HORIZON = timedelta(days=36_525)
"""How far ahead one looks for a day: a 29 February on one weekday comes round in 40 years at most."""

FINE = {f"FREQ={freq}" for freq in UNITS}


@lru_cache(maxsize=20_000)
def read_rule(text: str, start: datetime) -> Rule:
    """Parse a rule that begins at ``start``: what it leaves to DTSTART is filled in, COUNT becomes its last instance.

    Raises InvalidRecurrence that names the part which is wrong.
    """
    return ended(anchored(parse(text), start.date()), start)


def over_days(text: str) -> str:
    """Return the text of a rule for a DTSTART that is a date: times of day in it are left out, as RFC 5545 asks.

    Refuses a rule that counts hours, minutes or seconds: no date is one of those.
    """
    kept = [part for part in pieces(text) if part.partition("=")[0] not in CLOCK_PARTS]
    for part in kept:
        if part in FINE:
            raise InvalidRecurrence("schedules.bad_rule", part=part)
    return ";".join(kept)


def anchored(rule: Rule, start: date) -> Rule:
    """Fill in which days RFC 5545 takes from DTSTART when the BY parts leave them open."""
    if rule.by_week_no:
        return in_weeks(rule, start)
    if rule.by_year_day:
        return rule
    if rule.freq is Frequency.WEEKLY and not rule.by_day:
        return replace(rule, by_day=frozenset({(0, start.weekday())}))
    if rule.freq in (Frequency.MONTHLY, Frequency.YEARLY) and not (rule.by_day or rule.by_month_day):
        rule = replace(rule, by_month_day=frozenset({start.day}))
    if rule.freq is Frequency.YEARLY and rule.by_month_day and not rule.by_month:
        rule = replace(rule, by_month=frozenset({start.month}))
    return rule


def in_weeks(rule: Rule, start: date) -> Rule:
    """Fill in the weekday of a rule with BYWEEKNO, and the year from which its interval counts."""
    if not (rule.by_day or rule.by_month_day or rule.by_year_day):
        rule = replace(rule, by_day=frozenset({(0, start.weekday())}))
    return replace(rule, week_year=owner(start, rule.wkst) if admits(rule, start) else start.year)


def ended(rule: Rule, start: datetime) -> Rule:
    """Return the rule with UNTIL in the place of COUNT: its last instant, or its last day where it gives days only."""
    if rule.count is None:
        return rule
    last = last_of(rule, start, rule.count)
    return replace(rule, until=last if rule.timed else last.date())
