"""The pages as a person with a phone uses them: sign in, write, hear, schedule, approve, watch over stations.

Elements are found by what a reader sees (role, label, words) or by the name a form field is sent under.
"""

import contextlib
import itertools
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from tests.journeys.world import LOCAL, until

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PHONE = {"viewport": {"width": 390, "height": 844}}
FINGER = {**PHONE, "has_touch": True, "is_mobile": True}
DESK = {"viewport": {"width": 1280, "height": 900}}
PATIENCE_MS = 20_000
NUMBERS = itertools.count(1)
PLAYING = "() => { const a = document.querySelector('audio'); return a && a.readyState >= 3 && a.currentTime > 0.3 }"
FACTS = "() => { const a = document.querySelector('audio'); return [a.duration, a.currentSrc] }"


@dataclass(frozen=True)
class Draft:
    """What was heard in the page: seconds, and the SHA-256 of the clip."""

    seconds: float
    sha256: str


@dataclass(frozen=True)
class Row:
    """One line of the as-run log: the station's name and everything else that stands there."""

    station: str
    words: str


@contextmanager
def phone(browser: "Browser", address: str, pictures: Path, *, kind: Mapping[str, object] = PHONE) -> Iterator["Phone"]:
    """Give a phone of its own, or a desktop, signed in nowhere; its last screen is photographed, should it fail."""
    # the certificate is the province's own: stations pin it, a browser is told to trust it
    context = browser.new_context(**cast(Any, kind), locale="vi-VN", ignore_https_errors=True)
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    try:
        yield Phone(page, address)
    finally:
        with contextlib.suppress(Exception):  # a picture that cannot be taken must not hide the fault
            page.screenshot(path=pictures / f"last-screen-{next(NUMBERS)}.png", full_page=True)
        context.close()


class Phone:
    """One person's browser."""

    def __init__(self, page: "Page", address: str) -> None:
        self.page = page
        self.address = address

    def open(self, path: str) -> None:
        """Go to a page."""
        self.page.goto(self.address + path)

    def press(self, name: str) -> None:
        """Press the button that says ``name``."""
        self.page.get_by_role("button", name=name, exact=True).click()

    def says(self, words: str) -> bool:
        """Say whether the page shows ``words``."""
        return words in self.page.locator("main").inner_text()

    def fill(self, **fields: str) -> None:
        """Type into the fields with these names."""
        for name, value in fields.items():
            self.page.locator(f"main [name={name}]").first.fill(value)

    # ------------------------------------------------------------ account

    def sign_in(self, login: str, one_time: str, password: str) -> None:
        """Sign in with a one-time password and choose an own one, as the page demands."""
        self.open("/sign-in")
        self.fill(login=login, password=one_time)
        self.press("Đăng nhập")
        self.page.wait_for_url("**/account/password")
        self.fill(present=one_time, password=password, repeated=password)
        self.press("Đổi mật khẩu")
        self.page.wait_for_url(f"{self.address}/")

    def sign_in_again(self, login: str, password: str) -> None:
        """Sign in with one's own password, on another screen."""
        self.open("/sign-in")
        self.fill(login=login, password=password)
        self.press("Đăng nhập")
        self.page.wait_for_url(f"{self.address}/")

    # ------------------------------------------------------------ bulletins

    def compose(self, title: str, text: str) -> None:
        """Write a bulletin that gets its time later, and ask to hear it."""
        self.open("/bulletins/new")
        self.fill(text=text, title=title)
        self.page.locator("[name=quick]").uncheck()
        self.press("Nghe thử")

    def hear(self) -> Draft:
        """Play what the page offers to hear until it really runs."""
        self.press("Nghe")
        self.page.wait_for_function(PLAYING)
        seconds, source = self.page.evaluate(FACTS)
        self.press("Tạm dừng")
        return Draft(float(seconds), str(source).rsplit("/", 1)[1])

    def submit(self) -> str:
        """Hand the draft in and return the bulletin's id."""
        self.press("Gửi duyệt")
        self.page.get_by_text("Đang chờ lãnh đạo duyệt").wait_for()
        return self.page.url.partition("/bulletins/")[2].partition("?")[0].partition("#")[0]

    def place(self, bulletin_id: str, start: datetime) -> None:
        """Fill in when the bulletin sounds, from its page."""
        self.open(f"/bulletins/{bulletin_id}")
        self.page.get_by_role("link", name="Xếp lịch", exact=True).click()
        self.page.wait_for_url("**/plans/new**")
        local = start.astimezone(LOCAL)
        self.fill(first=f"{local:%Y-%m-%d}", times=f"{local:%H:%M}")

    def give_reason(self, reason: str) -> None:
        """Say why it sounds outside the allowed hours."""
        self.page.locator("details:has([name=outside_reason]) > summary").click()
        self.fill(outside_reason=reason)
        self.page.keyboard.press("Tab")

    def consequence(self, words: str) -> None:
        """Wait until the page foretells ``words``."""
        self.page.locator("#consequence").get_by_text(words).first.wait_for()

    def save_plan(self) -> None:
        """Keep the schedule."""
        self.press("Lưu lịch phát")
        self.page.get_by_text("Đã xếp lịch").wait_for()

    def approve(self, title: str) -> Draft:
        """Find the bulletin among those that wait, hear it, approve it; return what was heard."""
        self.open("/bulletins?show=waiting")
        self.page.get_by_role("link", name=title).first.click()
        heard = self.hear()
        self.press("Duyệt, cho phát")
        self.page.get_by_text("Đã duyệt “").wait_for()
        return heard

    def allow_outside(self, title: str) -> None:
        """Find on the first page what asks to sound outside the allowed hours, and let it as the second person."""
        self.open("/")
        waiting = self.page.get_by_role("listitem").filter(has_text=f"Xin phát ngoài giờ: {title}")
        waiting.get_by_role("link", name="Xem và quyết định").click()
        self.press("Cho phát ngoài giờ")
        self.page.get_by_text("Đã cho phép “").wait_for()

    def clip_of(self, bulletin_id: str) -> str:
        """Wait until the sound of a bulletin is made and return the SHA-256 of its clip."""
        self.open(f"/bulletins/{bulletin_id}")
        player = self.page.locator("[data-player]")
        player.wait_for()
        return str(player.get_attribute("data-src")).rsplit("/", 1)[1]

    # ------------------------------------------------------------ stations

    def add_station(self, name: str, locality: str) -> tuple[str, str]:
        """Add a station and return its id and its claim code."""
        self.open("/stations/new")
        self.fill(name=name)
        self.page.locator("[name=locality]").select_option(locality)
        self.press("Thêm và lấy mã đăng ký")
        code = self.page.locator(".secret").inner_text().strip()
        self.page.get_by_role("link", name="Đến trang cụm loa").click()
        self.page.wait_for_url("**/stations/*")
        return self.page.url.rsplit("/", 1)[1], code

    def await_station(self, station_id: str, words: str, *, within: float = 20) -> None:
        """Look at a station's page until it shows ``words``."""

        def shown() -> bool:
            self.open(f"/stations/{station_id}")
            return self.says(words)

        until(shown, within=within, what=f"{words} on the page of {station_id}", every=0.5)

    def order(self, station_id: str, button: str, answer: str, **fields: str) -> None:
        """Give a station an order and wait for its answer."""
        self.open(f"/stations/{station_id}")
        self.fill(**fields)
        self.press(button)
        self.page.get_by_text("Đã gửi lệnh").wait_for()
        until(lambda: answer in self._last_order(station_id), within=15, what=answer, every=0.3)

    def _last_order(self, station_id: str) -> str:
        self.open(f"/stations/{station_id}")
        return self.page.locator("ul.story li").first.inner_text()

    def revoke(self, station_id: str, name: str) -> None:
        """Shut a station out."""
        self.open(f"/stations/{station_id}")
        self.page.get_by_text("Thu hồi quyền truy cập").click()
        self.press(f"Thu hồi {name}")
        self.page.get_by_text("đã bị thu hồi quyền truy cập").wait_for()

    # ------------------------------------------------------------ reports

    def as_run(self, bulletin_id: str) -> list[Row]:
        """Return the as-run log of one bulletin, newest first."""
        self.open(f"/reports?bulletin={bulletin_id}")
        lines = self.page.locator("main tbody tr")
        return [
            Row(line.locator("a[href*='/stations/']").inner_text(), line.inner_text().replace("\n", " "))
            for line in lines.all()
        ]
