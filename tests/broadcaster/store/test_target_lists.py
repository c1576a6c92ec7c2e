"""Lists of targets: kept by place and name, each version there ever was, every change in the log."""

from dataclasses import replace
from datetime import timedelta

import pytest

from broadcaster.store import Store, audit, localities, target_lists
from broadcaster.target_lists import TargetList
from tests.refusals import refused

from .conftest import START, Watch

RIVER = TargetList("l1", "79", "Xã ven sông", "minh", START, ("an-binh",), ("st-khu-1",))


def kept(store: Store, *several: TargetList) -> None:
    """Keep lists as somebody."""
    with store.begin("minh") as tx:
        for one in several:
            target_lists.add(tx, one)


def test_a_list_is_kept_and_found(province: Store) -> None:
    """Whole, with its first version; an unknown one is missing."""
    kept(province, RIVER)
    with province.read() as tx:
        assert target_lists.find(tx, "l1") == RIVER
        assert target_lists.versions(tx, "l1") == [RIVER]
        for read in (target_lists.find, target_lists.versions):
            with refused("list.missing"):
                read(tx, "nothing")


def test_each_change_is_a_version(province: Store, watch: Watch) -> None:
    """Edited, removed, restored: all of it is read again, newest first, and stands in the log by name."""
    kept(province, RIVER)
    watch.forward(timedelta(hours=1))
    edited = replace(RIVER, name="Ven sông Bé", stations=(), version=2, by="lan", at=watch.now())
    removed = replace(edited, version=3, removed_at=watch.now())
    restored = replace(edited, version=4, name="Xã ven sông")
    with province.begin("lan") as tx:
        for one in (edited, removed, restored):
            target_lists.change(tx, one)
    with province.read() as tx:
        assert target_lists.find(tx, "l1") == restored
        assert target_lists.versions(tx, "l1") == [restored, removed, edited, RIVER]
        assert target_lists.version(tx, "l1", 2) == edited
        assert [one.action for one in audit.listed(tx).items[:4]] == [
            *("list.restore", "list.remove", "list.edit"),
            "list.add",
        ]
        log = audit.listed(tx, audit.AuditFilter(subject="list:l1", action="list.edit")).items[0]
        assert log.detail["name"] == ["Xã ven sông", "Ven sông Bé"]
        assert log.detail["stations"] == [["st-khu-1"], []]
        with refused("list.version_missing"):
            target_lists.version(tx, "l1", 9)


def test_somebody_was_faster(province: Store) -> None:
    """Two who began with the same version: the second is refused, and nothing of it stays."""
    kept(province, RIVER)
    with province.begin("lan") as tx:
        target_lists.change(tx, replace(RIVER, name="Một", version=2))
    with refused("list.changed_meanwhile"), province.begin("hai") as tx:
        target_lists.change(tx, replace(RIVER, name="Hai", version=2))
    with province.read() as tx:
        assert target_lists.find(tx, "l1").name == "Một"


@pytest.mark.parametrize("name", ["Xã ven sông", "XÃ  VEN SÔNG", "xã ven so\u0302ng"])
def test_a_place_has_each_name_once(province: Store, name: str) -> None:
    """Case and spaces make no other name; another place, or a list that was removed, leaves it free."""
    kept(province, RIVER, replace(RIVER, id="l2", name="Khác"), replace(RIVER, id="l3", place="an-binh", name=name))
    with refused("list.name_taken"):
        kept(province, replace(RIVER, id="l4", name=name))
    with refused("list.name_taken"), province.begin("lan") as tx:
        target_lists.change(tx, replace(RIVER, id="l2", name=name, version=2))
    with province.begin("lan") as tx:
        target_lists.change(tx, replace(RIVER, version=2, removed_at=START))
    kept(province, replace(RIVER, id="l4", name=name))
    with refused("list.name_taken"), province.begin("lan") as tx:
        target_lists.change(tx, replace(RIVER, version=3))


def test_living_lists_are_listed_by_name(province: Store) -> None:
    """Without accents and case in the way; removed ones are left out and not counted."""
    named = zip(("l2", "l3", "l4"), ("đồi chè", "Ấp trũng", "Bờ đê"), strict=True)
    kept(province, RIVER, *(replace(RIVER, id=ident, name=name) for ident, name in named))
    with province.begin("lan") as tx:
        target_lists.change(tx, replace(RIVER, version=2, removed_at=START))
    with province.read() as tx:
        assert [one.name for one in target_lists.living(tx)] == ["Ấp trũng", "Bờ đê", "đồi chè"]
        assert (target_lists.count(tx, "79"), target_lists.count(tx, "an-binh")) == (3, 0)


def test_a_merged_place_keeps_its_lists(province: Store) -> None:
    """They stand under its old code, inside the successor; two of one name do not meet."""
    kept(province, replace(RIVER, place="an-binh"), replace(RIVER, id="l2", place="dong-hoa"))
    with province.begin("cli") as tx:
        localities.merge(tx, ["an-binh"], "dong-hoa")
    with province.read() as tx:
        assert [(one.id, one.place) for one in target_lists.living(tx)] == [("l1", "an-binh"), ("l2", "dong-hoa")]
