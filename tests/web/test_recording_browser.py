"""An officer records in a real browser: stops, hears it, takes it again, hands it in; without a microphone too."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from broadcaster.bulletins import State
from broadcaster.store import bulletins, recordings
from tests.browser import ARGUMENTS, CHROMIUM
from tests.recorded import recorded
from tests.screenshots import DESK, PHONE, sign_in, watched
from tests.web.province import COMMUNE, Province, province
from tests.web.test_pages import AXE, RULES

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

OPENED = """
window.opened = [];
const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
navigator.mediaDevices.getUserMedia = async (asked) => {
  const stream = await real(asked);
  window.opened.push(stream);
  return stream;
};
"""
MICROPHONE = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Province]:
    """The sample province."""
    with province(tmp_path_factory.mktemp("province")) as built:
        yield built


@pytest.fixture(scope="module")
def hearing(browser: "Browser") -> Iterator["Browser"]:
    """A Chromium with a microphone that beeps."""
    started = browser.browser_type.launch(executable_path=CHROMIUM, args=[*ARGUMENTS, *MICROPHONE])
    yield started
    started.close()


@pytest.fixture
def phone(hearing: "Browser", address: str) -> Iterator["Page"]:
    """A phone with the officer before it; its page must not complain."""
    with watched(hearing, address, "mai", viewport=PHONE, has_touch=True, is_mobile=True) as page:
        yield page


def record(page: "Page", seconds: float) -> None:
    """Record so long with the page's buttons."""
    page.locator("[data-start]").click()
    expect(page.locator("[data-stop]")).to_be_visible()
    expect(page.locator("[data-says]")).to_contain_text("Đang thu")
    page.wait_for_timeout(seconds * 1000)
    page.locator("[data-stop]").click()
    expect(page.locator("[data-says]")).to_contain_text("Đã thu xong")


def test_an_officer_records_hears_and_hands_in(here: Province, phone: "Page", address: str) -> None:
    """Recorded twice, the second is heard and handed in; the clip is made of it and the page plays it."""
    phone.goto(f"{address}/bulletins/new")
    expect(phone.locator("[data-microphone]")).to_be_hidden()
    phone.get_by_label("Bản ghi âm", exact=True).check()
    record(phone, 1.5)
    record(phone, 3)
    heard = phone.locator("[data-heard]")
    expect(heard).to_be_visible()
    assert phone.evaluate("(async (one) => { await one.play(); return true; })(document.querySelector('[data-heard]'))")
    phone.fill("[name=text]", "Trưởng ấp nhắc lịch họp dân tối nay.")
    phone.locator("button[value=submit]").click()
    phone.wait_for_url(re.compile(r"/bulletins/[^/]+$"))
    expect(phone.locator("#sound")).to_contain_text("Đang tạo âm thanh")
    assert here.dispatch.render_next()
    expect(phone.locator("#sound .play")).to_be_visible(timeout=10_000)
    with here.dispatch.store.read() as tx:
        made = bulletins.listed(tx, COMMUNE).items[0]
        kept = recordings.find(tx, str(made.recording))
    assert made.state is State.SUBMITTED
    assert 1.5 < kept.duration.total_seconds() < 5
    assert kept.kind in ("webm", "m4a", "ogg")


def test_sending_while_it_records_loses_nothing(phone: "Page", address: str) -> None:
    """The recording is stopped and kept, to be heard first; and two taps open one microphone only."""
    phone.add_init_script(OPENED)
    phone.goto(f"{address}/bulletins/new")
    phone.get_by_label("Bản ghi âm", exact=True).check()
    phone.locator("[data-start]").evaluate("(one) => { one.click(); one.click(); }")
    expect(phone.locator("[data-stop]")).to_be_visible()
    phone.wait_for_timeout(1500)
    phone.fill("[name=text]", "Trưởng ấp nhắc lịch họp dân tối nay.")
    phone.locator("button[value=draft]").click()
    expect(phone.locator("[data-says]")).to_contain_text("Đã thu xong")
    assert phone.evaluate("document.querySelector('#recording').files[0].size") > 1000
    assert phone.evaluate("window.opened.map((one) => one.getTracks()[0].readyState)") == ["ended"]
    phone.locator("button[value=draft]").click()
    phone.wait_for_url(re.compile(r"/bulletins/[^/]+$"))


def test_without_a_microphone_the_file_stays(browser: "Browser", address: str) -> None:
    """Who has no microphone is told what to do, and the file field is there."""
    context = browser.new_context(viewport=PHONE, locale="vi-VN")  # type: ignore[arg-type]
    page = context.new_page()
    sign_in(page, address, "mai")
    page.goto(f"{address}/bulletins/new")
    page.get_by_label("Bản ghi âm", exact=True).check()
    page.locator("[data-start]").click()
    expect(page.locator("[data-says]")).to_contain_text("chọn tệp âm thanh bên dưới")
    expect(page.locator("#recording")).to_be_visible()
    context.close()


def test_it_works_without_scripts(here: Province, hearing: "Browser", address: str, tmp_path: Path) -> None:
    """With JavaScript switched off there is no microphone, and a file goes the same way."""
    context = hearing.new_context(viewport=PHONE, locale="vi-VN", java_script_enabled=False)  # type: ignore[arg-type]
    page = context.new_page()
    sign_in(page, address, "mai")
    page.goto(f"{address}/bulletins/new")
    expect(page.locator("[data-microphone]")).to_be_hidden()
    page.get_by_label("Bản ghi âm", exact=True).check()
    page.set_input_files("#recording", recorded(tmp_path, "mp3"))
    page.fill("[name=text]", "Loa thử không có kịch bản.")
    page.locator("button[value=draft]").click()
    page.wait_for_url(re.compile(r"/bulletins/[^/]+$"))
    expect(page.locator("main")).to_contain_text("Độ lớn")
    context.close()


@pytest.mark.parametrize(("scheme", "viewport"), [("light", PHONE), ("dark", DESK)])
def test_axe_finds_nothing(
    hearing: "Browser", address: str, tmp_path: Path, scheme: str, viewport: dict[str, int]
) -> None:
    """With a recording taken and another one just made, everything has its name, its size and its contrast."""
    context = hearing.new_context(viewport=viewport, locale="vi-VN", color_scheme=scheme, bypass_csp=True)  # type: ignore[arg-type]
    page = context.new_page()
    page.on("dialog", lambda dialog: dialog.accept())
    sign_in(page, address, "mai")
    page.goto(f"{address}/bulletins/new")
    page.get_by_label("Bản ghi âm", exact=True).check()
    page.set_input_files("#recording", recorded(tmp_path, "wav", "clip(9*sin(2*PI*440*t)\\,-1\\,1)"))
    page.locator("button[value=draft]").click()
    expect(page.locator("main")).to_contain_text("Đã nhận bản ghi âm")
    expect(page.locator("main")).to_contain_text("bị rè")
    record(page, 1.2)
    page.add_script_tag(path=AXE)
    result = page.evaluate("rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']})", RULES)
    found = [f"{sin['id']} {[node['html'][:120] for node in sin['nodes'][:3]]}" for sin in result["violations"]]
    wide = page.evaluate("document.documentElement.scrollWidth")
    context.close()
    assert not found, "\n".join(found)
    assert wide <= viewport["width"]
