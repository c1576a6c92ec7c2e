"""The lexicons of localities: changed by people, and asked which of their entries a text is read with. Never speaks."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from broadcaster import bulletins, lexicons, speech
from broadcaster.accounts import Action, Person, demand
from broadcaster.dispatch.voicing import Voicing
from broadcaster.errors import Missing, Refused
from broadcaster.lexicons import LexiconChange, Readings, Wanted, demand_wording
from broadcaster.speech.normalise import Doubt, Lexicon, Row, read_aloud, read_rows, touching
from broadcaster.speech.saying import said
from broadcaster.store import Transaction
from broadcaster.store import lexicons as lexicon_rows
from broadcaster.store import localities as locality_rows
from broadcaster.voices import asked
from schedules.reason import Reason

MOST_BYTES = 500_000
"""The largest file of a lexicon that is taken."""
DOUBTS = {
    Doubt.CAPITALS: "doubt.unknown_capitals",
    Doubt.CODE: "doubt.code",
    Doubt.SPELLED: "doubt.spelled_address",
    Doubt.DATE: "doubt.impossible_date",
    Doubt.TIME: "doubt.impossible_time",
    Doubt.DATE_OR_FRACTION: "doubt.date_or_fraction",
    Doubt.NUMBER: "doubt.odd_number",
    Doubt.MEANING: "doubt.several_meanings",
}


@dataclass(frozen=True, slots=True)
class Doubtful:
    """A piece of a text as typed (``start`` up to ``end``) that should be heard first, what is said for it, and why."""

    start: int
    end: int
    written: str
    reading: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """How a text would be read, one paragraph a line; how long one sounding takes; what was taken from lexicons."""

    spoken: str
    doubts: tuple[Doubtful, ...]
    length: timedelta
    readings: Readings


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of the rows of a file: new and changed entries, those known already, those refused."""

    change: LexiconChange
    added: tuple[Row, ...]
    changed: tuple[Row, ...]
    known: tuple[Row, ...]
    refused: tuple[Row, ...]


class Lexicons(Voicing):
    """What people do with the lexicons of their localities; each step is one transaction and one audit row."""

    def add_reading(self, code: str, written: str, spoken: str, by: Person) -> LexiconChange:
        """Let a written form be read as ``spoken`` at a locality and below; refused where it has another reading."""
        ((form, said),) = Lexicon.of({written: spoken}).exact.items()
        with self.store.begin(by.id) as tx:
            known = self._demand_lexicon(tx, code, by)
            if known.get(form, said) != said:
                raise _already(tx, code, form)
            return self._edit(tx, code, known, {form: said})

    def change_reading(self, code: str, old: str, by: Person, *, written: str, spoken: str) -> LexiconChange:
        """Change an entry, its written form too; refused when it is gone or the new form has an entry already."""
        ((form, said),) = Lexicon.of({written: spoken}).exact.items()
        with self.store.begin(by.id) as tx:
            known = self._demand_lexicon(tx, code, by)
            self._demand_entry(tx, code, known, old)
            if form != old and form in known:
                raise _already(tx, code, form)
            return self._edit(tx, code, known, {old: None, form: said})

    def remove_reading(self, code: str, written: str, by: Person) -> LexiconChange:
        """Take an entry out of a locality's lexicon; what is said above holds again."""
        with self.store.begin(by.id) as tx:
            known = self._demand_lexicon(tx, code, by)
            self._demand_entry(tx, code, known, written)
            return self._edit(tx, code, known, {written: None})

    def undo_lexicon(self, change_id: str, by: Person) -> LexiconChange:
        """Undo a change of a lexicon, of one entry or of many; refused when any of them was changed again since."""
        with self.store.begin(by.id) as tx:
            change = lexicon_rows.find(tx, change_id)
            known = self._demand_lexicon(tx, change.locality, by)
            return self._edit(tx, change.locality, known, lexicons.undone(known, change))

    def import_lexicon(self, code: str, data: bytes, by: Person) -> Imported:
        """Take the good rows of a CSV file (UTF-8) into a locality's lexicon, over its own, and tell of every row."""
        rows = read_rows(decoded(data))
        if not rows:
            raise Refused("lexicon.empty_file", field="file")
        with self.store.begin(by.id) as tx:
            known = self._demand_lexicon(tx, code, by)
            good = {row.written: row for row in rows if row.fault is None}
            change = self._edit(tx, code, known, {form: row.spoken for form, row in good.items()})
        return Imported(
            change,
            added=tuple(row for form, row in good.items() if form not in known),
            changed=tuple(row for form, row in good.items() if form in change.after and form in known),
            known=tuple(row for form, row in good.items() if form not in change.after),
            refused=tuple(row for row in rows if row.fault is not None),
        )

    def read_draft(self, text: str, code: str, by: Person, *, voice: str) -> Draft:
        """Return how a text would be read at a locality, by a chosen voice or its first, without keeping anything."""
        with self.store.read() as tx:
            demand(by, Action.COMPOSE, code, locality_rows.tree(tx))
            readings = readings_at(tx, code, text)
            order = asked(voice, self.order_at(tx, code, voice))
        regions = {one.name: one.region for one in speech.voices(self.engines)}
        region = next((regions[one] for one in order if one in regions), "south")
        reading = read_aloud(text, region, lexicon=dict(readings))
        doubts = tuple(
            Doubtful(one.start, one.end, one.written, one.reading, tuple(Reason(DOUBTS[why]) for why in one.warnings))
            for one in reading.tokens
            if one.warnings
        )
        return Draft(reading.spoken, doubts, bulletins.expected_duration(said(reading)), readings)

    def _demand_lexicon(self, tx: Transaction, code: str, by: Person) -> Mapping[str, str]:
        """Deny unless ``by`` may change the lexicon of a locality; return what it says itself."""
        demand_wording(by, code, locality_rows.tree(tx))
        return lexicon_rows.kept(tx, code)

    def _demand_entry(self, tx: Transaction, code: str, known: Mapping[str, str], written: str) -> None:
        if written not in known:
            name = locality_rows.tree(tx).name(code)
            raise Missing("lexicon.entry_missing", field="written", written=written[:40], name=name)

    def _edit(self, tx: Transaction, code: str, known: Mapping[str, str], wanted: Wanted) -> LexiconChange:
        change = lexicons.changed(known, wanted, name=locality_rows.tree(tx).name(code))
        return lexicon_rows.edit(tx, code, change)


def readings_at(tx: Transaction, code: str, text: str) -> Readings:
    """Return the entries, of a locality and those above, that a text is read with."""
    return touching(lexicon_rows.held(tx, locality_rows.tree(tx).path(code)), text)


def decoded(data: bytes) -> str:
    """Return the text of a lexicon's file, or refuse it."""
    if len(data) > MOST_BYTES:
        raise Refused("lexicon.file_long", field="file", limit=MOST_BYTES)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise Refused("lexicon.file_encoding", field="file") from fault


def _already(tx: Transaction, code: str, form: str) -> Refused:
    name = locality_rows.tree(tx).name(code)
    return Refused("lexicon.entry_known", field="written", written=form, name=name)
