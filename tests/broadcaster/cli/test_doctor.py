"""``doctor``: each finding has a line, each fault an advice, and the exit code says whether all is well."""

from datetime import UTC, datetime, timedelta

from broadcaster.canary import Gap, Round, Silent
from broadcaster.cli.doctor import path_findings
from broadcaster.dispatch import PathHealth
from broadcaster.localities import Station
from broadcaster.store import Store, localities, stations
from tests.broadcaster.cli.conftest import Terminal

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)


def test_faults_are_told_with_advice(bare: Terminal) -> None:
    """On a bare machine database and broker are away: exit code 1, and every fault says what to do."""
    bare.data.mkdir()
    ran = bare.type("doctor", "--part", "server", "--json", mqtt_listen="127.0.0.1:9")
    assert (ran.code, ran.err) == (1, "")
    wrong = {row["name"]: row["advice"] for row in ran.rows if not row["ok"]}
    assert wrong
    assert all(wrong.values())
    assert all(row["advice"] == "" for row in ran.rows if row["ok"])
    assert any("broadcaster db upgrade" in one for one in wrong.values())


def test_people_read_marks_and_arrows(terminal: Terminal) -> None:
    """For people each finding is a line with its mark, advice stands below in the reader's language."""
    ran = terminal.type("--language", "en", "doctor", "--part", "server", mqtt_listen="127.0.0.1:9")
    assert ran.code == 1
    assert all(line.startswith(("ok ", "!! ", "     -> ")) for line in ran.out.splitlines())
    assert "127.0.0.1:9" in ran.out


def test_voices_are_examined_and_broken_ones_are_named(bare: Terminal) -> None:
    """espeak-ng is well; a voice file that is away, and a voice that nobody offers, are warnings with advice."""
    bare.data.mkdir()
    settings = {"speech_piper": f"/no/such/lan.onnx={'0' * 64}", "speech_voices": "piper-lan robot"}
    rows = bare.type("--language", "en", "doctor", "--part", "server", "--json", **settings).rows
    known = {row["name"]: row for row in rows if row["name"].startswith("voice")}
    assert known["voice espeak-ng"]["found"] == "espeak-south, espeak-north, espeak-central"
    assert "/no/such/lan.onnx" in known["voice piper-lan"]["advice"]
    assert "robot" in known["voices"]["advice"]


def test_an_order_that_names_a_voice_nobody_has_is_told(terminal: Terminal) -> None:
    """With the place that names it; a voice that is there is nothing to tell."""
    store = Store.open(f"sqlite:///{terminal.data / 'broadcaster.db'}")
    with store.begin("test") as tx:
        localities.set_voices(tx, "c1", ("robot", "espeak-north"))
    store.close()
    rows = terminal.type("--language", "en", "doctor", "--part", "server", "--json").rows
    (row,) = [one for one in rows if one["name"] == "voices"]
    assert (row["ok"], row["found"], "robot" in row["advice"]) == (False, "c1", True)
    assert "Phường Dĩ An" in row["advice"]


def test_the_alarm_path_is_examined(terminal: Terminal) -> None:
    """Nothing is missed before the first station; then a signer that never signed is, and a fault says what to do."""
    (row,) = [one for one in terminal.type("doctor", "--part", "server", "--json").rows if one["name"] == "alarms"]
    assert (row["ok"], row["found"]) == (True, "-")
    store = Store.open(f"sqlite:///{terminal.data / 'broadcaster.db'}")
    with store.begin("test") as tx:
        stations.add(tx, Station("st-9", "Cụm loa 9", "c1", enrolled_at=tx.now - timedelta(days=1)))
    store.close()
    (row,) = [one for one in terminal.type("doctor", "--part", "server", "--json").rows if one["name"] == "alarms"]
    assert (row["ok"], row["found"]) == (False, "signer")
    assert row["advice"].startswith("Đường báo động đang đứt: chương trình ký lệnh im lặng từ ")
    assert "broadcaster signer" in row["advice"]


def test_rounds_are_told_in_figures() -> None:
    """A healthy path tells how many answered how fast; each gap is a finding of its own with place and moment."""
    last = Round(NOW, NOW, True, False, 2000, 1998, timedelta(seconds=0.21), timedelta(seconds=0.9), NOW)
    (well,) = path_findings(PathHealth(NOW, (), last, (last,)))
    assert well.found.startswith("1998/2000, p50 0.21 s, p99 0.90 s, ")
    gaps = (Gap(Silent.STATIONS, NOW, False, "c1", 2, 3), Gap(Silent.STATIONS, None, False, "c2", 1, 1))
    one, other = path_findings(PathHealth(NOW, gaps, last, (), (), {"c1": "Phường Dĩ An", "c2": "Xã Phú Giáo"}))
    assert "Phường Dĩ An: 2 trong 3 cụm loa đang kết nối" in one.advice("vi")
    assert "Xã Phú Giáo: 1 of 1 stations online have never" in other.advice("en")
