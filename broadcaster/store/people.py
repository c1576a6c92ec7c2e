"""The accounts: who may sign in, with which password, and how wrong guesses are slowed down. Never shows a hash."""

import unicodedata
from dataclasses import fields
from typing import Any

from sqlalchemy import Row, delete, func, insert, select, update

from broadcaster.accounts import Person, Role, checked_login, checked_password
from broadcaster.errors import BroadcasterError, Denied, Missing, Refused
from broadcaster.store import audit, passwords, throttles
from broadcaster.store.faults import translated
from broadcaster.store.pages import FIRST, Listing, Page, Slice, fetch
from broadcaster.store.scopes import in_scope
from broadcaster.store.tables import people, sessions
from broadcaster.store.transaction import Transaction

_COLUMNS = tuple(one.name for one in fields(Person))
# What somebody typed as a login stands in the log only so far, and escaped.
_LOGIN_SHOWN = 60
_PUBLIC = tuple(people.c[name] for name in _COLUMNS)


def add(tx: Transaction, person: Person, password: str) -> None:
    """Add an account; Refused ``account.login_taken`` or a password that is too weak."""
    login = checked_login(person.login)
    secret = passwords.hashed(checked_password(password, login))
    with translated(taken=_taken(login), unknown=_no_place(person)):
        tx.connection.execute(insert(people).values(_values(person) | {"login": login, "password_hash": secret}))
    tx.note("account.add", f"person:{person.id}", **audit.difference(None, person))


def find(tx: Transaction, person_id: str) -> Person:
    """Return an account or raise Missing ``account.missing``."""
    return tx.once(_found, person_id)


def _found(tx: Transaction, person_id: str) -> Person:
    row = tx.connection.execute(select(*_PUBLIC).where(people.c.id == person_id)).one_or_none()
    if row is None:
        raise Missing("account.missing", login=person_id)
    return _person(row)


def by_login(tx: Transaction, login: str) -> Person:
    """Return the account with this login name or raise Missing ``account.missing``."""
    row = tx.connection.execute(
        select(*_PUBLIC).where(people.c.login == ascii(login.strip().lower())[1:-1])
    ).one_or_none()
    if row is None:
        raise Missing("account.missing", login=login)
    return _person(row)


def known_login(tx: Transaction, login: str) -> Person | None:
    """Return the person with a login name, None if there is none."""
    row = tx.connection.execute(select(*_PUBLIC).where(people.c.login == login)).one_or_none()
    return None if row is None else _person(row)


def listed(tx: Transaction, scope: str | None = None, page: Slice = FIRST) -> Page[Person]:
    """Return the accounts whose scope lies in ``scope``, in the order of their logins."""
    query = select(*_PUBLIC)
    inside = in_scope(people.c.scope, scope)
    query = query if inside is None else query.where(inside)
    return fetch(tx, Listing(query, [people.c.login], _person, newest_first=False), page)


def everyone(tx: Transaction) -> list[Person]:
    """Return all accounts, in the order of their logins."""
    return [_person(row) for row in tx.connection.execute(select(*_PUBLIC).order_by(people.c.login))]


def count(tx: Transaction) -> int:
    """Return how many accounts there are."""
    return tx.connection.scalar(select(func.count()).select_from(people)) or 0


def change(tx: Transaction, person: Person) -> None:
    """Keep an account's changed fields; a disabled person is signed out everywhere."""
    before = find(tx, person.id)
    if before == person:
        return
    login = checked_login(person.login)
    with translated(taken=_taken(login), unknown=_no_place(person)):
        changed = _values(person) | {"login": login}
        tx.connection.execute(update(people).where(people.c.id == person.id).values(changed))
    if person.disabled_at is not None:
        tx.connection.execute(delete(sessions).where(sessions.c.person_id == person.id))
    tx.note("account.change", f"person:{person.id}", **audit.difference(before, person))


def set_password(tx: Transaction, person_id: str, password: str, *, temporary: bool = False) -> None:
    """Set a password; a ``temporary`` one must be changed at the next sign-in."""
    person = find(tx, person_id)
    secret = passwords.hashed(checked_password(password, person.login))
    change = {"password_hash": secret, "must_change_password": temporary}
    tx.connection.execute(update(people).where(people.c.id == person_id).values(change))
    tx.note("account.set_password", f"person:{person_id}", temporary=temporary)


def sign_in(tx: Transaction, login: str, password: str, address: str) -> Person:
    """Return the person whose password this is.

    Denied ``account.sign_in_failed`` tells nothing about which part was wrong and takes equally long for all of them;
    after five failures of one account from one address ``account.too_many_tries`` asks to wait 1, 2, 4 ... 60 s.
    """
    login = ascii(login.strip().lower()[:_LOGIN_SHOWN])[1:-1]
    key = f"sign-in {login} {address}"
    wait_s = throttles.remaining_s(tx, key)
    if wait_s:
        raise Denied("account.too_many_tries", seconds=wait_s)
    row = tx.connection.execute(select(people).where(people.c.login == login)).one_or_none()
    password = unicodedata.normalize("NFC", password)
    right = passwords.matches(None if row is None else row.password_hash, password)
    if row is None or not right or row.disabled_at is not None:
        tx.keep(lambda after: _note_failure(after, key, login, address=address))
        raise Denied("account.sign_in_failed")
    throttles.succeeded(tx, key)
    if passwords.is_outdated(row.password_hash):
        fresh = passwords.hashed(password)
        tx.connection.execute(update(people).where(people.c.id == row.id).values(password_hash=fresh))
    return _person(row)


def _note_failure(tx: Transaction, key: str, login: str, *, address: str) -> None:
    throttles.failed(tx, key)
    tx.note("account.sign_in_failed", f"login:{login}", address=address)


def _taken(login: str) -> BroadcasterError:
    return Refused("account.login_taken", field="login", login=login)


def _no_place(person: Person) -> BroadcasterError:
    return Missing("locality.missing", field="scope", code=person.scope)


def _values(person: Person) -> dict[str, object]:
    return {name: getattr(person, name) for name in _COLUMNS} | {"role": person.role.value}


def _person(row: Row[Any]) -> Person:
    return Person(**{name: getattr(row, name) for name in _COLUMNS} | {"role": Role(row.role)})
