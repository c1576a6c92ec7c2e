"""What events change about alarms at once: new sets, recordings, what the player says of a message. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from broadcaster.messages import AlarmProgress, AlarmStatus, EndedHow
from stations.playout.alarm_telling import told
from stations.playout.alarming import JOIN, Change, end_message, follows
from stations.playout.alarms import Message, Part, told_apart
from stations.playout.cues import (
    AlarmsChanged,
    Cue,
    MediaLost,
    MediaReady,
    PlayerEnded,
    PlayerFailed,
    PlayerSounding,
    PlayerStarted,
    Stop,
    VoiceFailed,
    VoiceReady,
)
from stations.playout.state import State


def on_alarms(state: State, event: AlarmsChanged, _now: datetime) -> Change:
    """Take over the alarms in force; what could not be read aloud before is tried again."""
    alarms, standings = state.alarms, told_apart(event.standings)
    known = {one.alarm.id for one in standings}
    changed = state.alarmed(
        standings=standings,
        asked=alarms.asked - alarms.voiceless,
        voiceless=frozenset(),
        verified=alarms.verified & known,
        refused=alarms.refused & known,
    )
    return changed, []


def on_voice_ready(state: State, event: VoiceReady, _now: datetime) -> Change:
    """Note a reading of the station's own."""
    alarms = state.alarms
    return state.alarmed(
        voices={**alarms.voices, event.name: event.length}, voiceless=alarms.voiceless - {event.name}
    ), []


def on_voice_failed(state: State, event: VoiceFailed, _now: datetime) -> Change:
    """Note that a text cannot be read here; the tone will go on in its place."""
    return state.alarmed(voiceless=state.alarms.voiceless | {event.name}), []


def sound_ready(state: State, event: MediaReady) -> State:
    """Believe in a clip again that is here anew."""
    return state.alarmed(spoiled=state.alarms.spoiled - {event.sha256})


def sound_lost(state: State, event: MediaLost) -> Change:
    """Do without a recording that cannot be used, opened or not."""
    message = state.alarms.message
    coming = message.coming if message else None
    state = _without(state, event.sha256)
    if message is None or coming is None or coming.source != event.sha256:
        return state, []
    return state.alarmed(message=replace(message, coming=None)), [Stop(coming.token)]


def _without(state: State, source: str) -> State:
    alarms = state.alarms
    voices = {name: length for name, length in alarms.voices.items() if name != source}
    voiceless = alarms.voiceless | (alarms.voices.keys() - voices.keys())
    return state.alarmed(voices=voices, voiceless=voiceless, spoiled=alarms.spoiled | {source})


def on_piece(state: State, event: Any, now: datetime) -> Change:
    """Take in what the player says of a piece of the message on air; anything else is none of ours any more."""
    message = state.alarms.message
    if message is None or event.token not in message.tokens:
        return state, []
    return PIECES[type(event)](state, message, event, now)


def _started(state: State, message: Message, event: PlayerStarted, _now: datetime) -> Change:
    if message.started_at is not None:
        return state, []
    state = state.alarmed(message=replace(message, started_at=event.at, error_ms=event.error_ms))
    facts = {"message": message.attempt, "late_ms": round(event.error_ms)}
    return state, [told(message.standing, AlarmProgress.SOUNDING, event.at, facts=facts)]


def _sounding(state: State, message: Message, event: PlayerSounding, _now: datetime) -> Change:
    return state.alarmed(message=_louder(message, event.level_dbfs)), []


def _louder(message: Message, level: float | None) -> Message:
    levels = [one for one in (message.level_dbfs, level) if one is not None]
    return replace(message, level_dbfs=max(levels, default=None))


def _ended(state: State, message: Message, event: PlayerEnded, now: datetime) -> Change:
    """Go on after a piece that is over; one that broke off counts as over, its recording as spoiled."""
    message = _louder(message, event.level_dbfs)
    state = state.alarmed(message=message)
    if event.how == "failed":
        return _failed(state, message, PlayerFailed(event.token, "station.player_failed"), now)
    if follows(message.piece.part, message) is None:
        return end_message(state, EndedHow.FINISHED, event.at, "")
    return state.alarmed(message=replace(message, piece=replace(message.piece, until=max(event.at, now + JOIN)))), []


def _failed(state: State, message: Message, event: PlayerFailed, now: datetime) -> Change:
    """Drop a recording that cannot be played; without a recording it is the sound itself that fails."""
    if message.coming is not None and message.coming.token == event.token:
        source = message.coming.source
        return _without(state, source).alarmed(message=replace(message, coming=None)), []
    if not message.piece.source:
        return end_message(state, EndedHow.FAILED, now, event.code)
    state = _without(state, message.piece.source)
    part = Part.OPENING if message.alarm.status is AlarmStatus.EXERCISE else Part.ATTENTION
    piece = replace(message.piece, part=part, until=now + JOIN, source="")
    stops: list[Cue] = [Stop(message.coming.token)] if message.coming else []
    return state.alarmed(message=replace(message, piece=piece, coming=None, speech="")), stops


def message_died(state: State, now: datetime) -> Change:
    """End the message with its player; a recording that was playing then is not trusted with the next one."""
    message = state.alarms.message
    if message is None:
        return state, []
    if message.piece.source in state.ready:
        state = _without(state, message.piece.source)
    return end_message(state, EndedHow.FAILED, now, "station.player_died")


Pieces = Callable[[State, Message, Any, datetime], Change]
PIECES: Mapping[type, Pieces] = {
    PlayerStarted: _started,
    PlayerSounding: _sounding,
    PlayerEnded: _ended,
    PlayerFailed: _failed,
}
