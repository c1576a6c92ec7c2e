"""Programmes that are filled for each airing: what goes in, in which order, and why the rest does not."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.wording import LANGUAGES, told
from schedules.playlist import REPEAT_GAP, ClipItem, Content, PauseItem, RelayItem
from schedules.programme import (
    LONGEST,
    PARTS_MOST,
    Candidate,
    Fill,
    Filled,
    FixedBulletin,
    FixedClip,
    Ident,
    InvalidProgramme,
    Part,
    Pause,
    Programme,
    Relay,
    fill,
)

AT = datetime(2026, 11, 22, 22, 30, tzinfo=UTC)
"""05:30 on Monday in Vietnam."""
MINUTE = timedelta(minutes=1)
TUNE = Ident("e" * 64, timedelta(seconds=3))
VOV = ("https://vov.example/vov1",)
NEWS = frozenset({1, 4})


def minutes(count: float) -> timedelta:
    """Return a length."""
    return count * MINUTE


def candidate(name: str, age: float = 60, length: float = 2, **facts: Any) -> Candidate:
    """Return a bulletin approved ``age`` minutes before air time."""
    clip = ClipItem(name[0] * 64, minutes(length))
    known: dict[str, Any] = {"title": name.upper(), "category": 1, "clip": clip, "approved_at": AT - minutes(age)}
    return Candidate(bulletin_id=name, **known | facts)


def programme(*parts: Part, length: float = 30) -> Programme:
    """Return a template."""
    return Programme(minutes(length), parts)


def left(filled: Filled) -> dict[str, str]:
    """Return the end of the reason code of each bulletin left out."""
    return {name: reason.code.removeprefix("schedules.fill_") for name, reason in filled.left_out}


@pytest.mark.parametrize(
    ("length", "parts", "code"),
    [
        (0, (TUNE,), "programme_length"),
        (LONGEST / MINUTE + 1, (TUNE,), "programme_length"),
        (10, (), "programme_parts"),
        (10, (Pause(MINUTE),) * (PARTS_MOST + 1), "programme_parts"),
        (10, (FixedBulletin("a"), FixedBulletin("a")), "programme_twice"),
        (10, (Pause(MINUTE, at=minutes(5)), Pause(MINUTE, at=minutes(4))), "programme_offsets"),
        (10, (Pause(MINUTE, at=minutes(5)), Pause(MINUTE, at=minutes(5))), "programme_offsets"),
        (10, (Pause(MINUTE, at=minutes(-1)),), "programme_offsets"),
        (10, (Pause(MINUTE, at=minutes(10)),), "programme_offsets"),
        (10, (Fill(frozenset()),), "fill_no_category"),
        (10, (Fill(NEWS, most=minutes(0)),), "part_length"),
        (10, (Relay((), MINUTE),), "relay_no_source"),
        (10, (Relay(("",), MINUTE),), "relay_no_source"),
        (10, (Relay(VOV, minutes(-1)),), "part_length"),
        (10, (FixedClip("a" * 64, MINUTE, times=0),), "part_times"),
        (10, (FixedBulletin("a", times=11),), "part_times"),
    ],
)
def test_a_template_that_cannot_be_is_refused(length: float, parts: tuple[Part, ...], code: str) -> None:
    """Each with its own reason, in both languages."""
    with pytest.raises(InvalidProgramme, match=code) as caught:
        Programme(minutes(length), parts)
    assert all(told(caught.value.code, one, caught.value.facts) != caught.value.code for one in LANGUAGES)


def test_a_template_says_what_it_takes() -> None:
    """By category for what is filled, by name for what people fixed."""
    template = programme(TUNE, Fill(NEWS), FixedBulletin("x"))
    assert [template.takes(*one) for one in [("a", 4), ("a", 2), ("x", 2)]] == [True, False, True]


def test_a_template_names_its_own_clips() -> None:
    """So that no edition is ever made of a clip that is not there; a tune not made yet names none."""
    relay = Relay(VOV, MINUTE, "d" * 64)
    template = programme(TUNE, Ident(), FixedClip("f" * 64, MINUTE), relay, Relay(VOV, MINUTE), Fill(NEWS))
    assert template.clips == {"d" * 64, "e" * 64, "f" * 64}


def test_the_newest_comes_first() -> None:
    """Approved last, heard first; of two approved in one instant the smaller id."""
    pool = [candidate("a", 90), candidate("b", 10), candidate("d", 60), candidate("c", 60)]
    filled = fill(programme(TUNE, Fill(NEWS)), pool, AT)
    assert filled.bulletin_ids == ("b", "c", "d", "a")
    first = filled.playlist.items[0]
    assert (first.content, first.duration) == (Content.IDENT, TUNE.duration)
    assert filled.left_out == ()


def test_who_is_left_out_is_told_why() -> None:
    """Every reason there is, each in its own sentence."""
    pool = [
        candidate("other", 1, category=2),
        candidate("silent", 2, clip=None),
        candidate("past", 3, valid_until=AT),
        candidate("today", 4),
        candidate("before", 5),
        candidate("long", 6, length=40),
        candidate("good", 7),
    ]
    template = programme(FixedBulletin("gone"), Fill(NEWS))
    filled = fill(template, pool, AT, heard=frozenset({"today"}), before=frozenset({"before"}))
    assert filled.bulletin_ids == ("good",)
    assert left(filled) == {
        "other": "other_category",
        "silent": "no_sound",
        "past": "expired",
        "today": "heard_today",
        "before": "heard_before",
        "long": "too_long",
        "gone": "gone",
    }
    for _, reason in filled.left_out:
        sentences = {told(reason.code, one, dict(reason.facts)) for one in LANGUAGES}
        assert len(sentences) == 2
        assert not any("{" in one or "[" in one for one in sentences)


def test_a_part_may_repeat_what_was_heard() -> None:
    """Only where it says so; then what was heard today or on earlier days sounds again."""
    pool = [candidate("a"), candidate("b")]
    heard = {"heard": frozenset({"a"}), "before": frozenset({"b"})}
    assert fill(programme(Fill(NEWS)), pool, AT, **heard).bulletin_ids == ()
    assert fill(programme(Fill(NEWS, again=True)), pool, AT, **heard).bulletin_ids == ("a", "b")


def test_validity_counts_when_its_turn_comes() -> None:
    """A bulletin valid at the beginning of the programme but not any more when it would begin is left out."""
    pool = [candidate("a", 1, length=10), candidate("b", 2, valid_until=AT + minutes(10))]
    assert left(fill(programme(Fill(NEWS)), pool, AT)) == {"b": "expired"}
    assert fill(programme(Fill(NEWS)), pool[1:], AT).bulletin_ids == ("b",)


def test_a_part_takes_so_much_and_the_next_the_rest() -> None:
    """``most`` bounds a part; what found no room there may find some in a later part, and never sounds twice."""
    pool = [candidate("a", 1, length=4), candidate("b", 2, length=4), candidate("c", 3, length=1)]
    filled = fill(programme(Fill(NEWS, most=minutes(5)), Pause(MINUTE), Fill(NEWS)), pool, AT)
    assert filled.bulletin_ids == ("a", "c", "b")
    assert filled.playlist.duration == minutes(10)


def test_floating_parts_keep_their_room() -> None:
    """What is filled leaves room for the clip, relay and fixed bulletin that follow it."""
    pool = [candidate("a", 1, length=4), candidate("b", 2, length=4), candidate("z", 3, length=1, category=2)]
    closing = FixedClip("f" * 64, minutes(1), times=2)
    template = programme(Fill(NEWS), FixedBulletin("z"), Ident(), closing, Relay(VOV, MINUTE), Fill(NEWS), length=10)
    filled = fill(template, pool, AT)
    assert filled.bulletin_ids == ("a", "z")
    clip = ClipItem("f" * 64, minutes(1))
    assert filled.playlist.items[2:] == (clip, PauseItem(REPEAT_GAP), clip, RelayItem(VOV, MINUTE, ""))
    assert left(filled) == {"b": "too_long"}


def test_a_fixed_part_begins_at_its_offset() -> None:
    """At 05:45 sharp the relay begins, whatever was there to fill the time before; then the rest follows."""
    pool = [candidate("a", 1, length=9), candidate("b", 2, length=9), candidate("c", 3, length=3)]
    template = programme(Fill(NEWS), Pause(MINUTE), Relay(VOV, minutes(10), at=minutes(15)), Fill(NEWS))
    filled = fill(template, pool, AT)
    assert filled.bulletin_ids == ("a", "c")
    place = filled.playlist.at(minutes(15))
    assert place is not None
    assert (place.item, place.offset) == (RelayItem(VOV, minutes(10), ""), minutes(0))
    assert left(filled) == {"b": "too_long"}


def test_what_is_fixed_but_does_not_fit_is_told() -> None:
    """A fixed bulletin has its validity and its length too; a fixed clip without room is left out whole."""
    template = programme(
        FixedBulletin("a"), FixedClip("f" * 64, minutes(20)), FixedBulletin("b", at=minutes(15), times=2), length=18
    )
    pool = [candidate("a", valid_until=AT - MINUTE), candidate("b", length=2)]
    filled = fill(template, pool, AT, heard=frozenset({"b"}))
    assert (filled.bulletin_ids, left(filled)) == (("b",), {"a": "expired"})
    assert filled.playlist.duration == minutes(17)


def test_nothing_to_fill_leaves_the_tune_alone() -> None:
    """Which is no programme; a relay is one."""
    assert fill(programme(TUNE, Fill(NEWS)), [], AT).playlist.is_empty
    assert not fill(programme(TUNE, Relay(VOV, MINUTE)), [], AT).playlist.is_empty


def test_four_bulletins_before_half_past_five() -> None:
    """Four notices approved in the evening all sound in the morning, newest first, before the relay at 06:00 sharp."""
    notices = [candidate(name, age, length=4) for name, age in [("a", 700), ("b", 650), ("c", 640), ("d", 600)]]
    template = programme(TUNE, Fill(NEWS), Relay(VOV, minutes(30), at=minutes(30)), length=60)
    filled = fill(template, notices, AT)
    assert filled.bulletin_ids == ("d", "c", "b", "a")
    assert filled.playlist.duration == minutes(60)
    assert filled.left_out == ()


NAMES = [f"{letter}{number}" for letter in "abcdef" for number in range(3)]
LENGTHS = st.integers(1, 15)
OFFSETS = st.one_of(st.none(), st.integers(0, 40))


@st.composite
def pools(draw: st.DrawFn) -> list[Candidate]:
    """Bulletins of any age, length, category and validity, with sound or without."""
    found = []
    for name in draw(st.lists(st.sampled_from(NAMES), unique=True, max_size=10)):
        valid = draw(st.one_of(st.none(), st.integers(-10, 60)))
        facts: dict[str, Any] = {
            "category": draw(st.integers(1, 3)),
            "valid_until": None if valid is None else AT + minutes(valid),
        }
        if draw(st.integers(0, 5)) == 0:
            facts["clip"] = None
        found.append(candidate(name, draw(st.integers(0, 5)), draw(LENGTHS), **facts))
    return found


@st.composite
def templates(draw: st.DrawFn) -> Programme:
    """Templates of every kind of part, floating and fixed."""
    offsets = iter(sorted(draw(st.sets(st.integers(0, 44), max_size=3))))
    fixed = iter(draw(st.permutations(NAMES)))
    parts: list[Part] = []
    for kind in draw(st.lists(st.integers(0, 5), min_size=1, max_size=6)):
        at = next(offsets, None) if draw(st.booleans()) else None
        offset = None if at is None else minutes(at)
        length = minutes(draw(LENGTHS))
        fields = frozenset(draw(st.sets(st.integers(1, 3), min_size=1)))
        most = draw(st.one_of(st.none(), LENGTHS))
        kinds: list[Part] = [
            Ident("e" * 64, timedelta(seconds=3), offset),
            FixedBulletin(next(fixed), draw(st.integers(1, 3)), offset),
            FixedClip("f" * 64, length, draw(st.integers(1, 3)), offset),
            Relay(VOV, length, at=offset),
            Pause(length, offset),
            Fill(fields, None if most is None else minutes(most), draw(st.booleans()), offset),
        ]
        parts.append(kinds[kind])
    return Programme(minutes(45), tuple(parts))


@given(templates(), pools(), st.sets(st.sampled_from(NAMES)), st.randoms())
def test_every_filling_keeps_the_promises(
    template: Programme, pool: list[Candidate], heard: set[str], dice: Any
) -> None:
    """Never too long, never expired, never twice, never unasked again; everyone is in or told why; any order is one."""
    filled = fill(template, pool, AT, heard=frozenset(heard))
    assert filled.playlist.duration <= template.length
    known = {one.bulletin_id: one for one in pool}
    passes = [one for one in filled.playlist.items if isinstance(one, ClipItem) and one.bulletin_id]
    chosen = [one.bulletin_id for one in passes if one.bulletin_id not in template.bulletin_ids]
    assert len(chosen) == len(set(chosen))
    again = frozenset(n for part in template.parts if isinstance(part, Fill) and part.again for n in part.fields)
    assert all(one not in heard or known[one].category in again for one in chosen if one)
    begins = timedelta()
    told_once = set()
    for item in filled.playlist.items:
        if isinstance(item, ClipItem) and item.bulletin_id and item.bulletin_id not in told_once:
            told_once.add(item.bulletin_id)
            ends = known[item.bulletin_id].valid_until
            assert ends is None or ends > AT + begins
        begins += item.duration
    left_out = {name for name, _ in filled.left_out}
    assert left_out | set(filled.bulletin_ids) == set(known) | (set(template.bulletin_ids) - set(filled.bulletin_ids))
    assert not left_out & set(filled.bulletin_ids)
    dice.shuffle(pool)
    assert fill(template, pool, AT, heard=frozenset(heard)) == filled


@given(templates(), pools())
def test_fixed_parts_are_on_time(template: Programme, pool: list[Candidate]) -> None:
    """A fixed relay always begins exactly at its offset, whatever stands before it."""
    filled = fill(template, pool, AT)
    for part in template.parts:
        if isinstance(part, Relay) and part.at is not None:
            place = filled.playlist.at(part.at)
            assert place is not None
            assert (type(place.item), place.offset) == (RelayItem, timedelta())
