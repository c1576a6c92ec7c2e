"""The forms of the silent test and of the monthly exercise as typed. Pure; never says whether anybody may set them."""

from collections.abc import Mapping

from broadcaster.exercises import NTHS, WEEKDAYS, Terms
from broadcaster.silent_tests import Plan
from broadcaster.sirens import SIRENS
from web.alertform import VOLUMES, read_places
from web.reading import Reading, Typed, one, read_choice, read_clock

NTH_CHOICES = {str(number): number for number in NTHS}
DAY_CHOICES = {str(number): number for number in WEEKDAYS}
SIREN_CHOICES = {"": "", **{name: name for name in SIRENS}}


def read_weekly(typed: Typed) -> Plan:
    """Read when the weekly silent test is, or raise FormErrors."""
    reading, usual = Reading(typed), Plan()
    plan = Plan(
        is_on=one(typed, "is_on") == "yes",
        weekday=reading.take("weekday", read_choice(DAY_CHOICES, "exercises.day"), usual.weekday),
        at=reading.take("at", read_clock, usual.at),
    )
    reading.finish()
    return plan


def read_terms(typed: Typed) -> Terms:
    """Read the terms of the monthly exercise, or raise FormErrors; the rules for words and hours are the domain's."""
    reading, usual = Reading(typed), Terms()
    terms = Terms(
        is_on=one(typed, "is_on") == "yes",
        nth=reading.take("nth", read_choice(NTH_CHOICES, "exercises.day"), usual.nth),
        weekday=reading.take("weekday", read_choice(DAY_CHOICES, "exercises.day"), usual.weekday),
        at=reading.take("at", read_clock, usual.at),
        places=read_places(reading),
        title=one(typed, "title"),
        text=one(typed, "text"),
        siren=reading.take("siren", read_choice(SIREN_CHOICES, "exercises.siren"), usual.siren),
        volume=VOLUMES.get(one(typed, "volume"), usual.volume),
    )
    reading.finish()
    return terms


def weekly_fields(plan: Plan) -> Mapping[str, object]:
    """Return what the form shows of the weekly test; the reverse of ``read_weekly``."""
    return {"is_on": "yes" if plan.is_on else "", "weekday": plan.weekday, "at": f"{plan.at:%H:%M}"}


def terms_fields(terms: Terms, everywhere: str) -> Mapping[str, object]:
    """Return what the form shows of terms; none yet are for ``everywhere``, and on: why else open it."""
    return {
        "is_on": "yes" if terms.is_on or not terms.places else "",
        "nth": terms.nth,
        "weekday": terms.weekday,
        "at": f"{terms.at:%H:%M}",
        "localities": terms.places or (everywhere,),
        "title": terms.title,
        "text": terms.text,
        "siren": terms.siren,
        "volume": min(VOLUMES.values(), key=lambda volume: abs(volume - terms.volume)),
    }
