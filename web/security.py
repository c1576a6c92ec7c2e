"""The fences of every page: headers, form tokens, who may pass. Never decides what a person may do to a bulletin."""

from urllib.parse import urlsplit

from flask import Flask, Response, g, redirect, request, session, url_for
from flask_wtf.csrf import CSRFProtect
from werkzeug.wrappers import Response as AnyResponse

from broadcaster.store import localities as locality_rows
from broadcaster.store import people as person_rows
from web.kept import same_origin, sign_in_again
from web.parts import parts

CSP = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:{tiles}",
        "font-src 'self'",
        "media-src 'self' blob:",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "object-src 'none'",
    )
)
HSTS = "max-age=31536000; includeSubDomains"
OPEN = frozenset({"signin", "api", "capfeed", "styleguide"})
"""Blueprints one may enter without an account; everything else asks for one."""
STRANGERS = frozenset({"api", "capfeed"})
"""Those that never look at who is signed in, and set their own rules for keeping."""
WITHOUT_NEW_PASSWORD = frozenset({"account.new_password", "account.change_password", "signin.leave", "signin.language"})
COMPOSING = frozenset({"bulletins.new", "bulletins.create", "bulletins.edit", "bulletins.change"})
"""The only pages that may ask for the microphone."""

csrf = CSRFProtect()


def protect(app: Flask) -> None:
    """Put the fences around the application, the sign-in before the form tokens."""
    app.before_request(let_in)
    app.after_request(add_headers)
    csrf.init_app(app)


def let_in() -> AnyResponse | str | tuple[str, int] | None:
    """Find out who asks; send visitors to the sign-in, keeping what they had typed."""
    g.person = g.tree = None
    fault = getattr(session, "fault", None)
    if request.endpoint == "static" or request.blueprint in STRANGERS:
        return None
    if fault is not None:
        raise fault
    person_id = getattr(session, "person_id", None)
    if person_id is not None:
        with parts().store.read() as tx:
            person = person_rows.find(tx, person_id)
            g.tree = locality_rows.tree(tx)
        g.person = person if person.disabled_at is None else None
    if g.person is None:
        return None if request.blueprint in OPEN or request.endpoint is None else ask_to_sign_in()
    if g.person.must_change_password and request.endpoint not in WITHOUT_NEW_PASSWORD:
        return redirect(url_for("account.new_password"), 303)
    return None


def ask_to_sign_in() -> AnyResponse | tuple[str, int]:
    """Show the sign-in; a posted form goes along in it, so that nothing typed is lost when a session ends."""
    if request.headers.get("HX-Request"):
        return Response(status=204, headers={"HX-Redirect": url_for("signin.enter", next=came_from())})
    if request.method == "POST" and same_origin():
        return sign_in_again()
    return redirect(
        url_for("signin.enter", next=request.full_path.rstrip("?") if request.method == "GET" else "/"), 303
    )


def came_from() -> str:
    """Return the path of the page a partial request came from."""
    return urlsplit(request.headers.get("HX-Current-URL", "/")).path or "/"


def add_headers(response: Response) -> Response:
    """Add the headers every answer carries."""
    settings = parts().settings
    tiles = urlsplit(settings.map_tiles)
    origin = f" {tiles.scheme}://{tiles.netloc.replace('{s}', '*')}" if tiles.netloc else ""
    response.headers.setdefault("Content-Security-Policy", CSP.format(tiles=origin))
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "same-origin")
    response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    microphone = "(self)" if request.endpoint in COMPOSING else "()"
    response.headers.setdefault("Permissions-Policy", f"camera=(), geolocation=(), microphone={microphone}")
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", HSTS)
    if request.endpoint != "static" and request.blueprint not in STRANGERS:
        response.headers.setdefault("Cache-Control", "private, no-cache")
    return response
