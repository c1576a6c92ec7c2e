"""Lists of targets from a terminal, and alerts aimed with them."""

from typing import Any

import pytest

from broadcaster.assembly import assembled
from broadcaster.config import Config
from broadcaster.store import stations

from .conftest import Terminal
from .test_alert import DI_AN, FLOOD, here, staffed

__all__ = ["here", "staffed"]

RIVER = ("list", "add", "Xã ven sông", "--in", "c2", "--station", "st-1", "--by", "truc")


def kept(here: Terminal) -> Any:
    """Keep the list of the river."""
    return here.done(*RIVER)


def revoke(here: Terminal, station: str) -> None:
    """Close a station for good."""
    with assembled(Config(data=here.data)) as dispatch, dispatch.store.begin("test") as tx:
        stations.revoke(tx, station)


def test_a_list_is_kept_changed_removed_and_brought_back(here: Terminal) -> None:
    """Each command tells what the list is now and how many stations it reaches."""
    made = kept(here)
    assert (made["name"], made["localities"], made["stations"], made["reached"]) == ("Xã ven sông", ["c2"], ["st-1"], 2)
    words = ("list", "edit", "xã ven sông", "--in", "c1", "--out", "st-1", "--name", "Hạ lưu", "--by", "truc")
    changed = here.done(*words)
    assert (changed["name"], changed["localities"], changed["stations"], changed["version"]) == (
        *("Hạ lưu", ["c1", "c2"], []),
        2,
    )
    seen = here.done("list", "show", "Hạ lưu", "--by", "truc")
    assert [(one["version"], one["name"]) for one in seen["versions"]] == [(2, "Hạ lưu"), (1, "Xã ven sông")]
    assert (seen["usable"], seen["gone"], seen["reached"]) == (True, [], 3)
    back = here.done("list", "undo", "Hạ lưu", "--by", "truc")
    assert (back["name"], back["version"]) == ("Xã ven sông", 3)
    assert here.done("list", "remove", "Xã ven sông", "--by", "truc")["removed"] is True
    assert here.done("list", "show", "--by", "truc") == []
    assert here.done("list", "undo", made["id"], "--to", "2", "--by", "truc")["name"] == "Hạ lưu"


def test_lists_are_told_in_words(here: Terminal) -> None:
    """What it holds by name, how many stations; all lists as a table; what was removed says so."""
    lines = here.type(*RIVER).out
    assert "Danh sách “Xã ven sông”, bản 1: 1 địa bàn, 1 cụm loa chọn riêng; loa ở đó: 2." in lines
    assert "  c2  Xã Phú Giáo" in lines
    assert "  st-1  " in lines
    (heading, row) = here.type("list", "show", "--by", "truc").out.splitlines()
    assert heading.split() == ["id", "name", "version", "place", "localities", "stations", "reached"]
    assert row.split()[-4:] == ["79", "1", "1", "2"]
    revoke(here, "st-1")
    assert "Không còn trong danh sách “Xã ven sông”: " in here.type("list", "show", "Xã ven sông", "--by", "truc").out
    assert "đã bị xóa" in here.type("list", "remove", "Xã ven sông", "--by", "truc").out


def test_an_alert_is_aimed_with_a_list(here: Terminal) -> None:
    """Alone, or with localities; the draft says which list and how many stations, also after the list is gone."""
    kept(here)
    made = here.done(*FLOOD, "--list", "xã ven sông", *here.by("truc"))
    assert (made["localities"], made["stations"], made["reach"]["stations"]) == (["c2"], ["st-1"], 2)
    assert [(one["name"], one["version"]) for one in made["lists"]] == [("Xã ven sông", 1)]
    both = here.done(*FLOOD, "--list", "Xã ven sông", "--station", "st-3", *here.by("truc"))
    assert both["stations"] == ["st-1", "st-3"]
    here.done("list", "remove", "Xã ven sông", "--by", "truc")
    shown = here.type("alert", "show", made["id"]).out
    assert "Theo danh sách “Xã ven sông” (bản 1): 2 cụm loa." in shown
    assert here.done("alert", "show", made["id"])["reach"]["stations"] == 2


def test_what_of_a_list_is_gone_is_said_in_the_draft(here: Terminal) -> None:
    """By name, before anybody stands for it."""
    kept(here)
    revoke(here, "st-1")
    lines = here.type(*FLOOD, "--list", "Xã ven sông", *here.by("truc")).out
    assert "Không còn trong danh sách “Xã ven sông”: " in lines


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("add", " ", "--in", "c1", "--by", "truc"), 2),
        (("add", "x" * 81, "--in", "c1", "--by", "truc"), 2),
        (("add", "Khác", "--by", "truc"), 2),
        (("add", "Khác", "--in", "zz", "--by", "truc"), 2),
        (("add", "Khác", "--station", "zz", "--by", "truc"), 2),
        (("add", "XÃ ven sông", "--in", "c1", "--by", "truc"), 2),
        (("add", "Khác", "--in", "c2", "--by", "mai"), 2),
        (("add", "Khác", "--in", "c1", "--by", "tam"), 4),
        (("edit", "Xã ven sông", "--by", "truc"), 2),
        (("edit", "Xã ven sông", "--out", "c1", "--by", "truc"), 2),
        (("edit", "Xã ven sông", "--out", "c2", "--out", "st-1", "--by", "truc"), 2),
        (("edit", "Không có", "--in", "c1", "--by", "truc"), 3),
        (("remove", "Xã ven sông", "--by", "mai"), 3),
        (("undo", "Xã ven sông", "--to", "9", "--by", "truc"), 3),
        (("show", "Không có", "--by", "truc"), 3),
    ],
)
def test_what_is_refused_says_so(here: Terminal, words: tuple[str, ...], code: int) -> None:
    """An exit code and one sentence, never a traceback; the list stays as it was."""
    made = kept(here)
    ran = here.type("list", *words)
    assert (ran.code, ran.out) == (code, "")
    assert ran.err.count("\n") == 1
    assert here.done("list", "show", made["id"], "--by", "truc")["version"] == 1


def test_a_list_one_may_not_use_raises_no_alert(here: Terminal) -> None:
    """Unknown to who is not concerned by all of it; nothing is drafted."""
    kept(here)
    for name in ("Xã ven sông", "Không có"):
        ran = here.type(*FLOOD, "--list", name, *here.by("mai"))
        assert (ran.code, ran.out) == (3, "")
    assert here.done("alert", "list") == []
    assert DI_AN not in here.type("list", "show", "--by", "mai").out
