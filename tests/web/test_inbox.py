"""The inbox pages: hear, place, decline, undo; collisions decided in time; the province sees the answers."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import time, timedelta

import pytest

from broadcaster.accounts import Person, Role
from broadcaster.errors import Refused
from broadcaster.inbox import State
from broadcaster.localities import Station
from broadcaster.plans import Entry
from broadcaster.store import inbox, people, plans, stations
from schedules.priority import Priority
from schedules.recurrence import Recurrence, daily, once
from tests import counting
from tests.house import START, House
from tests.web.readers import Reader
from web.inbox import read_when

PASSWORD = "một câu dài dễ nhớ"
DAILY = daily(START.date(), time(17))
TODAY = once(START.date(), time(17))


@pytest.fixture
def operator(here: House) -> Person:
    """Somebody of the province who schedules."""
    person = Person("op", "truc", "Lê Văn Trực", Role.OPERATOR, "79")
    with here.dispatch.store.begin("test") as tx:
        people.add(tx, person, PASSWORD)
    return person


@pytest.fixture
def wish(here: House, operator: Person) -> Entry:
    """What the province asks every commune for."""
    return asked(here, operator)


def asked(here: House, operator: Person, **changes: object) -> Entry:
    """Have the province schedule its own bulletin for everybody."""
    draft = here.dispatch.save_draft(here.draft(locality="79", title="Phòng chống lụt bão"), operator)
    sent = here.dispatch.submit(draft.id, draft.version, operator)
    here.dispatch.approve(sent.id, sent.version, replace(here.leader, scope="79"))
    here.speak()
    plain = here.entry(sent.id, targets=("79",), title=draft.title, author=operator.id, recurrence=DAILY)
    return here.dispatch.add_entry(replace(plain, **changes), operator).entry  # type: ignore[arg-type]


def address(entry: Entry, step: str, locality: str = "c1") -> str:
    """Return where an answer is sent to."""
    return f"/inbox/{locality}/{entry.id}/{entry.bulletin_ids[0]}/{step}"


def state(here: House, entry: Entry) -> State:
    """Return what became of an entry in the officer's commune."""
    with here.dispatch.store.read() as tx:
        return next(one.state for one in inbox.of_entry(tx, entry.id) if one.key.locality == "c1")


def test_an_offer_is_heard_and_placed_with_one_tap(officer: Reader, here: House, wish: Entry) -> None:
    """The card says from whom, sounds, says what would happen; one tap does it, the next page can undo it."""
    page = officer.read("/inbox")
    for words in ("Phòng chống lụt bão", "Lê Văn Trực", "Phát tại 1 cụm loa ở Phường Dĩ An.", "Nhận và xếp lịch"):
        assert words in page
    (clip,) = re.findall(r'<audio src="([^"]+)"', page)
    assert officer.open(clip).status_code == 200
    assert officer.send(address(wish, "place"), {"when": "wish"}, form="/inbox").status_code == 303
    assert state(here, wish) is State.PLACED
    page = officer.read("/inbox")
    assert "Đã xếp “Phòng chống lụt bão”, lần đầu 17:00 hôm nay." in page
    assert address(wish, "undo") in page
    assert "Không có tin nào đang chờ" in page
    with here.dispatch.store.read() as tx:
        (placed,) = plans.listed(tx, "c1", ended=False).items
    assert placed.recurrence == DAILY
    officer.send(address(wish, "undo"))
    assert state(here, wish) is State.WAITING
    assert "lại chờ trong hộp tin" in officer.read("/inbox")


def test_another_time_is_told_before_and_kept(officer: Reader, here: House, wish: Entry) -> None:
    """The days stay and the time moves, or once only; what it would do is told while one chooses."""
    chosen = {"when": "other", "day": "2026-11-24", "at": "06:30", "keep": "yes"}
    told = officer.send(address(wish, "foresee"), chosen, form="/inbox").text
    assert "Hằng ngày lúc 06:30" in told
    assert "không đọc được" in officer.send(address(wish, "foresee"), {**chosen, "at": "sáng"}, form="/inbox").text
    assert officer.send(address(wish, "place"), {**chosen, "keep": ""}, form="/inbox").status_code == 303
    with here.dispatch.store.read() as tx:
        (placed,) = plans.listed(tx, "c1", ended=False).items
    assert placed.recurrence == once(START.date() + timedelta(days=1), time(6, 30))


def test_a_taken_time_is_suggested_elsewhere(officer: Reader, here: House, wish: Entry) -> None:
    """The card says why it suggests another time, and the button does just what was shown."""
    here.dispatch.add_entry(here.entry(here.ready().id, recurrence=DAILY), here.officer)
    here.dispatch.publish_due()
    page = officer.read("/inbox")
    assert "gợi ý chỗ trống gần nhất" in page
    (when,) = re.findall(r'name="when" value="(times [0-9:]+)"', page)
    officer.send(address(wish, "place"), {"when": when}, form="/inbox")
    with here.dispatch.store.read() as tx:
        placed = next(one for one in plans.listed(tx, "c1").items if one.title == wish.title)
    assert placed.recurrence == daily(START.date(), time.fromisoformat(when[6:]))


def test_declining_needs_a_reason_that_the_province_reads(
    officer: Reader, here: House, wish: Entry, signed_in: Callable[[str], Reader]
) -> None:
    """Without one the card says so; with one the province sees who, and why."""
    bare = officer.send(address(wish, "decline"), {"reason": " "}, form="/inbox")
    assert (bare.status_code, "Hãy ghi lý do không phát" in bare.text) == (422, True)
    assert officer.send(address(wish, "decline"), {"reason": "Đã phát tuần trước"}, form="/inbox").status_code == 303
    assert state(here, wish) is State.DECLINED
    answered = officer.read("/inbox?show=answered")
    assert "Đã phát tuần trước" in answered
    truc = signed_in("truc")
    answers = truc.read(f"/inbox/answers/{wish.id}")
    assert "Phường Dĩ An" in answers
    assert "Đã phát tuần trước" in answers
    assert "Đang chờ" in answers


def test_what_happened_meanwhile_is_told(officer: Reader, here: House, wish: Entry, operator: Person) -> None:
    """Answered by a colleague, or withdrawn, while the page was open: told in words, nothing is lost or doubled."""
    officer.read("/inbox")
    here.dispatch.decline(here.dispatch.arrivals("c1").items[0].key, here.leader, reason="Không hợp")
    late = officer.send(address(wish, "place"), {"when": "wish"}, form="/inbox")
    assert (late.status_code, "Người khác vừa xử lý" in late.text) == (422, True)
    second = asked(here, operator)
    here.dispatch.end_entry(second.id, operator, reason="")
    gone = officer.send(address(second, "decline"), {"reason": "x"}, form="/inbox")
    assert (gone.status_code, "đã rút" in gone.text) == (422, True)
    assert officer.send(address(wish, "undo"), form="/inbox").status_code == 303
    assert officer.send(address(wish, "undo"), form="/inbox").status_code == 422


def test_a_withdrawn_offer_does_not_wait_after_undo(
    officer: Reader, here: House, wish: Entry, operator: Person
) -> None:
    """The officer is told that there is nothing to answer any more."""
    officer.send(address(wish, "place"), {"when": "wish"}, form="/inbox")
    here.dispatch.end_entry(wish.id, operator, reason="")
    officer.send(address(wish, "undo"), form="/inbox")
    assert "Cấp trên đã rút bản tin" in officer.read("/inbox")


def test_others_see_and_do_only_what_is_theirs(
    administrator: Reader, here: House, wish: Entry, signed_in: Callable[[str], Reader]
) -> None:
    """Another commune's people do not place here, nor see the answers; the administrator may look."""
    with here.dispatch.store.begin("test") as tx:
        people.add(tx, Person("hoa", "hoa", "Hoa", Role.OFFICER, "c2"), PASSWORD)
    hoa = signed_in("hoa")
    assert hoa.send(address(wish, "place"), {"when": "wish"}).status_code == 403
    assert hoa.send(address(wish, "foresee"), {"when": "wish"}).status_code == 403
    assert hoa.open(f"/inbox/answers/{wish.id}").status_code == 403
    page = administrator.read("/inbox")
    assert "Nhận và xếp lịch" not in page
    assert "Xã Phú Giáo" in page
    assert state(here, wish) is State.WAITING


def colliding(here: House, operator: Person, recurrence: Recurrence) -> None:
    """Let a priority programme of the province meet one of the commune."""
    asked(here, operator, title="Tin tỉnh", recurrence=recurrence, priority=Priority.PRIORITY)
    plain = here.entry(here.ready().id, title="Tin xã", recurrence=recurrence, priority=Priority.PRIORITY)
    here.dispatch.add_entry(plain, here.officer)
    here.dispatch.publish_due()


def test_the_page_asks_as_little_for_many_stations(officer: Reader, here: House, operator: Person) -> None:
    """A page with a collision asks the database as often in a commune of thirty stations as in one of one station."""
    asked(here, operator)
    colliding(here, operator, DAILY)
    officer.read("/inbox")
    here.clock.advance(timedelta(minutes=1))
    with counting.asked() as few:
        assert "Cho tin này phát trước" in officer.read("/inbox")
    with here.dispatch.store.begin("test") as tx:
        for number in range(29):
            stations.add(tx, Station(f"more-{number}", f"Cụm loa {number}", "c1"))
    here.dispatch.publish_due()
    here.clock.advance(timedelta(minutes=1))
    with counting.asked() as many:
        assert "Cho tin này phát trước" in officer.read("/inbox")
    assert len(many) == len(few)


def test_a_collision_is_decided_and_undone(officer: Reader, here: House, operator: Person) -> None:
    """The page shows both orders and how much time is left; a decision can be changed and taken back."""
    colliding(here, operator, TODAY)
    page = officer.read("/inbox")
    for words in ("Tin của tỉnh", "Tin của xã: Phường Dĩ An", "còn 8 giờ 45 phút; sau đó tin của tỉnh phát trước"):
        assert words in page
    (form,) = set(re.findall(r'action="(/inbox/c1/collisions/[^"]+)"', page))
    assert officer.send(form, {"first": "ours", "seen": ""}, form="/inbox").status_code == 303
    page = officer.read("/inbox")
    assert "Đã quyết định: “Tin xã” phát trước." in page
    seen = re.findall(r'name="seen" value="([^"]+)"', page)
    stale = officer.send(form, {"first": "theirs", "seen": ""}, form="/inbox")
    assert (stale.status_code, "Người khác vừa quyết định" in stale.text) == (422, True)
    assert officer.send(form, {"first": "theirs", "seen": seen[0]}, form="/inbox").status_code == 303
    assert officer.send(form + "/undo", form="/inbox").status_code == 303
    again = officer.send(form + "/undo", form="/inbox")
    assert (again.status_code, "Chưa ai quyết định" in again.text) == (422, True)


def test_both_sides_of_a_collision_can_be_heard(
    officer: Reader, here: House, operator: Person, signed_in: Callable[[str], Reader]
) -> None:
    """Each side has its words and its player; the commune's own sound is not for its neighbours."""
    colliding(here, operator, TODAY)
    page = officer.read("/inbox")
    sources = re.findall(r'data-src="(/bulletins/[^"]+)"', page)
    assert len(set(sources)) == 2
    assert page.count("đưa trẻ đi tiêm chủng") == 2
    for source in sources:
        assert officer.open(source).status_code == 200
    with here.dispatch.store.begin("test") as tx:
        people.add(tx, Person("hoa", "hoa", "Hoa", Role.OFFICER, "c2"), PASSWORD)
    hoa = signed_in("hoa")
    assert sorted(hoa.open(source).status_code for source in sources) == [200, 403]


def test_after_the_deadline_the_page_says_who_goes_first(officer: Reader, here: House, operator: Person) -> None:
    """No button is left, and a form sent too late is refused."""
    colliding(here, operator, TODAY)
    (form,) = set(re.findall(r'action="(/inbox/c1/collisions/[^"]+)"', officer.read("/inbox")))
    here.clock.advance(timedelta(hours=8, minutes=50))
    page = officer.read("/inbox")
    assert "Đã quá hạn quyết định (16:45 hôm nay). Tin của tỉnh phát trước." in page
    assert "Cho tin này phát trước" not in page
    late = officer.send(form, {"first": "ours", "all": "yes"}, form="/inbox")
    assert (late.status_code, "Đã quá hạn quyết định. “Tin tỉnh” phát trước." in late.text) == (422, True)


def test_one_decision_serves_for_every_day(officer: Reader, here: House, operator: Person) -> None:
    """Two daily programmes are one question; the answer holds for all the coming days, and so does its undo."""
    colliding(here, operator, DAILY)
    page = officer.read("/inbox")
    (form,) = set(re.findall(r'action="(/inbox/c1/collisions/[^"]+)"', page))
    officer.send(form, {"first": "ours", "seen": "", "all": "yes"}, form="/inbox")
    assert {one.first.title for one in here.dispatch.collisions("c1")} == {"Tin xã"}
    (undo,) = set(re.findall(r'action="(/inbox/c1/collisions/[^"]+/undo\?all=yes)"', officer.read("/inbox")))
    officer.send(undo.replace("&amp;", "&"), form="/inbox")
    assert {one.decision for one in here.dispatch.collisions("c1")} == {None}


def test_the_first_page_tells_what_waits(officer: Reader, here: House, wish: Entry, operator: Person) -> None:
    """Offers and collisions are each one line with a count and one action; they go when they are dealt with."""
    colliding(here, operator, TODAY)
    page = officer.read("/")
    for words in ("1 tin của tỉnh chờ nhận và xếp lịch", "1 lần trùng giờ", "Quyết định", "Mở hộp tin"):
        assert words in page
    officer.send(address(wish, "decline"), {"reason": "Không hợp"}, form="/inbox")
    (met,) = here.dispatch.collisions("c1")
    here.dispatch.decide("c1", met.pair, met.ours.id, by=here.officer)
    here.clock.advance(timedelta(seconds=11))
    page = officer.read("/")
    assert "chờ nhận và xếp lịch" not in page
    assert "lần trùng giờ" not in page


def test_a_programme_has_a_place_in_addresses(officer: Reader, here: House, wish: Entry) -> None:
    """What has no bulletin of its own is asked for with a dash; one that never arrived is missing."""
    assert officer.send(f"/inbox/c1/{wish.id}/-/place", {"when": "wish"}, form="/inbox").status_code == 422


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ({"when": ["wish"]}, DAILY),
        ({"when": ["times 06:30"]}, daily(START.date(), time(6, 30))),
        ({"when": ["once 2026-11-25 07:15"]}, once(START.date() + timedelta(days=2), time(7, 15))),
        ({"when": ["other"], "keep": ["yes"], "at": ["6:30"]}, daily(START.date(), time(6, 30))),
        (
            {"when": ["other"], "day": ["2026-11-25"], "at": ["07:15"]},
            once(START.date() + timedelta(days=2), time(7, 15)),
        ),
    ],
)
def test_when_is_read(typed: dict[str, list[str]], wanted: Recurrence) -> None:
    """What the card suggested, or what was chosen instead."""
    assert read_when(typed, DAILY) == wanted


def test_nonsense_times_are_refused() -> None:
    """A form that says nothing about when is not guessed at."""
    for typed in ({}, {"when": ["times x"]}, {"when": ["once x"]}, {"when": ["other"], "at": ["25:00"]}):
        with pytest.raises(Refused):
            read_when(typed, DAILY)


def test_offers_are_no_programmes_of_the_commune(
    officer: Reader, here: House, wish: Entry, signed_in: Callable[[str], Reader]
) -> None:
    """The commune's week holds what it sounds; the province sees its own wishes, how they were answered, and why."""
    assert "Phòng chống lụt bão" not in officer.read("/plans")
    here.dispatch.place(here.dispatch.arrivals("c1").items[0].key, DAILY, here.officer)
    here.dispatch.publish_due()
    assert "Phòng chống lụt bão" in officer.read("/plans")
    truc = signed_in("truc")
    assert "nằm trong hộp tin" in truc.read("/plans?where=79")
    page = truc.read(f"/plans/{wish.id}")
    for words in ("Xã, phường trả lời", "Đang chờ", "Đã xếp lịch"):
        assert words in page
    copied = truc.read(f"/plans/new?copy={wish.id}")
    assert copied
    assert "Xã, phường trả lời" not in officer.read(f"/plans/{wish.id}")


def test_the_short_schedule_of_the_province_says_where_it_goes(
    here: House, operator: Person, signed_in: Callable[[str], Reader]
) -> None:
    """Composing something ordinary for everybody, one is told of the inboxes; something urgent sounds directly."""
    truc = signed_in("truc")
    asked = "/plans/quick?locality=79&quick_day=2026-11-23&quick_at=17:00&priority="
    assert "Vào hộp tin của 2 xã, phường" in truc.read(asked + "3")
    assert "Phát tại 2 cụm loa" in truc.read(asked + "2")
