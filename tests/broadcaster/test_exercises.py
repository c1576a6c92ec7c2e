"""The monthly exercise: two people's exact terms, once a month near its hour, and never anything but that exercise."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from broadcaster.accounts import Person, Role
from broadcaster.alerts import Alert, State
from broadcaster.errors import Refused
from broadcaster.exercises import (
    CODES,
    LASTS,
    LATEST,
    Case,
    Plan,
    Terms,
    agree,
    checked,
    closed,
    exercise,
    is_near,
    is_timely,
    last_due,
    next_due,
    owed,
    seat,
    skipped,
    stands,
    vouches,
)
from broadcaster.localities import Kind, Locality, Tree
from broadcaster.messages import AlarmStatus, CapOrigin
from broadcaster.silent_tests import Outcome, Run, Standing
from schedules.windows import NO_RULES, Window

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
SET = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
DUE = datetime(2026, 12, 2, 9, 0, tzinfo=VIETNAM)
"""The first Wednesday of December."""
MINUTE = timedelta(minutes=1)
PROVINCE = Locality("79", "Thành phố", Kind.PROVINCE)
COMMUNE = Locality("c1", "Phường", Kind.COMMUNE, "79")
OTHER = Locality("c2", "Xã", Kind.COMMUNE, "79")
HAMLET = Locality("h1", "Ấp", Kind.HAMLET, "c1")
TREE = Tree.of([PROVINCE, COMMUNE, OTHER, HAMLET])
TERMS = Terms(is_on=True, places=("79",))
DUTY = Person("duty", "truc", "Trực ban", Role.OPERATOR, "79")
HEAD = Person("head", "chi", "Chỉ huy", Role.LEADER, "79")
STANDING = Standing({"duty": DUTY, "head": HEAD}, TREE, "79")


def agreed(terms: Terms = TERMS, **changes: object) -> Plan:
    """Return a plan that the officer on duty set and the head agreed to."""
    plain = Plan(terms, "duty", SET, "head", SET + MINUTE, terms.digest)
    return replace(plain, **changes)  # type: ignore[arg-type]


def raised(terms: Terms = TERMS, late: timedelta = timedelta()) -> Alert:
    """Return the exercise of December."""
    return exercise(terms, DUE.date(), TREE, DUE + late)


def local(year: int, month: int, day: int, hour: int = 9, minute: int = 0) -> datetime:
    """Return a moment by the clocks of Vietnam, in UTC as the clock gives it."""
    return datetime(year, month, day, hour, minute, tzinfo=VIETNAM).astimezone(UTC)


@pytest.mark.parametrize(
    ("nth", "weekday", "now", "last", "ahead"),
    [
        (1, 2, local(2026, 12, 2), date(2026, 12, 2), date(2027, 1, 6)),
        (1, 2, local(2026, 12, 2, 8, 59), date(2026, 11, 4), date(2026, 12, 2)),
        (1, 2, local(2026, 12, 31), date(2026, 12, 2), date(2027, 1, 6)),
        (1, 2, local(2027, 1, 1), date(2026, 12, 2), date(2027, 1, 6)),
        (4, 0, local(2026, 2, 23), date(2026, 2, 23), date(2026, 3, 23)),
        (4, 6, local(2028, 2, 29), date(2028, 2, 27), date(2028, 3, 26)),
        (2, 1, local(2026, 12, 7, 23), date(2026, 11, 10), date(2026, 12, 8)),
        (3, 5, local(2026, 8, 31, 0), date(2026, 8, 15), date(2026, 9, 19)),
    ],
)
def test_it_is_due_once_a_month(nth: int, weekday: int, now: datetime, last: date, ahead: date) -> None:
    """On the n-th weekday by local days and hours, over the ends of months, years and a February of 29 days."""
    terms = replace(TERMS, nth=nth, weekday=weekday)
    assert last_due(terms, now, VIETNAM) == datetime.combine(last, time(9), VIETNAM)
    assert next_due(terms, now, VIETNAM) == datetime.combine(ahead, time(9), VIETNAM)


def test_people_are_reminded_three_days_before() -> None:
    """From the first minute of the third day before, by local days."""
    assert is_near(DUE, local(2026, 11, 29, 0))
    assert not is_near(DUE, local(2026, 11, 28, 23, 59))


@pytest.mark.parametrize(
    ("late", "is_in_time"),
    [(timedelta(), True), (LATEST, True), (-MINUTE, False), (LATEST + MINUTE, False)],
)
def test_it_begins_at_most_an_hour_late(late: timedelta, is_in_time: bool) -> None:
    """Neither before its hour nor more than one after it."""
    assert is_timely(DUE, (DUE + late).astimezone(UTC)) is is_in_time


def test_it_never_begins_on_another_day() -> None:
    """Half an hour late is too late when midnight lies between."""
    due = DUE.replace(hour=23, minute=45)
    assert is_timely(due, due + 10 * MINUTE)
    assert not is_timely(due, due + 15 * MINUTE)


# ---------------------------------------------------------------- the terms


def test_it_is_off_from_the_start() -> None:
    """What the house comes with stands for nothing, and nobody agrees to it."""
    assert not Terms().is_on
    assert Plan().stands_since is None
    with pytest.raises(Refused) as refusal:
        agree(Plan(), "head", SET)
    assert refusal.value.code == "exercises.none_planned"


@pytest.mark.parametrize(
    ("wrong", "code", "field"),
    [
        ({"nth": 0}, "exercises.day", "nth"),
        ({"nth": 5}, "exercises.day", "nth"),
        ({"weekday": 7}, "exercises.day", "nth"),
        ({"volume": 0}, "exercises.volume", "volume"),
        ({"volume": 101}, "exercises.volume", "volume"),
        ({"siren": "wail"}, "exercises.siren", "siren"),
        ({"places": ()}, "alert.nowhere", "localities"),
        ({"text": " "}, "bulletin.text_empty", "text"),
        ({"title": ""}, "bulletin.title_empty", "title"),
        ({"at": time(22, 30)}, "exercises.hours", "at"),
        ({"at": time(20, 50)}, "exercises.hours", "at"),
        ({"at": time(5, 0)}, "exercises.hours", "at"),
    ],
    ids=str,
)
def test_terms_that_cannot_be(wrong: dict[str, object], code: str, field: str) -> None:
    """Each is refused at its field: no such day, words that no alert may have, an hour at which nothing may sound."""
    with pytest.raises(Refused) as refusal:
        checked(replace(TERMS, **wrong), TREE, SET, VIETNAM)  # type: ignore[arg-type]
    assert (refusal.value.code, refusal.value.field) == (code, field)


def test_terms_are_kept_as_any_alert() -> None:
    """Words in one form, places in order; whoever turns it off is not asked for the hour."""
    rough = replace(TERMS, title="  Thử   loa ", places=("c2", "c1", "c2"), siren="storm")
    fair = checked(rough, TREE, SET, VIETNAM)
    assert (fair.title, fair.places, fair.siren) == ("Thử loa", ("c1", "c2"), "storm")
    night = replace(TERMS, at=time(23, 0), is_on=False)
    assert checked(night, TREE, SET, VIETNAM) == night


def test_hours_of_its_places() -> None:
    """Its places' allowed hours hold, not the narrower ones of communes below; quiet hours hold everywhere."""
    narrow = replace(NO_RULES, windows=(Window(time(17), time(18)),))
    calm = replace(NO_RULES, quiet=(Window(time(9, 10), time(9, 30)),))
    at = DUE.astimezone(UTC)
    tree = TREE.with_rules("c2", narrow)
    assert closed(TERMS, at, tree) is None
    assert closed(replace(TERMS, places=("c1", "c2")), at, tree) == "c2"
    quiet = TREE.with_rules("h1", calm)
    assert closed(TERMS, at, quiet) == "h1"
    assert closed(replace(TERMS, places=("c2",)), at, quiet) is None
    assert closed(TERMS, at - LASTS, quiet) is None


def test_whose_authority_speaks() -> None:
    """The lowest that holds all places, so that whoever rules there may cancel."""
    assert [seat(one, TREE) for one in (("79",), ("c1",), ("c1", "c2"), ("h1", "c1"))] == ["79", "c1", "79", "c1"]


def test_leaving_one_out_needs_a_reason() -> None:
    """In some words, for a plan that is on."""
    run = skipped(agreed(), DUE, "duty", reason=" Trùng  ngày thi. ", now=SET)
    assert run == Run(DUE.date(), Outcome.SKIPPED, SET, None, "duty", "Trùng ngày thi.")
    for plan, reason, code in (
        (agreed(), " x ", "exercises.reason"),
        (agreed(), "x" * 201, "exercises.reason"),
        (Plan(), "Trùng ngày thi.", "exercises.none_planned"),
    ):
        with pytest.raises(Refused) as refusal:
            skipped(plan, DUE, "duty", reason=reason, now=SET)
        assert refusal.value.code == code


# ---------------------------------------------------------------- who stands for it


def test_two_people_stand_for_exactly_these_terms() -> None:
    """One set them, another agreed; then it stands from the moment of the agreement."""
    plan = agree(Plan(TERMS, "duty", SET), "head", SET + MINUTE)
    assert plan == agreed()
    assert plan.stands_since == SET + MINUTE
    assert stands(plan, STANDING)
    with pytest.raises(Refused) as refusal:
        agree(Plan(TERMS, "duty", SET), "duty", SET)
    assert refusal.value.code == "exercises.own_terms"


GONE = replace(DUTY, disabled_at=SET)
OFFICER = replace(HEAD, role=Role.OFFICER)
LOCAL = replace(HEAD, scope="c1")
WEAK: dict[str, tuple[Plan, Standing]] = {
    "nobody agreed": (Plan(TERMS, "duty", SET), STANDING),
    "one person alone": (agreed(agreed_by="duty"), STANDING),
    "nobody set it": (agreed(set_by=None), STANDING),
    "no moment": (agreed(set_at=None), STANDING),
    "no moment of the other": (agreed(agreed_at=None), STANDING),
    "agreed before it was set": (agreed(agreed_at=SET - MINUTE), STANDING),
    "agreed to other words": (agreed(agreed=replace(TERMS, text="Chạy đi.").digest), STANDING),
    "off": (agreed(replace(TERMS, is_on=False)), STANDING),
    "an unknown person": (agreed(set_by="x"), STANDING),
    "who set it left": (agreed(), replace(STANDING, people={"duty": GONE, "head": HEAD})),
    "who agreed left": (agreed(), replace(STANDING, people={"duty": DUTY, "head": replace(HEAD, disabled_at=SET)})),
    "who agreed may not release": (agreed(), replace(STANDING, people={"duty": DUTY, "head": OFFICER})),
    "who agreed rules a commune": (agreed(), replace(STANDING, people={"duty": DUTY, "head": LOCAL})),
    "a place nobody knows": (agreed(replace(TERMS, places=("79", "c9"))), STANDING),
    "no place": (agreed(replace(TERMS, places=())), STANDING),
}


@pytest.mark.parametrize("weak", WEAK.values(), ids=WEAK.keys())
def test_else_it_does_not_stand(weak: tuple[Plan, Standing]) -> None:
    """Neither is it said to, nor does the signer sign the very exercise of its day."""
    plan, standing = weak
    assert not stands(plan, standing)
    assert not vouches(raised(), plan, standing)


@pytest.mark.parametrize(
    "change",
    [
        {"nth": 2},
        {"weekday": 3},
        {"at": time(10, 0)},
        {"places": ("c1",)},
        {"title": "Thử"},
        {"text": "Chạy đi."},
        {"siren": "urgent"},
        {"volume": 99},
    ],
    ids=str,
)
def test_any_change_needs_both_again(change: dict[str, object]) -> None:
    """Whatever is changed of the terms, the former agreement is to something else."""
    plan = agreed()
    assert stands(plan, STANDING)
    assert not stands(replace(plan, terms=replace(TERMS, **change)), STANDING)  # type: ignore[arg-type]


# ---------------------------------------------------------------- what is raised


def test_it_is_an_exercise() -> None:
    """Released, of level 1, once, with the words, places and volume of the terms; over in a quarter of an hour."""
    made = raised(replace(TERMS, volume=40, siren="storm"))
    assert (made.status, made.state, made.level, made.volume, made.siren) == (
        AlarmStatus.EXERCISE,
        State.RELEASED,
        1,
        40,
        "storm",
    )
    assert (made.id, made.localities, made.repeat.count, made.repeat.cadence) == ("exercise-2026-12-02", ("79",), 1, ())
    assert (made.title, made.text, made.expires_at) == (TERMS.title, TERMS.text, DUE + LASTS)


def test_the_plan_vouches_for_its_exercise() -> None:
    """For exactly the exercise of the day, on time or up to an hour late, also in a single commune."""
    for late in (timedelta(), LATEST):
        assert vouches(raised(late=late), agreed(), STANDING)
    small = replace(TERMS, places=("c1",))
    local_head = replace(STANDING, people={"duty": DUTY, "head": LOCAL})
    assert vouches(raised(small), agreed(small), local_head)


@pytest.mark.parametrize(
    "forged",
    [
        {"status": AlarmStatus.ACTUAL},
        {"volume": 99},
        {"siren": "urgent"},
        {"text": "Chạy đi."},
        {"title": "Lũ"},
        {"level": 5},
        {"localities": ("79", "c1")},
        {"stations": ("st-1",)},
        {"lasts": timedelta(hours=24)},
        {"id": "exercise-2026-12-03"},
        {"origin": "c1"},
        {"updates": "a1"},
        {"confirmed_at": DUE - MINUTE},
        {"cap": CapOrigin("a", "b", SET)},
        {"released_at": None},
        {"released_at": DUE - MINUTE, "confirmed_at": DUE - MINUTE},
        {"released_at": DUE + LATEST + MINUTE, "confirmed_at": DUE + LATEST + MINUTE},
        {"released_at": DUE + timedelta(days=1), "confirmed_at": DUE + timedelta(days=1)},
        {"released_at": local(2027, 1, 6), "confirmed_at": local(2027, 1, 6)},
        {"released_at": local(2026, 11, 4), "confirmed_at": local(2026, 11, 4)},
    ],
    ids=str,
)
def test_it_vouches_for_nothing_else(forged: dict[str, object]) -> None:
    """Whatever is changed of what decides what sounds where and when, the plan does not stand for it."""
    made: Alert = replace(raised(), **forged)  # type: ignore[arg-type]
    assert not vouches(made, agreed(), STANDING)


def test_it_vouches_for_nothing_in_quiet_hours() -> None:
    """Rules that were tightened after the agreement keep it silent."""
    tree = TREE.with_rules("c2", replace(NO_RULES, quiet=(Window(time(9), time(10)),)))
    assert not vouches(raised(), agreed(), replace(STANDING, tree=tree))


def test_it_vouches_for_no_day_before_the_agreement() -> None:
    """Who agrees at five past nine has not agreed to that day's."""
    assert not vouches(raised(late=10 * MINUTE), agreed(agreed_at=DUE + 5 * MINUTE), STANDING)


# ---------------------------------------------------------------- what is owed


@pytest.mark.parametrize(
    ("late", "kept", "case", "outcome"),
    [
        (timedelta(0), None, Case(), Outcome.RAISED),
        (LATEST, None, Case(), Outcome.RAISED),
        (LATEST + MINUTE, None, Case(), Outcome.MISSED),
        (timedelta(days=20), None, Case(held=True, vouched=False), Outcome.MISSED),
        (timedelta(0), None, Case(fair=False), Outcome.MISSED),
        (timedelta(0), None, Case(held=True), Outcome.HELD),
        (timedelta(0), None, Case(vouched=False), Outcome.REFUSED),
        (30 * MINUTE, Outcome.HELD, Case(held=True), None),
        (30 * MINUTE, Outcome.HELD, Case(), Outcome.RAISED),
        (LATEST + MINUTE, Outcome.HELD, Case(), None),
        (timedelta(0), Outcome.RAISED, Case(), None),
        (timedelta(0), Outcome.SKIPPED, Case(), None),
        (LATEST + MINUTE, Outcome.SKIPPED, Case(), None),
        (timedelta(0), Outcome.REFUSED, Case(), None),
        (timedelta(0), Outcome.MISSED, Case(), None),
    ],
)
def test_what_is_owed(late: timedelta, kept: Outcome | None, case: Case, outcome: Outcome | None) -> None:
    """Raised within its hour, held back after something real, noted once when its hour has gone by."""
    known = [] if kept is None else [Run(DUE.date(), kept, DUE)]
    found = owed(agreed(), DUE, (DUE + late).astimezone(UTC), noted=known, case=case)
    assert (found and found.outcome) == outcome
    if found is not None:
        assert found.day == DUE.date()
        assert found.alert_id == ("exercise-2026-12-02" if outcome is Outcome.RAISED else None)
        assert found.outcome in CODES


def test_no_month_has_two() -> None:
    """After new terms for later in the same month there is none until the next; one left out is no hindrance."""
    earlier = Run(DUE.date() - timedelta(days=1), Outcome.RAISED, DUE)
    assert owed(agreed(), DUE, DUE, noted=[earlier], case=Case()) is None
    left_out = replace(earlier, outcome=Outcome.SKIPPED)
    found = owed(agreed(), DUE, DUE, noted=[left_out], case=Case())
    assert found is not None
    assert found.outcome is Outcome.RAISED


def test_nothing_is_owed_without_two_people() -> None:
    """Not before somebody agreed, and not of a day before that."""
    for plan in (Plan(TERMS, "duty", SET), agreed(agreed_at=DUE + MINUTE)):
        assert owed(plan, DUE, DUE + 2 * MINUTE, noted=[], case=Case()) is None
