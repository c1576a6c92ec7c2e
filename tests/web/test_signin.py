"""The sign-in page: who gets in, what the others are told."""

import pytest

from broadcaster.store import people
from tests.house import House
from tests.web.conftest import PASSWORD
from tests.web.readers import Reader
from web.signin import safe_path


@pytest.mark.parametrize(("login", "password"), [("mai", "sai rồi"), ("không-có", PASSWORD), ("mai", "")])
def test_a_wrong_name_and_a_wrong_password_sound_the_same(visitor: Reader, login: str, password: str) -> None:
    """Nobody learns which accounts exist; the login name stays in its field, the password does not."""
    answer = visitor.send("/sign-in", {"login": login, "password": password, "next": "/"})
    assert answer.status_code == 422
    assert "Tên đăng nhập hoặc mật khẩu không đúng" in answer.text
    assert f'value="{login}"' in answer.text
    assert "sai rồi" not in answer.text


def test_an_empty_login_is_named(visitor: Reader) -> None:
    """The missing field itself says what is missing."""
    assert "Hãy ghi tên đăng nhập." in visitor.send("/sign-in", {"login": "", "password": "x"}).text


def test_guessing_gets_slow(visitor: Reader) -> None:
    """After five wrong passwords one has to wait, and is told how long."""
    for _ in range(5):
        visitor.send("/sign-in", {"login": "mai", "password": "sai"})
    assert "Hãy đợi" in visitor.send("/sign-in", {"login": "mai", "password": PASSWORD}).text


ONWARD = [
    ("/bulletins?show=waiting", "/bulletins?show=waiting"),
    ("//elsewhere.example", "/"),
    ("/\\elsewhere.example", "/"),
    ("https://elsewhere.example", "/"),
    ("/a\r\nSet-Cookie: x", "/"),
    ("", "/"),
]


@pytest.mark.parametrize(("asked", "onward"), ONWARD)
def test_the_way_on_stays_on_this_site(asked: str, onward: str) -> None:
    """No link can use our sign-in to lead people elsewhere."""
    assert safe_path(asked) == onward


def test_a_one_time_password_must_be_changed_first(visitor: Reader, here: House) -> None:
    """Whoever signs in with a one-time password sees only the page to set their own."""
    with here.dispatch.store.begin("test") as tx:
        people.set_password(tx, here.officer.id, "một lần thôi nhé", temporary=True)
    visitor.send("/sign-in", {"login": "mai", "password": "một lần thôi nhé", "next": "/"})
    assert visitor.open("/bulletins").headers["Location"] == "/account/password"
    form = "/account/password"
    own = {"password": "mùa xuân đến rồi", "repeated": "mùa xuân đến rồi"}
    wrong = visitor.send(form, {**own, "present": "sai"}, form=form)
    assert "Mật khẩu hiện tại không đúng." in wrong.text
    assert "mùa xuân" not in wrong.text
    assert visitor.send(form, {**own, "present": "một lần thôi nhé"}, form=form).status_code == 303
    assert "Hôm nay" in visitor.read("/")


def test_visitors_choose_their_language(visitor: Reader) -> None:
    """The sign-in page speaks the language chosen on it."""
    visitor.send("/language", {"language": "en", "next": "/sign-in"}, form="/sign-in")
    assert "Sign in" in visitor.read("/sign-in")
