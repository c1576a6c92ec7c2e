"""An officer changes the schedule: by dragging on a desktop, by tapping on a phone of 390 px, or without scripts."""

import re
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from broadcaster import sample
from broadcaster.plans import Entry
from schedules.recurrence import daily
from tests.screenshots import DESK, PHONE, sign_in, watched
from tests.web.province import COMMUNE, NOW, Province, province

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

HOME = ZoneInfo("Asia/Ho_Chi_Minh")
TODAY = NOW.astimezone(HOME).date()
TOMORROW = TODAY + timedelta(days=1)
FOUR = datetime.combine(TODAY, time(16), HOME)


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Province]:
    """The sample province with one bulletin that has its sound."""
    with province(tmp_path_factory.mktemp("province")) as built:
        yield built


@pytest.fixture
def entry(here: Province) -> Iterator[Entry]:
    """One schedule at 16:00 every day from today, alone in the commune."""
    bulletin = here.approve(sample.bulletins()[1])
    placed = here.place(bulletin, daily(TODAY, time(16)), title="Tin bốn giờ")
    here.speak()
    yield placed
    here.dispatch.end_entry(placed.id, here.people["officer"], reason="hết")
    for one in heard(here, 8):
        here.dispatch.end_entry(one[0], here.people["officer"], reason="hết")
        here.speak()


def heard(here: Province, days: int = 2) -> list[tuple[str, datetime]]:
    """Publish and return what the commune hears: which entry, and when."""
    here.dispatch.publish_due()
    until = NOW + timedelta(days=days)
    found = here.dispatch.airings_between(COMMUNE, NOW, until)
    return list({one.plan_id: (one.plan_id, one.start) for one in found}.values())


def times(here: Province) -> list[str]:
    """Publish and return when the commune hears something today and tomorrow, as day and clock."""
    here.dispatch.publish_due()
    found = here.dispatch.airings_between(COMMUNE, NOW, datetime.combine(TOMORROW, time(23), HOME))
    return [f"{one.start.astimezone(HOME):%d %H:%M}" for one in found]


@pytest.fixture
def desk(browser: "Browser", address: str) -> Iterator["Page"]:
    """A desktop with the officer before it; its page must not complain."""
    with watched(browser, address, "mai", viewport=DESK) as page:
        yield page


@pytest.fixture
def phone(browser: "Browser", address: str) -> Iterator["Page"]:
    """A phone with a finger and no mouse."""
    with watched(browser, address, "mai", viewport=PHONE, has_touch=True, is_mobile=True) as page:
        yield page


def test_a_bar_is_dragged_to_another_time(here: Province, desk: "Page", address: str, entry: Entry) -> None:
    """Drawn two hours to the right, the page asks what it shall be, saves it, and offers the way back."""
    desk.goto(f"{address}/plans/day")
    bar = desk.locator("[data-bar]").first
    box, strip = bar.bounding_box(), desk.locator(".ruler-row .strip").nth(1).bounding_box()
    assert box is not None
    assert strip is not None
    x, y = box["x"] + 2, box["y"] + box["height"] / 2
    desk.mouse.move(x, y)
    desk.mouse.down()
    desk.mouse.move(x + strip["width"] * 2 / 17, y, steps=8)
    expect(desk.locator(".ruler-row time").first).to_have_text(re.compile("^18:"))
    desk.mouse.up()
    desk.wait_for_url("**/change?**")
    asked = desk.input_value("[name=time]")
    assert asked.startswith("18:")
    desk.click("button[value=save]")
    desk.wait_for_url("**/plans/day?**")
    assert times(here) == [f"{TODAY:%d} {asked}", f"{TOMORROW:%d} 16:00"]
    desk.click("text=Hoàn tác")
    desk.wait_for_selector("text=Đã hoàn tác")
    assert times(here) == [f"{TODAY:%d} 16:00", f"{TOMORROW:%d} 16:00"]


def test_a_bar_is_drawn_longer(here: Province, desk: "Page", address: str, entry: Entry) -> None:
    """Drawn at its right edge, the bulletin is read more often; the page says how long it lasts."""
    desk.goto(f"{address}/plans/day")
    box = desk.locator("[data-grip]").first.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    desk.mouse.move(x, y)
    desk.mouse.down()
    desk.mouse.move(x + 10, y, steps=4)
    desk.mouse.up()
    desk.wait_for_url("**/change?**")
    assert int(desk.input_value("[name=repeat]")) > 1


def test_a_line_is_dragged_to_another_day(here: Province, desk: "Page", address: str, entry: Entry) -> None:
    """Dropped on tomorrow's card, today's time opens the form with tomorrow in it."""
    desk.goto(f"{address}/plans")
    desk.locator("[data-move]").first.drag_to(desk.locator("[data-drop-day]").nth(3))
    desk.wait_for_url("**/change?**")
    assert desk.input_value("[name=day]") == f"{TODAY + timedelta(days=3):%Y-%m-%d}"


def test_a_phone_needs_no_dragging(here: Province, phone: "Page", address: str, entry: Entry) -> None:
    """Tap the line, tap change, type the time, save; then skip the next one; each is undone by one tap."""
    phone.goto(f"{address}/plans")
    phone.locator(".airing").first.tap()
    phone.tap("text=Đổi lần này")
    phone.fill("[name=time]", "17h30")
    phone.press("[name=time]", "Tab")
    phone.wait_for_selector("text=Lần đầu 17:30 hôm nay")
    phone.tap("button[value=save]")
    phone.wait_for_selector("text=Đã đổi")
    assert times(here) == [f"{TODAY:%d} 17:30", f"{TOMORROW:%d} 16:00"]
    phone.tap("text=Hoàn tác")
    phone.wait_for_selector("text=Đã hoàn tác")
    phone.goto(f"{address}/plans/day?day={TOMORROW.isoformat()}")
    phone.locator(".ruler-name").first.tap()
    phone.tap("text=Bỏ lần này")
    phone.wait_for_selector("text=Đã bỏ lần phát")
    assert times(here) == [f"{TODAY:%d} 16:00"]
    phone.tap("text=Hoàn tác")
    phone.wait_for_selector("text=Đã hoàn tác")
    assert times(here) == [f"{TODAY:%d} 16:00", f"{TOMORROW:%d} 16:00"]


def test_it_works_without_scripts(here: Province, browser: "Browser", address: str, entry: Entry) -> None:
    """With JavaScript switched off the same forms do the same."""
    context = browser.new_context(viewport=PHONE, locale="vi-VN", java_script_enabled=False)  # type: ignore[arg-type]
    page = context.new_page()
    sign_in(page, address, "mai")
    page.goto(f"{address}/plans")
    page.locator(".airing").first.click()
    page.click("text=Đổi lần này")
    page.fill("[name=time]", "17:45")
    page.click("button[value=foresee]")
    expect(page.locator("main")).to_contain_text("Lần đầu 17:45 hôm nay")
    page.click("button[value=save]")
    expect(page.locator("main")).to_contain_text("Đã đổi")
    assert times(here)[0] == f"{TODAY:%d} 17:45"
    context.close()
