"""A locality's own readings: written -> spoken. Decides before all recognisers. Never reads a file."""

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass

from broadcaster.errors import Refused
from broadcaster.speech.normalise.cleaning import clean_lines
from broadcaster.speech.normalise.tokens import Found, Kind

LONGEST_ENTRY = 200
FORMULA_STARTS = ("'=", "'+", "'-", "'@")
"""How our own tables keep a spreadsheet from running a cell."""
HEADERS = frozenset({"written", "viết", "viết tắt", "chữ viết", "từ"})
SPEAKABLE = re.compile(r"[^\W\d_]")
FIGURE = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Readings by written form, whole words only, the longest form first.

    A form written in small letters stands for every case ("gx" also for "GX"); a form with a capital only for itself.
    """

    exact: Mapping[str, str]
    small: Mapping[str, str]
    pattern: re.Pattern[str] | None

    @classmethod
    def of(cls, readings: Mapping[str, str]) -> "Lexicon":
        """Make a lexicon; raises Refused for an entry without words, with figures in its reading, or too long."""
        cleaned = {_form(written): _reading(written, spoken) for written, spoken in readings.items()}
        forms = sorted(cleaned, key=len, reverse=True)
        parts = [f"(?i:{_escaped(form)})" if form.islower() else _escaped(form) for form in forms]
        pattern = re.compile(rf"(?<!\w)(?:{'|'.join(parts)})(?!\w)") if parts else None
        small = {form: spoken for form, spoken in cleaned.items() if form.islower()}
        return cls(cleaned, small, pattern)

    def places(self, text: str) -> dict[int, Found]:
        """Return what is found in a cleaned line, by the place where it begins."""
        if self.pattern is None:
            return {}
        found = ((match, self._form_of(match)) for match in self.pattern.finditer(text))
        return {
            match.start(): Found(match.end(), Kind.LEXICON, self.exact[form])
            for match, form in found
            if form is not None
        }

    def used(self, text: str) -> dict[str, str]:
        """Return the entries that are found in a cleaned line."""
        matches = self.pattern.finditer(text) if self.pattern is not None else ()
        return {form: self.exact[form] for form in map(self._form_of, matches) if form is not None}

    def _form_of(self, match: re.Match[str]) -> str | None:
        """Return the form that matched; none for a letter that only patterns take for a small one (İ)."""
        written = " ".join(match[0].split())
        form = written if written in self.exact else written.lower()
        return form if form in self.exact else None


NO_LEXICON = Lexicon.of({})


def touching(readings: Mapping[str, str], text: str) -> tuple[tuple[str, str], ...]:
    """Return, in order, those of ``readings`` that are found in ``text``; the others leave its reading as it is.

    Finding them first costs little, however many there are; looking for all of them at each word would not.
    """
    lines = [line.text for line in clean_lines(text)]
    whole = "\n".join(lines).lower()
    near = Lexicon.of({form: said for form, said in readings.items() if form.lower() in whole})
    used: dict[str, str] = {}
    for line in lines:
        used |= near.used(line)
    return tuple(sorted(used.items()))


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a lexicon's file: its number, and the entry it gives or what is wrong with it."""

    line: int
    written: str = ""
    spoken: str = ""
    fault: Refused | None = None


def read_lexicon(text: str) -> Lexicon:
    """Read a CSV of two columns (written, spoken; a heading is allowed; comma, semicolon or tab); else Refused."""
    rows = read_rows(text)
    for row in rows:
        if row.fault is not None:
            raise row.fault
    return Lexicon.of({row.written: row.spoken for row in rows})


def read_rows(text: str) -> list[Row]:
    """Read the same, row by row: what is wrong with one row says nothing of the others."""
    rows: list[Row] = []
    known: dict[str, str] = {}
    number = 0
    try:
        plain = text.removeprefix("\ufeff")
        for number, row in enumerate(csv.reader(io.StringIO(plain), _dialect(plain), strict=True), 1):
            cells = [_cell(cell) for cell in row]
            if any(cells) and (rows or cells[0].lower() not in HEADERS):
                rows.append(_judged(cells, number, known))
    except csv.Error as fault:
        rows.append(Row(number + 1, fault=Refused("normalise.lexicon_csv", field="lexicon", reason=str(fault))))
    return rows


def _cell(typed: str) -> str:
    cell = typed.strip()
    return cell[1:] if cell.startswith(FORMULA_STARTS) else cell


def _judged(cells: list[str], number: int, known: dict[str, str]) -> Row:
    """Return the entry of a row, and remember it; or what is wrong with it."""
    try:
        written, spoken = _two(cells, number)
        form, said = _form(written), _reading(written, spoken)
    except Refused as fault:
        return Row(number, cells[0], fault=fault)
    if known.setdefault(form, said) != said:
        twice = Refused("normalise.lexicon_twice", field="lexicon", line=number, written=written[:40])
        return Row(number, form, said, twice)
    return Row(number, form, said)


def _dialect(text: str) -> type[csv.Dialect]:
    """Return the dialect by the first sign that parts two cells; spreadsheets of the country write semicolons."""
    first = next((sign for sign in text.partition("\n")[0] if sign in ",;\t"), ",")

    class Parted(csv.excel):
        """What a spreadsheet writes, with the sign that this file has."""

        delimiter = first

    return Parted


def _two(cells: list[str], number: int) -> tuple[str, str]:
    if len(cells) != 2 or not all(cells):
        raise Refused(
            "normalise.lexicon_row",
            field="lexicon",
            line=number,
            row=", ".join(cells)[:60],
        )
    return cells[0], cells[1]


def _form(written: str) -> str:
    form = _clean(written)
    if not re.search(r"\w", form) or len(form) > LONGEST_ENTRY:
        raise Refused("normalise.lexicon_entry", field="lexicon", written=written[:40])
    return form


def _reading(written: str, spoken: str) -> str:
    said = _clean(spoken)
    if not SPEAKABLE.search(said) or FIGURE.search(said) or len(said) > LONGEST_ENTRY:
        raise Refused("normalise.lexicon_entry", field="lexicon", written=written[:40])
    return said


def _clean(typed: str) -> str:
    """Return a form as texts have it when it is looked for: in NFC, with plain dashes and single blanks."""
    return " ".join(line.text for line in clean_lines(typed))


def _escaped(form: str) -> str:
    return r"\s".join(map(re.escape, form.split()))
