"""Accounts of others: add, change role and scope, disable, one-time password. For administrators, in their scope."""

import secrets
from collections.abc import Mapping
from dataclasses import replace

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from broadcaster.accounts import Action, Person, Role, demand
from broadcaster.errors import BroadcasterError, Missing, Refused
from broadcaster.store import Slice, new_id
from broadcaster.store import people as person_rows
from broadcaster.store import sessions as session_rows
from web import words
from web.bulletins import living
from web.forms import PersonWords, read_person
from web.kept import Fields, kept_for, typed
from web.pages import said
from web.parts import me, parts, tree
from web.reading import FormErrors
from web.tables import csv_file, every

people = Blueprint("people", __name__)

Answer = str | Response | tuple[str, int]
SYLLABLES = [consonant + vowel for consonant in "bdghklmnrstv" for vowel in "aeiou"]


@people.before_request
def only_administrators() -> None:
    """Deny everybody who may not manage accounts."""
    demand(me(), Action.MANAGE, me().scope, tree())


@people.get("/people")
def listed() -> str:
    """Show the accounts of the reader's scope."""
    with parts().store.read() as tx:
        page = person_rows.listed(tx, me().scope, Slice(after=request.args.get("after"), limit=50))
    return render_template("people/listed.html", page=page)


@people.get("/people.csv")
def export() -> Response:
    """Answer the accounts as CSV."""
    scope = me().scope
    head = (
        _("Tên đăng nhập"),
        _("Họ tên"),
        _("Vai trò"),
        _("Địa bàn"),
        _("Số điện thoại"),
        _("Phát lệnh một mình"),
        _("Đã khóa"),
    )
    rows = [
        (
            one.login,
            one.name,
            words.ROLES[one.role],
            words.places([one.scope], tree()),
            one.phone,
            _("có") if one.may_override else "",
            _("có") if one.disabled_at else "",
        )
        for one in every(lambda tx, part: person_rows.listed(tx, scope, part))
    ]
    return csv_file("nguoi-dung", head, rows)


@people.get("/people/new")
def new() -> str:
    """Show the empty account form."""
    return _form(Fields(kept_for(request.path), role=Role.OFFICER.value, language="vi", scope=me().scope), None, {})


@people.post("/people/new")
def create() -> Answer:
    """Add an account and show its one-time password, once."""
    password = one_time_password()
    try:
        person = _person(read_person(typed()), None)
        with parts().store.begin(me().id) as tx:
            person_rows.add(tx, replace(person, must_change_password=True), password)
    except FormErrors as errors:
        return _form(Fields(typed()), None, errors.faults), 422
    except (Refused, Missing) as fault:
        return _form(Fields(typed()), None, FormErrors.of(fault).faults), 422
    return render_template("people/password.html", person=person, password=password)


@people.get("/people/<person_id>")
def edit(person_id: str) -> str:
    """Show an account to change."""
    person = _found(person_id)
    fields = Fields(
        kept_for(request.path),
        login=person.login,
        name=person.name,
        role=person.role.value,
        scope=person.scope,
        language=person.language,
        phone=person.phone,
        may_override="yes" if person.may_override else "",
    )
    return _form(fields, person, {})


@people.post("/people/<person_id>")
def change(person_id: str) -> Answer:
    """Keep the changed role, scope and name."""
    known = _found(person_id)
    try:
        person = _person(read_person(typed()), known)
        with parts().store.begin(me().id) as tx:
            person_rows.change(tx, person)
    except FormErrors as errors:
        return _form(Fields(typed()), known, errors.faults), 422
    except (Refused, Missing) as fault:
        return _form(Fields(typed()), known, FormErrors.of(fault).faults), 422
    said(_("Đã lưu tài khoản của %(name)s.", name=person.name))
    return redirect(url_for(".listed"), 303)


@people.post("/people/<person_id>/disable")
def disable(person_id: str) -> Response:
    """Lock an account and end its sessions."""
    person = _other(person_id)
    with parts().store.begin(me().id) as tx:
        person_rows.change(tx, replace(person, disabled_at=tx.now))
    said(_("Đã khóa tài khoản của %(name)s.", name=person.name), undo=url_for(".enable", person_id=person_id))
    return redirect(url_for(".listed"), 303)


@people.post("/people/<person_id>/enable")
def enable(person_id: str) -> Response:
    """Open a locked account again."""
    person = _other(person_id)
    with parts().store.begin(me().id) as tx:
        person_rows.change(tx, replace(person, disabled_at=None))
    said(_("Đã mở lại tài khoản của %(name)s.", name=person.name))
    return redirect(url_for(".listed"), 303)


@people.post("/people/<person_id>/password")
def reset(person_id: str) -> str:
    """Give a new one-time password, shown once; all sessions of the account end."""
    person, password = _other(person_id), one_time_password()
    with parts().store.begin(me().id) as tx:
        person_rows.set_password(tx, person.id, password, temporary=True)
        session_rows.end_all(tx, person.id)
    return render_template("people/password.html", person=person, password=password)


def one_time_password() -> str:
    """Return a password of about 58 bits that can be read out over the telephone."""
    words_ = ["".join(secrets.choice(SYLLABLES) for _ in range(2)) for _ in range(4)]
    return "-".join(words_) + f"-{secrets.randbelow(9000) + 1000}"


def _found(person_id: str) -> Person:
    with parts().store.read() as tx:
        person = person_rows.find(tx, person_id)
    demand(me(), Action.MANAGE, person.scope, tree())
    return person


def _other(person_id: str) -> Person:
    person = _found(person_id)
    if person.id == me().id:
        raise Refused("web.own_account")
    return person


def _person(written: PersonWords, known: Person | None) -> Person:
    demand(me(), Action.MANAGE, written.scope, tree())
    if known is not None and known.id == me().id and written.role is not known.role:
        raise Refused("web.own_account", field="role")
    if known is None:
        known = Person(new_id(), written.login, written.name, written.role, written.scope)
    return replace(
        known,
        login=written.login,
        name=written.name,
        role=written.role,
        scope=written.scope,
        language=written.language,
        phone=written.phone,
        may_override=written.may_override,
    )


def _form(fields: Fields, person: Person | None, faults: Mapping[str, BroadcasterError]) -> str:
    return render_template(
        "people/form.html", fields=fields, faults=faults, person=person, codes=living(me().scope), roles=Role
    )
