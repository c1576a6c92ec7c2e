"""A province's priority programme meets a commune's: the commune decides until the deadline, then it stands."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from broadcaster.accounts import Person, Role
from broadcaster.collisions import Collision
from broadcaster.dispatch.deciding import coming
from broadcaster.errors import Denied, Refused
from broadcaster.localities import Kind, Locality
from broadcaster.plans import Entry
from broadcaster.store import audit, localities, people
from schedules.priority import Priority
from schedules.recurrence import daily, once
from schedules.timetable import resolve
from tests.house import START, House

FIVE = datetime(2026, 11, 23, 10, tzinfo=UTC)
TODAY = once(START.date(), time(17))


@pytest.fixture
def operator(here: House) -> Person:
    """Somebody of the province who schedules."""
    person = Person("op", "truc", "Lê Văn Trực", Role.OPERATOR, "79")
    with here.dispatch.store.begin("test") as tx:
        people.add(tx, person, "một câu dài dễ nhớ")
    return person


@pytest.fixture
def theirs(here: House, operator: Person) -> Entry:
    """The province's priority programme at 17:00 today."""
    return place(here, operator, "Tin tỉnh", targets=("79",))


@pytest.fixture
def ours(here: House) -> Entry:
    """The commune's priority programme at the same minute."""
    return place(here, here.officer, "Tin xã")


@pytest.fixture
def met(here: House, theirs: Entry, ours: Entry) -> Collision:
    """Their collision."""
    here.dispatch.publish_due()
    (found,) = here.dispatch.collisions("c1")
    return found


def place(here: House, by: Person, title: str, **changes: object) -> Entry:
    """Schedule a priority programme."""
    plain = here.entry(here.ready().id, title=title, author=by.id, recurrence=TODAY, priority=Priority.PRIORITY)
    return here.dispatch.add_entry(replace(plain, **changes), by).entry  # type: ignore[arg-type]


def first_heard(here: House, scope: str = "station:st-1") -> list[str]:
    """Return in which order a place hears what is published, after everything due was."""
    here.dispatch.publish_due()
    airings = here.dispatch.airings_between(scope, START, START + timedelta(hours=15))
    return [one.airing.title for one in resolve(airings).spans]


def test_a_collision_is_found_in_the_commune_that_has_it(here: House, met: Collision) -> None:
    """The commune, and whoever stands above it, see both programmes, the deadline, and that nothing is decided."""
    assert (met.locality, met.theirs.title, met.ours.title) == ("c1", "Tin tỉnh", "Tin xã")
    assert (met.deadline, met.decision, met.first) == (FIVE - timedelta(minutes=15), None, met.theirs)
    assert here.dispatch.collisions("79") == (met,)
    assert here.dispatch.collisions("c2") == here.dispatch.collisions("h1") == ()


def test_without_a_decision_the_province_goes_first(here: House, met: Collision) -> None:
    """That is what the stations do by themselves."""
    assert first_heard(here) == ["Tin tỉnh", "Tin xã"]


def test_the_commune_decides_for_its_own(here: House, met: Collision) -> None:
    """Its next edition carries the order; taken back, the province's goes first again; the log tells both."""
    decided = here.dispatch.decide("c1", met.pair, met.ours.id, by=here.officer)
    assert decided.first.title == "Tin xã"
    assert first_heard(here) == ["Tin xã", "Tin tỉnh"]
    assert here.dispatch.collisions("c1")[0].decision == decided.decision
    here.dispatch.undo_decision("c1", met.pair, here.officer)
    assert first_heard(here) == ["Tin tỉnh", "Tin xã"]
    with here.dispatch.store.read() as tx:
        actions = [row.action for row in audit.listed(tx).items]
    assert {"collision.decide", "collision.undo"} <= set(actions)


def test_deciding_for_the_province_changes_no_edition(here: House, met: Collision) -> None:
    """It is kept as a decision, so that nobody is asked again; deciding the same twice is no harm."""
    decided = here.dispatch.decide("c1", met.pair, met.theirs.id, by=here.officer)
    assert here.dispatch.decide("c1", met.pair, met.theirs.id, by=here.leader) == replace(decided, ours=met.ours)
    assert first_heard(here) == ["Tin tỉnh", "Tin xã"]


def test_what_would_sound_is_told_for_both_orders(here: House, met: Collision) -> None:
    """Before anything is decided, and the same afterwards."""
    for _ in range(2):
        told = here.dispatch.outlooks(here.dispatch.collisions("c1")[0])
        assert [[span.airing.title for span in one.spans] for one in told] == [
            ["Tin tỉnh", "Tin xã"],
            ["Tin xã", "Tin tỉnh"],
        ]
        here.dispatch.decide("c1", met.pair, met.ours.id, by=here.officer)
        here.dispatch.publish_due()


def test_two_people_decide_at_once(here: House, met: Collision) -> None:
    """Who had not seen the other's decision is refused; who had may change it."""
    here.dispatch.decide("c1", met.pair, met.ours.id, by=here.officer)
    with pytest.raises(Refused) as caught:
        here.dispatch.decide("c1", met.pair, met.theirs.id, by=here.leader)
    assert (caught.value.code, caught.value.facts["title"]) == ("collision.decided_meanwhile", "Tin xã")
    changed = here.dispatch.decide("c1", met.pair, met.theirs.id, by=here.leader, seen=met.ours.id)
    assert changed.decision is not None
    assert changed.decision.by == here.leader.id


def test_after_the_deadline_the_order_stands(here: House, met: Collision) -> None:
    """Neither decided nor undone any more: the stations may have it already. What was decided stays."""
    here.dispatch.decide("c1", met.pair, met.ours.id, by=here.officer)
    here.dispatch.publish_due()
    here.clock.moment = met.deadline
    asks: list[Callable[[], object]] = [
        lambda: here.dispatch.decide("c1", met.pair, met.theirs.id, by=here.officer, seen=met.ours.id),
        lambda: here.dispatch.undo_decision("c1", met.pair, here.officer),
    ]
    for ask in asks:
        with pytest.raises(Refused) as caught:
            ask()
        assert (caught.value.code, caught.value.facts["title"]) == ("collision.too_late", "Tin xã")
    assert first_heard(here) == ["Tin xã", "Tin tỉnh"]


def test_what_no_longer_collides_is_told(here: House, met: Collision, theirs: Entry, operator: Person) -> None:
    """The province's ended meanwhile, or the commune was merged: there is nothing to decide any more."""
    with pytest.raises(Refused) as caught:
        here.dispatch.undo_decision("c1", met.pair, here.officer)
    assert caught.value.code == "collision.nothing_to_undo"
    here.dispatch.end_entry(theirs.id, operator, reason="")
    here.dispatch.publish_due()
    with pytest.raises(Refused) as caught:
        here.dispatch.decide("c1", met.pair, met.ours.id, by=here.officer)
    assert caught.value.code == "collision.gone"


def test_an_expired_bulletin_ends_the_collision(here: House, operator: Person, ours: Entry) -> None:
    """What has expired is in no edition, so it stands in nobody's way."""
    soon = here.ready(valid_until=START + timedelta(hours=2))
    place(here, operator, "Tin tỉnh", targets=("79",), bulletin_ids=(soon.id,))
    here.clock.advance(timedelta(hours=3))
    here.dispatch.expire_due()
    here.dispatch.publish_due()
    assert here.dispatch.collisions("c1") == ()


@pytest.mark.slow
def test_only_the_communes_people_decide(here: House, met: Collision) -> None:
    """Another commune's officer and a technician are denied."""
    for person in (replace(here.officer, scope="c2"), replace(here.officer, role=Role.TECHNICIAN)):
        with pytest.raises(Denied):
            here.dispatch.decide("c1", met.pair, met.ours.id, by=person)


def test_programmes_of_parts_of_the_commune_collide_too(here: House, theirs: Entry) -> None:
    """A hamlet's and a single station's programme: decided by the commune, and in the right edition."""
    place(here, here.officer, "Tin ấp", targets=("h1",))
    place(here, here.officer, "Tin cụm", targets=(), stations=("st-1",))
    here.dispatch.publish_due()
    for met in here.dispatch.collisions("c1"):
        here.dispatch.decide("c1", met.pair, met.ours.id, by=here.officer)
    assert first_heard(here)[-1] == "Tin tỉnh"
    assert len(first_heard(here)) == 3


def test_a_merged_commune_decides_no_more(here: House, met: Collision) -> None:
    """Its programmes went to the successor, whose people decide about them now."""
    with here.dispatch.store.begin("test") as tx:
        localities.add(tx, Locality("c3", "Xã Mới", Kind.COMMUNE, "79"))
        localities.merge(tx, ["c1", "c2"], "c3")
    here.dispatch.publish_due()
    (moved,) = here.dispatch.collisions("79")
    assert (moved.locality, moved.pair) == ("c3", met.pair)
    decided = here.dispatch.decide("c3", met.pair, met.ours.id, by=replace(here.officer, scope="c3"))
    assert decided.first.title == "Tin xã"
    assert first_heard(here, "c3") == ["Tin xã", "Tin tỉnh"]


def test_only_priority_programmes_to_come_count(here: House, operator: Person) -> None:
    """Every day for a week is a collision for every day, until each is over; the ordinary never collides."""
    every = daily(START.date(), time(17))
    place(here, operator, "Tin tỉnh", targets=("79",), recurrence=every)
    place(here, here.officer, "Tin xã", recurrence=every)
    place(here, here.officer, "Thường", recurrence=every, priority=Priority.ORDINARY)
    here.dispatch.publish_due()
    found = here.dispatch.collisions("c1")
    assert [one.deadline for one in found] == sorted(one.deadline for one in found)
    here.clock.moment = FIVE + timedelta(hours=1)
    assert len(here.dispatch.collisions("c1")) == len(found) - 1
    assert coming([found[0].ours], here.clock.moment) == {}
