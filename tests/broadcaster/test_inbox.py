"""Who is offered an ordinary bulletin, how a commune answers, and when it would place it."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster import inbox
from broadcaster.errors import Refused
from broadcaster.inbox import Arrival, Key, Share, State
from broadcaster.localities import Kind, Locality, Tree
from broadcaster.plans import Entry
from schedules.priority import Priority
from schedules.programme import Fill, FixedBulletin, Programme
from schedules.recurrence import Recurrence, daily, monthly, once, weekly

NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)
DAY = date(2026, 11, 23)
TREE = Tree.of(
    (
        Locality("79", "Tỉnh", Kind.PROVINCE),
        Locality("g1", "Khu vực Dĩ An", Kind.GROUP, "79"),
        Locality("c1", "Phường Dĩ An", Kind.COMMUNE, "g1"),
        Locality("h1", "Khu phố 1", Kind.HAMLET, "c1"),
        Locality("h2", "Khu phố 2", Kind.HAMLET, "c1"),
        Locality("c2", "Xã Phú Giáo", Kind.COMMUNE, "79"),
        Locality("c3", "Xã Cũ", Kind.COMMUNE, "c2", merged_into="c2", retired_at=NOW),
        Locality("h3", "Ấp 3", Kind.HAMLET, "c3"),
    )
)
HOMES = {"st-1": "h1", "st-2": "c2", "st-0": "79"}
WAITING = Arrival(Key("c1", "e1", "b1"), NOW)


def entry(*targets: str, **changes: object) -> Entry:
    """Return the province's ordinary entry."""
    plain = Entry("e1", "Tin tỉnh", targets, ("b1",), once(DAY, time(17)), "truc", NOW)
    return replace(plain, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("made", "scope", "wanted"),
    [
        (entry("79"), "79", (Share("c1", ("c1",)), Share("c2", ("c2",)))),
        (entry("g1"), "79", (Share("c1", ("c1",)),)),
        (entry("79", priority=Priority.PRIORITY), "79", ()),
        (entry("79", priority=Priority.EMERGENCY), "79", ()),
        (entry("c1"), "79", (Share("c1", ("c1",)),)),
        (entry("h1", "h2"), "g1", (Share("c1", ("h1", "h2")),)),
        (entry("c1"), "c1", ()),
        (entry("h1"), "h1", ()),
        (entry("c2"), "g1", ()),
        (entry("c1"), "", ()),
        (entry("h3"), "79", (Share("c2", ("h3",)),)),
        (entry(stations=("st-1", "st-2")), "79", (Share("c1", (), ("st-1",)), Share("c2", (), ("st-2",)))),
        (entry("h2", stations=("st-1",)), "79", (Share("c1", ("h2",), ("st-1",)),)),
        (entry(stations=("st-0",)), "79", ()),
        (entry(stations=("st-1",)), "c1", ()),
    ],
)
def test_who_is_asked(made: Entry, scope: str, wanted: tuple[Share, ...]) -> None:
    """What comes from above is offered to each living commune, with the places inside it; its own plans are not."""
    found = inbox.shares(made, TREE, homes=HOMES, author_scope=scope)
    assert sorted(found, key=lambda one: one.commune) == list(wanted)


@pytest.mark.parametrize(
    ("place", "scope", "communes"), [("79", "79", ("c1", "c2")), ("h1", "79", ("c1",)), ("c1", "c1", ())]
)
def test_who_would_be_asked(place: str, scope: str, communes: tuple[str, ...]) -> None:
    """The same is known before anything is written."""
    assert tuple(sorted(inbox.asked(place, TREE, scope))) == communes


@pytest.mark.parametrize(
    ("priority", "code", "sounds"),
    [
        (Priority.ORDINARY, "79", False),
        (Priority.ORDINARY, "g1", False),
        (Priority.ORDINARY, "c1", True),
        (Priority.PRIORITY, "79", True),
        (Priority.EMERGENCY, "g1", True),
    ],
)
def test_what_sounds_by_itself(priority: Priority, code: str, sounds: bool) -> None:
    """Above the communes only priority and emergency sound."""
    assert inbox.sounds_by_itself(entry("79", priority=priority), code, TREE) is sounds


def test_each_bulletin_arrives_once() -> None:
    """A bulletin said twice is one arrival; a programme without fixed bulletins arrives whole."""
    share = Share("c1", ("c1",))
    assert inbox.keys(entry("79", bulletin_ids=("b1", "b2", "b1")), share) == (
        Key("c1", "e1", "b1"),
        Key("c1", "e1", "b2"),
    )
    assert inbox.keys(entry("79", bulletin_ids=()), share) == (Key("c1", "e1", ""),)
    template = Programme(timedelta(minutes=30), (FixedBulletin("b1"), Fill(frozenset({1}))))
    assert inbox.keys(entry("79", programme=template), share) == (Key("c1", "e1", ""),)


def test_placing_and_declining_can_be_undone() -> None:
    """An answer names who, when and what; undone, the arrival waits as before."""
    placed = inbox.place(WAITING, "mai", NOW, entry_id="e2")
    assert (placed.state, placed.by, placed.decided_at, placed.placed_entry) == (State.PLACED, "mai", NOW, "e2")
    declined = inbox.decline(WAITING, "mai", NOW, reason=" đã phát  tuần trước ")
    assert (declined.state, declined.reason) == (State.DECLINED, "đã phát tuần trước")
    assert inbox.undo(placed) == inbox.undo(declined) == WAITING


def test_declining_needs_a_reason() -> None:
    """The level above is told why."""
    with pytest.raises(Refused) as caught:
        inbox.decline(WAITING, "mai", NOW, reason=" ")
    assert (caught.value.code, caught.value.field) == ("inbox.reason_missing", "reason")


def test_only_what_waits_is_answered() -> None:
    """A second answer, an answer to what has expired, and an undo of nothing are refused, each in its own words."""
    placed = inbox.place(WAITING, "mai", NOW, entry_id="e2")
    expired = inbox.expire(WAITING, NOW)
    refused = [
        (lambda: inbox.place(placed, "lan", NOW, entry_id="e3"), "inbox.decided"),
        (lambda: inbox.decline(placed, "lan", NOW, reason="x"), "inbox.decided"),
        (lambda: inbox.place(expired, "lan", NOW, entry_id="e3"), "inbox.expired"),
        (lambda: inbox.undo(expired), "inbox.expired"),
        (lambda: inbox.undo(WAITING), "inbox.nothing_to_undo"),
    ]
    for ask, code in refused:
        with pytest.raises(Refused) as caught:
            ask()
        assert caught.value.code == code


def test_only_what_waits_expires() -> None:
    """What the commune answered stays answered."""
    placed = inbox.place(WAITING, "mai", NOW, entry_id="e2")
    assert inbox.expire(placed, NOW) is placed
    assert inbox.expire(WAITING, NOW) == replace(WAITING, state=State.EXPIRED, decided_at=NOW)


@pytest.mark.parametrize(
    ("wish", "wanted"),
    [
        (once(DAY, time(17)), once(DAY, time(17, 10))),
        (daily(DAY, time(17)), daily(DAY, time(17, 10))),
        (weekly(DAY, frozenset({0, 2}), time(17)), weekly(DAY, frozenset({0, 2}), time(17, 10))),
        (monthly(DAY, frozenset({23}), time(17)), monthly(DAY, frozenset({23}), time(17, 10))),
        (weekly(DAY, frozenset({1}), time(17)), once(DAY, time(17, 10))),
        (daily(DAY, time(5, 30), time(17)), once(DAY, time(17, 10))),
        (Recurrence(DAY, (time(17),), "FREQ=YEARLY"), once(DAY, time(17, 10))),
        (replace(daily(DAY, time(17)), skipped=frozenset({datetime(2026, 11, 24, 17)})), once(DAY, time(17, 10))),
        (replace(daily(DAY, time(17)), extra=frozenset({datetime(2026, 11, 24, 9)})), once(DAY, time(17, 10))),
    ],
)
def test_a_wish_moves_to_a_free_place(wish: Recurrence, wanted: Recurrence) -> None:
    """The days asked for stay when one line can say it; else the bulletin is placed that once."""
    assert inbox.suggested(wish, datetime(2026, 11, 23, 10, 9, 20, tzinfo=UTC)) == wanted
    assert inbox.suggested(wish, datetime(2026, 11, 23, 10, 10, tzinfo=UTC)) == wanted


@given(st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)), st.sampled_from(["once", "daily", "two"]))
def test_a_moved_wish_begins_where_it_was_free(free: datetime, kind: str) -> None:
    """Wherever the free place lies, the suggestion sounds there, at the next full minute, and at none before."""
    wish = {"once": once(DAY, time(17)), "daily": daily(DAY, time(17)), "two": daily(DAY, time(5), time(17))}[kind]
    moment = free.replace(tzinfo=UTC)
    (*_, found) = inbox.suggested(wish, moment).between(moment, moment + timedelta(minutes=1))
    assert moment <= found < moment + timedelta(minutes=1)


def test_only_a_plain_wish_keeps_its_days() -> None:
    """At another time of day it stays the same wish; what follows no plain rule would become another one."""
    assert inbox.moved(daily(DAY, time(17)), time(6)) == daily(DAY, time(6))
    with pytest.raises(Refused) as caught:
        inbox.moved(daily(DAY, time(5), time(17)), time(6))
    assert caught.value.code == "inbox.not_movable"


def test_the_communes_own_entry() -> None:
    """It is ordinary, of that one bulletin, inside the commune, and carries no permission given to the province."""
    wish = entry("79", bulletin_ids=("b1", "b2"), outside_reason="lệnh", approved_at=NOW, version=4, repeat=2)
    made = inbox.made_entry(
        wish, Share("c1", ("h1",), ("st-1",)), Key("c1", "e1", "b2"), id="e2", recurrence=daily(DAY, time(6))
    )
    assert (made.id, made.targets, made.stations, made.bulletin_ids) == ("e2", ("h1",), ("st-1",), ("b2",))
    assert (made.outside_reason, made.approved_at, made.version, made.repeat) == ("", None, 1, 2)
    whole = inbox.made_entry(
        entry("79", bulletin_ids=()), Share("c1"), Key("c1", "e1", ""), id="e3", recurrence=wish.recurrence
    )
    assert whole.bulletin_ids == ()
