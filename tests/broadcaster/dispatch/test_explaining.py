"""Why a place hears what it hears: from the whole house, with names and rules."""

from dataclasses import replace
from datetime import time, timedelta

import pytest

from broadcaster.accounts import Person, Role
from broadcaster.bulletins import PLAYABLE, State
from broadcaster.dispatch import Explanation
from broadcaster.dispatch.explaining import OBSTACLES
from broadcaster.store import localities, people, stations
from schedules.priority import Priority
from schedules.recurrence import daily
from schedules.timetable import Fate
from tests.broadcaster.dispatch.test_filling import TEMPLATE
from tests.counting import asked
from tests.house import START, House

TODAY = (START + timedelta(hours=7)).date()


def fates(told: tuple[Explanation, ...]) -> list[tuple[str, str, list[str]]]:
    """Return (title, fate, codes) of each."""
    return [
        (
            one.explained.title,
            one.explained.fate.value,
            [reason.code.removeprefix("schedules.") for reason in one.explained.reasons],
        )
        for one in told
    ]


def test_a_day_with_all_that_happens_to_bulletins(here: House) -> None:
    """Heard, delayed by the province, waiting for approval, out of hours and waiting for a second person."""
    ready, waiting = here.ready(), here.submitted(text="Thông báo cắt điện để sửa chữa trạm biến áp trong khu phố.")
    operator = Person("op", "truc", "Lê Văn Trực", Role.OPERATOR, "79")
    with here.dispatch.store.begin("test") as tx:
        people.add(tx, operator, "mat-khau-rat-dai")
    province = here.entry(ready.id, title="Tỉnh", targets=("79",), priority=Priority.PRIORITY, author=operator.id)
    here.dispatch.add_entry(province, operator)
    here.dispatch.add_entry(here.entry(ready.id, title="Phường"), here.officer)
    nightly = daily(TODAY, time(21, 15))
    for entry in (
        here.entry(waiting.id, title="Chờ duyệt", recurrence=daily(TODAY, time(18))),
        here.entry(ready.id, title="Đêm", recurrence=nightly, outside_reason="Bão số 3"),
    ):
        here.dispatch.add_entry(entry, here.officer)
    told = here.dispatch.explain_day("station:st-1", TODAY)
    assert fates(told) == [
        ("Tỉnh", "sounds", ["on_time"]),
        ("Phường", "sounds", ["late"]),
        ("Chờ duyệt", "waiting", ["waits_approval"]),
        ("Đêm", "waiting", ["outside_waits"]),
    ]
    assert here.dispatch.explain_day("station:st-1", TODAY + timedelta(days=40))[0].explained.title == "Chờ duyệt"


def test_each_names_its_layer_people_and_rule(here: House) -> None:
    """The locality that planned it, who wrote it, who approved what is in it, and when it recurs."""
    ready = here.ready()
    entry = here.entry(ready.id, recurrence=daily(TODAY, time(17)))
    kept = here.dispatch.add_entry(entry, here.officer).entry
    here.dispatch.add_entry(here.entry(ready.id, title="Riêng", targets=(), stations=("st-1",)), here.officer)
    first, own = here.dispatch.explain_day("station:st-1", TODAY)
    with here.dispatch.store.read() as tx:
        names = (localities.tree(tx).name("c1"), stations.find(tx, "st-1").name)
    assert (first.layer, own.layer) == names
    assert (first.explained.layer, own.explained.layer) == (1, 3)
    assert [one.explained.spans[0].airing.layer for one in (first, own)] == [1, 3]
    assert (first.author, first.approvers) == (here.officer.name, (here.leader.name,))
    assert (first.entry, first.recurrence.code) == (kept, "schedules.recurs_daily")
    assert here.dispatch.explain_day("c1", TODAY) == (replace(first, explained=replace(first.explained)),)


def test_what_the_commune_answered_is_told(here: House) -> None:
    """An ordinary item of the province waits in the inbox; placed or declined, the answer and its person are told."""
    operator = Person("op", "truc", "Lê Văn Trực", Role.OPERATOR, "79")
    with here.dispatch.store.begin("test") as tx:
        people.add(tx, operator, "mat-khau-rat-dai")
    every = daily(TODAY, time(17))
    entry = here.entry(here.ready().id, title="Tỉnh", targets=("79",), author=operator.id, recurrence=every)
    here.dispatch.add_entry(entry, operator)
    assert fates(here.dispatch.explain_day("c1", TODAY)) == [("Tỉnh", "waiting", ["waits_in_inbox"])]
    assert fates(here.dispatch.explain_day("79", TODAY)) == [("Tỉnh", "waiting", ["waits_in_inbox"])]
    (offered,) = (one for one in here.dispatch.arrivals("c1").items if one.key.locality == "c1")
    here.dispatch.decline(offered.key, here.leader, reason="Đã phát tuần trước")
    (told,) = here.dispatch.explain_day("c1", TODAY)
    assert (told.explained.fate, told.explained.reasons[0].code) == (Fate.REFUSED, "schedules.offer_declined")
    assert told.explained.reasons[0]["by"] == here.leader.name
    assert told.explained.reasons[0]["reason"] == "Đã phát tuần trước"
    assert fates(here.dispatch.explain_day("c2", TODAY)) == [("Tỉnh", "waiting", ["waits_in_inbox"])]


def test_what_was_cancelled_is_told(here: House) -> None:
    """An entry all of whose bulletins were cancelled stands in the day with that reason."""
    ready = here.ready()
    here.dispatch.add_entry(here.entry(ready.id), here.officer)
    here.dispatch.cancel_bulletin(ready.id, here.officer, reason="sai giờ")
    (told,) = here.dispatch.explain_day("c1", TODAY)
    assert (told.explained.fate, told.explained.reasons[0].code) == (Fate.REFUSED, "schedules.bulletin_cancelled")


@pytest.mark.slow
def test_a_day_costs_the_same_questions_however_much_sounds(here: House) -> None:
    """The database is asked as often for an entry that sounds once as for twelve that sound four times a day."""
    ready = here.ready()
    here.dispatch.add_entry(here.entry(ready.id, recurrence=daily(TODAY, time(6))), here.officer)
    with asked() as few:
        assert len(here.dispatch.explain_day("station:st-1", TODAY)) == 1
    for number in range(11):
        times = [time(7 + 3 * n, 5 * number) for n in range(4)]
        here.dispatch.add_entry(here.entry(ready.id, recurrence=daily(TODAY, *times)), here.officer)
    with asked() as many:
        assert len(here.dispatch.explain_day("station:st-1", TODAY)) == 45
    assert len(many) == len(few)


@pytest.mark.slow
def test_two_days_are_explained_as_each_alone(here: House) -> None:
    """Asking for two days together answers what asking twice does: heard, waiting for one person or another."""
    ready, waiting = here.ready(), here.submitted(text="Mai cúp nước.")
    for entry in (
        here.entry(ready.id, title="Ngày", recurrence=daily(TODAY, time(6), time(17))),
        here.entry(waiting.id, title="Chờ", recurrence=daily(TODAY, time(17))),
        here.entry(ready.id, title="Tối", recurrence=daily(TODAY, time(21, 15)), outside_reason="Bão số 3"),
        here.entry(ready.id, title="Riêng", recurrence=daily(TODAY, time(6)), targets=(), stations=("st-1",)),
    ):
        here.dispatch.add_entry(entry, here.officer)
    explain = here.dispatch.explain_day
    both = explain("station:st-1", TODAY, days=2)
    assert both == explain("station:st-1", TODAY) + explain("station:st-1", TODAY + timedelta(days=1))
    assert {one.explained.fate for one in both} == {Fate.SOUNDS, Fate.WAITING}


@pytest.mark.slow
@pytest.mark.parametrize("waits", ["nothing", "approval", "a second person", "a programme"])
def test_what_is_foreseen_is_never_taken_for_what_stands(here: House, waits: str) -> None:
    """A place is compiled once where nothing waits, twice where something does; the answer is that of both."""
    kept = {
        "nothing": lambda: here.entry(here.ready().id),
        "approval": lambda: here.entry(here.submitted(text="Mai cúp nước.").id),
        "a second person": lambda: here.entry(here.ready().id, recurrence=daily(TODAY, time(21)), outside_reason="Bão"),
        "a programme": lambda: here.entry(programme=TEMPLATE),
    }
    here.dispatch.add_entry(kept[waits](), here.officer)
    with here.dispatch.store.read() as tx:
        layer = here.dispatch._layer(tx, "c1", depth=1, day=TODAY, days=1)
        assert layer.compiled == here.dispatch.compiled(tx, "c1", day=TODAY)
        assert layer.foreseen == here.dispatch.compiled(tx, "c1", day=TODAY, foreseen=True)
    assert (layer.compiled is layer.foreseen) == (waits == "nothing")


def test_every_state_that_cannot_sound_has_a_reason() -> None:
    """No state of a bulletin is forgotten."""
    assert set(OBSTACLES) == set(State) - PLAYABLE
