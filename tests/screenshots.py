"""Photographs every page, on a phone and on a desk: ``python -m tests.screenshots OUTDIR [NAME ...]``."""

import logging
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from broadcaster.alerts import Alert
from broadcaster.store import Slice, bulletins, inbox, plans, stations
from tests.browser import chromium
from tests.web.alarms import alarmed
from tests.web.province import COMMUNE, NOW, PASSWORD, Province, live, province
from tests.web.serving import served
from web import Settings, create_app
from web.moving import stamp

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}
# On a picture of a whole page a bar fixed to the window would cover the middle of it.
UNFIX = """() => { for (const one of document.querySelectorAll("body *"))
  if (getComputedStyle(one).position === "fixed" && innerWidth < 600) one.style.position = "static" }"""
SETTINGS = Settings(secret="only for photographs", development=True, contact="quản trị tỉnh, 0274 3822 000")


@dataclass(frozen=True)
class Shot:
    """One page: its name, who looks at it, and where it is."""

    name: str
    login: str
    path: str


def shots(here: Province) -> list[Shot]:
    """Return every page worth looking at."""
    with here.dispatch.store.read() as tx:
        every = {one.state.value: one.id for one in bulletins.listed(tx, COMMUNE, page=Slice(limit=50)).items}
        entry = next(one for one in plans.listed(tx, COMMUNE, Slice(limit=9)).items if one.recurrence.rule is not None)
        at = stamp(entry.recurrence.between(NOW, NOW + timedelta(days=7))[0])
        station = stations.ids_in(tx, COMMUNE)[0]
        offered = inbox.listed(tx, COMMUNE).items[0].key.entry_id
    return [
        Shot("sign-in", "", "/sign-in"),
        Shot("today-officer", "mai", "/"),
        Shot("today-leader", "lan", "/"),
        Shot("today-operator", "truc", "/"),
        Shot("bulletins", "mai", "/bulletins"),
        Shot("compose", "mai", "/bulletins/new"),
        Shot("compose-sample", "mai", "/bulletins/new?sample=tiem-chung"),
        Shot("edit", "mai", f"/bulletins/{every['rejected']}/edit"),
        Shot("voices", "mai", f"/bulletins/{every['rejected']}/voices"),
        Shot("bulletin-languages", "mai", f"/bulletins/{every['rejected']}/languages"),
        Shot("bulletin-language", "mai", f"/bulletins/{every['rejected']}/languages/en"),
        Shot("lexicon", "mai", f"/places/{COMMUNE}/lexicon"),
        Shot("decide", "lan", f"/bulletins/{every['submitted']}"),
        Shot("bulletin", "mai", f"/bulletins/{every['published']}"),
        Shot("week", "mai", "/plans"),
        Shot("programmes", "mai", "/programmes"),
        Shot("programme-new", "mai", "/programmes/new"),
        Shot("place", "mai", f"/plans/new?bulletin={every['published']}"),
        Shot("calendar-new", "mai", "/calendars/new"),
        Shot("entry", "mai", f"/plans/{entry.id}?at={at}"),
        Shot("entry-edit", "mai", f"/plans/{entry.id}/edit"),
        Shot("change", "mai", f"/plans/{entry.id}/change?at={at}"),
        Shot("inbox", "mai", "/inbox"),
        Shot("inbox-answered", "mai", "/inbox?show=answered"),
        Shot("answers", "truc", f"/inbox/answers/{offered}"),
        Shot("day", "mai", "/plans/day"),
        Shot("next", "mai", "/plans/next"),
        Shot("print", "mai", "/plans/print"),
        Shot("history", "mai", "/plans/history"),
        Shot("stations", "truc", "/stations"),
        Shot("map", "truc", "/stations/map"),
        Shot("station", "kythuat", f"/stations/{station}"),
        Shot("station-new", "kythuat", "/stations/new"),
        Shot("as-run", "mai", "/reports"),
        Shot("rules", "lan", f"/places/{COMMUNE}"),
        Shot("voice-order", "lan", f"/places/{COMMUNE}/voices"),
        Shot("people", "quantri", "/people"),
        Shot("person-new", "quantri", "/people/new"),
        Shot("audit", "quantri", "/audit"),
        Shot("account", "mai", "/account"),
        Shot("password", "mai", "/account/password"),
        Shot("missing", "mai", "/khong-co"),
        Shot("styleguide", "", "/styleguide"),
    ]


def alert_shots(found: dict[str, Alert]) -> list[Shot]:
    """Return the pages of alerts, with the banner above them all."""
    return [
        Shot("alerts", "lan", "/alerts"),
        Shot("alert-kind", "mai", "/alerts/new"),
        Shot("alert-hazards-real", "mai", "/alerts/new?as=actual"),
        Shot("alert-hazards-drill", "mai", "/alerts/new?as=exercise"),
        Shot("alert-form-real", "mai", "/alerts/new/actual/flood"),
        Shot("alert-form-drill", "mai", "/alerts/new/exercise/release"),
        Shot("alert-form-province", "truc", "/alerts/new/actual/storm"),
        Shot("alert-drawn", "mai", f"/alerts/{found['drawn'].id}"),
        Shot("alert-drawn-edit", "mai", f"/alerts/{found['drawn'].id}/edit"),
        Shot("lists", "lan", "/lists"),
        Shot("list", "lan", f"/lists/{found['listed'].lists[0].id}"),
        Shot("list-new", "truc", "/lists/new"),
        Shot("list-edit", "lan", f"/lists/{found['listed'].lists[0].id}/edit"),
        Shot("alert-listed", "lan", f"/alerts/{found['listed'].id}"),
        Shot("alert-listed-edit", "lan", f"/alerts/{found['listed'].id}/edit"),
        Shot("feeds", "truc", "/feeds"),
        Shot("feed", "quantri", "/feeds/khituong"),
        Shot("alert-edit", "mai", f"/alerts/{found['draft'].id}/edit?words=free"),
        Shot("alert-draft", "mai", f"/alerts/{found['draft'].id}"),
        Shot("alert-waiting", "mai", f"/alerts/{found['waiting'].id}"),
        Shot("alert-release", "lan", f"/alerts/{found['waiting'].id}"),
        Shot("alert-release-drill", "lan", f"/alerts/{found['drill-waiting'].id}"),
        Shot("alert-override", "truc", f"/alerts/{found['waiting'].id}"),
        Shot("alert-board", "lan", f"/alerts/{found['real'].id}"),
        Shot("alert-board-drill", "lan", f"/alerts/{found['drill'].id}"),
        Shot("alert-log", "lan", f"/alerts/{found['real'].id}/log"),
        Shot("alert-over", "lan", f"/alerts/{found['over'].id}"),
        Shot("alert-silence", "lan", "/alerts/silence"),
        Shot("alert-said", "lan", f"/alerts/{found['said'].id}"),
        Shot("alert-said-edit", "mai", f"/alerts/{found['said'].id}/edit"),
        Shot("languages", "lan", f"/places/{COMMUNE}/languages"),
        Shot("translation", "lan", f"/places/{COMMUNE}/languages/en/flood"),
        Shot("translation-none", "lan", f"/places/{COMMUNE}/languages/km/flood"),
        Shot("alert-tests", "truc", "/alerts/tests"),
        Shot("alert-tests-agree", "lan", "/alerts/tests"),
        Shot("alert-tests-exercise", "truc", "/alerts/tests/exercise"),
        Shot("alert-tests-weekly", "truc", "/alerts/tests/weekly"),
        Shot("today-alarm", "lan", "/"),
    ]


def photograph(browser: "Browser", address: str, wanted: list[Shot], folder: Path) -> None:
    """Take every shot at both sizes, and the first page of each reader in the dark as well."""
    for size, viewport in (("phone", PHONE), ("desk", DESK)):
        for login in dict.fromkeys(one.login for one in wanted):
            context = browser.new_context(viewport=viewport, locale="vi-VN", device_scale_factor=1)  # type: ignore[arg-type]
            page = context.new_page()
            if login:
                sign_in(page, address, login)
            for one in (one for one in wanted if one.login == login):
                page.goto(address + one.path)
                page.wait_for_timeout(500)
                page.evaluate(UNFIX)
                page.screenshot(path=folder / f"{one.name}-{size}.png", full_page=size == "phone")
                if one.name.startswith(("today", "alert")):
                    page.emulate_media(color_scheme="dark")
                    page.wait_for_timeout(250)  # colours fade from one to the other
                    page.screenshot(path=folder / f"{one.name}-{size}-dark.png")
                    page.emulate_media(color_scheme="light")
            context.close()


def sign_in(page: "Page", address: str, login: str) -> None:
    """Sign somebody in as a person would."""
    page.goto(f"{address}/sign-in")
    page.fill("[name=login]", login)
    page.fill("[name=password]", PASSWORD)
    page.click("form.card button")
    page.wait_for_url(f"{address}/")


@contextmanager
def watched(browser: "Browser", address: str, login: str, **device: object) -> Iterator["Page"]:
    """Give a page of a device with somebody before it; it fails when a script or our own policy complained."""
    context = browser.new_context(locale="vi-VN", **device)  # type: ignore[arg-type]
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    sign_in(page, address, login)
    yield page
    context.close()
    assert not said, said


def main(arguments: list[str]) -> None:
    """Build the sample province, serve it and photograph it."""
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    folder = Path(arguments[0])
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as data, province(Path(data)) as here:
        live(here)
        app = create_app(here.dispatch.store, here.dispatch, clock=here.clock, settings=SETTINGS)
        wanted = [one for one in shots(here) if not arguments[1:] or one.name in arguments[1:]]
        with served(app) as address, chromium() as browser:
            photograph(browser, address, wanted, folder)
            alarms = [one for one in alert_shots(alarmed(here)) if not arguments[1:] or one.name in arguments[1:]]
            photograph(browser, address, alarms, folder)
    sys.stdout.write(f"{folder}: {len(list(folder.glob('*.png')))} pictures\n")


if __name__ == "__main__":
    main(sys.argv[1:])
