"""Localities: the tree changes as the administration does, and no code is ever forgotten."""

from datetime import time

import pytest
from sqlalchemy import update

from broadcaster.errors import BroadcasterError, Missing, Refused
from broadcaster.localities import Kind, Locality, Station
from broadcaster.plans import Entry
from broadcaster.store import Store, audit, bulletins, editions, localities, people, plans, stations, tables
from schedules.recurrence import daily
from schedules.windows import Rules, Window
from tests.counting import asked

from .conftest import START, bulletin

RULES = Rules(
    (Window(time(6), time(20)),),
    90,
    quiet=(Window(time(21), time(5)), Window(time(12), time(13))),
    weekdays=frozenset({0, 2, 4}),
    minutes_per_session=15,
    sessions_per_day=2,
    most_repeats=3,
)


def test_tree_reads_back_what_was_added(province: Store) -> None:
    """Every field of a locality survives the database, rules and all."""
    wanted = Locality("khu-2", "Khu phố 2", Kind.HAMLET, "an-binh", RULES, "Asia/Bangkok")
    with province.begin("leader") as tx:
        localities.add(tx, wanted)
    with province.read() as tx:
        tree = localities.tree(tx)
    assert tree.locality("khu-2") == wanted
    assert tree.path("khu-1") == ("79", "dong-hoa", "khu-1")


def test_tree_is_read_once_until_it_changes(province: Store) -> None:
    """An unchanged tree is the same object; after a change, also in the changing transaction, it is a new one."""
    with province.read() as tx:
        first = localities.tree(tx)
    with province.read() as tx:
        assert localities.tree(tx) is first
    with province.begin("leader") as tx:
        localities.rename(tx, "khu-1", "Khu phố Một")
        assert localities.tree(tx).locality("khu-1").name == "Khu phố Một"


def test_one_transaction_asks_once_for_its_tree(province: Store) -> None:
    """However often it is asked for, one question goes out; each change of the transaction itself is seen at once."""
    with province.read() as tx, asked() as sent:
        assert len({id(localities.tree(tx)) for _ in range(140)}) == 1
        assert len([one for one in sent if "marks" in one]) == 1
        assert len([one for one in sent if "FROM localities" in one]) <= 1
    with province.begin("leader") as tx:
        names = [localities.tree(tx).locality("khu-1").name]
        localities.rename(tx, "khu-1", "Khu phố Một")
        names.append(localities.tree(tx).locality("khu-1").name)
        localities.add(tx, Locality("khu-9", "Khu phố 9", Kind.HAMLET, "an-binh"))
        assert "khu-9" in localities.tree(tx).by_code
        localities.set_rules(tx, "khu-9", RULES)
        assert localities.tree(tx).locality("khu-9").rules == RULES
        localities.move(tx, "khu-9", "dong-hoa")
        assert localities.tree(tx).path("khu-9") == ("79", "dong-hoa", "khu-9")
        localities.merge(tx, ["khu-9"], "khu-1")
        assert localities.tree(tx).locality("khu-9").merged_into == "khu-1"
    assert names == ["Khu phố 1", "Khu phố Một"]


def test_tree_of_a_refused_change_is_forgotten(province: Store) -> None:
    """What a rolled back transaction saw is never shown to others."""
    with pytest.raises(Missing), province.begin("leader") as tx:
        localities.rename(tx, "khu-1", "never")
        localities.tree(tx)
        localities.rename(tx, "nowhere", "x")
    with province.read() as tx:
        assert localities.tree(tx).locality("khu-1").name == "Khu phố 1"


@pytest.mark.parametrize(
    ("locality", "error", "code"),
    [
        (Locality("79", "again", Kind.PROVINCE), Refused, "locality.exists"),
        (Locality("new", "lost", Kind.HAMLET, "nowhere"), Missing, "locality.missing"),
    ],
)
def test_add_refuses(province: Store, locality: Locality, error: type[BroadcasterError], code: str) -> None:
    """A code is used once, and a parent must exist."""
    with pytest.raises(error) as caught, province.begin() as tx:
        localities.add(tx, locality)
    assert caught.value.code == code


def test_move_takes_everything_below_along(province: Store) -> None:
    """Moving a commune moves its hamlets and stations into the new scope and marks them for publishing."""
    with province.begin("leader") as tx:
        localities.add(tx, Locality("di-an", "Khu vực Dĩ An", Kind.GROUP, "79"))
        localities.move(tx, "dong-hoa", "di-an")
    with province.read() as tx:
        assert localities.tree(tx).path("khu-1") == ("79", "di-an", "dong-hoa", "khu-1")
        assert stations.ids_in(tx, "di-an") == ("st-dong-hoa", "st-khu-1")
        assert [event.what for event in localities.history(tx, "dong-hoa")] == ["added", "moved"]
        due = set(editions.due(tx, tx.now, editions.AHEAD))
    assert {"dong-hoa", "khu-1", "station:st-khu-1"} <= due
    assert "an-binh" not in due


def test_move_below_itself_is_refused(province: Store) -> None:
    """The tree stays a tree."""
    with pytest.raises(Refused) as caught, province.begin() as tx:
        localities.move(tx, "dong-hoa", "khu-1")
    assert caught.value.code == "locality.move_below_itself"


def test_scopes_do_not_mix_codes_that_begin_alike(province: Store) -> None:
    """an-binh-2 does not stand below an-binh."""
    with province.begin() as tx:
        localities.add(tx, Locality("an-binh-2", "An Bình 2", Kind.COMMUNE, "79"))
        stations.add(tx, Station("st-2", "Cụm 2", "an-binh-2"))
    with province.read() as tx:
        assert stations.ids_in(tx, "an-binh") == ("st-an-binh",)
        assert stations.ids_in(tx, "79") == ("st-2", "st-an-binh", "st-dong-hoa", "st-khu-1")


def test_merge_hands_everything_to_the_successor(province: Store) -> None:
    """Children, stations, people, bulletins and schedules go to the new commune; the old stays, retired."""
    entry = Entry("e1", "Sáng", ("dong-hoa", "an-binh"), ("b1",), daily(START.date(), time(6)), "officer", START)
    with province.begin("officer") as tx:
        bulletins.add(tx, bulletin("b1"))
        plans.add(tx, entry)
    with province.begin("leader") as tx:
        localities.merge(tx, ["dong-hoa"], "an-binh")
    with province.read() as tx:
        tree = localities.tree(tx)
        old = tree.locality("dong-hoa")
        assert (old.merged_into, old.retired_at, old.parent) == ("an-binh", START, "an-binh")
        assert tree.path("khu-1") == ("79", "an-binh", "khu-1")
        assert stations.find(tx, "st-dong-hoa").locality == "an-binh"
        assert people.find(tx, "officer").scope == "an-binh"
        assert bulletins.find(tx, "b1").locality == "an-binh"
        assert plans.find(tx, "e1").targets == ("an-binh",)
        assert localities.history(tx, "dong-hoa")[-1].detail == {"merged": ["dong-hoa"], "into": "an-binh"}
        assert localities.history(tx, "an-binh")[-1].what == "merged"
        assert {"dong-hoa", "an-binh", "station:st-khu-1"} <= set(editions.due(tx, tx.now, editions.AHEAD))
        newest = audit.listed(tx).items[0]
    assert (newest.action, newest.subject, newest.by) == ("locality.merge", "locality:an-binh", "leader")
    assert newest.detail["moved"] == {"stations": 1, "people": 1, "bulletins": 1, "translations": 0}


def test_merge_into_a_new_commune(province: Store) -> None:
    """Several old communes become one new one, as in July 2025; a schedule for both of them plays once."""
    entry = Entry("e1", "Sáng", ("dong-hoa", "an-binh"), ("b1",), daily(START.date(), time(6)), "officer", START)
    with province.begin("officer") as tx:
        bulletins.add(tx, bulletin("b1"))
        plans.add(tx, entry)
        localities.add(tx, Locality("di-an", "Phường Dĩ An", Kind.COMMUNE, "79"))
        localities.merge(tx, ["dong-hoa", "an-binh"], "di-an")
    with province.read() as tx:
        assert plans.find(tx, "e1").targets == ("di-an",)
        assert stations.ids_in(tx, "di-an") == ("st-an-binh", "st-dong-hoa", "st-khu-1")


@pytest.mark.parametrize(
    ("codes", "into", "code"),
    [
        (["dong-hoa"], "khu-1", "locality.merge_into_itself"),
        (["dong-hoa"], "dong-hoa", "locality.merge_into_itself"),
        (["nowhere"], "an-binh", "locality.missing"),
        (["dong-hoa"], "nowhere", "locality.missing"),
    ],
)
def test_merge_refuses(province: Store, codes: list[str], into: str, code: str) -> None:
    """Nothing is merged into itself, into what is below it, or with what does not exist."""
    with pytest.raises(BroadcasterError) as caught, province.begin() as tx:
        localities.merge(tx, codes, into)
    assert caught.value.code == code


def test_nothing_is_hung_below_a_retired_locality(province: Store) -> None:
    """A merged commune takes no children any more and is not merged twice."""
    with province.begin() as tx:
        localities.merge(tx, ["dong-hoa"], "an-binh")
    with pytest.raises(Refused) as caught, province.begin() as tx:
        localities.move(tx, "khu-1", "dong-hoa")
    assert caught.value.code == "locality.retired"
    with pytest.raises(Refused) as caught, province.begin() as tx:
        localities.merge(tx, ["dong-hoa"], "an-binh")
    assert caught.value.code == "locality.retired"


def test_rules_of_an_earlier_version_are_read(province: Store) -> None:
    """What was kept before there were quiet hours has the usual ones."""
    kept = {"windows": [["06:00:00", "20:00:00"]], "minutes_per_day": 90}
    with province.begin() as tx:
        tx.connection.execute(update(tables.localities).where(tables.localities.c.code == "79").values(rules=kept))
        localities.rename(tx, "khu-1", "Khu phố Một")
        assert localities.tree(tx).rules("79") == Rules((Window(time(6), time(20)),), 90)


def test_rules_are_kept_and_mark_what_is_below(province: Store) -> None:
    """New allowed hours of a province are due for every locality and station of it."""
    with province.begin("leader") as tx:
        localities.set_rules(tx, "79", RULES)
    with province.read() as tx:
        assert localities.tree(tx).locality("79").rules == RULES
        assert len(editions.due(tx, tx.now, editions.AHEAD)) == 4 + 3


def test_an_order_of_voices_is_kept_with_what_was_before(province: Store) -> None:
    """Own orders survive, each change is in the history and the log with both sides, and nothing is due for it."""
    with province.read() as tx:
        due = editions.due(tx, tx.now, editions.AHEAD)
    with province.begin("leader") as tx:
        localities.set_voices(tx, "79", ("cloud-south", "espeak-north"))
        localities.set_voices(tx, "79", ())
        assert localities.tree(tx).locality("79").voices == ()
        localities.set_voices(tx, "79", ("espeak-central",))
    with province.read() as tx:
        assert localities.tree(tx).voices("khu-1") == (("espeak-central",), "79")
        assert localities.voice_changes(tx, "79") == [(), ("cloud-south", "espeak-north"), ()]
        assert localities.rule_changes(tx, "79") == []
        (newest, *_) = audit.listed(tx).items
        assert (newest.action, newest.by, newest.subject) == ("locality.set_voices", "leader", "locality:79")
        assert newest.detail == {"voices": [[], ["espeak-central"]]}
        assert editions.due(tx, tx.now, editions.AHEAD) == due
