"""The tree of localities answers who stands where and which rules hold there."""

from dataclasses import fields, replace
from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.errors import Missing, Refused
from broadcaster.localities import PARTS, Kind, Locality, Tree, checked_code, own_rules, read_windows, shown
from schedules.windows import ALL_DAY, DEFAULT_RULES, NO_RULES, QUIET, Rules, Window

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


def test_the_seat_holds_all_places() -> None:
    """The lowest locality that has them all in it."""
    assert [TREE.seat(one) for one in (["79"], ["c1"], ["c1", "c2"], ["h1", "c1"])] == ["79", "c1", "bd", "c1"]


def test_languages_are_inherited() -> None:
    """What is spoken above is spoken below, each by the word of the highest that says so."""
    spoken = {"79": ("en",), "c1": ("en", "km"), "h1": ("hmn",)}
    tree = Tree.of(replace(one, languages=spoken.get(one.code, ())) for one in TREE.by_code.values())
    assert tree.languages("h1") == {"hmn": "h1", "km": "c1", "en": "79"}
    assert tree.languages("c2") == {"en": "79"}
    assert TREE.languages("h1") == {}


def test_the_nearest_order_of_voices_holds() -> None:
    """One's own before the parent's, whole and never mixed; where nobody names one, none."""
    named = {"79": ("cloud-south", "espeak-north"), "c1": ("piper-lan",)}
    tree = Tree.of(replace(one, voices=named.get(one.code, ())) for one in TREE.by_code.values())
    assert tree.voices("h1") == (("piper-lan",), "c1")
    assert tree.voices("c2") == (("cloud-south", "espeak-north"), "79")
    assert TREE.voices("h1") == ((), None)


def test_rules_only_become_stricter() -> None:
    """A hamlet lives by the strictest rules on its path."""
    assert TREE.rules("h1") == Rules((Window(time(6), time(20)),), 60)
    assert TREE.rules("c2").minutes_per_day == 120


def with_rules(**rules: Rules) -> Tree:
    """Return the tree in which these localities have these rules of their own, and the others none."""
    return Tree.of(replace(one, rules=rules.get(one.code.replace("79", "root"))) for one in TREE.by_code.values())


def test_the_root_alone_may_be_more_generous_than_usual() -> None:
    """The province answers for it: all day, no quiet hours. A commune below that wishes the same gets nothing."""
    assert with_rules().rules("h1") == DEFAULT_RULES
    assert with_rules(root=NO_RULES).rules("h1") == NO_RULES
    assert with_rules(c1=NO_RULES).rules("h1") == DEFAULT_RULES


def test_every_part_of_the_rules_is_known() -> None:
    """A new part of the rules cannot be forgotten here."""
    assert [one.name for one in fields(Rules)] == list(PARTS)


def test_each_part_names_who_set_it() -> None:
    """What nobody below made stricter is the root's, also when the root only has the usual rules."""
    assert set(with_rules().sources("h1").values()) == {"79"}
    night = replace(NO_RULES, quiet=(Window(time(20), time(6)),))
    tree = with_rules(root=Rules((Window(time(5), time(7)), Window(time(6), time(8)))), c1=night, h1=NO_RULES)
    found = tree.sources("h1")
    assert {part for part in PARTS if found[part] == "c1"} == {"quiet"}
    assert {found[part] for part in PARTS if part != "quiet"} == {"79"}


def test_other_rules_may_be_tried_on_a_copy() -> None:
    """A tree in which one place has other rules leaves the first tree, and all other places, as they are."""
    tree = with_rules(root=Rules(minutes_per_day=120))
    tried = tree.with_rules("c1", Rules(minutes_per_day=30))
    assert (tried.rules("c1").minutes_per_day, tried.rules("79").minutes_per_day) == (30, 120)
    assert tree.rules("c1").minutes_per_day == 120


def test_own_rules_hold_only_what_is_stricter() -> None:
    """A commune that changes its quiet hours goes on following the province in all else."""
    tree = with_rules(root=Rules(minutes_per_day=120))
    wanted = replace(tree.rules("c1"), quiet=(Window(time(21), time(6)),), weekdays=frozenset(range(5)))
    own = own_rules(tree, "c1", wanted)
    assert own == replace(NO_RULES, quiet=(Window(time(21), time(6)),), weekdays=frozenset(range(5)))
    assert with_rules(root=Rules(minutes_per_day=120), c1=own).rules("h1") == wanted
    assert own_rules(tree, "c1", tree.rules("c1")) is None
    assert own_rules(tree, "79", DEFAULT_RULES) is None
    assert own_rules(tree, "79", NO_RULES) == NO_RULES


@pytest.mark.parametrize(
    ("part", "value", "held"),
    [
        ("windows", (Window(time(5), time(20)),), "05:30-21:00"),
        ("windows", (ALL_DAY,), "05:30-21:00"),
        ("quiet", (Window(time(23), time(5)),), "22:00-05:00"),
        ("quiet", (), "22:00-05:00"),
        ("weekdays", frozenset(range(7)), "1, 2, 3, 4, 5, 6"),
        ("minutes_per_day", 121, "120"),
        ("minutes_per_day", None, "120"),
        ("minutes_per_session", 46, "45"),
        ("sessions_per_day", 4, "3"),
        ("most_repeats", 6, "5"),
    ],
)
def test_what_is_looser_than_above_is_refused(part: str, value: object, held: str) -> None:
    """The refusal says what holds above, whose rule it is, and beside which field it belongs."""
    province = Rules(
        minutes_per_day=120,
        weekdays=frozenset(range(6)),
        minutes_per_session=45,
        sessions_per_day=3,
        most_repeats=5,
    )
    tree = with_rules(root=province)
    with pytest.raises(Refused) as caught:
        own_rules(tree, "c1", replace(province, **{part: value}))
    assert (caught.value.code, caught.value.field) == (f"rules.{part}_looser", part)
    assert caught.value.facts == {"place": "TP. Hồ Chí Minh", "held": held}
    assert "TP. Hồ Chí Minh" in str(caught.value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("05:30-21:00", "05:30-21:00"),
        ("5:30-7:00, 17:00-24:00", "05:30-07:00, 17:00-24:00"),
        ("5h30-7h;17h–21h", "05:30-07:00, 17:00-21:00"),
        ("22-5", "22:00-05:00"),
        ("0:00-24:00", "00:00-24:00"),
        ("", ""),
    ],
)
def test_hours_are_read_as_people_write_them(text: str, expected: str) -> None:
    """With h or a colon, with or without minutes; several parted by commas, semicolons or spaces."""
    assert shown(read_windows(text, "windows")) == expected


@pytest.mark.parametrize(
    "text", ["5", "5-", "morning", "25:00-26:00", "24:30-05:00", "05:60-06:00", "05:00-06:00-07:00"]
)
def test_what_is_no_stretch_of_hours_is_refused(text: str) -> None:
    """At its field, with what was written."""
    with pytest.raises(Refused) as caught:
        read_windows(text, "quiet")
    assert (caught.value.code, caught.value.field) == ("rules.hours_invalid", "quiet")


def test_rules_are_shown_in_figures() -> None:
    """As a reader and the command line write them."""
    assert shown((Window(time(5), time(7)), QUIET)) == "05:00-07:00, 22:00-05:00"
    assert (shown(frozenset({0, 6})), shown(None), shown(15)) == ("1, 7", "", "15")


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
