"""Feeds from a terminal: administrators list and ask them, with their password; what came is told in words."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from broadcaster.assembly import assembled
from broadcaster.cap import Alert as Document
from broadcaster.cap import Area, Info, MsgType, Scope, Status, write
from broadcaster.clock import SystemClock
from broadcaster.config import Config
from broadcaster.store import people, stations
from tests.broadcaster.cap.authorities import Authority
from tests.feedserver import Site, serving

from .conftest import Terminal

SECRET = "một câu dài dễ nhớ"
SENDER = "canhbao@nchmf.example.vn"
RING = ((16.0, 108.0), (16.0, 109.0), (17.0, 109.0), (17.0, 108.0), (16.0, 108.0))


@pytest.fixture
def here(province: Path, tmp_path: Path) -> Terminal:
    """A terminal in a province whose people have chosen their passwords and whose station is measured."""
    folder = tmp_path / "data"
    shutil.copytree(province, folder)
    with assembled(Config(data=folder)) as dispatch, dispatch.store.begin("test") as tx:
        for login in ("mai", "tam"):
            people.set_password(tx, people.by_login(tx, login).id, SECRET)
        stations.change(tx, replace(stations.find(tx, "st-1"), latitude=16.5, longitude=108.5))
    (folder / "password").write_text(SECRET, encoding="utf-8")
    return Terminal(folder)


@pytest.fixture
def site() -> Iterator[Site]:
    """The web server of an authority."""
    with serving() as made:
        yield made


@pytest.mark.slow
def test_add_poll_and_list(here: Terminal, site: Site) -> None:
    """A feed is listed, asked, and shows what came, what became of it and why; the draft waits among the alerts."""
    now = SystemClock().now()
    root = Authority()
    (here.data / "root.pem").write_bytes(root.pem)
    trust = ("--sender", SENDER, "--trust", str(here.data / "root.pem"), "--local", "--every", "2m")
    added = here.done("feed", "add", "thu", site.url(), "--in", "79", *trust, *here.by("tam"))
    assert (added["senders"], added["roots"], added["every_seconds"], added["polled_at"]) == ([SENDER], 1, 120, None)
    info = Info(
        event="Sóng thần",
        urgency="Immediate",
        severity="Extreme",
        certainty="Observed",
        language="vi-VN",
        category=("Geo",),
        areas=(Area("Biển", (RING,)),),
    )
    warning = Document(
        identifier="VN-1",
        sender=SENDER,
        sent=now,
        status=Status.ACTUAL,
        msg_type=MsgType.ALERT,
        scope=Scope.PUBLIC,
        infos=(info,),
    )
    signed = write(warning, now=now, signer=root.signer(SENDER, at=now))
    site.put({"/1": signed, "/2": write(replace(warning, identifier="VN-2"), now=now)})
    polled = here.done("feed", "poll", "thu", *here.by("tam"))
    assert [(one["identifier"], one["handling"]) for one in polled["messages"]] == [
        ("VN-1", "proposed"),
        ("VN-2", "kept"),
    ]
    (waiting,) = here.done("alert", "list")
    assert (waiting["id"], waiting["state"]) == (polled["messages"][0]["alert_id"], "draft")
    (row,) = here.done("feed", "list")
    assert row["last_ok_at"] == row["polled_at"] is not None
    assert row["failure"] == ""
    kept = here.done("feed", "list", "thu")
    assert {one["identifier"]: bool(one["reason"]) for one in kept} == {"VN-1": False, "VN-2": True}
    assert "proposed" in here.type("feed", "list", "thu").out


@pytest.mark.slow
def test_who_may_and_what_is_refused(here: Terminal, site: Site) -> None:
    """Only administrators, with their password; terms that make no sense are refused; a failing feed is exit code 1."""
    plain = ("feed", "add", "thu", site.url(), "--in", "79")
    assert here.type(*plain, "--local", *here.by("mai")).code == 4
    assert here.type(*plain, *here.by("tam")).code == 2
    assert here.type(*plain, "--local", "--sender", SENDER, *here.by("tam")).code == 2
    assert here.type(*plain, "--local", "--release", "TSW", *here.by("tam")).code == 2
    assert here.type(*plain, "--local", *here.by("tam")).code == 0
    failed = here.type("feed", "poll", "thu", *here.by("tam"))
    assert (failed.code, "404" in failed.out) == (1, True)
    assert here.type("feed", "poll", "x", *here.by("tam")).code == 3
    assert here.type("feed", "list", "x").code == 3


@pytest.mark.slow
def test_a_feed_is_taken_off_the_list(here: Terminal, site: Site) -> None:
    """By an administrator who says yes; what it brought can still be read, and it is asked no more."""
    site.put({"/1": b"x"})
    here.done("feed", "add", "thu", site.url(), "--in", "79", "--local", *here.by("tam"))
    here.done("feed", "poll", "thu", *here.by("tam"))
    assert here.type("feed", "remove", "thu", "--yes", *here.by("mai")).code == 4
    assert here.type("feed", "remove", "thu", *here.by("tam")).code != 0
    assert here.done("feed", "remove", "thu", "--yes", *here.by("tam")) == {"feed": "thu", "removed": True}
    assert here.done("feed", "list") == []
    assert len(here.done("feed", "list", "thu")) == 1
    assert here.type("feed", "poll", "thu", *here.by("tam")).code == 2
