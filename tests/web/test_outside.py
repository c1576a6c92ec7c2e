"""The second person: found on the first page, decided on the entry's page, with a yes, or a no and its reason."""

from datetime import time

import pytest

from broadcaster.plans import Entry
from broadcaster.store import plans
from schedules.recurrence import daily, once
from tests.house import START, House
from tests.web.readers import Reader


def late(here: House, *times: time) -> Entry:
    """Place an entry outside the allowed hours with a reason."""
    recurrence = daily(START.date(), *times) if len(times) > 1 else once(START.date(), time(21, 15))
    entry = here.entry(here.ready().id, recurrence=recurrence, outside_reason="Sơ tán dân", title="Bão số 3")
    return here.dispatch.add_entry(entry, here.officer).entry


def kept(here: House, entry: Entry) -> Entry:
    """Return an entry as it is now."""
    with here.dispatch.store.read() as tx:
        return plans.find(tx, entry.id)


def test_a_leader_finds_reads_and_allows(leader: Reader, officer: Reader, here: House) -> None:
    """What needs me, one main action; the entry's page says why; after the yes it says who, and can be undone."""
    entry = late(here)
    path = f"/plans/{entry.id}"
    home = leader.read("/")
    for words in ("Xin phát ngoài giờ: Bão số 3", "21:15 hôm nay · Sơ tán dân", f'href="{path}#outside"'):
        assert words in home
    assert "Xin phát ngoài giờ" not in officer.read("/")
    mine = officer.read(path)
    assert "Chờ người thứ hai" in mine and "Cho phát ngoài giờ" not in mine
    assert "Cho phát ngoài giờ" in leader.read(path)
    assert leader.send(f"{path}/allow", form=path).status_code == 303
    page = leader.read(path)
    for words in ("Đã cho phép", "Hoàn tác", "Trần Thị Lan cho phép"):
        assert words in page
    assert "Chờ người thứ hai" not in page
    assert kept(here, entry).outside_approved_by == here.leader.id
    undo = page.split('action="/plans/')[1].split('"')[0]
    assert leader.send(f"/plans/{undo}", form=path).status_code == 303
    assert kept(here, entry).outside_approved_by == ""


def test_the_author_cannot(officer: Reader, here: House) -> None:
    """Not through the page, and not past it."""
    entry = late(here)
    assert officer.send(f"/plans/{entry.id}/allow").status_code == 403
    assert officer.send(f"/plans/{entry.id}/deny", {"reason": "x"}).status_code == 403
    assert kept(here, entry) == entry


@pytest.mark.slow
def test_a_no_needs_a_reason(leader: Reader, officer: Reader, here: House) -> None:
    """Without one nothing happens; with it the author reads it on the ended entry."""
    entry = late(here)
    path = f"/plans/{entry.id}"
    assert leader.send(f"{path}/deny", {"reason": " "}, form=path).status_code == 422
    assert leader.send(f"{path}/deny", {"reason": "không gấp"}, form=path).status_code == 303
    assert "không gấp" in officer.read(path)
    assert kept(here, entry).ended_at is not None


def test_a_no_leaves_the_other_times(leader: Reader, here: House) -> None:
    """An entry that also sounds inside the hours goes on with those."""
    entry = late(here, time(17), time(21, 15))
    path = f"/plans/{entry.id}"
    assert leader.send(f"{path}/deny", {"reason": "chỉ phát chiều"}, form=path).status_code == 303
    assert kept(here, entry).ended_at is None
