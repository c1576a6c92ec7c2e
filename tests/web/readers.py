"""A reader of the pages in tests: follows forms as a browser does, with their tokens and their origin."""

import re
from collections.abc import Mapping

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
ORIGIN = "https://localhost"


class Reader:
    """A browser with somebody before it."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def open(self, path: str, **more: object) -> TestResponse:
        """Open a page."""
        return self.client.get(path, base_url=ORIGIN, buffered=True, **more)  # type: ignore[arg-type]

    def read(self, path: str) -> str:
        """Return the text of a page that must be there."""
        answer = self.open(path)
        assert answer.status_code == 200, (path, answer.status_code, answer.headers.get("Location"), answer.text[-800:])
        return answer.text

    def token(self, path: str = "/account") -> str:
        """Return the form token that a page carries."""
        found = TOKEN.search(self.open(path, follow_redirects=True).text)
        assert found is not None, path
        return found[1]

    def send(self, path: str, fields: Mapping[str, object] | None = None, *, form: str | None = None) -> TestResponse:
        """Send a form of ``form`` (any page of ours by default) to ``path``."""
        sent = {**(fields or {}), "csrf_token": self.token(form or "/account")}
        headers = {"Origin": ORIGIN, "Referer": ORIGIN + (form or path)}
        return self.client.post(path, data=sent, base_url=ORIGIN, headers=headers)

    def cookie(self, name: str) -> str | None:
        """Return the value of a cookie the browser holds."""
        held = self.client.get_cookie(name)
        return None if held is None else held.value
