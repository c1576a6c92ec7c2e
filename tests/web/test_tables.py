"""Tables as CSV: whole however long, and harmless in a spreadsheet."""

from broadcaster.store import Page, Slice, Transaction
from tests.web.readers import Reader
from web.tables import EXPORT_PAGE, cell, every

ROWS = 2 * EXPORT_PAGE + 1


def test_a_list_longer_than_a_page_is_exported_whole(officer: Reader) -> None:
    """Every row of a list comes once and in order, read page by page."""

    def listed(_tx: Transaction, wanted: Slice) -> Page[int]:
        first = int(wanted.after or 0)
        last = min(first + wanted.limit, ROWS)
        return Page(tuple(range(first, last)), str(last) if last < ROWS else None)

    with officer.client.application.test_request_context():
        assert list(every(listed)) == list(range(ROWS))


def test_no_cell_is_run_as_a_formula() -> None:
    """Text that begins like a formula gets an apostrophe; numbers and nothing stay as they are."""
    assert [cell(one) for one in ("=1+1", "@x", "-5 độ", -5, None, "Loa")] == [
        "'=1+1",
        "'@x",
        "'-5 độ",
        "-5",
        "",
        "Loa",
    ]
