"""Error pages: named, with what was typed, and with a reference that stands in the log."""

import logging
import re
from collections.abc import Iterator

import pytest
from flask import Flask

from broadcaster.errors import Faulty
from tests.house import House
from tests.web.conftest import SETTINGS, browser
from tests.web.readers import ORIGIN, Reader
from web import create_app

REFERENCE = re.compile(r'class="figures">([a-z0-9]{8})<')


@pytest.fixture
def broken(here: House) -> Iterator[Flask]:
    """An application with two pages that fail."""
    app = create_app(here.dispatch.store, here.dispatch, clock=here.clock, settings=SETTINGS)

    def surprise() -> str:
        raise ZeroDivisionError

    def outside() -> str:
        raise Faulty("web.request_bad")

    app.add_url_rule("/surprise", "signin.surprise", surprise, methods=["GET", "POST"])
    app.add_url_rule("/outside", "signin.outside", outside)
    return app


def test_a_missing_page_says_so(officer: Reader) -> None:
    """A mistyped address is told as such, inside the usual frame."""
    answer = officer.open("/khong-co")
    assert answer.status_code == 404
    assert "Không có trang này" in answer.text
    assert "Lịch phát" in answer.text


def test_a_wrong_method_and_a_huge_form_are_named(officer: Reader) -> None:
    """No bare error of the framework ever shows."""
    assert officer.send("/plans.csv").status_code == 405
    huge = officer.client.post("/bulletins/new", data={"text": "x" * 2_100_000}, base_url=ORIGIN)
    assert huge.status_code == 413
    assert "quá lớn" in huge.text


def test_a_surprise_is_in_the_log_under_its_reference(broken: Flask, caplog: pytest.LogCaptureFixture) -> None:
    """The page shows a reference and no trace; the log has both."""
    caplog.set_level(logging.INFO)
    answer = Reader(browser(broken)).open("/surprise")
    assert answer.status_code == 500
    found = REFERENCE.search(answer.text)
    assert found is not None
    assert "ZeroDivisionError" not in answer.text
    (record,) = [one for one in caplog.records if found[1] in one.getMessage()]
    assert record.exc_info is not None
    assert Reader(browser(broken)).open("/outside").status_code == 502


def test_a_database_away_loses_nothing_typed(officer: Reader, here: House) -> None:
    """While the database is away the page says so, shows what was typed, and offers to send it again as it was."""
    token = officer.token("/bulletins/new")
    database = here.dispatch.config.data / "broadcaster.db"
    here.dispatch.store.close()
    hidden = database.rename(database.with_suffix(".away"))
    database.mkdir()
    words = "Kính thưa bà con, nội dung này không được mất dù máy chủ đang hỏng."
    fields = {"text": words, "do": "draft", "csrf_token": token}
    try:
        answer = officer.client.post("/bulletins/new", data=fields, base_url=ORIGIN, headers={"Origin": ORIGIN})
    finally:
        here.dispatch.store.close()
        database.rmdir()
        hidden.rename(database)
    assert answer.status_code == 503
    assert words in answer.text
    assert f'value="{token}"' in answer.text
    assert "Gửi lại" in answer.text
