"""Lists in the office: kept where one may raise alerts, used whole, pinned when an alert is written."""

from dataclasses import replace

import pytest
from sqlalchemy import update

from broadcaster.accounts import Person, Role
from broadcaster.alerts import Alert, State
from broadcaster.dispatch import ListWords
from broadcaster.errors import Denied
from broadcaster.localities import Kind, Locality, Station
from broadcaster.store import alerts, audit, localities, people, stations
from broadcaster.store.tables import alerts as alert_rows
from broadcaster.target_lists import MOST_LISTS, Pick, TargetList, members
from tests.house import House, flood
from tests.refusals import refused

WORDS = ListWords("Xã ven sông", ("c1",), ("st-2",))


@pytest.fixture
def duty(here: House) -> Person:
    """A province operator on duty."""
    person = Person("duty", "truc", "Trực ban", Role.OPERATOR, "79")
    with here.dispatch.store.begin("test") as tx:
        people.add(tx, person, "một câu dài dễ nhớ")
    return person


def aimed(here: House, known: TargetList, by: Person, **changes: object) -> Alert:
    """Draft an alert for what a list means now."""
    pinned = here.dispatch.pin_lists([known.pick], by)
    codes, single = members(pinned)
    wanted = flood(by.scope, localities=codes, stations=single, lists=pinned)
    return here.dispatch.draft_alert(replace(wanted, **changes), by)  # type: ignore[arg-type]


def found(here: House, alert_id: str = "a1") -> Alert:
    """Return an alert as stored."""
    with here.dispatch.store.read() as tx:
        return alerts.find(tx, alert_id)


# ---------------------------------------------------------------- keeping


def test_a_list_is_kept_changed_removed_and_each_undone(here: House, duty: Person) -> None:
    """Every step is a version and an audit row; undoing restores what was, and the first undoing takes it out."""
    made = here.dispatch.add_list(WORDS, duty)
    assert (made.place, made.by, made.version) == ("79", "duty", 1)
    words = ListWords("Ven sông Bé", ("c2",))
    changed = here.dispatch.edit_list(made.id, words, duty, version=1)
    assert (changed.name, changed.localities, changed.stations, changed.version) == ("Ven sông Bé", ("c2",), (), 2)
    assert here.dispatch.edit_list(made.id, words, duty, version=2) == changed
    gone = here.dispatch.remove_list(made.id, duty, version=2)
    assert here.dispatch.target_lists(duty) == ()
    assert here.dispatch.target_list(made.id, duty).known == gone
    back = here.dispatch.undo_list(made.id, 2, duty, newest=3)
    assert (back.name, back.removed_at, back.version) == ("Ven sông Bé", None, 4)
    first = here.dispatch.undo_list(made.id, 1, duty, newest=4)
    assert (first.name, first.localities, first.stations) == ("Xã ven sông", ("c1",), ("st-2",))
    assert here.dispatch.undo_list(made.id, 0, duty, newest=5).removed_at is not None
    assert [one.version for one in here.dispatch.list_versions(made.id, duty)] == [6, 5, 4, 3, 2, 1]
    with here.dispatch.store.read() as tx:
        rows = audit.listed(tx, audit.AuditFilter(subject=f"list:{made.id}")).items
        assert {one.by for one in rows} == {"duty"}
        assert [one.action.removeprefix("list.") for one in reversed(rows)] == [
            *("add", "edit", "remove", "restore", "edit", "remove")
        ]


def test_nobody_writes_over_somebody_unseen(here: House, duty: Person) -> None:
    """What was changed since it was read is neither edited, removed nor undone; what is removed is not edited."""
    made = here.dispatch.add_list(WORDS, duty)
    here.dispatch.edit_list(made.id, replace(WORDS, name="Khác"), duty, version=1)
    with refused("list.changed_meanwhile"):
        here.dispatch.edit_list(made.id, WORDS, duty, version=1)
    with refused("list.changed_meanwhile"):
        here.dispatch.remove_list(made.id, duty, version=1)
    with refused("list.changed_meanwhile"):
        here.dispatch.undo_list(made.id, 0, duty, newest=1)
    here.dispatch.remove_list(made.id, duty, version=2)
    for version in (2, 3):
        with refused("list.changed_meanwhile" if version == 2 else "list.missing"):
            here.dispatch.edit_list(made.id, WORDS, duty, version=version)


def test_who_may_keep_a_list(here: House, duty: Person) -> None:
    """Whoever raises alerts there, of their own place; others neither make, change nor see it."""
    theirs = here.dispatch.add_list(WORDS, duty)
    mine = here.dispatch.add_list(ListWords("Ấp trũng", ("h1",)), here.leader)
    assert mine.place == "c1"
    for person in (here.administrator, replace(here.leader, role=Role.TECHNICIAN)):
        with pytest.raises(Denied):
            here.dispatch.add_list(ListWords("Khác", ("h1",)), person)
    with refused("list.member_beyond"):
        here.dispatch.add_list(ListWords("Xã bạn", ("c2",)), here.leader)
    for act in (
        lambda: here.dispatch.edit_list(theirs.id, WORDS, here.leader, version=1),
        lambda: here.dispatch.remove_list(theirs.id, here.leader, version=1),
        lambda: here.dispatch.undo_list(theirs.id, 0, here.leader, newest=1),
    ):
        with pytest.raises(Denied):
            act()
    with refused("list.missing"):
        here.dispatch.target_list(theirs.id, here.leader)
    with refused("list.missing"):
        here.dispatch.list_versions(theirs.id, here.leader)
    assert [one.known for one in here.dispatch.target_lists(here.leader)] == [mine]
    assert {one.known.id for one in here.dispatch.target_lists(duty)} == {mine.id, theirs.id}


def test_a_place_keeps_so_many_lists(here: House, duty: Person) -> None:
    """One more is refused, and told what to do."""
    for number in range(MOST_LISTS):
        here.dispatch.add_list(ListWords(f"Danh sách {number}", ("h1",)), here.leader)
    with refused("list.too_many_lists"):
        here.dispatch.add_list(ListWords("Một nữa", ("h1",)), here.leader)
    here.dispatch.add_list(WORDS, duty)


def test_thousands_of_members_are_refused_by_name(here: House, duty: Person) -> None:
    """Not by a fault of the database, which takes only so many values at once."""
    with refused("list.too_many"):
        here.dispatch.add_list(ListWords("Tất cả", (), tuple(f"s{n}" for n in range(40_000))), duty)


def test_a_list_is_found_by_name_or_id(here: House, duty: Person) -> None:
    """Case does not matter; two of one name must be told apart by their ids; a removed one only by its id."""
    made = here.dispatch.add_list(WORDS, duty)
    assert here.dispatch.list_named("XÃ ven  sông", duty) == here.dispatch.list_named(made.id, duty) == made
    mine = here.dispatch.add_list(ListWords("Xã ven sông", ("h1",)), here.leader)
    assert here.dispatch.list_named("Xã ven sông", here.leader) == mine
    with refused("list.several") as fault:
        here.dispatch.list_named("Xã ven sông", duty)
    assert made.id in str(fault.value)
    gone = here.dispatch.remove_list(made.id, duty, version=1)
    assert here.dispatch.list_named(made.id, duty) == gone
    assert here.dispatch.list_named("xã ven sông", duty) == mine
    with refused("list.missing"):
        here.dispatch.list_named("Không có", duty)


# ---------------------------------------------------------------- aiming


def test_what_becomes_of_a_list_changes_no_alert(here: House, duty: Person) -> None:
    """Edited, then removed after the drafting: the same stations are ordered, confirmed and released as were read."""
    made = here.dispatch.add_list(WORDS, duty)
    draft = aimed(here, made, duty)
    here.dispatch.edit_list(made.id, ListWords("Khác hẳn", ("c2",)), duty, version=1)
    confirmed = here.dispatch.confirm_alert("a1", duty, version=draft.version)
    here.dispatch.remove_list(made.id, duty, version=2)
    second = replace(duty, id="second", login="hai")
    with here.dispatch.store.begin("test") as tx:
        people.add(tx, second, "một câu dài dễ nhớ")
    released = here.dispatch.release_alert("a1", second, version=confirmed.version)
    assert (released.state, released.localities, released.stations) == (State.RELEASED, ("c1",), ("st-2",))
    assert [(one.name, one.version, one.localities) for one in released.lists] == [("Xã ven sông", 1, ("c1",))]
    assert found(here) == released
    assert here.dispatch.sign_alarms() == 2
    correction = here.dispatch.correct_alert("a1", duty)
    assert correction.lists == released.lists


def test_two_people_stand_for_what_the_list_meant(here: House, duty: Person) -> None:
    """Another list written under a confirmed alert, or other members in it, is not released, nor signed."""
    made = here.dispatch.add_list(WORDS, duty)
    draft = aimed(here, made, duty)
    confirmed = here.dispatch.confirm_alert("a1", duty, version=draft.version)
    second = replace(duty, id="second", login="hai")
    kept = {"id": made.id, "name": made.name, "version": 1, "localities": ["c1"], "stations": ["st-2"], "gone": []}
    with here.dispatch.store.begin("test") as tx:
        people.add(tx, second, "một câu dài dễ nhớ")
    for other in (
        None,
        [kept | {"name": "Khác"}],
        [kept | {"localities": ["c2"]}],
        [kept | {"version": 2}],
        [kept] * 2,
    ):
        with here.dispatch.store.begin("test") as tx:
            tx.connection.execute(update(alert_rows).values(lists=other))
        with refused("alert.unapproved"):
            here.dispatch.release_alert("a1", second, version=confirmed.version)
    with here.dispatch.store.begin("test") as tx:
        tx.connection.execute(update(alert_rows).values(lists=[kept]))
    assert here.dispatch.release_alert("a1", second, version=confirmed.version).state is State.RELEASED


def test_a_list_is_chosen_as_it_was_seen(here: House, duty: Person) -> None:
    """One changed or removed since is asked about again; an alert being edited keeps what it was aimed with."""
    made = here.dispatch.add_list(WORDS, duty)
    here.dispatch.edit_list(made.id, ListWords("Xã ven sông", ("c2",)), duty, version=1)
    with refused("list.changed_meanwhile"):
        here.dispatch.pin_lists([made.pick], duty)
    held = [made.pick]
    (then,) = here.dispatch.pin_lists([made.pick], duty, held=held)
    (now,) = here.dispatch.pin_lists([Pick(made.id, 2)], duty, held=held)
    assert (then.localities, now.localities) == (("c1",), ("c2",))
    with refused("list.twice"):
        here.dispatch.pin_lists([made.pick, Pick(made.id, 2)], duty, held=held)
    here.dispatch.remove_list(made.id, duty, version=2)
    with refused("list.missing"):
        here.dispatch.pin_lists([Pick(made.id, 3)], duty)
    assert here.dispatch.pin_lists([made.pick], duty, held=held) == (then,)
    assert here.dispatch.pin_lists([made.pick], duty, held=None) == (then,)
    for strange in (Pick(made.id, 9), Pick("l9", 1)):
        with refused("list.version_missing" if strange.id == made.id else "list.missing"):
            here.dispatch.pin_lists([strange], duty, held=None)


def test_a_list_beyond_ones_places_is_not_used_in_part(here: House, duty: Person) -> None:
    """A chairman uses a list of the province that lies in his commune, and no part of one that reaches further."""
    wide = here.dispatch.add_list(WORDS, duty)
    narrow = here.dispatch.add_list(ListWords("Khu phố trũng", ("h1",)), duty)
    with refused("list.beyond"):
        here.dispatch.pin_lists([wide.pick], here.leader)
    (pinned,) = here.dispatch.pin_lists([narrow.pick], here.leader)
    assert pinned.localities == ("h1",)


def test_places_and_stations_that_are_gone_are_named(here: House, duty: Person) -> None:
    """The rest is still reached; with nothing left the list is refused."""
    with here.dispatch.store.begin("test") as tx:
        localities.add(tx, Locality("c3", "Xã Tân Hiệp", Kind.COMMUNE, "79"))
        stations.add(tx, Station("st-3", "Loa Tân Hiệp", "c3"))
    made = here.dispatch.add_list(ListWords("Hạ lưu", ("c1", "c3"), ("st-2",)), duty)
    with here.dispatch.store.begin("test") as tx:
        localities.merge(tx, ["c3"], "c1")
        stations.revoke(tx, "st-2")
    (seen,) = here.dispatch.target_lists(duty)
    assert (seen.gone, seen.is_usable) == (("Xã Tân Hiệp → Phường Dĩ An", "Cụm loa Phú Giáo"), True)
    alert = aimed(here, made, duty)
    assert (alert.localities, alert.stations) == (("c1",), ())
    assert alert.lists[0].gone == seen.gone
    only = here.dispatch.edit_list(made.id, ListWords("Hạ lưu", ("h1",)), duty, version=1)
    assert here.dispatch.undo_list(made.id, 1, duty, newest=only.version).localities == ("c1", "c3")
    last = here.dispatch.add_list(ListWords("Một loa", (), ("st-3",)), duty)
    with here.dispatch.store.begin("test") as tx:
        stations.revoke(tx, "st-3")
    with refused("list.all_gone"):
        here.dispatch.pin_lists([last.pick], duty)
