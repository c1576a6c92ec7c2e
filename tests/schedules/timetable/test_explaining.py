"""A day explained: every wish told once, with what becomes of it and why."""

from datetime import datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.wording import LANGUAGES, told
from schedules.priority import Priority
from schedules.reason import Reason, because
from schedules.timetable import (
    Compiled,
    Fate,
    Layer,
    LeftOut,
    Plan,
    Refusal,
    Wish,
    compile_timetable,
    explained,
    merge,
    resolve,
)
from schedules.windows import DEFAULT_RULES, Rules
from tests.schedules.test_timetable import HOME, MIDNIGHT, MINUTE, plan

TOMORROW = MIDNIGHT + timedelta(days=1)
DRAFT = because("waits_draft", title="Bản tin")


def layer(
    scope: str, depth: int, *plans: Plan, waiting: dict[str, Reason] | None = None, rules: Rules = DEFAULT_RULES
) -> Layer:
    """Return a layer of plans; those of ``waiting`` are not ready, for these reasons."""
    waiting = waiting or {}
    facts: dict[str, Any] = {"since": MIDNIGHT, "until": TOMORROW, "layer": depth}
    wishes = tuple(
        Wish(
            *(one.id, one.title, one.priority, tuple(one.recurrence.between(MIDNIGHT, TOMORROW))),
            obstacles=(waiting[one.id],) if one.id in waiting else (),
        )
        for one in plans
    )
    ready = [one for one in plans if one.id not in waiting]
    return Layer(
        scope=scope,
        depth=depth,
        wishes=wishes,
        compiled=compile_timetable(ready, rules, HOME, **facts),
        foreseen=compile_timetable(plans, rules, HOME, **facts),
    )


def story(*layers: Layer) -> list[tuple[str, str, str, str]]:
    """Return the day as (plan, layer, fate, codes)."""
    return [
        (one.plan_id, one.scope, one.fate.value, " ".join(r.code.removeprefix("schedules.") for r in one.reasons))
        for one in explained(layers, MIDNIGHT, TOMORROW)
    ]


def test_a_day_of_all_fates() -> None:
    """Heard, cut, missed, refused, waiting: each under its own layer, in the order of the day."""
    province = layer("79", 0, plan("p", "06:02", priority=Priority.PRIORITY), plan("t", "05:10"))
    commune = layer(
        "c1",
        1,
        plan("o", "06:00"),
        plan("m", "06:01"),
        plan("d", "07:00"),
        plan("f", "08:00", outside_reason="Bão số 3"),
        waiting={"d": DRAFT},
    )
    assert story(province, commune) == [
        ("t", "79", "refused", "outside_hours"),
        ("o", "c1", "sounds", "on_time resumed"),
        ("m", "c1", "missed", "missed"),
        ("p", "79", "sounds", "on_time"),
        ("d", "c1", "waiting", "waits_draft"),
        ("f", "c1", "sounds", "on_time permitted_outside"),
    ]
    waiting = explained((province, commune), MIDNIGHT, TOMORROW)[4]
    assert waiting.end - waiting.start == 10 * MINUTE


def test_what_is_forbidden_and_waits_is_told_with_both() -> None:
    """The rule first: approving would not help."""
    told_of = story(layer("c1", 1, plan("d", "21:30"), waiting={"d": DRAFT}))
    assert told_of == [("d", "c1", "refused", "outside_hours waits_draft")]


def test_nothing_disappears_in_silence() -> None:
    """A wish that neither sounds nor is refused has nothing left to play, and that is said."""
    gone = layer("c1", 1, plan("d", "06:00"))
    (one,) = explained([Layer("c1", 1, gone.wishes, Compiled((), ()), Compiled((), ()))], MIDNIGHT, TOMORROW)
    assert (one.fate, one.reasons, one.end) == (Fate.REFUSED, (because("nothing_left", title="D"),), one.start)


def test_what_is_published_twice_is_told_where_it_counts() -> None:
    """An entry for province and commune at once is the commune's; where only the province may, the province's."""
    both = plan("b", "06:00")
    assert story(layer("79", 0, both), layer("c1", 1, both)) == [("b", "c1", "sounds", "on_time")]
    strict = Rules((), quiet=())
    assert story(layer("79", 0, both), layer("c1", 1, both, rules=strict)) == [
        ("b", "79", "sounds", "on_time"),
        ("b", "c1", "refused", "outside_hours"),
    ]


def test_what_a_programme_left_out_is_told_with_it() -> None:
    """The airing sounds, or it does not; the bulletin that found no room in it is named either way."""
    plain = layer("c1", 1, plan("b", "06:00"))
    start = plain.compiled.airings[0].start
    why = because("no_room", title="Thêm")
    full = Compiled(plain.compiled.airings, (), (LeftOut("b", start, "x", why), LeftOut("b", TOMORROW, "x", why)))
    (one,) = explained([Layer("c1", 1, plain.wishes, full, full)], MIDNIGHT, TOMORROW)
    assert (one.fate, one.left_out) == (Fate.SOUNDS, full.left_out[:1])
    empty = Compiled((), (Refusal("b", start, because("empty_programme", title="B")),), full.left_out)
    (one,) = explained([Layer("c1", 1, plain.wishes, empty, empty)], MIDNIGHT, TOMORROW)
    assert (one.fate, one.left_out[0].reason) == (Fate.REFUSED, why)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_has_a_sentence(language: str) -> None:
    """In both languages, with no blank left open."""
    spoken = layer("c1", 1, plan("o", "06:00"), plan("m", "06:01"), plan("d", "07:00"), waiting={"d": DRAFT})
    for one in explained([spoken], MIDNIGHT, TOMORROW):
        for reason in one.reasons:
            sentence = told(reason.code, language, dict(reason.facts))
            assert not sentence.startswith("schedules.")
            assert "[" not in sentence


clocks = st.integers(18, 90).map(lambda tens: f"{time(tens // 6, tens % 6 * 10):%H:%M}")
wanted = st.lists(st.tuples(clocks, st.sampled_from(Priority), st.integers(1, 40), st.booleans()), max_size=8)


@given(wanted, wanted)
def test_every_wish_is_told_once_as_it_will_be(above: list[Any], below: list[Any]) -> None:
    """All that is wished for, once; what is said to sound is what resolve lets sound, and nothing else sounds."""
    layers = [
        layer(
            scope,
            depth,
            *(plan(f"{scope}{n}", at, priority=priority, minutes=minutes) for n, (at, priority, minutes, _) in wishes),
            waiting={f"{scope}{n}": DRAFT for n, (*_, waits) in wishes if waits},
        )
        for depth, (scope, wishes) in enumerate([("79", list(enumerate(above))), ("c1", list(enumerate(below)))])
    ]
    day = explained(layers, MIDNIGHT, TOMORROW)
    assert len(day) == len({one.airing_id for one in day}) == len(above) + len(below)
    assert [one.start for one in day] == sorted(one.start for one in day)
    assert all(one.reasons for one in day)
    spans = resolve(merge(one.compiled.airings for one in layers)).spans
    told_spans: list[tuple[datetime, str]] = [(span.start, one.airing_id) for one in day for span in one.spans]
    assert sorted(told_spans) == [(span.start, span.airing.id) for span in spans]
    assert {one.airing_id for one in day if one.fate is Fate.SOUNDS} == {span.airing.id for span in spans}
