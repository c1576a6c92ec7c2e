"""The signer's work: released alerts become signed alarm sets on every topic concerned, and stay there until they end.

It believes nobody: before each signature it asks again who stood for exactly these words. Never writes an alert. The
one alarm nobody stands for is the silent one of the path, made here and unable to sound.
"""

import base64
import hashlib
import json
import logging
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from broadcaster import alerts, audio, canary, speech
from broadcaster.alerts import SOUNDING, Alert, State
from broadcaster.audio import Mastered
from broadcaster.decoding import decode
from broadcaster.dispatch.alerting import Alerting
from broadcaster.dispatch.fleet import Fleet
from broadcaster.errors import BroadcasterError, Faulty, Unavailable
from broadcaster.languages import CODED, MOST_SAID, Translation, checked_length
from broadcaster.messages import (
    Alarm,
    AlarmAudio,
    AlarmProgress,
    AlarmReport,
    AlarmSet,
    Command,
    CommandName,
    Kind,
)
from broadcaster.sandbox import Limits
from broadcaster.speech.normalise import read_aloud
from broadcaster.store import Transaction, editions, new_id
from broadcaster.store import alerts as alert_rows
from broadcaster.store import canary as canary_rows
from broadcaster.store import commands as command_rows
from broadcaster.store import localities as locality_rows
from broadcaster.store import renders as render_rows
from broadcaster.store import stations as station_rows
from broadcaster.store.alerts import Silence
from broadcaster.store.renders import ClipRow
from broadcaster.whole import whole_file

log = logging.getLogger(__name__)

INLINE_BYTES = 96 * 1024
"""So much audio travels in the alarm itself (wire.md), so that it needs no HTTP."""
TRANSLATION_BYTES = 1_000_000
"""A minute is half of it; whatever else lies in its place is not even read."""
TRANSLATION_LIMITS = Limits(cpu_s=15, seconds=20.0)
"""A minute of sound takes a second or two; the clip of the Vietnamese words does not wait for what takes longer."""
LUFS = -14.0
VOICE = "espeak-south"
RESEND_AFTER = tuple(timedelta(seconds=one) for one in (2, 5, 10, 20, 40))
"""When a set is sent again to those who have not verified it; after the last of these each minute."""
RESEND_EACH = timedelta(minutes=1)
SPOKEN_KEPT = 5000
"""So many of its own speeches the signer knows again, of all alerts that can stand at once and more."""


class Alarms(Alerting, Fleet):
    """Signing, sending, repeating and ending of alarm sets; only the signer's process calls it."""

    def sign_alarms(self) -> int:
        """End what is over, then sign, keep and send every set that changed; return how many were sent.

        One that cannot be signed stays due; its fault is raised when no other one was signed.
        """
        with self.store.read() as tx:
            over, due = alert_rows.over(tx, tx.now), alert_rows.due(tx)
        if over:
            due = self._expire()
        signed, faults = 0, list[Exception]()
        for scope in due:
            try:
                signed += self._sign(scope)
            except Exception as fault:  # whatever is wrong with one set, no other one waits for it
                log.critical("alarm set of %s is not signed: %s", scope, fault)
                faults.append(fault)
        if faults and not signed:
            raise faults[0]
        return signed

    def send_silences(self) -> int:
        """Sign and send every order to be silent that waits; return to how many stations.

        One that cannot leave, because the broker is away, waits on as if nobody had tried.
        """
        with self.store.read() as tx:
            waiting = alert_rows.waiting_silences(tx)
        try:
            return sum(self._send_silence(one) for one in waiting)
        except Unavailable as fault:
            log.warning("silence waits until the broker is back: %s", fault)
            return 0

    def resend_alarms(self, sent: dict[str, datetime]) -> int:
        """Send the sets again whose stations have not all verified them; ``sent`` remembers when each was last.

        A station that has the set already does nothing; one that lost it on the way gets it.
        """
        with self.store.read() as tx:
            behind = {
                scope: one.released_at
                for one in alert_rows.in_states(tx, {State.ACTIVE})
                if one.released_at and alert_rows.unheard(tx, one, self._online(tx, one))
                for scope in alerts.scopes(one)
            }
            due = [one for one, released in behind.items() if _is_due(tx.now, released, sent.get(one, released))]
            envelopes = {topic: editions.current(tx, topic) for topic in map(self.alarm_topic, due)}
            sent.update(dict.fromkeys(due, tx.now))
        for topic, envelope in envelopes.items():
            if envelope is not None:
                self._send(topic, envelope)
        return len(due)

    def speak_alert(self) -> bool:
        """Make the speech of one alert that has none yet; tell whether there was one."""
        with self.store.read() as tx:
            due = [(one, self._timezone(tx, one)) for one in alert_rows.in_states(tx, {State.CONFIRMED, *SOUNDING})]
        wanting = [(one, zone) for one, zone in due if one.clip is None or not self._is_ours(one, zone)]
        for one, zone in sorted(wanting, key=lambda one: one[0].state not in SOUNDING):  # what sounds goes first
            self._speak(one, zone)
            return True
        return False

    def record_alarms(self, reports: list[tuple[str, bytes]]) -> None:
        """Keep what stations say of alarms; something unreadable is logged and dropped, never fatal."""
        said = [one for topic, payload in reports if (one := self._read(topic, payload))]
        told = [(station_id, one) for station_id, one in said if isinstance(one, AlarmReport)]
        with self.store.begin("stations") as tx:
            alert_rows.record_all(
                tx, [(station_id, one) for station_id, one in told if not canary.is_canary(one.alarm_id)]
            )
            canary_rows.answer(tx, self._answers(tx, told))

    def alarm_topic(self, scope: str) -> str:
        """Return the topic of a scope's alarm set."""
        kind, colon, station_id = scope.partition(":")
        return self.topics.station_alarms(station_id) if colon else self.topics.alarms(kind)

    def _expire(self) -> list[str]:
        with self.store.begin("signer") as tx:
            for one in alert_rows.over(tx, tx.now):
                alert_rows.change(tx, alerts.expire(one, tx.now))
            return alert_rows.due(tx)

    def _answers(self, tx: Transaction, told: Iterable[tuple[str, AlarmReport]]) -> dict[str, canary_rows.Answer]:
        """Return who verified the silent alarm that stands now; what is told of earlier ones comes too late."""
        newest = canary_rows.rounds(tx, 1)
        current = canary.ident(newest[0].signed_at) if newest else ""
        return {
            station_id: canary_rows.Answer(station_id, at, canary.taken(at, report.at, tx.now))
            for at in (one.signed_at for one in newest)
            for station_id, report in told
            if report.alarm_id == current and report.progress is AlarmProgress.VERIFIED
        }

    def _silent(self, tx: Transaction, scope: str) -> tuple[Alarm, ...]:
        """Return the silent alarm that proves the path, while it stands in the set of the province."""
        newest = canary_rows.rounds(tx, 1) if scope == self.config.province else []
        made = [canary.silent_alarm(one.signed_at) for one in newest if not one.held]
        return tuple(one for one in made if tx.now < one.expires_at)

    def _sign(self, scope: str) -> bool:
        """Sign and send the set of one scope unless another signer has just done so."""
        with self.store.begin("signer") as tx:
            if not alert_rows.claim(tx, scope):
                return False
            standing = [one for one in alert_rows.standing(tx, scope) if self._is_approved(tx, one)]
            document = AlarmSet((*(self._alarm(tx, one) for one in standing), *self._silent(tx, scope)))
            topic, envelope = self._sealed(tx, Kind.ALARMS, self.alarm_topic(scope), document)
            alert_rows.settle(tx, scope)
            for one in standing:
                if one.state is not State.ACTIVE:
                    alert_rows.change(tx, alerts.activate(one))
        self._send(topic, envelope)
        log.info("alarm set of %s: %s", scope, ", ".join(one.id for one in document.alarms) or "silence")
        return True

    def _is_approved(self, tx: Transaction, alert: Alert) -> bool:
        try:
            self._check_release(tx, alert)
        except BroadcasterError as fault:
            log.critical("alert %s is not signed: %s", alert.id, fault)
            return False
        return True

    def _alarm(self, tx: Transaction, alert: Alert) -> Alarm:
        zone = self._timezone(tx, alert)
        clip = self._audio(tx, alert.clip) if alert.clip and self._is_ours(alert, zone) else None
        made = alerts.alarm(alert, clip, zone)
        # A station that must speak itself has no reader of numbers and abbreviations.
        return replace(made, spoken_text=read_aloud(made.spoken_text, lexicon=dict(alert.readings)).spoken)

    def _audio(self, tx: Transaction, sha256: str) -> AlarmAudio | None:
        """Return the clip of an alarm; None when it is lost: the stations then speak for themselves."""
        try:
            size = render_rows.clip(tx, sha256).bytes
            found = self.clips.path(sha256).read_bytes() if size <= INLINE_BYTES else None
        except (BroadcasterError, OSError) as fault:
            log.error("the alarm goes without its clip: %s", fault)
            return None
        return AlarmAudio(sha256, size, inline=base64.b64encode(found).decode() if found is not None else None)

    def _timezone(self, tx: Transaction, alert: Alert) -> str:
        return locality_rows.tree(tx).locality(alert.origin).timezone

    def _online(self, tx: Transaction, alert: Alert) -> list[str]:
        rows = station_rows.reached(tx, alert.localities, alert.stations)
        return [one.id for one in rows if one.is_online]

    def _is_ours(self, alert: Alert, timezone: str) -> bool:
        """Tell whether the clip of an alert is what the signer itself spoke for its words.

        Nobody stands for a clip: who could write rows might otherwise have any other one sound under an approved alert.
        """
        try:
            return alert.clip in ("", self._spoken(alert, timezone).read_text())
        except (OSError, ValueError):  # lost or damaged: it is spoken once more
            return alert.clip == ""

    def _spoken(self, alert: Alert, timezone: str) -> Path:
        """Return where the signer notes which clip it made of what an alert says: a folder only it writes to."""
        said = (alerts.spoken(alert, timezone), *(one.clip for one in alert.translations))
        words = "\0".join((*said, *(json.dumps(one) for one in alert.readings)))
        return self.config.data / "signer" / f"{hashlib.sha256(words.encode()).hexdigest()}.spoken"

    def _speak(self, alert: Alert, timezone: str) -> None:
        """Keep the clip of an alert; where none can be made its stations speak the words themselves."""
        folder = self.config.data / "signer"
        folder.mkdir(exist_ok=True)
        for old in sorted(folder.glob("*.spoken"), key=lambda one: one.stat().st_mtime)[:-SPOKEN_KEPT]:
            old.unlink()
        try:
            with tempfile.TemporaryDirectory(dir=folder) as bench:
                spoken = Path(bench) / "speech.wav"
                words, lexicon = alerts.spoken(alert, timezone), dict(alert.readings)
                speech.speak(words, voice=VOICE, rate=speech.ALARM_RATE, to=spoken, lexicon=lexicon)
                made, unsaid = self._joined(alert, spoken)
                sha256 = self.clips.save(made.path)
            with whole_file(self._spoken(alert, timezone)) as note:
                note.write_text(sha256)
        except BroadcasterError as fault:
            log.error("no speech for alert %s, its stations speak it themselves: %s", alert.id, fault)
            with self.store.begin("signer") as tx:
                alert_rows.set_clip(tx, alert, "", [one.language for one in alert.translations])
            return
        with self.store.begin("signer") as tx:
            known = ClipRow(sha256, made.bytes, made.duration, made.lufs, made.codec.value, published=True)
            render_rows.keep_clip(tx, known)
            alert_rows.set_clip(tx, alert, sha256, unsaid)

    def _joined(self, alert: Alert, spoken: Path) -> tuple[Mastered, tuple[str, ...]]:
        """Make the clip of the words ``spoken`` and of all that can be said after them; return what cannot too.

        Whatever is wrong with another language, the Vietnamese words are made.
        """
        also = self._translated(alert, spoken.parent)
        try:
            made = self._mastered(spoken, tuple(also.values()))
        except BroadcasterError as fault:
            if not also:
                raise
            log.critical("alert %s is not said in %s: %s", alert.id, ", ".join(also), fault)
            also = {}
            made = self._mastered(spoken)
        return made, tuple(one.language for one in alert.translations if one.language not in also)

    def _mastered(self, spoken: Path, also: Sequence[Path] = ()) -> Mastered:
        codec = audio.Codec(self.config.media_codec)
        to = spoken.with_name(f"clip{codec.extension}")
        return audio.master(spoken, to=to, priority_target_lufs=LUFS, codec=codec, twice=False, ident=False, also=also)

    def _translated(self, alert: Alert, bench: Path) -> dict[str, Path]:
        """Return the sound of each language an alert is said in; what cannot be said is left out, loudly."""
        found: dict[str, Path] = {}
        for place, one in enumerate(alert.translations[:MOST_SAID] if alert.is_real else ()):
            sound = bench / f"other-{place}.wav"
            try:
                self._stood_for(one, sound)
                found[one.language] = sound
            except (BroadcasterError, OSError) as fault:
                log.critical("alert %s is not said in %s: %s", alert.id, one.language, fault)
        return found

    def _stood_for(self, said: Translation, sound: Path) -> None:
        """Write the sound of a translation if it is the very bytes that people stand for; decoded shut in.

        Whoever may write clips may write one that takes a decoder apart, and this process holds the alarm key.
        """
        with self.clips.path(said.clip).open("rb") as file:
            data = file.read(TRANSLATION_BYTES + 1)
        if len(data) > TRANSLATION_BYTES or hashlib.sha256(data).hexdigest() != said.clip:
            raise Faulty("translation.other_bytes", language=said.language)
        copy = sound.with_suffix(".clip")
        copy.write_bytes(data)
        checked_length(decode(copy, folder=sound.parent, to=sound, limits=TRANSLATION_LIMITS).duration - CODED)

    def _send_silence(self, silence: Silence) -> int:
        """Send one order; it is kept as sent only if all of it left. What nobody needs any more is let go."""
        with self.store.begin("signer") as tx:
            alert_rows.sent_silence(tx, silence.id)
            if silence.until <= tx.now:
                return 0
            _, colon, station_id = silence.scope.partition(":")
            told = (station_id,) if colon else station_rows.ids_in(tx, silence.scope)
            for topic, envelope in [self._silencing(tx, one, silence) for one in told]:
                self.desk.publish(topic, envelope, retained=False)
        return len(told)

    def _silencing(self, tx: Transaction, station_id: str, silence: Silence) -> tuple[str, bytes]:
        command = Command(id=new_id(), name=CommandName.SILENCE, until=silence.until)
        command_rows.add(tx, station_id, command, by=silence.by)
        return self._sealed(tx, Kind.COMMAND, self.topics.command(station_id), command)


def _is_due(now: datetime, released: datetime, last: datetime) -> bool:
    """Say whether a set is sent again: soon after its release often, then each minute."""
    steps = [released + one for one in RESEND_AFTER]
    return any(last < step <= now for step in steps) or (now > steps[-1] and now - last >= RESEND_EACH)
