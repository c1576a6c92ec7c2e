"""Who is at the other end: sessions in the database for people, a small signed cookie for visitors. Never passwords.

A session's token is made at sign-in, stands in a cookie that no script can read, and dies in the database at sign-out.
"""

from collections.abc import Callable
from typing import Any

from flask import Flask, Request, Response
from flask.sessions import SessionInterface, SessionMixin
from itsdangerous import BadData, URLSafeTimedSerializer
from werkzeug.datastructures import CallbackDict

from broadcaster.errors import BroadcasterError
from broadcaster.store import Store
from broadcaster.store import sessions as session_rows

COOKIE = "__Host-session"
VISIT = "__Host-visit"
VISIT_SECONDS = 24 * 3600


class PageSession(CallbackDict[str, Any], SessionMixin):
    """The session of one request; ``token`` is None for a visitor, ``fault`` is why the database did not answer."""

    def __init__(self, data: dict[str, Any], token: str | None = None, person_id: str | None = None) -> None:
        super().__init__(data, self._on_change)
        self.token = token
        self.person_id = person_id
        self.modified = False
        self.ended = False
        self.fault: BroadcasterError | None = None

    @staticmethod
    def _on_change(session: Any) -> None:
        session.modified = True

    def become(self, token: str, person_id: str) -> None:
        """Turn a visitor's session into a person's: new token, nothing carried over."""
        self.clear()
        self.token, self.person_id, self.modified = token, person_id, True

    def leave(self) -> None:
        """Forget everything on this side; the row is ended by the page."""
        self.clear()
        self.token, self.person_id, self.ended = None, None, True


class StoredSessions(SessionInterface):
    """Reads and writes sessions; each request costs one row read, and a write only when something changed."""

    def __init__(self, store: Store, secret: str) -> None:
        self.store = store
        self.signer = URLSafeTimedSerializer(secret, salt="visit")

    def open_session(self, app: Flask, request: Request) -> PageSession:
        """Return the session of a request; a database that is away is noted, so that the page can say so."""
        token = request.cookies.get(COOKIE)
        if token:
            try:
                stored = self._stored(token)
                return self._visit(request) if stored is None else stored
            except BroadcasterError as fault:
                away = PageSession({})
                away.fault = fault
                return away
        return self._visit(request)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Write what changed and set or take back the cookie."""
        if not isinstance(session, PageSession) or session.fault is not None:
            return
        response.vary.add("Cookie")
        if session.token is None:
            self._save_visit(session, response)
            return
        if session.modified:
            with self.store.begin(session.person_id) as tx:
                session_rows.save(tx, session.token, dict(session))
            self._set(response.set_cookie)(COOKIE, session.token, max_age=session_rows.LIFE)
            self._set(response.delete_cookie)(VISIT)

    def _stored(self, token: str) -> PageSession | None:
        with self.store.read() as tx:
            found = session_rows.find(tx, token)
            stale = found is not None and session_rows.is_stale(tx.now, found.last_seen_at)
        if stale:
            with self.store.begin() as tx:
                found = session_rows.find(tx, token)
        return None if found is None else PageSession(dict(found.data), token, found.person_id)

    def _visit(self, request: Request) -> PageSession:
        try:
            data = self.signer.loads(request.cookies.get(VISIT, ""), max_age=VISIT_SECONDS)
        except BadData:
            data = {}
        return PageSession(data if isinstance(data, dict) else {})

    def _save_visit(self, session: PageSession, response: Response) -> None:
        if session.ended:
            self._set(response.delete_cookie)(COOKIE)
        if session.modified:
            self._set(response.set_cookie)(VISIT, self.signer.dumps(dict(session)), max_age=VISIT_SECONDS)

    @staticmethod
    def _set(how: Callable[..., None]) -> Callable[..., None]:
        """Return ``how`` with the attributes that ``__Host-`` demands; browsers keep Secure cookies on loopback too."""
        return lambda *given, **more: how(*given, secure=True, httponly=True, samesite="Lax", path="/", **more)
