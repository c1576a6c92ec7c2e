"""Calendar files in the browser: the report before anything changes, taking what is ticked, the file given out."""

import io
import re
from dataclasses import replace
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from broadcaster.ical import MOST_BYTES, read_calendar
from broadcaster.plans import Entry
from broadcaster.store import plans
from tests.house import House
from tests.web.readers import ORIGIN, Reader

NEW = "/calendars/new"
TITLE = "Tiêm chủng mở rộng"


def event(title: str, lines: str) -> str:
    """Return the text of one event."""
    return f"BEGIN:VEVENT\r\nSUMMARY:{title}\r\n{lines}\r\nEND:VEVENT\r\n"


def calendar(*events: str) -> bytes:
    """Return the bytes of a calendar file."""
    return f"BEGIN:VCALENDAR\r\n{''.join(events)}END:VCALENDAR\r\n".encode()


GOOD = event(TITLE, "DTSTART:20261124T170000\r\nRRULE:FREQ=DAILY;COUNT=3")
LACKING = event("Thu gom rác", "DTSTART:20261124T173000\r\nDESCRIPTION:Ngày mai thu gom rác.\\nXin cảm ơn.")
WHOLE_DAY = event("Ngày hội", "DTSTART;VALUE=DATE:20261125")


def bring(reader: Reader, data: bytes | None, where: str = "c1") -> TestResponse:
    """Choose a file and send it, as the form does."""
    sent: dict[str, object] = {"csrf_token": reader.token(NEW), "where": where}
    if data is not None:
        sent["file"] = (io.BytesIO(data), "lich.ics", "text/calendar")
    headers = {"Origin": ORIGIN, "Referer": ORIGIN + NEW}
    answer = reader.client.post(NEW, data=sent, base_url=ORIGIN, headers=headers, buffered=True)
    # What is large travels through a file of the test client, which leaves it open.
    answer.request.environ["wsgi.input"].close()
    return answer


def brought(reader: Reader, data: bytes, where: str = "c1") -> str:
    """Bring a file that can be used and return the address of its report."""
    answer = bring(reader, data, where)
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"]


def entries(here: House) -> tuple[Entry, ...]:
    """Return all entries, the newest first."""
    with here.dispatch.store.read() as tx:
        return plans.listed(tx).items


def test_the_report_comes_before_any_change(officer: Reader, here: House) -> None:
    """Each event is told in words: understood or not, when it sounds next, what it lacks; nothing is placed."""
    here.ready()
    address = brought(officer, calendar(GOOD, LACKING, WHOLE_DAY))
    page = officer.read(address)
    assert "Hằng ngày lúc 17:00" in page
    assert 'name="take" value="0" checked' in page
    assert "17:00 ngày mai" in page
    assert "âm lịch" in page
    assert "Chưa có bản tin nào tên “Thu gom rác”" in page
    assert "Sự kiện cả ngày 25/11/2026 không có giờ phát" in page
    assert "2 sự kiện đọc được" in page
    assert "Hiểu một phần" in page
    assert entries(here) == ()


def test_what_is_ticked_is_placed(officer: Reader, here: House) -> None:
    """The ticked event becomes a schedule of the locality; asked again it stands there already."""
    ready = here.ready()
    address = brought(officer, calendar(GOOD, LACKING))
    path = address.split("?")[0]
    answer = officer.send(path, {"where": "c1", "take": ["0"], "do": "take"}, form=address)
    assert answer.status_code == 303
    (entry,) = entries(here)
    assert (entry.title, entry.targets, entry.bulletin_ids) == (TITLE, ("c1",), (ready.id,))
    assert entry.recurrence.rule == "FREQ=DAILY;COUNT=3"
    again = officer.read(address)
    assert "Đã xếp 1 lịch từ tệp." in again
    assert "Đã có sẵn trong lịch phát" in again


def undo_address(page: str) -> str:
    """Return where the button of a page that undoes an import leads."""
    found = re.search(r'action="(/calendars/imports/[^"]+/undo)"', page)
    assert found is not None
    return found[1]


def test_one_button_takes_the_import_back(officer: Reader, here: House) -> None:
    """After placing, the page offers to undo it; a second time nothing is left to undo."""
    here.ready()
    address = brought(officer, calendar(GOOD))
    officer.send(address.split("?")[0], {"where": "c1", "take": ["0"], "do": "take"}, form=address)
    undo = undo_address(officer.read(address))
    assert officer.send(undo, {}, form=address).status_code == 303
    assert "Đã hoàn tác lần nhập tệp: 1 lịch." in officer.read("/plans")
    assert [one.ended_at is None for one in entries(here)] == [False]
    again = officer.send(undo, {}, form=address)
    assert (again.status_code, "Không còn gì của lần nhập này" in again.text) == (422, True)


@pytest.mark.slow
def test_what_was_changed_since_is_named(officer: Reader, here: House) -> None:
    """The first few with the reason; they stay."""
    ready = here.ready()
    hours = [event(TITLE, f"DTSTART:20261124T{hour:02}0000") for hour in (9, 10, 14, 15)]
    address = brought(officer, calendar(*hours, LACKING))
    partly = officer.send(
        address.split("?")[0], {"where": "c1", "take": ["0", "1", "2", "3", "4"], "do": "take"}, form=address
    )
    for entry in entries(here):
        here.dispatch.change_entry(entry.id, replace(entry, repeat=2), here.officer, version=1)
    officer.send(undo_address(partly.text), {}, form=address)
    page = officer.read("/plans")
    assert "lần nhập tệp: 0 lịch." in page
    assert page.count(f"Không hoàn tác “{ready.title}”: Lịch này đã được sửa sau lần nhập") == 3
    assert "và 1 lịch khác." in page
    assert [one.ended_at for one in entries(here)] == [None] * 4


def test_a_bulletin_that_is_missing_is_written_first(officer: Reader, here: House) -> None:
    """The button leads to the compose page with title and text filled in; the file waits meanwhile."""
    address = brought(officer, calendar(LACKING))
    path = address.split("?")[0]
    answer = officer.send(path, {"where": "c1", "do": "write 0"}, form=address)
    assert answer.headers["Location"] == "/bulletins/new"
    page = officer.read("/bulletins/new")
    assert 'value="Thu gom rác"' in page
    assert "Ngày mai thu gom rác.\nXin cảm ơn." in page
    for odd in ("write 7", "write x"):
        assert officer.send(path, {"where": "c1", "do": odd}, form=address).status_code == 303
    here.submitted(title="Thu gom rác")
    assert 'name="take" value="0"' in officer.read(address)


@pytest.mark.slow
def test_nothing_ticked_and_nothing_possible_are_told(officer: Reader, here: House) -> None:
    """Without a tick nothing happens; what cannot be placed is named with its reason, the rest is placed."""
    here.ready()
    address = brought(officer, calendar(GOOD, LACKING))
    path = address.split("?")[0]
    empty = officer.send(path, {"where": "c1", "do": "take"}, form=address)
    assert (empty.status_code, "Chưa đánh dấu sự kiện nào" in empty.text) == (422, True)
    partly = officer.send(path, {"where": "c1", "do": "take", "take": ["0", "1", "x"]}, form=address)
    assert (partly.status_code, "Đã xếp 1 lịch; còn lại" in partly.text) == (422, True)
    assert len(entries(here)) == 1


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (None, "Chưa chọn tệp"),
        (b"", "Chưa chọn tệp"),
        (b"PK\x03\x04", "không có dòng BEGIN:VCALENDAR"),
        (b"x" * (MOST_BYTES + 1), "lớn hơn 10 MB"),
    ],
)
def test_files_that_cannot_be_used(officer: Reader, data: bytes | None, words: str) -> None:
    """The fault stands beside the field, with a way out."""
    answer = bring(officer, data)
    assert answer.status_code == 422
    assert words in answer.text
    assert 'id="file-wrong"' in answer.text


def test_much_too_large_a_file(officer: Reader) -> None:
    """What is larger than any file may be is not even read; no other form may be that large."""
    kind = "multipart/form-data; boundary=x"
    for path, size in ((NEW, MOST_BYTES + 300_000), ("/plans/new", 3_000_000)):
        answer = officer.client.post(path, data=b"x" * size, content_type=kind, base_url=ORIGIN)
        assert answer.status_code == 413


def test_who_may(officer: Reader, leader: Reader, here: House, tmp_path: Path) -> None:
    """A file is seen by who brought it only, and for places of their own."""
    address = brought(officer, calendar(GOOD))
    assert bring(officer, calendar(GOOD), "c2").status_code == 403
    assert leader.open(address).status_code in (403, 404)
    assert officer.open("/calendars/" + "0" * 32).status_code == 404
    assert officer.open("/calendars/%2e%2e").status_code == 404
    assert "Phường Dĩ An" in officer.read(address.split("?")[0] + "?where=c2")


def test_long_files_come_in_pages(officer: Reader, here: House) -> None:
    """Thirty events to a page; remarks on the file stand on the first."""
    many = [event(f"Tin {n}", "DTSTART:20261124T170000") for n in range(31)]
    address = brought(officer, calendar(*many, *[WHOLE_DAY] * 60))
    page = officer.read(address)
    assert (page.count("Soạn bản tin này"), page.count("Ngày hội")) == (30, 50)
    assert "và 10 ghi chú khác" in page
    second = officer.read(f"{address}&from=30")
    assert (second.count("Soạn bản tin này"), second.count("Ngày hội")) == (1, 0)
    assert officer.read(f"{address}&from=999").count("Soạn bản tin này") == 0


def test_the_schedules_as_a_file(officer: Reader, here: House) -> None:
    """The week page leads to a file that other calendars read; of other places one's own is given."""
    ready = here.ready()
    here.dispatch.add_entry(here.entry(ready.id), here.officer)
    assert "/plans.ics?where=c1" in officer.read("/plans")
    for where in ("c1", "c2"):
        answer = officer.open(f"/plans.ics?where={where}")
        assert answer.mimetype == "text/calendar"
        (one,) = read_calendar(answer.data, "Asia/Ho_Chi_Minh").events
        assert (one.title, one.location) == ("Bản tin chiều", "Phường Dĩ An")
    address = brought(officer, officer.open("/plans.ics").data)
    assert "Đã có sẵn trong lịch phát" in officer.read(address)
