"""The form of a locality's rules: what can be typed into it comes back as rules, and what cannot is named."""

from collections.abc import Mapping
from datetime import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schedules.windows import ALL_DAY, DEFAULT_RULES, LIMITS, Rules, Window
from web.reading import FormErrors
from web.ruleform import MOST, read_rules, rule_fields

FIELDS: Mapping[str, list[str]] = {
    "windows_from": ["05:30", ""],
    "windows_to": ["21:00", ""],
    "quiet_from": ["22:00", ""],
    "quiet_to": ["05:00", ""],
    "weekdays": list("0123456"),
}
clocks = st.builds(time, st.integers(0, 23), st.integers(0, 59))
hours = st.lists(st.builds(Window, clocks, clocks), max_size=3).map(tuple)
limits = st.none() | st.integers(1, MOST)
rules = st.builds(
    Rules,
    hours.filter(bool),
    limits,
    quiet=hours,
    weekdays=st.frozensets(st.integers(0, 6), min_size=1),
    **dict.fromkeys(LIMITS[1:], limits),
)


def test_the_usual_rules_are_read() -> None:
    """Empty rows and empty limits are none."""
    assert read_rules(FIELDS) == DEFAULT_RULES


@given(rules)
def test_what_is_shown_reads_back(house: Rules) -> None:
    """A form sent back unchanged changes nothing."""
    shown: dict[str, Any] = dict(rule_fields(house))
    typed = {
        name: [str(one) for one in value] if isinstance(value, list) else ["" if value is None else str(value)]
        for name, value in shown.items()
    }
    assert read_rules(typed) == house


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"windows_from": ["5h30", "17h"], "windows_to": ["7h", "24:00"]}, {"windows": "05:30-07:00 17:00-24:00"}),
        ({"windows_from": ["00:00"], "windows_to": ["00:00"]}, {"windows": str(ALL_DAY)}),
        ({"quiet_from": [], "quiet_to": []}, {"quiet": ""}),
        ({"minutes_per_day": [" 60 "]}, {"minutes_per_day": 60}),
        ({"weekdays": ["0", "6", "x"]}, {"weekdays": frozenset({0, 6})}),
    ],
)
def test_what_people_type(changes: dict[str, list[str]], expected: dict[str, object]) -> None:
    """Hours in every usual writing, a day that ends at 24:00, no quiet hours at all."""
    found = read_rules({**FIELDS, **changes})
    for name, value in expected.items():
        got = getattr(found, name)
        assert (" ".join(str(one) for one in got) if isinstance(got, tuple) else got) == value


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"windows_from": [], "windows_to": []}, "windows", "rules.no_hours"),
        ({"windows_from": ["05:30"], "windows_to": [""]}, "windows", "rules.hours_half"),
        ({"quiet_to": [], "quiet_from": ["22:00"]}, "quiet", "rules.hours_half"),
        ({"quiet_from": ["25:00"], "quiet_to": ["05:00"]}, "quiet", "web.clock_invalid"),
        ({"weekdays": []}, "weekdays", "rules.no_weekdays"),
        ({"minutes_per_day": ["0"]}, "minutes_per_day", "rules.limit_invalid"),
        ({"minutes_per_day": ["1441"]}, "minutes_per_day", "rules.limit_invalid"),
        ({"most_repeats": ["-1"]}, "most_repeats", "rules.limit_invalid"),
        ({"sessions_per_day": ["٣"]}, "sessions_per_day", "rules.limit_invalid"),
        ({"minutes_per_session": ["9" * 5000]}, "minutes_per_session", "rules.limit_invalid"),
    ],
)
def test_what_cannot_be_is_named(changes: dict[str, list[str]], field: str, code: str) -> None:
    """Each fault at its field, and only there."""
    with pytest.raises(FormErrors) as caught:
        read_rules({**FIELDS, **changes})
    assert {name: fault.code for name, fault in caught.value.faults.items()} == {field: code}
