"""The language of the alarm tests: a playbook whose player sounds sirens, recordings and clips, and what was heard."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from broadcaster.messages import (
    Alarm,
    AlarmAudio,
    AlarmReport,
    AlarmStatus,
    AsRun,
    ClockTrust,
)
from broadcaster.sirens import length_of
from schedules.timetable import Airing
from stations.playout import State, cues, step
from stations.playout.alarms import DRILL, Standing
from tests.stations.playbook import ONE, SIX, THREE, TWO, moment, seconds

SPEECH = "a" * 64
"""The clip of an alarm; it lasts eight seconds, though nobody tells the station."""
LENGTHS = {SPEECH: 8.0, ONE: 60.0, TWO: 60.0, THREE: 60.0, DRILL: 2.0}
OWN = 6.0
"""How long the station itself reads any text."""


def alarm(ident: str, start: float = 0, **more: Any) -> Alarm:
    """Return a real alarm with text and clip that stands for an hour from second ``start`` on."""
    plain = Alarm(
        ident,
        AlarmStatus.ACTUAL,
        moment(start),
        moment(start + 3600),
        level=3,
        audio=AlarmAudio(SPEECH, 4, inline="AAAA"),
        spoken_text="Bão số 3.",
    )
    return replace(plain, **more)


def standing(one: Alarm, layer: int = 0, **more: Any) -> Standing:
    """Return an alarm as the inbox gives it."""
    return Standing(one, layer, **more)


@dataclass
class Sound:
    """One sound in the player: what, asked from when to when; ``ended`` is when it was over or stopped."""

    token: str
    what: str
    at: float
    length: float
    started: bool = False
    ended: float | None = None


class AlarmBook:
    """One station in a story with a perfect player; ``heard`` is everything that was told to sound."""

    def __init__(self, *airings: Airing, state: State | None = None, voices: bool = True, clip: bool = True) -> None:
        self.state = state or State("s1", volume=60)
        self.voices = voices
        self.wake = SIX
        self.at = -60.0
        self.heard: list[Sound] = []
        self.opened: dict[str, str] = {}
        self.rows: list[AsRun] = []
        self.reports: list[AlarmReport] = []
        self.begun: list[tuple[str | None, int]] = []
        self.knob: list[int] = []
        self.done: list[cues.Cue] = []
        self.tell(cues.ClockJudged(ClockTrust.TRUSTED))
        for ready in (ONE, TWO, THREE, *([SPEECH] if clip else [])):
            self.tell(cues.MediaReady(ready))
        if voices:
            self.tell(cues.VoiceReady(DRILL, seconds(LENGTHS[DRILL])))
        self.tell(cues.TimetableChanged(airings))

    def tell(self, event: cues.Event, at: float | None = None) -> list[cues.Cue]:
        """Tell the station an event and let the player and the voice obey."""
        self.at = self.at if at is None else at
        self.state, done = step(self.state, event, moment(self.at))
        for cue in done:
            self._obey(cue)
        self.done += done
        return done

    def stand(self, *alarms: Alarm | Standing, at: float | None = None) -> list[cues.Cue]:
        """Let these alarms be in force from now on."""
        if at is not None:
            self.play_to(at)
        found = tuple(one if isinstance(one, Standing) else standing(one) for one in alarms)
        return self.tell(cues.AlarmsChanged(found), at)

    def _obey(self, cue: cues.Cue) -> None:
        match cue:
            case cues.Wake(at):
                self.wake = at
            case cues.Begin():
                self.begun.append((cue.alarm_id or cue.airing_id, cue.attempt))
            case cues.Volume(percent):
                self.knob.append(percent)
            case cues.Report(row):
                self.rows.append(row)
            case cues.Tell(reports):
                self.reports += reports
            case _:
                self._play(cue)

    def _play(self, cue: cues.Cue) -> None:
        match cue:
            case cues.Siren(token, signal, at):
                self._sound(token, "+".join(one.call for one in signal), at, length_of(signal).total_seconds())
            case cues.Prepare(token, sha256, offset):
                self.opened[token] = sha256
                self.offset = offset
            case cues.Recite(token, name):
                self.opened[token] = name
            case cues.Start(token, at):
                source = self.opened[token]
                self._sound(token, "clip" if source == SPEECH else source, at, LENGTHS.get(source, OWN))
            case cues.Stop(token):
                self._stop(token)

    def _sound(self, token: str, what: str, at: datetime, length: float) -> None:
        self.heard.append(Sound(token, what, (at - SIX).total_seconds(), length))

    def _stop(self, token: str) -> None:
        for one in self.heard:
            if one.token == token and one.ended is None:
                one.ended = min(self.at, one.at + one.length)

    def play_to(self, at: float) -> None:
        """Let time go on to second ``at``, with a player that starts and ends everything on the millisecond."""
        while True:
            events: list[tuple[float, int, Any]] = [((self.wake - SIX).total_seconds(), 1, None)]
            for one in self.heard:
                if one.ended is None and not one.started:
                    events.append((max(one.at, self.at), 0, one))
                elif one.ended is None:
                    events.append((one.at + one.length, 0, one))
            when, _, which = min(events, key=lambda one: one[:2])
            if when > at:
                self.at = max(self.at, at)
                return
            self._happen(max(when, self.at), which)

    def _happen(self, when: float, which: Sound | None) -> None:
        if which is None:
            self.tell(cues.Tick(), when)
        elif not which.started:
            which.started = True
            self.tell(cues.PlayerStarted(which.token, moment(which.at), 0.0), when)
            self.tell(cues.PlayerSounding(which.token, -20.0))
        else:
            which.ended = when
            self.tell(cues.PlayerEnded(which.token, moment(when), "finished", -20.0), when)

    def read_aloud(self) -> None:
        """Let the station's own voice be done with all it was asked."""
        for cue in [one for one in self.done if isinstance(one, cues.Speak)]:
            if cue.name not in self.state.alarms.voices:
                self.tell(cues.VoiceReady(cue.name, timedelta(seconds=LENGTHS.get(cue.name, OWN))))

    @property
    def story(self) -> list[tuple[str | None, int, str, str]]:
        """All rows so far in short: alarm or airing, attempt, how it ended, why."""
        return [(row.alarm_id or row.airing_id, row.attempt, row.ended_how.value, row.reason) for row in self.rows]

    @property
    def progress(self) -> list[tuple[str, str, str]]:
        """All reports so far in short: alarm, progress, code."""
        return [(one.alarm_id, one.progress.value, one.code) for one in self.reports]

    def sounds(self, ident: str = "") -> list[tuple[str, float]]:
        """What was told to sound for an alarm, and when."""
        return [(one.what, one.at) for one in self.heard if one.token.startswith(f"alarm.{ident}")]
