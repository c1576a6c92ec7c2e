"""The forms of tests and exercises by plan: each fault beside its field, and what was kept comes back."""

from datetime import time

import pytest

from broadcaster.exercises import Terms
from broadcaster.silent_tests import Plan
from web.drillform import read_terms, read_weekly, terms_fields, weekly_fields
from web.reading import FormErrors, Typed

GOOD = {
    "is_on": ["yes"],
    "nth": ["2"],
    "weekday": ["5"],
    "at": ["7h45"],
    "localities": ["c1", "c2", "c1"],
    "title": ["Thử loa"],
    "text": ["Bà con không phải làm gì."],
    "siren": ["storm"],
    "volume": ["70"],
}
TERMS = Terms(True, 2, 5, time(7, 45), ("c1", "c2"), "Thử loa", "Bà con không phải làm gì.", "storm", 70)


def typed_back(shown: object) -> Typed:
    """Return what a browser sends of a form that shows these fields."""
    assert isinstance(shown, dict)
    return {
        name: [str(one) for one in value] if isinstance(value, tuple) else [str(value)]
        for name, value in shown.items()
        if value != ""
    }


def test_terms_filled_in() -> None:
    """Hours as people write them, places once; without its tick it is off."""
    assert read_terms(GOOD) == TERMS
    assert not read_terms({**GOOD, "is_on": []}).is_on


@pytest.mark.parametrize("terms", [TERMS, Terms(places=("79",), volume=40)])
def test_terms_come_back(terms: Terms) -> None:
    """What the form shows is what was kept."""
    assert read_terms(typed_back(terms_fields(terms, "79"))) == terms


def test_a_first_form_is_filled_in() -> None:
    """On, for everywhere, with the words and the hour of the house; a volume between two choices shows the nearer."""
    shown = terms_fields(Terms(), "79")
    assert (shown["is_on"], shown["localities"], shown["at"]) == ("yes", ("79",), "09:00")
    assert terms_fields(Terms(places=("79",), volume=44), "79")["volume"] == 40


@pytest.mark.parametrize(
    ("wrong", "faults"),
    [
        ({"nth": ["5"]}, {"nth": "exercises.day"}),
        ({"weekday": ["x"]}, {"weekday": "exercises.day"}),
        ({"at": ["25:00"]}, {"at": "web.clock_invalid"}),
        ({"siren": ["wail"]}, {"siren": "exercises.siren"}),
        ({"localities": ["../x"]}, {"localities": "locality.code_invalid"}),
        (
            {"at": [""], "nth": [""], "localities": ["A b"]},
            {"at": "web.clock_invalid", "nth": "exercises.day", "localities": "locality.code_invalid"},
        ),
    ],
)
def test_what_is_not_readable(wrong: dict[str, list[str]], faults: dict[str, str]) -> None:
    """All faults at once, each beside its field."""
    with pytest.raises(FormErrors) as refusal:
        read_terms({**GOOD, **wrong})
    assert {name: fault.code for name, fault in refusal.value.faults.items()} == faults


def test_the_weekly_test() -> None:
    """Its day and hour are read and shown again; off without its tick; wrong ones are told beside their fields."""
    plan = read_weekly({"is_on": ["yes"], "weekday": ["6"], "at": ["14:30"]})
    assert plan == Plan(True, 6, time(14, 30))
    assert read_weekly(typed_back(weekly_fields(plan))) == plan
    assert not read_weekly(typed_back(weekly_fields(Plan(is_on=False)))).is_on
    with pytest.raises(FormErrors) as refusal:
        read_weekly({"weekday": ["7"], "at": ["9"]})
    assert set(refusal.value.faults) == {"weekday"}
