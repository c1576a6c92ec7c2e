"""Translations are kept by slot: one holds, what was replaced or removed ended, a merger takes them along."""

from dataclasses import replace
from datetime import timedelta

import pytest

from broadcaster.errors import Missing
from broadcaster.languages import Kept, Slot, Translation
from broadcaster.localities import Kind, Locality
from broadcaster.store import Store, audit, localities, translations

from .conftest import START

KEPT = Kept(
    "k1",
    Slot("c1", "flood", "km"),
    Translation("km", "a" * 64, "ទឹកជំនន់"),
    timedelta(seconds=7.5),
    voice="recording",
    by="lan",
    at=START,
)


@pytest.fixture
def places(store: Store) -> Store:
    """Return a store with a province and two communes."""
    with store.begin("cli") as tx:
        localities.add(tx, Locality("79", "Tỉnh", Kind.PROVINCE, languages=("en",)))
        localities.add(tx, Locality("c1", "Xã An", Kind.COMMUNE, "79"))
        localities.add(tx, Locality("c2", "Xã Bình", Kind.COMMUNE, "79"))
    return store


def test_one_holds_for_each_slot(places: Store) -> None:
    """What comes later holds in the place of what was there; other slots stay; all is in the log."""
    other, newer = replace(KEPT, id="k2", slot=Slot("c1", "storm", "km")), replace(KEPT, id="k3", by="hai")
    for one in (KEPT, other, newer):
        with places.begin(one.by) as tx:
            translations.add(tx, one)
    with places.read() as tx:
        assert translations.held(tx, ["79", "c1"]) == [other, newer]
        assert translations.held(tx, ["c2"]) == []
        assert translations.find(tx, "k3") == newer
        with pytest.raises(Missing):
            translations.find(tx, "k1")
        assert {one.action for one in audit.listed(tx).items} >= {"translation.add"}


def test_what_is_removed_holds_no_more(places: Store) -> None:
    """It cannot be removed twice."""
    with places.begin("lan") as tx:
        translations.add(tx, KEPT)
    with places.begin("hai") as tx:
        translations.end(tx, translations.find(tx, "k1"))
    with places.read() as tx:
        assert translations.held(tx, ["c1"]) == []
        with pytest.raises(Missing):
            translations.find(tx, "k1")
        (newest, *_) = audit.listed(tx).items
        assert (newest.action, newest.by) == ("translation.end", "hai")


def test_a_merger_takes_them_along(places: Store) -> None:
    """What a dissolved commune kept holds in the one that takes over, where its people speak as before."""
    with places.begin("lan") as tx:
        localities.set_languages(tx, "c1", ("km",))
        translations.add(tx, KEPT)
        localities.merge(tx, ["c1"], "c2")
    with places.read() as tx:
        assert [one.slot.locality for one in translations.held(tx, ["c2"])] == ["c2"]
        assert localities.tree(tx).languages("c2") == {"en": "79"}
        assert localities.tree(tx).locality("c1").languages == ("km",)
        assert localities.history(tx, "c1")[1].what == "languages"
