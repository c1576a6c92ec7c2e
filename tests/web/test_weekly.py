"""The weekly silent test on the page of alerts: when it is, what became of it, for the staff of the province."""

from datetime import time, timedelta

import pytest

from broadcaster.accounts import Person, Role
from broadcaster.messages import AlarmProgress, AlarmReport, Up, encode_up
from broadcaster.silent_tests import Plan
from broadcaster.store import people
from tests.house import House
from tests.web.readers import Reader

TEST_ID = "weekly-2026-11-23"


def planned(here: House, plan: Plan) -> None:
    """Let somebody on duty in the province set when the test is."""
    duty = Person("duty", "truc", "Trực ban", Role.OPERATOR, "79")
    with here.dispatch.store.begin("test") as tx:
        people.add(tx, duty, "một câu dài dễ nhớ")
    here.dispatch.set_weekly_test(plan, duty)


def tested(here: House) -> None:
    """Let a test of this Monday be raised, sent, and verified by one of two stations."""
    planned(here, Plan(weekday=0, at=time(8, 1)))
    here.clock.advance(timedelta(minutes=1))
    here.dispatch.raise_due_tests()
    here.dispatch.sign_alarms()
    said = AlarmReport(TEST_ID, AlarmProgress.VERIFIED, here.clock.now())
    here.dispatch.record_alarms([("vn-79/v1/up/st-1/alarm", encode_up(Up.ALARM, said))])


def test_the_plan_and_the_last_results(here: House, administrator: Reader, officer: Reader) -> None:
    """The province reads when it is and how the last one went, with a way to its board; a commune does not."""
    page = administrator.read("/alerts")
    assert "Thử im lặng hằng tuần: Thứ Tư lúc 09:15" in page
    assert "Chưa thử lần nào." in page
    tested(here)
    page = administrator.read("/alerts")
    assert "Thứ Hai lúc 08:01" in page
    assert "23/11/2026: 1 trong 2 cụm loa đã xác nhận, 1 cụm không xác nhận." in page
    assert f'href="/alerts/{TEST_ID}"' in page
    assert "Lịch thử hằng tuần" in administrator.read(f"/alerts/{TEST_ID}")
    assert "Lịch thử hằng tuần" not in officer.read("/alerts")


@pytest.mark.slow
def test_no_banner_and_no_news(here: House, officer: Reader) -> None:
    """While it stands no page says that anything sounds."""
    tested(here)
    assert "THỬ IM LẶNG" not in officer.read("/")


def test_a_test_that_is_off(here: House, administrator: Reader) -> None:
    """It says so, and how to turn it on."""
    planned(here, Plan(is_on=False))
    page = administrator.read("/alerts")
    assert "đang tắt" in page
    assert "broadcaster alert tests set --on" in page
