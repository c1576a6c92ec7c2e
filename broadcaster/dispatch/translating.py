"""The office's side of alarms in other languages: who speaks what where, what is kept, what an alert will say.

What is brought is decoded shut in and mastered when it comes, so that people hear the very clip they stand for. Never
speaks an alarm: the signer does.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import IO

from broadcaster import languages
from broadcaster.accounts import Action, Person, demand, may
from broadcaster.alerts import Alert
from broadcaster.dispatch.bringing import Bringing
from broadcaster.dispatch.rendering import RECORDED
from broadcaster.errors import Missing, Refused
from broadcaster.hazards import HAZARDS
from broadcaster.languages import LONGEST, Choice, Kept, Slot, Translation
from broadcaster.localities import Tree
from broadcaster.speech import foreign
from broadcaster.store import localities as locality_rows
from broadcaster.store import new_id
from broadcaster.store import renders as render_rows
from broadcaster.store import stations as station_rows
from broadcaster.store import translations as translation_rows

LUFS = -14.0


class Translating(Bringing):
    """Keeping and choosing of what alarms say in other languages."""

    def set_languages(self, code: str, spoken: Collection[str], by: Person) -> tuple[str, ...]:
        """Set which languages besides Vietnamese are spoken at a locality, and so below it; return them in order."""
        wanted = languages.checked_languages(spoken)
        with self.store.begin(by.id) as tx:
            demand_translating(by, code, locality_rows.tree(tx))
            locality_rows.set_languages(tx, code, wanted)
        self.wake()
        return wanted

    def keep_recording(self, slot: Slot, source: IO[bytes], by: Person, *, text: str = "") -> Kept:
        """Keep a recording for a slot in the place of what it held; ``text`` writes down what is said in it.

        Raises Refused("recording....") for what cannot be broadcast, Refused("translation....") for what is too long,
        Unavailable when the disk is full or too much is brought at once; then nothing of it stays.
        """
        words = languages.checked_text(text) if text.strip() else ""
        self._check_slot(slot, by)
        with self._decoded(source, LONGEST) as sound:
            return self._keep_clip(slot, sound, by, words=words, voice=RECORDED)

    def keep_text(self, slot: Slot, text: str, by: Person) -> Kept:
        """Keep words for a slot, read by an engine that knows the language; Refused where none does."""
        words = languages.checked_text(text)
        self._check_slot(slot, by)
        with self._read_out(words, slot.language) as sound:
            return self._keep_clip(slot, sound, by, words=words, voice=foreign.NAME)

    def drop_translation(self, kept_id: str, by: Person) -> Kept:
        """Let a translation hold no more; one from above holds in its place, if there is one."""
        with self.store.begin(by.id) as tx:
            kept = translation_rows.find(tx, kept_id)
            demand_translating(by, kept.slot.locality, locality_rows.tree(tx))
            translation_rows.end(tx, kept)
        return kept

    def translations_at(self, code: str) -> list[Kept]:
        """Return what is kept at a locality and above it, the highest first."""
        with self.store.read() as tx:
            path = locality_rows.tree(tx).path(code)
            return sorted(translation_rows.held(tx, path), key=lambda one: path.index(one.slot.locality))

    def choose_translations(self, hazard: str, localities: Collection[str], stations: Collection[str]) -> Choice:
        """Return what a real alert for these places and single stations would say, as things are kept now."""
        with self.store.read() as tx:
            tree = locality_rows.tree(tx)
            places = [one for one in (*localities, *station_rows.homes(tx, stations).values()) if one in tree.by_code]
            if not places:
                return Choice()
            return languages.choose(hazard, places, tree, translation_rows.held(tx, tree.path(tree.seat(places))))

    def translated(self, alert: Alert) -> Alert:
        """Return a real alert with all that it may say in other languages; any other as it is."""
        if not alert.is_real:
            return alert
        choice = self.choose_translations(alert.hazard, alert.localities, alert.stations)
        return replace(alert, translations=choice.translations)

    def lengths_of(self, said: Sequence[Translation]) -> list[timedelta]:
        """Return how long each translation is."""
        with self.store.read() as tx:
            return [render_rows.clip(tx, one.clip).duration for one in said]

    def translation_clip(self, sha256: str, code: str) -> Path:
        """Return the clip of a translation that is kept at a locality or above; Missing for any other."""
        if sha256 not in {one.translation.clip for one in self.translations_at(code)}:
            raise Missing("clips.missing", sha256=sha256[:12])
        return self.clips.path(sha256)

    def _check_slot(self, slot: Slot, by: Person) -> None:
        languages.language(slot.language)
        if slot.hazard not in HAZARDS or slot.hazard in languages.UNSAYABLE:
            raise Refused("translation.hazard", field="hazard", hazard=slot.hazard[:40])
        with self.store.read() as tx:
            demand_translating(by, slot.locality, locality_rows.tree(tx))

    def _keep_clip(self, slot: Slot, sound: Path, by: Person, *, words: str, voice: str) -> Kept:
        said, row = self._clip_of(sound, slot.language, words, lufs=LUFS)
        with self.store.begin(by.id) as tx:
            kept = Kept(new_id(), slot, said, row.duration, voice=voice, by=by.id, at=tx.now)
            render_rows.keep_clip(tx, row)
            translation_rows.add(tx, kept)
            return translation_rows.find(tx, kept.id)  # its length as it is kept, in whole milliseconds


def demand_translating(by: Person, code: str, tree: Tree) -> None:
    """Deny unless ``by`` manages a locality or leads it: what is kept there is said under alarms of others."""
    if tree.locality(code).retired_at is not None:
        raise Refused("locality.retired", name=tree.name(code))
    if not may(by, Action.MANAGE, code, tree):
        demand(by, Action.APPROVE, code, tree)
