"""Lexicons: kept by place and form, changed with a trace, handed over when places merge."""

from broadcaster.lexicons import LexiconChange
from broadcaster.store import Slice, Store, audit, lexicons, localities
from tests.refusals import refused

from .conftest import START


def written(store: Store, code: str, words: dict[str, str | None]) -> LexiconChange:
    """Keep a change as somebody."""
    with store.begin("mai") as tx:
        known = lexicons.kept(tx, code)
        return lexicons.edit(tx, code, LexiconChange("", "", {form: known.get(form) for form in words}, words))


def test_entries_are_kept_changed_and_removed(province: Store) -> None:
    """What a place says is what was written last; nothing of it is another place's."""
    written(province, "dong-hoa", {"GX": "giáo xứ", "TĐ": "tổ đội"})
    written(province, "dong-hoa", {"GX": "giao xã", "TĐ": None})
    with province.read() as tx:
        assert lexicons.kept(tx, "dong-hoa") == {"GX": "giao xã"}
        assert lexicons.kept(tx, "79") == {}
        (entry,) = lexicons.listed(tx, "dong-hoa").items
    assert (entry.locality, entry.by, entry.at) == ("dong-hoa", "mai", START)


def test_what_holds_comes_down_the_path(province: Store) -> None:
    """The nearest wins, whatever order the rows come in."""
    written(province, "dong-hoa", {"GX": "giao xã"})
    written(province, "79", {"GX": "giáo xứ", "TĐ": "tổ đội"})
    with province.read() as tx:
        assert lexicons.held(tx, ("79", "dong-hoa")) == {"GX": "giao xã", "TĐ": "tổ đội"}
        assert lexicons.held(tx, ("79",)) == {"GX": "giáo xứ", "TĐ": "tổ đội"}


def test_a_writer_sees_its_own_change(province: Store) -> None:
    """What was read before a change is not taken for what stands after it."""
    with province.begin("mai") as tx:
        assert lexicons.kept(tx, "dong-hoa") == {}
        lexicons.edit(tx, "dong-hoa", LexiconChange("", "", {"GX": None}, {"GX": "giáo xứ"}))
        assert lexicons.kept(tx, "dong-hoa") == {"GX": "giáo xứ"}


def test_changes_are_found_again_and_in_the_log(province: Store) -> None:
    """Who changed which form from what to what stands in the audit log; the change is found by its id."""
    first = written(province, "dong-hoa", {"GX": "giáo xứ"})
    second = written(province, "dong-hoa", {"GX": None})
    with province.read() as tx:
        assert lexicons.find(tx, first.id) == first
        (newest, *_) = audit.listed(tx).items
        assert (newest.by, newest.action, newest.subject) == ("mai", "lexicon.edit", "locality:dong-hoa")
        assert newest.detail == {"words": {"GX": ["giáo xứ", None]}}
        with refused("lexicon.change_missing"):
            lexicons.find(tx, "nothing")
    assert (second.before, second.locality) == ({"GX": "giáo xứ"}, "dong-hoa")


def test_nothing_changed_leaves_no_trace(province: Store) -> None:
    """A change without forms is neither kept nor logged."""
    with province.read() as tx:
        before = audit.head(tx)
    assert written(province, "dong-hoa", {}).id == ""
    with province.read() as tx:
        assert audit.head(tx) == before


def test_a_list_has_pages_and_is_searched(province: Store) -> None:
    """In the order of the forms; both sides are searched, and signs of patterns are plain signs."""
    written(province, "dong-hoa", {f"F{n:02}": "chữ" for n in range(25)} | {"X%": "phần trăm ích"})
    with province.read() as tx:
        first = lexicons.listed(tx, "dong-hoa", page=Slice(limit=20))
        rest = lexicons.listed(tx, "dong-hoa", page=Slice(after=first.next, limit=20))
        assert [one.written for one in (*first.items, *rest.items)] == [*(f"F{n:02}" for n in range(25)), "X%"]
        assert rest.next is None
        assert [one.written for one in lexicons.listed(tx, "dong-hoa", search="%").items] == ["X%"]
        assert [one.written for one in lexicons.listed(tx, "dong-hoa", search="trăm").items] == ["X%"]


def test_a_merged_place_hands_its_entries_over(province: Store) -> None:
    """The successor takes over what it does not say itself."""
    written(province, "an-binh", {"GX": "của xã hai", "TĐ": "tổ đội"})
    written(province, "dong-hoa", {"GX": "của xã một"})
    with province.begin("cli") as tx:
        localities.merge(tx, ["an-binh"], "dong-hoa")
        assert lexicons.kept(tx, "dong-hoa") == {"GX": "của xã một", "TĐ": "tổ đội"}
        assert lexicons.kept(tx, "an-binh") == {}
