"""Alerts in a real browser: the usability script of a drill, axe, big targets, what a first visit weighs."""

import os
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from broadcaster.alerts import SOUNDING, Alert
from broadcaster.messages import AlarmProgress, AlarmStatus
from broadcaster.store import alerts
from tests.screenshots import DESK, PHONE, alert_shots, sign_in
from tests.web.alarms import alarmed, confirmed, released, report
from tests.web.province import Province, live, province
from tests.web.test_pages import AXE, LOOKS, RULES, readers

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

pytestmark = pytest.mark.browser

FIRST_LOAD_BYTES = 120_000
SMALL = """() => [...document.querySelectorAll("a, button, summary, select, input:not([type=hidden])")]
  .filter((one) => one.checkVisibility() && !one.matches(".skip, p a, span a, h3 a, .name"))
  .map((one) => one.closest("label") || one)
  .filter((one) => { const box = one.getBoundingClientRect(); return box.height < 43.5 || box.width < 43.5 })
  .map((one) => one.outerHTML.slice(0, 120))"""
REDS = """() => [...document.querySelectorAll("body *")].filter((one) => one.checkVisibility())
  .filter((one) => getComputedStyle(one).backgroundColor === "rgb(168, 13, 28)")
  .map((one) => one.outerHTML.slice(0, 90))"""


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Province]:
    """The sample province on a quiet morning."""
    with province(tmp_path_factory.mktemp("province")) as built:
        live(built)
        yield built


@pytest.fixture
def phone(browser: "Browser", address: str) -> Iterator["Page"]:
    """The leader's phone."""
    context = browser.new_context(viewport=PHONE, locale="vi-VN")  # type: ignore[arg-type]
    page = context.new_page()
    sign_in(page, address, "lan")
    yield page
    context.close()


@pytest.fixture(scope="module")
def pictures() -> Path | None:
    """Where the pictures of the usability script are kept, if somebody wants them: ``USABILITY_PICTURES``."""
    folder = os.environ.get("USABILITY_PICTURES")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
    return Path(folder) if folder else None


@pytest.fixture(autouse=True)
def quiet_again(here: Province) -> Iterator[None]:
    """End what a test left sounding."""
    before = {one.id for one in sounding(here)}
    yield
    for one in sounding(here):
        if one.id not in before:
            here.dispatch.cancel_alert(one.id, here.people["leader"], reason="")
    here.clock.advance(timedelta(seconds=10))  # nor of its end


def sounding(here: Province) -> list[Alert]:
    """Return what was released and is not over."""
    with here.dispatch.store.read() as tx:
        return alerts.in_states(tx, SOUNDING)


def test_a_tester_told_to_drill_drills(here: Province, address: str, phone: "Page", pictures: Path | None) -> None:
    """The usability script, from the first page to the sounding drill: each page says DIỄN TẬP, none has red in it."""
    confirmed(here, "flood")  # a real one lies about, waiting for this very person
    phone.goto(address)

    def tap(what: str, step: str) -> None:
        with phone.expect_navigation():
            phone.click(what)
        if pictures:
            phone.screenshot(path=pictures / f"{step}.png", full_page=True)
        if not step.startswith("1"):
            expect(phone.locator(".band.drill strong")).to_have_text("DIỄN TẬP")
            expect(phone).to_have_title(re.compile("DIỄN TẬP"))
            assert phone.evaluate(REDS) == []

    tap(".urgent", "1-khan-cap")
    tap("nav.kinds .kind.drill", "2-chuyen-gi")
    tap(".hazard.first:has-text('Lũ')", "3-vai-dong")
    phone.fill("[name=noi]", "ven sông Sài Gòn")
    phone.wait_for_selector("#preview :text('ven sông Sài Gòn')")
    expect(phone.locator("#preview")).to_contain_text("3 cụm loa")
    tap("form.sheet-form button.drill", "4-doc-lai")
    tap("text=Xác nhận lời DIỄN TẬP", "5-xac-nhan")
    tap("text=Phát DIỄN TẬP đến 3 cụm loa", "6-dang-dien-tap")
    expect(phone.locator(".alarm.drill")).to_be_visible()
    assert [one.status for one in sounding(here)] == [AlarmStatus.EXERCISE]


def test_the_real_one_is_far_from_a_slip(here: Province, address: str, phone: "Page") -> None:
    """The same tester, straying: the quickest way to a real one takes more clicks and stops at a name to type."""
    confirmed(here, "release")
    phone.goto(f"{address}/alerts")
    clicks = 0

    def click(what: str) -> None:
        nonlocal clicks
        phone.click(what)
        clicks += 1

    click("nav.kinds .kind.real")
    click(".hazard.first")
    click("form.sheet-form button.real")
    click("text=Xác nhận lời BÁO ĐỘNG THẬT")
    expect(phone.locator("text=Chờ người thứ hai phát lệnh.")).to_be_visible()
    phone.goto(f"{address}/alerts")
    click("#to-release + .card .button.real")
    click("text=Phát BÁO ĐỘNG THẬT đến")
    expect(phone.locator(".note.fault")).to_be_visible()
    assert clicks > 3
    assert all(one.status is AlarmStatus.EXERCISE for one in sounding(here))


def test_cancel_and_correct_are_one_tap_away(here: Province, address: str, phone: "Page") -> None:
    """From any page the banner leads to the alert; there one tap opens each."""
    released(here, "flood", status=AlarmStatus.EXERCISE)
    here.clock.advance(timedelta(seconds=10))  # no page has told the banner of it
    phone.goto(f"{address}/bulletins")
    phone.click(".alarm a")
    expect(phone.locator("text=Đính chính").first).to_be_visible()
    phone.click("summary:has-text('Hủy lệnh')")
    expect(phone.locator("text=3 cụm loa sẽ dừng")).to_be_visible()
    phone.click("text=Dừng diễn tập này")
    phone.wait_for_selector("text=Các cụm loa đang dừng")
    (notice,) = sounding(here)  # the announced end: fixed words, at the same stations
    assert notice.status is AlarmStatus.EXERCISE


def test_it_works_without_scripts(here: Province, address: str, browser: "Browser") -> None:
    """A drill from the list to the sounding, and its end, with JavaScript off."""
    context = browser.new_context(viewport=PHONE, locale="vi-VN", java_script_enabled=False)  # type: ignore[arg-type]
    page = context.new_page()
    sign_in(page, address, "lan")
    page.goto(f"{address}/alerts/new?as=exercise")
    page.click(".hazard.first:has-text('Thử loa')")
    for button in ("Tiếp: xem lại", "Xác nhận lời DIỄN TẬP", "Phát DIỄN TẬP đến"):
        page.click(f"text={button}")
    expect(page.locator("#board")).to_contain_text("0 / 3 cụm loa đã có tiếng")
    page.click("summary:has-text('Hủy lệnh')")
    page.uncheck("[name=announce]")
    page.click("text=Dừng diễn tập này")
    expect(page.locator(".band")).to_contain_text("Đã hủy")
    context.close()
    assert sounding(here) == []


def test_a_first_visit_is_light(address: str, browser: "Browser") -> None:
    """Style, scripts and fonts of the first page of an alarm, compressed: at most 120 KB."""
    context = browser.new_context(viewport=PHONE, locale="vi-VN")  # type: ignore[arg-type]
    page = context.new_page()
    weight = weigh(context, page)
    sign_in(page, address, "mai")
    page.goto(f"{address}/alerts/new/actual/flood")
    page.wait_for_load_state("networkidle")
    assert 20_000 < sum(weight) <= FIRST_LOAD_BYTES
    context.close()


def weigh(context: "BrowserContext", page: "Page") -> list[int]:
    """Gather the bytes that come over the wire for style, scripts and fonts."""
    found: list[int] = []
    wire = context.new_cdp_session(page)
    wire.send("Network.enable")
    kinds: dict[str, str] = {}
    wire.on("Network.responseReceived", lambda event: kinds.update({event["requestId"]: event["type"]}))

    def on_finish(event: dict[str, Any]) -> None:
        if kinds.get(event["requestId"]) in ("Stylesheet", "Script", "Font"):
            found.append(event["encodedDataLength"])

    wire.on("Network.loadingFinished", on_finish)
    return found


@pytest.fixture(scope="module")
def alarms(here: Province) -> dict[str, Alert]:
    """One alarm of each kind, from here on."""
    return alarmed(here)


@pytest.mark.parametrize(("scheme", "viewport"), [("light", PHONE), ("dark", DESK)])
def test_axe_finds_nothing(
    alarms: dict[str, Alert], address: str, browser: "Browser", scheme: str, viewport: dict[str, int]
) -> None:
    """WCAG 2.2 AA on every page of alerts, under banners; on a phone each target is 44 px and nothing is cut."""
    found = []
    for one, page in readers(browser, address, alert_shots(alarms), viewport):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
        page.add_script_tag(path=AXE)
        rules = RULES if scheme == "light" else LOOKS
        result = page.evaluate("rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']})", rules)
        for sin in result["violations"]:
            found.append(f"{one.name}: {sin['id']} {[node['html'][:120] for node in sin['nodes'][:3]]}")
        if viewport is PHONE:
            found += [f"{one.name}: small {small}" for small in page.evaluate(SMALL)]
            wide = page.evaluate("document.documentElement.scrollWidth")
            found += [f"{one.name}: {wide} px wide"] if wide > PHONE["width"] else []
    assert not found, "\n".join(found)


def test_a_tick_leaves_other_languages_out(alarms: dict[str, Alert], address: str, phone: "Page") -> None:
    """What is read back follows at once, and who walks with the keyboard stays where they were."""
    phone.goto(f"{address}/alerts/{alarms['said'].id}/edit")
    others = phone.get_by_role("heading", name="Sau tiếng Việt, loa nói thêm")
    tick = phone.get_by_label("Chỉ nói tiếng Việt")
    expect(others).to_be_visible()
    tick.focus()
    phone.keyboard.press("Space")
    expect(others).to_have_count(0)
    expect(tick).to_be_checked()
    expect(tick).to_be_focused()
    phone.keyboard.press("Space")
    expect(others).to_be_visible()


def test_the_board_moves_by_itself(here: Province, alarms: dict[str, Alert], address: str, phone: "Page") -> None:
    """A station that begins to sound is counted without a tap, told politely, and an unchanged board is left alone."""
    drill = alarms["drill"]
    phone.goto(f"{address}/alerts/{drill.id}")
    expect(phone.locator(".heard-count")).to_contain_text("0 / 3")
    station = here.dispatch.reach(drill).stations[0]
    report(here, drill, AlarmProgress.RECEIVED, AlarmProgress.VERIFIED, AlarmProgress.SOUNDING, station=station)
    here.clock.advance(timedelta(seconds=2))
    phone.wait_for_selector(".heard-count b:text-is('1')", timeout=8000)
    expect(phone.locator("#board-voice[aria-live=polite]")).to_have_text("1 / 3 cụm loa đã có tiếng")
    phone.evaluate("document.querySelector('#board').dataset.mark = 'the same'")
    with phone.expect_response(lambda one: one.url.endswith("/board")):
        pass
    phone.wait_for_timeout(300)
    expect(phone.locator("#board[data-mark]")).to_have_count(1)
