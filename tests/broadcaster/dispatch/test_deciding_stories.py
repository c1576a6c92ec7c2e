"""Days that happened, as a commune with an inbox and a province above it would live through them."""

from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest

from broadcaster.accounts import Person, Role
from broadcaster.plans import Entry
from broadcaster.store import people
from schedules.priority import Priority
from schedules.recurrence import Recurrence, daily
from schedules.timetable import resolve
from tests.house import START, House

TOMORROW = START + timedelta(days=1, hours=-8)
"""Tuesday, midnight in Vietnam."""


@pytest.fixture
def operator(here: House) -> Person:
    """Somebody of the province who schedules."""
    person = Person("op", "truc", "Lê Văn Trực", Role.OPERATOR, "79")
    with here.dispatch.store.begin("test") as tx:
        people.add(tx, person, "một câu dài dễ nhớ")
    return person


def place(here: House, by: Person, title: str, when: Recurrence, **changes: object) -> Entry:
    """Schedule a programme; the people of the province schedule for everybody."""
    plain = here.entry(here.ready().id, title=title, author=by.id, recurrence=when, targets=(by.scope,))
    return here.dispatch.add_entry(replace(plain, **changes), by).entry  # type: ignore[arg-type]


def heard(here: House, since: datetime) -> list[tuple[str, str]]:
    """Return what the commune's station sounds in the 24 hours from ``since``, with the local hour it begins."""
    here.dispatch.publish_due()
    airings = here.dispatch.airings_between("station:st-1", since, since + timedelta(days=1))
    local = timedelta(hours=7)
    return [(f"{one.start + local:%H:%M}", one.airing.title) for one in resolve(airings).spans]


def test_an_election_five_times_a_day(here: House, operator: Person) -> None:
    """The province speaks five times a day; the commune keeps its own 17:00 and gives way at no other hour."""
    five = daily(START.date(), time(5, 30), time(7), time(11), time(17), time(19))
    place(here, operator, "Bầu cử", five, priority=Priority.PRIORITY)
    place(here, here.officer, "Thông báo xã", daily(START.date(), time(17)), priority=Priority.PRIORITY)
    here.dispatch.publish_due()
    found = here.dispatch.collisions("c1")
    assert {f"{one.theirs.start + timedelta(hours=7):%H:%M}" for one in found} == {"17:00"}
    for one in found:
        here.dispatch.decide("c1", one.pair, one.ours.id, by=here.officer)
    titles = heard(here, TOMORROW)
    assert [at for at, title in titles if title == "Bầu cử"] == ["05:30", "07:00", "11:00", "17:00", "19:00"]
    assert [title for at, title in titles if at == "17:00"] == ["Thông báo xã", "Bầu cử"]


def test_a_storm_every_hour(here: House, operator: Person) -> None:
    """Storm bulletins of the province sound every hour from 07 to 20; nobody need accept or decide anything."""
    hours = [time(hour) for hour in range(7, 21)]
    place(here, operator, "Bão số 3", daily(START.date(), *hours), priority=Priority.PRIORITY)
    place(here, here.officer, "Tin thường", daily(START.date(), time(9)))
    titles = heard(here, TOMORROW)
    assert [at for at, title in titles if title == "Bão số 3"] == [f"{hour:%H:%M}" for hour in hours]
    assert [title for at, title in titles if at == "09:00"] == ["Bão số 3", "Tin thường"]
    assert here.dispatch.collisions("c1") == here.dispatch.arrivals("c1").items == ()


def test_a_feature_of_the_province(here: House, operator: Person) -> None:
    """An ordinary feature of the province is taken in by one commune for good, and by the other not at all."""
    feature = place(here, operator, "Cải cách hành chính", daily(START.date(), time(17)))
    key = here.dispatch.arrivals("c1").items[0].key
    here.dispatch.place(key, daily(START.date(), time(16, 30)), here.officer)
    here.dispatch.decline(key._replace(locality="c2"), replace(here.officer, scope="c2"), reason="Trùng lịch xã")
    assert heard(here, TOMORROW) == [("16:30", "Cải cách hành chính")]
    here.dispatch.publish_due()
    assert here.dispatch.airings_between("c2", TOMORROW, TOMORROW + timedelta(days=1)) == ()
    assert here.dispatch.answers(feature.id) == {"placed": 1, "declined": 1}
