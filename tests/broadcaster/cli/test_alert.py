"""Alerts from a terminal: the rules of the pages, two people with their passwords, and nothing by accident."""

import csv
import io
import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from broadcaster.accounts import Person, Role
from broadcaster.assembly import assembled
from broadcaster.cli import cli
from broadcaster.config import PREFIX, Config
from broadcaster.localities import Station
from broadcaster.messages import AlarmProgress, AlarmReport
from broadcaster.store import Store, alerts, people, stations
from tests.house import SetClock

from .conftest import Terminal

SECRET = "một câu dài dễ nhớ"
FLOOD = ("alert", "new", "--hazard", "flood", "--set", "noi=Ấp 3")
DI_AN = "Phường Dĩ An"


@pytest.fixture(scope="session")
def staffed(province: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the data folder of a province whose people have chosen their passwords and whose stations are measured."""
    folder = tmp_path_factory.mktemp("staffed") / "data"
    shutil.copytree(province, folder)
    with assembled(Config(data=folder)) as dispatch, dispatch.store.begin("test") as tx:
        duty = Person("duty", "truc", "Trực ban", Role.OPERATOR, "79", may_override=True)
        people.add(tx, duty, SECRET)
        people.add(tx, replace(duty, id="second", login="hai", may_override=False), SECRET)
        for login in ("mai", "lan"):
            people.set_password(tx, people.by_login(tx, login).id, SECRET)
        stations.change(tx, replace(stations.find(tx, "st-1"), latitude=10.9, longitude=106.7))
        stations.add(tx, Station("st-2", "Cụm loa 2", "c2", latitude=10.91, longitude=106.7))
        stations.add(tx, Station("st-3", "Cụm loa 3", "c1"))
    (folder / "password").write_text(f"{SECRET}\n", encoding="utf-8")
    (folder / "wrong").write_text("một câu khác hẳn\n", encoding="utf-8")
    return folder


@pytest.fixture
def here(staffed: Path, tmp_path: Path) -> Terminal:
    """A terminal in such a province of one's own."""
    shutil.copytree(staffed, tmp_path / "data")
    return Terminal(tmp_path / "data")


def new(here: Terminal, *more: str, login: str = "mai") -> Any:
    """Write a flood alert for the commune, or with other options."""
    return here.done(*FLOOD, *(more or ("--in", "c1")), *here.by(login))


def confirmed(here: Terminal, *more: str) -> str:
    """Write and confirm a flood alert as the officer; return its id."""
    made = new(here, *more)
    assert here.done("alert", "confirm", made["id"], "--yes", DI_AN, *here.by("mai"))["state"] == "confirmed"
    return str(made["id"])


def released(here: Terminal, *more: str) -> str:
    """Let the leader release it; return its id."""
    alert = confirmed(here, *more)
    assert here.done("alert", "release", alert, "--yes", DI_AN, *here.by("lan"))["state"] == "released"
    return alert


def told(here: Terminal, *words: str, keys: str) -> Any:
    """Run a command at which a person sits: ``keys`` is what is typed when asked."""
    environ = {"LANG": "vi_VN.UTF-8", f"{PREFIX}DATA": str(here.data)}
    return CliRunner(mix_stderr=False, env=environ).invoke(cli, words, input=keys)


def state(here: Terminal, alert: str) -> str:
    """Return how far an alert has come."""
    return str(here.done("alert", "show", alert)["state"])


def sign(here: Terminal) -> int:
    """Let the signer look at the database once."""
    with assembled(Config(data=here.data)) as dispatch:
        return dispatch.sign_alarms()


def test_from_the_draft_to_the_sound_without_a_browser(here: Terminal) -> None:
    """Written and confirmed by one, released by another; the signer finds it in the database by itself."""
    made = new(here)
    assert (made["state"], made["status"], made["level"], made["lasts_s"]) == ("draft", "actual", 3, 7200)
    assert (made["title"], made["origin"], made["localities"]) == ("Lũ khẩn cấp tại Ấp 3", "c1", ["c1"])
    assert made["reach"] == {"stations": 2, "online": 0, "communes": ["c1"]}
    alert = released(here)
    assert sign(here) == 1
    assert state(here, alert) == "active"


def test_the_words_of_the_hazard_and_what_is_changed_of_them(here: Terminal) -> None:
    """Level, length, kind and volume are as given; a real alert always sounds at full volume."""
    made = new(here, "--in", "h1", "--level", "5", "--lasts", "1h30m", "--exercise", "--volume", "40")
    assert (made["level"], made["lasts_s"], made["status"]) == (5, 5400, "exercise")
    loud = new(here, "--in", "h1", "--volume", "40")
    with assembled(Config(data=here.data)) as dispatch, dispatch.store.read() as tx:
        drill, real = (alerts.find(tx, one["id"]) for one in (made, loud))
    assert (drill.volume, real.volume, real.siren) == (40, 100, "urgent")
    assert new(here, "--station", "st-3", "--test")["stations"] == ["st-3"]


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        (("--in", "c1", "--set", "noi"), 2, "dấu bằng"),
        (("--in", "c1", "--set", "gio=5"), 2, "không có ô “gio”. Hãy dùng: noi"),
        (("--in", "c1", "--set", "noi= "), 2, "Nơi bị ảnh hưởng"),
        (("--in", "c1", "--lasts", "2"), 2, "2h, 90m"),
        (("--in", "c1", "--lasts", "h"), 2, "2h, 90m"),
        (("--in", "c1", "--lasts", "25h"), 2, "Thời gian phát"),
        (("--in", "c1", "--level", "6"), 2, "--level"),
        (("--in", "c1", "--hazard", "drill"), 2, "--exercise"),
        (("--in", "c9"), 4, "c9"),
        (("--in", "c2"), 4, "c2"),
        (("--station", "st-9"), 2, "st-9"),
        (("--circle", "10.9,106.7"), 2, "hình tròn"),
        (("--circle", "20,106.7,1"), 2, "Không có cụm loa nào"),
        ((), 2, "nơi phát"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_kept(
    here: Terminal, options: tuple[str, ...], code: int, said: str
) -> None:
    """A slip of the hand is refused at its option, a foreign place denied; no draft is left behind."""
    hazard = () if "--hazard" in options else ("--hazard", "flood")
    blank = () if {"--set", "drill"} & set(options) else ("--set", "noi=Ấp 3")
    ran = here.type("alert", "new", *hazard, *blank, *options, *here.by("mai"))
    assert (ran.code, said in ran.err) == (code, True), ran.err
    assert here.done("alert", "list") == []


def test_a_circle_and_a_polygon_become_targets(here: Terminal, tmp_path: Path) -> None:
    """Stations inside the drawing; what was left out, for lack of coordinates or of the right, is said."""
    circle = new(here, "--circle", "10.9,106.7,5")
    assert (circle["localities"], circle["stations"]) == (["h1"], [])
    assert (circle["unplaced"], circle["beyond"]) == (["st-3"], ["st-2"])
    assert circle["drawn"] == []  # it reaches over a station of another commune
    drawn = tmp_path / "area.txt"
    drawn.write_text("10.8,106.6\n10.8,106.8\n10.95,106.8\n10.95,106.6\n", encoding="utf-8")
    wide = new(here, "--polygon", str(drawn), login="truc")
    assert (wide["localities"], wide["origin"], wide["beyond"]) == (["c2", "h1"], "79", [])
    assert wide["drawn"] == ["10.8,106.6 10.8,106.8 10.95,106.8 10.95,106.6 10.8,106.6"]
    assert "Vùng vẽ trên bản đồ: 10.8,106.6 10.8,106.8" in here.type("alert", "show", str(wide["id"])).out
    people_read = here.type(*FLOOD, "--circle", "10.9,106.7,5", *here.by("mai")).out
    assert "Ấp 3" in people_read
    assert "st-3" in people_read
    assert "st-2" in people_read


@pytest.mark.parametrize(
    ("login", "secret", "said"), [("mai", "wrong", "mật khẩu"), ("nobody", "password", "mật khẩu"), ("tam", "", "")]
)
def test_who_is_not_who_they_say_does_nothing(here: Terminal, login: str, secret: str, said: str) -> None:
    """A wrong password, an unknown login or a password somebody else has seen is denied."""
    if not secret:
        with assembled(Config(data=here.data)) as dispatch, dispatch.store.begin("test") as tx:
            people.set_password(tx, people.by_login(tx, login).id, SECRET, temporary=True)
        secret, said = "password", "một lần"
    ran = here.type(*FLOOD, "--in", "c1", *here.by(login, secret))
    assert (ran.code, ran.out, said in ran.err) == (4, "", True)
    assert here.done("alert", "list") == []


def test_guessing_passwords_is_slowed_down(here: Terminal) -> None:
    """After a handful of wrong ones even the right one has to wait."""
    for _ in range(6):
        here.type(*FLOOD, "--in", "c1", *here.by("mai", "wrong"))
    assert here.type(*FLOOD, "--in", "c1", *here.by("mai")).code == 4


def test_the_author_does_not_release(here: Terminal) -> None:
    """Two people for a real alert; an exercise needs but one who may release."""
    made = new(here, "--in", "c1", login="lan")
    here.done("alert", "confirm", made["id"], "--yes", DI_AN, *here.by("lan"))
    ran = here.type("alert", "release", made["id"], "--yes", DI_AN, *here.by("lan"))
    assert (ran.code, "người thứ hai" in ran.err, state(here, made["id"])) == (2, True, "confirmed")
    drill = new(here, "--in", "c1", "--exercise", login="lan")
    here.done("alert", "confirm", drill["id"], "--yes", DI_AN, *here.by("lan"))
    assert here.done("alert", "release", drill["id"], "--yes", DI_AN, *here.by("lan"))["state"] == "released"


def test_an_officer_does_not_release(here: Terminal) -> None:
    """The wrong person is denied with exit code 4, and nothing has happened."""
    alert = new(here, login="lan")["id"]
    here.done("alert", "confirm", alert, "--yes", DI_AN, *here.by("lan"))
    assert here.type("alert", "release", alert, "--yes", DI_AN, *here.by("mai")).code == 4
    assert state(here, alert) == "confirmed"


@pytest.mark.parametrize("name", ["", "y", "yes", "Xã Phú Giáo", "Phường Dĩ"])
def test_another_name_releases_nothing(here: Terminal, name: str) -> None:
    """Neither habit nor haste releases: only the name of the place does."""
    alert = confirmed(here)
    ran = here.type("alert", "release", alert, "--yes", name, *here.by("lan"))
    assert (ran.code, DI_AN in ran.err, state(here, alert)) == (2, True, "confirmed")


def test_a_person_reads_then_types_the_name(here: Terminal) -> None:
    """Words, stations and communes are shown before the question; a name typed without accents will do."""
    alert = confirmed(here)
    words = ("alert", "release", alert, "--by", "lan")
    ran = told(here, *words, keys=f"{SECRET}\nphuong di an\n")
    assert ran.exit_code == 0, ran.stderr
    for shown in ("BÁO ĐỘNG THẬT", "Nước đang lên nhanh tại Ấp 3", "2 cụm loa", DI_AN):
        assert shown in ran.stderr
    assert ran.stdout.endswith(f"{alert}  released  Lũ khẩn cấp tại Ấp 3\n")
    assert SECRET not in ran.stderr + ran.stdout


def test_a_drill_only_asks(here: Terminal) -> None:
    """An exercise says that it is one, and yes or no is enough; no means no."""
    alert = new(here, "--in", "c1", "--exercise")["id"]
    words = ("alert", "confirm", alert, *here.by("mai"))
    no = told(here, *words, keys="n\n")
    assert (no.exit_code, "DIỄN TẬP" in no.stderr, state(here, alert)) == (2, True, "draft")
    assert told(here, *words, keys="y\n").exit_code == 0
    assert state(here, alert) == "confirmed"


def test_what_was_shown_is_what_is_released(here: Terminal) -> None:
    """Words changed after they were read are not confirmed, nor is what was confirmed released with other words."""
    made = new(here)
    here.done("alert", "update", made["id"], "--text", "Nước đang rút.", *here.by("lan"))
    stale = ("--version", str(made["version"]), "--yes", DI_AN)
    assert here.type("alert", "confirm", made["id"], *stale, *here.by("mai")).code == 2
    here.done("alert", "confirm", made["id"], "--yes", DI_AN, *here.by("mai"))
    assert here.type("alert", "release", made["id"], *stale, *here.by("lan")).code == 2
    assert state(here, made["id"]) == "confirmed"


def test_one_release_only(here: Terminal) -> None:
    """Whoever comes second is refused: it was released already."""
    alert = released(here)
    assert here.type("alert", "release", alert, "--yes", DI_AN, *here.by("lan")).code == 2


def test_breaking_the_glass(here: Terminal) -> None:
    """Whom the province named releases alone with a reason; others do not, nor without one."""
    alert = new(here)["id"]
    words = ("alert", "override", alert, "--yes", DI_AN, "--reason")
    assert here.type(*words, "Không gọi được ai.", *here.by("hai")).code == 4
    assert here.type(*words, "gấp", *here.by("truc")).code == 2
    assert here.done(*words, "Không gọi được ai.", *here.by("truc"))["state"] == "released"
    assert sign(here) == 1


def test_a_correction_replaces_what_sounds(here: Terminal) -> None:
    """Updating what sounds writes a correction, which two people release; then the old one is gone."""
    alert = released(here)
    fixed = here.done("alert", "update", alert, "--text", "Nước đang rút.", *here.by("mai"))
    assert (fixed["updates"], fixed["state"], fixed["text"]) == (alert, "draft", "Nước đang rút.")
    here.done("alert", "confirm", fixed["id"], "--yes", DI_AN, *here.by("mai"))
    here.done("alert", "release", fixed["id"], "--yes", DI_AN, *here.by("lan"))
    assert (state(here, alert), state(here, fixed["id"])) == ("updated", "released")


@pytest.mark.slow
def test_an_update_says_what_changes(here: Terminal) -> None:
    """Nothing to change, a figure out of range or an alert that is over is refused, and no draft is left."""
    alert = released(here)
    words = ("alert", "update", alert, *here.by("mai"))
    assert here.type(*words).code == 2
    assert here.type(*words, "--lasts", "100h").code == 2
    assert len(here.done("alert", "list")) == 1
    changed = here.done(*words, "--lasts", "3h", "--level", "4", "--title", "Lũ lớn")
    assert (changed["lasts_s"], changed["level"], changed["title"]) == (10800, 4, "Lũ lớn")
    here.done("alert", "cancel", alert, "--yes", *here.by("lan"))
    assert here.type(*words, "--level", "5").code == 2


def test_cancelling_takes_one(here: Terminal) -> None:
    """One person, one yes; the same stations may say that it is called off. An officer does not end what sounds."""
    alert = released(here)
    assert here.type("alert", "cancel", alert, "--yes", *here.by("mai")).code == 4
    no = told(here, "alert", "cancel", alert, *here.by("lan"), keys="n\n")
    assert (no.exit_code, "Lũ khẩn cấp" in no.stderr, state(here, alert)) == (2, True, "released")
    ended = here.done("alert", "cancel", alert, "--yes", "--announce", "--reason", "nhầm", *here.by("lan"))
    assert (ended["state"], ended["reason"]) == ("cancelled", "nhầm")
    assert [one["hazard"] for one in here.done("alert", "list", "--state", "released")] == ["called-off"]


def test_silence_takes_one(here: Terminal) -> None:
    """All stations of a place fall silent and the alerts only there end; who has no right there is denied."""
    alert = released(here)
    assert here.type("silence", "c1", "--yes", *here.by("mai")).code == 4
    assert here.type("silence", "c1", "--yes", "--lasts", "0m", *here.by("lan")).code == 2
    assert here.type("silence", "c9", "--yes", *here.by("lan")).code == 3
    assert here.type("silence", "station:st-2", "--yes", *here.by("lan")).code == 4
    assert told(here, "silence", "c1", *here.by("lan"), keys="n\n").exit_code == 2
    assert state(here, alert) == "released"
    quiet = here.done("silence", "c1", "--lasts", "30m", "--yes", *here.by("lan"))
    assert (quiet["scope"], quiet["cancelled"], state(here, alert)) == ("c1", [alert], "cancelled")
    with assembled(Config(data=here.data)) as dispatch, dispatch.store.read() as tx:
        assert [one.scope for one in alerts.waiting_silences(tx)] == ["c1"]
    assert "Im lặng đến" in told(here, "silence", "station:st-1", *here.by("lan"), keys="y\n").stdout


def test_the_board_and_the_log(here: Terminal) -> None:
    """After the release each station's step, the counts, the latency and whom to call; and everything as CSV."""
    alert = released(here)
    sign(here)
    with assembled(Config(data=here.data)) as dispatch, dispatch.store.begin("stations") as tx:
        at = alerts.find(tx, alert).released_at
        assert at is not None
        alerts.record(tx, "st-1", AlarmReport(alert, AlarmProgress.SOUNDING, at))
        alerts.record(tx, "st-3", AlarmReport(alert, AlarmProgress.REFUSED, at, code="signing.signature"))
    seen = here.done("alert", "board", alert)
    assert [(one["id"], one["stage"], one["code"]) for one in seen["stations"]] == [
        ("st-1", "sounding", ""),
        ("st-3", "refused", "signing.signature"),
    ]
    assert (seen["tally"]["heard"], seen["latency_ms"]) == (1, {"count": 1, "least": 0, "median": 0, "p99": 0})
    assert [(one["code"], one["heard"], one["stations"]) for one in seen["communes"]] == [("c1", 1, 2)]
    assert [one["role"] for one in seen["calls"][0]["people"]] == ["leader", "officer"]
    lines = here.type("alert", "board", alert).out
    assert f"Hãy gọi {DI_AN}: lan, mai · st-3 (refused)" in lines
    assert f"{DI_AN}: 1/2" in lines
    rows = list(csv.DictReader(io.StringIO(here.type("alert", "log", alert).out)))
    assert [one["what"] for one in rows if one["kind"] == "word"] == ["confirm", "release"]
    assert {(one["station"], one["what"]) for one in rows if one["kind"] == "station"} == {
        ("st-1", "sounding"),
        ("st-3", "refused"),
    }
    assert rows == here.done("alert", "log", alert)


def test_before_anything_sounds_the_board_is_short(here: Terminal) -> None:
    """No latency, nobody to call, no station sent to."""
    alert = new(here)["id"]
    seen = here.done("alert", "board", alert)
    assert (seen["latency_ms"], seen["calls"], seen["sent_at"], seen["tally"]["sent"]) == (None, [], None, 0)
    assert "0/2" in here.type("alert", "board", alert).out


@pytest.mark.slow
def test_lists_and_what_is_not_there(here: Terminal) -> None:
    """Newest first, by place and state; an unknown alert is missing with exit code 3, whatever is asked of it."""
    first, second = new(here)["id"], new(here, "--in", "c2", login="truc")["id"]
    assert [one["id"] for one in here.done("alert", "list")] == [second, first]
    assert [one["id"] for one in here.done("alert", "list", "--scope", "c1")] == [first]
    assert here.done("alert", "list", "--state", "active") == []
    assert first in here.type("alert", "list").out
    assert "Ấp 3" in here.type("alert", "show", first).out
    for words in (("show",), ("board",), ("log",)):
        assert here.type("alert", *words, "a9").code == 3
    for words in (("confirm", "a9", "--yes", DI_AN), ("release", "a9", "--yes", DI_AN), ("cancel", "a9", "--yes")):
        assert here.type("alert", *words, *here.by("lan")).code == 3


@pytest.mark.slow
def test_many_names_are_cut_short(here: Terminal) -> None:
    """An alert for many communes names ten of them and how many more there are."""
    for number in range(12):
        here.done("locality", "add", f"x{number}", f"Xã {number}", "--kind", "commune", "--parent", "79")
        here.done("station", "add", f"t-{number}", "--name", f"Cụm {number}", "--locality", f"x{number}", "--by", "tam")
    shown = here.type(*FLOOD, "--in", "79", *here.by("truc")).out
    assert "15 cụm loa" in shown
    assert "(+4)" in shown


def tell(here: Terminal) -> int:
    """Let the signer write the documents it owes, a little later."""
    config = Config(data=here.data)
    with assembled(config) as dispatch:
        later = SetClock(dispatch.clock.now() + timedelta(seconds=3))
        store = Store.open(config.database, later)
        written = replace(dispatch, clock=later, store=store).write_documents({})
        store.close()
        return written


@pytest.mark.slow
def test_the_document_of_an_alert(here: Terminal, tmp_path: Path) -> None:
    """It is there once the alarm has left; who trusts the site's root may require its signature."""
    alert = released(here)
    ran = here.type("alert", "cap", alert)
    assert (ran.code, ran.out) == (3, "")
    assert "bản tin CAP" in ran.err
    sign(here)
    assert tell(here) == 1
    file = tmp_path / "alert.xml"
    assert here.type("alert", "cap", alert, "-o", str(file)).out == ""
    assert here.type("alert", "cap", alert).out.encode() == file.read_bytes()
    root = str(here.data / "pki" / "ca.pem")
    seen = here.done("cap", "read", str(file), "--trust", root, "--require-signature")
    assert (seen["handling"], seen["signature"], seen["alert"]["msg_type"]) == ("accept", "valid", "Alert")
    assert here.type("alert", "cap", seen["alert"]["identifier"]).out.encode() == file.read_bytes()
    here.done("alert", "cancel", alert, "--yes", *here.by("lan"))
    assert tell(here) == 1
    here.type("alert", "cap", alert, "-o", str(file))
    ended = here.done("cap", "read", str(file), "--trust", root, "--require-signature")
    assert (ended["alert"]["msg_type"], len(ended["alert"]["references"])) == ("Cancel", 1)


def test_a_changed_document_is_refused(here: Terminal, tmp_path: Path) -> None:
    """One letter is enough, whatever it says."""
    alert = released(here)
    sign(here)
    tell(here)
    file = tmp_path / "alert.xml"
    file.write_bytes(here.type("alert", "cap", alert).out.replace("Ấp 3", "Ấp 4").encode())
    ran = here.type("cap", "read", str(file), "--trust", str(here.data / "pki" / "ca.pem"), "--json")
    assert (ran.rows["signature"], ran.rows["handling"]) == ("invalid", "reject-if-signature-required")
