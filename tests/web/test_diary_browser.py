"""The week on paper: a real browser prints it, and an office can hang it on the wall."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.screenshots import sign_in
from tests.web.province import Province, live, province

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

INNER = {"width": 688, "height": 1016}
"""What the margins leave of an A4 page, in CSS pixels: 182 by 269 mm."""
CUT = """() => [...document.querySelectorAll("main *")].filter((one) => one.checkVisibility())
  .filter((one) => one.getBoundingClientRect().right > innerWidth + 1 || one.scrollWidth > one.clientWidth + 1
    && getComputedStyle(one).display !== "inline" && !one.matches(".only-read"))
  .map((one) => one.outerHTML.slice(0, 80))"""
COLOURS = """() => [...document.querySelectorAll("body, main h1, main td, main th")]
  .map((one) => { const style = getComputedStyle(one); return [style.color, style.backgroundColor] })"""


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Province]:
    """The sample province with a morning's life in it."""
    with province(tmp_path_factory.mktemp("province")) as built:
        live(built)
        yield built


@pytest.fixture(scope="module")
def paper(browser: "Browser", address: str) -> Iterator["Page"]:
    """The printed week of a commune with a life, before a reader who likes it dark."""
    page = browser.new_page(viewport=INNER, locale="vi-VN", color_scheme="dark")  # type: ignore[arg-type]
    sign_in(page, address, "mai")
    page.goto(f"{address}/plans/print")
    yield page
    page.close()


def test_the_week_fits_two_pages_of_paper(paper: "Page", tmp_path: Path) -> None:
    """Printed as the page asks for it: A4 upright, one or two pages, six soundings a day and more."""
    sheet = paper.pdf(path=tmp_path / "week.pdf", prefer_css_page_size=True)
    pages = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", sheet)
    assert 1 <= len(pages) <= 2
    assert {(round(float(wide)), round(float(high))) for wide, high in pages} == {(595, 842)}
    assert paper.locator("tr.heard-at").count() > 30


def test_nothing_of_it_is_cut(paper: "Page") -> None:
    """Everything stands between the margins; what only a screen needs is gone."""
    paper.emulate_media(media="print")
    assert paper.evaluate(CUT) == []
    assert not paper.get_by_role("button").or_(paper.get_by_role("navigation")).first.is_visible()


def test_it_is_black_on_white(paper: "Page") -> None:
    """A dark screen does not make a dark sheet, nor grey words."""
    paper.emulate_media(media="print", color_scheme="dark")
    colours = {tuple(pair) for pair in paper.evaluate(COLOURS)}
    assert {ground for _, ground in colours} <= {"rgb(255, 255, 255)", "rgba(0, 0, 0, 0)"}
    assert {ink for ink, _ in colours} <= {"rgb(0, 0, 0)", "rgb(51, 51, 51)"}


def test_it_says_whose_week_it_is(paper: "Page") -> None:
    """The commune, the first and the last day, every day with its lunar date, who sounds what and for how long."""
    words = paper.locator("main").inner_text()
    for part in ("Phường Dĩ An", "Từ Thứ Hai, 23/11/2026 đến Chủ nhật, 29/11/2026", "Thành phố Hồ Chí Minh", "05:30"):
        assert part in words
    assert words.count("âm lịch") == 7
