"""The alarms' own decisions, before all others: who sounds, what follows what, when it is over. Pure.

A strictly higher one that never sounded cuts in at once; then all in force take turns, the one that was silent longest
first. Nobody waits for a recording: the tone goes on until there is one, and after half a minute without it ends.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from broadcaster.messages import (
    AlarmProgress,
    AlarmStatus,
    AsRun,
    EndedHow,
    Heard,
)
from broadcaster.sirens import (
    ATTENTION,
    Call,
    Signal,
    Stretch,
    attention,
    length_of,
)
from stations.playout.alarm_telling import (
    ask_voice,
    refuse_exercises,
    tell_finished,
    tell_verified,
    told,
)
from stations.playout.alarms import DRILL, Message, Part, Piece, Standing, voice_name
from stations.playout.cues import (
    Amplifier,
    Begin,
    Closes,
    Cue,
    Prepare,
    Recite,
    Report,
    Siren,
    Start,
    Stop,
    Tell,
    Volume,
)
from stations.playout.state import AMPLIFIER_HOLD, END_GRACE, SILENCE_DBFS, State, ended

Change = tuple[State, list[Cue]]

OPEN_AHEAD = timedelta(seconds=3)
"""How long before the end of a piece the next one is opened."""
TELL_AHEAD = timedelta(milliseconds=500)
"""How long before the end of a piece the player is told what follows."""
JOIN = timedelta(milliseconds=100)
"""What a player needs to go on after a piece whose length nobody knew."""
MOST_HOLD = timedelta(seconds=30)
LONGEST_PIECE = timedelta(minutes=20)
JUMP = timedelta(seconds=1)
HOLD_SIGNAL = (Stretch(Call.TONE, ATTENTION),)


def sound_alarms(state: State, now: datetime) -> Change:
    """Return the state after the alarms had their way; what is only written comes after what is heard."""
    cues: list[Cue] = []
    for part in PARTS:
        state, more = part(state, now)
        cues += more
    return state, sorted(cues, key=lambda cue: isinstance(cue, Report | Tell))


def follow_clock(state: State, now: datetime) -> Change:
    """Count pauses anew when the clock was set back: a day that comes twice must not silence anybody for a day."""
    runs = state.alarms.runs
    if all(run.ended_at is None or run.ended_at <= now + JUMP for run in runs.values()):
        return state, []
    moved = {name: replace(run, ended_at=min(now, run.ended_at or now)) for name, run in runs.items()}
    return state.alarmed(runs=moved), []


def end_unwanted(state: State, now: datetime) -> Change:
    """Stop what was cancelled, replaced or is over."""
    message = state.alarms.message
    if message is None:
        return state, []
    if any(one.alarm.id == message.alarm.id for one in state.alarms.in_force(now, state.is_sure)):
        return state, []
    reason = _why_over(state, message.standing, now)
    state, cues = end_message(state, EndedHow.STOPPED, now, reason)
    return state, [*cues, told(message.standing, AlarmProgress.FINISHED, now, code=reason)]


def _why_over(state: State, standing: Standing, now: datetime) -> str:
    if now >= standing.expires_at(state.is_sure):
        return "station.alarm_expired"
    is_standing = any(one.alarm == standing.alarm for one in state.alarms.standings)
    is_mute = standing.alarm.status is AlarmStatus.EXERCISE and DRILL not in state.alarms.voices
    return "station.alarm_no_notice" if is_standing and is_mute else "station.alarm_cancelled"


def cut_in(state: State, now: datetime) -> Change:
    """Break off what sounds for a higher alarm that never sounded."""
    message = state.alarms.message
    if message is None:
        return state, []
    for one in state.alarms.in_force(now, state.is_sure):
        is_new = not state.alarms.run(one.alarm.id).sounded and state.alarms.is_due(one, now, state.is_sure)
        if is_new and one.rank > message.standing.rank:
            return end_message(state, EndedHow.PRE_EMPTED, now, "station.alarm_higher")
    return state, []


def go_on(state: State, now: datetime) -> Change:
    """Open the next piece of the message, and tell the player of it shortly before the present one ends."""
    message = state.alarms.message
    if message is None:
        return state, []
    state, cues = _opened(state, message, now)
    message = state.alarms.message or message
    until = message.piece.until or message.piece.at + LONGEST_PIECE
    if follows(message.piece.part, message) is None:
        if now < until + END_GRACE:
            return state, cues
        state, more = end_message(state, EndedHow.FINISHED, until, "")
    elif now < until - TELL_AHEAD:
        return state, cues
    else:
        state, more = _passed(state, message, until if until + JUMP > now else now + JOIN)
    return state, [*cues, *more]


def follows(part: Part, message: Message) -> Part | None:
    """Return what comes after a part of a message."""
    is_exercise, has_speech = message.alarm.status is AlarmStatus.EXERCISE, _has_speech(message)
    if part is Part.ATTENTION and is_exercise:
        return Part.OPENING
    if part in (Part.ATTENTION, Part.OPENING) and has_speech:
        return Part.SPEECH
    return Part.CLOSING if is_exercise and part is not Part.CLOSING else None


def _has_speech(message: Message) -> bool:
    return message.alarm.audio is not None or bool(message.alarm.spoken_text)


def _opened(state: State, message: Message, now: datetime) -> Change:
    """Open the recording that comes next, if there is one by now."""
    piece, part = message.piece, follows(message.piece.part, message)
    is_near = piece.until is None or now >= piece.until - OPEN_AHEAD
    source = _source(state, message, part)
    if message.coming or not is_near or part is None or not source:
        return state, []
    token = f"alarm.{message.alarm.id}.{message.attempt}.{state.serial}"
    state = replace(state, serial=state.serial + 1)
    state = state.alarmed(message=replace(message, coming=Piece(token, part, now, source=source)))
    if source in state.alarms.voices:
        return state, [Recite(token, source)]
    return state, [Prepare(token, source, timedelta())]


def _source(state: State, message: Message, part: Part | None) -> str:
    """Return the recording of a part: the clip that came, or the station's own reading; empty while there is none."""
    if part in (Part.OPENING, Part.CLOSING):
        return DRILL
    if part is not Part.SPEECH:
        return ""
    audio, alarms = message.alarm.audio, state.alarms
    if audio is not None and audio.sha256 in state.ready - alarms.spoiled:
        return audio.sha256
    own = voice_name(message.alarm.spoken_text)
    return own if own in alarms.voices else ""


def _passed(state: State, message: Message, at: datetime) -> Change:
    """Let what comes next sound from ``at`` on: the opened recording, or the tone while there is none."""
    coming = message.coming
    if coming is None:
        return _held(state, message, at)
    length = state.alarms.voices.get(coming.source)
    piece = replace(coming, at=at, until=at + length if length is not None else None)
    speech = coming.source if coming.part is Part.SPEECH else message.speech
    state = state.alarmed(message=replace(message, piece=piece, coming=None, waiting_since=None, speech=speech))
    return state, [Start(piece.token, at, 0.0)]


def _held(state: State, message: Message, at: datetime) -> Change:
    """Go on with the tone; after half a minute of it leave the speech out."""
    message = replace(message, waiting_since=message.waiting_since or at)
    is_patient = at - (message.waiting_since or at) < MOST_HOLD
    if is_patient or follows(message.piece.part, message) is not Part.SPEECH:
        return _signalled(state, message, HOLD_SIGNAL, part=message.piece.part, at=at)
    if follows(Part.SPEECH, message) is None:
        return end_message(state.alarmed(message=message), EndedHow.FINISHED, at, "")
    return _signalled(state, message, HOLD_SIGNAL, part=Part.SPEECH, at=at)


def _signalled(state: State, message: Message, signal: Signal, *, part: Part, at: datetime) -> Change:
    token = f"alarm.{message.alarm.id}.{message.attempt}.{state.serial}"
    piece = Piece(token, part, at, at + length_of(signal))
    state = replace(state, serial=state.serial + 1).alarmed(message=replace(message, piece=piece))
    return state, [Siren(token, signal, at)]


def begin_due(state: State, now: datetime) -> Change:
    """Begin the message whose turn it is: its mark in the journal, and the sound at once."""
    if state.alarms.message is not None or state.warming or not state.player_alive:
        return state, []
    due = [one for one in state.alarms.in_force(now, state.is_sure) if state.alarms.is_due(one, now, state.is_sure)]
    if not due:
        return state, []
    standing = min(due, key=lambda one: _turn(state, one, now))
    alarm, run = standing.alarm, state.alarms.run(standing.alarm.id)
    attempt = run.attempts + 1
    runs = {**state.alarms.runs, alarm.id: replace(run, attempts=attempt)}
    begun = Message(standing, attempt, now, Piece("", Part.ATTENTION, now))
    state, silenced = _silenced(state, now)
    state, prepared = _turned_up(state.alarmed(runs=runs), alarm.volume)
    state, called = _signalled(state, begun, attention(alarm.siren), part=Part.ATTENTION, at=now)
    return state, [Begin("", 0, attempt, now, alarm.id), *silenced, *prepared, *called]


def _turn(state: State, standing: Standing, now: datetime) -> tuple[object, ...]:
    """Return the order of turns: who was silent longest; of several a real alarm first, then level, place, time."""
    alarm, run = standing.alarm, state.alarms.run(standing.alarm.id)
    is_real, level = standing.rank
    silent_since = run.ended_at.timestamp() if run.ended_at and run.sounded else 0.0
    return silent_since, not is_real, -level, standing.layer, alarm.starts_at, alarm.id


def _silenced(state: State, now: datetime) -> Change:
    """End all programmes and the test tone; they come back by their own rules."""
    cues: list[Cue] = []
    for track in state.tracks:
        state, rows = ended(state, track, EndedHow.PRE_EMPTED, now, reason="station.alarm")
        cues += [Stop(track.token), *rows]
    if state.tone_until is not None and now < state.tone_until:
        cues.append(Stop("tone"))
    return replace(state, tone_until=None), cues


def _turned_up(state: State, volume: int) -> Change:
    """Have amplifier and knob where the alarm needs them."""
    cues: list[Cue] = [] if state.amplifier else [Amplifier(True)]
    if state.alarms.forced != volume:
        cues.append(Volume(volume))
    return replace(state, amplifier=True).alarmed(forced=volume), cues


def end_message(state: State, how: EndedHow, now: datetime, reason: str) -> Change:
    """Return the state without its message, the pieces stopped, and the row of it."""
    message = state.alarms.message
    assert message is not None
    was_heard = message.started_at is not None
    reason = reason or ("" if message.speech or not _has_speech(message) else "station.alarm_no_speech")
    run = state.alarms.run(message.alarm.id)
    run = replace(
        run,
        sounded=run.sounded + was_heard,
        ended_at=now,
        was_whole=how is EndedHow.FINISHED and was_heard,
        speech=_speech_kind(message),
        reason=reason,
    )
    runs = {**state.alarms.runs, message.alarm.id: run}
    report = Report(_row(state, message, how, now, reason=reason), Closes.MESSAGE if was_heard else Closes.NOTHING)
    state = replace(state, amplifier_until=now + AMPLIFIER_HOLD)
    stops = [Stop(token) for token in message.tokens]
    return state.alarmed(message=None, runs=runs), [*stops, report]


def _speech_kind(message: Message) -> str:
    if not message.speech:
        return "none"
    return "clip" if message.alarm.audio and message.speech == message.alarm.audio.sha256 else "own"


def _row(state: State, message: Message, how: EndedHow, now: datetime, *, reason: str) -> AsRun:
    level = message.level_dbfs
    heard = Heard.UNKNOWN if level is None else Heard.YES if level > SILENCE_DBFS else Heard.NO
    if message.started_at is None:
        how, heard = (EndedHow.FAILED if how is EndedHow.FINISHED else how), Heard.NO
        reason = reason or "station.player_silent"
    return AsRun(
        state.station,
        None,
        message.alarm.id,
        0,
        message.attempt,
        how,
        heard,
        started_at=message.started_at,
        start_error_ms=message.error_ms,
        ended_at=now,
        volume=message.alarm.volume,
        clip=message.speech if _speech_kind(message) == "clip" else None,
        reason=reason,
    )


def give_back(state: State, now: datetime) -> Change:
    """Restore the volume once no alarm needs its own any more."""
    if state.alarms.forced is None or state.is_alarmed(now):
        return state, []
    return state.alarmed(forced=None), [Volume(state.volume)]


def alarm_moments(state: State) -> Iterator[datetime]:
    """Yield when time may change anything about alarms."""
    for one in state.alarms.standings:
        yield from (one.begins_at(state.is_sure), one.expires_at(state.is_sure))
        if due := state.alarms.run(one.alarm.id).due_at(one, state.is_sure):
            yield due
    if state.alarms.message is not None:
        piece = state.alarms.message.piece
        until = piece.until or piece.at + LONGEST_PIECE
        yield from (until - OPEN_AHEAD, until - TELL_AHEAD, until + END_GRACE)


PARTS: tuple[Callable[[State, datetime], Change], ...] = (
    follow_clock,
    end_unwanted,
    cut_in,
    go_on,
    begin_due,
    give_back,
    tell_verified,
    refuse_exercises,
    tell_finished,
    ask_voice,
)
