"""Changing what is placed: up to the start, by those who may, never lost, and undone by one step."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from broadcaster.accounts import Person, Role
from broadcaster.amendments import Moved
from broadcaster.bulletins import Bulletin
from broadcaster.errors import BroadcasterError, Denied, Missing, Refused
from broadcaster.plans import Entry
from broadcaster.store import localities, people
from broadcaster.store import plans as plan_rows
from schedules.priority import Priority
from schedules.recurrence import daily, once, weekly
from schedules.windows import NO_RULES
from tests.counting import asked
from tests.house import START, House

MONDAY = START.date()
FIVE = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
DAILY = daily(MONDAY, time(17, 0))


def placed(here: House, **changes: object) -> Entry:
    """Place an entry at 17:00 every day with a bulletin that is ready, and publish."""
    ready = here.ready()
    wish = replace(here.entry(ready.id), recurrence=DAILY)
    entry = here.dispatch.add_entry(replace(wish, **changes), here.officer).entry  # type: ignore[arg-type]
    here.dispatch.publish_due()
    return entry


def heard(here: House, days: int = 2, where: str = "c1") -> list[datetime]:
    """Publish and return when something begins in the next days."""
    here.dispatch.publish_due()
    return [one.start for one in here.dispatch.airings_between(where, START, START + days * DAY)]


def stored(here: House, entry_id: str) -> Entry:
    """Return an entry as stored."""
    with here.dispatch.store.read() as tx:
        return plan_rows.find(tx, entry_id)


def test_everything_can_be_changed(here: House) -> None:
    """The next edition has the entry as it is now; the version before is kept."""
    entry = placed(here)
    changed = replace(entry, title="Tối", recurrence=daily(MONDAY, time(18, 0)), priority=Priority.PRIORITY)
    result = here.dispatch.change_entry(entry.id, changed, here.officer, version=1)
    assert (result.entry.version, result.consequence.first) == (2, FIVE + HOUR)
    assert heard(here) == [FIVE + HOUR, FIVE + HOUR + DAY]
    with here.dispatch.store.read() as tx:
        assert plan_rows.version(tx, entry.id, 1) == entry


def test_two_people_change_at_once(here: House) -> None:
    """The second one is told that somebody was faster, and nothing of theirs is kept."""
    entry = placed(here)
    here.dispatch.change_entry(entry.id, replace(entry, title="Của Mai"), here.officer, version=1)
    with pytest.raises(Refused) as caught:
        here.dispatch.change_entry(entry.id, replace(entry, title="Của Lan"), here.leader, version=1)
    assert caught.value.code == "plan.changed_meanwhile"
    assert stored(here, entry.id).title == "Của Mai"


def test_one_time_is_skipped_and_undone(here: House) -> None:
    """A skipped time leaves the next edition, and comes back by undoing."""
    entry = placed(here)
    here.dispatch.skip_instance(entry.id, FIVE, here.officer)
    assert heard(here) == [FIVE + DAY]
    here.dispatch.undo(entry.id, 1, here.officer)
    assert heard(here) == [FIVE, FIVE + DAY]
    assert stored(here, entry.id).version == 3


def test_one_time_is_moved_and_undone_from_either_side(here: House) -> None:
    """The moved time is an entry of its own; undoing the move ends it and brings the old time back."""
    entry = placed(here)
    moved = here.dispatch.change_instance(entry.id, FIVE, Moved(FIVE + HOUR), here.officer).entry
    assert (moved.origin, moved.origin_at) == (entry.id, FIVE)
    assert heard(here) == [FIVE + HOUR, FIVE + DAY]
    here.dispatch.undo(moved.id, 0, here.officer)
    assert heard(here) == [FIVE, FIVE + DAY]
    again = here.dispatch.change_instance(entry.id, FIVE, Moved(FIVE + 2 * HOUR), here.officer).entry
    here.dispatch.undo(entry.id, 1, here.officer)
    assert heard(here) == [FIVE, FIVE + DAY]
    assert stored(here, again.id).ended_at == START


def test_a_single_time_moves_itself(here: House) -> None:
    """An entry that sounds once keeps its id when it is moved."""
    entry = placed(here, recurrence=once(MONDAY, time(17)))
    moved = here.dispatch.move(entry.id, FIVE, here.officer, moved=Moved(FIVE + HOUR))
    assert (moved.entry.id, moved.entry.version) == (entry.id, 2)
    assert heard(here) == [FIVE + HOUR]


def test_all_times_move_together(here: House) -> None:
    """Asked for all days, the time of day moves on each of them."""
    entry = placed(here)
    here.dispatch.move(entry.id, FIVE, here.officer, moved=Moved(FIVE + HOUR), every=True)
    assert heard(here) == [FIVE + HOUR, FIVE + HOUR + DAY]


@pytest.mark.slow
def test_what_a_move_would_do_is_told_before(here: House) -> None:
    """Five minutes later collides with nothing of its own, repeating makes it longer, and nothing is kept."""
    entry = placed(here)
    length = here.dispatch.foresee(entry).duration
    later = FIVE + timedelta(seconds=10)
    told = here.dispatch.foresee_move(entry.id, FIVE, moved=Moved(later, 3)).consequence
    assert (told.first, told.duration, told.overlaps) == (later, length * 3, ())
    always = here.dispatch.foresee_move(entry.id, FIVE, moved=Moved(FIVE + HOUR, 2, entry.bulletin_ids), every=True)
    assert always.consequence.starts[:2] == (FIVE + HOUR, FIVE + HOUR + DAY)
    assert stored(here, entry.id) == entry
    alone = placed(here, recurrence=once(MONDAY, time(19)))
    single = here.dispatch.foresee_move(alone.id, FIVE + 2 * HOUR, moved=Moved(FIVE + 3 * HOUR))
    assert single.entry.id == alone.id


def test_a_day_is_copied_and_undone_whole(here: House) -> None:
    """What only sounds on the one day is made for the other; what recurs there is not doubled; one undo ends all."""
    placed(here)
    alone = placed(here, recurrence=once(MONDAY, time(18), time(19)))
    copied = here.dispatch.copy_day("c1", MONDAY, here.officer, to=MONDAY + DAY)
    assert [one.title for one in copied.placed] == [alone.title]
    tuesday = [FIVE + DAY, FIVE + DAY + HOUR, FIVE + DAY + 2 * HOUR]
    assert heard(here)[-3:] == tuesday
    with pytest.raises(Refused) as caught:
        here.dispatch.copy_day("c1", MONDAY, here.officer, to=MONDAY + DAY)
    assert caught.value.code == "plan.nothing_to_copy"
    assert here.dispatch.undo_copy(copied.batch, here.officer) == 1
    assert heard(here)[-1:] == [FIVE + DAY]
    assert here.dispatch.undo_copy(copied.batch, here.officer) == 0


def test_a_week_is_copied_day_by_day(here: House) -> None:
    """Each day goes to its own weekday."""
    placed(here, recurrence=once(MONDAY, time(18)), title="Thứ Hai")
    placed(here, recurrence=once(MONDAY + DAY, time(18)), title="Thứ Ba")
    copied = here.dispatch.copy_week("c1", MONDAY, here.officer, to=MONDAY + 7 * DAY)
    firsts = {one.title: one.recurrence.next_after(START) for one in copied.placed}
    assert firsts == {"Thứ Hai": FIVE + HOUR + 7 * DAY, "Thứ Ba": FIVE + HOUR + 8 * DAY}
    assert FIVE + HOUR + 7 * DAY in heard(here, 9)


def test_what_cannot_sound_there_is_left_out(here: House) -> None:
    """A bulletin that was cancelled is not copied; alone it makes the copying fail with its reason."""
    entry = placed(here, recurrence=once(MONDAY, time(18)))
    here.dispatch.cancel_bulletin(entry.bulletin_ids[0], here.officer, reason="nhầm")
    with pytest.raises(Refused) as caught:
        here.dispatch.copy_day("c1", MONDAY, here.officer, to=MONDAY + DAY)
    assert caught.value.code == "bulletin.ended"
    other = placed(here, recurrence=once(MONDAY, time(19)), title="Khác")
    copied = here.dispatch.copy_day("c1", MONDAY, here.officer, to=MONDAY + DAY)
    assert [one.title for one in copied.placed] == [other.title]
    assert [(one.title, one.fault.code) for one in copied.left_out] == [(entry.title, "bulletin.ended")]


def singles(here: House, bulletin: Bulletin, day: date, *hours: int) -> None:
    """Place a bulletin at each of these hours of one day, each time as an entry of its own."""
    for hour in hours:
        wish = here.entry(bulletin.id, title=f"{hour} giờ", recurrence=once(day, time(hour)))
        here.dispatch.add_entry(wish, here.officer)


@pytest.mark.slow
def test_copying_costs_the_same_questions_however_much_there_is(here: House) -> None:
    """The database is asked as often for two single programmes as for fourteen, and all of them are made."""
    bulletin = here.ready()
    spent: list[list[int]] = []
    for day, hours in ((MONDAY + DAY, (6, 7)), (MONDAY + 2 * DAY, range(6, 20))):
        singles(here, bulletin, day, *hours)
        with asked() as sent:
            copied = here.dispatch.copy_day("c1", day, here.officer, to=day + 3 * DAY)
        assert {one.title for one in copied.placed} == {f"{hour} giờ" for hour in hours}
        spent.append([sum(one.startswith(verb) for one in sent) for verb in ("SELECT", "INSERT")])
    (read, written), (read_for_many, written_for_many) = spent
    assert read_for_many == read
    # One long row more or less: the driver cuts what is written at once into pieces.
    assert written_for_many <= written + 1


def test_what_was_copied_is_exactly_what_will_sound(here: House) -> None:
    """Where the day has no room for all, those made are those that sound, and each of the others says why."""
    bulletin = here.ready()
    singles(here, bulletin, MONDAY + DAY, 18, 8, 12, 15)
    singles(here, bulletin, MONDAY + 2 * DAY, 10)
    with here.dispatch.store.begin("test") as tx:
        localities.set_rules(tx, "c1", replace(NO_RULES, sessions_per_day=2))
    copied = here.dispatch.copy_day("c1", MONDAY + DAY, here.officer, to=MONDAY + 2 * DAY)
    here.dispatch.publish_due()
    wednesday = here.dispatch.airings_between("c1", START + 40 * HOUR, START + 63 * HOUR)
    assert [one.title for one in wednesday] == ["8 giờ", "10 giờ"]
    assert [one.title for one in copied.placed] == ["8 giờ"]
    codes = {one.title: one.fault.code for one in copied.left_out}
    assert codes == dict.fromkeys(("12 giờ", "15 giờ", "18 giờ"), "schedules.too_many_sessions")
    assert here.dispatch.undo_copy(copied.batch, here.officer) == 1


def test_what_the_province_copies_waits_in_the_inboxes(here: House) -> None:
    """An ordinary programme the province copies is offered to the communes as the first one was."""
    operator = Person("op", "truc", "Lê Văn Trực", Role.OPERATOR, "79")
    with here.dispatch.store.begin("test") as tx:
        people.add(tx, operator, "mat-khau-rat-dai")
    wish = here.entry(here.ready().id, targets=("79",), author=operator.id, recurrence=once(MONDAY, time(18)))
    here.dispatch.add_entry(wish, operator)
    (made,) = here.dispatch.copy_day("79", MONDAY, operator, to=MONDAY + DAY).placed
    offered = {(one.key.locality, one.key.entry_id) for one in here.dispatch.arrivals("79").items}
    assert {("c1", made.id), ("c2", made.id)} <= offered
    assert heard(here, 3) == []


def test_an_ending_is_undone_by_its_version(here: House) -> None:
    """Undo knows ends too: the version before the end comes back as a new one."""
    entry = placed(here)
    here.dispatch.end_entry(entry.id, here.officer, reason="đổi giờ")
    again = here.dispatch.undo(entry.id, 1, here.officer)
    assert (again.entry.ended_at, again.entry.version) == (None, 3)
    ended = here.dispatch.undo(entry.id, 2, here.officer)
    assert ended.entry.ended_at == START
    assert heard(here) == []


def test_undoing_spares_what_others_did_meanwhile(here: House) -> None:
    """Whoever undoes what they saw is told when somebody has changed the entry since; nothing is lost."""
    entry = placed(here)
    here.dispatch.skip_instance(entry.id, FIVE, here.officer)
    now = stored(here, entry.id)
    here.dispatch.change_entry(entry.id, replace(now, title="Của Lan"), here.leader, version=2)
    with pytest.raises(Refused) as caught:
        here.dispatch.undo(entry.id, 1, here.officer, newest=2)
    assert caught.value.code == "plan.changed_meanwhile"
    assert stored(here, entry.id).title == "Của Lan"


def test_up_to_the_start_and_not_after(here: House) -> None:
    """A second before the start a change is taken; once it sounds the reader learns until when to wait."""
    entry = placed(here)
    here.clock.moment = FIVE - timedelta(seconds=1)
    here.dispatch.change_entry(entry.id, replace(entry, repeat=2), here.officer, version=1)
    here.dispatch.publish_due()
    here.clock.moment = FIVE + timedelta(seconds=2)
    now = stored(here, entry.id)
    with pytest.raises(Refused) as caught:
        here.dispatch.change_entry(entry.id, replace(now, repeat=3), here.officer, version=2)
    assert caught.value.code == "plan.on_air"
    with pytest.raises(Refused) as started:
        here.dispatch.skip_instance(entry.id, FIVE, here.officer)
    assert started.value.code == "plan.started"
    kept = replace(now, recurrence=daily(MONDAY, time(17), time(20)))
    assert here.dispatch.change_entry(entry.id, kept, here.officer, version=2).entry.version == 3


def test_going_ahead_needs_a_right(here: House) -> None:
    """An officer may confirm to beat what their own level placed, never what the province did."""
    entry = placed(here)
    province = replace(here.officer, scope="79")
    theirs = here.dispatch.add_entry(replace(here.entry(entry.bulletin_ids[0]), targets=("79",)), province).entry
    wish = here.entry(entry.bulletin_ids[0], ahead_of=(entry.id,))
    assert here.dispatch.add_entry(wish, here.officer).entry.ahead_of == (entry.id,)
    with pytest.raises(Refused) as caught:
        here.dispatch.add_entry(here.entry(entry.bulletin_ids[0], ahead_of=(theirs.id,)), here.officer)
    assert caught.value.code == "plan.not_yours_to_beat"


def not_allowed(here: House, entry: Entry) -> list[Callable[[], object]]:
    """Return every change, asked for by somebody of another commune."""
    stranger = replace(here.officer, scope="c2")
    change = here.dispatch
    return [
        lambda: change.change_entry(entry.id, entry, stranger, version=1),
        lambda: change.skip_instance(entry.id, FIVE, stranger),
        lambda: change.change_instance(entry.id, FIVE, Moved(FIVE + HOUR), stranger),
        lambda: change.move(entry.id, FIVE, stranger, moved=Moved(FIVE + HOUR), every=True),
        lambda: change.copy_day("c1", MONDAY, stranger, to=MONDAY + DAY),
        lambda: change.undo(entry.id, 0, stranger),
    ]


def test_strangers_change_nothing(here: House) -> None:
    """Whoever may not schedule there is denied each of these steps, and nothing changes."""
    entry = placed(here, recurrence=weekly(MONDAY, frozenset({0}), time(17)))
    for attempt in not_allowed(here, entry):
        with pytest.raises(Denied):
            attempt()
    assert stored(here, entry.id) == entry


@pytest.mark.parametrize(
    ("ask", "code"),
    [
        (lambda here, one: here.dispatch.undo(one.id, 7, here.officer), "plan.version_missing"),
        (lambda here, one: here.dispatch.skip_instance(one.id, FIVE + HOUR, here.officer), "plan.no_such_time"),
        (lambda here, one: here.dispatch.copy_day("c1", MONDAY, here.officer, to=MONDAY), "plan.copy_onto_itself"),
        (
            lambda here, one: here.dispatch.move(one.id, FIVE, here.officer, moved=Moved(FIVE + DAY), every=True),
            "plan.other_day",
        ),
        (
            lambda here, one: here.dispatch.change_instance(one.id, FIVE, Moved(START - HOUR), here.officer),
            "plan.in_the_past",
        ),
    ],
)
def test_what_is_not_there_is_named(here: House, ask: Callable[[House, Entry], object], code: str) -> None:
    """A version, a time, a day that cannot be: refused by name, and the entry stays as it was."""
    entry = placed(here)
    with pytest.raises(BroadcasterError) as caught:
        ask(here, entry)
    assert caught.value.code == code
    assert isinstance(caught.value, Refused | Missing)
    assert stored(here, entry.id) == entry


def test_an_ended_entry_is_not_changed(here: House) -> None:
    """What has ended is brought back first."""
    entry = placed(here)
    here.dispatch.end_entry(entry.id, here.officer, reason="")
    with pytest.raises(Refused) as caught:
        here.dispatch.change_entry(entry.id, entry, here.officer, version=2)
    assert caught.value.code == "plan.ended"


def test_days_are_local(here: House) -> None:
    """Half past five in the morning belongs to the day people call it."""
    placed(here, recurrence=once(date(2026, 11, 24), time(5, 30)))
    copied = here.dispatch.copy_day("c1", date(2026, 11, 24), here.officer, to=date(2026, 11, 25))
    assert copied.placed[0].recurrence.next_after(START) == datetime(2026, 11, 24, 22, 30, tzinfo=UTC)
