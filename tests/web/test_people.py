"""Accounts: added with a one-time password, changed, locked, never beyond the administrator's own scope."""

import re

from broadcaster.store import people
from tests.house import House
from tests.web.conftest import browser
from tests.web.readers import Reader
from web.people import one_time_password

NEW = "/people/new"
FIELDS = {"login": "binh", "name": "Trần Bình", "role": "officer", "scope": "c2", "language": "vi", "phone": ""}


def test_a_new_person_gets_in_once_and_then_sets_a_password(administrator: Reader, here: House) -> None:
    """The page shows the one-time password; with it the person comes as far as the page to change it."""
    page = administrator.send(NEW, FIELDS, form=NEW).text
    secret = re.findall(r'class="secret">([^<]+)<', page)[0]
    fresh = Reader(browser(administrator.client.application))
    assert fresh.send("/sign-in", {"login": "binh", "password": secret, "next": "/"}).status_code == 303
    assert fresh.open("/").headers["Location"] == "/account/password"
    assert "Chưa đổi mật khẩu" in administrator.read("/people")
    assert "Trần Bình" in administrator.open("/people.csv").text


def test_what_cannot_be_kept_is_named(administrator: Reader) -> None:
    """A taken login name and a missing name stand at their fields."""
    assert "đã có người dùng" in administrator.send(NEW, {**FIELDS, "login": "mai"}, form=NEW).text
    answer = administrator.send(NEW, {**FIELDS, "name": ""}, form=NEW)
    assert (answer.status_code, 'value="binh"' in answer.text) == (422, True)


def test_role_and_scope_change(administrator: Reader, here: House) -> None:
    """A person moves to another commune and role; the change is theirs at once."""
    path = f"/people/{here.officer.id}"
    assert 'value="mai"' in administrator.read(path)
    changed = {**FIELDS, "login": "mai", "name": "Nguyễn Thị Mai", "role": "leader"}
    assert administrator.send(path, changed, form=path).status_code == 303
    with here.dispatch.store.read() as tx:
        found = people.find(tx, here.officer.id)
    assert (found.role.value, found.scope) == ("leader", "c2")
    assert administrator.send(path, {**changed, "role": "king"}, form=path).status_code == 422
    assert administrator.send(path, {**changed, "login": "lan"}, form=path).status_code == 422


def test_locking_and_a_new_password(administrator: Reader, here: House) -> None:
    """Locking can be undone; a reset shows a new one-time password; nobody locks themselves out."""
    path = f"/people/{here.officer.id}"
    administrator.send(f"{path}/disable", form=path)
    assert "Hoàn tác" in administrator.read("/people")
    administrator.send(f"{path}/enable", form=path)
    assert 'class="secret"' in administrator.send(f"{path}/password", form=path).text
    own = f"/people/{here.administrator.id}"
    assert administrator.send(f"{own}/disable", form=own).status_code == 422
    mine = {**FIELDS, "login": "quantri", "name": "Quản", "scope": "79"}
    assert "chính mình" in administrator.send(own, mine, form=own).text


def test_one_time_passwords_differ() -> None:
    """They are random, and made of syllables that can be read out."""
    made = {one_time_password() for _ in range(50)}
    assert len(made) == 50
    assert all(re.fullmatch(r"([a-z]{4}-){4}[0-9]{4}", one) for one in made)
