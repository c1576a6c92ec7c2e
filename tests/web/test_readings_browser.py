"""An officer types in a real browser and sees how it will be read, and says it right."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from broadcaster.store import lexicons
from tests.screenshots import DESK, PHONE, sign_in
from tests.web.province import COMMUNE, Province, province

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

AXE = Path(__file__).resolve().parents[2] / "web/node_modules/axe-core/axe.min.js"
RULES = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
TEXT = "Mời giáo dân GXTM họp lúc 19h30.\nMang theo giấy QZKT."


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Province]:
    """The sample province."""
    with province(tmp_path_factory.mktemp("province")) as built:
        yield built


def kept(here: Province) -> dict[str, str]:
    """Return what the commune says."""
    with here.dispatch.store.read() as tx:
        return dict(lexicons.kept(tx, COMMUNE))


@pytest.mark.parametrize("viewport", [PHONE, DESK])
def test_the_reading_follows_the_typing(
    here: Province, browser: "Browser", address: str, viewport: dict[str, int]
) -> None:
    """It appears by itself, one tap saves a piece, undoing brings the doubt back; beside the text or under it."""
    context = browser.new_context(viewport=viewport, locale="vi-VN")  # type: ignore[arg-type]
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    sign_in(page, address, "mai")
    page.goto(f"{address}/bulletins/new")
    reading = page.locator("#reading")
    expect(reading).to_contain_text("Gõ nội dung")
    page.locator("[name=text]").press_sequentially(TEXT, delay=5)
    expect(reading.locator(".doubts mark")).to_have_text(["GXTM", "QZKT"])
    expect(reading).to_contain_text("mười chín giờ ba mươi phút")
    reading.locator("[name=spoken]").first.fill("giáo xứ Tân Mỹ")
    reading.get_by_role("button", name="Lưu GXTM").click()
    expect(reading).to_contain_text("Từ nay “GXTM” đọc là “giáo xứ Tân Mỹ”.")
    expect(reading.locator(".doubts mark")).to_have_text(["QZKT"])
    assert kept(here) == {"GXTM": "giáo xứ Tân Mỹ"}
    assert page.locator("[name=text]").input_value() == TEXT
    reading.get_by_role("button", name="Hoàn tác").click()
    expect(reading.locator(".doubts mark")).to_have_text(["GXTM", "QZKT"])
    assert kept(here) == {}
    text, beside = page.locator("[name=text]").bounding_box(), reading.bounding_box()
    assert text is not None
    assert beside is not None
    assert (beside["x"] > text["x"] + 100) is (viewport is DESK)
    context.close()
    assert not said, said


def test_an_unchanged_text_is_asked_once(browser: "Browser", address: str) -> None:
    """Fast typing is one question, and typing a letter and taking it back gets no new answer."""
    context = browser.new_context(viewport=PHONE, locale="vi-VN")  # type: ignore[arg-type]
    page = context.new_page()
    asked: list[int] = []
    page.on("response", lambda one: asked.append(one.status) if one.url.endswith("/bulletins/reading") else None)
    sign_in(page, address, "mai")
    page.goto(f"{address}/bulletins/new")
    page.wait_for_load_state("networkidle")
    asked.clear()
    page.locator("[name=text]").press_sequentially("Mời bà con đi họp.", delay=10)
    expect(page.locator("#reading")).to_contain_text("Không có chỗ nào đáng ngờ.")
    assert asked == [200]
    with page.expect_response(lambda one: one.url.endswith("/bulletins/reading")) as answer:
        page.locator("[name=text]").press("x")
        page.locator("[name=text]").press("Backspace")
    assert answer.value.status == 204
    context.close()


def test_it_works_without_scripts(here: Province, browser: "Browser", address: str) -> None:
    """The button shows the reading with the whole form, a tap adds, and Enter in a line hands nothing in."""
    context = browser.new_context(viewport=PHONE, locale="vi-VN", java_script_enabled=False)  # type: ignore[arg-type]
    page = context.new_page()
    sign_in(page, address, "mai")
    page.goto(f"{address}/bulletins/new")
    page.fill("[name=text]", TEXT)
    page.fill("[name=title]", "Họp giáo dân")
    page.locator("#reading button[value=read]").last.click()
    expect(page.locator(".doubts mark")).to_have_text(["GXTM", "QZKT"])
    page.locator("[name=spoken]").first.fill("giáo xứ Tân Mỹ")
    page.locator("[name=spoken]").first.press("Enter")
    expect(page.locator(".doubts mark")).to_have_text(["QZKT"])
    expect(page.locator("[name=title]")).to_have_value("Họp giáo dân")
    assert kept(here).pop("GXTM") == "giáo xứ Tân Mỹ"
    page.locator("button[value^=undo]").click()
    assert kept(here) == {}
    context.close()


@pytest.mark.parametrize(("scheme", "viewport"), [("light", PHONE), ("dark", DESK)])
def test_axe_finds_nothing(
    here: Province, browser: "Browser", address: str, scheme: str, viewport: dict[str, int]
) -> None:
    """The reading with doubts, the lexicon with entries: names, contrast, and nothing wider than the phone."""
    here.dispatch.import_lexicon(COMMUNE, "TĐX,tổ đội xã\nMTTQX,mặt trận xã\n".encode(), here.people["officer"])
    context = browser.new_context(viewport=viewport, locale="vi-VN", color_scheme=scheme, bypass_csp=True)  # type: ignore[arg-type]
    page = context.new_page()
    sign_in(page, address, "mai")
    found = []
    for path in ("/bulletins/new", f"/places/{COMMUNE}/lexicon"):
        page.goto(f"{address}{path}")
        if path.endswith("new"):
            page.fill("[name=text]", TEXT)
            expect(page.locator(".doubts mark")).to_have_text(["GXTM", "QZKT"])
        page.add_script_tag(path=AXE)
        result = page.evaluate("rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']})", RULES)
        found += [
            f"{path} {sin['id']} {[one['html'][:120] for one in sin['nodes'][:3]]}" for sin in result["violations"]
        ]
        wide = page.evaluate("document.documentElement.scrollWidth")
        found += [f"{path} {wide} px wide"] if wide > viewport["width"] else []
    context.close()
    assert not found, "\n".join(found)
