"""Programmes in a timetable: filled in air order, each airing from what its place has not heard yet."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schedules.playlist import ClipItem, Playlist
from schedules.priority import Priority
from schedules.programme import Candidate, Fill, FixedBulletin, Ident, Pool, Programme, Relay
from schedules.recurrence import daily, once
from schedules.timetable import Compiled, LeftOut, Plan, compile_timetable, explain
from schedules.windows import DEFAULT_RULES, Rules

HOME = "Asia/Ho_Chi_Minh"
DAY = date(2026, 11, 23)
MINUTE = timedelta(minutes=1)
MIDNIGHT = datetime(2026, 11, 22, 17, tzinfo=UTC)  # of DAY in Vietnam
MORNING, EVENING = time(5, 30), time(17, 0)
NEWS = Fill(frozenset({1}))
TEMPLATE = Programme(30 * MINUTE, (Ident("e" * 64, timedelta(seconds=3)), NEWS))


def at(hours: float) -> datetime:
    """Return the instant so many hours after the midnight with which DAY begins."""
    return MIDNIGHT + timedelta(hours=hours)


def candidate(name: str, approved: float, length: float = 5, **facts: Any) -> Candidate:
    """Return a bulletin of the first category, approved so many hours after midnight of DAY."""
    known: dict[str, Any] = {"clip": ClipItem(name[0] * 64, length * MINUTE, bulletin_id=name), "category": 1}
    return Candidate(bulletin_id=name, title=name.upper(), approved_at=at(approved), **known | facts)


def plan(name: str, *times: time, pool: Pool, template: Programme = TEMPLATE, **facts: Any) -> Plan:
    """Return a programme that recurs daily at these times."""
    known: dict[str, Any] = {"recurrence": daily(DAY, *times), "priority": Priority.ORDINARY, "title": name.upper()}
    return Plan(id=name, playlist=Playlist(()), programme=template, pool=pool, **known | facts)


def compiled(*plans: Plan, days: int = 2, rules: Rules = DEFAULT_RULES) -> Compiled:
    """Return the timetable of the first days."""
    return compile_timetable(plans, rules, HOME, since=MIDNIGHT, until=MIDNIGHT + timedelta(days=days))


def told(outcome: Compiled) -> dict[str, tuple[str, ...]]:
    """Return what each airing holds, by its local day and hour."""
    hours = {airing: airing.start + timedelta(hours=7) for airing in outcome.airings}
    return {f"{local:%d %H:%M}": airing.bulletin_ids for airing, local in hours.items()}


def test_each_airing_holds_what_was_not_heard() -> None:
    """The morning takes what there is; the evening has nothing new, and neither has the next day."""
    pool = Pool((candidate("a", -8), candidate("b", -9)), since=MIDNIGHT)
    outcome = compiled(plan("p", MORNING, EVENING, pool=pool))
    assert told(outcome) == {"23 05:30": ("a", "b")}
    (airing,) = outcome.airings
    assert airing.id == "p-20261122t223000z"
    assert airing.duration == 10 * MINUTE + timedelta(seconds=3)
    assert {explain(one).code for one in outcome.refusals} == {"schedules.empty_programme"}
    assert len(outcome.refusals) == 3
    reasons = [explain(one).code.partition("_")[2] for one in outcome.left_out]
    assert reasons == ["heard_today"] * 2 + ["heard_before"] * 4
    assert outcome.left_out[0] == LeftOut("p", at(17), "a", outcome.left_out[0].reason)


def test_yesterdays_programme_is_never_repeated() -> None:
    """Dĩ An, 05:30: yesterday's 17:00 programme does not come again; only what was approved since then does.

    A listener's complaint of 2020 (mic.gov.vn/hoi-dap 12865): the first half hour of each morning was yesterday's.
    """
    yesterday = frozenset({"a", "b"})
    pool = Pool((candidate("a", -12), candidate("b", -11), candidate("c", -6)), since=MIDNIGHT, before=yesterday)
    assert told(compiled(plan("p", MORNING, pool=pool), days=1)) == {"23 05:30": ("c",)}
    again = replace(TEMPLATE, parts=(replace(NEWS, again=True),))
    assert told(compiled(plan("p", MORNING, pool=pool, template=again), days=1)) == {"23 05:30": ("c", "b", "a")}


def test_four_bulletins_before_half_past_five() -> None:
    """Four notices approved between 20:00 and 05:20 are all heard at 05:30, the newest first, in one programme."""
    found = [candidate("a", -4), candidate("b", -2), candidate("c", 4.5), candidate("d", 5.25)]
    outcome = compiled(plan("p", MORNING, pool=Pool(tuple(found), since=at(5.4))), days=1)
    assert told(outcome) == {"23 05:30": ("d", "c", "b", "a")}
    assert outcome.refusals == ()


def test_a_plain_airing_earlier_that_day_counts() -> None:
    """What an officer placed at noon by hand is not said again by the evening's programme, but may be the day after."""
    pool = Pool((candidate("a", -1), candidate("b", -2)), since=MIDNIGHT)
    noon = Plan(
        id="noon",
        title="NOON",
        priority=Priority.ORDINARY,
        recurrence=once(DAY, time(11)),
        playlist=Playlist((ClipItem("a" * 64, 5 * MINUTE, bulletin_id="a"),)),
        bulletin_ids=("a",),
    )
    outcome = compiled(plan("p", EVENING, pool=pool), noon)
    assert told(outcome) == {"23 11:00": ("a",), "23 17:00": ("b",), "24 17:00": ("a",)}


def test_two_programmes_share_the_day() -> None:
    """Of two programmes the earlier takes first; one that is refused for the hours takes nothing from the other."""
    pool = Pool((candidate("a", -1, 20), candidate("b", -2, 20)), since=MIDNIGHT)
    outcome = compiled(plan("p", MORNING, pool=pool), plan("q", EVENING, pool=pool), plan("r", time(3), pool=pool))
    assert told(outcome) == {"23 05:30": ("a",), "23 17:00": ("b",)}
    codes = {(one.plan_id, explain(one).code) for one in outcome.refusals}
    assert ("r", "schedules.quiet_hours") in codes


def test_what_has_begun_is_not_filled_again() -> None:
    """At 05:40 a new bulletin comes in: the airing of 05:30 stays as published, the evening takes the new one."""
    begun = Playlist((ClipItem("a" * 64, 5 * MINUTE, bulletin_id="a"),))
    pool = Pool((candidate("n", 5.6), candidate("a", -1)), since=at(5.7), begun=((at(5.5), begun),))
    outcome = compiled(plan("p", MORNING, EVENING, pool=pool), days=1)
    assert told(outcome) == {"23 05:30": ("a",), "23 17:00": ("n",)}
    assert outcome.airings[0].playlist == begun
    assert outcome.airings[0].end == at(5.5) + 5 * MINUTE


def test_a_time_that_passed_unpublished_is_nobodys() -> None:
    """A programme placed at noon for 05:30 and 17:00 has heard nothing in the morning, and says nothing about it."""
    outcome = compiled(plan("p", MORNING, EVENING, pool=Pool((candidate("a", -1),), since=at(12))), days=1)
    assert told(outcome) == {"23 17:00": ("a",)}
    assert outcome.refusals == ()


def test_the_quota_counts_what_it_holds() -> None:
    """The minutes of the day are those of the bulletins, not those of the template."""
    pool = Pool((candidate("a", -1),), since=MIDNIGHT)
    outcome = compiled(plan("p", MORNING, pool=pool), days=1, rules=replace(DEFAULT_RULES, minutes_per_day=6))
    assert told(outcome) == {"23 05:30": ("a",)}


def test_a_relay_alone_is_a_programme() -> None:
    """No ident over an empty programme, but a relay or a fixed bulletin is reason enough."""
    pool = Pool((candidate("x", -90, category=2),), since=MIDNIGHT)
    for part in (Relay(("https://vov.example/vov1",), 10 * MINUTE), FixedBulletin("x")):
        outcome = compiled(plan("p", MORNING, pool=pool, template=replace(TEMPLATE, parts=(*TEMPLATE.parts, part))))
        assert len(outcome.airings) == 2
        assert outcome.refusals == ()


@pytest.mark.parametrize("minutes", [30, 60])
def test_the_length_of_the_template_bounds_the_search(minutes: int) -> None:
    """A programme that began before midnight still stands in the edition of the day it sounds into."""
    begun = Playlist((ClipItem("a" * 64, minutes * MINUTE, bulletin_id="a"),))
    late = Programme(minutes * MINUTE, (NEWS,))
    pool = Pool((), since=at(0.1), begun=((at(-0.25), begun),))
    night = plan("p", time(23, 45), pool=pool, template=late, recurrence=daily(DAY - timedelta(days=1), time(23, 45)))
    outcome = compiled(replace(night, outside_reason="giao thừa"), days=1, rules=replace(DEFAULT_RULES, quiet=()))
    assert [airing.start for airing in outcome.airings] == [at(-0.25)]


@given(st.permutations(["a", "b", "c", "d"]), st.permutations(["p", "q", "r"]), st.integers(0, 3))
def test_any_order_is_one(names: list[str], plans: list[str], filled_since: int) -> None:
    """The same plans and bulletins in another order make the same timetable; ids stay as they are; none comes twice."""
    times = {"p": MORNING, "q": time(11), "r": EVENING}

    def timetable(bulletins: list[str], programmes: list[str]) -> Compiled:
        found = tuple(candidate(one, -ord(one), 12) for one in bulletins)
        pool = Pool(found, since=at(6 * filled_since))
        return compiled(*(plan(one, times[one], pool=pool) for one in programmes))

    outcome = timetable(names, plans)
    assert outcome == replace(timetable(sorted(names), sorted(plans)), left_out=outcome.left_out)
    heard = [one for airing in outcome.airings for one in airing.bulletin_ids]
    assert len(heard) == len(set(heard))
