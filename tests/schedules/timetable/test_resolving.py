"""Who cuts in when, what a base programme does, who never begins late: in stories, and for every crowd of airings."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.wording import LANGUAGES, told
from schedules.playlist import ClipItem, Playlist, RelayItem
from schedules.priority import Priority
from schedules.reason import Reason
from schedules.timetable import Airing, How, Late, Resume, explain, merge, overlaps, resolve
from schedules.timetable.resolving import EASE
from tests.schedules.test_timetable import MINUTE, airing, heard, lost

EMERGENCY, PRIORITY, ORDINARY = Priority.EMERGENCY, Priority.PRIORITY, Priority.ORDINARY


def items(*minutes: float) -> Playlist:
    """Return a playlist of clips of these lengths."""
    return Playlist(tuple(ClipItem("c" * 64, one * MINUTE) for one in minutes))


def several(name: str, start: float, *minutes: float, **facts: Any) -> Airing:
    """Return an airing of several clips."""
    return airing(name, start, sum(minutes), **{"playlist": items(*minutes)} | facts)


NEWS = several("n", 0, 1.5, 1.5, 1.5, 1.5)
BASE = several("m", 0, *[1] * 60, base=True)


@pytest.mark.parametrize(
    ("airings", "spans", "missed"),
    [
        ([NEWS, airing("p", 2, 5, priority=PRIORITY)], "n 0-3+0 on_time, p 3-8+0 late, n 8-11+3 resumed", ""),
        ([NEWS, airing("e", 2, 5, priority=EMERGENCY)], "n 0-2+0 on_time, e 2-7+0 on_time, n 7-11+2 resumed", ""),
        ([NEWS, airing("p", 3, 5, priority=PRIORITY)], "n 0-3+0 on_time, p 3-8+0 on_time, n 8-11+3 resumed", ""),
        (
            [NEWS, airing("p", 2, 5, priority=PRIORITY, patience=0)],
            "n 0-2+0 on_time, p 2-7+0 on_time, n 7-11+2 resumed",
            "",
        ),
        (
            [several("n", 0, 2.5, 1), airing("p", 0.4, 1, priority=PRIORITY)],
            "n 0-0.4+0 on_time, p 0.4-1.4+0 on_time, n 1.4-4.5+0.4 resumed",
            "",
        ),
        (
            [several("n", 0, 2.5, 1), airing("p", 0.5, 1, priority=PRIORITY)],
            "n 0-2.5+0 on_time, p 2.5-3.5+0 late, n 3.5-4.5+2.5 resumed",
            "",
        ),
        (
            [replace(NEWS, resume=Resume.DROP), airing("p", 2, 5, priority=PRIORITY)],
            "n 0-3+0 on_time, p 3-8+0 late",
            "n cut_drop 3",
        ),
        (
            [NEWS, airing("p", 2, 3, priority=PRIORITY), airing("e", 2.5, 1, priority=EMERGENCY)],
            "n 0-2.5+0 on_time, e 2.5-3.5+0 on_time, p 3.5-6.5+0 late, n 6.5-10+2.5 resumed",
            "",
        ),
        (
            [several("c", 0, 3, 3, priority=PRIORITY, layer=2), airing("p", 1, 4, priority=PRIORITY)],
            "c 0-3+0 on_time, p 3-7+0 late, c 7-10+3 resumed",
            "",
        ),
        (
            [several("p", 0, 3, 3, priority=PRIORITY), airing("c", 1, 4, priority=PRIORITY, layer=2)],
            "p 0-6+0 on_time, c 6-10+0 late",
            "",
        ),
        (
            [
                several("p", 0, 1.5, 1.5, priority=PRIORITY),
                airing("c", 1, 4, priority=PRIORITY, layer=2, ahead_of=("p",)),
            ],
            "p 0-1.5+0 on_time, c 1.5-5.5+0 late, p 5.5-7+1.5 resumed",
            "",
        ),
        (
            [airing("p", 0, 3, priority=PRIORITY), airing("c", 0, 4, priority=PRIORITY, layer=2, ahead_of=("p",))],
            "c 0-4+0 on_time, p 4-7+0 late",
            "",
        ),
        (
            [airing("o", 0, 6), airing("q", 1, 4, ahead_of=("o",))],
            "o 0-1+0 on_time, q 1-5+0 on_time, o 5-10+1 resumed",
            "",
        ),
        ([BASE, airing("i", 10.5, 4)], "m 0-11+0 on_time, i 11-15+0 late, m 15-64+11 resumed", ""),
        ([BASE, airing("i", 10, 9)], "m 0-10+0 on_time, i 10-19+0 on_time, m 19-65+14 resumed", ""),
        ([BASE, airing("i", -1, 9)], "i -1-8+0 on_time, m 8-65+3 late", ""),
        ([BASE, airing("i", -1, 4)], "i -1-3+0 on_time, m 3-63+0 late", ""),
        ([replace(BASE, late=Late.SKIP), airing("i", -1, 2)], "i -1-1+0 on_time", "m missed 0"),
        ([BASE, several("j", 0, *[1] * 6, base=True, priority=PRIORITY)], "j 0-6+0 on_time, m 6-65+1 late", ""),
        (
            [airing("r", 0, 30, playlist=Playlist((RelayItem((), 30 * MINUTE, ""),)), base=True), airing("i", 10, 4)],
            "r 0-10+0 on_time, i 10-14+0 on_time, r 14-34+10 resumed",
            "",
        ),
        (
            [several("m", 0, 4, base=True, loop=True, playlist=items(1, 1)), airing("i", 2.5, 1)],
            "m 0-3+0 on_time, i 3-4+0 late, m 4-5+3 resumed",
            "",
        ),
        ([airing("a", 0, 10), airing("s", 8, 5, late=Late.SKIP)], "a 0-10+0 on_time", "s missed 0"),
        ([airing("a", 0, 8), airing("s", 8, 5, late=Late.SKIP)], "a 0-8+0 on_time, s 8-13+0 on_time", ""),
        (
            [NEWS, airing("s", 2, 1, priority=PRIORITY, late=Late.SKIP)],
            "n 0-2+0 on_time, s 2-3+0 on_time, n 3-7+2 resumed",
            "",
        ),
        ([airing("a", 0, 10), airing("w", 8, 5, late=Late.WHOLE)], "a 0-10+0 on_time, w 10-15+0 late", ""),
        (
            [airing("a", 0, 4, playlist=items(1)), airing("p", 2, 1, priority=PRIORITY)],
            "a 0-2+0 on_time, p 2-3+0 on_time, a 3-5+2 resumed",
            "",
        ),
    ],
)
def test_stories(airings: list[Airing], spans: str, missed: str) -> None:
    """At the end of an item, at once if that is far, never later than the latest start; the base goes on after."""
    assert (heard(*airings), lost(*airings)) == (spans, missed)
    assert (heard(*reversed(airings)), lost(*reversed(airings))) == (spans, missed)


@pytest.mark.parametrize(
    ("airings", "code", "winner", "why"),
    [
        ([NEWS, airing("p", 2, 5, priority=PRIORITY)], "cut_resume", "p", "priority"),
        ([BASE, airing("i", 10.5, 4)], "cut_resume", "i", "insert"),
        ([airing("a", 0, 10), airing("e", 4, 30, priority=EMERGENCY)], "resume_too_late", "e", "emergency"),
        ([airing("a", 0, 10), airing("s", 8, 5, late=Late.SKIP)], "too_late", "a", "start"),
        ([airing("a", 0, 5), airing("b", 0, 5, layer=2)], "waits", "a", "wider"),
        ([airing("a", 0, 5), airing("b", 0, 5)], "waits", "a", "id"),
        ([airing("a", 0, 5), airing("b", 0, 5, ahead_of=("a",))], "waits", "b", "confirmed"),
        (
            [airing("c", 0, 5, priority=PRIORITY, layer=2), airing("p", 2, 1, priority=PRIORITY)],
            "cut_resume",
            "p",
            "layer",
        ),
    ],
)
def test_an_overlap_tells_the_same(airings: list[Airing], code: str, winner: str, why: str) -> None:
    """What the page says beforehand is what resolve does: who wins, by which rule, of which layer."""
    (overlap,) = overlaps(airings)
    assert (overlap.reason.code, overlap.winner.id) == (f"schedules.{code}", winner)
    rule = overlap.reason["why"]
    assert isinstance(rule, Reason)
    assert rule.code == f"schedules.rule_{why}"
    assert overlap.reason["layer"] == overlap.winner.layer


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_is_a_sentence(language: str) -> None:
    """With the rule inside it, and no blank left open."""
    crowd = [
        *(NEWS, BASE, airing("p", 2, 5, priority=PRIORITY), airing("q", 2, 5, priority=PRIORITY, layer=2)),
        *(airing("e", 9, 1, priority=EMERGENCY), airing("d", 7, 30, resume=Resume.DROP), airing("z", 1, 1, patience=0)),
    ]
    resolved = resolve(crowd)
    for decision in (*resolved.spans, *resolved.missed, *overlaps(crowd)):
        reason = explain(decision)
        sentence = told(reason.code, language, dict(reason.facts))
        assert not [part for part in ("schedules.", "[", "{", "Reason") if part in sentence]


def test_a_late_cutter_says_it_let_the_item_end() -> None:
    """That is another sentence than having waited for a whole programme; a base that joins says what it skips."""
    late = resolve([NEWS, airing("p", 2, 5, priority=PRIORITY)]).spans[1]
    assert (late.how, late.reason.code, late.reason["minutes"]) == (How.LATE, "schedules.late_item", 1.0)
    joined = resolve([BASE, airing("i", -1, 9)]).spans[1]
    assert (joined.reason.code, joined.reason["skipped"]) == ("schedules.joined", 3.0)


names = "abcdefgh"
facts = st.fixed_dictionaries(
    {
        "priority": st.sampled_from(Priority),
        "resume": st.sampled_from(Resume),
        "late": st.sampled_from(Late),
        "base": st.booleans(),
        "layer": st.integers(0, 2),
        "patience": st.integers(0, 12),
        "ahead_of": st.sets(st.sampled_from(names), max_size=2).map(lambda ids: tuple(sorted(ids))),
    }
)
crowds = st.lists(
    st.tuples(st.integers(0, 60), st.lists(st.sampled_from([0.5, 1, 1.5, 3, 7]), min_size=1, max_size=4), facts),
    max_size=len(names),
).map(
    lambda drawn: [
        several(name, start, *minutes, **rest) for name, (start, minutes, rest) in zip(names, drawn, strict=False)
    ]
)


@pytest.mark.slow
@given(crowds, st.randoms())
def test_one_thing_sounds_at_a_time_and_all_is_accounted_for(airings: list[Airing], random: Any) -> None:
    """In whatever order they come; nothing outside its limits; each is heard to its end or named as missed."""
    resolved = resolve(airings)
    assert resolve(random.sample(airings, len(airings))) == resolved
    assert all(one.end <= two.start for one, two in pairwise(resolved.spans))
    lost_ids = [missed.airing.id for missed in resolved.missed]
    assert len(set(lost_ids)) == len(lost_ids)
    for one in airings:
        mine = [span for span in resolved.spans if span.airing.id == one.id]
        assert all(one.start <= span.start < span.end <= one.latest_end for span in mine)
        assert not mine or mine[0].start <= one.last_entry
        assert (not mine or mine[-1].is_cut) == (one.id in lost_ids)


@pytest.mark.slow
@given(crowds)
def test_nobody_is_cut_off_from_below_and_nobody_waits_long(airings: list[Airing]) -> None:
    """Whoever cuts in goes first; an emergency waits for nothing below it, others at most two minutes for an item."""
    undecided = [replace(one, ahead_of=()) for one in airings]
    spans = resolve(undecided).spans
    for one, two in pairwise(spans):
        assert not one.is_cut or two.airing.rank < one.airing.rank
    for span in spans:
        for other in undecided:
            if other.rank < span.airing.rank and span.start < other.start < span.end:
                wait = timedelta() if other.priority is EMERGENCY else EASE
                assert span.end <= other.start + wait


@given(crowds)
def test_a_skipper_begins_on_time_or_not_at_all(airings: list[Airing]) -> None:
    """Nobody hears it begin a moment late."""
    for one in (one for one in airings if one.late is Late.SKIP):
        mine = [span for span in resolve(airings).spans if span.airing.id == one.id]
        assert not mine or (mine[0].start, mine[0].offset) == (one.start, timedelta())


@pytest.mark.slow
@given(crowds)
def test_two_alone_fare_as_their_overlap_says(airings: list[Airing]) -> None:
    """The winner of an overlap is heard whole and on time, but for the item it lets end."""
    for overlap in overlaps(airings):
        spans = [one for one in resolve([overlap.first, overlap.second]).spans if one.airing.id == overlap.winner.id]
        assert len(spans) == 1
        assert spans[0].start <= overlap.winner.start + EASE
        assert not spans[0].is_cut


@pytest.mark.slow
@given(crowds, st.integers(0, len(names)))
def test_the_merge_of_editions_is_told_like_the_edition_of_the_merge(airings: list[Airing], cut: int) -> None:
    """Whoever published what: the same order, the same sound."""
    merged = merge([airings[:cut], airings[cut:]])
    assert merged == merge([airings]) == merge([airings[cut:], airings[:cut]])
    assert resolve(merged) == resolve(airings)
