"""Entries of the schedule: what is refused, how they end and come back, and what plan they make."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.errors import Refused
from broadcaster.plans import (
    REPEAT_LIMIT,
    Entry,
    allow_outside,
    arrange,
    check_future,
    deny_outside,
    end,
    if_permitted,
    is_permitted,
    permission_kept,
    plan,
    programme_plan,
    reinstate,
    waits_outside,
)
from schedules.playlist import ClipItem
from schedules.priority import Priority
from schedules.programme import Fill, FixedBulletin, Pool, Programme
from schedules.recurrence import Recurrence, daily, once
from schedules.timetable import Resume

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
FIVE = once(date(2026, 11, 23), time(17, 0))
ENTRY = Entry("e1", "Bản tin chiều", ("c1",), ("b1", "b2"), FIVE, author="mai", created_at=NOW)
CLIPS = {"b1": ClipItem("a" * 64, timedelta(seconds=30)), "b2": ClipItem("b" * 64, timedelta(seconds=12))}


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"targets": ()}, "plan.no_target", "targets"),
        ({"bulletin_ids": ()}, "plan.no_bulletin", "bulletin_ids"),
        ({"recurrence": Recurrence(date(2026, 11, 23), (time(5),), "FREQ=MINUTELY")}, "plan.too_often", "times"),
        ({"repeat": 0}, "plan.repeat_limit", "repeat"),
        ({"repeat": REPEAT_LIMIT + 1}, "plan.repeat_limit", "repeat"),
        ({"title": "  "}, "bulletin.title_empty", "title"),
        ({"title": "x\x07"}, "bulletin.title_control", "title"),
    ],
)
def test_an_entry_that_cannot_be_is_refused(changes: dict[str, object], code: str, field: str) -> None:
    """No place, no bulletin, no or too many repeats, no readable title: each refused at its field."""
    with pytest.raises(Refused) as caught:
        arrange(replace(ENTRY, **changes))  # type: ignore[arg-type]
    assert (caught.value.code, caught.value.field) == (code, field)


@pytest.mark.parametrize(
    "changes", [{}, {"targets": (), "stations": ("st-1",)}, {"repeat": 1}, {"repeat": REPEAT_LIMIT}]
)
def test_what_is_whole_is_arranged(changes: dict[str, object]) -> None:
    """A single station is a place too; both ends of the repeats are allowed; the rest is left as it is."""
    entry = replace(ENTRY, **changes)  # type: ignore[arg-type]
    assert arrange(entry) == entry


def test_spaces_around_are_taken_off() -> None:
    """Title and reason are kept without the spaces somebody typed around them."""
    arranged = arrange(replace(ENTRY, title=" Sáng ", outside_reason=" Sơ tán\n"))
    assert (arranged.title, arranged.outside_reason) == ("Sáng", "Sơ tán")


def test_the_past_is_refused() -> None:
    """An entry with no start to come is refused; one with a single start to come is not."""
    check_future(ENTRY, NOW)
    with pytest.raises(Refused) as caught:
        check_future(ENTRY, NOW + timedelta(hours=9))
    assert (caught.value.code, caught.value.field) == ("plan.in_the_past", "date")


def test_ending_happens_once() -> None:
    """An entry ends with a time and a reason; ending it again is refused by its title."""
    ended = end(ENTRY, NOW, " đổi giờ ")
    assert (ended.ended_at, ended.end_reason, ended.version) == (NOW, "đổi giờ", 2)
    with pytest.raises(Refused, match="Bản tin chiều") as caught:
        end(ended, NOW, "nữa")
    assert caught.value.code == "plan.ended"


def test_an_ended_entry_comes_back() -> None:
    """Undoing an ending leaves nothing of it but a newer version."""
    again = reinstate(end(ENTRY, NOW, "đổi giờ"), NOW)
    assert again == replace(ENTRY, version=3)


def test_what_lies_behind_does_not_come_back() -> None:
    """An entry whose last start passed while it was ended stays ended."""
    with pytest.raises(Refused) as caught:
        reinstate(end(ENTRY, NOW, ""), NOW + timedelta(days=1))
    assert caught.value.code == "plan.in_the_past"


def test_the_plan_says_what_the_entry_says() -> None:
    """Everything a compiler needs is carried over, and the bulletins stand in their order, as often as wished."""
    entry = replace(
        ENTRY,
        repeat=2,
        priority=Priority.PRIORITY,
        latest_start_after=timedelta(minutes=1),
        resume=Resume.DROP,
        outside_reason="Sơ tán",
        outside_approved_by="lan",
        approved_at=NOW,
    )
    made = plan(entry, CLIPS)
    assert made is not None
    named = tuple(replace(CLIPS[one], bulletin_id=one) for one in ("b1", "b2"))
    assert made.playlist.items == named * 2
    assert made.playlist.duration == timedelta(seconds=84)
    carried = ("id", "title", "priority", "recurrence", "latest_start_after", "resume", "outside_reason", "approved_at")
    assert [getattr(made, name) for name in carried] == [getattr(entry, name) for name in carried]
    assert made.bulletin_ids == ("b1", "b2")


OUTSIDE = replace(ENTRY, outside_reason="Sơ tán")


@pytest.mark.parametrize(
    ("entry", "reason", "asked"),
    [
        (ENTRY, "", ""),
        (OUTSIDE, "", "Sơ tán"),
        (replace(OUTSIDE, outside_approved_by="mai"), "", "Sơ tán"),
        (replace(OUTSIDE, outside_approved_by="lan"), "Sơ tán", ""),
        (replace(ENTRY, outside_approved_by="lan"), "", ""),
        (if_permitted(OUTSIDE), "Sơ tán", ""),
        (if_permitted(replace(OUTSIDE, outside_approved_by="lan")), "Sơ tán", ""),
    ],
)
def test_a_reason_counts_once_a_second_person_let_it(entry: Entry, reason: str, asked: str) -> None:
    """Nobody's own word suffices; what nobody has let yet only stands in the plan as asked for."""
    made = plan(entry, CLIPS)
    assert made is not None
    assert (made.outside_reason, made.outside_asked) == (reason, asked)
    assert waits_outside(entry) == bool(asked)


def test_a_second_person_lets_it_sound_outside() -> None:
    """Who and when are kept; asking once more is refused, as is whoever wrote or last changed it, and an ended one."""
    allowed = allow_outside(OUTSIDE, "lan", NOW)
    assert allowed == replace(OUTSIDE, outside_approved_by="lan", outside_approved_at=NOW, version=2)
    for entry, by, code in [
        (OUTSIDE, "mai", "plan.own_outside"),
        (OUTSIDE, "thu", "plan.own_outside"),
        (ENTRY, "lan", "plan.not_waiting_outside"),
        (allowed, "nam", "plan.not_waiting_outside"),
        (end(OUTSIDE, NOW, ""), "lan", "plan.ended"),
    ]:
        with pytest.raises(Refused) as caught:
            allow_outside(entry, by, NOW, writer="thu")
        assert caught.value.code == code


def test_a_second_person_may_say_no() -> None:
    """The reason is gone, so that what lies outside the hours is refused; what does not wait cannot be denied."""
    denied = deny_outside(OUTSIDE)
    assert denied == replace(ENTRY, version=2)
    with pytest.raises(Refused) as caught:
        deny_outside(allow_outside(OUTSIDE, "lan", NOW))
    assert caught.value.code == "plan.not_waiting_outside"


@pytest.mark.parametrize(
    ("changes", "kept"),
    [
        ({}, True),
        ({"title": "Khác"}, True),
        ({"priority": Priority.PRIORITY}, True),
        ({"recurrence": once(date(2026, 11, 23), time(3, 0))}, False),
        ({"targets": ("c1", "c2")}, False),
        ({"stations": ("st-1",)}, False),
        ({"bulletin_ids": ("b1",)}, False),
        ({"repeat": 2}, False),
        ({"outside_reason": "Khác"}, False),
    ],
)
def test_a_change_of_what_was_permitted_withdraws_the_permission(changes: dict[str, Any], kept: bool) -> None:
    """When, where, what and why were looked at: who changes any of it has to ask again, whatever the form sent."""
    allowed = allow_outside(OUTSIDE, "lan", NOW)
    for sent in (replace(OUTSIDE, **changes), replace(allowed, **changes)):
        after = permission_kept(allowed, sent)
        assert (after.outside_approved_by, after.outside_approved_at) == (("lan", NOW) if kept else ("", None))
        assert is_permitted(after) == kept


def test_what_has_no_clip_yet_is_left_out() -> None:
    """A bulletin without sound does not hold up the others; with none at all there is no plan."""
    some = plan(ENTRY, {"b2": CLIPS["b2"]})
    assert some is not None
    assert (some.bulletin_ids, some.playlist.items) == (("b2",), (replace(CLIPS["b2"], bulletin_id="b2"),))
    assert plan(ENTRY, {}) is None
    assert plan(ENTRY, {"another": CLIPS["b1"]}) is None


@given(
    have=st.sets(st.sampled_from(["b0", "b1", "b2", "b3", "b4"])),
    wanted=st.lists(st.sampled_from(["b0", "b1", "b2", "b3", "b4"]), min_size=1, max_size=6),
    repeat=st.integers(1, REPEAT_LIMIT),
)
def test_a_plan_lasts_as_long_as_its_clips(have: set[str], wanted: list[str], repeat: int) -> None:
    """The length is the sum of the clips there are, in the order they were put, times the repeats."""
    clips = {one: ClipItem(one[-1] * 64, timedelta(seconds=1 + int(one[-1]))) for one in sorted(have)}
    entry = replace(ENTRY, bulletin_ids=tuple(wanted), repeat=repeat, recurrence=daily(FIVE.start, time(5, 30)))
    made = plan(entry, clips)
    found = [one for one in wanted if one in have]
    if not found:
        assert made is None
        return
    assert made is not None
    assert made.bulletin_ids == tuple(found)
    assert made.playlist.duration == repeat * sum((clips[one].duration for one in found), timedelta())


PROGRAMME = Programme(timedelta(minutes=30), (FixedBulletin("b2"), Fill(frozenset({1}))))


def test_a_programme_stands_in_one_place() -> None:
    """Its fixed bulletins are the entry's, never doubled, and it needs none else; two places are refused."""
    entry = replace(ENTRY, programme=PROGRAMME, bulletin_ids=(), repeat=3)
    arranged = arrange(entry)
    assert (arranged.bulletin_ids, arranged.repeat) == (("b2",), 1)
    assert arrange(replace(entry, targets=(), stations=("st-1",))).stations == ("st-1",)
    with pytest.raises(Refused, match="chỉ phát ở một nơi"):
        arrange(replace(entry, stations=("st-1",)))


def test_a_programme_makes_a_plan_that_is_filled() -> None:
    """The plan carries the template and what it is filled from, and no playlist of its own."""
    pool = Pool((), since=NOW)
    made = programme_plan(replace(ENTRY, programme=PROGRAMME, base=True), pool)
    assert (made.programme, made.pool, made.playlist.items) == (PROGRAMME, pool, ())
    assert (made.id, made.base, made.duration) == ("e1", True, timedelta(minutes=30))
