"""What the pages of a week with 500 airings cost the server: processor time of one request each, everything real."""

import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

from flask.testing import FlaskClient

from broadcaster import sample
from schedules.recurrence import daily
from tests.web.province import COMMUNE, NOW, PASSWORD, Province, province
from tests.web.readers import Reader
from web import Settings, create_app

AIRINGS = 504
ENTRIES, TIMES = 12, 6
ROUNDS = 20
OUT_OF_DATE = timedelta(seconds=10)
BUDGET_MS = 100.0
PAGES = {"week": "/plans", "day": "/plans/day", "next 24 hours": "/plans/next", "print": "/plans/print"}

Figure = dict[str, str | int | float | None]


def figures() -> list[Figure]:
    """Return, for each page of the schedule, the milliseconds of processor time one request takes (the median)."""
    with tempfile.TemporaryDirectory() as folder, province(Path(folder), 500) as here:
        fill(here)
        app = create_app(here.dispatch.store, here.dispatch, clock=here.clock, settings=Settings(secret="bench"))
        reader = Reader(client(app.test_client()))
        reader.send("/sign-in", {"login": "mai", "password": PASSWORD, "next": "/"})
        kept = [figure(name, cost_ms(reader, path)) for name, path in PAGES.items()]
        return [*kept, figure("next 24 hours worked out anew", cost_ms(reader, PAGES["next 24 hours"], here))]


def client(browser: FlaskClient) -> FlaskClient:
    """Return a browser that asks over https."""
    browser.environ_base |= {"wsgi.url_scheme": "https", "HTTP_ACCEPT_LANGUAGE": "vi"}
    return browser


def fill(here: Province) -> None:
    """Place and publish 72 airings a day in one commune."""
    here.clock.moment = NOW - timedelta(hours=5)
    bulletin = here.approve(sample.bulletins()[1])
    first = here.clock.now() + timedelta(hours=7)
    begin = first.replace(hour=6, minute=0)
    for number in range(ENTRIES):
        times = [(begin + timedelta(hours=2 * n, minutes=5 * number)).time() for n in range(TIMES)]
        here.place(bulletin, daily(NOW.date(), *times), title=f"Lịch số {number}")
    here.speak()
    here.clock.moment = NOW
    planned = here.dispatch.airings_between(COMMUNE, NOW - timedelta(hours=10), NOW + timedelta(days=7))
    if len(planned) < AIRINGS - 2 * TIMES * ENTRIES:
        raise RuntimeError(f"only {len(planned)} airings are planned")


def cost_ms(reader: Reader, path: str, aging: Province | None = None) -> float:
    """Return the median processor time of a request, in milliseconds; ``aging`` lets nothing kept be used again."""
    spent = []
    for _ in range(ROUNDS):
        if aging is not None:
            aging.clock.advance(OUT_OF_DATE)
        spent.append(spent_ms(reader, path))
    return sorted(spent)[ROUNDS // 2]


def spent_ms(reader: Reader, path: str) -> float:
    """Return the processor time of one request, in milliseconds."""
    begun = time.process_time()
    answer = reader.open(path)
    if answer.status_code != 200:  # noqa: PLR2004
        raise RuntimeError(f"{path}: {answer.status_code}")
    return (time.process_time() - begun) * 1000


def figure(name: str, value: float) -> Figure:
    """Return one record as the table of figures wants it."""
    return {
        "name": f"page {name}, {AIRINGS} airings a week",
        "value": round(value, 1),
        "unit": "ms CPU",
        "n": ROUNDS,
        "baseline": BUDGET_MS,
        "ratio": round(value / BUDGET_MS, 3),
    }


if __name__ == "__main__":
    for row in figures():
        sys.stdout.write(f"{row}\n")
