"""The pages in a real browser: accessible, nothing blocked by our own policy, the commonest task in four taps."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.screenshots import DESK, PHONE, Shot, shots, sign_in
from tests.web.province import Province, live, province

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

AXE = Path(__file__).resolve().parents[2] / "web/node_modules/axe-core/axe.min.js"
RULES = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
LOOKS = {
    "type": "rule",
    "values": ["color-contrast", "link-in-text-block", "target-size", "scrollable-region-focusable", "meta-viewport"],
}
"""What the same words can still do wrong on a wide dark screen."""
pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Province]:
    """The sample province with a morning's life in it."""
    with province(tmp_path_factory.mktemp("province")) as built:
        live(built)
        yield built


def readers(
    browser: "Browser", address: str, wanted: list[Shot], viewport: dict[str, int]
) -> Iterator[tuple[Shot, "Page"]]:
    """Give every page, opened by whoever it is for."""
    for login in dict.fromkeys(one.login for one in wanted):
        context = browser.new_context(viewport=viewport, locale="vi-VN", bypass_csp=True)  # type: ignore[arg-type]
        page = context.new_page()
        if login:
            sign_in(page, address, login)
        for one in (one for one in wanted if one.login == login):
            page.goto(address + one.path)
            page.wait_for_timeout(150)
            yield one, page
        context.close()


def pause(page: "Page") -> None:
    """Let the page go on for a tenth of a second."""
    page.wait_for_timeout(100)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(here: Province, address: str, browser: "Browser", scheme: str) -> None:
    """Contrast, labels, roles, target sizes: WCAG 2.2 AA on every page, in light and dark."""
    found = []
    for one, page in readers(browser, address, shots(here), PHONE if scheme == "light" else DESK):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
        page.add_script_tag(path=AXE)
        rules = RULES if scheme == "light" else LOOKS
        result = page.evaluate("rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']})", rules)
        for sin in result["violations"]:
            found.append(f"{one.name}: {sin['id']} {[node['html'][:120] for node in sin['nodes'][:3]]}")
    assert not found, "\n".join(found)


def test_our_policy_blocks_nothing_of_ours(here: Province, address: str, browser: "Browser") -> None:
    """Every page works under the strict policy: no console error, nothing wider than a phone."""
    context = browser.new_context(viewport=PHONE, locale="vi-VN")  # type: ignore[arg-type]
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(f"{page.url}: {message.text}") if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(f"{page.url}: {error}"))
    sign_in(page, address, "mai")
    for one in (one for one in shots(here) if one.login == "mai" and one.name != "missing"):
        page.goto(address + one.path)
        page.wait_for_timeout(200)
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= PHONE["width"], (one.name, wide)
    context.close()
    assert not said, "\n".join(said)


def test_the_commonest_task_takes_four_taps(here: Province, address: str, browser: "Browser") -> None:
    """After the text: listen, play, submit - the rest is filled in; the leader then needs one tap more to approve."""
    context = browser.new_context(viewport=PHONE, locale="vi-VN")  # type: ignore[arg-type]
    page = context.new_page()
    sign_in(page, address, "mai")
    page.goto(f"{address}/bulletins/new")
    page.fill("[name=text]", "Kính mời bà con dự họp tổ dân phố lúc 19 giờ tối nay.")
    page.click("button[value=listen]")
    page.wait_for_selector("text=Đang tạo âm thanh")
    assert here.dispatch.render_next()
    play = page.wait_for_selector("[data-player] .play")
    assert play is not None
    play.click()
    heard = (page.evaluate("document.querySelector('audio').currentTime") for _ in range(50) if not pause(page))
    assert any(position > 0 for position in heard)
    page.click("button[value=submit]")
    page.wait_for_selector("text=Lần tới: 17:00 hôm nay")
    address_of_bulletin = page.url
    context.close()
    context = browser.new_context(viewport=PHONE, locale="vi-VN")  # type: ignore[arg-type]
    page = context.new_page()
    sign_in(page, address, "lan")
    page.goto(address_of_bulletin)
    page.click("button[value=approve]")
    page.wait_for_selector("text=Đã duyệt")
    context.close()
