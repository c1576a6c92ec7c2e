"""Readings go down the tree, the nearest wins; few may change them, not endlessly, and never over somebody unseen."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.accounts import Person, Role
from broadcaster.errors import Denied, Missing, Refused
from broadcaster.lexicons import (
    MOST_ENTRIES,
    LexiconChange,
    changed,
    demand_wording,
    inherited,
    may_word,
    undone,
)
from broadcaster.localities import Kind, Locality, Tree
from tests.refusals import refused

PLACES = [
    Locality("79", "Tỉnh", Kind.PROVINCE),
    Locality("c1", "Xã Một", Kind.COMMUNE, "79"),
    Locality("c2", "Xã Hai", Kind.COMMUNE, "79"),
    Locality("h1", "Ấp 1", Kind.HAMLET, "c1"),
    Locality("h2", "Ấp cũ", Kind.HAMLET, "c1", merged_into="h1", retired_at=datetime(2026, 1, 1, tzinfo=UTC)),
]
TREE = Tree.of(PLACES)
OFFICER = Person("p1", "mai", "Mai", Role.OFFICER, "c1")
FORMS = st.dictionaries(st.sampled_from(["gx", "GX", "Gx", "TĐ", "chợ 5"]), st.sampled_from(["một", "hai", "ba"]))


@pytest.mark.parametrize(
    ("levels", "held"),
    [
        ([], {}),
        ([{"GX": "giáo xứ"}, {}], {"GX": "giáo xứ"}),
        ([{"GX": "giáo xứ", "TĐ": "tổ đội"}, {"GX": "giao xã"}], {"GX": "giao xã", "TĐ": "tổ đội"}),
        ([{"GX": "giáo xứ"}, {"gx": "giao xã"}], {"gx": "giao xã"}),
        ([{"gx": "giáo xứ"}, {"GX": "giao xã"}], {"gx": "giáo xứ", "GX": "giao xã"}),
        ([{"gx": "một"}, {"gx": "hai"}, {"gx": "ba"}], {"gx": "ba"}),
    ],
)
def test_the_nearest_wins(levels: list[dict[str, str]], held: dict[str, str]) -> None:
    """From the province down; a form in small letters also wins over capitals above it."""
    assert inherited(levels) == held


@given(st.lists(FORMS, max_size=4), FORMS)
def test_what_a_place_says_always_holds_there(above: list[dict[str, str]], own: dict[str, str]) -> None:
    """Whatever is said above, each own entry is in force."""
    held = inherited([*above, own])
    assert own.items() <= held.items()
    assert inherited([*above, own, {}]) == held


@pytest.mark.parametrize(
    ("role", "scope", "code", "may"),
    [
        (Role.OFFICER, "c1", "c1", True),
        (Role.OFFICER, "c1", "h1", True),
        (Role.OFFICER, "c1", "79", False),
        (Role.OFFICER, "c1", "c2", False),
        (Role.LEADER, "c1", "c1", True),
        (Role.OPERATOR, "79", "c2", True),
        (Role.ADMINISTRATOR, "79", "79", True),
        (Role.TECHNICIAN, "79", "c1", False),
        (Role.AUDITOR, "79", "c1", False),
    ],
)
def test_who_may(role: Role, scope: str, code: str, may: bool) -> None:
    """Whoever writes bulletins at a place, or manages it; never for places above or beside."""
    person = replace(OFFICER, role=role, scope=scope)
    assert may_word(person, code, TREE) is may
    if may:
        demand_wording(person, code, TREE)
        return
    with pytest.raises(Denied):
        demand_wording(person, code, TREE)


def test_no_lexicon_of_a_dissolved_place() -> None:
    """What was merged away keeps what it had, and gets nothing new; what never was is not found."""
    with refused("locality.retired"):
        demand_wording(OFFICER, "h2", TREE)
    assert not may_word(OFFICER, "c9", TREE)
    with pytest.raises((Denied, Missing)):
        demand_wording(OFFICER, "c9", TREE)


def test_only_what_differs_is_a_change() -> None:
    """An entry said again as it is, or taken out where none is, changes nothing."""
    known = {"GX": "giáo xứ", "TĐ": "tổ đội"}
    change = changed(known, {"GX": "giáo xứ", "TĐ": None, "HĐ": "hội đoàn", "ZZ": None}, name="Xã Một")
    assert change.before == {"TĐ": "tổ đội", "HĐ": None}
    assert change.after == {"TĐ": None, "HĐ": "hội đoàn"}


def test_a_lexicon_has_an_end() -> None:
    """One entry too many is refused; changing and removing go on; one too long already may not grow."""
    full = {f"form{'x' * n}": "chữ" for n in range(MOST_ENTRIES)}
    with refused("lexicon.too_many") as fault:
        changed(full, {"one": "thêm"}, name="Xã Một")
    assert fault.value.facts == {"name": "Xã Một", "most": MOST_ENTRIES, "count": MOST_ENTRIES + 1}
    assert changed(full, {"form": "khác"}, name="").after == {"form": "khác"}
    assert changed(full, {"form": None, "one": "thêm"}, name="").after == {"form": None, "one": "thêm"}
    longer = {**full, "one": "thêm"}
    assert changed(longer, {"one": "khác"}, name="").after == {"one": "khác"}
    with pytest.raises(Refused):
        changed(longer, {"two": "nữa"}, name="")


@given(FORMS, st.dictionaries(st.sampled_from(["gx", "GX", "TĐ"]), st.sampled_from(["một", "hai", None])))
def test_undoing_brings_back_what_was(known: dict[str, str], wanted: dict[str, str | None]) -> None:
    """A change and its undoing leave the lexicon as it was."""

    def applied(before: dict[str, str], change: LexiconChange) -> dict[str, str]:
        return {form: said for form, said in {**before, **change.after}.items() if said is not None}

    change = changed(known, wanted, name="")
    after = applied(known, change)
    assert applied(after, changed(after, undone(after, change), name="")) == known


def test_no_undoing_over_somebody_else() -> None:
    """When a form was changed once more since, nothing of the change is undone."""
    change = changed({}, {"GX": "giáo xứ", "TĐ": "tổ đội"}, name="")
    with refused("lexicon.changed_meanwhile") as fault:
        undone({"GX": "giáo xứ", "TĐ": "khác"}, change)
    assert fault.value.facts == {"written": "TĐ"}
