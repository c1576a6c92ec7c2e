"""The feeds of warnings on the pages: their age, what they brought and what became of it, for whom they concern."""

import hashlib
import re
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from sqlalchemy import update

from broadcaster.alerts import State
from broadcaster.store import alerts, feeds
from broadcaster.store.tables import cap_messages
from tests.broadcaster.dispatch.test_alerting import draft
from tests.feedserver import Site, serving
from tests.house import House
from tests.web.readers import Reader


@pytest.fixture
def site() -> Iterator[Site]:
    """The web server of an authority."""
    with serving() as made:
        yield made


def test_the_age_of_each_feed(here: House, signed_in: Callable[[str], Reader], site: Site) -> None:
    """Province staff read how old a feed is, and are warned when it fails or is silent; a commune reads nothing."""
    administrator = signed_in("quantri")
    assert "Nguồn cảnh báo" not in administrator.read("/")
    here.dispatch.keep_feed(site.feed(), here.administrator)
    assert "Chưa lấy được lần nào." in administrator.read("/")
    site.put({"/1": b"x"})
    here.dispatch.poll_feed("thu", here.administrator)
    here.clock.advance(timedelta(minutes=5))
    page = administrator.read("/")
    assert "Lấy được 5 phút trước. Tin mới nhất đến 5 phút trước." in page
    assert "Nguồn im lặng." not in page
    here.clock.advance(timedelta(minutes=6))
    assert "Nguồn im lặng. Lấy được 11 phút trước." in administrator.read("/")
    site.pages.clear()
    here.dispatch.poll_feed("thu", here.administrator)
    assert "127.0.0.1 trả lời mã 404. Lấy được 11 phút trước." in administrator.read("/")
    assert "Nguồn cảnh báo" not in signed_in("mai").read("/")


def test_who_wrote_a_draft(here: House, leader: Reader) -> None:
    """What a feed wrote is called by the feed's name where people's names stand."""
    with here.dispatch.store.begin("feed:thu") as tx:
        alerts.add(tx, draft(author="feed:thu"))
        assert feeds.listed(tx) == []
    assert "Nguồn thu" in leader.read("/alerts/a1")


# ---------------------------------------------------------------- the pages of a feed


def brought(here: House, site: Site, *bodies: bytes) -> list[str]:
    """List the feed, let it bring documents, and return their digests in that order."""
    here.dispatch.keep_feed(site.feed(), here.administrator)
    site.put({f"/{number}": body for number, body in enumerate(bodies)})
    here.dispatch.poll_feed("thu", here.administrator)
    return [hashlib.sha256(one).hexdigest() for one in bodies]


def test_what_a_feed_brought(here: House, signed_in: Callable[[str], Reader], site: Site) -> None:
    """Each document with what became of it and why, and its bytes as a file no browser opens as a page."""
    digests = brought(here, site, b"<script>alert(1)</script>", b"<alert/>")
    administrator = signed_in("quantri")
    assert 'href="/feeds/thu"' in administrator.read("/")
    assert 'href="/feeds/thu"' in administrator.read("/feeds")
    page = administrator.read("/feeds/thu")
    assert page.count("Chỉ lưu lại") == 2
    assert "không đọc được" in page
    assert all(f'href="/feeds/thu/{one}.xml"' in page for one in digests)
    answer = administrator.open(f"/feeds/thu/{digests[0]}.xml")
    assert answer.data == b"<script>alert(1)</script>"
    assert answer.mimetype == "application/octet-stream"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="thu-{digests[0][:12]}.xml"'
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert administrator.open(f"/feeds/thu/{'0' * 64}.xml").status_code == 404
    assert administrator.open("/feeds/khac").status_code == 404


def test_a_document_leads_to_the_alert_it_became(here: House, signed_in: Callable[[str], Reader], site: Site) -> None:
    """By its title, under the verdict in words; one whose bytes were let go says so."""
    (digest,) = brought(here, site, b"x")
    with here.dispatch.store.begin("feed:thu") as tx:
        alerts.add(tx, draft(author="feed:thu"))
        row = {"handling": "proposed", "alert_id": "a1", "identifier": "VN-1", "sender": "a@b", "data": b""}
        tx.connection.execute(update(cap_messages).values(row))
    administrator = signed_in("quantri")
    page = administrator.read("/feeds/thu")
    for part in ("Thành bản nháp chờ người xác nhận", 'href="/alerts/a1"', "Lũ khẩn cấp", "VN-1", "nhường chỗ"):
        assert part in page
    assert f"{digest}.xml" not in page
    gone = administrator.open(f"/feeds/thu/{digest}.xml")
    assert (gone.status_code, "nhường chỗ" in gone.text) == (404, True)


def test_long_lists_have_pages(here: House, signed_in: Callable[[str], Reader], site: Site) -> None:
    """Twenty at a time, newest first."""
    here.dispatch.keep_feed(site.feed(), here.administrator)
    with here.dispatch.store.begin("test") as tx:
        for number in range(22):
            at = tx.now + timedelta(minutes=number)
            feeds.add_message(tx, feeds.Message(feed="thu", link="/", data=b"%d" % number, received_at=at))
    administrator = signed_in("quantri")
    page = administrator.read("/feeds/thu")
    assert page.count("Tải bản gốc") == 20
    after = re.search(r'href="(/feeds/thu\?after=[^"]+)"', page)
    assert after is not None
    assert administrator.read(after[1]).count("Tải bản gốc") == 2


def test_feeds_are_the_provinces(here: House, signed_in: Callable[[str], Reader], site: Site) -> None:
    """A commune neither reads nor removes a feed of the province, nor is told of one."""
    (digest,) = brought(here, site, b"x")
    officer = signed_in("mai")
    assert "thu" not in officer.read("/feeds").split("<main")[1]
    assert "/feeds" not in officer.read("/alerts")
    for path in ("/feeds/thu", f"/feeds/thu/{digest}.xml"):
        assert officer.open(path).status_code == 403
    assert officer.send("/feeds/thu/remove").status_code == 403
    assert 'href="/feeds"' in signed_in("quantri").read("/alerts")


def test_a_feed_is_taken_off_the_list(here: House, signed_in: Callable[[str], Reader], site: Site) -> None:
    """After it was said what stays; it is asked no more, its documents can still be read."""
    brought(here, site, b"x")
    administrator = signed_in("quantri")
    assert "Gỡ nguồn thu" in administrator.read("/feeds/thu")
    assert administrator.send("/feeds/thu/remove", form="/feeds/thu").status_code == 303
    assert "Đã gỡ nguồn thu" in administrator.read("/feeds")
    page = administrator.read("/feeds/thu")
    assert "Đã gỡ khỏi danh sách" in page
    assert "Chỉ lưu lại" in page
    assert "Gỡ nguồn thu" not in page
    assert "Nguồn cảnh báo</h2>" not in administrator.read("/")


def test_a_feed_whose_alert_sounds_stays(here: House, signed_in: Callable[[str], Reader], site: Site) -> None:
    """What is to be done first is told on the same page."""
    brought(here, site, b"x")
    with here.dispatch.store.begin("feed:thu") as tx:
        alerts.add(tx, draft(author="feed:thu", state=State.ACTIVE, released_by="feed:thu", released_at=tx.now))
    administrator = signed_in("quantri")
    answer = administrator.send("/feeds/thu/remove", form="/feeds/thu")
    assert (answer.status_code, "Hãy hủy lệnh đó trước" in answer.text) == (422, True)
