"""Who may do what where, and which names and passwords are taken."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from broadcaster.accounts import (
    Action,
    Person,
    Role,
    checked_login,
    checked_password,
    demand,
    has,
    may,
    one_time_password,
)
from broadcaster.errors import Denied, Refused
from broadcaster.localities import Kind, Locality, Tree

TREE = Tree.of(
    [
        Locality("79", "TP. Hồ Chí Minh", Kind.PROVINCE),
        Locality("c1", "Phường Dĩ An", Kind.COMMUNE, "79"),
        Locality("h1", "Khu phố 1", Kind.HAMLET, "c1"),
        Locality("c2", "Xã Phú Giáo", Kind.COMMUNE, "79"),
    ]
)


def person(role: Role, scope: str = "c1") -> Person:
    return Person(id="p1", login="mai", name="Mai", role=role, scope=scope)


@pytest.mark.parametrize(
    ("role", "actions"),
    [
        (Role.ADMINISTRATOR, "see control install manage audit silence"),
        (Role.OPERATOR, "see compose approve schedule control silence alert release"),
        (Role.LEADER, "see compose approve schedule control silence alert release"),
        (Role.OFFICER, "see compose schedule control alert"),
        (Role.TECHNICIAN, "see control install"),
        (Role.AUDITOR, "see audit"),
    ],
)
def test_roles_in_their_scope(role: Role, actions: str) -> None:
    """Each role may do exactly its own actions, in its scope and below."""
    allowed = {one for one in Action if may(person(role), one, "h1", TREE)}
    assert allowed == {Action(one) for one in actions.split()}
    assert allowed == {one for one in Action if has(person(role), one)}


def test_nobody_acts_outside_the_scope() -> None:
    """A commune's people have no say in the next commune, above, or in places that do not exist."""
    for place in ("c2", "79", "nowhere"):
        assert not may(person(Role.LEADER), Action.SEE, place, TREE)
        with pytest.raises(Denied):
            demand(person(Role.LEADER), Action.SEE, place, TREE)
    demand(person(Role.LEADER), Action.APPROVE, "h1", TREE)


def test_a_disabled_account_may_nothing() -> None:
    """Disabling takes every right at once."""
    gone = replace(person(Role.OPERATOR, "79"), disabled_at=datetime(2026, 1, 1, tzinfo=UTC))
    assert not any(may(gone, one, "79", TREE) or has(gone, one) for one in Action)


def test_logins() -> None:
    """Login names are lower case, without accents or spaces."""
    assert checked_login(" Mai.Lan ") == "mai.lan"
    for bad in ("", "m", "mai lan", "mãi", "-mai", "m" * 41):
        with pytest.raises(Refused):
            checked_login(bad)


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("ngắn", "account.password_short"),
        ("m" * 300, "account.password_long"),
        ("aaaaaaaaaaaa", "account.password_easy"),
        ("xinchaomai1", "account.password_easy"),
        ("123456789012", "account.password_easy"),
    ],
)
def test_weak_passwords_are_refused(password: str, code: str) -> None:
    """Short, endless, monotonous, numeric passwords and those with the login name are refused."""
    with pytest.raises(Refused) as caught:
        checked_password(password, "mai")
    assert caught.value.code == code


def test_a_sentence_is_a_good_password() -> None:
    """A short sentence is taken, in one Unicode form."""
    assert checked_password("Tra\u0300 xanh bốn mùa", "mai") == "Trà xanh bốn mùa"


def test_one_time_passwords() -> None:
    """Each is another one, good enough for its account, and has no letters that are mistaken for others."""
    made = {one_time_password() for _ in range(50)}
    assert len(made) == 50
    assert all(checked_password(one, "mai") == one for one in made)
    assert not set("".join(made)) & set("ilo01")
