"""Saved lists in a real browser, on a phone and on a desk: one is made, and an exercise raised with it."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.screenshots import DESK, PHONE, watched
from tests.web.province import Province, live, province

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
WIDE = "() => document.documentElement.scrollWidth > document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Province]:
    """The sample province on a quiet morning."""
    with province(tmp_path_factory.mktemp("province")) as built:
        live(built)
        yield built


@pytest.mark.parametrize("device", [PHONE, DESK], ids=["phone", "desk"])
def test_a_list_is_made_and_an_exercise_raised_with_it(
    browser: "Browser", address: str, device: dict[str, int]
) -> None:
    """From the page of alerts: find, tick, name, see the count, save; then one tick aims the exercise."""
    name = f"Xã ven sông {device['width']}"
    with watched(browser, address, "truc", viewport=device) as duty:
        duty.goto(f"{address}/alerts")
        duty.click("text=Danh sách nơi nhận")
        duty.click("text=Lập danh sách")
        listed(duty, name)
        raised(duty, address, name)


def listed(duty: "Page", name: str) -> None:
    """Make a list of a commune and a hamlet found by its name."""
    duty.fill("[name=name]", name)
    duty.locator("#place-rows input[value='25942']").check()
    expect(duty.locator("#counted")).to_contain_text("3 cụm loa")
    duty.fill("#q", "chanh nghia 3")
    duty.press("#q", "Enter")
    duty.locator("#place-rows input[value='25747-02']").check()
    expect(duty.locator("#counted")).not_to_contain_text(re.compile("^3 cụm loa"))
    expect(duty.locator("#counted")).to_be_in_viewport()
    assert not duty.evaluate(WIDE)
    duty.click("form.sheet-form button.big")
    duty.wait_for_url(re.compile("/lists/[a-z2-7]+$"))
    expect(duty.locator("h1")).to_have_text(name)
    expect(duty.locator(".note.good")).to_contain_text("Đã lập danh sách")
    assert not duty.evaluate(WIDE)


def raised(duty: "Page", address: str, name: str) -> None:
    """Raise an exercise with that list: ticking it unticks the whole province by itself."""
    duty.goto(f"{address}/alerts/new/exercise/fire")
    box = duty.locator("#place-rows li", has_text=name).locator("input[name=lists]")
    box.check()
    expect(duty.locator("#place-rows input[value='79']")).not_to_be_checked()
    expect(duty.locator("#preview")).to_contain_text(f"Theo danh sách “{name}”")
    duty.locator("#place-rows input[value='79']").check()
    expect(box).not_to_be_checked()
    box.check()
    duty.fill("[name=noi]", "chợ")
    assert not duty.evaluate(WIDE)
    duty.click("form.sheet-form button.drill")
    duty.wait_for_url(re.compile("/alerts/[a-z2-7]+$"))
    expect(duty.locator("main")).to_contain_text(f"Theo danh sách “{name}”")
    expect(duty.locator(".band").first).to_contain_text("DIỄN TẬP")
