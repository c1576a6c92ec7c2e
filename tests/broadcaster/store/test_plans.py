"""Schedule entries in the store."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from sqlalchemy import select, update

from broadcaster import plans as domain
from broadcaster.errors import BroadcasterError, Missing, Refused
from broadcaster.plans import Entry
from broadcaster.store import Slice, Store, audit, plans
from broadcaster.store.tables import entry_versions
from schedules.priority import Priority
from schedules.programme import Fill, Ident, Programme
from schedules.recurrence import Recurrence, daily
from schedules.timetable import Late, Resume

from .conftest import START, Watch, add_bulletins

FULL = Entry(
    "full",
    "Lịch sáng",
    ("dong-hoa", "an-binh"),
    ("b2", "b1", "b2"),
    Recurrence(
        date(2026, 3, 2),
        (time(5, 30), time(17, 0, 30)),
        "FREQ=WEEKLY;BYDAY=MO,FR",
        frozenset({date(2026, 4, 30), date(2026, 5, 1)}),
        "Asia/Bangkok",
    ),
    "officer",
    START,
    ("st-an-binh",),
    Priority.PRIORITY,
    3,
    timedelta(seconds=90),
    Resume.RESTART,
    "hội chợ",
    START,
    late=Late.WHOLE,
    base=True,
    ahead_of=("other", "another"),
    origin="daily",
    origin_at=START + timedelta(days=3),
    outside_approved_by="leader",
    outside_approved_at=START + timedelta(hours=1),
    programme=Programme(timedelta(minutes=30), (Fill(frozenset({1, 4})), Ident())),
)


@pytest.fixture
def planned(province: Store) -> Store:
    """A store with two bulletins and the full entry."""
    add_bulletins(province, "b1", "b2")
    with province.begin("officer") as tx:
        plans.add(tx, FULL)
    return province


def entry(entry_id: str, **changes: object) -> Entry:
    """Return a plain daily entry for dong-hoa."""
    plain = Entry(entry_id, "x", ("dong-hoa",), ("b1",), daily(START.date(), time(6)), "officer", START)
    return replace(plain, **changes)  # type: ignore[arg-type]


def test_every_field_survives(planned: Store) -> None:
    """An entry comes back exactly, its lists in their order and with repeats."""
    with planned.read() as tx:
        assert plans.find(tx, "full") == FULL


def test_change_replaces_lists_too(planned: Store) -> None:
    """Another place and other bulletins are kept with the next version, and the log tells the difference."""
    changed = replace(FULL, targets=("khu-1",), bulletin_ids=("b1",), stations=(), version=2)
    with planned.begin("officer") as tx:
        plans.change(tx, changed)
        plans.change(tx, changed)
        assert plans.find(tx, "full") == changed
    with planned.read() as tx:
        row, before = audit.listed(tx).items[:2]
    assert (row.action, row.detail["targets"]) == ("plan.change", [["dong-hoa", "an-binh"], ["khu-1"]])
    assert before.action == "plan.add"


def test_every_version_stays(planned: Store, watch: Watch) -> None:
    """A superseded version is found whole under its number, with who superseded it and when; another is missing."""
    second = replace(FULL, targets=("khu-1",), bulletin_ids=("b1",), stations=(), late=Late.SKIP, version=2)
    with planned.begin("officer") as tx:
        plans.change(tx, second)
    watch.forward(timedelta(minutes=1))
    with planned.begin("leader") as tx:
        plans.change(tx, replace(second, title="third", version=3))
        assert plans.version(tx, "full", 1) == FULL
        assert plans.version(tx, "full", 2) == second
        assert plans.version(tx, "full", 3) == plans.find(tx, "full")
        assert [(one.version, one.at, one.by) for one in plans.versions(tx, "full")] == [
            (2, START + timedelta(minutes=1), "leader"),
            (1, START, "officer"),
        ]
        with pytest.raises(Missing) as caught:
            plans.version(tx, "full", 4)
    assert caught.value.code == "plan.version_missing"


def test_version_of_an_older_program(planned: Store) -> None:
    """A version kept before an entry had a field is read with the default of that field."""
    with planned.begin("officer") as tx:
        plans.change(tx, replace(FULL, title="second", version=2))
        data = dict(tx.connection.scalars(select(entry_versions.c.data)).one())
        tx.connection.execute(update(entry_versions).values(data={k: v for k, v in data.items() if k != "late"}))
        assert plans.version(tx, "full", 1) == replace(FULL, late=Late.SEEK)


def test_two_people_never_overwrite_each_other(planned: Store) -> None:
    """The second change to the same version is refused."""
    with planned.begin() as tx:
        plans.change(tx, replace(FULL, title="first", version=2))
    with pytest.raises(Refused) as caught, planned.begin() as tx:
        plans.change(tx, replace(FULL, title="second", version=2))
    assert caught.value.code == "plan.changed_meanwhile"


def test_ended_entries_leave_every_question_but_stay(planned: Store) -> None:
    """An ended entry is planned nowhere, is still found, and can be reinstated; each step has its name in the log."""
    with planned.begin("leader") as tx:
        ended = plans.end(tx, "full", " hết ")
        assert (ended.ended_at, ended.end_reason) == (START, "hết")
        assert plans.find(tx, "full") == ended
        assert plans.for_locality(tx, "dong-hoa") == plans.for_station(tx, "st-an-binh") == []
        assert plans.with_bulletin(tx, "b1") == []
        assert plans.listed(tx, ended=False).items == ()
        assert plans.listed(tx, ended=True).items == plans.listed(tx).items == (ended,)
    with pytest.raises(Refused) as caught, planned.begin() as tx:
        plans.end(tx, "full", "again")
    assert caught.value.code == "plan.ended"
    with planned.begin("leader") as tx:
        plans.change(tx, domain.reinstate(plans.find(tx, "full"), START))
        assert plans.listed(tx, ended=False).items != ()
    with planned.read() as tx:
        assert [row.action for row in audit.listed(tx).items[:2]] == ["plan.reinstate", "plan.end"]


def test_who_plays_what(planned: Store) -> None:
    """Entries are found by exact locality, by station and by bulletin, oldest first."""
    with planned.begin() as tx:
        plans.add(tx, entry("later", created_at=START + timedelta(seconds=1)))
        plans.add(tx, entry("hamlet", targets=("khu-1",), bulletin_ids=("b2",)))
        assert [one.id for one in plans.for_locality(tx, "dong-hoa")] == ["full", "later"]
        assert [one.id for one in plans.for_locality(tx, "79")] == []
        assert [one.id for one in plans.for_station(tx, "st-an-binh")] == ["full"]
        assert [one.id for one in plans.with_bulletin(tx, "b2")] == ["full", "hamlet"]


def test_listed_by_scope_in_pages(planned: Store) -> None:
    """A scope lists what sounds in it, also on single stations; newest first."""
    with planned.begin() as tx:
        plans.add(tx, entry("new", created_at=START + timedelta(seconds=1)))
        plans.add(tx, entry("single", targets=(), stations=("st-an-binh",), created_at=START + timedelta(seconds=2)))
    with planned.read() as tx:
        assert [one.id for one in plans.listed(tx, "an-binh").items] == ["single", "full"]
        assert [one.id for one in plans.listed(tx, "khu-1").items] == []
        first = plans.listed(tx, "79", Slice(limit=2, total=True))
        assert ([one.id for one in first.items], first.total) == (["single", "new"], 3)
        assert [one.id for one in plans.listed(tx, "79", Slice(first.next, 2)).items] == ["full"]


@pytest.mark.parametrize(
    ("made", "code"),
    [
        (entry("full"), "plan.exists"),
        (entry("e", targets=("nowhere",)), "plan.target_missing"),
        (entry("e", stations=("nobody",)), "plan.target_missing"),
        (entry("e", bulletin_ids=("none",)), "plan.target_missing"),
    ],
)
def test_add_refuses(planned: Store, made: Entry, code: str) -> None:
    """An id is used once, and all an entry names must exist."""
    with pytest.raises(BroadcasterError) as caught, planned.begin() as tx:
        plans.add(tx, made)
    assert caught.value.code == code


def test_missing_entry(planned: Store) -> None:
    """An entry nobody made is Missing."""
    with pytest.raises(Missing) as caught, planned.read() as tx:
        plans.find(tx, "nothing")
    assert caught.value.code == "plan.missing"


def test_programmes_are_found_also_ended_ones(planned: Store) -> None:
    """What yesterday's programme held counts although the programme was ended and made anew; long after it does not."""
    plain = replace(FULL, id="plain", programme=None)
    with planned.begin("officer") as tx:
        plans.add(tx, plain)
        assert [one.id for one in plans.programmes_in(tx, "an-binh")] == ["full"]
        assert plans.programmes_in(tx, "khu-1") == []
        plans.end(tx, "full", "thay chương trình")
        assert plans.programmes_in(tx, "an-binh") == []
        for scope_key in ("an-binh", "dong-hoa", "station:st-an-binh"):
            assert plans.programme_ids(tx, scope_key, tx.now) == ["full"]
            assert plans.programme_ids(tx, scope_key, tx.now + timedelta(seconds=1)) == []
        assert plans.programme_ids(tx, "station:other", tx.now) == []
