"""The page of tests and exercises by plan: two people, plain words, nothing typed is lost, and who may do what."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from broadcaster.accounts import Person, Role
from broadcaster.exercises import TEXT, Terms
from broadcaster.messages import AlarmProgress, AlarmReport, Up, encode_up
from broadcaster.store import people
from tests.house import House
from tests.web.readers import Reader

PAGE = "/alerts/tests"
FORM = "/alerts/tests/exercise"
DUE = datetime(2026, 12, 2, 2, 0, tzinfo=UTC)
"""The first Wednesday of December, nine in the morning in Vietnam."""
TERMS = Terms(is_on=True, places=("79",))
TYPED = {
    "is_on": "yes",
    "nth": "1",
    "weekday": "2",
    "at": "09:00",
    "localities": ["79"],
    "title": TERMS.title,
    "text": TEXT,
    "siren": "",
    "volume": "100",
}


@pytest.fixture
def staff(here: House) -> dict[str, Person]:
    """Somebody on duty in the province, and its head."""
    found = {
        "duty": Person("duty", "truc", "Trực ban", Role.OPERATOR, "79"),
        "head": Person("head", "chi", "Chỉ huy", Role.LEADER, "79"),
    }
    with here.dispatch.store.begin("test") as tx:
        for one in found.values():
            people.add(tx, one, "một câu dài dễ nhớ")
    return found


@pytest.fixture
def duty(staff: dict[str, Person], signed_in: Callable[[str], Reader]) -> Reader:
    """Who is on duty, signed in."""
    return signed_in("truc")


@pytest.fixture
def head(staff: dict[str, Person], signed_in: Callable[[str], Reader]) -> Reader:
    """The head of the province, signed in."""
    return signed_in("chi")


def agreed(here: House, staff: dict[str, Person], terms: Terms = TERMS) -> None:
    """Let two people stand for terms."""
    here.dispatch.set_exercise(terms, staff["duty"])
    here.dispatch.agree_exercise(staff["head"], seen=terms.digest)


def seen(page: str) -> str:
    """Return the digest of terms that a page asks somebody to agree to."""
    found = re.search(r'name="seen" value="([0-9a-f]{64})"', page)
    assert found is not None
    return found[1]


def test_both_plans_in_plain_words(duty: Reader, officer: Reader) -> None:
    """The exercise is off, the silent test on; whoever is signed in reads it, who may set it finds the forms."""
    page = duty.read(PAGE)
    assert "Diễn tập có tiếng hằng tháng đang tắt." in page
    assert "Thử im lặng hằng tuần: Thứ Tư lúc 09:15" in page
    assert "Chưa diễn tập lần nào." in page
    assert f'href="{FORM}"' in page
    assert 'href="/alerts/tests/weekly"' in page
    commune = officer.read(PAGE)
    assert "đang tắt" in commune
    assert f'href="{FORM}"' not in commune
    assert f'href="{PAGE}"' in officer.read("/alerts")


def test_two_people_on_two_pages(here: House, duty: Reader, head: Reader) -> None:
    """One sets the terms; nothing stands until another has read and agreed; then the page says when the next one is."""
    assert duty.send(FORM, TYPED, form=FORM).headers["Location"] == PAGE
    page = duty.read(PAGE)
    assert "Chưa có loa nào phát: người thứ hai phải đọc và đồng ý." in page
    assert "chờ người thứ hai" in page
    assert "/agree" not in page
    needs = head.read("/")
    assert "Lịch diễn tập chờ bạn đồng ý" in needs
    page = head.read(PAGE)
    assert TEXT in page
    assert "“Đây là bản tin diễn tập.”" in page
    assert "Thông báo lúc 9 giờ 00, ngày 2 tháng 12." in page
    assert "2 cụm loa" in page
    assert head.send(f"{FORM}/agree", {"seen": seen(page)}, form=PAGE).headers["Location"] == PAGE
    assert here.dispatch.monthly_exercise().stands
    page = head.read(PAGE)
    assert "Lần tới: Thứ Tư, 02/12/2026 lúc 09:00" in page
    assert "Chỉ huy" in page
    assert "/agree" not in page
    assert "Lịch diễn tập chờ bạn đồng ý" not in head.read("/")


def test_any_change_waits_again(here: House, staff: dict[str, Person], duty: Reader, head: Reader) -> None:
    """What is set anew is agreed to by nobody; who agrees to a page that is old is told so."""
    here.dispatch.set_exercise(TERMS, staff["duty"])
    old = seen(head.read(PAGE))
    duty.send(FORM, {**TYPED, "volume": "40"}, form=FORM)
    refused = head.send(f"{FORM}/agree", {"seen": old}, form=PAGE)
    assert refused.status_code == 422
    assert "vừa được đổi" in refused.text
    assert "Âm lượng 40." in refused.text
    assert not here.dispatch.monthly_exercise().stands


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"at": "23:00"}, "giờ yên tĩnh"),
        ({"at": "25"}, "25"),
        ({"text": ""}, "chưa có nội dung"),
        ({"nth": "9"}, "từ 1 đến 4"),
        ({"localities": []}, "Chưa chọn nơi"),
    ],
)
def test_wrong_terms_come_back_as_typed(duty: Reader, wrong: dict[str, object], words: str) -> None:
    """What was refused says why beside its field; all else stands as it was typed."""
    answer = duty.send(FORM, {**TYPED, "title": "Thử loa của tỉnh", **wrong}, form=FORM)
    assert answer.status_code == 422
    assert words.lower() in answer.text.lower()
    assert "Thử loa của tỉnh" in answer.text


def test_the_form_shows_what_is_kept(here: House, staff: dict[str, Person], duty: Reader) -> None:
    """First the words and hour of the house, afterwards what was set; turned off, it says so."""
    page = duty.read(FORM)
    assert TEXT in page
    assert 'value="09:00"' in page
    assert re.search(r'value="79" checked', page)
    agreed(here, staff, replace(TERMS, places=("c1",), siren="storm"))
    page = duty.read(FORM)
    assert re.search(r'value="c1" checked', page)
    assert page.count("<details open>") == 1
    here.dispatch.set_exercise(replace(TERMS, places=("h1",), siren="storm"), staff["duty"])
    page = duty.read(FORM)
    assert page.count("<details open>") == 2  # what is ticked is in sight
    assert "Đã chọn: Khu phố 1, Phường Dĩ An." in page
    assert re.search(r'value="storm" selected', page)
    duty.send(FORM, {**TYPED, "is_on": ""}, form=FORM)
    assert "Đã tắt diễn tập hằng tháng." in duty.read(PAGE)


def test_leaving_the_next_one_out(here: House, staff: dict[str, Person], duty: Reader, head: Reader) -> None:
    """One tap and a reason; without one it is asked for; and back with one tap."""
    agreed(here, staff)
    asked = duty.send(f"{FORM}/skip", {"day": "2026-12-02", "reason": " "}, form=PAGE)
    assert asked.status_code == 422
    assert "Hãy ghi lý do" in asked.text
    assert re.search(r'<details class="fold" open', asked.text)
    assert duty.send(f"{FORM}/skip", {"day": "2026-12-02", "reason": "Trùng ngày thi."}, form=PAGE).status_code == 303
    page = head.read(PAGE)
    assert "Bỏ lần diễn tập Thứ Tư, 02/12/2026." in page
    assert "Trùng ngày thi." in page
    assert head.send(f"{FORM}/resume", {"day": "2026-12-02"}, form=PAGE).status_code == 303
    assert "Lần tới: Thứ Tư, 02/12/2026" in head.read(PAGE)
    for action, day in (("resume", "2026-12-02"), ("skip", "2027-01-06"), ("skip", "x"), ("resume", "")):
        wrong = duty.send(f"{FORM}/{action}", {"day": day, "reason": "Trùng ngày thi."}, form=PAGE)
        assert wrong.status_code == 422


def test_it_is_told_three_days_before(
    here: House, staff: dict[str, Person], signed_in: Callable[[str], Reader]
) -> None:
    """On the first page of everybody it concerns, with day, hour and place; not when it is left out."""
    agreed(here, staff)
    here.clock.moment = DUE - timedelta(days=3, hours=9, minutes=1)
    officer = signed_in("mai")
    assert "Diễn tập có tiếng" not in officer.read("/")
    here.clock.advance(timedelta(minutes=1))
    told = "Diễn tập có tiếng: Thứ Tư, 02/12/2026 lúc 09:00, tại Thành phố Hồ Chí Minh."
    assert told in officer.read("/")
    here.dispatch.skip_exercise(staff["duty"], day=date(2026, 12, 2), reason="Trùng ngày thi.")
    here.clock.advance(timedelta(minutes=1))
    assert told not in officer.read("/")


def test_it_is_told_only_where_it_sounds(
    here: House, staff: dict[str, Person], signed_in: Callable[[str], Reader]
) -> None:
    """Another commune's exercise is no news, nor is a plan nobody agreed to."""
    agreed(here, staff, replace(TERMS, places=("c2",)))
    here.clock.moment = DUE - timedelta(days=1)
    officer = signed_in("mai")
    assert "Diễn tập có tiếng" not in officer.read("/")
    here.dispatch.set_exercise(TERMS, staff["duty"])
    here.clock.advance(timedelta(minutes=1))
    assert "Diễn tập có tiếng" not in officer.read("/")


@pytest.mark.slow
def test_the_last_one_leads_to_its_board(
    here: House, staff: dict[str, Person], signed_in: Callable[[str], Reader]
) -> None:
    """It stands with how many heard it and a way to its board; on other pages as a drill like any other."""
    agreed(here, staff, replace(TERMS, places=("c2",)))
    here.clock.moment = DUE
    here.dispatch.raise_due_exercise()
    here.dispatch.sign_alarms()
    said = AlarmReport("exercise-2026-12-02", AlarmProgress.SOUNDING, here.clock.now())
    here.dispatch.record_alarms([("vn-79/v1/up/st-2/alarm", encode_up(Up.ALARM, said))])
    duty, officer = signed_in("truc"), signed_in("mai")
    page = duty.read(PAGE)
    assert "02/12/2026: 1 trong 1 cụm loa đã có tiếng, 0 cụm không." in page
    assert 'href="/alerts/exercise-2026-12-02"' in page
    assert "DIỄN TẬP" in duty.read("/")
    assert "Lịch diễn tập hằng tháng" in duty.read("/alerts/exercise-2026-12-02")
    assert 'href="/alerts/exercise-2026-12-02"' not in officer.read(PAGE)


def test_who_left(here: House, staff: dict[str, Person], duty: Reader) -> None:
    """When one of the two may no longer stand for it, the page says so and nothing more is due."""
    agreed(here, staff)
    with here.dispatch.store.begin("test") as tx:
        people.change(tx, replace(staff["head"], disabled_at=here.clock.now()))
    page = duty.read(PAGE)
    assert "người đặt hoặc người đồng ý không còn quyền" in page
    assert "Lần tới:" not in page


@pytest.mark.slow
def test_what_will_be_said_can_be_heard(here: House, staff: dict[str, Person], head: Reader) -> None:
    """The very words, as sound, before somebody agrees."""
    here.dispatch.set_exercise(TERMS, staff["duty"])
    assert f'src="{FORM}/sound"' in head.read(PAGE)
    answer = head.open(f"{FORM}/sound")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("audio/")
    assert len(answer.data) > 1000


def test_fences(here: House, staff: dict[str, Person], leader: Reader, administrator: Reader) -> None:
    """Neither a commune's leader nor an administrator sets, agrees, leaves out or brings back the province's."""
    here.dispatch.set_exercise(TERMS, staff["duty"])
    for reader in (leader, administrator):
        for path in (FORM, "/alerts/tests/weekly"):
            assert reader.open(path).status_code == 403
        for path, fields in (
            (FORM, TYPED),
            ("/alerts/tests/weekly", {"weekday": "1", "at": "09:00"}),
            (f"{FORM}/agree", {"seen": TERMS.digest}),
            (f"{FORM}/skip", {"day": "2026-12-02", "reason": "Trùng ngày thi."}),
            (f"{FORM}/resume", {"day": "2026-12-02"}),
        ):
            assert reader.send(path, fields, form=PAGE).status_code == 403, path
    assert here.dispatch.monthly_exercise().plan.terms == TERMS


def test_the_weekly_test_is_set_there(here: House, duty: Reader) -> None:
    """Another day and hour, or off; what cannot be read comes back."""
    wrong = duty.send("/alerts/tests/weekly", {"is_on": "yes", "weekday": "0", "at": "25:00"})
    assert wrong.status_code == 422
    assert 'value="25:00"' in wrong.text
    assert duty.send("/alerts/tests/weekly", {"is_on": "yes", "weekday": "0", "at": "14:30"}).status_code == 303
    page = duty.read(PAGE)
    assert "Thứ Hai lúc 14:30" in page
    assert "Trực ban" in page
    duty.send("/alerts/tests/weekly", {"weekday": "0", "at": "14:30"})
    assert "Thử im lặng hằng tuần đang tắt" in duty.read(PAGE)


def test_in_english(here: House, staff: dict[str, Person], duty: Reader) -> None:
    """Everything but what the loudspeakers say."""
    agreed(here, staff)
    duty.send("/account", {"language": "en", "phone": ""}, form="/account")
    page = duty.read(PAGE)
    assert "the first Wednesday of the month at 09:00" in page
    assert "The next one: Wednesday, 02/12/2026 at 09:00" in page
    assert TEXT in page
