"""The lines of a day: which level planned them, which wait, which are refused and why, and how many are shown."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, time

import pytest
from flask import Flask, g

from broadcaster.store import localities
from schedules.recurrence import daily, once
from schedules.windows import Rules, Window
from tests.house import START, House
from web.weeks import State, day_of, layers_of, week_of

MONDAY = START.date()


@pytest.fixture
def inside(app: Flask, here: House) -> Iterator[None]:
    """A page of the officer being made."""
    with app.test_request_context("/plans"):
        g.person = here.officer
        with here.dispatch.store.read() as tx:
            g.tree = localities.tree(tx)
        yield


def test_levels_have_a_word_and_an_icon(here: House, inside: None) -> None:
    """From the province down to the single station; only what the reader may schedule is theirs."""
    found = layers_of("station:st-1")
    assert [(one.icon, one.name) for one in found] == [
        ("globe", "Thành phố Hồ Chí Minh"),
        ("home", "Phường Dĩ An"),
        ("pin", "Khu phố 1"),
        ("horn", "Cụm loa Khu phố 1"),
    ]
    assert [one.mine for one in found] == [False, True, True, True]
    assert layers_of("h1") == found[:3]


def test_each_line_has_its_state(here: House, inside: None) -> None:
    """Published, waiting for its sound, or refused by a rule that came later: each told, in the order of the day."""
    ready, waits = here.ready(), here.submitted(text="Mai cúp nước.")
    here.dispatch.add_entry(here.entry(ready.id, recurrence=daily(MONDAY, time(17))), here.officer)
    here.dispatch.add_entry(here.entry(ready.id, recurrence=once(MONDAY, time(20, 30)), title="Tối"), here.officer)
    here.dispatch.add_entry(here.entry(waits.id, recurrence=once(MONDAY, time(18))), here.officer)
    with here.dispatch.store.begin("test") as tx:
        localities.set_rules(tx, "c1", Rules((Window(time(6), time(20)),)))
    here.dispatch.publish_due()
    monday = week_of("c1", MONDAY)[0].soundings
    assert [one.state for one in monday] == [State.PUBLISHED, State.WAITS, State.REFUSED]
    assert monday[1].end is not None
    assert monday[2].reason is not None
    assert monday[2].reason.code == "schedules.outside_hours"


def test_a_station_has_days_of_its_own(here: House, inside: None) -> None:
    """What was placed for one station stands in its week, with its level."""
    ready = here.ready()
    alone = here.entry(ready.id, targets=(), stations=("st-1",), recurrence=once(MONDAY, time(19)))
    here.dispatch.add_entry(alone, here.officer)
    here.dispatch.publish_due()
    (line,) = week_of("station:st-1", MONDAY, days=1)[0].soundings
    assert line.layer.icon == "horn"
    assert week_of("c1", MONDAY, days=1)[0].soundings == ()


def test_a_day_shows_so_many_lines(here: House, inside: None) -> None:
    """What is not shown is counted; everything is shown when asked for."""
    ready = here.ready()
    here.dispatch.add_entry(here.entry(ready.id, recurrence=once(MONDAY, time(17), time(18), time(19))), here.officer)
    here.dispatch.publish_due()
    (whole,) = week_of("c1", MONDAY, days=1, shown=None)
    cut = day_of(date(2026, 11, 23), list(whole.soundings), 2)
    assert (len(whole.soundings), whole.more, len(cut.soundings), cut.more) == (3, 0, 2, 1)
    assert replace(cut, soundings=whole.soundings, more=0) == whole
