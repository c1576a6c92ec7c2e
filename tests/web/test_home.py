"""The first page: today with its lunar date, and the name of a public holiday."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from broadcaster import canary
from broadcaster.accounts import Person, Role
from broadcaster.canary import EVERY, LIFE
from broadcaster.messages import AlarmProgress, AlarmReport, StationState, Up, encode_up
from broadcaster.store import people
from tests.house import House
from tests.web.readers import Reader

STATIONS = ("st-1", "st-2")
BROKEN = "Đường báo động đang đứt"


@pytest.mark.parametrize(
    ("moment", "lunar", "holiday"),
    [
        (datetime(2026, 11, 23, 2, 42, tzinfo=UTC), "(rằm 15/10 âm lịch)", False),
        (datetime(2026, 11, 23, 17, 30, tzinfo=UTC), "(16/10 âm lịch)", False),
        (datetime(2027, 2, 5, 17, tzinfo=UTC), "(mùng 1/1 Tết)", True),
    ],
)
def test_today_has_its_lunar_date(
    here: House, signed_in: Callable[[str], Reader], moment: datetime, lunar: str, *, holiday: bool
) -> None:
    """Beside the day stands its lunar date by the clocks of Vietnam; on a public holiday its name too."""
    here.clock.moment = moment
    page = signed_in("mai").read("/")
    assert lunar in page
    assert ("Tết Nguyên đán" in page) is holiday


def round_(here: House, *answering: str, connected: bool = True) -> str:
    """Let five minutes pass with one round of the silent alarm that these verify; return its local time."""
    here.clock.advance(canary.slot_of(here.clock.now()) + EVERY - here.clock.now())
    signed_at = here.clock.now()
    report(here)
    here.dispatch.sign_canary(connected=connected)
    for station in answering:
        said = AlarmReport(canary.ident(signed_at), AlarmProgress.VERIFIED, signed_at)
        here.dispatch.record_alarms([(f"vn-79/v1/up/{station}/alarm", encode_up(Up.ALARM, said))])
    here.clock.advance(LIFE)
    report(here)
    here.dispatch.close_canary()
    return f"{signed_at + timedelta(hours=7):%H:%M}"


def report(here: House) -> None:
    """Let both stations say that they are there."""
    for station in STATIONS:
        state = StationState(at=here.clock.now(), boot="b", volume=80)
        here.dispatch.record(f"vn-79/v1/up/{station}/state", encode_up(Up.STATE, state))


def test_a_silent_station_is_told_until_it_answers(here: House, officer: Reader, administrator: Reader) -> None:
    """After two rounds the province reads which commune is silent since when, the commune does not; then it is gone."""
    last = round_(here, *STATIONS)
    round_(here, "st-2")
    assert "xác nhận lệnh thử" not in administrator.read("/")
    round_(here, "st-2")
    page = administrator.read("/")
    assert "Phường Dĩ An: 1 trong 1 cụm loa đang kết nối không xác nhận lệnh thử báo động" in page
    assert f"im lặng từ {last}" in page
    assert 'class="note fault" role="alert"' in page
    assert "xác nhận lệnh thử" not in officer.read("/")
    round_(here, *STATIONS)
    assert "xác nhận lệnh thử" not in administrator.read("/")


def test_the_page_of_alerts_tells_how_the_last_round_went(here: House, officer: Reader, administrator: Reader) -> None:
    """When, how many of those online, how fast; the province reads it, a commune does not."""
    assert "Lệnh thử im lặng" not in administrator.read("/alerts")
    last = round_(here, "st-2")
    page = administrator.read("/alerts")
    assert f"Lệnh thử im lặng {last}" in page
    assert "1 trong 2 cụm loa đang kết nối đã xác nhận, 1 cụm không trả lời" in page
    assert "Lệnh thử im lặng" not in officer.read("/alerts")
    round_(here)
    page = administrator.read("/alerts")
    assert "không cụm loa nào trong 2 cụm đang kết nối xác nhận" in page
    assert "THỬ IM LẶNG" not in page


def test_a_silent_signer_and_broker_are_told(here: House, administrator: Reader) -> None:
    """Each in its own words, since the last sign of life; rounds that come again end it."""
    last = round_(here, *STATIONS)
    here.clock.advance(3 * EVERY)
    page = administrator.read("/")
    assert f"{BROKEN}: chương trình ký lệnh im lặng từ {last}" in page
    since = round_(here, connected=False)
    assert BROKEN not in administrator.read("/")
    round_(here, connected=False)
    assert f"{BROKEN}: máy chuyển tin không nhận lệnh thử nào từ {since}" in administrator.read("/")
    round_(here, *STATIONS)
    assert BROKEN not in administrator.read("/")


def test_a_technician_reads_of_his_own_communes(here: House, signed_in: Callable[[str], Reader]) -> None:
    """What is wrong for all and what is silent in his communes; not the silence of others."""
    with here.dispatch.store.begin("test") as tx:
        for login, scope in (("ky1", "c1"), ("ky2", "c2")):
            people.add(tx, Person(login, login, login, Role.TECHNICIAN, scope), "một câu dài dễ nhớ")
    for _ in range(2):
        round_(here, "st-2")
    assert "chưa từng xác nhận lệnh thử báo động" in signed_in("ky1").read("/")
    assert "lệnh thử báo động" not in signed_in("ky2").read("/")
    for _ in range(2):
        round_(here)
    assert f"{BROKEN}: không cụm loa nào trong 2 cụm" in signed_in("ky2").read("/")
