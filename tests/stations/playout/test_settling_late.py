"""What a station that comes late does with each kind of airing: joins, plays whole, or leaves it."""

import pytest

from broadcaster.messages import ClockTrust, CommandName
from schedules.priority import Priority
from schedules.timetable import Late
from stations.playout import cues
from tests.stations.playbook import ONE, THREE, TWO, Playbook, airing, moment, seconds

WHOLE = airing("news", 0, (ONE, 60), (TWO, 30), late=Late.WHOLE)
SKIP = airing("news", 0, (ONE, 60), (TWO, 30), late=Late.SKIP)


def starts(done: list[cues.Cue]) -> list[tuple[str, float]]:
    """Return what was started, by airing and item, and at which second."""
    from_six = [(one.token.rpartition(".")[0], one.at) for one in done if isinstance(one, cues.Start)]
    return [(name, (at - moment(0)) / seconds(1)) for name, at in from_six]


@pytest.mark.parametrize("late", [Late.WHOLE, Late.SKIP])
def test_on_time_all_are_alike(late: Late) -> None:
    """A station that is there plays at the planned moment, to the sample."""
    book = Playbook(airing("news", 0, (ONE, 5), (TWO, 30), late=late))
    assert starts(book.play_to(60)) == [("news.0", 0), ("news.1", 5)]


def test_a_late_station_plays_whole() -> None:
    """From its beginning, all items, as soon as the amplifier is awake; and only once."""
    book = Playbook(WHOLE, ready=(TWO,))
    book.play_to(40)
    done = book.tell(cues.MediaReady(ONE), 40)
    assert cues.Prepare("news.0.0", ONE, seconds(0)) in done
    assert starts(done + book.play_to(300)) == [("news.0", 42), ("news.1", 102)]
    assert book.story == [("news", 0, 1, "finished", ""), ("news", 1, 1, "finished", "")]


def test_the_middle_of_a_whole_airing_is_never_joined() -> None:
    """Without its first clip nothing of it sounds, until it is too late to begin."""
    book = Playbook(WHOLE, ready=(TWO,))
    assert starts(book.play_to(200)) == []
    assert book.story == [("news", 0, 1, "failed", "station.media_missing")]


def test_what_follows_waits_for_a_delayed_airing() -> None:
    """As it would wait for any: whole, if its latest start allows; a more urgent one cuts in."""
    follower = airing("more", 90, (THREE, 20))
    book = Playbook(WHOLE, follower, ready=(TWO, THREE))
    book.play_to(30)
    done = book.tell(cues.MediaReady(ONE), 30)
    assert starts(done + book.play_to(300)) == [("news.0", 32), ("news.1", 92), ("more.0", 122)]
    urgent = airing("alarm", 100, (THREE, 10), priority=Priority.EMERGENCY)
    book = Playbook(WHOLE, urgent, ready=(TWO, THREE))
    done = book.tell(cues.MediaReady(ONE), 30)
    assert starts(done + book.play_to(300)) == [("news.0", 32), ("news.1", 92), ("alarm.0", 100), ("news.1", 110)]


def test_a_delay_outlives_a_new_edition_but_not_its_airing() -> None:
    """The same airing goes on where it is; one that was planned anew, later, begins then."""
    book = Playbook(WHOLE, ready=(TWO,))
    done = book.tell(cues.MediaReady(ONE), 40) + book.play_to(50)
    assert book.tell(cues.TimetableChanged((WHOLE, airing("more", 600, (THREE, 9)))), 50) == []
    assert starts(done + book.play_to(300)) == [("news.0", 42), ("news.1", 102)]
    book.tell(cues.TimetableChanged((airing("more", 600, (THREE, 9)),)), 300)
    assert book.state.delayed == {}


@pytest.mark.parametrize("hindrance", ["clock", "player", "silence", "too late"])
def test_no_delay_while_nothing_can_begin(hindrance: str) -> None:
    """An unknown clock, a dead player, a silence: the moment is chosen when they are over, if it is not too late."""
    book = Playbook(WHOLE, ready=(TWO,))
    if hindrance == "clock":
        book.tell(cues.ClockJudged(ClockTrust.UNTRUSTED), 10)
    if hindrance == "player":
        book.tell(cues.PlayerDied(), 10)
    if hindrance == "silence":
        book.command(CommandName.SILENCE, 10, until=500)
    book.tell(cues.MediaReady(ONE), 119.5 if hindrance == "too late" else 40)
    assert book.state.delayed == {}
    if hindrance == "player":
        book.tell(cues.PlayerRestarted(), 50)
        assert book.state.delayed == {"news": moment(52)}


def test_a_late_station_skips() -> None:
    """It never begins late, not by two seconds, and says why; what it has begun goes on after a fault."""
    book = Playbook(SKIP, ready=(TWO,))
    book.tell(cues.MediaReady(ONE), -1)
    assert starts(book.play_to(100)) == []
    assert book.story == [("news", 0, 1, "missed", "station.was_away")]
    book = Playbook(SKIP)
    book.play_to(20)
    book.tell(cues.PlayerDied(), 20)
    book.tell(cues.PlayerRestarted(), 25)
    book.play_to(200)
    assert [row[:4] for row in book.story] == [
        ("news", 0, 1, "failed"),
        ("news", 0, 2, "finished"),
        ("news", 1, 1, "finished"),
    ]


def test_a_begun_whole_airing_goes_on_where_its_neighbours_are() -> None:
    """After a fault in its middle it is not told from the beginning again."""
    book = Playbook(WHOLE)
    book.play_to(20)
    book.tell(cues.PlayerDied(), 20)
    done = book.tell(cues.PlayerRestarted(), 25)
    assert cues.Prepare("news.0.1", ONE, seconds(25.3)) in done
    assert book.state.delayed == {}
