"""What holds for every timetable, whatever the plans: found by Hypothesis, not by example."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import combinations, pairwise
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from schedules.playlist import ClipItem, Playlist
from schedules.priority import Priority
from schedules.recurrence import daily, weekly
from schedules.timetable import (
    Airing,
    Plan,
    Resume,
    compile_timetable,
    merge,
    next_free,
    overlaps,
    resolve,
    sounding,
)
from schedules.timetable.resolving import EASE
from schedules.windows import DEFAULT_RULES, Rules, Window, outside, tighten

HOME = "Asia/Ho_Chi_Minh"
MINUTE = timedelta(minutes=1)
FIRST = date(2026, 3, 9)
SINCE = datetime(2026, 3, 13, 17, tzinfo=UTC)
UNTIL = SINCE + timedelta(days=3)


def clip(minutes: int) -> Playlist:
    """Return a playlist of one clip."""
    return Playlist((ClipItem("c" * 64, minutes * MINUTE),))


quarters = st.integers(0, 95).map(lambda quarter: time(quarter // 4, quarter % 4 * 15))
recurrences = st.one_of(
    st.builds(lambda clock, every: daily(FIRST, clock, every=every), quarters, st.integers(1, 3)),
    st.builds(lambda a, b: weekly(FIRST, frozenset({5, 6}), a, b), quarters, quarters),
)
wishes = st.builds(
    Plan,
    id=st.uuids().map(str),
    title=st.just("T"),
    priority=st.sampled_from(Priority),
    recurrence=recurrences,
    playlist=st.integers(0, 90).map(clip),
    latest_start_after=st.integers(0, 30).map(lambda minutes: minutes * MINUTE),
    resume=st.sampled_from(Resume),
    outside_reason=st.sampled_from(["", "", "Bão"]),
    approved_at=st.none() | st.just(SINCE),
)
plan_sets = st.lists(wishes, max_size=8, unique_by=lambda plan: plan.id)
houses = st.builds(Rules, st.just(DEFAULT_RULES.windows), st.none() | st.integers(0, 120))
no_quota = st.sampled_from([DEFAULT_RULES, Rules((Window(time(17), time(8)),))])
moments = st.integers(0, 300).map(lambda minutes: SINCE + minutes * MINUTE)


def planned(id_: int, start: datetime, facts: tuple[int, int, Priority, Resume]) -> Airing:
    """Return an airing from drawn numbers."""
    minutes, patience, priority, resume = facts
    return Airing(
        id=f"a{id_}",
        plan_id="p",
        title="T",
        start=start,
        latest_start=start + patience * MINUTE,
        end=start + minutes * MINUTE,
        priority=priority,
        bulletin_ids=(),
        playlist=clip(minutes),
        resume=resume,
    )


facts = st.tuples(st.integers(1, 60), st.integers(0, 40), st.sampled_from(Priority), st.sampled_from(Resume))
crowds = st.lists(st.tuples(moments, facts), max_size=12).map(
    lambda drawn: [planned(number, start, rest) for number, (start, rest) in enumerate(drawn)]
)


@given(plan_sets, houses)
def test_the_order_of_plans_does_not_matter(plans: list[Plan], house: Rules) -> None:
    """The same plans give the same edition in whatever order the database returns them."""
    shuffled = sorted(plans, key=lambda plan: plan.id[::-1])
    expected = compile_timetable(plans, house, HOME, since=SINCE, until=UNTIL)
    assert compile_timetable(shuffled, house, HOME, since=SINCE, until=UNTIL) == expected
    assert compile_timetable(reversed(plans), house, HOME, since=SINCE, until=UNTIL) == expected


@given(plan_sets, houses)
def test_quotas_and_windows_are_never_broken(plans: list[Plan], house: Rules) -> None:
    """Not even by what waits, is cut off and goes on: only emergencies and a written reason sound outside."""
    compiled = compile_timetable(plans, house, HOME, since=SINCE, until=UNTIL)
    by_id = {plan.id: plan for plan in plans}
    used: dict[date, timedelta] = {}
    for airing in compiled.airings:
        if airing.priority is Priority.EMERGENCY:
            continue
        day = airing.start.astimezone(ZoneInfo(HOME)).date()
        used[day] = used.get(day, timedelta()) + airing.duration
    limit = house.minutes_per_day
    assert limit is None or all(total <= limit * MINUTE for total in used.values())
    for span in resolve(compiled.airings).spans:
        free = span.airing.priority is Priority.EMERGENCY or by_id[span.airing.plan_id].outside_reason
        assert free or not outside(house, span.start, span.end, HOME)


@given(plan_sets, houses)
def test_every_occurrence_is_planned_or_refused(plans: list[Plan], house: Rules) -> None:
    """Nothing disappears without a reason, and nothing is both."""
    compiled = compile_timetable(plans, house, HOME, since=SINCE, until=UNTIL)
    wanted = {(plan.id, start) for plan in plans for start in plan.recurrence.between(SINCE, UNTIL)}
    airings = [(airing.plan_id, airing.start) for airing in compiled.airings if airing.start >= SINCE]
    refusals = [(refusal.plan_id, refusal.start) for refusal in compiled.refusals]
    assert sorted(wanted) == sorted(airings + refusals)


@given(plan_sets, wishes, houses)
def test_ids_stay_when_unrelated_plans_are_added(plans: list[Plan], other: Plan, house: Rules) -> None:
    """A new plan may take the place of another in the quota, but no occurrence changes its id or its facts."""
    before = {airing.id: airing for airing in compile_timetable(plans, house, HOME, since=SINCE, until=UNTIL).airings}
    wider = compile_timetable([*plans, other], house, HOME, since=SINCE - timedelta(days=1), until=UNTIL).airings
    after = {(airing.plan_id, airing.start): airing for airing in wider}
    assert len({airing.id for airing in wider}) == len(wider)
    same = [(old, after[old.plan_id, old.start]) for old in before.values() if (old.plan_id, old.start) in after]
    assert all(old == new for old, new in same)
    if house.minutes_per_day is None:
        assert len(same) == len(before)


@given(plan_sets, no_quota, st.integers(1, 4000))
def test_a_later_edition_tells_the_same(plans: list[Plan], house: Rules, minutes: int) -> None:
    """Published in the middle of whatever sounds, an edition resolves to what the former one did from then on."""
    now = SINCE + minutes * MINUTE
    early = resolve(compile_timetable(plans, house, HOME, since=SINCE, until=UNTIL + timedelta(days=1)).airings)
    late = resolve(compile_timetable(plans, house, HOME, since=now, until=UNTIL + timedelta(days=1)).airings)
    assert [span for span in early.spans if span.end > now] == [span for span in late.spans if span.end > now]


@given(plan_sets, no_quota, st.integers(0, 8))
def test_the_merge_of_editions_is_the_edition_of_the_merge(plans: list[Plan], house: Rules, cut: int) -> None:
    """Whether two localities publish or one does: the same airings (a quota alone is each locality's own)."""
    editions = [
        compile_timetable(part, house, HOME, since=SINCE, until=UNTIL).airings for part in (plans[:cut], plans[cut:])
    ]
    upcoming = [airing for airing in merge(editions) if airing.start >= SINCE]
    whole = compile_timetable(plans, house, HOME, since=SINCE, until=UNTIL).airings
    assert upcoming == [airing for airing in whole if airing.start >= SINCE]


def test_the_more_local_edition_wins_an_id() -> None:
    """A commune that changes a province's airing sends it under the same id; the order is start, urgency, id."""
    ordinary, emergency = (10, 5, Priority.ORDINARY, Resume.DROP), (10, 5, Priority.EMERGENCY, Resume.DROP)
    early, late, alarm = planned(3, SINCE - MINUTE, ordinary), planned(1, SINCE, ordinary), planned(2, SINCE, emergency)
    softer = replace(late, volume_boost_db=-3.0)
    assert merge([[late], [alarm, softer, early]]) == (early, alarm, softer)
    assert merge([]) == ()


@given(crowds, crowds, crowds)
def test_merging_is_associative_and_idempotent(first: list[Airing], second: list[Airing], third: list[Airing]) -> None:
    """Province, commune, hamlet: in one step or in two; the same edition twice changes nothing."""
    at_once = merge([first, second, third])
    assert merge([merge([first, second]), third]) == at_once
    assert merge([at_once, at_once]) == at_once


@given(crowds)
def test_sound_never_overlaps_and_nothing_is_lost_in_silence(airings: list[Airing]) -> None:
    """One thing at a time, each within its limits; what is not heard whole is skipped ahead of or named as missed."""
    resolved = resolve(airings)
    assert resolved == resolve(airings[::-1])
    assert all(one.end <= two.start for one, two in pairwise(resolved.spans))
    for span in resolved.spans:
        assert span.airing.start <= span.start < span.end <= span.airing.latest_end
        assert timedelta() <= span.offset < span.airing.duration
    lost = {missed.airing.id for missed in resolved.missed}
    assert len(lost) == len(resolved.missed)
    for airing in airings:
        mine = [span for span in resolved.spans if span.airing.id == airing.id]
        whole = bool(mine) and mine[-1].offset + (mine[-1].end - mine[-1].start) == airing.duration
        assert whole != (airing.id in lost)


@given(crowds)
def test_the_more_urgent_never_waits_for_the_less_urgent(airings: list[Airing]) -> None:
    """Whatever sounds, nobody strictly more urgent starts in its middle, but for the two minutes an item may take."""
    spans = resolve(airings).spans
    for span in spans:
        urgent = [one for one in airings if one.priority < span.airing.priority]
        wait = {one.id: EASE if one.priority is not Priority.EMERGENCY else timedelta() for one in urgent}
        assert not [one for one in urgent if span.start < one.start < span.end - wait[one.id]]


@given(crowds)
def test_overlaps_are_all_pairs_that_meet(airings: list[Airing]) -> None:
    """As many as comparing everything with everything finds; none means that all sound on time."""
    found = {frozenset((overlap.first.id, overlap.second.id)) for overlap in overlaps(airings)}
    meeting = [(a, b) for a, b in combinations(airings, 2) if a.start < b.end and b.start < a.end]
    assert found == {frozenset((a.id, b.id)) for a, b in meeting}
    if not found:
        assert [(span.start, span.end) for span in resolve(airings).spans] == [
            (airing.start, airing.end) for airing in merge([airings])
        ]


@given(crowds, st.integers(-10, 400))
def test_sounding_is_resolve_at_one_instant(airings: list[Airing], minute: int) -> None:
    """Pages and stations see the same: the offset grows with the clock from the start of the span."""
    at = SINCE + minute * MINUTE
    found = sounding(airings, at)
    spans = [span for span in resolve(airings).spans if span.start <= at < span.end]
    assert [found.airing.id] == [spans[0].airing.id] if found else not spans
    if found:
        assert found.offset == spans[0].offset + (at - spans[0].start)


@given(crowds, st.integers(0, 2000), st.integers(1, 120))
def test_a_free_place_is_free(airings: list[Airing], minute: int, length: int) -> None:
    """What is planned there is admitted, meets nothing, and no quarter of an hour earlier would do."""
    wanted, duration = SINCE + minute * MINUTE, length * MINUTE
    house = replace(tighten(DEFAULT_RULES, Rules((Window(time(7), time(18)),))), minutes_per_day=600)
    found = next_free(airings, wanted, duration, rules=house, timezone=HOME)
    assert found is not None
    assert found >= wanted
    assert not outside(house, found, found + duration, HOME)
    newcomer = planned(99, found, (length, 0, Priority.ORDINARY, Resume.DROP))
    assert not [overlap for overlap in overlaps([*airings, newcomer]) if "a99" in (overlap.first.id, overlap.second.id)]
    earlier = wanted
    while earlier < found:
        taken = any(one.start < earlier + duration and earlier < one.end for one in airings)
        assert taken or outside(house, earlier, earlier + duration, HOME) or length + total(airings, earlier) > 600
        earlier += 15 * MINUTE


def total(airings: list[Airing], at: datetime) -> float:
    """Return the minutes planned on the local day of an instant, emergencies not counted."""
    zone = ZoneInfo(HOME)
    day = at.astimezone(zone).date()
    counted = [
        one for one in airings if one.start.astimezone(zone).date() == day and one.priority is not Priority.EMERGENCY
    ]
    return sum((one.duration for one in counted), timedelta()) / MINUTE
