"""What holds for playout whatever happens: random timetables, commands, clocks' wakes, media and player faults."""

from collections import Counter
from datetime import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadcaster.messages import ClockTrust, CommandName
from schedules.priority import Priority
from schedules.timetable import Airing, Late, Resume
from schedules.windows import Rules, Window, in_quiet, outside
from stations.playout import State, cues
from stations.playout.state import OVERRUN, Past
from tests.stations.playbook import NOTHING, ONE, SIX, TWO, Playbook, airing, assignment, moment, seconds

RULES = Rules((Window(time(5, 30), time(6, 5)), Window(time(6, 7), time(21))), quiet=(Window(time(6, 8), time(6, 9)),))
ZONE = "Asia/Ho_Chi_Minh"

lengths = st.integers(1, 90)
airings = st.lists(
    st.builds(
        lambda start, items, *rest: (start, items, *rest),
        st.integers(0, 600),
        st.lists(st.tuples(st.sampled_from([ONE, TWO, ""]), lengths), min_size=1, max_size=3),
        st.sampled_from(Priority),
        st.sampled_from(Resume),
        st.sampled_from(["", "", "mưa lũ"]),
        st.sampled_from(Late),
        st.booleans(),
    ),
    max_size=6,
).map(lambda drawn: tuple(_airing(n, *one) for n, one in enumerate(drawn)))
happenings = st.lists(
    st.tuples(
        st.integers(-5, 700),
        st.sampled_from(["died", "lost", "ready", "stop", "silence", "resume", "edition", "crash"]),
    ),
    max_size=8,
).map(sorted)


def _airing(n: int, start: int, items: list[tuple[str, int]], *rest: Any) -> Airing:
    priority, resume, reason, late, base = rest
    return airing(f"a{n}", start, *items, priority=priority, resume=resume, outside_reason=reason, late=late, base=base)


class Recorder(Playbook):
    """A playbook with a perfect player that also writes down what sounded from when to when, and a journal."""

    def __init__(self, *airings: Airing, state: State | None = None) -> None:
        self.sounds: dict[str, list[Any]] = {}
        self.begun: Counter[tuple[str, int, int]] = Counter()
        self.past: tuple[dict[str, dict[int, int]], dict[tuple[str, int], Any], set[str]] = ({}, {}, set())
        super().__init__(*airings, state=state)

    def tell(self, event: cues.Event, at: float) -> list[cues.Cue]:
        if isinstance(event, cues.PlayerStarted):
            self.sounds[event.token] = [self.state.track(event.token), max(event.at, moment(at)), None]
        if isinstance(event, cues.PlayerEnded) and event.token in self.sounds:
            self.sounds[event.token][2] = moment(at)
        if isinstance(event, cues.PlayerDied):
            self._silence(at)
        done = super().tell(event, at)
        for cue in done:
            self._keep(cue, at)
        return done

    def _keep(self, cue: cues.Cue, at: float) -> None:
        attempts, items, closed = self.past
        if isinstance(cue, cues.Stop) and cue.token in self.sounds:
            self.sounds[cue.token][2] = self.sounds[cue.token][2] or moment(at)
        if isinstance(cue, cues.Begin):
            self.begun[(cue.airing_id, cue.item, cue.attempt)] += 1
            attempts.setdefault(cue.airing_id, {})[cue.item] = cue.attempt
        if isinstance(cue, cues.Report):
            key = (cue.row.airing_id or "", cue.row.item)
            attempts.setdefault(key[0], {})[key[1]] = cue.row.attempt
            if cue.closes is cues.Closes.ITEM:
                items[key] = cue.until
            if cue.closes is cues.Closes.AIRING:
                closed.add(key[0])

    def _silence(self, at: float) -> None:
        for sound in self.sounds.values():
            sound[2] = sound[2] or moment(at)

    def crash(self, at: float) -> None:
        """Kill the station and start it again from what its journal knows."""
        self._silence(at)
        attempts, items, closed = self.past
        self.lost = [
            (track.slot.airing.id, track.slot.item, track.attempt) for track in self.state.tracks if track.begun
        ]
        fresh = State.after("s1", Past(attempts, items, frozenset(closed)), muted_until=self.state.muted_until)
        airings = self.state.airings
        self.state = fresh
        for event in (
            cues.AssignmentChanged(assignment(RULES), None),
            cues.ClockJudged(ClockTrust.TRUSTED),
            cues.TimetableChanged(airings),
            cues.MediaReady(ONE),
            cues.MediaReady(TWO),
        ):
            self.tell(event, at)
        self.crashed += self.lost

    crashed: list[tuple[str, int, int]] = []


def happen(book: Recorder, what: str, at: float) -> None:
    """Let one thing happen to the station."""
    events: dict[str, list[cues.Event]] = {
        "died": [cues.PlayerDied(), cues.PlayerRestarted()],
        "lost": [cues.MediaLost(ONE)],
        "ready": [cues.MediaReady(ONE)],
        "edition": [cues.TimetableChanged(book.state.airings[1:])],
    }
    if what == "crash":
        book.crash(at)
    elif what in events:
        for event in events[what]:
            book.tell(event, at)
    else:
        book.command(CommandName(what), at, until=at + 60 if what == "silence" else None)


@pytest.mark.slow
@settings(max_examples=settings.default.max_examples * 5 // 2)
@given(airings, happenings)
def test_the_promises_hold_whatever_happens(drawn: tuple[Airing, ...], story: list[tuple[int, str]]) -> None:
    """One sound at a time; no attempt twice; no quiet hour broken; one row for each attempt and each airing."""
    book = Recorder(*drawn)
    book.crashed = []
    book.tell(cues.AssignmentChanged(assignment(RULES), None), -3000)
    for at, what in story:
        book.play_to(at)
        book.now = moment(at)
        happen(book, what, at)
    book.play_to(3000)
    sounds = ((begin, end, track) for track, begin, end in book.sounds.values() if end)
    spans = sorted(sounds, key=lambda one: one[:2])
    assert all(later[0] >= earlier[1] - OVERRUN for earlier, later in zip(spans, spans[1:], strict=False))
    for begin, end, track in spans:
        one = track.slot.airing
        if one.priority is not Priority.EMERGENCY:
            assert not in_quiet(RULES, begin, end, ZONE)
            assert one.outside_reason or not outside(RULES, begin, end, ZONE)
        assert end <= one.latest_end + seconds(1)
    assert all(count == 1 for count in book.begun.values())
    keys = Counter((row.airing_id, row.item, row.attempt) for row in book.rows)
    assert all(count == 1 for count in keys.values())
    assert {key for key in book.begun if key not in keys} <= set(book.crashed)
    assert {one.id for one in book.state.airings if one.playlist.duration > NOTHING} <= {
        key[0] for key in (*keys, *book.begun)
    }


@pytest.mark.slow
@given(airings)
def test_without_faults_everything_begins_when_the_timetable_says(drawn: tuple[Airing, ...]) -> None:
    """Every slot of the resolved timetable starts on the millisecond unless the hours forbid it."""
    book = Recorder(*drawn)
    done = book.play_to(3000)
    starts = [one.at for one in done if isinstance(one, cues.Start)]
    assert starts == sorted(starts)
    assert all(row.start_error_ms in (0.0, None) for row in book.rows)
    assert min(starts, default=SIX) >= SIX
