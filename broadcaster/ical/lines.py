"""The lines of a calendar file and the blocks they stand in, each with its line number. Never asks what they mean.

Unfolding happens before decoding, for some writers fold in the middle of a character.
"""

import codecs
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from icalendar.parser import Contentline
from icalendar.parser.property import split_on_unescaped_comma, unescape_backslash

from broadcaster.errors import Refused
from broadcaster.ical.values import MOST_BYTES, MOST_EVENTS, MOST_LINES, Grade, Remark

LONGEST_LINE = 100_000
LONGEST_LIST = 2_000
DEEPEST = 8
MOST_BROKEN_TOLD = 20
NAME = re.compile(r"[A-Za-z0-9-]+")
EVENT_BEGIN = re.compile(rb"^BEGIN:VEVENT[ \t]*$", re.M | re.I)
UNREAD = "�"


@dataclass(frozen=True, slots=True)
class Property:
    """One content line: its name in capitals, its parameters, its value as written."""

    line: int
    name: str
    params: Mapping[str, str]
    value: str

    @property
    def text(self) -> str:
        """The value of a text property."""
        return str(unescape_backslash(self.value))

    @property
    def texts(self) -> list[str]:
        """The values of a property that holds a list of texts, as many as anybody reads."""
        return [one.strip() for one in split_on_unescaped_comma(self.value[:LONGEST_LIST])]


@dataclass(slots=True)
class Block:
    """What stands between BEGIN and END; ``ended`` tells whether its END was there."""

    name: str
    line: int
    properties: list[Property] = field(default_factory=list)
    blocks: list["Block"] = field(default_factory=list)
    ended: bool = False

    def all(self, name: str) -> list[Property]:
        """Return every property of a name."""
        return [one for one in self.properties if one.name == name]

    def one(self, name: str) -> Property | None:
        """Return the first property of a name that has a value."""
        return next((one for one in self.all(name) if one.value.strip()), None)

    def text(self, name: str) -> str:
        """Return the text of a property, empty when it is not there."""
        found = self.one(name)
        return found.text if found is not None else ""


@dataclass(slots=True)
class Parsing:
    """One file on its way into blocks: the root, the open blocks, what was broken."""

    root: Block = field(default_factory=lambda: Block("", 0))
    path: list[Block] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    broken: int = 0

    def take(self, number: int, text: str) -> None:
        """Take one unfolded line."""
        found = NAME.match(text)
        name = found[0].upper() if found else ""
        if name == "BEGIN":
            self.begin(number, text)
        elif name == "END":
            self.end(text)
        elif self.path:
            try:
                self.path[-1].properties.append(read_property(number, text))
            except ValueError:
                self.tell_broken(number, text)

    def begin(self, number: int, text: str) -> None:
        """Open a block; what is nested deeper than any calendar is broken."""
        if len(self.path) >= DEEPEST:
            raise Refused("ical.broken", line=number)
        block = Block(value_of(text), number)
        (self.path[-1] if self.path else self.root).blocks.append(block)
        self.path.append(block)

    def end(self, text: str) -> None:
        """Close the innermost block of that name, and with it what was left open inside."""
        name = value_of(text)
        if any(one.name == name for one in self.path):
            while self.path.pop().name != name:
                continue
            here = self.path[-1] if self.path else self.root
            here.blocks[-1].ended = True

    def tell_broken(self, number: int, text: str) -> None:
        """Note a line that is none, for a few of them each, for the rest only that there are more."""
        self.broken += 1
        if self.broken <= MOST_BROKEN_TOLD:
            self.remarks.append(Remark(Grade.PARTLY, "ical.line_broken", line=number, facts=(("text", text[:40]),)))


def read_blocks(data: bytes) -> tuple[list[Block], list[Remark]]:
    """Return the VCALENDAR blocks of a file and what was wrong with its lines.

    Refused: too large, too many lines or events, no calendar at all, or nested without end.
    """
    data = in_bounds(data)
    parsing, unread = Parsing(), []
    for number, raw in unfolded(data):
        text, whole = decoded(raw)
        if not whole:
            unread.append(number)
        parsing.take(number, text)
    calendars = [one for one in parsing.root.blocks if one.name == "VCALENDAR"]
    if not calendars:
        raise Refused("ical.not_a_calendar", field="file")
    if unread:
        facts = (("count", len(unread)),)
        parsing.remarks.append(Remark(Grade.PARTLY, "ical.encoding", line=unread[0], facts=facts))
    return calendars, parsing.remarks


def in_bounds(data: bytes) -> bytes:
    """Return the file in UTF-8 with plain line ends; refuse one that is too large before anything of it is read."""
    if len(data) > MOST_BYTES:
        raise Refused("ical.too_large", field="file", limit=MOST_BYTES // 1024**2)
    data = in_utf8(data).replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    if data.count(b"\n") > MOST_LINES:
        raise Refused("ical.too_many_lines", field="file", limit=MOST_LINES)
    events = sum(1 for _ in EVENT_BEGIN.finditer(data))
    if events > MOST_EVENTS:
        raise Refused("ical.too_many_events", field="file", count=events, limit=MOST_EVENTS)
    return data


def in_utf8(data: bytes) -> bytes:
    """Return the file in UTF-8 without a mark at its beginning; UTF-16 is known by its mark."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace").encode()
    return data.removeprefix(codecs.BOM_UTF8)


def unfolded(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Give each content line with the number of its first line in the file."""
    first, parts = 0, list[bytes]()
    for number, raw in enumerate(data.split(b"\n"), 1):
        if raw[:1] in (b" ", b"\t") and parts:
            parts.append(raw[1:])
            continue
        if parts:
            yield first, b"".join(parts)
        first, parts = number, [raw] if raw.strip() else []
    if parts:
        yield first, b"".join(parts)


def decoded(raw: bytes) -> tuple[str, bool]:
    """Return the text of a line, and whether all of it was readable."""
    try:
        return raw.decode(), True
    except UnicodeDecodeError:
        return raw.decode("utf-8", "replace"), False


def read_property(number: int, text: str) -> Property:
    """Return one property; ValueError when the line is none."""
    if len(text) > LONGEST_LINE or ":" not in text:
        raise ValueError(text[:40])
    name, params, value = Contentline(text.replace("\x00", "")).raw_parts()
    flat = {key.upper(): ",".join(one) if isinstance(one, list) else str(one) for key, one in params.items()}
    return Property(number, name.upper(), flat, value)


def value_of(text: str) -> str:
    """Return the name after BEGIN: or END:."""
    return text.partition(":")[2].strip().upper()
