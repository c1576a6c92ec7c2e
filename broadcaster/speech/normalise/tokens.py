"""What the scan finds: classed tokens with their place in the written text. Only values, never logic."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """The classes of what is read otherwise than it is written."""

    LEXICON = "lexicon"
    DATE = "date"
    DATE_RANGE = "date_range"
    TIME = "time"
    TIME_RANGE = "time_range"
    NUMBER = "number"
    DECIMAL = "decimal"
    PERCENT = "percent"
    MONEY = "money"
    UNIT = "unit"
    RANGE = "range"
    RATIO = "ratio"
    FRACTION = "fraction"
    ROMAN = "roman"
    ORDINAL = "ordinal"
    DOCUMENT = "document"
    ABBREVIATION = "abbreviation"
    PLACE = "place"
    ADDRESS = "address"
    ROAD = "road"
    PHONE = "phone"
    PLATE = "plate"
    EMAIL = "email"
    URL = "url"
    STORM = "storm"
    CAPITALS = "capitals"
    LIST = "list"
    LETTER = "letter"
    BRAND = "brand"
    SYMBOL = "symbol"
    CODE = "code"


class Doubt(StrEnum):
    """Why a reading should be heard before it is broadcast."""

    CAPITALS = "unknown_capitals"
    CODE = "code"
    SPELLED = "spelled_address"
    DATE = "impossible_date"
    TIME = "impossible_time"
    DATE_OR_FRACTION = "date_or_fraction"
    NUMBER = "odd_number"
    MEANING = "several_meanings"


@dataclass(frozen=True, slots=True)
class Found:
    """What a recogniser made of a place in the cleaned line: where it ends, its class, what is said for it."""

    end: int
    kind: Kind
    said: str
    doubts: tuple[Doubt, ...] = ()


@dataclass(frozen=True, slots=True)
class Token:
    """A stretch of the text as it was typed (``start`` up to ``end``), its class, its reading, and what is doubtful."""

    kind: Kind
    start: int
    end: int
    written: str
    reading: str
    warnings: tuple[Doubt, ...] = ()
