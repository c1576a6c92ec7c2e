"""A locality's own readings: written -> spoken. Decides before all recognisers. Never reads a file."""

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass

from broadcaster.errors import Refused
from broadcaster.speech.normalise.tokens import Found, Kind

LONGEST_ENTRY = 200
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
        return {
            match.start(): Found(match.end(), Kind.LEXICON, self._said(" ".join(match[0].split())))
            for match in self.pattern.finditer(text)
        }

    def _said(self, written: str) -> str:
        return self.exact.get(written) or self.small[written.lower()]


NO_LEXICON = Lexicon.of({})


def read_lexicon(text: str) -> Lexicon:
    """Read a CSV of two columns (written, spoken; a heading is allowed; comma, semicolon or tab); else Refused."""
    readings: dict[str, str] = {}
    try:
        for number, row in enumerate(
            csv.reader(io.StringIO(text.removeprefix("\ufeff")), _dialect(text), strict=True),
            1,
        ):
            cells = [cell.strip() for cell in row]
            if not any(cells) or (not readings and cells[0].lower() in HEADERS):
                continue
            written, spoken = _two(cells, number)
            if readings.setdefault(written, spoken) != spoken:
                raise Refused(
                    "normalise.lexicon_twice",
                    field="lexicon",
                    line=number,
                    written=written[:40],
                )
    except csv.Error as fault:
        raise Refused("normalise.lexicon_csv", field="lexicon", reason=str(fault)) from fault
    return Lexicon.of(readings)


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
    form = " ".join(written.split())
    if not re.search(r"\w", form) or len(form) > LONGEST_ENTRY:
        raise Refused("normalise.lexicon_entry", field="lexicon", written=written[:40])
    return form


def _reading(written: str, spoken: str) -> str:
    said = " ".join(spoken.split())
    if not SPEAKABLE.search(said) or FIGURE.search(said) or len(said) > LONGEST_ENTRY:
        raise Refused("normalise.lexicon_entry", field="lexicon", written=written[:40])
    return said


def _escaped(form: str) -> str:
    return r"\s".join(map(re.escape, form.split()))
