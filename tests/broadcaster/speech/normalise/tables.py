"""The tables of readings, and a listener who understands spoken numbers without looking at the reader's code."""

from dataclasses import dataclass
from pathlib import Path

from broadcaster.speech.normalise import read_aloud

HERE = Path(__file__).parent
DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
UNITS = {word: value for value, word in enumerate(DIGITS)} | {"mốt": 1, "tư": 4, "lăm": 5}
SIZES = {"ngàn": 10**3, "nghìn": 10**3, "triệu": 10**6}


@dataclass(frozen=True, slots=True)
class Row:
    """One line of readings.tsv: what is said in the north, the classes of its tokens, whether it is doubtful."""

    area: str
    written: str
    spoken: str
    kinds: str
    doubtful: str

    def __str__(self) -> str:
        return self.written


def table(name: str) -> list[list[str]]:
    """Return the rows of a table, without its heading."""
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if not line.startswith("# ")]


def rows(*areas: str) -> list[Row]:
    """Return the short readings of some areas."""
    found = [row for row in (Row(*cells) for cells in table("readings.tsv")) if row.area in areas]
    assert {row.area for row in found} == set(areas)
    return found


def bulletins() -> list[tuple[str, str]]:
    """Return whole sentences of bulletins, and what is said for them in the north."""
    return [(written, spoken) for written, spoken in table("bulletins.tsv")]


def check(row: Row) -> None:
    """Fail unless a row is read, classed and doubted as the table says."""
    reading = read_aloud(row.written, "north")
    assert reading.spoken == row.spoken
    assert ",".join(token.kind for token in reading.tokens) == row.kinds
    assert bool(reading.warnings) == (row.doubtful == "yes")


def heard(words: str) -> int:
    """Return the number somebody understands who hears these words."""
    total = 0
    for part in words.split(" tỷ"):
        value = group = last = 0
        for word in part.split():
            if word in SIZES:
                value, group, last = value + (group + last) * SIZES[word], 0, 0
            elif word == "trăm":
                group, last = last * 100, 0
            elif word == "mươi":
                group, last = group + last * 10, 0
            elif word == "mười":
                group += 10
            elif word not in ("linh", "lẻ"):
                last = UNITS[word]
        total = total * 10**9 + value + group + last
    return total
