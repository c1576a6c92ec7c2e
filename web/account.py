"""My own account: language, telephone, password. Never anybody else's."""

from collections.abc import Mapping
from dataclasses import replace

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from broadcaster.errors import BroadcasterError, Denied, Refused
from broadcaster.store import people as person_rows
from broadcaster.store import sessions as session_rows
from web.forms import LANGUAGES, read_new_password, read_phone
from web.kept import Fields, kept_for, typed
from web.pages import said
from web.parts import me, parts
from web.reading import FormErrors, Reading, one, read_choice
from web.signin import this_session

account = Blueprint("account", __name__)

Answer = str | Response | tuple[str, int]


@account.get("/account")
def mine() -> str:
    """Show my account."""
    return _mine(Fields(kept_for(request.path), language=me().language, phone=me().phone), {})


@account.post("/account")
def change() -> Answer:
    """Keep my language and telephone."""
    reading = Reading(typed())
    language = reading.take("language", read_choice(LANGUAGES, "web.language_unknown"), me().language)
    phone = reading.take("phone", read_phone, "")
    try:
        reading.finish()
    except FormErrors as errors:
        return _mine(Fields(typed()), errors.faults), 422
    with parts().store.begin(me().id) as tx:
        person_rows.change(tx, replace(me(), language=language, phone=phone))
    said(_("Đã lưu tài khoản của bạn."))
    return redirect(url_for(".mine"), 303)


@account.get("/account/password")
def new_password() -> str:
    """Show the form for a new password."""
    return render_template("account/password.html", fields=Fields(), faults={})


@account.post("/account/password")
def change_password() -> Answer:
    """Set a new password after the present one was typed; all other sessions end."""
    try:
        password = read_new_password(typed(), me().login)
        _check_present()
        with parts().store.begin(me().id) as tx:
            person_rows.set_password(tx, me().id, password)
            session_rows.end_all(tx, me().id)
            token = session_rows.start(tx, me().id, request.headers.get("User-Agent", "")[:200])
    except FormErrors as errors:
        return render_template("account/password.html", fields=Fields(), faults=errors.faults), 422
    except (Refused, Denied) as fault:
        return render_template("account/password.html", fields=Fields(), faults=FormErrors.of(fault).faults), 422
    this_session().become(token, me().id)
    said(_("Đã đổi mật khẩu. Các thiết bị khác phải đăng nhập lại."))
    return redirect(url_for("home.today"), 303)


def _check_present() -> None:
    try:
        with parts().store.begin() as tx:
            person_rows.sign_in(tx, me().login, one(typed(), "present"), request.remote_addr or "")
    except Denied as fault:
        if fault.code == "account.sign_in_failed":
            raise Refused("web.password_wrong", field="present") from fault
        raise


def _mine(fields: Fields, faults: Mapping[str, BroadcasterError]) -> str:
    return render_template("account/mine.html", fields=fields, faults=faults)
