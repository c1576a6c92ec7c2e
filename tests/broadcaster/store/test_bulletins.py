"""Bulletins in the store: nothing lost on the way, nobody overwritten, found again without accents."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from broadcaster import bulletins as domain
from broadcaster.bulletins import Bulletin, Field, State
from broadcaster.errors import BroadcasterError, Missing, Refused
from broadcaster.languages import Translation
from broadcaster.store import Slice, Store, audit, bulletins
from schedules.priority import Priority

from .conftest import START, Watch, add_bulletins, bulletin


def test_every_field_survives(province: Store) -> None:
    """A bulletin comes back exactly as it was kept."""
    full = Bulletin(
        "full",
        "khu-1",
        "Đường Số 3",
        "a\n\tb “c” \U0001f4e2",
        "officer",
        START,
        field=Field.DIRECTION,
        priority=Priority.EMERGENCY,
        voice="x",
        state=State.REJECTED,
        version=7,
        approver="leader",
        decided_at=START + timedelta(microseconds=1),
        reason="r",
        failure='{"code":"x"}',
        clip="c" * 64,
        valid_until=START + timedelta(days=1),
        voices=("x", "y"),
        translations=(Translation("km", "d" * 64, "ទឹក"), Translation("en", "e" * 64)),
    )
    with province.begin() as tx:
        bulletins.add(tx, full)
    with province.read() as tx:
        assert bulletins.find(tx, "full") == full
        assert bulletins.known(tx, "none") is None


def test_two_people_never_overwrite_each_other(province: Store) -> None:
    """The second change made to the same version is refused, and the first stands."""
    add_bulletins(province, "b1")
    with province.read() as tx:
        seen = bulletins.find(tx, "b1")
    with province.begin("officer") as tx:
        bulletins.change(tx, domain.edit(seen, replace(seen, text="first")))
    with pytest.raises(Refused) as caught, province.begin("officer") as tx:
        bulletins.change(tx, domain.edit(seen, replace(seen, text="second")))
    assert caught.value.code == "bulletin.changed_meanwhile"
    with province.read() as tx:
        assert bulletins.find(tx, "b1").text == "first"


def test_each_step_is_one_audit_row_with_its_name(province: Store, watch: Watch) -> None:
    """The log names the step and who took it, and an unchanged bulletin writes nothing."""
    add_bulletins(province, "b1")
    steps: list[tuple[str, Callable[[Bulletin], Bulletin], str]] = [
        ("officer", lambda b: domain.submit(b, START), "bulletin.submit"),
        ("leader", lambda b: domain.approve(b, "leader", START), "bulletin.approve"),
        ("system", domain.render, "bulletin.render"),
        ("system", domain.unclaim, "bulletin.unclaim"),
        ("system", lambda b: domain.finish(b, "c" * 64), "bulletin.finish"),
        ("system", domain.publish, "bulletin.publish"),
        ("system", domain.publish, "bulletin.publish"),
        ("leader", lambda b: domain.cancel(b, reason="sai"), "bulletin.cancel"),
    ]
    for by, step, _ in steps:
        with province.begin(by) as tx:
            bulletins.change(tx, step(bulletins.find(tx, "b1")))
    with province.read() as tx:
        rows = [row for row in audit.listed(tx).items if row.subject == "bulletin:b1"]
    assert [row.action for row in reversed(rows)] == ["bulletin.add"] + [name for _, _, name in steps[:6] + steps[7:]]
    assert rows[0].by == "leader"
    assert rows[0].detail["state"] == ["published", "cancelled"]


def test_long_texts_stand_in_the_log_as_their_hash(province: Store) -> None:
    """The log proves which words were meant without keeping them for ever."""
    with province.begin("officer") as tx:
        bulletins.add(tx, replace(bulletin("b1"), text="chữ " * 1000))
    with province.read() as tx:
        detail = audit.listed(tx).items[0].detail
    assert detail["text"].keys() == {"sha256", "characters"}


@pytest.mark.parametrize(
    ("made", "code"),
    [(bulletin("b1"), "bulletin.exists"), (bulletin("b2", locality="nowhere"), "locality.missing")],
)
def test_add_refuses(province: Store, made: Bulletin, code: str) -> None:
    """An id is used once and the place must exist."""
    add_bulletins(province, "b1")
    with pytest.raises(BroadcasterError) as caught, province.begin() as tx:
        bulletins.add(tx, made)
    assert caught.value.code == code


def test_changing_what_does_not_exist(province: Store) -> None:
    """A bulletin nobody added is missing."""
    with pytest.raises(Missing) as caught, province.begin() as tx:
        bulletins.change(tx, bulletin("b1"))
    assert caught.value.code == "bulletin.missing"


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("duong", {"b0"}),
        ("ĐƯỜNG số", {"b0"}),
        ("tiem chung", {"b1"}),
        ("100%", {"b2"}),
        ("_", set()),
        ("", {"b0", "b1", "b2"}),
    ],
)
def test_search_does_not_mind_accents(province: Store, search: str, found: set[str]) -> None:
    """Vietnamese titles are found typed with or without accents; % and _ are letters like others."""
    titles = ("Sửa đường số 3", "Lịch tiêm chủng", "Giảm 100% phí")
    with province.begin() as tx:
        for number, title in enumerate(titles):
            bulletins.add(tx, bulletin(f"b{number}", title=title))
    with province.read() as tx:
        assert {one.id for one in bulletins.listed(tx, search=search).items} == found


def test_pages_join_without_gap_or_repeat(province: Store) -> None:
    """Newest first, page by page, also where many were made in the same moment and while new ones arrive."""
    with province.begin() as tx:
        for number in range(23):
            bulletins.add(tx, bulletin(f"b{number:02}", at=START + timedelta(seconds=number // 5)))
    seen: list[str] = []
    after: str | None = None
    while True:
        with province.read() as tx:
            page = bulletins.listed(tx, "79", page=Slice(after, 4, total=True))
        seen += [one.id for one in page.items]
        after = page.next
        if after is None:
            break
        with province.begin() as tx:
            bulletins.add(tx, bulletin(f"new-{len(seen)}", at=START + timedelta(hours=1)))
    assert seen == [f"b{number:02}" for number in sorted(range(23), key=lambda n: (n // 5, n), reverse=True)]
    assert page.total == 23 + 5


def test_scope_and_states_choose(province: Store) -> None:
    """A commune sees its own and its hamlets' bulletins; the waiting ones are counted."""
    with province.begin() as tx:
        bulletins.add(tx, bulletin("here", locality="khu-1"))
        bulletins.add(tx, bulletin("there", locality="an-binh"))
        bulletins.change(tx, domain.submit(bulletins.find(tx, "here"), START))
    with province.read() as tx:
        assert [one.id for one in bulletins.listed(tx, "dong-hoa").items] == ["here"]
        assert [one.id for one in bulletins.listed(tx, "79", {State.DRAFT}).items] == ["there"]
        assert (bulletins.waiting(tx, "dong-hoa"), bulletins.waiting(tx, "an-binh"), bulletins.waiting(tx)) == (1, 0, 1)
        assert [one.id for one in bulletins.in_states(tx, {State.SUBMITTED})] == ["here"]


def test_over_finds_what_must_expire(province: Store) -> None:
    """Only bulletins past their validity that have not ended are over."""
    with province.begin() as tx:
        for name, end in (("past", START), ("future", START + timedelta(seconds=1)), ("open", None)):
            bulletins.add(tx, replace(bulletin(name), valid_until=end))
        bulletins.add(tx, replace(bulletin("gone"), valid_until=START, state=State.EXPIRED))
    with province.read() as tx:
        assert [one.id for one in bulletins.over(tx, START)] == ["past"]


def test_what_programmes_may_take(province: Store) -> None:
    """Approved since a moment, of exactly these places, not ended: the newest first."""
    second = timedelta(seconds=1)
    kept = [
        replace(bulletin(name, locality=code), decided_at=at, state=state)
        for name, code, at, state in [
            ("new", "khu-1", START, State.READY),
            ("newer", "an-binh", START + second, State.READY),
            ("silent", "khu-1", START, State.RENDERING),
            ("old", "khu-1", START - second, State.READY),
            ("gone", "khu-1", START, State.CANCELLED),
            ("draft", "khu-1", None, State.DRAFT),
            ("elsewhere", "dong-hoa", START, State.READY),
        ]
    ]
    with province.begin() as tx:
        for one in kept:
            bulletins.add(tx, one)
        found = bulletins.held(tx, ("khu-1", "an-binh"), START)
    assert [one.id for one in found] == ["newer", "new", "silent"]
