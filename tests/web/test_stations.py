"""The station pages: who is well, in words; orders; installing; figures from one shared snapshot."""

from datetime import timedelta
from pathlib import Path

from broadcaster.bundle import opened
from broadcaster.messages import CommandName, Fault, MachineState, OnAir, StationState
from broadcaster.store import alerts, commands, stations
from tests.house import House
from tests.web.readers import Reader
from tests.web.test_api import enrolled


def report(here: House, station_id: str = "st-1", **changes: object) -> None:
    """Let a station report."""
    now = here.clock.now()
    state = StationState(**{"at": now, "boot": "a" * 16, "volume": 80, **changes})  # type: ignore[arg-type]
    with here.dispatch.store.begin(station_id) as tx:
        stations.record_state(tx, station_id, state, now)
    here.clock.advance(timedelta(seconds=5))


def test_every_condition_is_said_in_words(administrator: Reader, here: House) -> None:
    """Not installed, well, on air, silenced, faulty, silent: each a sentence about this very station."""
    assert "Cụm loa Khu phố 1 chưa đăng ký với máy chủ." in administrator.read("/stations/st-1")
    report(here)
    assert "Cụm loa Khu phố 1 hoạt động bình thường." in administrator.read("/stations/st-1")
    report(here, on_air=OnAir("a" * 16, None, here.clock.now()))
    assert "Cụm loa Khu phố 1 đang phát." in administrator.read("/stations/st-1/live")
    report(here, muted_until=here.clock.now() + timedelta(hours=1))
    page = administrator.read("/stations/st-1")
    assert "tạm im lặng đến 09:00 hôm nay" in page
    assert "Phát trở lại" in page
    report(here, faults=(Fault("station.hot", here.clock.now(), {"temperature": 81}),))
    assert "Máy nóng 81 °C" in administrator.read("/stations/st-1")
    assert "Máy nóng 81 °C" in administrator.read("/stations?show=fault")
    here.clock.advance(timedelta(minutes=4))
    assert "Cụm loa Khu phố 1 không liên lạc được từ 08:00 hôm nay." in administrator.read("/stations/st-1")
    assert "Cụm loa Khu phố 1 không liên lạc được" in administrator.read("/")


def test_the_list_is_one_snapshot_for_all(administrator: Reader, officer: Reader, here: House) -> None:
    """An unchanged list answers 304; each reader sees only their own places; it is found by address and as CSV."""
    report(here)
    first = administrator.open("/stations/part")
    again = administrator.open("/stations/part", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    report(here, volume=55)
    assert administrator.open("/stations/part", headers={"If-None-Match": first.headers["ETag"]}).status_code == 200
    assert "Cụm loa Phú Giáo" in first.text
    assert "Cụm loa Phú Giáo" not in officer.read("/stations")
    assert "Cụm loa Phú Giáo" in administrator.read("/stations?q=phu+giao&where=c2")
    assert "Không có cụm loa nào như vậy" in administrator.read("/stations?q=zzz")
    assert "Cụm loa Khu phố 1" in officer.open("/stations.csv").text


def test_orders_reach_the_station(officer: Reader, leader: Reader, here: House) -> None:
    """Volume, test tone, stop, silence: each is signed, sent, kept and shown with its answer."""
    page = "/stations/st-1"
    for name, fields in (("volume", {"volume": "40"}), ("tone", {}), ("stop", {})):
        assert officer.send(f"{page}/order/{name}", fields, form=page).status_code == 303
    assert leader.send(f"{page}/order/silence", {"minutes": "60"}, form=page).status_code == 303
    with here.dispatch.store.read() as tx:
        kept = {row.command.name: row.command for row in commands.listed(tx, "st-1").items}
        assert stations.find(tx, "st-1").volume == 40
        (silence,) = alerts.waiting_silences(tx)
    assert set(kept) == {CommandName.VOLUME, CommandName.TONE, CommandName.STOP}
    assert (silence.scope, silence.until) == ("station:st-1", here.clock.now() + timedelta(hours=1))
    assert "chưa trả lời" in officer.read(page)


def test_orders_that_cannot_be_given(officer: Reader, here: House) -> None:
    """A wrong volume, an unknown order, a role without the right, a broker that is away: each is said."""
    page = "/stations/st-1"
    assert "Hãy ghi một số từ 0 đến 100." in officer.send(f"{page}/order/volume", {"volume": "140"}, form=page).text
    assert officer.send(f"{page}/order/dance", form=page).status_code == 404
    assert officer.send(f"{page}/order/silence", {"minutes": "60"}, form=page).status_code == 403
    here.desk.away = True
    assert officer.send(f"{page}/order/tone", form=page).status_code == 503


def test_installing_a_station(administrator: Reader, here: House) -> None:
    """A new station shows its claim code once; it can be moved, given a new code, and shut out."""
    form = "/stations/new"
    fields = {"name": "Cụm loa chợ", "locality": "h1", "volume": "70", "latitude": "10.9", "longitude": "106.7"}
    assert "Hãy ghi tên." in administrator.send(form, {**fields, "name": ""}, form=form).text
    page = administrator.send(form, fields, form=form).text
    assert "broadcaster station enrol" in page
    with here.dispatch.store.read() as tx:
        (made,) = [row.station for row in stations.listed(tx).items if row.station.name == "Cụm loa chợ"]
    own = f"/stations/{made.id}"
    assert administrator.open("/stations/points.json").json[0]["name"] == "Cụm loa chợ"
    bad = administrator.send(f"{own}/edit", {**fields, "volume": "x"}, form=f"{own}/edit")
    assert (bad.status_code, "Cụm loa chợ" in bad.text) == (422, True)
    administrator.send(f"{own}/edit", {**fields, "name": "Cụm loa chợ mới"}, form=f"{own}/edit")
    assert "Cụm loa chợ mới" in administrator.read(own)
    assert "broadcaster station enrol" in administrator.send(f"{own}/claim", form=own).text
    assert administrator.send(f"{own}/revoke", form=own).status_code == 303
    assert here.desk.evicted == [made.id]
    assert "đã bị thu hồi quyền truy cập" in administrator.read("/stations")
    assert "Cụm loa chợ mới" not in administrator.read("/stations?q=cho")


def test_the_machine_is_told_in_words(administrator: Reader, here: House) -> None:
    """Power, signal, memory, card and output stand on the page, and what to do about a weak supply."""
    faults = (Fault("station.under_voltage", here.clock.now()),)
    report(here, faults=faults, machine=MachineState(200_000_000, True, 3, 55, "Viettel", "device:USB"))
    page = administrator.read("/stations/st-1/live")
    for words in ("Hãy thay bộ nguồn", "55% · Viettel", "device:USB", "200 MB", "yếu"):
        assert words in page


def test_a_bundle_is_taken_along(
    visitor: Reader, administrator: Reader, officer: Reader, here: House, tmp_path: Path
) -> None:
    """One press gives the file for a stick, once the station is enrolled; nobody gets one of a station elsewhere."""
    assert "Tải gói USB" not in administrator.read("/stations/st-1")
    enrolled(visitor, here)
    assert "Tải gói USB" in administrator.read("/stations/st-1")
    answer = administrator.send("/stations/st-1/bundle", form="/stations/st-1")
    assert (answer.status_code, answer.mimetype) == (200, "application/zip")
    assert "st-1-2026" in answer.headers["Content-Disposition"]
    (tmp_path / "a.zip").write_bytes(answer.data)
    answer.close()
    with opened(tmp_path / "a.zip") as bundle:
        assert bundle.letters[0].topic == here.dispatch.topics.keys
    assert officer.send("/stations/st-2/bundle", form="/stations/st-1").status_code == 403
    assert list(here.dispatch.scratch.iterdir()) == []
