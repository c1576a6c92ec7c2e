"""The memory card fails in every way a card does (F1-F3): alarms sound all the same, and the centre is told."""

import json
import shutil
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from itertools import cycle
from pathlib import Path
from urllib.parse import quote

import pytest

from broadcaster.messages import AlarmRepeat
from broadcaster.signing import unverified
from tests.faults.town import CLOCK, PLACE, Box, Town, alarm_of, town
from tests.stations.centre import airing_of, tone

pytestmark = pytest.mark.slow

JUNK = (b"", bytes(100), b"[" * 100_000, b'{"payload": 1}', b"\xff\xfe")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """A town whose station has run and was killed; its disk then lies in ``lived``."""
    with town(tmp_path_factory.mktemp("town")) as here:
        with here.box() as box:
            here.until(lambda: here.state, box=box)
            box.kill()
        shutil.copytree(here.data, here.folder / "lived")
        yield here


@pytest.fixture
def here(built: Town) -> Town:
    """The same town with nothing on the air and that disk again."""
    built.begin_anew(built.folder / "lived")
    return built


def hears(here: Town, box: Box) -> None:
    """Order an alarm and wait until it is told to sound."""
    here.until(lambda: here.state, box=box)
    here.alarm(alarm_of(spoken_text="Bão."))
    here.until(here.sounded, box=box)


def test_a_card_that_is_read_only_at_the_start(here: Town) -> None:
    """F2: the journal is kept in RAM, the alarm is believed and read aloud there, and the board names the card."""
    readings = here.data / "readings"
    readings.mkdir(exist_ok=True)
    (readings / "of-an-earlier-run.wav").write_bytes(b"x")
    with here.box("readonly") as box:
        hears(here, box)
        here.until(lambda: {"station.journal_in_ram", "station.unwritable"} <= here.faults, box=box)
        assert box.stop() == 0


def test_a_card_that_goes_read_only_at_work(here: Town) -> None:
    """F2: keys, place, plan and time count from RAM; nothing ends the station; alarms of the new place sound."""
    with here.box() as box:
        here.until(lambda: here.state, box=box)
        box.become("readonly")
        here.centre.publish_keys()
        here.centre.assign(PLACE, "c1", volume=40)
        here.centre.plan()
        here.introduce()
        here.send(here.centre.topics.timetable(PLACE))
        hears(here, box)
        here.until(lambda: "station.unwritable" in here.faults, box=box)
        assert here.state is not None
        assert here.state.volume == 40
        assert here.centre.topics.timetable(PLACE) in here.state.editions
        assert box.stop() == 0


def test_a_card_on_which_nothing_can_be_read(here: Town) -> None:
    """F2: each read of what it had stored fails (EIO): it starts on what the server says again, sounds and plays."""
    path, clip = tone(here.folder, 2, 3)
    here.web.files[clip.sha256] = path.read_bytes()
    (here.data / "media").mkdir(exist_ok=True)
    shutil.copy(path, here.data / "media" / clip.sha256)
    with here.box("unreadable") as box:
        hears(here, box)
        with pytest.raises(OSError, match="Input/output"):
            Path(f"/proc/{box.process.pid}/root{here.data}/journal.db").read_bytes()
        here.until(lambda: "station.journal_in_ram" in here.faults, box=box)
        here.until(here.is_over, box=box)
        here.centre.plan(airing_of("news", CLOCK.now() + timedelta(seconds=5), clip), clips=(clip,))
        here.send(here.centre.topics.timetable(PLACE))
        here.until(lambda: any(row[0] == "news" for row in here.rows), box=box)
        print(here.rows, here.faults)
        assert box.stop() == 0


def test_a_card_that_is_full_at_the_start(here: Town) -> None:
    """F3: nothing more fits after a power cut: it starts, sounds, and tells how far the alarm came."""
    with here.box("full") as box:
        here.until(lambda: here.state, box=box)
        box.become("refilled")  # what the start itself gave back, as SQLite does with its log
        hears(here, box)
        here.until(lambda: "station.disk_full" in here.faults, box=box)


def test_alarms_are_written_on_a_full_card(here: Town) -> None:
    """F3: the reserve is given up for them: the set of alarms, its journal and its end lie on the card itself."""
    with here.box(reserve="1") as box:
        here.until(lambda: here.state, box=box)
        box.kill()
    assert (here.data / "reserve").stat().st_size == 1 << 20
    here.heard.clear()
    with here.box("full", reserve="1") as box:
        hears(here, box)
        here.until(here.is_over, box=box)
        assert "station.journal_in_ram" not in here.faults, box.log
        card = Path(f"/proc/{box.process.pid}/root{here.data}")
        stored = unverified((card / "inbox" / f"{quote(here.alarms, safe='')}.json").read_bytes())[0].seq
        assert (card / "reserve").stat().st_size < 1 << 20
        box.process.send_signal(signal.SIGSTOP)
        shutil.copytree(card, here.folder / "saved")
    with closing(sqlite3.connect(here.folder / "saved" / "journal.db")) as journal:
        rows = journal.execute("select row from as_run where airing_id = 'alarm/bao'").fetchall()
    assert stored == here.centre.seqs[here.alarms]
    assert [json.loads(row)["ended_how"] for (row,) in rows] == ["finished"]


def test_a_full_card_lets_go_of_what_nobody_plans(here: Town) -> None:
    """F3: an old clip makes room for the one that sounds next, though the quota would keep it."""
    old, clip = tone(here.folder, 60, 1)[0], tone(here.folder, 2, 2)[1]
    here.web.files[clip.sha256] = (here.folder / "2-2.wav").read_bytes()
    (here.data / "media").mkdir(exist_ok=True)
    shutil.copy(old, here.data / "media" / ("0" * 64))
    with here.box("full") as box:
        here.until(lambda: here.state, box=box)
        here.centre.plan(airing_of("news", CLOCK.now() + timedelta(seconds=3), clip), clips=(clip,))
        here.send(here.centre.topics.timetable(PLACE))
        here.until(lambda: here.state and here.state.on_air, box=box)


def test_a_journal_that_lost_pages_is_put_aside(here: Town) -> None:
    """F1: the tables are gone, the head is there: a new one is begun, the old one kept, and the board says so."""
    with closing(sqlite3.connect(here.data / "journal.db")) as database:
        database.execute("pragma wal_checkpoint(truncate)")
    whole = (here.data / "journal.db").read_bytes()
    (here.data / "journal.db").write_bytes(whole[:4096] + bytes(len(whole) - 4096))
    with here.box() as box:
        hears(here, box)
        assert "station.journal_spoiled" in here.faults
    assert (here.data / "journal.db.spoiled").exists()


def test_what_sounded_is_not_counted_anew_from_a_card_that_takes_nothing(here: Town) -> None:
    """F2, F21: one message of two sounded, then power and card fail: the second follows, and no third."""
    alarm = alarm_of(repeat=AlarmRepeat(2, timedelta(seconds=1)))
    with here.box() as box:
        here.until(lambda: here.state, box=box)
        here.alarm(alarm)
        here.until(lambda: here.rows, box=box)
        box.kill()
    here.listen()
    here.heard.clear()
    with here.box("readonly") as box:
        here.until(here.is_over, box=box)
        here.until(lambda: here.rows[-1:] == [("bao", 2, "finished", "")], box=box)
    assert [row for row in here.rows if row[1] > 2] == []


def test_documents_of_junk(here: Town) -> None:
    """F1: every stored document is spoiled in its own way, and one was half written: the server's take their place."""
    inbox = here.data / "inbox"
    for file, junk in zip(sorted(inbox.iterdir()), cycle(JUNK), strict=False):
        file.write_bytes(junk)
    (inbox / ".partial-0123.json").write_bytes(JUNK[0])
    with here.box() as box:
        hears(here, box)
    assert not list(inbox.glob(".partial*"))


def test_no_pin_for_the_amplifier(here: Town) -> None:
    """F26: this machine has no GPIO: the station starts, sounds and says which pin it misses."""
    with here.box(pin="17") as box:
        hears(here, box)
        assert "station.amplifier" in here.faults
