"""What time itself brings about: tracks that are over or no longer wanted, airings too late, what comes next. Pure.

Alarms stand before all of it; while one holds the air, no programme is opened.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from broadcaster.messages import ClockTrust, EndedHow
from schedules.playlist import Playlist
from schedules.priority import Priority
from schedules.timetable import Airing, Late
from stations.playout.alarming import alarm_moments, sound_alarms
from stations.playout.cues import Amplifier, Begin, Closes, Cue, Prepare, Start, Stop
from stations.playout.running_order import Slot, slots
from stations.playout.state import (
    AHEAD,
    AMPLIFIER_HOLD,
    AMPLIFIER_LEAD,
    ARM,
    END_GRACE,
    HASTE,
    OVERRUN,
    Phase,
    State,
    Track,
    ended,
    unheard,
)

Change = tuple[State, list[Cue]]
MINUTE = timedelta(minutes=1)
INSTANT = timedelta(milliseconds=1)


def settle(state: State, now: datetime) -> Change:
    """Return the state as it must be ``now``, and what makes it so."""
    cues: list[Cue] = []
    for part in PARTS:
        state, more = part(state, now)
        cues += more
    return state, cues


def _near(state: State, now: datetime) -> list[Slot]:
    return slots(state.spans, now, now + AHEAD + INSTANT)


def end_overdue(state: State, now: datetime) -> Change:
    """End what reached the end of its slot without saying so itself."""
    cues: list[Cue] = []
    for track in state.tracks:
        if now < _deadline(state, track, now):
            continue
        how, reason = _how_over(track)
        closes = Closes.NOTHING if how is EndedHow.PRE_EMPTED else Closes.ITEM
        state, rows = ended(state, track, how, now, reason=reason, closes=closes)
        cues += [Stop(track.token), *rows]
    return state, cues


def _deadline(state: State, track: Track, now: datetime) -> datetime:
    is_followed = any(one.begun and track.at < one.at <= now - OVERRUN for one in state.tracks)
    is_shortened = track.slot.end < track.slot.clip_end
    return track.slot.end if is_followed or is_shortened else track.slot.end + END_GRACE


def _how_over(track: Track) -> tuple[EndedHow, str]:
    if track.phase is not Phase.SOUNDING:
        return EndedHow.FAILED, "station.player_silent"
    return (EndedHow.PRE_EMPTED, "") if track.slot.cut else (EndedHow.FINISHED, "")


def drop_unwanted(state: State, now: datetime) -> Change:
    """Stop what the timetable, a command or the quiet hours no longer want, and follow slots that became shorter."""
    wanted = _near(state, now)
    cues: list[Cue] = []
    for track in [one for one in state.tracks if now < one.slot.end]:
        slot = next((one for one in wanted if one.sounds_like(track.slot)), None)
        bar = _bar(state, track.slot.airing, max(now, track.slot.start))
        if slot and not bar:
            state = state.with_track(replace(track, slot=slot))
            continue
        how, reason, closes = _why_dropped(state, track, bar)
        state, rows = ended(state, track, how, now, reason=reason, closes=closes)
        cues += [Stop(track.token), *rows]
    return state, cues


def _why_dropped(state: State, track: Track, bar: str) -> tuple[EndedHow, str, Closes]:
    if bar:
        return EndedHow.STOPPED, bar, Closes.NOTHING if bar == "station.muted" else Closes.AIRING
    if any(airing.id == track.slot.airing.id for airing in state.airings):
        return EndedHow.PRE_EMPTED, "", Closes.NOTHING
    return EndedHow.STOPPED, "station.cancelled", Closes.AIRING


def _bar(state: State, airing: Airing, at: datetime) -> str:
    """Return why an airing may not sound ``at`` a moment, whether it does already or not; empty when it may."""
    if state.is_quiet(airing):
        return "station.quiet_hours"
    if airing.priority is not Priority.EMERGENCY and state.is_muted(at):
        return "station.muted"
    return ""


def judge_late(state: State, now: datetime) -> Change:
    """Report the airings that can no longer begin; with an unknown clock nobody knows which these are."""
    cues: list[Cue] = []
    if state.trust is ClockTrust.UNTRUSTED:
        return state, cues
    for airing in _open_airings(state):
        if airing.last_entry < now and not state.is_touched(airing.id):
            how, reason = _why_missed(state, airing, now)
            state, rows = unheard(state, (airing.id, 0), how, reason)
            cues += rows
    return state, cues


def _open_airings(state: State) -> Iterator[Airing]:
    return (airing for airing in state.airings if airing.id not in state.closed_airings)


def _why_missed(state: State, airing: Airing, now: datetime) -> tuple[EndedHow, str]:
    if airing.id in state.missed:
        return EndedHow.MISSED, state.missed[airing.id].reason.code
    if airing.last_entry + MINUTE < now:
        return EndedHow.MISSED, "station.was_away"  # nobody was here to look when it was time
    if state.is_alarmed(now):
        return EndedHow.PRE_EMPTED, "station.alarm"
    if airing.priority is not Priority.EMERGENCY and state.is_muted(now):
        return EndedHow.SKIPPED, "station.muted"
    clips = airing.playlist.clips()
    if not clips or clips - state.ready:
        return EndedHow.FAILED, "station.media_missing"
    return EndedHow.MISSED, "station.was_away"


def refuse_quiet(state: State, now: datetime) -> Change:
    """Refuse what is about to break the allowed hours."""
    cues: list[Cue] = []
    for slot in _near(state, now):
        if slot.airing.id not in state.closed_airings and state.is_quiet(slot.airing):
            key = (slot.airing.id, 0)
            state, rows = unheard(state, key, EndedHow.SKIPPED, "station.quiet_hours")
            cues += rows
    return state, cues


def delay_whole(state: State, now: datetime) -> Change:
    """Give an airing that shall sound whole, and whose start has been missed here, the next moment for its start."""
    if state.is_alarmed(now):
        return state, []
    at = _soonest(state, now)
    missed = (span.airing for span in state.spans if span.airing.late is Late.WHOLE and span.start < at < span.end)
    for airing in missed:
        if at <= airing.last_chance and _is_fresh(state, airing) and not _bar(state, airing, at):
            return state.scheduled(state.airings, {**state.delayed, airing.id: at}), []
    return state, []


def _is_fresh(state: State, airing: Airing) -> bool:
    """Say whether this station could begin an airing and has not done so."""
    known = airing.id in state.delayed or state.is_touched(airing.id) or airing.id in state.closed_airings
    tracked = any(track.slot.airing.id == airing.id for track in state.tracks)
    first = Playlist(airing.playlist.items[:1]).clips()
    return state.is_able and first <= state.ready and not (known or tracked)


def prepare_next(state: State, now: datetime) -> Change:
    """Open the clips that sound within the next seconds; one that should sound already is joined where it would be."""
    cues: list[Cue] = []
    if not state.is_able or state.is_alarmed(now):
        return state, cues
    for slot in _near(state, now):
        if not _is_open(state, slot) or _bar(state, slot.airing, max(now, slot.start)):
            continue
        if slot.sha256 in state.ready:
            state, more = _prepared(state, slot, now)
        else:
            state, more = _waited(state, slot, now)
        cues += more
    return state, cues


def _is_open(state: State, slot: Slot) -> bool:
    tracked = any(track.slot.sounds_like(slot) for track in state.tracks)
    return not (tracked or state.is_closed(slot))


def _prepared(state: State, slot: Slot, now: datetime) -> Change:
    at = max(slot.start, _soonest(state, now))
    if _must_wait(state, slot, at) or at + HASTE >= slot.end:
        return state, []
    token = f"{slot.airing.id}.{slot.item}.{state.serial}"
    track = Track(token, slot, at)
    state = replace(state, serial=state.serial + 1, tracks=(*state.tracks, track))
    return state, [Prepare(token, slot.sha256, slot.offset + (at - slot.start))]


def _must_wait(state: State, slot: Slot, at: datetime) -> bool:
    """Say whether the airing of a slot may not begin with it: what may not seek begins on time, or not here."""
    airing = slot.airing
    if airing.late is Late.SEEK or state.is_touched(airing.id) or airing.id in state.delayed:
        return False
    is_inside = airing.late is Late.WHOLE and (slot.item, slot.offset) != (0, timedelta())
    return is_inside or at > slot.start


def _soonest(state: State, now: datetime) -> datetime:
    """Return the first moment at which a clip opened now can sound."""
    soonest = now + (HASTE if state.amplifier else AMPLIFIER_LEAD)
    return max(soonest, state.tone_until or soonest)


def _waited(state: State, slot: Slot, now: datetime) -> Change:
    """Wait for a missing clip; an airing that began lets it join until its slot is as good as over."""
    if now < _last_wait(slot) or not state.is_touched(slot.airing.id):
        return state, []
    state, rows = unheard(state, slot.key, EndedHow.FAILED, "station.media_missing", until=slot.end)
    return state, list(rows)


def _last_wait(slot: Slot) -> datetime:
    return max(slot.start, slot.end - AMPLIFIER_LEAD)


def start_due(state: State, now: datetime) -> Change:
    """Tell the player the exact moment of what comes within seconds; written down first."""
    cues: list[Cue] = []
    for track in state.tracks:
        if track.begun or now < track.at - ARM:
            continue
        airing = track.slot.airing
        state = state.counted(track.slot.key)
        attempt = state.attempt(track.slot.key)
        state = state.with_track(replace(track, phase=Phase.ARMED, attempt=attempt))
        cues += [
            Begin(airing.id, track.slot.item, attempt, track.at),
            Start(track.token, track.at, airing.volume_boost_db),
        ]
    return state, cues


def switch_amplifier(state: State, now: datetime) -> Change:
    """Have the amplifier on from shortly before a sound until shortly after it."""
    stretches = [(track.at - AMPLIFIER_LEAD, track.slot.end + AMPLIFIER_HOLD) for track in state.tracks]
    stretches += [(now, moment) for moment in (state.amplifier_until, state.tone_until) if moment]
    on = state.is_alarmed(now) or any(begin <= now < end for begin, end in stretches)
    if on == state.amplifier:
        return state, []
    return replace(state, amplifier=on), [Amplifier(on)]


PARTS = (
    sound_alarms,
    end_overdue,
    drop_unwanted,
    judge_late,
    refuse_quiet,
    delay_whole,
    prepare_next,
    start_due,
    switch_amplifier,
)


def next_moment(state: State, now: datetime) -> datetime:
    """Return when time will next change anything, at most a minute from now."""
    return min((moment for moment in _moments(state, now) if moment > now), default=now + MINUTE)


def _moments(state: State, now: datetime) -> Iterator[datetime]:
    yield now + MINUTE
    yield from alarm_moments(state)
    for track in state.tracks:
        end = track.slot.end
        yield from (track.at - ARM, track.at - AMPLIFIER_LEAD, end, end + OVERRUN, end + END_GRACE)
    yield from (moment for moment in (state.amplifier_until, state.tone_until, state.muted_until) if moment)
    yield from (slot.start - AHEAD for slot in slots(state.spans, now + AHEAD, now + AHEAD + MINUTE))
    yield from (_last_wait(slot) for slot in _near(state, now))
    yield from (airing.last_entry + INSTANT for airing in _open_airings(state))
