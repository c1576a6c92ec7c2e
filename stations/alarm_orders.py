"""What alarms mean for the rest of the station: clips to fetch first, refusals to report. Pure values."""

from collections.abc import Iterable
from datetime import timedelta

from broadcaster.errors import BroadcasterError
from broadcaster.messages import AlarmAudio, AlarmProgress, AlarmReport, AlarmSet, AlarmStatus, Clip
from broadcaster.signing import unverified
from stations.inbox import Refusal
from stations.media import Wanted
from stations.playout.alarms import Standing

MOST_REPORTED = 10


def alarm_clips(standings: Iterable[Standing]) -> list[Wanted]:
    """Return the clips of alarms that may sound; one that came inline is found on the disk already."""
    found = {
        one.alarm.audio.sha256: Wanted(_clip(one.alarm.audio), one.alarm.starts_at)
        for one in standings
        if one.alarm.audio is not None and one.alarm.status is not AlarmStatus.TEST
    }
    return sorted(found.values(), key=lambda one: (one.first_at, one.clip.sha256))


def _clip(audio: AlarmAudio) -> Clip:
    return Clip(audio.sha256, audio.bytes, timedelta(), 0.0, "", audio.url)


def refused_alarms(envelope: bytes, refusal: Refusal, standings: Iterable[Standing]) -> tuple[AlarmReport, ...]:
    """Return a report for each alarm of a set that was not believed, except for those that stand anyway."""
    try:
        header, document = unverified(envelope)
    except BroadcasterError:
        return ()
    if not isinstance(document, AlarmSet):
        return ()
    known = {one.alarm.id for one in standings}
    reason, facts = refusal.reason, {name: str(value) for name, value in refusal.reason.facts.items()}
    return tuple(
        AlarmReport(one.id, AlarmProgress.REFUSED, refusal.at, header.seq, reason.code, facts)
        for one in document.alarms[:MOST_REPORTED]
        if one.id not in known
    )
