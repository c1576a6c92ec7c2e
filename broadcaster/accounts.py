"""People, their roles and what they may do where. Pure: no passwords, no sessions, no storage."""

import re
import secrets
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from broadcaster.errors import Denied, Refused
from broadcaster.localities import Tree

LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}")
COPYABLE = "abcdefghjkmnpqrstuvwxyz23456789"
"""Letters and digits that nobody mistakes for one another."""
PASSWORD_MIN = 10
PASSWORD_MAX = 256


class Role(StrEnum):
    """What a person is in the organisation."""

    ADMINISTRATOR = "administrator"
    OPERATOR = "operator"
    LEADER = "leader"
    OFFICER = "officer"
    TECHNICIAN = "technician"
    AUDITOR = "auditor"


class Action(StrEnum):
    """What a person may want to do in a locality."""

    SEE = "see"
    COMPOSE = "compose"
    APPROVE = "approve"
    SCHEDULE = "schedule"
    CONTROL = "control"
    INSTALL = "install"
    MANAGE = "manage"
    AUDIT = "audit"
    SILENCE = "silence"
    ALERT = "alert"
    RELEASE = "release"


_CONTENT = frozenset({Action.SEE, Action.COMPOSE, Action.SCHEDULE})
_MAY: dict[Role, frozenset[Action]] = {
    Role.ADMINISTRATOR: frozenset(
        {Action.SEE, Action.CONTROL, Action.INSTALL, Action.MANAGE, Action.AUDIT, Action.SILENCE}
    ),
    Role.OPERATOR: _CONTENT | {Action.APPROVE, Action.CONTROL, Action.SILENCE, Action.ALERT, Action.RELEASE},
    Role.LEADER: _CONTENT | {Action.APPROVE, Action.CONTROL, Action.SILENCE, Action.ALERT, Action.RELEASE},
    Role.OFFICER: _CONTENT | {Action.CONTROL, Action.ALERT},
    Role.TECHNICIAN: frozenset({Action.SEE, Action.CONTROL, Action.INSTALL}),
    Role.AUDITOR: frozenset({Action.SEE, Action.AUDIT}),
}


@dataclass(frozen=True, slots=True)
class Person:
    """One account; ``scope`` is the locality at the top of the subtree where the role holds.

    ``may_override``: the province named this person to release a real alert alone when nobody else can be reached.
    """

    id: str
    login: str
    name: str
    role: Role
    scope: str
    language: str = "vi"
    phone: str = ""
    disabled_at: datetime | None = None
    must_change_password: bool = False
    may_override: bool = False


def may(person: Person, action: Action, locality: str, tree: Tree) -> bool:
    """Tell whether ``person`` may do ``action`` in ``locality``."""
    return person.disabled_at is None and action in _MAY[person.role] and tree.is_within(locality, person.scope)


def demand(person: Person, action: Action, locality: str, tree: Tree) -> None:
    """Deny unless ``person`` may do ``action`` in ``locality``."""
    if not may(person, action, locality, tree):
        raise Denied("account.denied", action=action.value, locality=locality)


def has(person: Person, action: Action) -> bool:
    """Tell whether the role allows ``action`` anywhere (for menus)."""
    return person.disabled_at is None and action in _MAY[person.role]


def checked_login(login: str) -> str:
    """Return the login name in lower case or refuse it."""
    login = login.strip().lower()
    if not LOGIN.fullmatch(login):
        raise Refused("account.login_invalid", field="login", login=login)
    return login


def checked_password(password: str, login: str) -> str:
    """Return the password in NFC or refuse it: too short, too long, or too easily guessed."""
    password = unicodedata.normalize("NFC", password)
    if len(password) < PASSWORD_MIN:
        raise Refused("account.password_short", field="password", least=PASSWORD_MIN)
    if len(password) > PASSWORD_MAX:
        raise Refused("account.password_long", field="password", most=PASSWORD_MAX)
    if len(set(password.lower())) < 5 or login in password.lower() or password.isdigit():
        raise Refused("account.password_easy", field="password")
    return password


def one_time_password() -> str:
    """Return a random password that is easy to copy by hand: four groups of four letters and digits, 79 bits."""
    return "-".join("".join(secrets.choice(COPYABLE) for _ in range(4)) for _ in range(4))
