"""Lines and blocks of a calendar file: folding, encodings, what is broken."""

import pytest

from broadcaster.ical.lines import LONGEST_LINE, Block, read_blocks
from broadcaster.ical.values import Grade


def blocks(inside: bytes) -> tuple[Block, list[tuple[Grade, str, int]]]:
    """Return the one calendar around these lines, and what was told as (grade, code, line)."""
    (calendar,), remarks = read_blocks(b"BEGIN:VCALENDAR\r\n" + inside + b"\r\nEND:VCALENDAR\r\n")
    return calendar, [(one.grade, one.code, one.line) for one in remarks]


@pytest.mark.parametrize(
    "raw",
    [
        b"SUMMARY:Tin\r\n  s\xc3\xa1ng",
        b"SUMMARY:Tin\n\t s\xc3\xa1ng",
        b"SUMMARY:Tin s\xc3\r\n \xa1ng",
        b"SUMMARY;LANGUAGE=vi:Tin s\xc3\xa1ng",
        b"summary:Tin s\xc3\xa1ng",
        b"\r\n\r\nSUMMARY:Tin s\xc3\xa1ng\r\n\r\n",
        b'SUMMARY;ALTREP="http://x:1/;,":Tin s\xc3\xa1ng',
        b"SUMMARY;X=a,b:Tin s\xc3\xa1ng\x00",
    ],
)
def test_a_line_in_all_its_forms(raw: bytes) -> None:
    """Folded anywhere, even within a letter, with parameters, with any line ends: it reads the same."""
    calendar, told = blocks(raw)
    assert (calendar.text("SUMMARY"), told) == ("Tin sáng", [])


def test_encodings() -> None:
    """UTF-16 and UTF-8 with a mark are read; other letters become marks and are told of once."""
    text = "BEGIN:VCALENDAR\r\nSUMMARY:Tin sáng\r\nEND:VCALENDAR"
    for data in (text.encode("utf-16"), text.encode("utf-8-sig"), text.replace("\r\n", "\r").encode()):
        (calendar,), remarks = read_blocks(data)
        assert (calendar.text("SUMMARY"), remarks) == ("Tin sáng", [])
    calendar, told = blocks("SUMMARY:Tin sáng\nLOCATION:Ấp".encode("cp1258", "replace"))
    assert told == [(Grade.PARTLY, "ical.encoding", 2)]
    assert calendar.text("SUMMARY").startswith("Tin s")


def test_lines_know_where_they_stand() -> None:
    """A property has the number of its first line in the file; lists and missing values are told apart."""
    calendar, _ = blocks(b"X:1\r\nCATEGORIES:a,\r\n b\\,c\r\nEMPTY:\r\nEMPTY:2")
    (found,) = calendar.all("CATEGORIES")
    assert (found.line, found.texts) == (3, ["a", "b,c"])
    assert calendar.text("EMPTY") == "2"
    assert (calendar.one("NONE"), calendar.text("NONE")) == (None, "")


@pytest.mark.parametrize("line", [b"garbage", b":x", b"SUM MARY", b"X;=a:b", b"X:" + b"a" * LONGEST_LINE])
def test_broken_lines_are_told(line: bytes) -> None:
    """A line that is none is named; the lines around it stand."""
    calendar, told = blocks(b"A:1\r\n" + line + b"\r\nB:2")
    assert told == [(Grade.PARTLY, "ical.line_broken", 3)]
    assert (calendar.text("A"), calendar.text("B")) == ("1", "2")


def test_not_every_broken_line_is_told() -> None:
    """A file of nothing but noise makes a page, not a book."""
    _, told = blocks(b"noise\r\n" * 500)
    assert len(told) == 20


def test_blocks_that_do_not_close() -> None:
    """An END closes what was left open inside; one for nothing is passed over."""
    calendar, _ = blocks(b"BEGIN:VEVENT\r\nBEGIN:VALARM\r\nEND:VEVENT\r\nEND:VEVENT\r\nBEGIN:VEVENT")
    first, second = calendar.blocks
    assert (first.ended, [one.ended for one in first.blocks]) == (True, [False])
    assert (second.ended, calendar.ended) == (False, True)
