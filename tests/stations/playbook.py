"""The language of the playout tests: what the station is told at which second, and what it answers."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from broadcaster.messages import AsRun, Assignment, ClockTrust, Command, CommandName
from schedules.playlist import ClipItem, PauseItem, Playlist
from schedules.priority import Priority
from schedules.timetable import Airing, Resume
from schedules.windows import Rules
from stations.playout import State, cues, step

SIX = datetime(2026, 3, 2, 23, 0, tzinfo=UTC)
"""06:00 on 3 March in Vietnam: second 0 of every story."""
ONE, TWO, THREE = ("1" * 64, "2" * 64, "3" * 64)
NOTHING = timedelta()


def seconds(count: float) -> timedelta:
    """Return a length."""
    return timedelta(seconds=count)


def moment(count: float) -> datetime:
    """Return the instant ``count`` seconds after six o'clock."""
    return SIX + seconds(count)


def airing(ident: str, start: float, *items: tuple[str, float], **more: object) -> Airing:
    """Return an airing of (clip, seconds) items that begins ``start`` seconds after six; "" is a pause."""
    playlist = Playlist(tuple(ClipItem(clip, seconds(n)) if clip else PauseItem(seconds(n)) for clip, n in items))
    plain = Airing(
        id=ident,
        plan_id=ident,
        title=ident,
        start=moment(start),
        latest_start=moment(start + 120),
        end=moment(start) + playlist.duration,
        priority=Priority.ORDINARY,
        bulletin_ids=(),
        playlist=playlist,
        resume=Resume.RESUME,
    )
    return replace(plain, **more)  # type: ignore[arg-type]


class Playbook:
    """One station in a story; ``tell`` returns the cues except Wake, which is kept in ``wake``."""

    def __init__(
        self, *airings: Airing, ready: tuple[str, ...] = (ONE, TWO, THREE), state: State | None = None
    ) -> None:
        self.state = state or State("s1")
        self.wake = SIX
        self.rows: list[AsRun] = []
        self.tell(cues.ClockJudged(ClockTrust.TRUSTED), -3600)
        for clip in ready:
            self.tell(cues.MediaReady(clip), -3600)
        self.tell(cues.TimetableChanged(airings), -3600)

    def tell(self, event: cues.Event, at: float) -> list[cues.Cue]:
        """Tell the station ``event`` at second ``at`` and return what it does."""
        self.state, done = step(self.state, event, moment(at))
        last = done.pop()
        assert isinstance(last, cues.Wake)
        self.wake = last.at
        self.rows += [one.row for one in done if isinstance(one, cues.Report)]
        return done

    def tick(self, at: float) -> list[cues.Cue]:
        """Let time go on to second ``at``."""
        return self.tell(cues.Tick(), at)

    def play_to(self, at: float) -> list[cues.Cue]:
        """Let a perfect player play everything until second ``at``, and return all that the station did."""
        done: list[cues.Cue] = []
        while True:
            moments: list[tuple[datetime, cues.Event]] = [(self.wake, cues.Tick())]
            for track in self.state.tracks:
                if track.phase == "armed":
                    moments.append((max(track.at, self.now), cues.PlayerStarted(track.token, track.at, 0.0)))
                if track.phase == "sounding":
                    end = track.slot.clip_end
                    moments.append((end, cues.PlayerEnded(track.token, end, "finished", -20.0)))
            when, event = min(moments, key=lambda one: (one[0], type(one[1]).__name__ == "Tick"))
            if when > moment(at):
                return done
            self.now = when
            done += self.tell(event, (when - SIX) / seconds(1))

    now = SIX - seconds(3600)

    def command(
        self, name: CommandName, at: float, value: int | None = None, until: float | None = None
    ) -> list[cues.Cue]:
        """Let the server command something at second ``at``."""
        until_at = None if until is None else moment(until)
        return self.tell(cues.CommandReceived(Command("c1", name, value, until_at)), at)

    @property
    def story(self) -> list[tuple[str | None, int, int, str, str]]:
        """All rows so far, in short: airing, item, attempt, how it ended, why."""
        return [(row.airing_id, row.item, row.attempt, row.ended_how.value, row.reason) for row in self.rows]


def assignment(rules: Rules, volume: int = 70) -> Assignment:
    """Return an assignment with these rules."""
    return Assignment("Cụm loa 1", ("79",), (), volume, rules, "Asia/Ho_Chi_Minh")
