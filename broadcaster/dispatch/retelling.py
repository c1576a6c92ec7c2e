"""Bulletins in other languages: a translation brought to a draft or taken out of it. Never decides where it sounds.

It is part of what is handed in and approved: once somebody else has it before them nothing of it changes.
"""

from pathlib import Path
from typing import IO

from broadcaster import bulletins, languages
from broadcaster.accounts import Action, Person, demand
from broadcaster.bulletins import EDITABLE, Bulletin
from broadcaster.dispatch.bringing import Bringing
from broadcaster.dispatch.editing import Editing
from broadcaster.dispatch.rendering import LUFS
from broadcaster.errors import Missing, Refused
from broadcaster.languages import LONGEST_BULLETIN, MOST_BULLETIN_TEXT, Translation
from broadcaster.localities import Tree
from broadcaster.store import Transaction
from broadcaster.store import bulletins as bulletin_rows
from broadcaster.store import localities as locality_rows
from broadcaster.store import renders as render_rows
from broadcaster.store.renders import ClipRow


class Retelling(Editing, Bringing):
    """What people do with the translations of bulletins; each step is one transaction and one audit row."""

    def retell_recording(
        self, bulletin_id: str, language: str, source: IO[bytes], by: Person, *, text: str = ""
    ) -> Bulletin:
        """Let a draft say the same in a language with a recording; ``text`` writes down what is said in it.

        Raises Refused("recording....") for what cannot be broadcast, Refused("translation....") for what is too long,
        Unavailable when the disk is full or too much is brought at once; then nothing of it stays.
        """
        words = languages.checked_text(text, MOST_BULLETIN_TEXT) if text.strip() else ""
        draft = self._open_draft(bulletin_id, language, by)
        with self._decoded(source, LONGEST_BULLETIN) as sound:
            return self._retell(draft, *self._clip_of(sound, language, words, lufs=LUFS[draft.priority]), by)

    def retell_text(self, bulletin_id: str, language: str, text: str, by: Person) -> Bulletin:
        """Let a draft say words in a language that an engine reads; Refused where none does."""
        words = languages.checked_text(text, MOST_BULLETIN_TEXT)
        draft = self._open_draft(bulletin_id, language, by)
        with self._read_out(words, language) as sound:
            return self._retell(draft, *self._clip_of(sound, language, words, lufs=LUFS[draft.priority]), by)

    def drop_retelling(self, bulletin_id: str, language: str, by: Person) -> Bulletin:
        """Take a language out of a draft."""
        with self.store.begin(by.id) as tx:
            draft = self._draft(tx, bulletin_id, by)
            left = bulletins.untranslate(draft, language)
            bulletin_rows.change(tx, left)
        return left

    def retold(self, tx: Transaction, bulletin: Bulletin) -> list[tuple[Translation, ClipRow]]:
        """Return what a bulletin says in other languages, each with what is known of its clip."""
        return [(one, render_rows.clip(tx, one.clip)) for one in bulletin.translations]

    def retold_clip(self, bulletin: Bulletin, sha256: str) -> Path:
        """Return the clip of a translation of a bulletin; Missing for any other."""
        if sha256 not in {one.clip for one in bulletin.translations}:
            raise Missing("clips.missing", sha256=sha256[:12])
        return self.clips.path(sha256)

    def spoken_around(self, code: str) -> tuple[str, ...]:
        """Return the languages spoken at a locality, above it and inside it."""
        with self.store.read() as tx:
            tree: Tree = locality_rows.tree(tx)
            return languages.spoken_at([code], tree)

    def _open_draft(self, bulletin_id: str, language: str, by: Person) -> Bulletin:
        languages.language(language)
        with self.store.read() as tx:
            return self._draft(tx, bulletin_id, by)

    def _draft(self, tx: Transaction, bulletin_id: str, by: Person) -> Bulletin:
        draft = bulletin_rows.find(tx, bulletin_id)
        demand(by, Action.COMPOSE, draft.locality, locality_rows.tree(tx))
        if draft.state not in EDITABLE:
            raise Refused("bulletin.not_editable", title=draft.title, state=draft.state.value)
        return draft

    def _retell(self, seen: Bulletin, said: Translation, row: ClipRow, by: Person) -> Bulletin:
        """Keep a translation of the draft as it stands now; refused when its words were changed meanwhile."""
        with self.store.begin(by.id) as tx:
            draft = self._draft(tx, seen.id, by)
            if draft.text != seen.text or draft.recording != seen.recording:
                raise bulletins.changed_meanwhile(draft)
            render_rows.keep_clip(tx, row)
            retold = bulletins.translate(draft, said)
            bulletin_rows.change(tx, retold)
        return retold
