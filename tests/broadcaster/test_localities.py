"""The tree of localities answers who stands where and which rules hold there."""

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.errors import Missing, Refused
from broadcaster.localities import Kind, Locality, Tree, checked_code
from schedules.windows import Rules, Window

TREE = Tree.of(
    [
        Locality("79", "TP. Hồ Chí Minh", Kind.PROVINCE, rules=Rules((Window(time(5, 30), time(21)),), 120)),
        Locality("bd", "Bình Dương", Kind.GROUP, "79"),
        Locality("c1", "Phường Dĩ An", Kind.COMMUNE, "bd", rules=Rules((Window(time(6), time(20)),), 60)),
        Locality("h1", "Khu phố Nhị Đồng", Kind.HAMLET, "c1"),
        Locality("c2", "Xã Phú Giáo", Kind.COMMUNE, "bd"),
    ]
)


def test_paths_and_subtrees() -> None:
    """A path leads from the root down, a subtree holds parents before children."""
    assert TREE.path("h1") == ("79", "bd", "c1", "h1")
    assert TREE.subtree("bd") == ("bd", "c1", "c2", "h1")
    assert TREE.is_within("h1", "79")
    assert not TREE.is_within("c2", "c1")
    assert not TREE.is_within("nowhere", "79")


def test_names_for_people() -> None:
    """A hamlet is named with its commune, a province by itself."""
    assert TREE.name("h1") == "Khu phố Nhị Đồng, Phường Dĩ An"
    assert TREE.name("79") == "TP. Hồ Chí Minh"


def test_rules_only_become_stricter() -> None:
    """A hamlet lives by the strictest rules on its path."""
    assert TREE.rules("h1") == Rules((Window(time(6), time(20)),), 60)
    assert TREE.rules("c2").minutes_per_day == 120


def test_unknown_and_wrong_moves() -> None:
    """An unknown code is missing; nothing hangs below itself."""
    with pytest.raises(Missing):
        TREE.path("nowhere")
    for parent in ("bd", "h1", "c1"):
        with pytest.raises(Refused):
            TREE.check_move("bd", parent)
    with pytest.raises(Missing):
        TREE.check_move("h1", "nowhere")
    TREE.check_move("h1", "c2")


@given(st.text(max_size=40))
def test_codes_are_safe_in_topics_and_paths(code: str) -> None:
    """No accepted code can be a wildcard, a path or another topic level."""
    try:
        accepted = checked_code(code)
    except Refused:
        return
    assert accepted == code
    assert not set(code) & set("/+#. \\\x00")
    assert code
