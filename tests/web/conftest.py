"""What the page tests share: a whole house behind the pages, and readers who are signed in."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.house import House, house
from tests.web.readers import Reader
from web import Settings, create_app

PASSWORD = "một câu dài dễ nhớ"
SETTINGS = Settings(secret="only in tests", development=True)


@pytest.fixture
def here(tmp_path: Path) -> Iterator[House]:
    """A whole house in a temporary folder."""
    with house(tmp_path) as built:
        yield built


@pytest.fixture
def app(here: House) -> Flask:
    """The application of that house."""
    return create_app(here.dispatch.store, here.dispatch, clock=here.clock, settings=SETTINGS)


@pytest.fixture
def visitor(app: Flask) -> Reader:
    """A browser that nobody has signed in with."""
    return Reader(browser(app))


@pytest.fixture
def signed_in(app: Flask) -> Callable[[str], Reader]:
    """Sign somebody in by login name."""

    def sign_in(login: str) -> Reader:
        reader = Reader(browser(app))
        answer = reader.send("/sign-in", {"login": login, "password": PASSWORD, "next": "/"})
        assert answer.status_code == 303, answer.text
        return reader

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


def browser(app: Flask) -> FlaskClient:
    """Return a client that asks over https, as every page of ours is asked."""
    client = app.test_client()
    client.environ_base |= {"wsgi.url_scheme": "https", "HTTP_ACCEPT_LANGUAGE": "vi"}
    return client
