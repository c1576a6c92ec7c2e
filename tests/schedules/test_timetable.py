"""The story of a timetable in tables: compile, overlaps, resolve, what sounds, what is free, and why."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from broadcaster.wording import LANGUAGES, told
from broadcaster.wording.schedules import TEXTS
from schedules.playlist import ClipItem, Playlist
from schedules.priority import Priority
from schedules.reason import because
from schedules.recurrence import daily, once
from schedules.timetable import (
    Airing,
    Decision,
    How,
    Plan,
    Resume,
    compile_timetable,
    explain,
    merge,
    next_free,
    overlaps,
    resolve,
    sounding,
)
from schedules.windows import DEFAULT_RULES, Rules, Window

HOME = "Asia/Ho_Chi_Minh"
DAY = date(2026, 3, 14)
MINUTE = timedelta(minutes=1)
MIDNIGHT = datetime(2026, 3, 13, 17, tzinfo=UTC)  # of DAY in Vietnam
WEEK = (MIDNIGHT, MIDNIGHT + timedelta(days=7))
EMERGENCY, PRIORITY, ORDINARY = Priority.EMERGENCY, Priority.PRIORITY, Priority.ORDINARY


def programme(minutes: float) -> Playlist:
    """Return a playlist of one clip."""
    return Playlist((ClipItem("c" * 64, minutes * MINUTE),))


def plan(name: str, *times: str, minutes: float = 10, **facts: Any) -> Plan:
    """Return a plan for local times of DAY."""
    known: dict[str, Any] = {"priority": ORDINARY, "title": name.upper(), "playlist": programme(minutes)}
    if times:
        known["recurrence"] = once(DAY, *map(time.fromisoformat, times))
    return Plan(id=name, **known | facts)


def airing(name: str, start: float, minutes: float, **facts: Any) -> Airing:
    """Return an airing that starts some minutes after midnight and may start 5 minutes late."""
    begin = MIDNIGHT + start * MINUTE
    known: dict[str, Any] = {
        "start": begin,
        "latest_start": begin + facts.pop("patience", 5) * MINUTE,
        "end": begin + minutes * MINUTE,
        "priority": ORDINARY,
        "bulletin_ids": (),
        "playlist": programme(minutes),
    }
    return Airing(id=name, plan_id=facts.pop("plan_id", name), title=name.upper(), **known | facts)


def heard(*airings: Airing) -> str:
    """Return the spans of a resolved timetable as ``name start-end+offset how``, minutes after midnight."""

    def text(moment: datetime) -> str:
        return f"{(moment - MIDNIGHT) / MINUTE:g}"

    spans = resolve(airings).spans
    return ", ".join(f"{s.airing.id} {text(s.start)}-{text(s.end)}+{s.offset / MINUTE:g} {s.how}" for s in spans)


def lost(*airings: Airing) -> str:
    """Return what is missed as ``name code heard``."""
    missed = resolve(airings).missed
    return ", ".join(f"{m.airing.id} {m.reason.code.removeprefix('schedules.')} {m.heard / MINUTE:g}" for m in missed)


class TestCompile:
    """Plans become airings, or refusals with a reason."""

    def test_an_airing_carries_its_plan(self) -> None:
        """Everything a station needs stands in the airing; the id is that of plan and UTC start."""
        wish = plan("p-1", "05:30", bulletin_ids=("b1",), volume_boost_db=3.0, resume=Resume.DROP)
        (found,) = compile_timetable([wish], DEFAULT_RULES, HOME, since=WEEK[0], until=WEEK[1]).airings
        start = MIDNIGHT + 330 * MINUTE
        assert found == Airing(
            id="p-1-20260313t223000z",
            plan_id="p-1",
            title="P-1",
            start=start,
            latest_start=start + 5 * MINUTE,
            end=start + 10 * MINUTE,
            priority=ORDINARY,
            bulletin_ids=("b1",),
            playlist=wish.playlist,
            volume_boost_db=3.0,
            resume=Resume.DROP,
        )

    def test_ids_are_safe_in_topics_and_never_alike(self) -> None:
        """A strange plan id is spelled safely and keeps apart from the plan that already has that spelling."""
        names = ["sang-1", "Sang-1", "sang 1", "sáng-1", "sang-1!", "../x", "x", "ăâ", "âă"]
        found = {plan(name, "06:00").airing_at(MIDNIGHT).id for name in names}
        assert len(found) == len(names)
        assert plan("x", "06:00").airing_at(MIDNIGHT.astimezone(ZoneInfo(HOME))).id == "x-20260313t170000z"
        assert set("".join(found)) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")

    @pytest.mark.parametrize(
        ("facts", "code"),
        [
            ({"times": ("03:15",)}, "quiet_hours"),
            ({"times": ("03:15",), "outside_reason": "Bão số 3"}, "quiet_hours"),
            ({"times": ("03:15",), "priority": PRIORITY}, "quiet_hours"),
            ({"times": ("21:55",), "outside_reason": "Bão số 3"}, "quiet_hours"),
            ({"times": ("21:50",), "outside_reason": "Bão số 3"}, None),
            ({"times": ("20:55",)}, "outside_hours"),
            ({"times": ("20:50",)}, None),
            ({"times": ("21:15",), "outside_reason": "Bão số 3"}, None),
            ({"times": ("21:15",), "outside_reason": "  "}, "outside_hours"),
            ({"times": ("21:15",), "outside_asked": "Bão số 3"}, "outside_waits"),
            ({"times": ("06:15",), "outside_asked": "Bão số 3"}, None),
            ({"times": ("21:15",), "priority": PRIORITY}, "outside_hours"),
            ({"times": ("03:15",), "priority": EMERGENCY}, None),
            ({"times": ("06:00",), "minutes": 0}, "empty_playlist"),
            ({"times": ("06:00",), "minutes": 0, "loop": True, "loop_duration": MINUTE}, "empty_playlist"),
            ({"times": ("06:00",), "loop": True}, "loop_endless"),
            ({"times": ("06:00",), "loop": True, "loop_duration": -MINUTE}, "empty_playlist"),
            ({"times": ("06:00",), "loop": True, "loop_duration": 60 * MINUTE}, None),
            ({"times": ("20:30",), "loop": True, "loop_duration": 60 * MINUTE}, "outside_hours"),
        ],
    )
    def test_what_is_refused(self, facts: dict[str, Any], code: str | None) -> None:
        """At 03:15 nothing sounds but an emergency; outside the hours, what has a reason that somebody let."""
        wish = plan("p", *facts.pop("times"), **facts)
        compiled = compile_timetable([wish], DEFAULT_RULES, HOME, since=WEEK[0], until=WEEK[1])
        assert [refusal.reason.code for refusal in compiled.refusals] == ([f"schedules.{code}"] if code else [])
        assert len(compiled.airings) == (code is None)

    def test_a_refusal_says_the_hours(self) -> None:
        """In local time, with the hours that are allowed and the locality that allows them."""
        house = Rules((Window(time(5), time(7)), Window(time(17), time(0))), quiet=())
        places = {"windows": "Dĩ An"}
        (refusal,) = compile_timetable(
            [plan("p", "03:15")], house, HOME, since=WEEK[0], until=WEEK[1], places=places
        ).refusals
        assert refusal.start == MIDNIGHT + 195 * MINUTE
        assert dict(refusal.reason.facts) == {
            "title": "P",
            "asked": "03:15-03:25",
            "allowed": "05:00-07:00, 17:00-24:00",
            "place": "Dĩ An",
        }
        (silent,) = compile_timetable([plan("p", "06:00")], Rules(()), HOME, since=WEEK[0], until=WEEK[1]).refusals
        assert silent.reason["allowed"] == "-"

    def test_a_late_start_stays_within_the_hours(self) -> None:
        """Planned to the last minute, an airing may not wait; let outside, it may, but never into the quiet hours."""
        wish = plan("p", "20:48")
        (found,) = compile_timetable([wish], DEFAULT_RULES, HOME, since=WEEK[0], until=WEEK[1]).airings
        assert found.latest_start - found.start == 2 * MINUTE
        (free,) = compile_timetable(
            [replace(wish, outside_reason="Bầu cử")], DEFAULT_RULES, HOME, since=WEEK[0], until=WEEK[1]
        ).airings
        assert free.latest_start - free.start == 5 * MINUTE
        (late,) = compile_timetable(
            [plan("p", "21:47", outside_reason="Bầu cử")], DEFAULT_RULES, HOME, since=WEEK[0], until=WEEK[1]
        ).airings
        assert late.latest_start - late.start == 3 * MINUTE
        (odd,) = compile_timetable(
            [replace(wish, latest_start_after=-MINUTE)], DEFAULT_RULES, HOME, since=WEEK[0], until=WEEK[1]
        ).airings
        assert odd.latest_start == odd.start

    @pytest.mark.parametrize(
        ("plans", "admitted"),
        [
            ([plan("a", "05:30"), plan("b", "06:00"), plan("c", "07:00")], "ab"),
            ([plan("a", "07:00"), plan("b", "06:00", minutes=15), plan("c", "08:00", minutes=5)], "bc"),
            ([plan("a", "06:00"), plan("b", "06:00"), plan("c", "06:00", priority=PRIORITY)], "ca"),
            ([plan("a", "06:00", approved_at=MIDNIGHT), plan("b", "06:00", minutes=20)], "a"),
            ([plan("b", "06:00", approved_at=MIDNIGHT), plan("a", "06:00", minutes=20)], "b"),
            ([plan("a", "05:30", minutes=60, priority=EMERGENCY), plan("b", "07:00", minutes=20)], "ab"),
            ([plan("a", "03:00"), plan("b", "06:00"), plan("c", "07:00")], "bc"),
            ([plan("a", "06:00", minutes=20), plan("b", "07:00", recurrence=once(date(2026, 3, 15), time(7)))], "ab"),
        ],
    )
    def test_the_quota_of_a_day(self, plans: list[Plan], admitted: str) -> None:
        """20 minutes: earlier start, then urgency, approval, id; emergencies and what was refused do not count."""
        compiled = compile_timetable(
            plans, replace(DEFAULT_RULES, minutes_per_day=20), HOME, since=WEEK[0], until=WEEK[1]
        )
        assert "".join(found.plan_id for found in compiled.airings) == admitted
        assert len(compiled.airings) + len(compiled.refusals) == len(plans)

    def test_the_quota_counts_the_whole_day_whenever_it_is_compiled(self) -> None:
        """An edition of the afternoon does not forget what sounded in the morning, nor repeat its refusals."""
        plans = [plan("a", "06:00", "07:00"), plan("b", "17:00")]
        house = replace(DEFAULT_RULES, minutes_per_day=15)
        noon = compile_timetable(plans, house, HOME, since=MIDNIGHT + 720 * MINUTE, until=WEEK[1])
        assert noon.airings == ()
        (refusal,) = noon.refusals
        assert (refusal.plan_id, refusal.reason["used"], refusal.reason["asked"]) == ("b", 10.0, 10.0)

    def test_what_still_sounds_stays_in_the_edition(self) -> None:
        """An edition published in the middle of a programme holds it, and all that delayed it; what is over is gone."""
        plans = [plan("a", "06:00"), plan("b", "06:08", minutes=20), plan("early", "05:30")]
        for minute, expected in [(367, "ab"), (386, "ab"), (392, "ab"), (393, "")]:
            compiled = compile_timetable(plans, DEFAULT_RULES, HOME, since=MIDNIGHT + minute * MINUTE, until=WEEK[1])
            assert "".join(found.plan_id for found in compiled.airings) == expected

    def test_the_end_of_an_edition_is_open(self) -> None:
        """Seven days hold seven mornings."""
        plans = [plan("a", recurrence=daily(DAY, time(6)))]
        assert len(compile_timetable(plans, DEFAULT_RULES, HOME, since=WEEK[0], until=WEEK[1]).airings) == 7
        until = MIDNIGHT + 360 * MINUTE
        assert compile_timetable(plans, DEFAULT_RULES, HOME, since=MIDNIGHT, until=until).airings == ()
        assert compile_timetable([], DEFAULT_RULES, HOME, since=WEEK[0], until=WEEK[1]).airings == ()

    def test_two_plans_of_one_id_are_a_fault(self) -> None:
        """Their airings would be taken for one another."""
        with pytest.raises(ValueError, match="same id"):
            compile_timetable(
                [plan("a", "06:00"), plan("a", "07:00")], DEFAULT_RULES, HOME, since=WEEK[0], until=WEEK[1]
            )


class TestOverlaps:
    """What the page says before anything sounds."""

    @pytest.mark.parametrize(
        ("second", "code", "winner"),
        [
            (airing("b", 8, 5), "waits", "a"),
            (airing("b", 5, 5), "waits", "a"),
            (airing("b", 4, 5), "too_late", "a"),
            (airing("b", 0, 5, priority=PRIORITY), "waits", "b"),
            (airing("b", 4, 5, priority=PRIORITY), "cut_resume", "b"),
            (airing("b", 10, 5), None, ""),
        ],
    )
    def test_two_airings(self, second: Airing, code: str | None, winner: str) -> None:
        """The more urgent cuts in, the other waits, or it is too late for it."""
        found = overlaps([second, airing("a", 0, 10)])
        if code is None:
            assert found == []
            return
        (overlap,) = found
        assert (overlap.reason.code, overlap.winner.id) == (f"schedules.{code}", winner)

    def test_every_pair_is_told(self) -> None:
        """A long programme meets all that lies within it; neighbours that touch do not meet."""
        found = overlaps([airing("a", 0, 60), airing("b", 10, 10), airing("c", 20, 10), airing("d", 60, 5)])
        assert [(overlap.first.id, overlap.second.id) for overlap in found] == [("a", "b"), ("a", "c")]

    @pytest.mark.parametrize("resume", list(Resume))
    def test_the_reason_says_what_becomes_of_the_one_cut_off(self, resume: Resume) -> None:
        """It is named as the one the sentence is about."""
        cutter = airing("e", 4, 0.5, priority=EMERGENCY)
        (overlap,) = overlaps([airing("a", 0, 10, resume=resume), cutter])
        assert overlap.reason.code == f"schedules.cut_{resume}"
        assert (overlap.reason["title"], overlap.reason["other"]) == ("A", "E")


E1 = airing("e", 4, 2, priority=EMERGENCY)
E9 = airing("e", 4, 9, priority=EMERGENCY)
E30 = airing("e", 4, 30, priority=EMERGENCY)


class TestResolve:
    """Who is on air."""

    @pytest.mark.parametrize(
        ("airings", "spans", "missed"),
        [
            ([], "", ""),
            ([airing("a", 0, 10), airing("b", 10, 5)], "a 0-10+0 on_time, b 10-15+0 on_time", ""),
            ([airing("a", 0, 10), airing("b", 8, 5)], "a 0-10+0 on_time, b 10-15+0 late", ""),
            ([airing("a", 0, 10), airing("b", 5, 5)], "a 0-10+0 on_time, b 10-15+0 late", ""),
            ([airing("a", 0, 10), airing("b", 4, 5)], "a 0-10+0 on_time", "b missed 0"),
            (
                [airing("a", 0, 10), airing("b", 9, 5), airing("c", 8, 5)],
                "a 0-10+0 on_time, c 10-15+0 late",
                "b missed 0",
            ),
            (
                [airing("a", 0, 10), airing("b", 8, 5), airing("c", 9, 2, priority=PRIORITY), airing("d", 9.5, 1)],
                "a 0-10+0 on_time, c 10-12+0 late, b 12-17+0 late",
                "d missed 0",
            ),
            ([airing("b", 0, 5), airing("a", 0, 5, priority=PRIORITY)], "a 0-5+0 on_time, b 5-10+0 late", ""),
            ([airing("a", 0, 10), E1], "a 0-4+0 on_time, e 4-6+0 on_time, a 6-12+4 resumed", ""),
            ([airing("a", 0, 10), E9], "a 0-4+0 on_time, e 4-13+0 on_time, a 13-15+8 resumed", ""),
            ([airing("a", 0, 10), E30], "a 0-4+0 on_time, e 4-34+0 on_time", "a resume_too_late 4"),
            ([airing("a", 0, 10, resume=Resume.DROP), E1], "a 0-4+0 on_time, e 4-6+0 on_time", "a cut_drop 4"),
            (
                [airing("a", 0, 10, resume=Resume.RESTART, patience=6), E1],
                "a 0-4+0 on_time, e 4-6+0 on_time, a 6-16+0 restarted",
                "",
            ),
            (
                [airing("a", 0, 10, resume=Resume.RESTART), E1],
                "a 0-4+0 on_time, e 4-6+0 on_time",
                "a restart_too_late 4",
            ),
            (
                [airing("a", 0, 10), E1, airing("f", 7, 1, priority=PRIORITY)],
                "a 0-4+0 on_time, e 4-6+0 on_time, a 6-7+4 resumed, f 7-8+0 on_time, a 8-13+5 resumed",
                "",
            ),
            (
                [airing("a", 0, 10), airing("p", 3, 5, priority=PRIORITY), E1],
                "a 0-3+0 on_time, p 3-4+0 on_time, e 4-6+0 on_time, p 6-10+1 resumed, a 10-15+5 resumed",
                "",
            ),
            ([E1, airing("f", 5, 5, priority=EMERGENCY)], "e 4-6+0 on_time, f 6-11+0 late", ""),
            ([airing("a", 0, 0), airing("b", 0, 5, patience=-3)], "b 0-5+0 on_time", ""),
        ],
    )
    def test_stories(self, airings: list[Airing], spans: str, missed: str) -> None:
        """Waiting, missing, cutting in, going on, skipping ahead, restarting, dropping."""
        assert (heard(*airings), lost(*airings)) == (spans, missed)
        assert (heard(*reversed(airings)), lost(*reversed(airings))) == (spans, missed)

    def test_reasons_name_the_other(self) -> None:
        """Each span and each loss says because of whom."""
        late = airing("b", 11, 5)
        resolved = resolve([airing("a", 0, 10), E9, late, airing("r", 20, 5, resume=Resume.RESTART)])
        reasons = {(span.airing.id, span.how): dict(span.reason.facts) for span in resolved.spans}
        assert reasons["a", How.ON_TIME] == {"title": "A"}
        urgent, early = because("rule_emergency"), because("rule_start")
        assert reasons["a", How.RESUMED] == {"title": "A", "other": "E", "why": urgent, "layer": 0, "skipped": 4.0}
        assert reasons["b", How.LATE] == {"title": "B", "other": "A", "why": early, "layer": 0, "minutes": 4.0}
        cutter = airing("c", 21, 1, priority=PRIORITY, layer=2)
        *_, again = resolve([airing("r", 20, 5, resume=Resume.RESTART), cutter]).spans
        assert dict(again.reason.facts) == {
            "title": "R",
            "other": "C",
            "why": because("rule_priority"),
            "layer": 2,
            "skipped": 0.0,
        }


class TestSounding:
    """The one question pages and stations ask."""

    @pytest.mark.parametrize(
        ("minute", "expected"),
        [(-1, None), (0, ("a", 0, "on_time")), (3.5, ("a", 3.5, "on_time")), (4, ("e", 0, "on_time"))]
        + [(6, ("a", 4, "resumed")), (11.5, ("a", 9.5, "resumed")), (12, None)],
    )
    def test_at_an_instant(self, minute: float, expected: tuple[str, float, str] | None) -> None:
        """What, how far in, and why; a station that wakes late seeks to that place."""
        found = sounding([airing("a", 0, 10), E1], MIDNIGHT + minute * MINUTE)
        told_so = found and (found.airing.id, found.offset / MINUTE, found.reason.code.removeprefix("schedules."))
        assert told_so == expected


class TestNextFree:
    """The next free place."""

    @pytest.mark.parametrize(
        ("wanted", "minutes", "expected"),
        [
            (360, 10, 360),
            (100, 10, 330),
            (390, 10, 390),
            (395, 10, 430),
            (425, 20, 430),
            (415, 30, 460),
            (1255, 10, 1440 + 330),
            (360, 24 * 60, None),
        ],
    )
    def test_within_the_hours_and_beside_the_others(self, wanted: int, minutes: int, expected: int | None) -> None:
        """Taken are minutes 400-430, 450-460 and 900-910; the nights are shut."""
        taken = [airing("a", 400, 30), airing("b", 450, 10), airing("c", 900, 10)]
        found = next_free(taken, MIDNIGHT + wanted * MINUTE, minutes * MINUTE, rules=DEFAULT_RULES, timezone=HOME)
        assert found == (None if expected is None else MIDNIGHT + expected * MINUTE)

    def test_within_the_minutes_of_the_day(self) -> None:
        """A day that is full is passed over; an emergency does not fill it."""
        house = replace(DEFAULT_RULES, minutes_per_day=30)
        full = [airing("a", 400, 25), airing("e", 1440 + 400, 25, priority=EMERGENCY)]
        found = next_free(full, MIDNIGHT + 500 * MINUTE, 10 * MINUTE, rules=house, timezone=HOME)
        assert found == MIDNIGHT + (1440 + 330) * MINUTE


def decisions() -> Iterator[Decision]:
    """Yield a decision of every kind and with every code."""
    house = replace(DEFAULT_RULES, minutes_per_day=12)
    refused = [
        plan("p", "03:15"),
        plan("q", "06:00", "07:00"),
        plan("r", "08:00", minutes=0),
        plan("s", "08:00", loop=True),
    ]
    compiled = compile_timetable(refused, house, HOME, since=WEEK[0], until=WEEK[1])
    yield from compiled.airings
    yield from compiled.refusals
    for resume in Resume:
        for cutter in (E1, airing("e", 4, 30, priority=EMERGENCY), airing("p", 8, 10), airing("p", 2, 10)):
            pair = [airing("a", 0, 10, resume=resume, patience=5.9), cutter]
            yield from resolve(pair).spans
            yield from resolve(pair).missed
            yield from overlaps(pair)
    patient = [airing("a", 0, 10, resume=Resume.RESTART, patience=9), E1]
    yield from resolve(patient).spans
    now = sounding([E1], E1.start)
    assert now
    yield now


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_decision_has_a_sentence(language: str) -> None:
    """Nothing is decided without words for it, and no blank stays open."""
    reasons = {explain(decision) for decision in decisions()}
    sentences = [told(reason.code, language, dict(reason.facts)) for reason in reasons]
    assert not [text for text in sentences if text.startswith("schedules.") or "[" in text or "{" in text]
    assert {reason.code for reason in reasons} <= set(TEXTS)


def test_merging_keeps_the_more_local_of_one_id() -> None:
    """Editions from the widest locality down become one plan in air order; a more local version of an airing counts."""
    wide, late = airing("a", 60, 10), airing("b", 30, 10)
    local = replace(wide, volume_boost_db=6.0)
    assert merge([[wide, late], [local]]) == (late, local)
    assert merge([]) == ()
