"""What an event changes at once; what follows from it in time is settled afterwards. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from broadcaster.messages import Ack, AckResult, Command, CommandName, EndedHow
from schedules.priority import Priority
from schedules.windows import outside
from stations.playout.alarm_events import (
    message_died,
    on_alarms,
    on_piece,
    on_voice_failed,
    on_voice_ready,
    sound_lost,
    sound_ready,
)
from stations.playout.cues import (
    AlarmsChanged,
    Answer,
    AssignmentChanged,
    ClockJudged,
    Closes,
    CommandReceived,
    Cue,
    Event,
    MediaLost,
    MediaReady,
    PlayerDied,
    PlayerEnded,
    PlayerFailed,
    PlayerRestarted,
    PlayerSounding,
    PlayerStarted,
    Reboot,
    Refresh,
    Remember,
    Stop,
    Tick,
    TimetableChanged,
    Tone,
    VoiceFailed,
    VoiceReady,
    Volume,
)
from stations.playout.running_order import slots
from stations.playout.state import (
    AHEAD,
    AMPLIFIER_LEAD,
    MOST_ATTEMPTS,
    MOST_REMEMBERED,
    Phase,
    State,
    Track,
    ended,
    unheard,
)

TONE_SECONDS = 5

Change = tuple[State, list[Cue]]
Reaction = Callable[[State, Any, datetime], Change]
Obedience = Callable[[State, Command, datetime], tuple[State, list[Cue], str]]
"""State, cues, and the wording of a refusal (empty: done)."""


def react(state: State, event: Event, now: datetime) -> Change:
    """Return the state after an event and what must be done at once."""
    return REACTIONS[type(event)](state, event, now)


def on_tick(state: State, _event: Tick, _now: datetime) -> Change:
    """Nothing but time changed."""
    return state, []


def on_timetable(state: State, event: TimetableChanged, _now: datetime) -> Change:
    """Take over the new airings and who sounds when."""
    return _forget(state.scheduled(event.airings, state.delayed)), []


def _forget(state: State) -> State:
    """Drop what is remembered of airings that left the timetable, once it has become much."""
    if len(state.attempts) + len(state.closed_airings) < MOST_REMEMBERED:
        return state
    known = {airing.id for airing in state.airings} | {track.slot.airing.id for track in state.tracks}
    return replace(
        state,
        attempts={airing_id: items for airing_id, items in state.attempts.items() if airing_id in known},
        closed_items={key: until for key, until in state.closed_items.items() if key[0] in known},
        closed_airings=state.closed_airings & known,
    )


def on_assignment(state: State, event: AssignmentChanged, _now: datetime) -> Change:
    """Take over hours and zone, and turn the knob if asked."""
    state = replace(state, rules=event.assignment.rules, timezone=event.assignment.timezone)
    if event.volume is None:
        return state, []
    return replace(state, volume=event.volume), _turned(state, event.volume)


def _turned(state: State, percent: int) -> list[Cue]:
    """Turn the knob, but not while an alarm holds it."""
    return [Volume(percent)] if state.alarms.forced is None else []


def on_media_ready(state: State, event: MediaReady, _now: datetime) -> Change:
    """Note a clip that may sound."""
    state = sound_ready(state, event)
    return replace(state, ready=state.ready | {event.sha256}), []


def on_media_lost(state: State, event: MediaLost, _now: datetime) -> Change:
    """Let go of what was opened from a clip that is spoiled; what sounds already goes on."""
    lost = [one for one in state.tracks if one.slot.sha256 == event.sha256 and not one.begun]
    for track in lost:
        state = state.without(track)
    state, cues = sound_lost(state, event)
    return replace(state, ready=state.ready - {event.sha256}), [*cues, *(Stop(track.token) for track in lost)]


def on_started(state: State, event: PlayerStarted, now: datetime) -> Change:
    """Note that a track is heard."""
    track = state.track(event.token)
    if track is None:
        return on_piece(state, event, now)
    sounding = replace(track, phase=Phase.SOUNDING, started_at=event.at, error_ms=event.error_ms)
    return state.with_track(sounding), []


def on_sounding(state: State, event: PlayerSounding, now: datetime) -> Change:
    """Note how loud a track is."""
    track = state.track(event.token)
    return on_piece(state, event, now) if track is None else (state.with_track(_louder(track, event.level_dbfs)), [])


def _louder(track: Track, level: float | None) -> Track:
    """Return the track with the loudest level seen: a pause inside a bulletin is no silence of the station."""
    levels = [one for one in (track.level_dbfs, level) if one is not None]
    return replace(track, level_dbfs=max(levels, default=None))


def on_ended(state: State, event: PlayerEnded, now: datetime) -> Change:
    """Report a track that is over."""
    track = state.track(event.token)
    if track is None:
        return on_piece(state, event, now)
    finished = event.how == "finished"
    how = EndedHow.FINISHED if finished else EndedHow.FAILED
    reason = "" if finished else "station.player_failed"
    return _changed(ended(state, _louder(track, event.level_dbfs), how, event.at, reason=reason, closes=Closes.ITEM))


def on_failed(state: State, event: PlayerFailed, now: datetime) -> Change:
    """Report a clip that cannot be played, opened or not."""
    track = state.track(event.token)
    if track is None:
        return on_piece(state, event, now)
    if not track.begun:
        gone = state.without(track)
        return _changed(unheard(gone, track.slot.key, EndedHow.FAILED, event.code, until=track.slot.end))
    return _changed(ended(state, track, EndedHow.FAILED, now, reason=event.code, closes=Closes.ITEM))


def on_died(state: State, _event: PlayerDied, now: datetime) -> Change:
    """Report what died with the player; a clip that killed it too often is given up."""
    state, cues = message_died(state, now)
    for track in state.tracks:
        closes = Closes.ITEM if track.attempt >= MOST_ATTEMPTS else Closes.NOTHING
        state, rows = ended(state, track, EndedHow.FAILED, now, reason="station.player_died", closes=closes)
        cues += rows
    return replace(state, player_alive=False), cues


def on_restarted(state: State, _event: PlayerRestarted, _now: datetime) -> Change:
    """Play again, at the volume of before."""
    forced = state.alarms.forced
    return replace(state, player_alive=True, warming=False), [Volume(state.volume if forced is None else forced)]


def on_clock(state: State, event: ClockJudged, _now: datetime) -> Change:
    """Note how far the clock can be believed."""
    return replace(state, trust=event.trust), []


def on_command(state: State, event: CommandReceived, now: datetime) -> Change:
    """Obey and answer."""
    state, cues, refusal = OBEDIENCE[event.command.name](state, event.command, now)
    result = AckResult.REFUSED if refusal else AckResult.OK
    return state, [*cues, Answer(Ack(event.command.id, result, now, code=refusal))]


def obey_volume(state: State, command: Command, _now: datetime) -> tuple[State, list[Cue], str]:
    """Turn the knob and keep it there over a restart."""
    if command.value is None:
        return state, [], "station.volume_missing"
    return replace(state, volume=command.value), [*_turned(state, command.value), Remember("volume", command.value)], ""


def obey_stop(state: State, _command: Command, now: datetime) -> tuple[State, list[Cue], str]:
    """End the airing that is on air, all its items; what comes after it stays as planned."""
    begun = [track for track in state.tracks if track.begun]
    if state.is_alarmed(now):
        return state, [], "station.alarm_stays"
    if not begun:
        return state, [], "station.nothing_on_air"
    airing_id = begun[0].slot.airing.id
    cues: list[Cue] = []
    for track in [one for one in state.tracks if one.slot.airing.id == airing_id]:
        stopped = ended(state, track, EndedHow.STOPPED, now, reason="station.stopped", closes=Closes.AIRING)
        state = stopped[0]
        cues += [Stop(track.token), *stopped[1]]
    return state, cues, ""


def obey_silence(state: State, command: Command, now: datetime) -> tuple[State, list[Cue], str]:
    """Be silent until the moment given, emergencies excepted."""
    if command.until is None or command.until <= now:
        return state, [], "station.silence_over"
    return replace(state, muted_until=command.until), [Remember("muted_until", command.until.isoformat())], ""


def obey_resume(state: State, _command: Command, _now: datetime) -> tuple[State, list[Cue], str]:
    """End a silence."""
    return replace(state, muted_until=None), [Remember("muted_until", None)], ""


def obey_tone(state: State, command: Command, now: datetime) -> tuple[State, list[Cue], str]:
    """Sound the test tone unless it would disturb anybody or anything."""
    at = now + AMPLIFIER_LEAD
    until = at + timedelta(seconds=command.value or TONE_SECONDS)
    if refusal := _bars_tone(state, now, until):
        return state, [], refusal
    return replace(state, tone_until=until), [Tone((until - at).total_seconds(), at)], ""


def _bars_tone(state: State, now: datetime, until: datetime) -> str:
    if not state.player_alive:
        return "station.player_died"
    if state.tracks or state.is_alarmed(now) or slots(state.spans, now, until + AHEAD):
        return "station.busy"
    if state.is_muted(now):
        return "station.muted"
    return "station.quiet_hours" if outside(state.rules, now, until, state.timezone) else ""


def obey_refresh(state: State, _command: Command, _now: datetime) -> tuple[State, list[Cue], str]:
    """Have the server asked for everything."""
    return state, [Refresh()], ""


def obey_reboot(state: State, _command: Command, now: datetime) -> tuple[State, list[Cue], str]:
    """End the process, and say of what sounds why it broke off; never during an emergency or an alarm."""
    if state.is_alarmed(now) or (state.on_air and state.on_air.slot.airing.priority is Priority.EMERGENCY):
        return state, [], "station.busy"
    cues: list[Cue] = []
    for track in state.tracks:
        state, rows = ended(state, track, EndedHow.FAILED, now, reason="station.restarted")
        cues += [Stop(track.token), *rows]
    return state, [*cues, Reboot()], ""


def _changed(outcome: tuple[State, list[Any]]) -> Change:
    return outcome[0], list(outcome[1])


REACTIONS: Mapping[type[Event], Reaction] = {
    Tick: on_tick,
    TimetableChanged: on_timetable,
    AssignmentChanged: on_assignment,
    MediaReady: on_media_ready,
    MediaLost: on_media_lost,
    PlayerStarted: on_started,
    PlayerSounding: on_sounding,
    PlayerEnded: on_ended,
    PlayerFailed: on_failed,
    PlayerDied: on_died,
    PlayerRestarted: on_restarted,
    CommandReceived: on_command,
    ClockJudged: on_clock,
    AlarmsChanged: on_alarms,
    VoiceReady: on_voice_ready,
    VoiceFailed: on_voice_failed,
}
OBEDIENCE: Mapping[CommandName, Obedience] = {
    CommandName.VOLUME: obey_volume,
    CommandName.STOP: obey_stop,
    CommandName.SILENCE: obey_silence,
    CommandName.RESUME: obey_resume,
    CommandName.TONE: obey_tone,
    CommandName.REFRESH: obey_refresh,
    CommandName.REBOOT: obey_reboot,
}
