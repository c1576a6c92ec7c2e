"""Accounts: right people get in, wrong guesses get slow, nobody is locked out, no password is kept or logged."""

import statistics
import time
from dataclasses import replace
from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import text

from broadcaster.accounts import Person, Role
from broadcaster.errors import BroadcasterError, Denied
from broadcaster.store import Slice, Store, audit, passwords, people, sessions

from .conftest import PASSWORD, START, Watch

HERE, THERE = "10.0.0.7", "2001:db8::1"


def try_in(store: Store, password: str, *, login: str = "lan", address: str = HERE) -> str:
    """Try to sign in; return the person's id or the code of the refusal."""
    try:
        with store.begin() as tx:
            return people.sign_in(tx, login, password, address).id
    except Denied as fault:
        return fault.code


def test_accounts_read_back(province: Store) -> None:
    """Every field survives; logins are found in any case; a list keeps to its scope."""
    full = Person("p", "An.Le", "Lê An", Role.AUDITOR, "khu-1", "en", "0900", START, must_change_password=True)
    with province.begin() as tx:
        people.add(tx, full, PASSWORD)
    with province.read() as tx:
        assert people.find(tx, "p") == replace(full, login="an.le")
        assert people.by_login(tx, " AN.LE ") == people.find(tx, "p")
        assert [one.login for one in people.listed(tx).items] == ["an.le", "lan", "minh"]
        assert [one.login for one in people.listed(tx, "dong-hoa", Slice(limit=1)).items] == ["an.le"]
        assert people.count(tx) == 3
        assert people.known_login(tx, "an.le") == people.find(tx, "p")
        assert people.known_login(tx, "nobody") is None
        assert [one.id for one in people.everyone(tx)] == ["p", "officer", "leader"]


@pytest.mark.parametrize(
    ("person", "password", "code"),
    [
        (Person("p", "LAN", "x", Role.OFFICER, "79"), PASSWORD, "account.login_taken"),
        (Person("p", "l", "x", Role.OFFICER, "79"), PASSWORD, "account.login_invalid"),
        (Person("p", "hoa", "x", Role.OFFICER, "nowhere"), PASSWORD, "locality.missing"),
        (Person("p", "hoa", "x", Role.OFFICER, "79"), "short", "account.password_short"),
        (Person("p", "hoa", "x", Role.OFFICER, "79"), "1234567890", "account.password_easy"),
    ],
)
def test_add_refuses(province: Store, person: Person, password: str, code: str) -> None:
    """Taken or odd logins, unknown places and weak passwords each have their answer."""
    with pytest.raises(BroadcasterError) as caught, province.begin() as tx:
        people.add(tx, person, password)
    assert caught.value.code == code


@pytest.mark.parametrize("lookup", [people.find, people.by_login])
def test_missing_accounts(province: Store, lookup: object) -> None:
    """Nobody by that name is Missing."""
    with pytest.raises(BroadcasterError) as caught, province.read() as tx:
        lookup(tx, "nobody")  # type: ignore[operator]
    assert caught.value.code == "account.missing"


def test_sign_in_by_password(province: Store) -> None:
    """The right password lets in, in either Unicode form; anything else is refused alike."""
    assert try_in(province, PASSWORD) == "officer"
    assert try_in(province, PASSWORD, login=" Lan ") == "officer"
    decomposed = "loa phu\u031bo\u031b\u0300ng mo\u0302\u0303i sa\u0301ng"
    assert try_in(province, decomposed) == "officer"
    assert try_in(province, PASSWORD + "x") == "account.sign_in_failed"
    assert try_in(province, PASSWORD, login="nobody") == "account.sign_in_failed"
    assert try_in(province, "\ud800 lone surrogate") == "account.sign_in_failed"
    assert try_in(province, PASSWORD, login="\ud800\0 Đ") == "account.sign_in_failed"


@pytest.mark.slow
def test_guessing_grows_slow_but_never_locks(province: Store, watch: Watch) -> None:
    """After five failures the wait is 1, 2, 4 ... 60 s, for this account from this address only."""
    for _ in range(5):
        assert try_in(province, "wrong") == "account.sign_in_failed"
    for wait in (1, 2, 4, 8, 16, 32, 60, 60):
        assert try_in(province, PASSWORD) == "account.too_many_tries"
        assert try_in(province, PASSWORD, address=THERE) == "officer"
        watch.forward(timedelta(seconds=wait) - timedelta(milliseconds=1))
        assert try_in(province, "wrong") == "account.too_many_tries"
        watch.forward(timedelta(milliseconds=1))
        assert try_in(province, "wrong") == "account.sign_in_failed"
    watch.forward(timedelta(seconds=60))
    assert try_in(province, PASSWORD) == "officer"
    assert try_in(province, "wrong") == "account.sign_in_failed"


def test_wait_is_told_in_seconds(province: Store, watch: Watch) -> None:
    """The refusal says how long to wait, rounded up; a day of quiet forgets everything."""
    for _ in range(5):
        try_in(province, "wrong")
    watch.forward(timedelta(milliseconds=10))
    with pytest.raises(Denied) as caught, province.begin() as tx:
        people.sign_in(tx, "lan", "wrong", HERE)
    assert caught.value.facts == {"seconds": 1}
    watch.forward(timedelta(days=1, seconds=1))
    assert try_in(province, "wrong") == "account.sign_in_failed"


def test_failures_are_logged_without_the_password(province: Store) -> None:
    """A wrong guess is an audit row with login and address; no guess and no hash stands anywhere in the log."""
    try_in(province, "my secret guess")
    with province.begin("leader") as tx:
        people.set_password(tx, "officer", "một câu khác hẳn")
    with province.read() as tx:
        rows = audit.listed(tx).items
        everything = " ".join(tx.connection.scalars(text("SELECT detail FROM audit")))
    assert (rows[1].action, rows[1].subject, rows[1].detail) == (
        "account.sign_in_failed",
        "login:lan",
        {"address": HERE},
    )
    assert rows[0].action == "account.set_password"
    for secret in ("my secret guess", "một câu", "argon2", PASSWORD):
        assert secret not in everything


def test_new_password_replaces_the_old(province: Store) -> None:
    """A temporary password asks to be changed; the old one is void; a weak one is refused."""
    with province.begin("leader") as tx:
        people.set_password(tx, "officer", "mật khẩu tạm thời", temporary=True)
    assert try_in(province, PASSWORD) == "account.sign_in_failed"
    with province.begin() as tx:
        assert people.sign_in(tx, "lan", "mật khẩu tạm thời", HERE).must_change_password
        people.set_password(tx, "officer", PASSWORD)
        assert not people.find(tx, "officer").must_change_password
    with pytest.raises(BroadcasterError) as caught, province.begin() as tx:
        people.set_password(tx, "officer", "lan")
    assert caught.value.code == "account.password_short"


def test_disabled_people_are_out_at_once(province: Store) -> None:
    """Disabling ends the sessions and the sign-in, and the log shows what changed."""
    with province.begin() as tx:
        token = sessions.start(tx, "officer", "browser")
    with province.begin("leader") as tx:
        people.change(tx, replace(people.find(tx, "officer"), disabled_at=START))
        people.change(tx, people.find(tx, "officer"))
    with province.read() as tx:
        assert sessions.find(tx, token) is None
        newest = audit.listed(tx).items[0]
    assert newest.detail == {"disabled_at": [None, START.isoformat()]}
    assert try_in(province, PASSWORD) == "account.sign_in_failed"


def test_taking_another_persons_login_is_refused(province: Store) -> None:
    """A change to a login in use, or to a place that is not, is refused."""
    with province.read() as tx:
        officer = people.find(tx, "officer")
    for changed, code in (
        (replace(officer, login="minh"), "account.login_taken"),
        (replace(officer, scope="nowhere"), "locality.missing"),
    ):
        with pytest.raises(BroadcasterError) as caught, province.begin() as tx:
            people.change(tx, changed)
        assert caught.value.code == code


def test_weaker_hashes_are_renewed_at_sign_in(province: Store) -> None:
    """A hash made with smaller parameters still lets in, and is a strong one afterwards."""
    weak = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1).hash(PASSWORD)
    with province.begin() as tx:
        tx.connection.execute(text("UPDATE people SET password_hash = :weak WHERE id = 'officer'"), {"weak": weak})
    assert try_in(province, PASSWORD) == "officer"
    with province.read() as tx:
        kept = tx.connection.scalar(text("SELECT password_hash FROM people WHERE id = 'officer'"))
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert not passwords.is_outdated(kept)
    assert try_in(province, PASSWORD) == "officer"


@pytest.mark.slow
def test_unknown_and_known_accounts_take_equally_long() -> None:
    """Refusing an unknown account does the same work as refusing a wrong password."""
    known = passwords.hashed(PASSWORD)
    passwords.matches(None, "warm up")
    spent: dict[str | None, list[float]] = {known: [], None: []}
    for _ in range(7):
        for kept, times in spent.items():
            begun = time.thread_time()
            assert not passwords.matches(kept, "wrong")
            times.append(time.thread_time() - begun)
    assert 0.6 < statistics.median(spent[None]) / statistics.median(spent[known]) < 1.6
    assert not passwords.matches("no hash at all", "x")
