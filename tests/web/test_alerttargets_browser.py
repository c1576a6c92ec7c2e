"""Where an alert sounds, in a real browser: ticks, the search, and a circle and an area drawn with a finger."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.screenshots import PHONE, watched
from tests.web.province import Province, live, province

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Province]:
    """The sample province on a quiet morning."""
    with province(tmp_path_factory.mktemp("province")) as built:
        live(built)
        yield built


@pytest.fixture
def duty(browser: "Browser", address: str) -> Iterator["Page"]:
    """The phone of the province's operator on duty, on the form of a storm."""
    with watched(browser, address, "truc", viewport=PHONE) as page:
        page.goto(f"{address}/alerts/new/exercise/fire")
        yield page


def test_who_ticks_a_commune_means_the_commune(duty: "Page") -> None:
    """The whole province is unticked by itself, the count follows and stays in sight, the hamlets come on demand."""
    expect(duty.locator("#in-sight")).to_contain_text("108 cụm loa")
    assert duty.locator("#place-rows li").count() < 45
    commune = duty.locator("input[type=checkbox][value='25942']")
    commune.check()
    expect(duty.locator("input[type=checkbox][value='79']")).not_to_be_checked()
    expect(duty.locator("#in-sight")).to_contain_text("3 cụm loa")
    expect(duty.locator("#in-sight")).to_be_in_viewport()
    duty.click("#fold-25942")
    duty.wait_for_selector("#fold-25942[aria-expanded=true]")
    expect(commune).to_be_checked()
    duty.locator("input[data-path$='25942 25942-01'][name=localities]").check()
    expect(commune).not_to_be_checked()
    duty.click("text=Cả Thành phố Hồ Chí Minh")
    expect(duty.locator("#place-rows input:checked")).to_have_count(1)


def test_a_hamlet_is_found_by_a_few_letters(duty: "Page") -> None:
    """While typing; what was chosen stays; Enter sends nothing."""
    duty.fill("#q", "chanh nghia 3")
    duty.press("#q", "Enter")
    row = duty.locator("#place-rows input[value='25747-02']")
    row.check()
    duty.fill("#q", "")
    duty.wait_for_selector("#fold-25747[aria-expanded=true]")
    expect(duty.locator("#place-rows input:checked")).to_have_count(1)
    expect(duty.locator("#place-rows input[value='25747-02']")).to_be_checked()


def test_a_circle_and_an_area_are_drawn_with_a_finger(duty: "Page") -> None:
    """A tap sets the centre, the radius widens it, corners make an area; who stands inside is counted and marked."""
    duty.click("#on-map summary")
    duty.wait_for_selector("#on-map path.spot")
    duty.locator("#on-map [data-radius]").select_option("5")
    duty.click("#on-map [data-act=middle]")
    first = duty.locator("#drawn").input_value()
    assert first.endswith(" 5")
    expect(duty.locator("input[type=checkbox][value='79']")).not_to_be_checked()
    box = duty.locator("#on-map .map").bounding_box()
    assert box is not None
    duty.locator("#on-map .map").click(position={"x": box["width"] / 2 + 40, "y": box["height"] / 2})
    moved = duty.locator("#drawn").input_value()
    assert moved != first
    assert len(moved.splitlines()) == 1
    duty.locator("#on-map [data-radius]").select_option("50")
    assert duty.locator("#drawn").input_value() == moved.replace(" 5", " 50")
    duty.wait_for_selector("#on-map path.spot.reached")
    wide = duty.locator("#on-map path.spot.reached").count()
    assert f"{wide} cụm loa" in duty.locator("#in-sight").inner_text()
    duty.click("#on-map [data-act=clear]")
    expect(duty.locator("#drawn")).to_have_value("")
    duty.click("#on-map [data-tool=polygon]")
    right, low = box["width"] - 20, box["height"] - 20
    for x, y in ((80, 20), (right, 20), (right, low), (20, low)):  # beside the buttons of the map
        duty.locator("#on-map .map").click(position={"x": x, "y": y})
    assert len(duty.locator("#drawn").input_value().split()) == 4
    duty.click("#on-map [data-act=back]")
    assert len(duty.locator("#drawn").input_value().split()) == 3
    duty.wait_for_selector("#on-map path.spot.reached")


def test_without_the_stations_one_draws_all_the_same(duty: "Page") -> None:
    """What the map could not fetch is no hindrance: the shape is in the form, and the server counts."""
    duty.route("**/stations/points*", lambda route: route.fulfill(body="no stations"))
    duty.click("#on-map summary")
    duty.locator("#on-map [data-radius]").select_option("50")
    expect(duty.locator("#on-map .leaflet-pane").first).to_be_attached()
    duty.click("#on-map [data-act=middle]")
    expect(duty.locator("#drawn")).to_have_value(re.compile(" 50$"))


def test_what_was_drawn_is_saved_and_shown(here: Province, duty: "Page") -> None:
    """From the map to the draft's page, where the shape and those inside stand on a map again."""
    duty.click("#on-map summary")
    duty.wait_for_selector("#on-map path.spot")
    duty.locator("#on-map [data-radius]").select_option("50")
    duty.click("#on-map [data-act=middle]")
    duty.fill("[name=noi]", "chợ")
    duty.wait_for_selector("#on-map path.spot.reached")
    duty.click("form.sheet-form button.drill")
    duty.wait_for_url("**/alerts/*")
    duty.click("summary:has-text('Vùng đã vẽ trên bản đồ')")
    duty.wait_for_selector(".map path.shape")
    duty.wait_for_selector(".map path.spot.reached")
    expect(duty.locator("text=Hình tròn bán kính 50 km")).to_be_visible()
