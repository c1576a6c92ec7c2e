"""Every table as CSV, whole, and no cell that a spreadsheet would run as a formula. Never chooses columns."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

from flask import Response

from broadcaster.store import Page, Slice, Transaction
from web.parts import parts

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
BOM = "\ufeff"
EXPORT_MOST = 200_000
EXPORT_PAGE = 500

Item = TypeVar("Item")


def every(listed: Callable[[Transaction, Slice], Page[Item]]) -> Iterator[Item]:
    """Yield the rows of a list, page by page in transactions of their own; at most 200,000."""
    after, given = None, 0
    while given < EXPORT_MOST:
        with parts().store.read() as tx:
            page = listed(tx, Slice(after=after, limit=EXPORT_PAGE))
        yield from page.items
        given += len(page.items)
        after = page.next
        if after is None:
            return


def csv_file(name: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> Response:
    """Answer a CSV file, written row by row."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"', "Cache-Control": "private, no-store"}
    return Response(_lines(head, rows), mimetype="text/csv", headers=headers)


def cell(value: object) -> str:
    """Return a cell's text; one that begins like a formula gets an apostrophe in front (ASVS 1.2.10)."""
    text = "" if value is None else str(value)
    harmless = isinstance(value, int | float)
    return f"'{text}" if text.startswith(FORMULA_STARTS) and not harmless else text


def _lines(head: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    yield BOM + _line(head)
    for row in rows:
        yield _line(row)


def _line(values: Sequence[object]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow([cell(value) for value in values])
    return out.getvalue()
