"""The bulletin pages: compose, hear, hand in, decide; nothing typed is lost on the way."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask

from broadcaster.bulletins import Bulletin, State
from broadcaster.store import bulletins, plans
from tests.house import House
from tests.web.readers import Reader
from web.parts import EXTENSION

FIELDS = {
    "text": "Kính mời bà con dự họp tại nhà văn hóa. Đúng 19 giờ tối nay.",
    "title": "",
    "locality": "h1",
    "field": "1",
    "priority": "3",
    "voice": "espeak-south",
}
QUICK = {"quick": "yes", "quick_day": "2026-11-23", "quick_at": "17:00"}
NEW = "/bulletins/new"


def newest(here: House) -> Bulletin:
    """Return the bulletin made last."""
    with here.dispatch.store.read() as tx:
        return bulletins.listed(tx, "79").items[0]


def test_the_form_knows_the_commonest_task(officer: Reader) -> None:
    """Today, five in the afternoon, my commune: all filled in, so that only the text is left to type."""
    page = officer.read(NEW)
    assert 'value="2026-11-23"' in page
    assert 'value="17:00"' in page
    assert '<option value="c1" selected>' in page


def test_text_today_at_five_in_my_place(officer: Reader, here: House) -> None:
    """One form makes the bulletin, its title, its schedule entry, and hands it in."""
    answer = officer.send(NEW, {**FIELDS, **QUICK, "do": "submit"}, form=NEW)
    assert answer.status_code == 303
    made = newest(here)
    assert (made.state, made.title) == (State.SUBMITTED, "Kính mời bà con dự họp tại nhà văn hóa")
    with here.dispatch.store.read() as tx:
        (entry,) = plans.with_bulletin(tx, made.id)
    assert entry.targets == ("h1",)
    page = officer.read(answer.headers["Location"])
    assert "Lần tới: 17:00 hôm nay" in page
    assert "1 cụm loa" in page


def test_a_time_outside_the_hours_asks_for_its_reason(officer: Reader, leader: Reader, here: House) -> None:
    """The field appears with the refusal and with the consequence; with it the bulletin waits for a second person."""
    night = {**FIELDS, **QUICK, "quick_at": "21:15", "do": "submit"}
    refused = officer.send(NEW, night, form=NEW)
    assert (refused.status_code, 'name="quick_reason"' in refused.text) == (422, True)
    edit = f"/bulletins/{newest(here).id}/edit"
    kept = officer.send(edit, {**night, "quick_reason": " Sơ tán  dân "}, form=edit)
    assert kept.status_code == 303
    with here.dispatch.store.read() as tx:
        (entry,) = plans.with_bulletin(tx, newest(here).id)
    assert entry.outside_reason == "Sơ tán dân"
    assert "Xin phát ngoài giờ" in leader.read("/")
    assert 'name="quick_reason"' not in officer.read(NEW)


def test_the_consequence_of_a_quick_time_names_the_rule(officer: Reader, here: House) -> None:
    """In the hours nothing is asked; outside them why; in quiet hours it says that nothing helps."""
    draft = here.dispatch.save_draft(here.draft(), here.officer)
    for more in ("", f"&bulletin={draft.id}"):
        asked = f"/plans/quick?locality=c1&quick_day=2026-11-24{more}&quick_at="
        assert "quick_reason" not in officer.read(asked + "17:00")
        late = officer.read(asked + "21:15&quick_reason=S%C6%A1+t%C3%A1n")
        assert 'name="quick_reason" value="Sơ tán"' in late
        assert "chỉ phát sau khi người thứ hai cho phép" in late
        night = officer.read(asked + "03:15")
        assert "Giờ yên tĩnh của Thành phố Hồ Chí Minh (22:00-05:00)" in night
        assert "quick_reason" not in night


@pytest.mark.slow
def test_listening_keeps_the_draft_and_the_chosen_time(officer: Reader, here: House) -> None:
    """Hearing a draft keeps it, makes its sound, and leaves the form as it was, the time too."""
    answer = officer.send(NEW, {**FIELDS, **QUICK, "quick_at": "16:20", "do": "listen"}, form=NEW)
    made = newest(here)
    assert answer.headers["Location"] == f"/bulletins/{made.id}/edit#sound"
    page = officer.read(f"/bulletins/{made.id}/edit")
    assert 'value="16:20"' in page
    assert "Đang tạo âm thanh" in page
    assert here.dispatch.render_next()
    part = officer.read(f"/bulletins/{made.id}/sound")
    assert "data-player" in part
    assert "every 1s" not in part
    clip = part.split('data-src="')[1].split('"')[0]
    sound = officer.open(clip, headers={"Range": "bytes=0-99"})
    assert (sound.status_code, sound.mimetype, len(sound.data)) == (206, "audio/webm", 100)
    horn = officer.open(clip + "/horn")
    assert (horn.status_code, horn.mimetype) == (200, "audio/mpeg")
    sent = officer.send(
        f"/bulletins/{made.id}/edit", {**FIELDS, **QUICK, "do": "submit"}, form=f"/bulletins/{made.id}/edit"
    )
    assert sent.status_code == 303
    assert newest(here).state is State.SUBMITTED


BAD = [
    ({"text": ""}, "Bản tin chưa có nội dung"),
    ({"text": "ă" * 20_000}, "Nội dung dài 20000 ký tự"),
    ({"text": "Kính thưa\x07 bà con"}, "ký tự lạ"),
    ({"voice": "robot"}, "Không có giọng đọc “robot”"),
    ({**QUICK, "quick_day": "2026-11-22"}, "Lịch này đã qua"),
    ({**QUICK, "quick_day": "2026-11-24", "quick_at": "03:15"}, "chạm giờ yên tĩnh 22:00-05:00"),
    ({**QUICK, "quick_day": "2026-11-24", "quick_at": "21:15"}, "ngoài giờ Thành phố Hồ Chí Minh cho phép"),
    ({"locality": "c9"}, "không được làm việc này"),
]


@pytest.mark.parametrize(("changes", "words"), BAD)
def test_bad_input_is_named_and_stays_in_the_form(officer: Reader, changes: dict[str, str], words: str) -> None:
    """The fault stands in plain words at its field and at the top; the text is still there."""
    sent = {**FIELDS, "title": "Tiêu đề giữ nguyên", "do": "submit", **changes}
    answer = officer.send(NEW, sent, form=NEW)
    assert answer.status_code in (403, 422)
    assert words in answer.text
    assert "Tiêu đề giữ nguyên" in answer.text
    assert (sent["text"] or "Chưa lưu được") in answer.text


@pytest.mark.slow
def test_the_page_says_which_voice_really_spoke(app: Flask, officer: Reader, here: House) -> None:
    """A voice is called as its engine labels it; when another one spoke, the page says which, for whom, and why."""
    known = app.extensions[EXTENSION]
    labels = {"piper-lan": ("Giọng Lan", "Lan")}
    named = replace(known.settings, voices=("espeak-south", "piper-lan"), voice_labels=labels)
    app.extensions[EXTENSION] = replace(known, settings=named)
    assert "Giọng Lan" in officer.read(NEW)
    officer.send(NEW, {**FIELDS, **QUICK, "voice": "piper-lan", "do": "listen"}, form=NEW)
    assert here.dispatch.render_next()
    part = officer.read(f"/bulletins/{newest(here).id}/sound")
    assert "Giọng miền Nam" in part
    assert "Giọng miền Nam đọc thay, vì:" in part
    assert "Giọng Lan: Giọng này chưa cài hoặc chưa cấu hình" in part
    here.clock.advance(timedelta(minutes=1))
    officer.send(NEW, {**FIELDS, **QUICK, "text": "Mai họp tổ dân phố.", "do": "listen"}, form=NEW)
    assert here.dispatch.render_next()
    assert "đọc thay" not in officer.read(f"/bulletins/{newest(here).id}/sound")


@pytest.mark.slow
def test_a_leader_hears_sees_and_approves(leader: Reader, officer: Reader, here: House) -> None:
    """The decision page has the sound, the time and place, and one button; the author has no such button."""
    officer.send(NEW, {**FIELDS, **QUICK, "do": "submit"}, form=NEW)
    made = newest(here)
    here.dispatch.render_next()
    path = f"/bulletins/{made.id}"
    assert 'value="approve"' not in officer.read(path)
    page = leader.read(path)
    for words in ("data-player", "Lần tới: 17:00 hôm nay", 'value="approve"', "Khu phố 1"):
        assert words in page
    assert "Nghe và duyệt" in leader.read("/")
    fields = {"decision": "approve", "version": made.version}
    assert leader.send(f"{path}/decide", fields, form=path).status_code == 303
    assert newest(here).state is State.READY
    again = leader.send(f"{path}/decide", fields)
    assert again.status_code == 422


def test_a_rejection_needs_a_reason_and_brings_it_back(leader: Reader, officer: Reader, here: House) -> None:
    """Without a reason the page asks for one; with it the author finds the bulletin on the first page."""
    sent = here.submitted()
    path = f"/bulletins/{sent.id}"
    fields = {"decision": "reject", "version": sent.version, "reason": " "}
    assert "Hãy ghi lý do" in leader.send(f"{path}/decide", fields, form=path).text
    leader.send(f"{path}/decide", {**fields, "reason": "Sai ngày"}, form=path)
    assert "Được trả lại: Sai ngày" in officer.read("/")
    assert "Sai ngày" in officer.read(f"{path}/edit")


def test_two_people_never_overwrite_each_other(leader: Reader, here: House) -> None:
    """A decision about a version that is no longer the newest is refused with the reason."""
    sent = here.submitted()
    fields = {"decision": "reject", "version": sent.version - 1, "reason": "lý do đã gõ"}
    answer = leader.send(f"/bulletins/{sent.id}/decide", fields, form=f"/bulletins/{sent.id}")
    assert answer.status_code == 422
    assert "Người khác vừa thay đổi" in answer.text
    assert "lý do đã gõ" in answer.text


def test_cancelling_and_submitting_from_the_page(officer: Reader, here: House) -> None:
    """A draft is handed in, and cancelled, from its own page."""
    draft = here.dispatch.save_draft(here.draft(), here.officer)
    path = f"/bulletins/{draft.id}"
    assert officer.send(f"{path}/listen", form=path).headers["Location"].startswith(path)
    assert officer.send(f"{path}/submit", {"version": draft.version}, form=path).status_code == 303
    assert officer.open(f"{path}/edit").status_code == 303
    assert officer.send(f"{path}/submit", {"version": "x"}).status_code == 422
    assert officer.send(f"{path}/cancel", {"reason": "mưa"}, form=path).status_code == 303
    assert "Bản tin đã hủy" in officer.read(path)
    assert officer.send(f"{path}/cancel").status_code == 422


def test_the_list_is_found_by_its_address(officer: Reader, here: House) -> None:
    """Filters and search stand in the address; the same list comes as CSV."""
    here.submitted(title="Tiêm chủng")
    here.dispatch.save_draft(here.draft(title="Họp dân"), here.officer)
    waiting = officer.read("/bulletins?show=waiting")
    assert "Tiêm chủng" in waiting
    assert "Họp dân" not in waiting
    assert "Họp dân" in officer.read("/bulletins?q=hop+dan")
    assert "Không có bản tin nào như vậy" in officer.read("/bulletins?q=xyz")
    table = officer.open("/bulletins.csv?show=waiting")
    assert table.mimetype == "text/csv"
    assert "Tiêm chủng" in table.text
    assert "Họp dân" not in table.text


def test_a_long_list_has_pages(officer: Reader, here: House) -> None:
    """More than one page: the next is a link, and the way back is too."""
    for number in range(32):
        here.dispatch.save_draft(here.draft(title=f"Bản tin số {number}"), here.officer)
    first = officer.read("/bulletins")
    after = first.split("after=")[1].split('"')[0]
    assert "Về đầu danh sách" in officer.read(f"/bulletins?after={after}")
    assert officer.open("/bulletins?after=nonsense").status_code == 422
