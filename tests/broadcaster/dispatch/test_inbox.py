"""A commune answers what the province offers: it places, declines and changes its mind, and nothing else may happen."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from broadcaster.accounts import Person, Role
from broadcaster.dispatch import Offer, Placed
from broadcaster.errors import BroadcasterError, Denied, Missing, Refused
from broadcaster.inbox import Arrival, Key, State
from broadcaster.localities import Kind, Locality
from broadcaster.plans import Entry
from broadcaster.store import inbox, localities, people, plans
from schedules.priority import Priority
from schedules.recurrence import daily, once
from schedules.windows import Rules, Window
from tests.house import START, House

DAILY = daily(START.date(), time(17))
FIVE = datetime(2026, 11, 23, 10, tzinfo=UTC)


@pytest.fixture
def operator(here: House) -> Person:
    """Somebody of the province who schedules."""
    person = Person("op", "truc", "Lê Văn Trực", Role.OPERATOR, "79")
    with here.dispatch.store.begin("test") as tx:
        people.add(tx, person, "một câu dài dễ nhớ")
    return person


@pytest.fixture
def wish(here: House, operator: Person) -> Entry:
    """What the province asks every commune for, every day at 17:00."""
    plain = here.entry(here.ready().id, targets=("79",), title="Tin tỉnh", author=operator.id, recurrence=DAILY)
    return here.dispatch.add_entry(plain, operator).entry


@pytest.fixture
def key(wish: Entry) -> Key:
    """Its arrival in the officer's commune."""
    return Key("c1", wish.id, wish.bulletin_ids[0])


def state(here: House, key: Key) -> State:
    """Return what became of an arrival."""
    with here.dispatch.store.read() as tx:
        return inbox.find(tx, key).state


def offered(here: House, key: Key) -> Offer:
    """Return what placing an arrival would do at its suggested time."""
    (found,) = here.dispatch.offers([key])
    return found


def heard(here: House, scope: str) -> list[tuple[str, datetime]]:
    """Return what a place hears today and when, after everything due was published."""
    here.dispatch.publish_due()
    found = here.dispatch.airings_between(scope, START, START + timedelta(hours=15))
    return [(one.title, one.start) for one in found]


def test_a_placed_bulletin_sounds_in_its_commune_only(here: House, key: Key, operator: Person) -> None:
    """One tap makes an ordinary entry of the commune's own, when the province asked for it; the province sees it."""
    offer = offered(here, key)
    assert (offer.as_wished, offer.consequence.first, offer.consequence.stations) == (True, FIVE, 1)
    assert offer.bulletin is not None
    placed = here.dispatch.place(key, offer.recurrence, here.officer)
    assert (placed.entry.priority, placed.entry.targets, placed.entry.author) == (
        Priority.ORDINARY,
        ("c1",),
        here.officer.id,
    )
    assert heard(here, "station:st-1") == [("Tin tỉnh", FIVE)]
    assert heard(here, "c2") == []
    assert here.dispatch.answers(key.entry_id) == {State.PLACED: 1, State.WAITING: 1}
    assert here.dispatch.arrivals("c1").items == ()
    assert [one.key.locality for one in here.dispatch.arrivals("79").items] == ["c2"]


def test_placing_can_be_undone(here: House, key: Key) -> None:
    """The entry ends, the bulletin waits again and can be placed anew; undoing twice is told."""
    here.dispatch.place(key, DAILY, here.officer)
    assert here.dispatch.undo_answer(key, here.officer).state is State.WAITING
    assert heard(here, "c1") == []
    with pytest.raises(Refused) as caught:
        here.dispatch.undo_answer(key, here.officer)
    assert caught.value.code == "inbox.nothing_to_undo"
    again = here.dispatch.place(key, DAILY, here.officer)
    here.dispatch.end_entry(again.entry.id, here.officer, reason="")
    assert here.dispatch.undo_answer(key, here.officer).state is State.WAITING


def test_declining_names_a_reason_and_can_be_undone(here: House, key: Key) -> None:
    """The province reads why; the commune may change its mind."""
    with pytest.raises(Refused) as caught:
        here.dispatch.decline(key, here.officer, reason=" ")
    assert caught.value.code == "inbox.reason_missing"
    declined = here.dispatch.decline(key, here.officer, reason="Đã phát tuần trước")
    assert (declined.state, declined.reason, declined.by) == (State.DECLINED, "Đã phát tuần trước", here.officer.id)
    assert heard(here, "c1") == []
    assert here.dispatch.undo_answer(key, here.officer) == Arrival(key, START)


def test_a_taken_place_moves_the_suggestion(here: House, key: Key) -> None:
    """Where the commune sounds something at that time already, the next free minute is suggested, on the same days."""
    own = here.dispatch.add_entry(here.entry(here.ready().id, recurrence=DAILY), here.officer)
    here.dispatch.publish_due()
    offer = offered(here, key)
    ends = FIVE + own.consequence.duration
    assert not offer.as_wished
    assert offer.recurrence.rule == DAILY.rule
    assert offer.consequence.first is not None
    assert ends <= offer.consequence.first < ends + timedelta(minutes=1)
    assert offer.consequence.overlaps == ()
    assert here.dispatch.offer(key, DAILY).consequence.overlaps


def test_the_communes_own_hours_move_the_suggestion(here: House, key: Key) -> None:
    """What the province wishes for when this commune is quiet is suggested for when it opens."""
    with here.dispatch.store.begin("test") as tx:
        localities.set_rules(tx, "c1", Rules((Window(time(6), time(9)),)))
    offer = offered(here, key)
    assert offer.consequence.first == START + timedelta(days=1, hours=-2)
    placed = here.dispatch.place(key, offer.recurrence, here.officer)
    assert placed.consequence.first == START + timedelta(days=1, hours=-2)
    with here.dispatch.store.begin("test") as tx:
        localities.set_rules(tx, "c2", Rules(()))
    silent = offered(here, key._replace(locality="c2"))
    assert (silent.as_wished, silent.consequence.first) == (True, None)


@pytest.mark.slow
def test_each_bulletin_of_a_wish_is_answered_alone(here: House, operator: Person) -> None:
    """One of two is placed under its own name, the other declined."""
    first, second = here.ready(), here.ready(title="Thu gom rác", text="Ngày mai thu gom rác cồng kềnh.")
    plain = here.entry(first.id, second.id, targets=("79",), author=operator.id, recurrence=DAILY)
    entry = here.dispatch.add_entry(plain, operator).entry
    keys = [Key("c1", entry.id, one.id) for one in (first, second)]
    placed = here.dispatch.place(keys[1], DAILY, here.officer)
    here.dispatch.decline(keys[0], here.officer, reason="Không hợp")
    assert (placed.entry.title, placed.entry.bulletin_ids) == ("Thu gom rác", (second.id,))
    assert here.dispatch.answers(entry.id)[State.PLACED] == 1


def test_two_people_answer_at_once(here: House, key: Key) -> None:
    """The slower one changes nothing and is told; no second entry is left behind."""
    here.dispatch.place(key, DAILY, here.officer)
    for late in (
        lambda: here.dispatch.place(key, DAILY, here.leader),
        lambda: here.dispatch.decline(key, here.leader, reason="Không hợp"),
    ):
        with pytest.raises(Refused) as caught:
            late()
        assert caught.value.code == "inbox.decided"
    with here.dispatch.store.read() as tx:
        assert len(plans.listed(tx, "c1", ended=False).items) == 1


def merge(here: House) -> None:
    """Merge the commune into its neighbour."""
    with here.dispatch.store.begin("test") as tx:
        localities.merge(tx, ["c1"], "c2")


FAULTS: list[tuple[str, Callable[[House, Person, Entry], object]]] = [
    ("inbox.withdrawn", lambda here, by, wish: here.dispatch.end_entry(wish.id, by, reason="")),
    ("inbox.expired", lambda here, by, wish: setattr(here.clock, "moment", START + timedelta(days=400))),
    ("locality.retired", lambda here, by, wish: merge(here)),
    ("bulletin.ended", lambda here, by, wish: here.dispatch.cancel_bulletin(wish.bulletin_ids[0], by, reason="")),
]


@pytest.mark.parametrize(("code", "happens"), FAULTS, ids=[code for code, _ in FAULTS])
def test_what_happened_meanwhile_is_told(
    here: House, operator: Person, code: str, happens: Callable[[House, Person, Entry], object]
) -> None:
    """Withdrawn, out of date, merged, cancelled while the page was open: placing is refused, each in its own words."""
    year = daily(START.date(), time(17), last=START.date() + timedelta(days=300))
    plain = here.entry(here.ready().id, targets=("79",), author=operator.id, recurrence=year)
    wish = here.dispatch.add_entry(plain, operator).entry
    happens(here, operator, wish)
    with pytest.raises(Refused) as caught:
        here.dispatch.place(Key("c1", wish.id, wish.bulletin_ids[0]), DAILY, here.officer)
    assert caught.value.code == code


def test_an_answer_can_be_undone_after_the_offer_is_gone(here: House, wish: Entry, key: Key, operator: Person) -> None:
    """The commune takes its entry out; what the province has withdrawn does not wait again."""
    here.dispatch.place(key, DAILY, here.officer)
    here.dispatch.end_entry(wish.id, operator, reason="")
    assert heard(here, "c1") == [("Tin tỉnh", FIVE)]
    assert here.dispatch.undo_answer(key, here.officer).state is State.EXPIRED
    assert heard(here, "c1") == []


def test_only_the_communes_people_answer(here: House, key: Key, operator: Person) -> None:
    """Another commune's officer, and one who does not schedule, are denied; nothing is answered."""
    stranger = replace(here.officer, scope="c2")
    asks: list[Callable[[Person], object]] = [
        lambda by: here.dispatch.place(key, DAILY, by),
        lambda by: here.dispatch.decline(key, by, reason="Không hợp"),
        lambda by: here.dispatch.undo_answer(key, by),
    ]
    for person in (stranger, replace(here.officer, role=Role.TECHNICIAN), here.administrator):
        for ask in asks:
            with pytest.raises(Denied):
                ask(person)
    assert state(here, key) is State.WAITING
    with pytest.raises(Missing):
        here.dispatch.decline(key._replace(bulletin_id="none"), here.officer, reason="x")


def test_the_province_may_answer_for_a_commune(here: House, key: Key, operator: Person) -> None:
    """Where a commune has nobody, the province places for it; it is then the commune's entry and sounds."""
    placed = here.dispatch.place(key, DAILY, operator)
    assert placed.entry.author == operator.id
    assert heard(here, "c1") == [("Tin tỉnh", FIVE)]
    here.dispatch.end_entry(placed.entry.id, operator, reason="")
    here.dispatch.reinstate_entry(placed.entry.id, operator)
    assert heard(here, "c1") == [("Tin tỉnh", FIVE)]


def test_a_time_that_is_not_allowed_is_refused(here: House, key: Key) -> None:
    """The commune's rules hold for what it takes in as for its own; nothing is answered by a refused try."""
    asks: list[Callable[[], Placed]] = [
        lambda: here.dispatch.place(key, once(START.date() + timedelta(days=1), time(3, 15)), here.officer),
        lambda: here.dispatch.place(key, once(START.date(), time(7)), here.officer),
    ]
    for ask in asks:
        with pytest.raises(BroadcasterError):
            ask()
    assert state(here, key) is State.WAITING
    assert here.dispatch.arrivals("c1", states={State.PLACED}).items == ()


def test_a_wish_for_part_of_a_commune_stays_there(here: House, operator: Person) -> None:
    """What was meant for one hamlet is placed in that hamlet."""
    with here.dispatch.store.begin("test") as tx:
        localities.add(tx, Locality("h2", "Khu phố 2", Kind.HAMLET, "c1"))
    plain = here.entry(here.ready().id, targets=("h1",), author=operator.id, recurrence=DAILY)
    entry = here.dispatch.add_entry(plain, operator).entry
    placed = here.dispatch.place(Key("c1", entry.id, entry.bulletin_ids[0]), DAILY, here.officer)
    assert placed.entry.targets == ("h1",)
    assert heard(here, "h2") == []
