"""Ordinary bulletins of the province find the communes' inboxes, and leave them when their time is over."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest

from broadcaster.accounts import Person, Role
from broadcaster.inbox import State
from broadcaster.localities import Kind, Locality
from broadcaster.plans import Entry
from broadcaster.store import inbox, localities, people
from schedules.priority import Priority
from schedules.recurrence import daily, once
from tests.house import START, House

DAY = (START, START + timedelta(days=1))
LATER = START + timedelta(days=8)


@pytest.fixture
def operator(here: House) -> Person:
    """Somebody of the province who schedules."""
    person = Person("op", "truc", "Lê Văn Trực", Role.OPERATOR, "79")
    with here.dispatch.store.begin("test") as tx:
        people.add(tx, person, "một câu dài dễ nhớ")
    return person


@pytest.fixture(autouse=True)
def settled(here: House) -> Iterator[None]:
    """The inboxes follow the tree as it stands."""
    here.dispatch.settle_inboxes()
    yield


def wish(here: House, operator: Person, **changes: object) -> Entry:
    """Have the province schedule an ordinary bulletin for everybody, by default every day at 17:00."""
    ready = here.ready()
    plain = here.entry(ready.id, targets=("79",), title="Tin tỉnh", author=operator.id)
    plain = replace(plain, recurrence=daily(START.date(), time(17)))
    return here.dispatch.add_entry(replace(plain, **changes), operator).entry  # type: ignore[arg-type]


def states(here: House, entry: Entry) -> dict[str, State]:
    """Return what became of an entry in each commune."""
    with here.dispatch.store.read() as tx:
        return {one.key.locality: one.state for one in inbox.of_entry(tx, entry.id)}


def heard(here: House, scope: str, since: datetime = START) -> list[str]:
    """Return the titles a place hears that day, after everything due was published."""
    here.dispatch.publish_due()
    return [one.title for one in here.dispatch.airings_between(scope, since, since + timedelta(days=1))]


def test_ordinary_waits_and_priority_sounds(here: House, operator: Person) -> None:
    """The commune is asked about the ordinary and not about the urgent."""
    asked = wish(here, operator)
    told = wish(here, operator, title="Ưu tiên", priority=Priority.PRIORITY)
    assert states(here, asked) == {"c1": State.WAITING, "c2": State.WAITING}
    assert states(here, told) == {}
    assert heard(here, "station:st-1") == heard(here, "79") == ["Ưu tiên"]


def test_the_author_is_told_before(here: House, operator: Person) -> None:
    """The consequence counts the communes asked; nothing is refused, and each time says why it does not sound."""
    entry = replace(here.entry(here.ready().id, targets=("79",)), author=operator.id)
    told = here.dispatch.foresee(entry)
    assert (told.communes, told.first, told.refusals, told.starts) == (2, None, (), ())
    kept = here.dispatch.add_entry(entry, operator).entry
    with here.dispatch.store.read() as tx:
        (refusal,) = here.dispatch.compiled(tx, "79").refusals
    assert (refusal.plan_id, refusal.reason.code) == (kept.id, "schedules.waits_in_inbox")
    assert here.dispatch.foresee(replace(entry, priority=Priority.PRIORITY)).communes == 0


@pytest.mark.parametrize("place", [{"targets": ("c1",)}, {"targets": ("h1",)}, {"targets": (), "stations": ("st-1",)}])
def test_aimed_into_a_commune_from_above_it_waits_too(
    here: House, operator: Person, place: dict[str, tuple[str, ...]]
) -> None:
    """The province does not sound an ordinary bulletin in one commune past its people; their own sounds."""
    entry = replace(here.entry(here.ready().id, **place), author=operator.id)  # type: ignore[arg-type]
    assert here.dispatch.foresee(entry).communes == 1
    asked = here.dispatch.add_entry(entry, operator).entry
    own = here.dispatch.add_entry(here.entry(here.ready().id, title="Tin xã"), here.officer).entry
    assert (states(here, asked), states(here, own)) == ({"c1": State.WAITING}, {})
    assert heard(here, "station:st-1") == ["Tin xã"]


@pytest.mark.slow
def test_a_person_who_moves_up_takes_nothing_along(here: House, operator: Person) -> None:
    """What a commune planned stays its own when its author goes to work for the province."""
    own = here.dispatch.add_entry(here.entry(here.ready().id), here.officer).entry
    with here.dispatch.store.begin("test") as tx:
        people.change(tx, replace(here.officer, scope="79"))
    here.dispatch.end_entry(own.id, operator, reason="")
    here.dispatch.reinstate_entry(own.id, operator)
    assert states(here, own) == {}
    assert heard(here, "c1") == [own.title]


def test_ending_withdraws_and_reinstating_asks_again(here: House, operator: Person) -> None:
    """An ended wish is in nobody's inbox; reinstated, it waits everywhere again, also one for a single commune."""
    for targets in (("79",), ("c1",)):
        entry = wish(here, operator, targets=targets)
        here.dispatch.end_entry(entry.id, operator, reason="")
        assert set(states(here, entry).values()) == {State.EXPIRED}
        here.dispatch.reinstate_entry(entry.id, operator)
        assert set(states(here, entry).values()) == {State.WAITING}
        here.dispatch.end_entry(entry.id, operator, reason="")


def test_what_became_urgent_waits_no_more(here: House, operator: Person) -> None:
    """Raised to priority it leaves the inboxes and sounds."""
    entry = wish(here, operator)
    changed = replace(entry, priority=Priority.PRIORITY)
    here.dispatch.change_entry(entry.id, changed, operator, version=entry.version)
    assert set(states(here, entry).values()) == {State.EXPIRED}
    assert heard(here, "c2") == ["Tin tỉnh"]


def test_unanswered_wishes_expire(here: House, operator: Person) -> None:
    """When the last time asked for is over, or the bulletin has ended, nobody need answer any more."""
    tomorrow = START.date() + timedelta(days=1)
    past = wish(here, operator, recurrence=once(tomorrow, time(17)))
    cancelled = wish(here, operator)
    lasting = wish(here, operator)
    assert here.dispatch.settle_inboxes() == 0
    here.dispatch.cancel_bulletin(cancelled.bulletin_ids[0], replace(here.officer), reason="nhầm")
    assert here.dispatch.settle_inboxes() == 2
    here.clock.moment = LATER
    assert here.dispatch.settle_inboxes() == 2
    assert here.dispatch.settle_inboxes() == 0
    found = [set(states(here, one).values()) for one in (past, cancelled, lasting)]
    assert found == [{State.EXPIRED}, {State.EXPIRED}, {State.WAITING}]


def test_new_and_merged_communes_are_followed(here: House, operator: Person) -> None:
    """A new commune is asked too; the people of a dissolved one answer in its successor's inbox."""
    entry = wish(here, operator)
    with here.dispatch.store.begin("test") as tx:
        localities.add(tx, Locality("c3", "Xã Mới", Kind.COMMUNE, "79"))
    assert here.dispatch.settle_inboxes() == 1
    with here.dispatch.store.begin("test") as tx:
        localities.merge(tx, ["c1", "c2"], "c3")
    assert here.dispatch.settle_inboxes() == 2
    assert states(here, entry) == {"c1": State.EXPIRED, "c2": State.EXPIRED, "c3": State.WAITING}


def test_a_successor_is_not_asked_about_what_was_placed(here: House, operator: Person) -> None:
    """What one of the merged communes has placed already sounds in the successor; nobody is asked again."""
    entry = wish(here, operator)
    with here.dispatch.store.read() as tx:
        key = next(one.key for one in inbox.of_entry(tx, entry.id) if one.key.locality == "c1")
    here.dispatch.place(key, entry.recurrence, here.officer)
    with here.dispatch.store.begin("test") as tx:
        localities.add(tx, Locality("c3", "Xã Mới", Kind.COMMUNE, "79"))
        localities.merge(tx, ["c1", "c2"], "c3")
    here.dispatch.settle_inboxes()
    assert states(here, entry) == {"c1": State.PLACED, "c2": State.EXPIRED}
    assert heard(here, "c3") == ["Tin tỉnh"]


def test_what_stood_before_there_were_inboxes_is_delivered(here: House, operator: Person) -> None:
    """A schedule of the time before the upgrade is offered at the first look."""
    entry = wish(here, operator)
    with here.dispatch.store.begin("test") as tx:
        tx.connection.exec_driver_sql("DELETE FROM inbox")
        tx.connection.exec_driver_sql("DELETE FROM marks WHERE name = 'inbox'")
    assert here.dispatch.settle_inboxes() == 2
    assert set(states(here, entry).values()) == {State.WAITING}
