"""Sessions: they live while used, die in time, and their token stands nowhere."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from broadcaster.store import Store, audit, sessions

from .conftest import START, Watch


@pytest.fixture
def token(province: Store) -> str:
    """The token of the officer's session."""
    with province.begin("officer") as tx:
        return sessions.start(tx, "officer", "Firefox " * 100)


def test_session_is_found_by_its_token(province: Store, token: str) -> None:
    """A token of 256 bits leads to the person and the data; any other leads nowhere."""
    assert len(token) == 43
    with province.begin() as tx:
        sessions.save(tx, token, {"draft": {"title": "Tiêu đề"}, "csrf": "x"})
    with province.read() as tx:
        found = sessions.find(tx, token)
        assert found is not None
        assert (found.person_id, found.data) == ("officer", {"draft": {"title": "Tiêu đề"}, "csrf": "x"})
        assert len(found.user_agent) == 200
        assert sessions.find(tx, token[:-1]) is None
        assert sessions.find(tx, "\udcff") is None


def test_token_is_not_in_the_database(province: Store, token: str) -> None:
    """Only the hash is kept: who reads the database cannot sign in with it."""
    with province.read() as tx:
        rows = [str(tuple(row)) for row in tx.connection.execute(text("SELECT * FROM sessions"))]
        rows += [str(tuple(row)) for row in tx.connection.execute(text("SELECT * FROM audit"))]
    assert not any(token in row for row in rows)


@pytest.mark.parametrize(
    ("visits", "alive"),
    [
        ([sessions.IDLE - timedelta(seconds=1)], True),
        ([sessions.IDLE], False),
        ([timedelta(hours=11)] * 15, True),
        ([timedelta(hours=11)] * 15 + [timedelta(hours=3)], False),
    ],
)
def test_sessions_die_of_idleness_and_of_age(
    province: Store, token: str, watch: Watch, visits: list[timedelta], alive: bool
) -> None:
    """Twelve hours without a page end a session, and seven days do, however busy it was."""
    for pause in visits:
        watch.forward(pause)
        with province.begin() as tx:
            found = sessions.find(tx, token)
    assert (found is not None) is alive


def test_looking_hardly_ever_writes(province: Store, token: str, watch: Watch) -> None:
    """A session is marked as seen at most once a minute, and never by a reading transaction."""

    def seen_at() -> object:
        with province.read() as tx:
            found = sessions.find(tx, token)
            assert found is not None
            return found.last_seen_at

    watch.forward(timedelta(seconds=59))
    with province.begin() as tx:
        sessions.find(tx, token)
    assert seen_at() == START
    watch.forward(timedelta(seconds=1))
    assert seen_at() == START
    assert sessions.is_stale(watch.now(), START)
    with province.begin() as tx:
        sessions.find(tx, token)
    assert seen_at() == watch.now()


def test_sign_out_is_final(province: Store, token: str) -> None:
    """An ended session stays ended, also for a late save; ending it again is no fault."""
    with province.begin("officer") as tx:
        sessions.end(tx, token)
        sessions.end(tx, token)
    with province.begin() as tx:
        sessions.save(tx, token, {"x": 1})
        assert sessions.find(tx, token) is None
        assert [row.action for row in audit.listed(tx).items[:2]] == ["session.end", "session.start"]


def test_all_sessions_of_a_person_end(province: Store, token: str) -> None:
    """An administrator can sign a person out everywhere; others stay."""
    with province.begin() as tx:
        sessions.start(tx, "officer", "phone")
        other = sessions.start(tx, "leader", "desk")
        assert sessions.end_all(tx, "officer") == 2
        assert sessions.find(tx, token) is None
        assert sessions.find(tx, other) is not None


def test_dead_rows_are_swept_out(province: Store, token: str, watch: Watch) -> None:
    """A new sign-in takes the dead sessions of everybody out of the table."""
    watch.forward(timedelta(days=1))
    with province.begin() as tx:
        sessions.start(tx, "leader", "desk")
        assert tx.connection.scalar(text("SELECT count(*) FROM sessions")) == 1
