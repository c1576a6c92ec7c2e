"""Error pages: what happened, what was kept, whom to call, a reference that stands in the log. Never hides a fault."""

import logging
import secrets

from flask import Flask, Response, g, jsonify, render_template, request
from flask_wtf.csrf import CSRFError, generate_csrf
from werkzeug.exceptions import HTTPException, InternalServerError, RequestEntityTooLarge

from broadcaster.errors import BroadcasterError, Denied, Faulty, Missing, Refused, Unavailable
from web.kept import same_origin, typed, worth_keeping
from web.language import spoken
from web.parts import parts

log = logging.getLogger(__name__)

STATUS: tuple[tuple[type[BroadcasterError], int], ...] = (
    (Denied, 403),
    (Missing, 404),
    (Refused, 422),
    (Unavailable, 503),
    (Faulty, 502),
)
CODES = {400: "web.request_bad", 404: "web.page_missing", 405: "web.method", 413: "web.too_large"}
TOO_MANY = frozenset({"claim.too_many_tries", "account.too_many_tries"})
SERVER_FAULT = 500
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"

Answer = Response | tuple[str, int] | tuple[Response, int]


def catch(app: Flask) -> None:
    """Give every way of failing its page."""
    app.register_error_handler(BroadcasterError, on_fault)
    app.register_error_handler(CSRFError, on_old_form)
    app.register_error_handler(HTTPException, on_http)
    app.register_error_handler(Exception, on_surprise)


def on_fault(fault: BroadcasterError) -> Answer:
    """Answer with what one of our own errors says."""
    if fault.code in TOO_MANY:
        return answer(fault, 429)
    return answer(fault, next((status for kind, status in STATUS if isinstance(fault, kind)), SERVER_FAULT))


def on_old_form(fault: CSRFError) -> Answer:
    """Offer the same form again, when a page of ours sent it; refuse it when another site did."""
    log.info("form token refused on %s: %s", request.path, fault.description)
    return answer(Refused("web.form_old" if same_origin() else "web.request_bad"), 400, again=same_origin())


def on_http(fault: HTTPException) -> Answer:
    """Answer what the framework refuses: no such page, too large, not readable."""
    status = fault.code or SERVER_FAULT
    if status < 400:  # noqa: PLR2004  (redirects are exceptions to the framework too)
        return Response(fault.get_body(), status, headers=fault.get_headers())
    if isinstance(fault, InternalServerError):
        return on_surprise(fault.original_exception or fault)
    return answer(BroadcasterError(CODES.get(status, "web.request_bad")), status)


def on_surprise(fault: BaseException) -> Answer:
    """Answer a fault nobody foresaw; its whole trace is in the log under the reference."""
    if isinstance(fault, BroadcasterError):
        return on_fault(fault)
    return answer(BroadcasterError("web.unexpected"), SERVER_FAULT, surprise=fault)


def answer(
    fault: BroadcasterError, status: int, *, again: bool = True, surprise: BaseException | None = None
) -> Answer:
    """Return the page (or the JSON, or the htmx part) for one fault, and log it under its reference."""
    reference = "".join(secrets.choice(ALPHABET) for _ in range(8))
    level = logging.ERROR if status >= SERVER_FAULT else logging.INFO
    log.log(
        level, "%s %s -> %d %s [%s]", request.method, request.path, status, fault.code, reference, exc_info=surprise
    )
    if request.blueprint == "api" or request.path.startswith("/api/"):
        return jsonify(code=fault.code, message=fault.told(spoken()), reference=reference), status
    kept = {} if isinstance(surprise or fault, RequestEntityTooLarge) or status == 413 else kept_fields(again)  # noqa: PLR2004
    page = render_template(
        "errors/fault.html",
        message=fault.told(spoken()),
        status=status,
        reference=reference,
        at=parts().clock.now(),
        kept=kept,
        token=resend_token(status) if kept else "",
    )
    return page, status


def kept_fields(again: bool) -> dict[str, list[str]]:
    """Return what was typed in the form that failed, to be shown and sent again."""
    return worth_keeping(typed()) if request.method == "POST" and again else {}


def resend_token(status: int) -> str:
    """Return the token for sending again: the same one while the database is away, a fresh one for an old form."""
    if status >= SERVER_FAULT or g.get("person") is None:
        return request.form.get("csrf_token", "")
    return str(generate_csrf())
