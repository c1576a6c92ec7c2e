"""The form of a programme: parts added, moved and taken out by buttons, read, and shown again as they were."""

from datetime import date, time, timedelta

import pytest

from broadcaster.bulletins import Field
from broadcaster.errors import Refused
from schedules.priority import Priority
from schedules.programme import Fill, FixedBulletin, FixedClip, Ident, Pause, Programme, Relay
from schedules.recurrence import daily, once
from web.programme_form import DEFAULTS, KINDS, fault_in, fields_of, parts_of, read_programme, rearranged
from web.reading import FormErrors, Typed

MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)
WHOLE = Programme(
    60 * MINUTE,
    (
        Ident(),
        Fill(frozenset({4, 1}), most=9 * MINUTE, again=True),
        Fill(frozenset({2})),
        FixedBulletin("bt-1", times=2),
        Relay(("https://vov.example/1", "http://vov.example/2"), 20 * MINUTE, fallback="a" * 64, at=30 * MINUTE),
        Pause(3 * SECOND),
        FixedClip("b" * 64, 90 * SECOND, times=2, at=55 * MINUTE),
    ),
)
FIELDS: Typed = {
    "title": ["Chương trình  sáng"],
    "place": ["c1"],
    "kind": ["daily"],
    "first": ["2026-11-23"],
    "times": ["05:30", ""],
    "holidays": ["any"],
    "priority": ["3"],
    **fields_of(WHOLE),
}


def test_a_programme_is_read_as_it_was_shown() -> None:
    """Every kind of part, fixed and floating, survives the form."""
    words = read_programme(FIELDS)
    assert words.programme == WHOLE
    assert (words.title, words.place, words.priority, words.base) == (
        "Chương trình sáng",
        "c1",
        Priority.ORDINARY,
        False,
    )
    assert words.recurrence == daily(date(2026, 11, 23), time(5, 30))


def test_what_is_not_shown_means_nothing() -> None:
    """Without a place the programme stays where it is; with a rule the form cannot show its times do not matter."""
    typed = {name: values for name, values in FIELDS.items() if name != "place"} | {"kind": ["keep"], "base": ["yes"]}
    words = read_programme(typed, keeps_time=True)
    assert (words.place, words.base) == ("", True)
    assert words.recurrence == once(date(2026, 11, 23), time(5, 30))


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"title": [" "]}, "title", "web.programme_untitled"),
        ({"place": [""]}, "place", "web.place_missing"),
        ({"times": [""]}, "times", "web.no_times"),
        ({"length": ["0"]}, "length", "web.number_invalid"),
        ({"length": ["40"]}, "parts", "schedules.programme_offsets"),
        ({"parts": []}, "parts", "schedules.programme_parts"),
        ({"p1-fields": ["9"]}, "p1-fields", "schedules.fill_no_category"),
        ({"p1-most": ["0"]}, "p1-most", "web.number_invalid"),
        ({"p3-bulletin": [" "]}, "p3-bulletin", "plan.no_bulletin"),
        ({"p3-times": ["11"]}, "p3-times", "web.number_invalid"),
        ({"p4-source": [""]}, "p4-source", "schedules.relay_no_source"),
        ({"p4-source": ["file:///etc/passwd"]}, "p4-source", "schedules.relay_no_source"),
        ({"p4-source": ["https://vov.example/1 2"]}, "p4-source", "schedules.relay_no_source"),
        ({"p4-minutes": ["x"]}, "p4-minutes", "web.number_invalid"),
        ({"p4-at": ["-1"]}, "p4-at", "web.number_invalid"),
        ({"p5-seconds": [""]}, "p5-seconds", "web.number_invalid"),
        ({"p6-milliseconds": ["0"]}, "p6-milliseconds", "web.number_invalid"),
    ],
)
def test_each_fault_stands_beside_its_field(changes: dict[str, list[str]], field: str, code: str) -> None:
    """Nothing is guessed: what cannot be read is named where it was typed."""
    with pytest.raises(FormErrors) as caught:
        read_programme({**FIELDS, **changes})
    assert {name: fault.code for name, fault in caught.value.faults.items()} == {field: code}


@pytest.mark.parametrize("kind", KINDS)
def test_a_part_is_added_at_the_end(kind: str) -> None:
    """With sane values, under a name of its own, whatever was typed under that name before."""
    added = rearranged({**FIELDS, "p7-at": ["3"]}, f"add {kind}")
    assert parts_of(added) == [f"p{n}" for n in range(8)]
    assert added["p7-kind"] == [kind]
    assert "p7-at" not in added
    assert all(added[f"p7-{name}"] == values for name, values in DEFAULTS[kind].items())
    assert parts_of(rearranged({}, f"add {kind}")) == ["p0"]


@pytest.mark.parametrize(
    ("do", "order"),
    [
        ("up p2", "0213456"),
        ("up p0", "0123456"),
        ("down p2", "0132456"),
        ("down p6", "0123456"),
        ("remove p3", "012456"),
        ("remove p9", "0123456"),
        ("add siren", "0123456"),
        ("dance p1", "0123456"),
        ("", "0123456"),
    ],
)
def test_parts_are_moved_and_taken_out(do: str, order: str) -> None:
    """By the name of the part; what the form does not know changes nothing."""
    typed = rearranged(FIELDS, do)
    assert parts_of(typed) == [f"p{n}" for n in order]
    assert typed["title"] == FIELDS["title"]


def test_new_names_never_clash() -> None:
    """After a part in the middle was taken out, the next one gets a fresh name; strange names are let be."""
    assert parts_of(rearranged(rearranged(FIELDS, "remove p3"), "add pause"))[-1] == "p7"
    odd = {"parts": ["px", "p1"], "px-kind": ["ident"], "p1-kind": ["ident"]}
    assert parts_of(rearranged(odd, "add ident")) == ["px", "p1", "p2"]


def test_a_refusal_stands_beside_its_field() -> None:
    """What the schedule refuses is shown where this form asked for it."""
    assert fault_in(Refused("programme.one_place", field="targets")).field == "place"
    assert fault_in(Refused("plan.in_the_past", field="date")).field == "first"
    assert fault_in(Refused("bulletin.title_empty", field="title")).field == "title"
    assert fault_in(Refused("x.y")).field is None


def test_all_fields_are_taken_at_first() -> None:
    """A fresh part to be filled takes bulletins of every field."""
    assert DEFAULTS["fill"]["fields"] == [str(one.value) for one in Field]
