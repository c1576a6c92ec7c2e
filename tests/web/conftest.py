"""What the page tests share: a whole house behind the pages, and readers who are signed in."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from flask import Flask
from flask.testing import FlaskClient

from broadcaster.store import people, sessions
from tests.browser import chromium
from tests.house import House, house
from tests.web.province import Province
from tests.web.readers import Reader
from tests.web.serving import served
from web import Settings, create_app
from web.lately import Lately
from web.parts import EXTENSION, Parts
from web.sessions import COOKIE, StoredSessions
from web.snapshot import Snapshot

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PASSWORD = "một câu dài dễ nhớ"
SETTINGS = Settings(secret="only in tests", development=True)


@pytest.fixture
def here(tmp_path: Path) -> Iterator[House]:
    """A whole house in a temporary folder."""
    with house(tmp_path) as built:
        yield built


@pytest.fixture(scope="session")
def made() -> list[Flask]:
    """The application the first test makes; its routes and templates take longer than most tests, so others move in."""
    return []


@pytest.fixture
def app(here: House, made: list[Flask]) -> Flask:
    """The application of that house."""
    store, clock = here.dispatch.store, here.clock
    if not made:
        made.append(create_app(store, here.dispatch, clock=clock, settings=SETTINGS))
    (app,) = made
    app.extensions[EXTENSION] = Parts(store, here.dispatch, clock, SETTINGS, Snapshot(store, clock), Lately(clock))
    app.session_interface = StoredSessions(store, SETTINGS.secret)
    return app


@pytest.fixture
def visitor(app: Flask) -> Reader:
    """A browser that nobody has signed in with."""
    return Reader(browser(app))


@pytest.fixture
def signed_in(app: Flask, here: House) -> Callable[[str], Reader]:
    """Sign somebody in by login name, past the form: hashing a password takes longer than most tests."""

    def sign_in(login: str) -> Reader:
        with here.dispatch.store.begin() as tx:
            token = sessions.start(tx, people.by_login(tx, login).id, "Werkzeug")
        client = browser(app)
        client.set_cookie(COOKIE, token, domain="localhost", secure=True)
        return Reader(client)

    return sign_in


@pytest.fixture
def officer(signed_in: Callable[[str], Reader]) -> Reader:
    """The commune's officer, signed in."""
    return signed_in("mai")


@pytest.fixture
def leader(signed_in: Callable[[str], Reader]) -> Reader:
    """The commune's leader, signed in."""
    return signed_in("lan")


@pytest.fixture
def administrator(signed_in: Callable[[str], Reader]) -> Reader:
    """The province's administrator, signed in."""
    return signed_in("quantri")


@pytest.fixture(scope="session", name="browser")
def real_browser() -> Iterator["Browser"]:
    """A real Chromium, started once; each test opens windows of its own in it."""
    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def address(here: Province) -> Iterator[str]:
    """Where a real browser finds the pages of the module's own province."""
    app = create_app(here.dispatch.store, here.dispatch, clock=here.clock, settings=SETTINGS)
    with served(app) as found:
        yield found


def browser(app: Flask) -> FlaskClient:
    """Return a client that asks over https, as every page of ours is asked."""
    client = app.test_client()
    client.environ_base |= {"wsgi.url_scheme": "https", "HTTP_ACCEPT_LANGUAGE": "vi"}
    return client
