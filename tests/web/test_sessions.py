"""Sessions: in the database, new at sign-in, dead at sign-out, in cookies no script can read."""

from datetime import timedelta

from sqlalchemy import text

from broadcaster.store import sessions as session_rows
from tests.house import House
from tests.web.conftest import PASSWORD
from tests.web.readers import ORIGIN, Reader
from web.sessions import COOKIE, VISIT


def test_a_page_sends_visitors_to_the_sign_in(visitor: Reader) -> None:
    """Nobody sees a page without an account, and whoever signs in arrives where they wanted to go."""
    answer = visitor.open("/bulletins?show=waiting")
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/sign-in?next=/bulletins?show%3Dwaiting"
    sent = visitor.send("/sign-in", {"login": "mai", "password": PASSWORD, "next": "/bulletins?show=waiting"})
    assert sent.headers["Location"] == "/bulletins?show=waiting"


def test_the_cookie_is_for_this_host_and_no_script(visitor: Reader) -> None:
    """The session cookie is Secure, HttpOnly, SameSite and bound to the host; the visitor's cookie goes."""
    visitor.read("/sign-in")
    assert visitor.cookie(VISIT) is not None
    answer = visitor.send("/sign-in", {"login": "mai", "password": PASSWORD, "next": "/"})
    (cookie,) = [one for one in answer.headers.getlist("Set-Cookie") if one.startswith(f"{COOKIE}=")]
    for word in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
        assert word in cookie
    assert "Domain" not in cookie
    assert visitor.cookie(VISIT) is None


def test_each_sign_in_makes_a_new_token(visitor: Reader) -> None:
    """A token from before the sign-in is worth nothing after it."""
    tokens = []
    for _ in range(2):
        visitor.send("/sign-in", {"login": "mai", "password": PASSWORD, "next": "/"})
        tokens.append(visitor.cookie(COOKIE))
        visitor.send("/sign-out")
    assert None not in tokens
    assert len(set(tokens)) == 2


def test_signing_out_kills_the_session_itself(officer: Reader) -> None:
    """A stolen cookie is dead once its owner signed out."""
    token = officer.cookie(COOKIE)
    assert officer.send("/sign-out").headers["Location"] == "/sign-in"
    assert officer.cookie(COOKIE) is None
    officer.client.set_cookie(COOKIE, str(token), domain="localhost", secure=True)
    assert officer.open("/").status_code == 303


def test_a_disabled_person_is_out_at_once(officer: Reader, administrator: Reader, here: House) -> None:
    """Locking an account ends what it was doing."""
    administrator.send(f"/people/{here.officer.id}/disable", form=f"/people/{here.officer.id}")
    assert officer.open("/").headers["Location"].startswith("/sign-in")


def test_reading_hardly_ever_writes(officer: Reader, here: House) -> None:
    """Pages only touch the session row once a minute."""

    def seen() -> object:
        with here.dispatch.store.read() as tx:
            return tx.connection.execute(text("select last_seen_at from sessions")).scalar()

    officer.read("/account")
    before = seen()
    here.clock.advance(timedelta(seconds=30))
    officer.read("/account")
    assert seen() == before
    here.clock.advance(timedelta(seconds=31))
    officer.read("/account")
    assert seen() != before


def test_an_idle_session_ends_and_nothing_typed_is_lost(officer: Reader, here: House) -> None:
    """The form of an expired session travels through the sign-in and is shown again, filled."""
    token = officer.token("/bulletins/new")
    here.clock.advance(session_rows.IDLE + timedelta(minutes=1))
    words = "Kính thưa bà con,\nngày mai cúp nước <cả xã>."
    fields = {"text": words, "title": "Cúp nước", "do": "submit", "csrf_token": token}
    headers = {"Origin": ORIGIN, "Referer": f"{ORIGIN}/bulletins/new"}
    answer = officer.client.post("/bulletins/new", data=fields, base_url=ORIGIN, headers=headers)
    assert answer.status_code == 401
    assert "ngày mai cúp nước &lt;cả xã&gt;." in answer.text
    kept = {"kept.text": words, "kept.title": "Cúp nước"}
    back = officer.send("/sign-in", {"login": "mai", "password": PASSWORD, "next": "/bulletins/new", **kept})
    assert back.headers["Location"] == "/bulletins/new"
    page = officer.read("/bulletins/new")
    assert "ngày mai cúp nước &lt;cả xã&gt;." in page
    assert 'value="Cúp nước"' in page
    assert "ngày mai cúp nước" not in officer.read("/bulletins/new")


def test_another_site_leaves_nothing_in_our_sign_in(visitor: Reader) -> None:
    """A form posted from elsewhere is not carried into the sign-in page."""
    headers = {"Origin": "https://elsewhere.example"}
    answer = visitor.client.post("/bulletins/new", data={"text": "xin chào"}, base_url=ORIGIN, headers=headers)
    assert answer.status_code == 303
    assert "xin chào" not in answer.text


def test_a_part_asked_for_by_a_script_leads_to_the_sign_in(visitor: Reader) -> None:
    """An open page whose session ended goes to the sign-in as a whole, not into one of its parts."""
    headers = {"HX-Request": "true", "HX-Current-URL": f"{ORIGIN}/stations"}
    answer = visitor.open("/stations/part", headers=headers)
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (204, "/sign-in?next=/stations")
