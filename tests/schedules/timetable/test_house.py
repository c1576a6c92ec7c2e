"""The rules of the house: what a locality forbids, in tables, and what no set of plans can get past, by Hypothesis."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.wording import LANGUAGES, told
from schedules.playlist import ClipItem, Playlist
from schedules.priority import Priority
from schedules.recurrence import daily, once, weekly
from schedules.timetable import Airing, Compiled, Plan, compile_timetable, next_free, resolve
from schedules.timetable.house import SESSION_GAP, House, sessions, soundings
from schedules.windows import DEFAULT_RULES, NO_RULES, Rules, Window, next_quiet, outside, tighten

HOME = "Asia/Ho_Chi_Minh"
MINUTE = timedelta(minutes=1)
DAY = date(2026, 3, 14)  # a Saturday
MIDNIGHT = datetime(2026, 3, 13, 17, tzinfo=UTC)
WEEK = {"since": MIDNIGHT, "until": MIDNIGHT + timedelta(days=7)}
PLACES = {part: part.upper() for part in Rules.__slots__}


def programme(minutes: int, *bulletins: str) -> Playlist:
    """Return a playlist of one clip for each bulletin named, or of one that nobody named."""
    return Playlist(tuple(ClipItem("c" * 64, minutes * MINUTE, one) for one in bulletins or (None,)))


def plan(name: str, *times: str, minutes: int = 10, **facts: Any) -> Plan:
    """Return a plan for local times of DAY."""
    known: dict[str, Any] = {
        "priority": Priority.ORDINARY,
        "title": name.upper(),
        "playlist": programme(minutes),
    }
    if times:
        known["recurrence"] = once(DAY, *map(time.fromisoformat, times))
    return Plan(id=name, **known | facts)


def told_of(rules: Rules, *plans: Plan) -> list[str]:
    """Return the refusals as ``plan code``."""
    found = compile_timetable(plans, rules, HOME, **WEEK, places=PLACES).refusals
    return [f"{one.plan_id} {one.reason.code.removeprefix('schedules.')}" for one in found]


class TestSessions:
    """Programmes near one another are one session."""

    @pytest.mark.parametrize(
        ("times", "expected"),
        [
            (["06:00", "06:20"], 1),
            (["06:00", "06:21"], 2),
            (["06:00", "06:05"], 1),
            (["06:00", "06:20", "06:40", "17:00"], 2),
        ],
    )
    def test_ten_minutes_part_them(self, times: list[str], expected: int) -> None:
        """A pause of ten minutes is still within a session, eleven begin another."""
        compiled = compile_timetable([plan("p", *times)], NO_RULES, HOME, **WEEK)
        assert len(sessions(compiled.airings)) == expected
        assert SESSION_GAP == 10 * MINUTE

    def test_a_long_programme_holds_what_is_in_it(self) -> None:
        """The gap counts from the end of the longest, not of the last."""
        plans = [plan("long", "06:00", minutes=60), plan("short", "06:10"), plan("next", "07:05")]
        assert len(sessions(compile_timetable(plans, NO_RULES, HOME, **WEEK).airings)) == 1

    @pytest.mark.parametrize(
        ("plans", "refused"),
        [
            ([plan("a", "06:00"), plan("b", "06:10", minutes=5)], []),
            ([plan("a", "06:00"), plan("b", "06:10", minutes=6)], ["b session_too_long"]),
            ([plan("a", "06:00"), plan("b", "06:21", minutes=15)], []),
            ([plan("a", "06:00", minutes=16)], ["a session_too_long"]),
            ([plan("a", "06:00"), plan("b", "06:15"), plan("c", "06:29", minutes=5)], ["b session_too_long"]),
            ([plan("a", "06:00", minutes=60, priority=Priority.EMERGENCY), plan("b", "07:00", minutes=15)], []),
        ],
    )
    def test_minutes_of_a_session(self, plans: list[Plan], refused: list[str]) -> None:
        """Fifteen minutes a session, as Ha Noi has it: sound counts, pauses do not, emergencies are exempt."""
        assert told_of(replace(DEFAULT_RULES, minutes_per_session=15), *plans) == refused

    @pytest.mark.parametrize(
        ("plans", "refused"),
        [
            ([plan("a", "06:00", "17:00")], []),
            ([plan("a", "06:00", "11:00", "17:00")], ["a too_many_sessions"]),
            ([plan("a", "06:00", "17:00"), plan("b", "06:10", "17:15")], []),
            ([plan("a", "06:00", "17:00"), plan("b", "11:00", priority=Priority.EMERGENCY)], []),
            ([plan("a", "06:00", "11:00"), plan("b", recurrence=once(date(2026, 3, 15), time(17)))], []),
        ],
    )
    def test_sessions_of_a_day(self, plans: list[Plan], refused: list[str]) -> None:
        """Two a day; what is put next to one of them makes no new one."""
        assert told_of(replace(DEFAULT_RULES, sessions_per_day=2), *plans) == refused


class TestDays:
    """Days of the week on which a locality allows nothing."""

    def test_the_weekend_is_free(self) -> None:
        """Monday to Friday, as Ha Noi has it; a reason that somebody let helps, as does an emergency."""
        house = replace(DEFAULT_RULES, weekdays=frozenset(range(5)))
        assert told_of(house, plan("a", "06:00")) == ["a weekday"]
        assert told_of(house, plan("a", "06:00", outside_asked="Bầu cử")) == ["a outside_waits"]
        assert told_of(house, plan("a", "06:00", outside_reason="Bầu cử")) == []
        assert told_of(house, plan("a", "06:00", priority=Priority.EMERGENCY)) == []
        assert told_of(house, plan("a", recurrence=once(date(2026, 3, 16), time(6)))) == []


class TestRepeats:
    """How often one bulletin is heard on a day."""

    @pytest.mark.parametrize(
        ("plans", "refused"),
        [
            ([plan("a", "06:00", "11:00", bulletin_ids=("b1",))], []),
            ([plan("a", "06:00", "11:00", "17:00", bulletin_ids=("b1",))], ["a too_repeated"]),
            ([plan("a", "06:00", "11:00", bulletin_ids=("b1",)), plan("b", "17:00", bulletin_ids=("b2",))], []),
            (
                [plan("a", "06:00", "11:00", bulletin_ids=("b1",)), plan("b", "17:00", bulletin_ids=("b2", "b1"))],
                ["b too_repeated"],
            ),
            ([plan("a", "06:00", playlist=programme(2, "b1", "b1"), bulletin_ids=("b1",))], []),
            ([plan("a", "06:00", playlist=programme(2, *["b1"] * 3), bulletin_ids=("b1",))], ["a too_repeated"]),
            ([plan("a", "06:00", bulletin_ids=("b1",), loop=True, loop_duration=20 * MINUTE)], []),
            ([plan("a", "06:00", bulletin_ids=("b1",), loop=True, loop_duration=21 * MINUTE)], ["a too_repeated"]),
            ([plan("a", "06:00", "11:00", "17:00")], []),
            (
                [
                    plan("a", "06:00", "11:00", bulletin_ids=("b1",)),
                    plan("b", bulletin_ids=("b1",), recurrence=once(date(2026, 3, 15), time(6))),
                ],
                [],
            ),
        ],
    )
    def test_twice_a_day(self, plans: list[Plan], refused: list[str]) -> None:
        """Twice in a row, in two programmes or in a loop are all the same; another day is another count."""
        assert told_of(replace(DEFAULT_RULES, most_repeats=2), *plans) == refused

    def test_what_no_item_names_sounds_once(self) -> None:
        """An edition of an older server does not say which clip is which bulletin."""
        (airing,) = compile_timetable([plan("a", "06:00", bulletin_ids=("b1",))], NO_RULES, HOME, **WEEK).airings
        assert soundings(airing) == {"b1": 1}


@pytest.mark.parametrize(
    ("rules", "plans", "facts"),
    [
        (
            {"minutes_per_day": 15},
            [plan("a", "06:00"), plan("b", "17:00", minutes=6)],
            {"title": "B", "limit": 15, "used": 10.0, "asked": 6.0, "place": "MINUTES_PER_DAY"},
        ),
        (
            {"minutes_per_session": 15},
            [plan("a", "06:00"), plan("b", "06:10", minutes=6)],
            {"title": "B", "limit": 15, "used": 10.0, "asked": 6.0, "place": "MINUTES_PER_SESSION"},
        ),
        (
            {"sessions_per_day": 1},
            [plan("a", "06:00"), plan("b", "17:00")],
            {"title": "B", "limit": 1, "used": 1, "gap": 10, "place": "SESSIONS_PER_DAY"},
        ),
        (
            {"most_repeats": 1},
            [plan("a", "06:00", bulletin_ids=("b1",)), plan("b", "17:00", bulletin_ids=("b0", "b1"))],
            {"title": "B", "limit": 1, "used": 1, "asked": 1, "place": "MOST_REPEATS"},
        ),
        (
            {"weekdays": frozenset(range(5))},
            [plan("b", "17:00")],
            {"title": "B", "day": "14/03/2026", "place": "WEEKDAYS"},
        ),
        (
            {"quiet": (Window(time(12), time(13)), Window(time(22), time(5)))},
            [plan("b", "11:55")],
            {"title": "B", "asked": "11:55-12:05", "quiet": "12:00-13:00, 22:00-05:00", "place": "QUIET"},
        ),
    ],
)
def test_a_refusal_says_what_whose_and_how_much(
    rules: dict[str, Any], plans: list[Plan], facts: dict[str, Any]
) -> None:
    """The limit, what is used, what was asked, whose rule it is; and the sentence leaves no blank open."""
    (refusal,) = compile_timetable(plans, replace(DEFAULT_RULES, **rules), HOME, **WEEK, places=PLACES).refusals
    assert dict(refusal.reason.facts) == facts
    for language in LANGUAGES:
        said = told(refusal.reason.code, language, facts)
        assert facts["place"] in said
        assert not {"[", "{"} & set(said)


class TestNextFree:
    """Where something else may stand."""

    @pytest.mark.parametrize(
        ("rules", "like", "expected"),
        [
            ({}, {}, "2026-03-14T07:10"),
            ({"weekdays": frozenset(range(5))}, {}, "2026-03-16T05:30"),
            ({"minutes_per_session": 15}, {}, "2026-03-15T05:30"),
            ({"sessions_per_day": 1}, {}, "2026-03-14T07:10"),
            ({"minutes_per_day": 15}, {}, "2026-03-15T05:30"),
            ({"most_repeats": 1}, {"bulletin_ids": ("b1",)}, "2026-03-15T05:30"),
            ({"most_repeats": 1}, {"bulletin_ids": ("b2",)}, "2026-03-14T07:10"),
            ({"windows": (Window(time(5), time(7)),)}, {}, "2026-03-15T05:00"),
            ({"windows": (Window(time(5), time(7)),)}, {"outside_reason": "Bão"}, "2026-03-14T07:10"),
            ({"quiet": (Window(time(7), time(9)),)}, {}, "2026-03-14T09:00"),
        ],
    )
    def test_every_rule_counts(self, rules: dict[str, Any], like: dict[str, Any], expected: str) -> None:
        """Beside ten minutes at seven o'clock: the first place at which no rule is broken."""
        there = compile_timetable([plan("a", "07:00", bulletin_ids=("b1",))], NO_RULES, HOME, **WEEK).airings
        wish = replace(there[0], **{"bulletin_ids": (), **like})
        found = next_free(
            there, there[0].start, 10 * MINUTE, rules=replace(DEFAULT_RULES, **rules), timezone=HOME, like=wish
        )
        assert found is not None
        assert found.astimezone(ZoneInfo(HOME)).strftime("%Y-%m-%dT%H:%M") == expected


# ---------------------------------------------------------------- whatever the plans


clocks = st.integers(0, 95).map(lambda quarter: time(quarter // 4, quarter % 4 * 15))
recurrences = st.one_of(
    st.builds(lambda clock, every: daily(date(2026, 3, 9), clock, every=every), clocks, st.integers(1, 3)),
    st.builds(lambda a, b: weekly(date(2026, 3, 9), frozenset({5, 6}), a, b), clocks, clocks),
)
names = st.lists(st.sampled_from(["b1", "b2", "b3"]), min_size=1, max_size=3)
plans_of_people = st.builds(
    lambda many, minutes, **facts: Plan(
        playlist=programme(minutes, *many), bulletin_ids=tuple(dict.fromkeys(many)), **facts
    ),
    names,
    st.integers(1, 30),
    id=st.uuids().map(str),
    title=st.just("T"),
    priority=st.sampled_from(Priority),
    recurrence=recurrences,
    latest_start_after=st.integers(0, 30).map(lambda minutes: minutes * MINUTE),
    outside_reason=st.sampled_from(["", "", "Bão"]),
    outside_asked=st.sampled_from(["", "Bão"]),
    approved_at=st.none() | st.just(MIDNIGHT),
)
plan_sets = st.lists(plans_of_people, max_size=8, unique_by=lambda one: one.id)
windows = st.lists(st.builds(Window, clocks, clocks), min_size=1, max_size=2).map(tuple)
houses = st.builds(
    Rules,
    windows,
    st.none() | st.integers(0, 120),
    quiet=st.lists(st.builds(Window, clocks, clocks).filter(lambda one: one.start != one.end), max_size=2).map(tuple),
    weekdays=st.frozensets(st.integers(0, 6), min_size=5),
    minutes_per_session=st.none() | st.integers(10, 60),
    sessions_per_day=st.none() | st.integers(1, 4),
    most_repeats=st.none() | st.integers(1, 5),
)
THREE_DAYS = {"since": MIDNIGHT, "until": MIDNIGHT + timedelta(days=3)}


def compiled(plans: Iterable[Plan], rules: Rules) -> Compiled:
    """Return what becomes of plans in three days."""
    return compile_timetable(plans, rules, HOME, **THREE_DAYS)


def broken_limits(airings: Iterable[Airing], rules: Rules) -> list[str]:
    """Return which limits these airings break, counted anew for every local day, by hand."""
    days: dict[date, list[Airing]] = {}
    for one in airings:
        if one.priority is not Priority.EMERGENCY:
            days.setdefault(one.start.astimezone(ZoneInfo(HOME)).date(), []).append(one)
    broken = []
    for those in days.values():
        lengths = [sum(one.duration / MINUTE for one in session) for session in sessions(those)]
        heard = Counter(item.bulletin_id for one in those for item in one.playlist.items if isinstance(item, ClipItem))
        found = {
            "minutes_per_day": sum(lengths),
            "minutes_per_session": max(lengths),
            "sessions_per_day": len(lengths),
            "most_repeats": max(heard.values()),
        }
        broken += [name for name, n in found.items() if (limit := getattr(rules, name)) is not None and n > limit]
    return broken


@pytest.mark.slow
@given(plan_sets, houses)
def test_no_limit_is_ever_exceeded(plans: list[Plan], rules: Rules) -> None:
    """Minutes a day and a session, sessions, repeats: whatever is admitted keeps them all."""
    assert broken_limits(compiled(plans, rules).airings, rules) == []


@pytest.mark.slow
@given(plan_sets, houses)
def test_quiet_hours_are_never_broken(plans: list[Plan], rules: Rules) -> None:
    """Not by a reason, not by waiting, not by going on after being cut off: by emergencies alone."""
    for span in resolve(compiled(plans, rules).airings).spans:
        if span.airing.priority is Priority.EMERGENCY:
            continue
        quiet = next_quiet(rules, span.start, HOME)
        assert quiet is None or span.end <= quiet
        assert span.airing.outside_reason or not outside(rules, span.start, span.end, HOME)


@pytest.mark.slow
@given(plan_sets, houses)
def test_emergencies_are_bound_by_nothing(plans: list[Plan], rules: Rules) -> None:
    """Every one of them is in the timetable."""
    alarms = [replace(one, priority=Priority.EMERGENCY) for one in plans]
    assert compiled(alarms, rules).refusals == ()


@pytest.mark.slow
@given(plan_sets, houses)
def test_the_order_of_plans_does_not_matter(plans: list[Plan], rules: Rules) -> None:
    """The same plans give the same edition in whatever order the database returns them."""
    assert compiled(plans, rules) == compiled(plans[::-1], rules)


@pytest.mark.slow
@given(plan_sets, houses, houses)
def test_stricter_hours_never_admit_more(plans: list[Plan], parent: Rules, child: Rules) -> None:
    """Where nothing is counted, a locality below airs a part of what the one above would air."""
    above, below = (replace(NO_RULES, windows=r.windows, quiet=r.quiet, weekdays=r.weekdays) for r in (parent, child))
    wider = {one.id for one in compiled(plans, above).airings}
    assert {one.id for one in compiled(plans, tighten(above, below)).airings} <= wider


@pytest.mark.slow
@given(plan_sets, houses, houses)
def test_what_stricter_rules_admit_breaks_none_above(plans: list[Plan], parent: Rules, child: Rules) -> None:
    """A commune may choose otherwise within its limits, but never anything that its province forbids."""
    found = compiled(plans, tighten(parent, child)).airings
    for rules in (parent, child):
        assert broken_limits(found, rules) == []
        for one in found:
            if one.priority is not Priority.EMERGENCY:
                quiet = next_quiet(rules, one.start, HOME)
                assert quiet is None or one.latest_end <= quiet
                assert one.outside_reason or not outside(rules, one.start, one.latest_end, HOME)


@pytest.mark.slow
@given(plan_sets, houses, st.integers(0, 2000), st.integers(1, 60))
def test_a_free_place_is_allowed(plans: list[Plan], rules: Rules, minute: int, length: int) -> None:
    """What ``next_free`` offers breaks no rule beside what stands there already."""
    airings = compiled(plans, rules).airings
    found = next_free(airings, MIDNIGHT + minute * MINUTE, length * MINUTE, rules=rules, timezone=HOME)
    if found is None:
        return
    house = House(rules, HOME)
    newcomer = plan("new", "06:00", minutes=length, playlist=programme(length, "b9")).airing_at(found)
    assert house.forbids(newcomer) is None
    assert broken_limits([*airings, newcomer], replace(rules, most_repeats=None)) == []
