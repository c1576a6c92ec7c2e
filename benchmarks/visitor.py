"""A person's browser for benchmarks: signs in, reads pages, posts forms with their tokens, over plain HTTP."""

import http.cookiejar
import re
import urllib.parse
import urllib.request

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


class Visitor:
    """One signed-in person at one server."""

    def __init__(self, url: str) -> None:
        self.url = url
        # The server's cookies are Secure; browsers send them to this very machine without TLS, and so do we.
        policy = http.cookiejar.DefaultCookiePolicy(secure_protocols=("http", "https"))
        self.cookies = http.cookiejar.CookieJar(policy)
        self._browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))

    def read(self, path: str) -> str:
        """Return a page."""
        with self._browser.open(self.url + path, timeout=30) as answer:
            return str(answer.read().decode())

    def token(self, path: str) -> str:
        """Return the form token of a page."""
        found = TOKEN.search(self.read(path))
        assert found is not None, path
        return found[1]

    def post(self, path: str, token: str, **fields: str) -> str:
        """Post a form and return the page it leads to."""
        form = urllib.parse.urlencode({"csrf_token": token, **fields}).encode()
        with self._browser.open(self.url + path, form, timeout=30) as answer:
            return str(answer.read().decode())

    def sign_in(self, login: str, password: str) -> None:
        """Sign in."""
        self.post("/sign-in", self.token("/sign-in"), login=login, password=password, next="/")
