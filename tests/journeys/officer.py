"""The officer's week as one works it: on a phone by tapping, on a desktop also by dragging. Never touches the sound."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from tests.journeys.pages import Phone
from tests.journeys.world import LOCAL, until

if TYPE_CHECKING:
    from playwright.sync_api import Locator

WILL_SOUND = "Sẽ phát"


@dataclass(frozen=True)
class Promise:
    """One line of what a place will hear: the time on the page, the title, and everything else it says."""

    clock: str
    title: str
    words: str

    @property
    def sounds(self) -> bool:
        """Whether the page says that it will sound."""
        return WILL_SOUND in self.words

    @property
    def waits(self) -> bool:
        """Whether the page says that it begins later than planned, after another one."""
        return "phát trễ" in self.words


def clock(moment: datetime) -> str:
    """Return a moment as the pages write it."""
    return f"{moment.astimezone(LOCAL):%H:%M}"


def day(moment: datetime) -> str:
    """Return the local day of a moment as date fields take it."""
    return f"{moment.astimezone(LOCAL):%Y-%m-%d}"


class Officer:
    """Somebody who plans a commune's week before one screen; with ``mouse`` they drag where dragging is offered."""

    def __init__(self, screen: Phone, *, mouse: bool) -> None:
        self.screen = screen
        self.page = screen.page
        self.mouse = mouse

    # ------------------------------------------------------------ placing

    def schedule(self, bulletin_id: str, start: datetime, kind: str) -> str:
        """Place a bulletin from its page, ``Hằng ngày`` or ``Một lần``, and return the address of the schedule."""
        self.screen.place(bulletin_id, start)
        self.page.get_by_label(kind, exact=True).check()
        self.screen.consequence("Phát tại")
        self.screen.save_plan()
        return self.page.url.partition(self.screen.address)[2].partition("?")[0]

    def fill_programme(self, title: str, field: str, start: datetime) -> None:
        """Make a programme of one part that takes the new bulletins of one field, every day at this time."""
        self.screen.open("/programmes/new")
        self.screen.fill(title=title, first=day(start), times=clock(start), length="5")
        self._button("Bỏ phần này, phần 1").click()
        self.page.get_by_role("heading", name="1. Lấy bản tin mới").wait_for()
        for label in self.page.locator("label:has([name$=-fields])").all():
            label.get_by_role("checkbox").set_checked(label.inner_text().strip() == field)
        self.screen.press("Lưu chương trình")
        self.page.get_by_text("Đã lưu chương trình").wait_for()

    def take_offer(self, title: str, start: datetime) -> None:
        """Take a bulletin out of the inbox, once, at an own time."""
        self.screen.open("/inbox")
        card = self.page.get_by_role("article").filter(has_text=title)
        card.get_by_text("Chọn giờ khác…").click()
        card.locator("[name=day]").fill(day(start))
        card.locator("[name=at]").fill(clock(start))
        card.get_by_role("button", name="Nhận, phát vào giờ này").click()
        self.page.get_by_text(f"Đã xếp “{title}”").wait_for()

    # ------------------------------------------------------------ changing

    def open_time(self, title: str, start: datetime) -> None:
        """Tap one line of a day."""
        self.screen.open(f"/plans/day?day={day(start)}")
        self.page.locator(".ruler-name").filter(has_text=clock(start)).filter(has_text=title).click()

    def skip(self, title: str, start: datetime) -> None:
        """Leave one time out."""
        self.open_time(title, start)
        self.screen.press("Bỏ lần này")
        self.page.get_by_text("Đã bỏ lần phát").wait_for()

    def move(self, title: str, start: datetime, to: datetime) -> None:
        """Let one time sound at another: by tapping, or by dragging its line to another day of the week."""
        if self.mouse:
            self._drag(title, start, to)
        else:
            self.open_time(title, start)
            self.page.get_by_role("link", name="Đổi lần này").click()
        self.page.wait_for_url("**/change?**")
        self.screen.fill(day=day(to), time=clock(to))
        self.page.keyboard.press("Tab")
        self.screen.consequence(f"Lần đầu {clock(to)}")
        self.screen.press("Lưu thay đổi")
        self.page.get_by_text("Đã đổi “").wait_for()

    def _drag(self, title: str, start: datetime, to: datetime) -> None:
        self.screen.open("/plans")
        line = self._card(start).locator(".airing").filter(has_text=clock(start)).filter(has_text=title)
        line.drag_to(self._card(to).get_by_role("heading"))

    def _card(self, moment: datetime) -> "Locator":
        return self.page.locator(f"[data-drop-day='{day(moment)}']")

    def undo(self, words: str = "Đã hoàn tác") -> None:
        """Take back what was just done, until the page says so."""
        self._button("Hoàn tác").click()
        self.page.get_by_text(words).wait_for()

    def copy_day(self, source: datetime, to: date) -> str:
        """Copy what the commune placed on one day to another, and return what the page says of it."""
        self.screen.open(f"/plans/day?day={day(source)}")
        self.page.get_by_text("Chép ngày này sang ngày khác").click()
        self.screen.fill(to=f"{to:%Y-%m-%d}")
        self.screen.press("Chép")
        return self.page.get_by_text("Đã chép").inner_text()

    # ------------------------------------------------------------ deciding, looking

    def put_first(self, ours: str, theirs: str) -> None:
        """Hear both programmes that collide, and let the commune's go first, every time they meet."""
        self.screen.open("/inbox")
        met = self.page.get_by_role("article").filter(has_text=f"{theirs} và {ours}")
        assert met.get_by_role("button", name="Nghe", exact=True).count() == 2
        choose = met.locator("button[value=ours]")
        if choose.count():  # not yet decided on another screen
            choose.click()
        self.page.get_by_text(f"Đã quyết định: “{ours}” phát trước.").first.wait_for()

    def await_stations(self, plan: str) -> None:
        """Look at a schedule until a station of the commune says that it holds the new plan."""
        self.screen.open(plan)
        self.page.locator("#holding").filter(has_not_text="0/").filter(has_text="đã nhận lịch mới").wait_for()

    def promises(self, clocks: Iterable[str], count: int) -> list[Promise]:
        """Look at the next 24 hours until the page has so many lines at these times; return them in its order."""
        wanted = frozenset(clocks)

        def told() -> list[Promise] | None:
            self.screen.open("/plans/next")
            lines = [promise_of(one) for one in self.page.locator(".next > li").all()]
            found = [one for one in lines if one.clock in wanted and one.sounds]
            return found if len(found) == count else None

        return until(told, within=20, what=f"{count} lines at {sorted(wanted)}", every=0.5)

    def paper(self) -> str:
        """Return the words of the printed week."""
        self.screen.open("/plans/print")
        return self.page.locator("main").inner_text()

    def _button(self, name: str) -> "Locator":
        return self.page.get_by_role("button", name=name).first


def promise_of(line: "Locator") -> Promise:
    """Return one line of the page of the next 24 hours."""
    title = line.locator(".name, strong").first.inner_text()
    return Promise(line.locator("time").inner_text(), title, line.inner_text().replace("\n", " "))
