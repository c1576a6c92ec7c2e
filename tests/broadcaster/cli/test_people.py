"""Accounts by commands: added with a one-time password that works, and listed without it."""

from broadcaster.config import Config
from broadcaster.store import Store, people
from tests.broadcaster.cli.conftest import Terminal


def test_the_first_administrator(bare: Terminal) -> None:
    """On a new site an account can be made before any person is there; its password must be changed."""
    bare.done("db", "upgrade")
    bare.done("locality", "add", "79", "Tỉnh", "--kind", "province")
    made = bare.done("user", "add", "QuanTri", "--name", "Q", "--role", "administrator", "--scope", "79")
    assert made["login"] == "quantri"
    store = Store.open(Config(data=bare.data).database)
    with store.begin("test") as tx:
        person = people.sign_in(tx, "quantri", made["one_time_password"], "127.0.0.1")
    store.close()
    assert person.must_change_password


def test_no_list_shows_a_password(terminal: Terminal) -> None:
    """The list holds names, roles and scopes; the password was shown once, when the account was made."""
    ran = terminal.type("user", "add", "moi", "--name", "Người mới", "--role", "officer", "--scope", "c2")
    login, password = ran.out.strip().split(": ")
    assert login == "moi"
    rows = terminal.done("user", "list")
    assert {row["login"]: (row["role"], row["scope"]) for row in rows}["moi"] == ("officer", "c2")
    assert password not in terminal.type("user", "list").out + str(rows)
