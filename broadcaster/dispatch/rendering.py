"""Step 4 of the path: the words or the recording of a bulletin become a checked, mastered clip in the clip store.

A render is asked for by its *recipe* (words and voices or recording, loudness, versions), so the sound heard before
approval is the very clip that is broadcast after it, and the same words are never spoken twice.
"""

import contextlib
import hashlib
import json
import logging
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from broadcaster import audio, bulletins, languages, speech, voices
from broadcaster.bulletins import EDITABLE, PLAYABLE, Bulletin, State
from broadcaster.decoding import DECODING_VERSION, decode
from broadcaster.dispatch.lexicons import Lexicons, readings_at
from broadcaster.errors import BroadcasterError, Faulty, Missing, Unavailable
from broadcaster.languages import Translation
from broadcaster.lexicons import Readings
from broadcaster.plans import Entry
from broadcaster.speech.normalise import NORMALISER_VERSION
from broadcaster.store import Transaction, editions
from broadcaster.store import bulletins as bulletin_rows
from broadcaster.store import localities as locality_rows
from broadcaster.store import plans as plan_rows
from broadcaster.store import recordings as recording_rows
from broadcaster.store import renders as render_rows
from broadcaster.store.renders import Render, RenderState
from broadcaster.voices import PassedOver
from schedules.playlist import ClipItem
from schedules.priority import Priority

RETRY_AFTER = timedelta(seconds=30)
"""How long a render rests after a fault that may pass (a full disk, a voice service away)."""

log = logging.getLogger(__name__)

LUFS = {Priority.EMERGENCY: -14.0, Priority.PRIORITY: -16.0, Priority.ORDINARY: -16.0}
RATES = {Priority.EMERGENCY: speech.URGENT_RATE, Priority.PRIORITY: 1.0, Priority.ORDINARY: 1.0}
"""How fast is spoken; the recipe tells an emergency apart by its loudness."""


RECORDED = "recording"
"""What stands as the voice of a sound that somebody recorded."""


@dataclass(frozen=True, slots=True)
class Raw:
    """A sound before mastering: its WAV, whose voice it is, what was read, what its maker should hear about it.

    ``passed_over``: who was to speak before that voice, and why they did not.
    """

    path: Path
    voice: str
    reading: str = ""
    warnings: tuple[str, ...] = ()
    passed_over: tuple[PassedOver, ...] = ()


class Rendering(Lexicons):
    """The making of sounds; ``render_next`` is what a worker repeats."""

    def recipe(self, bulletin: Bulletin, readings: Readings = (), also: Sequence[Translation] = ()) -> str:
        """Return the hash of all that the sound of a bulletin depends on; ``readings`` are those of ``readings_of``.

        ``also`` is said after the Vietnamese words.
        """
        # without an order, as it was named before localities had one: those sounds stay
        voice = voices.asked(bulletin.voice, bulletin.voices) if bulletin.voices else bulletin.voice
        made_from: list[object] = [bulletin.text, voice, *([readings] if readings else [])]
        version = NORMALISER_VERSION
        if bulletin.recording is not None:
            made_from, version = [RECORDED, bulletin.recording, bulletin.twice], DECODING_VERSION
        parts = [
            *made_from,
            LUFS[bulletin.priority],
            self.config.media_codec,
            version,
            audio.MASTERING_VERSION,
            *([[one.clip for one in also]] if also else []),
        ]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()

    def readings_of(self, tx: Transaction, bulletin: Bulletin) -> Readings:
        """Return the entries of lexicons a bulletin is read with: those it was handed in with, a draft the newest."""
        if bulletin.recording is not None:
            return ()
        if bulletin.state not in EDITABLE:
            return bulletin.readings
        return readings_at(tx, bulletin.locality, bulletin.text)

    def voices_of(self, tx: Transaction, bulletin: Bulletin) -> tuple[str, ...]:
        """Return the order of voices a bulletin is spoken with: that it was handed in with, a draft its locality's."""
        if bulletin.recording is not None:
            return ()
        if bulletin.state not in EDITABLE:
            return bulletin.voices
        return self.order_at(tx, bulletin.locality, bulletin.voice)

    def as_spoken(self, tx: Transaction, bulletin: Bulletin) -> Bulletin:
        """Return a bulletin with the readings and the order of voices it is spoken with now."""
        return replace(bulletin, readings=self.readings_of(tx, bulletin), voices=self.voices_of(tx, bulletin))

    def expected(self, tx: Transaction, bulletin: Bulletin) -> timedelta:
        """Return about how long a bulletin will sound before anything of it is made."""
        recording = None if bulletin.recording is None else recording_rows.known(tx, bulletin.recording)
        if recording is None:
            return bulletins.expected_duration(bulletin.text)
        return bulletins.expected_sounding(recording.duration, twice=bulletin.twice)

    def preview(self, bulletin: Bulletin) -> None:
        """Ask for the sound of a stored bulletin's present words."""
        with self.store.begin("system") as tx:
            self._want_sound(tx, bulletin)
        self.wake()

    def render_of(self, tx: Transaction, bulletin: Bulletin) -> Render | None:
        """Return how far the sound of a bulletin's present words has come; None if nobody asked for it."""
        asked = self.as_spoken(tx, bulletin)
        return render_rows.find(tx, self.recipe(asked, asked.readings))

    def clip_at(self, tx: Transaction, bulletin: Bulletin, place: str) -> ClipItem | None:
        """Return what of a bulletin sounds at a locality: its Vietnamese words, and after them its languages once made.

        None as long as the bulletin is not ready. Nothing waits for a language.
        """
        if bulletin.clip is None or bulletin.state not in PLAYABLE:
            return None
        plain = ClipItem(bulletin.clip, render_rows.clip(tx, bulletin.clip).duration, bulletin.id)
        return self.joined_at(tx, bulletin, place) or plain

    def said_at(self, tx: Transaction, bulletin: Bulletin, place: str) -> tuple[Translation, ...]:
        """Return the translations of a bulletin that a locality hears: those in its languages and in those above it."""
        if not bulletin.translations:
            return ()
        return languages.said_at(bulletin.translations, locality_rows.tree(tx).languages(place))

    def longer_at(self, tx: Transaction, bulletin: Bulletin, place: str) -> timedelta:
        """Return how much longer a bulletin is at a locality than its Vietnamese words."""
        lengths = [render_rows.clip(tx, one.clip).duration for one in self.said_at(tx, bulletin, place)]
        return bulletins.expected_added(lengths, twice=bulletin.twice or bulletin.recording is None)

    def want_languages(self, tx: Transaction, bulletin: Bulletin, place: str) -> bool:
        """Ask for the sound of a bulletin with the languages of a locality; tell whether it is yet to be made."""
        also = self.said_at(tx, bulletin, place)
        if not also or bulletin.state not in PLAYABLE:
            return False
        recipe = self.recipe(bulletin, bulletin.readings, also)
        return render_rows.want(tx, recipe, bulletin.id).state is not RenderState.READY

    def joined_at(self, tx: Transaction, bulletin: Bulletin, place: str) -> ClipItem | None:
        """Return the clip of a bulletin with the languages of a locality, None where it has none or is not made yet."""
        also = self.said_at(tx, bulletin, place)
        made = render_rows.find(tx, self.recipe(bulletin, bulletin.readings, also)) if also else None
        if made is None or made.clip is None or made.duration is None:
            return None
        return ClipItem(made.clip, made.duration, bulletin.id)

    def render_next(self) -> bool:
        """Make one sound that waits; tell whether there was one. A fault is kept on the row, not raised."""
        with self.store.begin("system") as tx:
            render = render_rows.claim(tx)
            if render is None:
                return False
            bulletin = bulletin_rows.find(tx, render.bulletin_id)
            if bulletin.state is State.APPROVED:
                bulletin = bulletins.render(bulletin)
                bulletin_rows.change(tx, bulletin)
        log.info("rendering %s for bulletin %s", render.recipe[:12], bulletin.id)
        try:
            self._make(render, bulletin)
        except BroadcasterError as fault:
            log.warning("render %s failed: %s", render.recipe[:12], fault)
            self._give_up(render, fault)
        except Exception as fault:
            # Nobody foresaw it, so trying again would fail again; the row must not stay claimed until the next start.
            log.exception("render %s of bulletin %s broke", render.recipe[:12], bulletin.id)
            self._give_up(render, Faulty("render.broken", fault=type(fault).__name__))
        return True

    def resume_renders(self) -> None:
        """Put back what a crash left in the middle; called once at start."""
        with self.store.begin("system") as tx:
            render_rows.unclaim_all(tx)
            for bulletin in bulletin_rows.in_states(tx, {State.RENDERING}):
                bulletin_rows.change(tx, bulletins.unclaim(bulletin))
            for bulletin in bulletin_rows.in_states(tx, {State.APPROVED}):
                self._want_sound(tx, bulletin)
                self._settle(tx, bulletin)

    def tidy(self) -> None:
        """Remove what a crash left half made in the folders of sounds and of scratch; called once at start."""
        self.clips.sweep()
        self.recordings.sweep()
        self.forget_recordings()
        shutil.rmtree(self.scratch, ignore_errors=True)

    def hear(self, sha256: str) -> Path:
        """Return the clip as a file to listen to in the page."""
        return self.clips.path(sha256)

    def horn(self, sha256: str) -> Path:
        """Return how the clip would sound from a horn, made once and kept beside the scratch files."""
        heard = self.scratch / f"horn-{sha256}.mp3"
        if not heard.exists():
            with self._workshop() as bench:
                audio.horn(self.clips.path(sha256), bench / "horn.mp3")
                (bench / "horn.mp3").replace(heard)
        return heard

    def waveform(self, sha256: str, points: int = 200) -> list[float]:
        """Return the outline of a clip, ``points`` values between 0 and 1."""
        return audio.envelope(self.clips.path(sha256), points)

    def _make(self, render: Render, bulletin: Bulletin) -> None:
        with self.store.read() as tx:
            bulletin, also = self._as_asked(tx, render, bulletin)
            bulletin = self._as_heard(tx, bulletin) if also else bulletin
        codec = audio.Codec(self.config.media_codec)
        with self._workshop() as bench:
            recorded = bulletin.recording is not None
            raw = self._played(bulletin, bench) if recorded else self._voiced(bulletin, bench)
            if also and raw.voice not in (RECORDED, bulletin.voice):
                raise Unavailable("render.voice_away", voice=bulletin.voice)
            mastered = audio.master(
                raw.path,
                to=bench / f"clip.{codec.value}",
                priority_target_lufs=LUFS[bulletin.priority],
                codec=codec,
                twice=bulletin.twice or not recorded,
                also=[self._retold(one, bench) for one in also],
            )
            clip = self.clips.save(mastered.path)
        with self.store.begin("system") as tx:
            render_rows.finish(
                tx,
                render.recipe,
                clip=clip,
                duration=mastered.duration,
                lufs=mastered.lufs,
                peak_dbtp=mastered.peak_dbtp,
                bytes=mastered.bytes,
                codec=mastered.codec.value,
                voice=raw.voice,
                reading=raw.reading,
                warnings=raw.warnings,
                passed_over=[(one.voice, one.fault.stored()) for one in raw.passed_over],
            )
            self._settle_all(tx)
            if also:
                self._touch_places_of(tx, bulletin.id)

    def _as_heard(self, tx: Transaction, bulletin: Bulletin) -> Bulletin:
        """Return a bulletin in the voice that spoke its Vietnamese words when they were approved, whoever was asked."""
        plain = render_rows.find(tx, self.recipe(bulletin, bulletin.readings))
        return bulletin if plain is None else replace(bulletin, voice=plain.voice)

    def _as_asked(
        self, tx: Transaction, render: Render, bulletin: Bulletin
    ) -> tuple[Bulletin, tuple[Translation, ...]]:
        """Return the bulletin as its sound was asked for, in its own voice, one to compare or none, and what follows.

        Raises Missing for words that were changed since.
        """
        for voice in (bulletin.voice, "", *(one.name for one in speech.voices(self.engines))):
            asked = self.as_spoken(tx, replace(bulletin, voice=voice))
            for also in languages.selections(bulletin.translations):
                if self.recipe(asked, asked.readings, also) == render.recipe:
                    return asked, also
        raise Missing("bulletin.text_changed", title=bulletin.title)

    def _voiced(self, bulletin: Bulletin, bench: Path) -> Raw:
        """Let the first voice that can say the words of a bulletin; in an emergency none of the network is asked."""
        order = voices.asked(bulletin.voice, bulletin.voices or speech.wanted(self.config))
        hindered = self._hindered(order, is_urgent=bulletin.priority is Priority.EMERGENCY)
        first, *others = [one for one in order if one not in hindered] or [speech.DEFAULT_VOICE]
        spoken = speech.speak(
            bulletin.text,
            voice=first,
            others=others,
            rate=RATES[bulletin.priority],
            to=bench / "speech.wav",
            engines=self.engines,
            cache=speech.Cache(self.config.data / "speech"),
            lexicon=dict(bulletin.readings),
        )
        failed = dict(zip((first, *others), spoken.faults, strict=False))
        passed = voices.passed_over(order, spoken.voice, hindered | failed)
        for one in passed:
            log.warning("%s speaks bulletin %s and not %s: %s", spoken.voice, bulletin.id, one.voice, one.fault)
        reading = spoken.reading
        return Raw(bench / "speech.wav", spoken.voice, reading.spoken, tuple(reading.warnings), passed)

    def _hindered(self, order: Iterable[str], *, is_urgent: bool) -> dict[str, BroadcasterError]:
        """Return the voices of an order that are not even asked, each with why."""
        faults = {one: voices.hindrance(self.rank(one), is_urgent=is_urgent) for one in order}
        return {one: fault for one, fault in faults.items() if fault is not None}

    def _played(self, bulletin: Bulletin, bench: Path) -> Raw:
        """Decode the recording of a bulletin, shut in."""
        source = self.recordings.path(bulletin.recording or "")
        decode(source, folder=bench, to=bench / "speech.wav")
        return Raw(bench / "speech.wav", RECORDED)

    def _retold(self, said: Translation, bench: Path) -> Path:
        """Decode what is said in another language, shut in as it was when it was brought."""
        to = bench / f"{said.language}.wav"
        decode(self.clips.path(said.clip), folder=bench, to=to)
        return to

    def _give_up(self, render: Render, fault: BroadcasterError) -> None:
        with self.store.begin("system") as tx:
            if fault.permanent:
                render_rows.fail(tx, render.recipe, fault)
                self._settle_all(tx)
            else:
                render_rows.put_back(tx, render.recipe, fault, until=tx.now + RETRY_AFTER)

    @contextlib.contextmanager
    def _workshop(self) -> Iterator[Path]:
        folder = Path(tempfile.mkdtemp(dir=self.scratch))
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def _want_sound(self, tx: Transaction, bulletin: Bulletin) -> None:
        asked = self.as_spoken(tx, bulletin)
        render_rows.want(tx, self.recipe(asked, asked.readings), bulletin.id)

    def _settle_all(self, tx: Transaction) -> None:
        for bulletin in bulletin_rows.in_states(tx, {State.APPROVED, State.RENDERING}):
            self._settle(tx, bulletin)

    def _settle(self, tx: Transaction, bulletin: Bulletin) -> Bulletin:
        """Give an approved bulletin the outcome of its render, if there is one."""
        render = self.render_of(tx, bulletin)
        if render is None or bulletin.state not in (State.APPROVED, State.RENDERING):
            return bulletin
        if render.state is RenderState.READY and render.clip is not None:
            settled = bulletins.finish(bulletin, render.clip)
            bulletin_rows.change(tx, settled)
            self._touch_places_of(tx, bulletin.id)
            return settled
        if render.state is RenderState.FAILED:
            settled = bulletins.fail(bulletin, BroadcasterError.restored(render.failure))
            bulletin_rows.change(tx, settled)
            return settled
        return bulletin

    def _touch_places_of(self, tx: Transaction, bulletin_id: str) -> None:
        for entry in plan_rows.with_bulletin(tx, bulletin_id):
            for scope in scopes(entry):
                editions.touch(tx, scope)


def scopes(entry: Entry) -> tuple[str, ...]:
    """Return the keys under which an entry is published: locality codes and ``station:<id>``."""
    return (*entry.targets, *(f"station:{one}" for one in entry.stations))
