"""The rules of the house: set with their consequence told, undone, never loosened; the second person outside them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import time, timedelta
from typing import Any

import pytest

from broadcaster.accounts import Person, Role
from broadcaster.errors import BroadcasterError, Denied, Missing, Refused
from broadcaster.plans import Entry
from broadcaster.store import audit, localities, new_id, people, plans
from schedules.priority import Priority
from schedules.recurrence import daily, once
from schedules.timetable import Airing
from schedules.windows import ALL_DAY, DEFAULT_RULES, NO_RULES, Window
from tests.house import START, House

EVENING = once(START.date(), time(21, 15))
DAY = timedelta(days=1)


def aired(here: House, scope: str = "c1", *, days: int = 2) -> tuple[Airing, ...]:
    """Publish what is due and return what is in the timetable of the coming days."""
    here.dispatch.publish_due()
    return here.dispatch.airings_between(scope, START, START + days * DAY)


def late(here: House, **changes: Any) -> Entry:
    """Place an entry at 21:15, outside the allowed hours, with a reason."""
    entry = here.entry(here.ready().id, recurrence=EVENING, outside_reason="Sơ tán", **changes)
    return here.dispatch.add_entry(entry, here.officer).entry


def another(here: House, role: Role = Role.LEADER, scope: str = "c1") -> Person:
    """Add one more person."""
    person = Person(new_id(), f"n{new_id()[:8]}", "Người khác", role, scope)
    with here.dispatch.store.begin("test") as tx:
        people.add(tx, person, "một mật khẩu đủ dài")
    return person


class TestSecondPerson:
    """Outside the allowed hours two people stand for what sounds."""

    def test_until_then_it_waits(self, here: House) -> None:
        """It is kept and told of as waiting; nothing is published; then another person lets it, and it is."""
        entry = late(here)
        told = here.dispatch.foresee(entry)
        assert (told.first, told.outside) == (START + timedelta(hours=13, minutes=15), (told.first,))
        assert aired(here) == ()
        with here.dispatch.store.read() as tx:
            (refusal,) = here.dispatch.compiled(tx, "c1").refusals
        assert refusal.reason.code == "schedules.outside_waits"
        assert [one.id for one in here.dispatch.waiting_outside(here.leader)] == [entry.id]
        here.dispatch.approve_outside(entry.id, here.leader)
        (airing,) = aired(here)
        assert (airing.start, airing.outside_reason) == (told.first, "Sơ tán")
        assert here.dispatch.waiting_outside(here.leader) == []
        assert here.dispatch.foresee(plan_of(here, entry)).outside == ()

    def test_the_audit_names_both(self, here: House) -> None:
        """Who placed it and who let it stand in the records."""
        entry = late(here)
        here.dispatch.approve_outside(entry.id, here.leader)
        with here.dispatch.store.read() as tx:
            notes = {row.action: row.by for row in audit.listed(tx).items if row.subject == f"plan:{entry.id}"}
        assert (notes["plan.add"], notes["plan.allow_outside"]) == (here.officer.id, here.leader.id)

    def test_nobody_lets_their_own(self, here: House) -> None:
        """Not the author, even a leader; not the one who changed it last; not one who may not approve."""
        entry = here.entry(here.ready().id, recurrence=EVENING, outside_reason="Sơ tán", author=here.leader.id)
        own = here.dispatch.add_entry(entry, here.leader).entry
        assert here.dispatch.waiting_outside(here.leader) == []
        refused(lambda: here.dispatch.approve_outside(own.id, here.leader), "plan.own_outside")
        refused(lambda: here.dispatch.approve_outside(own.id, here.officer), "account.denied", Denied)
        theirs = late(here, title="Khác")
        moved = replace(theirs, recurrence=once(START.date(), time(21, 30)))
        here.dispatch.change_entry(theirs.id, moved, here.leader, version=theirs.version)
        refused(lambda: here.dispatch.approve_outside(theirs.id, here.leader), "plan.own_outside")
        assert here.dispatch.approve_outside(theirs.id, another(here)).outside_approved_at == here.clock.now()
        refused(lambda: here.dispatch.approve_outside("x", here.leader), "plan.missing", Missing)

    def test_who_undoes_wishes_nothing(self, here: House) -> None:
        """A leader who let it, took that back and lets it again is still the second person, not the first."""
        entry = late(here)
        here.dispatch.approve_outside(entry.id, here.leader)
        undone = here.dispatch.undo(entry.id, entry.version, here.leader).entry
        assert here.dispatch.may_allow(undone, here.leader)
        assert not here.dispatch.may_allow(undone, here.officer)
        allowed = here.dispatch.approve_outside(entry.id, here.leader)
        assert not here.dispatch.may_allow(allowed, here.leader)

    def test_no_entry_brings_its_own_permission(self, here: House) -> None:
        """Whatever a form or a file claims: a new entry has been let by nobody."""
        entry = late(here, outside_approved_by=here.leader.id, outside_approved_at=START)
        assert (plan_of(here, entry).outside_approved_by, aired(here)) == ("", ())

    def test_a_change_asks_again(self, here: House) -> None:
        """Another time is another permission; another title is not."""
        entry = here.dispatch.approve_outside(late(here).id, here.leader)
        renamed = here.dispatch.change_entry(
            entry.id, replace(entry, title="Mới"), here.officer, version=entry.version
        ).entry
        assert len(aired(here)) == 1
        moved = replace(renamed, recurrence=once(START.date(), time(21, 30)))
        here.dispatch.change_entry(entry.id, moved, here.officer, version=renamed.version)
        assert aired(here) == ()

    def test_a_no_ends_what_has_no_other_time(self, here: House) -> None:
        """With its reason, which the author reads; an entry that also sounds inside the hours goes on with those."""
        entry = late(here)
        refused(lambda: here.dispatch.refuse_outside(entry.id, here.leader, reason=" "), "plan.refusal_reason_missing")
        ended = here.dispatch.refuse_outside(entry.id, here.leader, reason="không cần gấp")
        assert (ended.end_reason, ended.ended_at) == ("không cần gấp", here.clock.now())
        both = daily(START.date(), time(17), time(21, 15))
        mixed = here.dispatch.add_entry(
            here.entry(here.ready().id, recurrence=both, outside_reason="Sơ tán"), here.officer
        ).entry
        kept = here.dispatch.refuse_outside(mixed.id, here.leader, reason="chỉ phát chiều")
        assert (kept.ended_at, kept.outside_reason) == (None, "")
        assert {(one.start - START) % DAY for one in aired(here)} == {timedelta(hours=9)}
        refused(lambda: here.dispatch.refuse_outside(mixed.id, here.leader, reason="x"), "plan.not_waiting_outside")

    def test_nothing_helps_in_quiet_hours(self, here: House) -> None:
        """At 03:15 neither a reason nor two people: only an emergency."""
        night = once((START + DAY).date(), time(3, 15))
        wish = here.entry(here.ready().id, recurrence=night, outside_reason="Sơ tán")
        refused(lambda: here.dispatch.add_entry(wish, here.officer), "schedules.quiet_hours")
        alarm = replace(wish, priority=Priority.EMERGENCY)
        assert here.dispatch.add_entry(alarm, here.officer).consequence.first

    def test_a_needless_reason_bothers_nobody(self, here: House) -> None:
        """A reason written for a time inside the hours waits for nobody; one too near their end does."""
        for at, waits in ((time(16), 0), (time(20, 59), 1)):
            wish = here.entry(here.ready().id, recurrence=once(START.date(), at), outside_reason="cho chắc")
            here.dispatch.add_entry(wish, here.officer)
            assert len(here.dispatch.waiting_outside(here.leader)) == waits

    @pytest.mark.parametrize(
        ("at", "code"),
        [(time(17), None), (time(21, 15), "schedules.outside_hours"), (time(23), "schedules.quiet_hours")],
    )
    def test_a_moment_is_asked_about_before_anything_is_written(self, here: House, at: time, code: str | None) -> None:
        """The compose page knows whether its time needs a reason, or helps nothing."""
        (start,) = once(START.date(), at).between(START, START + DAY)
        reason = here.dispatch.forbidden("h1", start, timedelta(minutes=1))
        assert (reason and reason.code) == code

    def test_what_lies_behind_waits_for_nobody(self, here: House) -> None:
        """Nobody is asked about times that have passed, nor in another commune."""
        late(here)
        assert here.dispatch.waiting_outside(another(here, scope="c2")) == []
        here.clock.advance(DAY)
        assert here.dispatch.waiting_outside(here.leader) == []


class TestRules:
    """Rules of a locality."""

    @pytest.mark.slow
    def test_consequences_are_told_before(self, here: House) -> None:
        """Which schedules lose how many times, from when, and by which rule; nothing is kept by asking."""
        ready = here.ready()
        daily_five = here.dispatch.add_entry(
            here.entry(ready.id, recurrence=daily(START.date(), time(17)), title="Chiều"), here.officer
        ).entry
        here.dispatch.add_entry(here.entry(ready.id, recurrence=daily(START.date(), time(11))), here.officer)
        wanted = replace(DEFAULT_RULES, windows=(Window(time(6), time(16)),))
        (lost,) = here.dispatch.foresee_rules("c1", wanted, here.leader).lost
        assert (lost.entry.id, lost.times) == (daily_five.id, here.dispatch.config.schedule_days + 1)
        assert (lost.first, lost.reason.code) == (START + timedelta(hours=9), "schedules.outside_hours")
        assert (lost.reason["place"], lost.reason["allowed"]) == ("Phường Dĩ An", "06:00-16:00")
        assert len(aired(here, days=1)) == 2
        ruled = here.dispatch.set_rules("c1", wanted, here.leader)
        assert ruled.own == replace(NO_RULES, windows=wanted.windows)
        assert len(aired(here, days=1)) == 1

    def test_rules_above_count_for_all_below(self, here: House) -> None:
        """A province that forbids the evening takes it from its communes and their stations."""
        station = here.dispatch.add_entry(
            here.entry(here.ready().id, targets=(), stations=("st-1",), title="Riêng"), here.officer
        ).entry
        commune = here.dispatch.add_entry(here.entry(here.ready().id, title="Chung"), here.officer).entry
        wanted = replace(DEFAULT_RULES, windows=(Window(time(6), time(16)),))
        lost = here.dispatch.foresee_rules("79", wanted, here.administrator).lost
        assert {one.entry.id for one in lost} == {station.id, commune.id}

    @pytest.mark.slow
    def test_a_refusal_names_the_locality(self, here: House) -> None:
        """The officer reads whose rule it is."""
        here.dispatch.set_rules("79", replace(DEFAULT_RULES, sessions_per_day=1), here.administrator)
        entry = here.entry(here.ready().id, recurrence=once(START.date(), time(11), time(17)))
        (refusal,) = here.dispatch.add_entry(entry, here.officer).consequence.refusals
        with here.dispatch.store.read() as tx:
            assert refusal.reason["place"] == localities.tree(tx).name("79")

    def test_looser_is_refused(self, here: House) -> None:
        """Below the province nobody may be more generous than it."""
        for wanted, code in [
            (NO_RULES, "rules.windows_looser"),
            (replace(DEFAULT_RULES, quiet=()), "rules.quiet_looser"),
        ]:
            refused(lambda wanted=wanted: here.dispatch.set_rules("c1", wanted, here.leader), code)
        assert here.dispatch.set_rules("79", NO_RULES, here.administrator).held == NO_RULES
        assert here.dispatch.set_rules("c1", replace(NO_RULES, windows=(ALL_DAY,)), here.leader).own is None

    def test_whose_business_it_is(self, here: House) -> None:
        """Who manages or leads the place; not its officer, not a neighbour's leader, not in a place merged away."""
        for person in (here.officer, another(here, scope="c2")):
            refused(
                lambda person=person: here.dispatch.set_rules("c1", DEFAULT_RULES, person), "account.denied", Denied
            )
        here.dispatch.set_rules("c1", DEFAULT_RULES, here.administrator)
        with here.dispatch.store.begin("test") as tx:
            localities.merge(tx, ["c2"], "c1")
        refused(lambda: here.dispatch.set_rules("c2", DEFAULT_RULES, here.administrator), "locality.retired")

    def test_undoing(self, here: House) -> None:
        """The newest change is undone; when somebody changed the rules since, nothing is."""
        first = replace(DEFAULT_RULES, minutes_per_day=60)
        here.dispatch.set_rules("c1", first, here.leader)
        here.dispatch.set_rules("c1", replace(DEFAULT_RULES, minutes_per_day=30), here.leader)
        refused(lambda: here.dispatch.undo_rules("c1", here.leader, change=1), "rules.changed_meanwhile")
        assert here.dispatch.undo_rules("c1", here.leader, change=2).held == first
        here.dispatch.set_rules("79", replace(DEFAULT_RULES, minutes_per_day=45), here.administrator)
        undone = here.dispatch.undo_rules("c1", here.leader, change=3)
        assert undone.held.minutes_per_day == 30
        assert here.dispatch.undo_rules("79", here.administrator, change=1).own is None

    def test_nothing_own_is_nothing_kept(self, here: House) -> None:
        """Rules that only repeat the ones above are none; a place without plans loses nothing."""
        ruled = here.dispatch.set_rules("c2", DEFAULT_RULES, here.administrator)
        assert (ruled.own, ruled.held, ruled.lost) == (None, DEFAULT_RULES, ())


def plan_of(here: House, entry: Entry) -> Entry:
    """Return an entry as it is kept now."""
    with here.dispatch.store.read() as tx:
        return plans.find(tx, entry.id)


def refused(act: Callable[[], object], code: str, kind: type[BroadcasterError] = Refused) -> None:
    """Try something and find it refused with ``code``."""
    with pytest.raises(kind) as caught:
        act()
    assert caught.value.code == code
