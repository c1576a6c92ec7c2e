"""What the server is told of alarms, and what the station shall read aloud itself. Pure; never decides what sounds."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from broadcaster.messages import AlarmProgress, AlarmReport, AlarmStatus
from broadcaster.messages.reports import Fact
from broadcaster.sirens import DRILL_NOTICES
from stations.playout.alarms import DRILL, Standing, voice_name
from stations.playout.cues import Cue, Speak, Tell
from stations.playout.state import State

Change = tuple[State, list[Cue]]


def tell_finished(state: State, now: datetime) -> Change:
    """Report each group of repeats that is complete, once; also one that the end of the process completed."""
    cues: list[Cue] = []
    for one in state.alarms.standings:
        run = state.alarms.run(one.alarm.id)
        groups = run.sounded // one.alarm.repeat.count
        if groups <= run.told:
            continue
        state = state.alarmed(runs={**state.alarms.runs, one.alarm.id: replace(run, told=groups)})
        facts: dict[str, Fact] = {"messages": run.sounded, "groups": groups, "speech": run.speech}
        cues.append(told(one, AlarmProgress.FINISHED, now, code=run.reason, facts=facts))
    return state, cues


def tell_verified(state: State, now: datetime) -> Change:
    """Report each alarm once: received and verified, or refused because it was over before it came."""
    cues: list[Cue] = []
    for one in state.alarms.standings:
        if one.alarm.id in state.alarms.verified | state.alarms.refused:
            continue
        if now >= one.expires_at(state.is_sure):
            state, more = _refused(state, one, now, "station.alarm_expired")
            cues += more
            continue
        state = state.alarmed(verified=state.alarms.verified | {one.alarm.id})
        came = [AlarmReport(one.alarm.id, AlarmProgress.RECEIVED, one.arrived_at, one.seq)] if one.arrived_at else []
        cues.append(Tell((*came, AlarmReport(one.alarm.id, AlarmProgress.VERIFIED, now, one.seq))))
    return state, cues


def refuse_exercises(state: State, now: datetime) -> Change:
    """Report exercises that this station cannot announce as such: they do not sound."""
    cues: list[Cue] = []
    if DRILL in state.alarms.voices or DRILL not in state.alarms.voiceless:
        return state, cues
    for one in state.alarms.standings:
        if one.alarm.status is AlarmStatus.EXERCISE and one.alarm.id not in state.alarms.refused:
            state, more = _refused(state, one, now, "station.alarm_no_notice")
            cues += more
    return state, cues


def _refused(state: State, standing: Standing, now: datetime, code: str) -> Change:
    state = state.alarmed(refused=state.alarms.refused | {standing.alarm.id})
    return state, [told(standing, AlarmProgress.REFUSED, now, code=code)]


def ask_voice(state: State, now: datetime) -> Change:
    """Have read here, from the moment of verification, what may not come in time: everything that is not inline."""
    wanted: dict[str, str] = {}
    for one in state.alarms.standings:
        alarm = one.alarm
        if alarm.status is AlarmStatus.TEST or now >= one.expires_at(state.is_sure):
            continue
        if alarm.status is AlarmStatus.EXERCISE:
            wanted[DRILL] = DRILL_NOTICES["vi"]
        is_coming = alarm.audio is not None and alarm.audio.inline and alarm.audio.sha256 not in state.alarms.spoiled
        if alarm.spoken_text and not is_coming:
            wanted[voice_name(alarm.spoken_text)] = alarm.spoken_text
    new = {name: text for name, text in wanted.items() if name not in state.alarms.asked | state.alarms.voices.keys()}
    return state.alarmed(asked=state.alarms.asked | new.keys()), [Speak(name, text) for name, text in new.items()]


def told(
    standing: Standing,
    progress: AlarmProgress,
    at: datetime,
    *,
    code: str = "",
    facts: Mapping[str, Fact] | None = None,
) -> Tell:
    """Return the report that an alarm came so far."""
    return Tell((AlarmReport(standing.alarm.id, progress, at, standing.seq, code, facts or {}),))
