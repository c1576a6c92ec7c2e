"""The sample province is whole, well formed and placed where it should be."""

import unicodedata
from collections import Counter

import pytest

from broadcaster import sample
from broadcaster.bulletins import Field, checked_text, checked_title
from broadcaster.localities import Kind, Locality, Tree, checked_code
from schedules.priority import Priority


@pytest.fixture(scope="module")
def tree() -> Tree:
    """The sample as the domain sees it."""
    return Tree.of(
        Locality(row["code"], row["name"], Kind(row["kind"]), row["parent"] or None) for row in sample.localities()
    )


def test_has_the_36_communes_of_the_former_province(tree: Tree) -> None:
    """24 wards and 12 rural communes, in the group of the former province, in province 79."""
    communes = [one for one in tree.by_code.values() if one.kind is Kind.COMMUNE]
    assert Counter(one.name.split()[0] for one in communes) == {"Phường": 24, "Xã": 12}
    assert {tree.path(one.code)[:2] for one in communes} == {("79", "bd")}


def test_every_commune_has_hamlets_and_stations(tree: Tree) -> None:
    """Three to five hamlets and two to four stations in each commune."""
    commune_of = {code: path[2] for code in tree.by_code if len(path := tree.path(code)) > 2}
    hamlets = Counter(commune for code, commune in commune_of.items() if code != commune)
    standing = Counter(commune_of[row["locality"]] for row in sample.stations())
    assert len(hamlets) == len(standing) == 36
    assert set(hamlets.values()) <= {3, 4, 5}
    assert set(standing.values()) <= {2, 3, 4}


def test_codes_are_well_formed_and_stand_once() -> None:
    """Codes may stand in topics and addresses, and each stands once; parents come before their children."""
    codes = [row["code"] for row in sample.localities()]
    ids = [row["id"] for row in sample.stations()]
    for code in codes + ids:
        assert checked_code(code) == code
    assert len(set(codes)) == len(codes)
    assert len(set(ids)) == len(ids)
    seen = {""}
    for row in sample.localities():
        assert row["parent"] in seen
        seen.add(row["code"])


def test_stations_stand_in_the_former_province() -> None:
    """Coordinates lie in the box around the former Bình Dương, and no two stations in one place."""
    places = [(row["latitude"], row["longitude"]) for row in sample.stations()]
    assert all(10.85 < latitude < 11.50 and 106.30 < longitude < 106.98 for latitude, longitude in places)
    assert len(set(places)) == len(places)


def test_bulletins_are_acceptable(tree: Tree) -> None:
    """Each sample bulletin belongs to a commune and passes the rules for bulletins."""
    bulletins = sample.bulletins()
    assert len(bulletins) >= 12
    for row in bulletins:
        assert tree.locality(row["locality"]).kind is Kind.COMMUNE
        assert checked_title(row["title"]) == row["title"]
        assert checked_text(row["text"]) == row["text"]
        assert Field(row["field"])
        assert Priority[row["priority"].upper()] is not Priority.EMERGENCY


def test_text_is_composed_unicode() -> None:
    """All names and texts are in NFC, as people type and search them."""
    for table in ("localities.csv", "stations.csv", "bulletins.csv"):
        assert all(unicodedata.is_normalized("NFC", value) for row in sample.rows(table) for value in row.values())
