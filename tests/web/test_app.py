"""The pages of a whole province: 36 communes, 2,000 stations, and each page is on its way in a tenth of a second."""

import statistics
import time
from collections.abc import Iterator

import pytest

from tests.web.conftest import SETTINGS, browser
from tests.web.province import PASSWORD, live, province
from tests.web.readers import Reader
from web import create_app

MOST_SECONDS = 0.1
PAGES = ("/", "/bulletins", "/plans", "/stations", "/stations/part", "/reports", "/plans/new")


@pytest.fixture(scope="module")
def operator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    """The province's operator, signed in to a full province."""
    with province(tmp_path_factory.mktemp("province"), more_stations=1_900) as here:
        live(here)
        app = create_app(here.dispatch.store, here.dispatch, clock=here.clock, settings=SETTINGS)
        reader = Reader(browser(app))
        reader.send("/sign-in", {"login": "truc", "password": PASSWORD, "next": "/"})
        yield reader


@pytest.mark.slow
@pytest.mark.parametrize("path", PAGES)
def test_pages_of_a_province_are_quick(operator: Reader, path: str) -> None:
    """The usual page takes less than 100 ms of the server's processor, with the shared snapshot warm."""
    operator.read(path)
    taken = []
    for _ in range(7):
        begun = time.thread_time()
        operator.read(path)
        taken.append(time.thread_time() - begun)
    assert statistics.median(taken) < MOST_SECONDS, [round(one * 1000) for one in taken]
