"""When a player is believed to hang: the whole table on a clock that is a number."""

import pytest

from stations.watch import READY_SECONDS, STUCK_SECONDS, Watch

BEAT: dict[str, object] = {"event": "beat"}


@pytest.fixture
def watch() -> Watch:
    """A watch of a child that was ready at 100 s."""
    watch = Watch()
    watch.begin(99)
    watch.note(BEAT, 100)
    return watch


def beaten(watch: Watch, until: float) -> float:
    """Let the heart beat each half second up to ``until``."""
    now = 100.0
    while now < until:
        now += 0.5
        watch.note(BEAT, now)
    return now


def test_a_new_child_gets_time_to_open_the_sound() -> None:
    """Before its first beat a child has eight seconds, and is not ready."""
    watch = Watch()
    watch.begin(0)
    assert not watch.ready and not watch.stuck(READY_SECONDS) and watch.stuck(READY_SECONDS + 0.1)


def test_missing_beats_mean_hung(watch: Watch) -> None:
    """Two seconds without a beat are too long, playing or not."""
    assert watch.ready and not watch.stuck(100 + STUCK_SECONDS) and watch.stuck(100.1 + STUCK_SECONDS)


def test_nothing_is_watched_between_children(watch: Watch) -> None:
    """A child that is gone cannot hang."""
    watch.end()
    assert not watch.ready and not watch.stuck(10_000)


def test_a_play_must_begin(watch: Watch) -> None:
    """A play that is due and says nothing for two seconds is stuck, however well the heart beats."""
    watch.expect("a", 105)
    assert not watch.stuck(beaten(watch, 107)) and watch.stuck(beaten(watch, 107.5))


def test_a_play_ordered_while_the_output_warms_up_is_given_its_time() -> None:
    """An alarm at the start of the station: the play counts from the first beat on."""
    watch = Watch()
    watch.begin(0)
    watch.expect("siren", 0.5)
    assert not watch.stuck(5)
    watch.note(BEAT, 5)
    assert not watch.stuck(6.9)
    watch.note(BEAT, 7)
    assert watch.stuck(7.1)


def test_a_play_must_move(watch: Watch) -> None:
    """The same offset told again and again is no movement."""
    watch.expect("a", 101)
    watch.note({"event": "started", "token": "a"}, 101)
    for now in (101.5, 102.0, 102.5, 103.0, 103.5, 104.0):
        watch.note({"event": "position", "token": "a", "offset": 0.5}, now)
    assert watch.stuck(beaten(watch, 104.0))


def test_moving_and_ended_plays_are_fine(watch: Watch) -> None:
    """A play that moves is not stuck, nor is one that ended or failed, nor one nobody ordered."""
    for token in ("a", "b", "c"):
        watch.expect(token, 101)
    watch.note({"event": "ended", "token": "b"}, 101)
    watch.note({"event": "failed", "token": "c"}, 101)
    watch.note({"event": "position", "token": "stranger", "offset": 1}, 101)
    for step in range(1, 20):
        watch.note({"event": "seeking", "token": "a", "offset": float(step)}, 101 + step)
        watch.note(BEAT, 101 + step)
        assert not watch.stuck(101.5 + step)


def test_a_busy_machine_is_no_hung_player(watch: Watch) -> None:
    """Time in which the watcher itself was held up counts for nothing; a child that is silent all the same is hung."""
    watch.expect("a", 100)
    watch.look(100)
    watch.look(110)
    assert not watch.stuck(110)
    assert seen_stuck(watch, 110, 115) == pytest.approx(111.5, abs=0.3)


def seen_stuck(watch: Watch, since: float, until: float) -> float:
    """Look four times a second; return when it is first believed to hang, ``until`` if never."""
    now = since
    while now < until and not watch.stuck(now):
        now += 0.25
        watch.look(now)
    return now
