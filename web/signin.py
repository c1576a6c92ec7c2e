"""Signing in and out, and a visitor's choice of language. Never tells which of login name and password was wrong."""

from flask import Blueprint, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from broadcaster.errors import BroadcasterError, Denied, Refused
from broadcaster.store import people as person_rows
from broadcaster.store import sessions as session_rows
from broadcaster.wording import LANGUAGES
from web.kept import Fields, carried, keep, typed
from web.parts import parts
from web.reading import one
from web.sessions import PageSession

signin = Blueprint("signin", __name__)


@signin.get("/sign-in")
def enter() -> str | Response:
    """Show the sign-in page."""
    if this_session().person_id is not None:
        return redirect(safe_path(request.args.get("next", "/")), 303)
    return _page(next=safe_path(request.args.get("next", "/")))


@signin.post("/sign-in")
def sign_in() -> Response | tuple[str, int]:
    """Start a new session for who knows the password, and bring them to where they wanted to go."""
    login, onward = one(typed(), "login").strip(), safe_path(one(typed(), "next"))
    kept = carried()
    try:
        if not login:
            raise Refused("web.login_missing", field="login")
        with parts().store.begin() as tx:
            person = person_rows.sign_in(tx, login, one(typed(), "password"), request.remote_addr or "")
        with parts().store.begin(person.id) as tx:
            token = session_rows.start(tx, person.id, request.headers.get("User-Agent", "")[:200])
    except (Denied, Refused) as fault:
        return _page(next=onward, kept=kept, fault=fault), 422
    this_session().become(token, person.id)
    if kept:
        keep(onward, kept)
    return redirect(onward, 303)


@signin.post("/sign-out")
def leave() -> Response:
    """End the session in the database, then in the browser."""
    mine = this_session()
    if mine.token is not None:
        with parts().store.begin(mine.person_id) as tx:
            session_rows.end(tx, mine.token)
    mine.leave()
    return redirect(url_for("signin.enter"), 303)


@signin.post("/language")
def language() -> Response:
    """Keep a visitor's choice of language."""
    wanted = one(typed(), "language")
    if wanted in LANGUAGES:
        session["language"] = wanted
    return redirect(safe_path(one(typed(), "next")), 303)


def safe_path(path: str) -> str:
    """Return a path on this site, the home page for anything else."""
    plain = path.startswith("/") and not path.startswith(("//", "/\\")) and "\\" not in path
    return path if plain and path.isprintable() else "/"


def _page(next: str, kept: dict[str, list[str]] | None = None, fault: BroadcasterError | None = None) -> str:  # noqa: A002
    faults = {} if fault is None else {fault.field or "": fault}
    fields = Fields(typed() if request.method == "POST" else None)
    return render_template(
        "signin/enter.html", next=next, kept=kept or {}, fields=fields, faults=faults, interrupted=bool(kept)
    )


def this_session() -> PageSession:
    """Return the session of this request."""
    assert isinstance(session._get_current_object(), PageSession)  # type: ignore[attr-defined]
    return session  # type: ignore[return-value]
