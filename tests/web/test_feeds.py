"""The age of the feeds of warnings on the first page, for those whom they concern."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from broadcaster.store import alerts, feeds
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
