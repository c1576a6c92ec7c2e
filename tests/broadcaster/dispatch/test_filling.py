"""What programmes are filled from, and that each new bulletin, each start and each day finds its way into them."""

from dataclasses import replace
from datetime import date, time, timedelta
from pathlib import Path

import pytest

from broadcaster import messages
from broadcaster.accounts import Person
from broadcaster.bulletins import Bulletin, Field, State
from broadcaster.errors import Missing
from broadcaster.inbox import Key
from broadcaster.plans import Entry
from broadcaster.store import bulletins as bulletin_rows
from broadcaster.store import localities as locality_rows
from broadcaster.store import renders as render_rows
from schedules.playlist import Content, PauseItem
from schedules.priority import Priority
from schedules.programme import Fill, FixedBulletin, FixedClip, Pause, Programme, Relay
from schedules.recurrence import daily
from schedules.timetable import Airing
from tests.house import START, House

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
NEWS = Fill(frozenset({int(Field.GENERAL)}))
TEMPLATE = Programme(30 * MINUTE, (NEWS,))
MORNING, EVENING = time(5, 30), time(17, 0)
EDITION = "vn-79/v1/localities/c1/timetable"


@pytest.fixture(autouse=True)
def early(here: House) -> None:
    """Every story begins at five in the morning, local time, without the bulletin the house is furnished with."""
    with here.dispatch.store.read() as tx:
        known = bulletin_rows.listed(tx).items
    for one in known:
        here.dispatch.cancel_bulletin(one.id, here.officer, reason="")
    here.clock.moment = START - 3 * HOUR


def placed(here: House, *times: time, template: Programme = TEMPLATE, **changes: object) -> Entry:
    """Place a programme at these times every day in the commune."""
    first = (here.clock.now() + 7 * HOUR).date()
    wish = here.entry(recurrence=daily(first, *(times or (MORNING, EVENING))), programme=template)
    return here.dispatch.add_entry(replace(wish, **changes), province(here)).entry  # type: ignore[arg-type]


def province(here: House) -> Person:
    """Return an officer who may write and place everywhere."""
    return replace(here.officer, scope="79")


def held(here: House, scope: str = "c1", day: date | None = None) -> dict[str, tuple[str, ...]]:
    """Return what the published airings hold, by local time, today or on another day."""
    wanted = day or (here.clock.now() + 7 * HOUR).date()
    airings = here.dispatch.airings_between(scope, here.clock.now() - 9 * DAY, here.clock.now() + 9 * DAY)
    local = {one: one.start + 7 * HOUR for one in airings}
    return {f"{at:%H:%M}": one.bulletin_ids for one, at in local.items() if at.date() == wanted}


def new(here: House, title: str, **changes: object) -> Bulletin:
    """Return a bulletin approved a minute after the last one, its sound ready."""
    here.clock.advance(MINUTE)
    return here.ready(title=title, **changes)


def test_an_approved_bulletin_finds_its_way(here: House) -> None:
    """Nobody places it: the programme of its field takes it, and the edition with its clip goes out by itself."""
    entry = placed(here)
    assert here.dispatch.publish_due() == 1
    assert held(here) == {}
    first = new(here, "Tiêm chủng")
    assert here.dispatch.publish_due() == 1
    assert held(here) == {"05:30": (first.id,)}
    second = new(here, "Thu gom rác")
    new(here, "Gương tốt", field=Field.EXAMPLE)
    here.dispatch.publish_due()
    assert held(here) == {"05:30": (second.id, first.id)}
    (airing,) = here.dispatch.airings_between("c1", START - DAY, START + 8 * DAY)
    assert (airing.plan_id, airing.id) == (entry.id, f"{entry.id}-20261122t223000z")
    assert [one.content for one in airing.playlist.items] == [Content.BULLETIN] * 2
    sealed = here.dispatch.keys.trust().accept(here.desk.last(EDITION), EDITION, now=here.clock.now(), newest_seq=0)
    assert isinstance(sealed.document, messages.Edition)
    assert set(sealed.document.clips) == {first.clip}
    assert here.found(second.id).state is State.PUBLISHED


def test_yesterdays_programme_is_never_repeated(here: House) -> None:
    """Monday's bulletins sound on Monday; Tuesday has its own or none, also when the programme was made anew."""
    entry = placed(here)
    monday = new(here, "Tiêm chủng")
    here.dispatch.publish_due()
    here.clock.moment = START + DAY - 4 * HOUR
    tuesday = new(here, "Thu gom rác")
    here.dispatch.publish_due()
    assert held(here) == {"05:30": (tuesday.id,)}
    here.clock.moment = START + 2 * DAY - 4 * HOUR
    here.dispatch.end_entry(entry.id, here.officer, reason="làm lại")
    placed(here)
    here.dispatch.publish_due()
    assert held(here) == {}
    placed(here, time(6), template=replace(TEMPLATE, parts=(replace(NEWS, again=True),)))
    here.dispatch.publish_due()
    assert held(here) == {"06:00": (tuesday.id, monday.id)}


def test_four_bulletins_before_half_past_five(here: House) -> None:
    """Four notices approved in the evening and at night are in the programme of 05:30, the newest first."""
    here.clock.moment = START - 15 * HOUR
    placed(here, MORNING, recurrence=daily(START.date(), MORNING))
    notices = []
    for hours, title in enumerate(("Cắt điện", "Họp tổ dân phố", "Tiêm chủng", "Dọn vệ sinh")):
        here.clock.moment = START - (13 - 3 * hours) * HOUR
        notices.append(here.ready(title=title).id)
    here.dispatch.publish_due()
    assert held(here) == {"05:30": tuple(reversed(notices))}


def test_what_has_begun_stays_as_it_is(here: House) -> None:
    """A bulletin approved at 05:30:30 waits for the evening; one cancelled on air falls silent in its place."""
    placed(here)
    first, second = new(here, "Tiêm chủng"), new(here, "Thu gom rác")
    here.dispatch.publish_due()
    (before,) = here.dispatch.airings_between("c1", START - DAY, START + DAY)
    here.clock.moment = before.start + timedelta(seconds=30)
    third = here.ready(title="Cắt nước")
    here.dispatch.publish_due()
    assert held(here) == {"05:30": (second.id, first.id), "17:00": (third.id,)}
    here.dispatch.cancel_bulletin(second.id, here.officer, reason="sai giờ")
    here.dispatch.publish_due()
    assert held(here)["05:30"] == (first.id,)
    after = min(here.dispatch.airings_between("c1", START - DAY, START + DAY), key=lambda one: one.start)
    assert (after.id, after.end) == (before.id, before.end)
    assert after.playlist.items == (PauseItem(before.playlist.items[0].duration), before.playlist.items[1])


def test_what_was_only_promised_was_not_heard(here: House) -> None:
    """A programme promised a bulletin for the evening and was stopped at noon: tomorrow's still takes it."""
    entry = placed(here, EVENING)
    notice = new(here, "Tiêm chủng")
    here.dispatch.publish_due()
    assert held(here) == {"17:00": (notice.id,)}
    here.clock.advance(2 * HOUR)
    here.dispatch.end_entry(entry.id, here.officer, reason="mất điện")
    here.dispatch.publish_due()
    here.clock.advance(DAY)
    placed(here, EVENING)
    here.dispatch.publish_due()
    assert held(here) == {"17:00": (notice.id,)}


def test_a_bulletin_placed_by_hand_is_not_said_again(here: House) -> None:
    """What an officer placed for 11:00 is heard there; the programme at 17:00 takes the other one."""
    placed(here, EVENING)
    byhand, other = new(here, "Tiêm chủng"), new(here, "Thu gom rác")
    at_noon = here.entry(byhand.id, recurrence=daily(START.date(), time(11)), title="Trưa")
    here.dispatch.add_entry(at_noon, here.officer)
    here.dispatch.publish_due()
    assert held(here) == {"11:00": (byhand.id,), "17:00": (other.id,)}


@pytest.mark.slow
def test_expired_and_soundless_bulletins_stay_out(here: House) -> None:
    """Valid until four: not at 17:00. Approved but not spoken yet: as soon as it is."""
    placed(here, EVENING)
    new(here, "Họp", valid_until=START + 8 * HOUR)
    sent = here.submitted(title="Thu gom rác", text="Ngày mai thu gom rác cồng kềnh.")
    here.dispatch.approve(sent.id, sent.version, here.leader)
    here.dispatch.publish_due()
    assert held(here) == {}
    while here.dispatch.render_next():
        pass
    here.dispatch.publish_due()
    assert held(here) == {"17:00": (sent.id,)}


@pytest.mark.slow
def test_a_commune_is_not_made_to_play_the_provinces_ordinary_news(here: House) -> None:
    """Ordinary ones from above wait in the inbox (TT 39/2020), urgent ones are taken, emergencies walk their own way.

    What a commune writes is for its hamlets' programmes too, and no other commune's.
    """
    for scope in ("c1", "h1", "c2"):
        placed(here, EVENING, targets=(scope,))
    boss = province(here)
    found: dict[str, str] = {}
    for name, code, priority in [
        ("above", "79", Priority.ORDINARY),
        ("urgent", "79", Priority.PRIORITY),
        ("alarm", "c1", Priority.EMERGENCY),
        ("ours", "c1", Priority.ORDINARY),
        ("hamlets", "h1", Priority.ORDINARY),
    ]:
        here.clock.advance(MINUTE)
        draft = here.dispatch.save_draft(here.draft(title=name, locality=code, priority=priority), boss)
        sent = here.dispatch.submit(draft.id, draft.version, boss)
        leader = replace(here.leader, scope="79")
        found[here.dispatch.approve(sent.id, sent.version, leader).id] = name
    while here.dispatch.render_next():
        pass
    here.dispatch.publish_due()
    names = {code: [found[one] for one in held(here, code).get("17:00", ())] for code in ("c1", "c2")}
    assert names == {"c1": ["ours", "urgent"], "c2": ["urgent"]}
    hamlet = here.dispatch.airings_between("h1", START, START + DAY)
    assert {found[one] for airing in hamlet for one in airing.bulletin_ids} == {"ours", "urgent", "hamlets"}


def test_fixed_bulletins_and_one_station(here: House) -> None:
    """A programme of one station alone: its fixed bulletin of any age, twice, then silence, then what is new."""
    here.clock.moment = START - 60 * DAY
    old = here.ready(title="Nội quy")
    here.clock.moment = START - 3 * HOUR
    template = replace(TEMPLATE, parts=(FixedBulletin(old.id, times=2), Pause(MINUTE), NEWS))
    entry = placed(here, EVENING, targets=(), stations=("st-1",), template=template)
    fresh = new(here, "Tiêm chủng")
    assert here.dispatch.publish_due() >= 1
    assert entry.bulletin_ids == (old.id,)
    assert held(here, "station:st-1") == {"17:00": (old.id, fresh.id)}
    here.dispatch.cancel_bulletin(old.id, here.officer, reason="đã thay")
    here.dispatch.publish_due()
    assert held(here, "station:st-1") == {"17:00": (fresh.id,)}


def test_foreseeing_counts_what_will_be_ready(here: House) -> None:
    """Approved without sound, and a fixed draft: a question about the future takes them for what they will last."""
    draft = here.dispatch.save_draft(here.draft(title="Nháp"), here.officer)
    sent = here.submitted(title="Thu gom rác", text="Ngày mai thu gom rác cồng kềnh ở khu phố một.")
    here.dispatch.approve(sent.id, sent.version, here.leader)
    template = replace(TEMPLATE, parts=(FixedBulletin(draft.id), NEWS))
    consequence = here.dispatch.foresee(here.entry(recurrence=daily(START.date(), EVENING), programme=template))
    assert consequence.first == START + 9 * HOUR
    assert consequence.duration > 20 * timedelta(seconds=1)
    assert consequence.refusals == ()


def test_a_programme_may_be_placed_before_there_is_anything(here: House) -> None:
    """It waits for its first bulletin; a time outside the hours is refused all the same."""
    placed(here)
    wish = here.entry(recurrence=daily(START.date(), time(3, 15)), programme=replace(TEMPLATE, parts=(RELAY,)))
    with pytest.raises(Exception, match="giờ yên tĩnh"):
        here.dispatch.add_entry(wish, here.officer)


def test_a_clip_that_is_not_there_is_refused(here: House) -> None:
    """Else one tampered form would keep a whole commune from its next edition."""
    with pytest.raises(Missing, match="Không tìm thấy âm thanh"):
        placed(here, EVENING, template=replace(TEMPLATE, parts=(FixedClip("d" * 64, MINUTE), NEWS)))


RELAY = Relay(("https://vov.example/vov1",), 10 * MINUTE)


@pytest.mark.slow
def test_the_tune_is_made_once(here: House, tmp_path: Path) -> None:
    """The ident is a clip like any other, kept and published; asked for again it is the same one."""
    tune = here.dispatch.tune()
    assert here.dispatch.tune() == tune
    assert 2 * timedelta(seconds=1) < tune.duration < 5 * timedelta(seconds=1)
    placed(here, EVENING, template=replace(TEMPLATE, parts=(tune, NEWS)))
    here.dispatch.publish_due()
    assert held(here) == {}
    new(here, "Tiêm chủng")
    here.dispatch.publish_due()
    (airing,) = here.dispatch.airings_between("c1", START, START + DAY)
    assert [one.content for one in airing.playlist.items] == [Content.IDENT, Content.BULLETIN]
    assert here.dispatch.media(tune.sha256).stat().st_size > 1000
    with here.dispatch.store.read() as tx:
        assert render_rows.clip(tx, tune.sha256).published


def test_only_the_places_that_may_take_it_are_touched(here: House) -> None:
    """A bulletin of the first commune re-publishes its programme of that field, and no other place."""
    placed(here)
    placed(here, targets=("c2",))
    placed(here, targets=("h1",), template=replace(TEMPLATE, parts=(Fill(frozenset({2})),)))
    ended = placed(here, targets=("h1",))
    here.dispatch.end_entry(ended.id, province(here), reason="")
    here.dispatch.publish_due()
    here.desk.sent.clear()
    new(here, "Tiêm chủng")
    assert here.dispatch.publish_due() == 1
    assert [topic for topic, _, _ in here.desk.sent] == [EDITION]


def test_an_airing_holds_the_same_after_a_restart(here: House) -> None:
    """Compiled twice from the same store the timetable is the same, airing by airing."""
    placed(here)
    new(here, "Tiêm chủng")
    new(here, "Thu gom rác")

    def compiled() -> tuple[Airing, ...]:
        with here.dispatch.store.read() as tx:
            assert bulletin_rows.held(tx, locality_rows.tree(tx).path("c1"), START - DAY)
            return here.dispatch.compiled(tx, "c1").airings

    assert compiled() == compiled() != ()


def test_a_programme_of_the_province_is_offered_whole(here: House) -> None:
    """Ordinary, it waits in each commune's inbox; placed, it is the commune's own, filled from its own bulletins."""
    boss = province(here)
    wish = here.entry(recurrence=daily(START.date(), EVENING), programme=TEMPLATE, targets=("79",), author=boss.id)
    entry = here.dispatch.add_entry(wish, boss).entry
    ours = new(here, "Tiêm chủng")
    here.dispatch.publish_due()
    assert held(here) == {}
    made = here.dispatch.place(Key("c1", entry.id, ""), wish.recurrence, here.officer).entry
    here.dispatch.publish_due()
    assert (made.programme, made.targets) == (TEMPLATE, ("c1",))
    assert held(here) == {"17:00": (ours.id,)}
