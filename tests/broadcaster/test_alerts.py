"""An alert walks one way, needs two people when it is real, and nobody can slip other words under their approval."""

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster import alerts
from broadcaster.accounts import Person, Role
from broadcaster.alerts import (
    CONTENT,
    NOTICE_HAZARD,
    Alert,
    Approval,
    Authority,
    State,
    Step,
    approved,
    break_glass,
    check_approvals,
    digest,
    is_notice,
    notice,
)
from broadcaster.errors import BroadcasterError, Refused
from broadcaster.languages import Translation
from broadcaster.localities import Kind, Locality, Tree
from broadcaster.messages import AlarmRepeat, AlarmStatus, CapOrigin
from broadcaster.target_lists import PinnedList
from tests.house import flood

NOW = datetime(2026, 11, 23, 20, 5, tzinfo=UTC)
TREE = Tree.of(
    [
        Locality("79", "Tỉnh Mẫu", Kind.PROVINCE),
        Locality("c1", "Xã An", Kind.COMMUNE, "79"),
        Locality("c2", "Xã Bình", Kind.COMMUNE, "79"),
    ]
)
HOMES = {"loa-1": "c1", "loa-2": "c2"}
PEOPLE = {
    "mai": Person("mai", "mai", "Mai", Role.OFFICER, "c1"),
    "lan": Person("lan", "lan", "Lan", Role.LEADER, "c1"),
    "hai": Person("hai", "hai", "Hải", Role.OPERATOR, "79"),
    "duty": Person("duty", "duty", "Trực", Role.OPERATOR, "79", may_override=True),
}
AUTHORITY = Authority(PEOPLE, TREE, HOMES)
DRAFT = flood(author="mai", created_at=NOW)
CONFIRMED = alerts.confirm(DRAFT, "mai", NOW)
RELEASED = alerts.release(CONFIRMED, "lan", NOW + timedelta(minutes=1))
ACTIVE = alerts.activate(RELEASED)
CANCELLED = alerts.cancel(ACTIVE, "lan", NOW + timedelta(minutes=5), reason=" nhầm ")
DRILL = alerts.confirm(replace(DRAFT, status=AlarmStatus.EXERCISE), "lan", NOW)


def word(alert: Alert, *steps: Step) -> list[Approval]:
    """Return what is kept of the people who stand for an alert."""
    return [approved(alert, step) for step in steps]


def test_composing_checks_words_and_figures() -> None:
    """A draft comes out with its words in order and its places sorted, each once."""
    made = alerts.compose(replace(DRAFT, title="  Lũ   lớn ", text="Nước lên.\r\n", localities=("c2", "c1", "c2")))
    assert (made.title, made.text, made.localities, made.state) == ("Lũ lớn", "Nước lên.", ("c1", "c2"), State.DRAFT)
    assert alerts.compose(replace(DRAFT, localities=(), stations=("loa-1",))).stations == ("loa-1",)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"level": 0}, "alert.level"),
        ({"level": 6}, "alert.level"),
        ({"lasts": timedelta(minutes=4)}, "alert.lasts"),
        ({"lasts": timedelta(hours=25)}, "alert.lasts"),
        ({"localities": ()}, "alert.nowhere"),
        ({"text": " "}, "bulletin.text_empty"),
        ({"title": ""}, "bulletin.title_empty"),
    ],
)
def test_bad_content_is_refused(change: dict[str, Any], code: str) -> None:
    """Each bad field is named."""
    with pytest.raises(Refused) as refusal:
        alerts.compose(replace(DRAFT, **change))
    assert refusal.value.code == code


def test_the_path_of_a_real_alert() -> None:
    """Confirmed by one, released by another, active, expired at its end; the version grows with each step."""
    assert [one.state for one in (CONFIRMED, RELEASED, ACTIVE)] == [State.CONFIRMED, State.RELEASED, State.ACTIVE]
    assert [one.version for one in (DRAFT, CONFIRMED, RELEASED, ACTIVE)] == [1, 2, 3, 4]
    assert (DRAFT.expires_at, ACTIVE.expires_at) == (None, NOW + timedelta(minutes=61))
    assert alerts.activate(ACTIVE) is ACTIVE
    assert alerts.expire(ACTIVE, NOW) is ACTIVE
    gone = alerts.expire(ACTIVE, NOW + timedelta(minutes=61))
    assert (gone.state, gone.ended_at) == (State.EXPIRED, ACTIVE.expires_at)
    assert alerts.expire(DRAFT, NOW + timedelta(days=9)) is DRAFT
    assert (CANCELLED.state, CANCELLED.ended_by, CANCELLED.reason) == (State.CANCELLED, "lan", "nhầm")


def test_edited_words_must_be_confirmed_again() -> None:
    """Who edits is the author of the words; what was confirmed is a draft again, and its speech is gone."""
    changed = alerts.edit(replace(CONFIRMED, clip="ab"), replace(DRAFT, text="Nước đã vượt báo động ba."), "lan")
    assert (changed.state, changed.author, changed.confirmed_by, changed.clip) == (State.DRAFT, "lan", None, None)
    assert (changed.text, changed.id, changed.version) == ("Nước đã vượt báo động ba.", "a1", 3)


@pytest.mark.parametrize(
    ("step", "code"),
    [
        (lambda: alerts.edit(RELEASED, DRAFT, "mai"), "alert.not_editable"),
        (lambda: alerts.edit(DRAFT, replace(DRAFT, status=AlarmStatus.EXERCISE), "mai"), "alert.status_fixed"),
        (lambda: alerts.confirm(CONFIRMED, "mai", NOW), "alert.not_draft"),
        (lambda: alerts.release(DRAFT, "lan", NOW), "alert.not_confirmed"),
        (lambda: alerts.release(CONFIRMED, "mai", NOW), "alert.own_release"),
        (lambda: alerts.release(alerts.confirm(DRAFT, "lan", NOW), "lan", NOW), "alert.own_release"),
        (lambda: alerts.release(CONFIRMED, "lan", NOW + timedelta(hours=13)), "alert.confirmation_old"),
        (lambda: alerts.release(replace(CONFIRMED, confirmed_at=None), "lan", NOW), "alert.confirmation_old"),
        (lambda: break_glass(DRAFT, "duty", NOW, reason="vội"), "alert.override_reason"),
        (lambda: break_glass(ACTIVE, "duty", NOW, reason="không gọi được ai"), "alert.not_editable"),
        (lambda: alerts.activate(CANCELLED), "alert.ended"),
        (lambda: alerts.cancel(CANCELLED, "lan", NOW, reason=""), "alert.ended"),
        (lambda: alerts.supersede(CONFIRMED, "lan", NOW), "alert.ended"),
        (lambda: alerts.correction(DRAFT, "a2", "mai", NOW), "alert.ended"),
        (lambda: notice(ACTIVE, "a2", "lan", NOW), "alert.not_cancelled"),
    ],
)
def test_steps_out_of_order_are_refused(step: Callable[[], Alert], code: str) -> None:
    """No step is taken from the wrong state or by the wrong person."""
    with pytest.raises(Refused) as refusal:
        step()
    assert refusal.value.code == code


def test_an_exercise_needs_one_person() -> None:
    """Who confirmed a drill may release it too; nobody has to be woken for it."""
    assert alerts.release(DRILL, "lan", NOW).state is State.RELEASED


def test_a_correction_takes_everything_over() -> None:
    """The draft of an update says all that sounds now, names what it replaces, and is nobody's word yet."""
    draft = alerts.correction(replace(ACTIVE, cap=CapOrigin("x", "y", NOW)), "a2", "hai", NOW)
    assert (draft.id, draft.updates, draft.author, draft.state) == ("a2", "a1", "hai", State.DRAFT)
    assert [getattr(draft, one) for one in CONTENT] == [getattr(ACTIVE, one) for one in CONTENT]
    assert (draft.released_by, draft.cap) == (None, CapOrigin("x", "y", NOW))
    gone = alerts.supersede(ACTIVE, "hai", NOW)
    assert (gone.state, gone.ended_by) == (State.UPDATED, "hai")


def test_two_people_stand_for_a_real_alert() -> None:
    """With both words, each of a person who may, the signer signs; words about another alert do not count."""
    check_approvals(RELEASED, word(RELEASED, Step.CONFIRM, Step.RELEASE), AUTHORITY)
    check_approvals(alerts.release(DRILL, "lan", NOW), word(alerts.release(DRILL, "lan", NOW), Step.RELEASE), AUTHORITY)
    with pytest.raises(Refused):
        others = [replace(one, alert_id="a9") for one in word(RELEASED, Step.CONFIRM, Step.RELEASE)]
        check_approvals(RELEASED, others, AUTHORITY)
    with pytest.raises(ValueError, match="nobody"):
        approved(DRAFT, Step.CONFIRM)


@pytest.mark.parametrize(
    ("alert", "steps", "code"),
    [
        (RELEASED, (), "alert.unapproved"),
        (RELEASED, (Step.RELEASE,), "alert.unapproved"),
        (RELEASED, (Step.CONFIRM,), "alert.unapproved"),
        (replace(RELEASED, released_by="mai"), (Step.CONFIRM, Step.RELEASE), "account.denied"),
        (replace(RELEASED, released_by="nobody"), (Step.CONFIRM, Step.RELEASE), "account.denied"),
        (replace(RELEASED, confirmed_by="lan"), (Step.CONFIRM, Step.RELEASE), "alert.own_release"),
        (replace(RELEASED, author="lan"), (Step.CONFIRM, Step.RELEASE), "alert.own_release"),
        (replace(RELEASED, localities=("c1", "c2")), (Step.CONFIRM, Step.RELEASE), "account.denied"),
        (replace(RELEASED, stations=("loa-2",)), (Step.CONFIRM, Step.RELEASE), "account.denied"),
        (replace(RELEASED, stations=("loa-9",)), (Step.CONFIRM, Step.RELEASE), "alert.station_unknown"),
        (replace(RELEASED, released_by="hai"), (Step.OVERRIDE,), "alert.override_denied"),
        (replace(RELEASED, released_by="mai"), (Step.OVERRIDE,), "account.denied"),
    ],
)
def test_what_nobody_stands_for_is_not_signed(alert: Alert, steps: tuple[Step, ...], code: str) -> None:
    """A missing, foreign, double or powerless word is refused."""
    with pytest.raises(BroadcasterError) as refusal:
        check_approvals(alert, word(alert, *steps), AUTHORITY)
    assert refusal.value.code == code


def test_the_glass_may_be_broken_by_whom_the_province_named() -> None:
    """One person alone, named beforehand, with a reason that stays."""
    alone = break_glass(DRAFT, "duty", NOW, reason="  Không liên lạc được với ai khác. ")
    assert (alone.state, alone.override) == (State.RELEASED, "Không liên lạc được với ai khác.")
    check_approvals(alone, word(alone, Step.OVERRIDE), AUTHORITY)


@given(st.sampled_from([*CONTENT, "id", "status", "updates"]), st.data())
def test_no_other_words_slip_under_an_approval(name: str, data: st.DataObject) -> None:
    """Whatever of the content changes after people stood for it, their word no longer holds."""
    other: dict[str, Any] = {
        "level": st.integers(1, 5),
        "volume": st.integers(0, 100),
        "localities": st.just(("79",)),
        "stations": st.just(("loa-1",)),
        "repeat": st.builds(AlarmRepeat, st.integers(1, 100)),
        "lasts": st.timedeltas(timedelta(minutes=5), timedelta(hours=24)),
        "civil_level": st.integers(1, 3),
        "status": st.sampled_from([AlarmStatus.EXERCISE]),
    }
    changed = replace(RELEASED, **{name: data.draw(other.get(name, st.text(min_size=1)))})
    if getattr(changed, name) == getattr(RELEASED, name):
        assert digest(changed) == digest(RELEASED)
        return
    with pytest.raises(BroadcasterError):
        check_approvals(changed, word(RELEASED, Step.CONFIRM, Step.RELEASE), AUTHORITY)


def test_a_drawing_is_stood_for_and_old_words_still_stand() -> None:
    """What was drawn enters what people stand for; an alert without a drawing keeps the digest it always had."""
    assert digest(DRAFT) == "ddad4220f3a7aedf336b227c924e2bd86ea59cc783d8f20c0ce3d00a4bf8200e"
    drawn = replace(RELEASED, drawn=("10.9,106.7 5",))
    check_approvals(drawn, word(drawn, Step.CONFIRM, Step.RELEASE), AUTHORITY)
    for other in ((), ("10.9,106.7 50",)):
        with pytest.raises(Refused):
            check_approvals(replace(drawn, drawn=other), word(drawn, Step.CONFIRM, Step.RELEASE), AUTHORITY)
    assert notice(replace(CANCELLED, drawn=("10.9,106.7 5",)), "a2", "lan", NOW).drawn == ("10.9,106.7 5",)


def test_other_languages_are_stood_for_and_old_words_still_stand() -> None:
    """Which clips and texts are said enters what people stand for; of an alert without any the digest stays."""
    said = (Translation("km", "a" * 64, "x"), Translation("en", "b" * 64))
    both = replace(RELEASED, translations=said)
    check_approvals(both, word(both, Step.CONFIRM, Step.RELEASE), AUTHORITY)
    drawn = replace(RELEASED, drawn=("10.9,106.7 5",))
    assert digest(drawn) == "3dda8c93155cea12d477a22ff7adf2e3492f363a6fa6af1c06c59b5eb589a205"
    for other in (
        (),
        said[:1],
        said[::-1],
        (replace(said[0], clip="c" * 64), said[1]),
        (replace(said[0], text=""), said[1]),
        (replace(said[0], language="hmn"), said[1]),
    ):
        with pytest.raises(Refused):
            check_approvals(replace(both, translations=other), word(both, Step.CONFIRM, Step.RELEASE), AUTHORITY)
    assert alerts.correction(alerts.activate(both), "a2", "mai", NOW).translations == said
    assert notice(replace(CANCELLED, translations=said), "a2", "lan", NOW).translations == ()


def test_lists_are_stood_for_as_they_were() -> None:
    """What the lists meant enters what people stand for: name, version, members; without one older digests hold."""
    river = PinnedList("l1", "Xã ven sông", 1, ("c1",), ("loa-1",), ("Xã Cũ",))
    read = replace(RELEASED, readings=(("GXTM", "giáo xứ Tân Mỹ"),))
    assert digest(read) == "d7149a039ff0eeceda26bd613d37c88bcc146940009f220fe9ba899cc54e8cdd"
    for plain in (RELEASED, read):
        aimed = replace(plain, lists=(river,))
        check_approvals(aimed, word(aimed, Step.CONFIRM, Step.RELEASE), AUTHORITY)
        changes: list[dict[str, Any]] = [
            *({name: "khác"} for name in ("id", "name")),
            *({name: ("c2",)} for name in ("localities", "stations", "gone")),
            {"version": 2},
        ]
        for other in ((), (river, river), *((replace(river, **one),) for one in changes)):
            with pytest.raises(Refused):
                check_approvals(replace(aimed, lists=other), word(aimed, Step.CONFIRM, Step.RELEASE), AUTHORITY)
    assert alerts.correction(alerts.activate(replace(RELEASED, lists=(river,))), "a2", "mai", NOW).lists == (river,)
    called_off = replace(CANCELLED, lists=(river,))
    assert is_notice(notice(called_off, "a2", "lan", NOW), called_off)


@pytest.mark.parametrize("said", [(), (Translation("km", "a" * 64, "x"),)])
def test_readings_are_stood_for(said: tuple[Translation, ...]) -> None:
    """Other readings of the same words were agreed to by nobody, with and without other languages after them."""
    read = replace(RELEASED, translations=said, readings=(("GXTM", "giáo xứ Tân Mỹ"),))
    check_approvals(read, word(read, Step.CONFIRM, Step.RELEASE), AUTHORITY)
    for other in ((), (("GXTM", "giáo xứ khác"),)):
        with pytest.raises(Refused):
            check_approvals(replace(read, readings=other), word(read, Step.CONFIRM, Step.RELEASE), AUTHORITY)
    assert alerts.correction(alerts.activate(read), "a2", "mai", NOW).readings == ()


def test_content_and_history_are_all_there_is() -> None:
    """Every field is content people stand for, or the readings pinned to it, or history: a new one must be one."""
    history = {
        "id",
        "status",
        "updates",
        "author",
        "created_at",
        "state",
        "version",
        "override",
        "reason",
        "clip",
        "unsaid",
        "cap",
    }
    history |= {f"{verb}_{what}" for verb in ("confirmed", "released", "ended") for what in ("by", "at")}
    assert {one.name for one in fields(Alert)} == {*CONTENT, "readings", *history}


def test_one_person_may_say_that_it_was_called_off() -> None:
    """The notice has fixed words, so whoever may release sends it alone; other words are no notice."""
    told = notice(CANCELLED, "a2", "lan", NOW)
    assert (told.hazard, told.updates, told.state) == (NOTICE_HAZARD, "a1", State.RELEASED)
    assert "Lũ khẩn cấp" in told.text
    check_approvals(told, word(told, Step.RELEASE), AUTHORITY, before=CANCELLED)
    assert not is_notice(told, None)
    assert not is_notice(told, ACTIVE)
    other = replace(told, text="Mời bà con ra ngay đê.")
    with pytest.raises(Refused):
        check_approvals(other, word(other, Step.RELEASE), AUTHORITY, before=CANCELLED)


def test_what_stands_in_the_alarm_set() -> None:
    """The alarm says all that a station needs, until when, and when it was issued: in the locality's own time."""
    made = alerts.alarm(replace(ACTIVE, updates="a0"), None, "Asia/Ho_Chi_Minh")
    assert (made.id, made.level, made.replaces, made.expires_at) == ("a1", 3, ("a0",), ACTIVE.expires_at)
    assert made.spoken_text == "Nước sông đang lên nhanh.\nThông báo lúc 3 giờ 05, ngày 24 tháng 11."
    assert alerts.alarm(ACTIVE, None, "Asia/Ho_Chi_Minh").replaces == ()
    assert alerts.spoken(DRAFT, "Asia/Ho_Chi_Minh") == DRAFT.text
    with pytest.raises(ValueError, match="never released"):
        alerts.alarm(CONFIRMED, None, "Asia/Ho_Chi_Minh")


def test_the_scopes_of_an_alert() -> None:
    """Each locality and each single station has an alarm set that holds it."""
    assert alerts.scopes(replace(DRAFT, stations=("loa-2",))) == ("c1", "station:loa-2")


def test_a_standing_rule_releases_only_what_is_vouched_for() -> None:
    """A feed's alert sounds by rule while its document vouches for these very words, and never by rule alone."""
    wrote = replace(DRAFT, author="feed:thu")
    released = alerts.release_by_rule(wrote, NOW)
    assert (released.state, released.confirmed_by, released.released_by) == (State.RELEASED, "feed:thu", "feed:thu")
    vouching = replace(AUTHORITY, vouched=frozenset({digest(released)}))
    check_approvals(released, word(released, Step.RULE), vouching)
    with pytest.raises(Refused) as refusal:
        check_approvals(replace(released, text="Khác"), word(released, Step.RULE), vouching)
    assert refusal.value.code == "alert.unapproved"
    for steps, authority in (((Step.RULE,), AUTHORITY), ((Step.CONFIRM,), vouching)):
        with pytest.raises(Refused):
            check_approvals(released, word(released, *steps), authority)
    with pytest.raises(Refused):
        alerts.release_by_rule(released, NOW)
