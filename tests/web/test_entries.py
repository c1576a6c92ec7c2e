"""One entry as its pages need it: who may see it, who may change it, and which stations know it as it is now."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import time

import pytest
from flask import Flask, g

from broadcaster.errors import Denied, Missing
from broadcaster.messages import StationState
from broadcaster.plans import Entry
from broadcaster.store import editions, localities, stations
from schedules.recurrence import daily
from tests.house import START, House
from web.entries import Holding, found, holding, may_change
from web.parts import parts


@pytest.fixture
def inside(app: Flask, here: House) -> Iterator[None]:
    """A page of the officer being made."""
    with app.test_request_context("/plans"):
        g.person = here.officer
        with here.dispatch.store.read() as tx:
            g.tree = localities.tree(tx)
        yield


def placed(here: House, **changes: object) -> Entry:
    """Place a bulletin every day at 17:00 and publish."""
    ready = here.ready()
    wish = here.entry(ready.id, recurrence=daily(START.date(), time(17)), **changes)
    entry = here.dispatch.add_entry(wish, here.officer).entry
    here.dispatch.publish_due()
    return entry


def report(here: House, topic: str) -> None:
    """Let the station say that it holds the newest document of a topic."""
    with here.dispatch.store.begin("st-1") as tx:
        state = StationState(here.clock.now(), "a" * 16, 80, editions={topic: editions.peek_seq(tx, topic)})
        stations.record_state(tx, "st-1", state, here.clock.now())
    parts().snapshot.forget()


def test_stations_say_that_they_have_it(here: House, inside: None) -> None:
    """None at first, then all; after a change none until the new plan has left, and then those that say so."""
    entry, topic = placed(here), here.dispatch.topics.timetable("c1")
    assert holding(entry) == Holding(1, 0, sent=True)
    report(here, topic)
    assert holding(entry).done
    here.dispatch.skip_instance(entry.id, entry.recurrence.between(START, START.replace(hour=23))[0], here.officer)
    assert holding(entry) == Holding(1, 0, sent=False)
    here.dispatch.publish_due()
    assert holding(entry) == Holding(1, 0, sent=True)
    report(here, topic)
    assert holding(entry) == Holding(1, 1, sent=True)


def test_a_single_station_has_its_own_plan(here: House, inside: None) -> None:
    """An entry for one station counts that station, by its own topic."""
    entry = placed(here, targets=(), stations=("st-1",))
    report(here, here.dispatch.topics.timetable("c1"))
    assert holding(entry) == Holding(1, 0, sent=True)
    report(here, here.dispatch.topics.station_timetable("st-1"))
    assert holding(entry).done
    assert may_change(entry)
    assert found(entry.id) == entry


def test_who_may_see_and_change(here: House, inside: None) -> None:
    """What the place around plans is seen, not changed; what another commune plans is neither."""
    operator = replace(here.officer, scope="79")
    ready = here.ready()
    theirs = here.entry(ready.id, targets=("79",), recurrence=daily(START.date(), time(17)))
    above = here.dispatch.add_entry(theirs, operator).entry
    aside = here.dispatch.add_entry(replace(theirs, id="aside", targets=("c2",)), operator).entry
    assert found(above.id) == above
    assert not may_change(above)
    with pytest.raises(Denied):
        found(aside.id)
    with pytest.raises(Missing):
        found("none")
