"""Emergency alerts on the pages: two people, a typed name, one tap to the end, and a drill that stays a drill."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from werkzeug.test import TestResponse

from broadcaster.accounts import Role
from broadcaster.alerts import NOTICE_HAZARD, SOUNDING, Alert, State
from broadcaster.dispatch import Call
from broadcaster.messages import AlarmProgress, AlarmReport, AlarmStatus
from broadcaster.store import alerts, audit, people, stations
from tests.house import House
from tests.web.readers import Reader

FLOOD = {"noi": "ven sông Sài Gòn", "level": "4", "localities": "c1", "lasts": "120"}
REASON = "Không gọi được ai, nước lên nhanh."
LINK = re.compile(r'href="(/alerts[^"#]*)"')
FORM = re.compile(r'<form[^>]*method="post"[^>]*action="([^"]+)"(.*?)</form>', re.S)
FIELD = re.compile(r'<input[^>]*name="(\w+)"[^>]*value="([^"]*)"')


def every(here: House) -> list[Alert]:
    """Return all alerts, newest first."""
    with here.dispatch.store.read() as tx:
        return list(alerts.listed(tx).items)


def newest(here: House) -> Alert:
    """Return the alert made last."""
    return every(here)[0]


def written(reader: Reader, kind: str = "actual", **changes: object) -> str:
    """Fill in the form of a flood and return the page of the draft."""
    form = f"/alerts/new/{kind}/flood"
    answer = reader.send(form, {**FLOOD, **changes}, form=form)
    assert answer.status_code == 303, answer.text[-1500:]
    return str(answer.headers["Location"])


def step(reader: Reader, here: House, path: str, button: str, **fields: object) -> TestResponse:
    """Press a button of an alert's page, with the version it shows now."""
    with here.dispatch.store.read() as tx:
        version = alerts.find(tx, path.rsplit("/", 1)[1]).version
    return reader.send(f"{path}/{button}", {"version": version, **fields}, form=path)


def confirmed(reader: Reader, here: House, kind: str = "actual", **changes: object) -> str:
    """Write an alert and stand for its words."""
    path = written(reader, kind, **changes)
    assert step(reader, here, path, "confirm").status_code == 303
    return path


def released(officer: Reader, leader: Reader, here: House, kind: str = "actual", **changes: object) -> str:
    """Let two people send one on its way."""
    path = confirmed(officer, here, kind, **changes)
    name = here.dispatch.alert_place(newest(here))
    assert step(leader, here, path, "release", name=name).status_code == 303
    return path


# ---------------------------------------------------------------- real or drill


@pytest.mark.parametrize(
    ("path", "said", "unsaid"),
    [
        ("/alerts/new?as=actual", "BÁO ĐỘNG THẬT", "DIỄN TẬP"),
        ("/alerts/new?as=exercise", "DIỄN TẬP", "BÁO ĐỘNG THẬT"),
        ("/alerts/new/actual/flood", "BÁO ĐỘNG THẬT", "DIỄN TẬP"),
        ("/alerts/new/exercise/flood", "DIỄN TẬP", "BÁO ĐỘNG THẬT"),
        ("/alerts/new/test/drill", "THỬ IM LẶNG", "BÁO ĐỘNG THẬT"),
    ],
)
def test_each_page_says_which_it_is(officer: Reader, path: str, said: str, unsaid: str) -> None:
    """In the title, in the band, in the colours of every button; never a word of the other kind."""
    page = officer.read(path)
    assert said in page.split("</title>")[0]
    assert f"<strong>{said}</strong>" in page
    assert unsaid not in page
    if unsaid == "BÁO ĐỘNG THẬT":
        assert not re.search(r'class="(?:band|kind|hazard|button)[^"]*\breal\b', page)


def test_the_first_choice_is_real_or_drill(officer: Reader) -> None:
    """Two addresses, then three likely hazards first; a hazard that is only for testing is no real alarm."""
    page = officer.read("/alerts/new")
    assert page.index("as=actual") < page.index("as=exercise")
    real = officer.read("/alerts/new?as=actual")
    assert re.findall(r"new/actual/([\w-]+)", real)[:3] == ["flood", "storm", "release"]
    assert "new/actual/drill" not in real
    for wrong in ("/alerts/new/actual/drill", "/alerts/new/actual/volcano", "/alerts/new/system/flood"):
        assert officer.open(wrong).status_code == 404


@pytest.mark.slow
def test_no_three_clicks_send_a_real_alarm(officer: Reader, leader: Reader, here: House) -> None:
    """From the list, a drill, or the form of a drill: whatever three links and buttons are pressed, none is real.

    A real alert even waits confirmed for the very person who clicks; its release wants a typed name.
    """
    confirmed(officer, here)
    drill = confirmed(officer, here, "exercise")
    seen: set[str] = set()
    pages = {"/alerts", drill, "/alerts/new/exercise/flood", "/"}
    for _click in range(3):
        fresh = pages - seen
        seen |= fresh
        pages = {path for page in sorted(fresh) for path in pressed(leader, page)}
    assert len(seen) > 15
    sent = [one for one in every(here) if one.state in SOUNDING or one.released_at]
    assert [one.status for one in sent] == [AlarmStatus.EXERCISE]


def pressed(reader: Reader, path: str) -> set[str]:
    """Press everything on one page as it stands, and return where that leads."""
    answer = reader.open(path)
    if answer.status_code != 200:
        return {answer.headers["Location"]} if answer.status_code == 303 else set()
    found = {link.replace("&amp;", "&") for link in LINK.findall(answer.text)}
    for action, inside in FORM.findall(answer.text):
        if action.startswith("/alerts") and not action.endswith("/cancel"):  # a cancel only makes less sound
            sent = reader.send(action, dict(FIELD.findall(inside)), form=path)
            found |= {sent.headers["Location"]} if sent.status_code == 303 else set()
    return {one for one in found if "csv" not in one and "/sound/" not in one}


def test_a_drill_never_becomes_real(officer: Reader, here: House) -> None:
    """Not by editing, not by naming another kind in the form."""
    path = written(officer, "exercise")
    officer.send(f"{path}/edit", {**FLOOD, "version": "1", "as": "actual", "status": "actual"}, form=f"{path}/edit")
    assert [one.status for one in every(here)] == [AlarmStatus.EXERCISE]


# ---------------------------------------------------------------- writing


def test_the_form_is_filled_in_as_far_as_it_can_be(officer: Reader) -> None:
    """My place, the usual level and length; an example beside each blank."""
    page = officer.read("/alerts/new/actual/flood")
    assert 'name="localities" value="c1" checked' in page
    assert 'name="level" value="3" checked' in page
    assert '<option value="120" selected>' in page
    assert "Ví dụ: Ấp 3, ven sông Sài Gòn" in page
    assert 'name="volume"' not in page
    assert 'name="volume"' in officer.read("/alerts/new/exercise/flood")


def test_nothing_typed_is_lost(officer: Reader, here: House) -> None:
    """Each fault stands at its field, what was typed comes back, and nothing is kept."""
    form = "/alerts/new/actual/release"
    typed = {"ho": "Hồ Phước Hòa", "luu_luong": "nhiều lắm", "gio": "", "level": "5", "localities": "c1", "lasts": "60"}
    answer = officer.send(form, typed, form=form)
    assert answer.status_code == 422
    for part in ('href="#luu_luong"', 'href="#gio"', 'value="Hồ Phước Hòa"', 'value="nhiều lắm"', "phải là số"):
        assert part in answer.text
    assert 'name="level" value="5" checked' in answer.text
    assert every(here) == []


def test_places_of_others_are_refused(officer: Reader, here: House) -> None:
    """A posted form does not reach further than the person may."""
    form = "/alerts/new/actual/flood"
    assert officer.send(form, {**FLOOD, "localities": "c2"}, form=form).status_code == 403
    assert every(here) == []


def test_the_words_are_read_back_while_typing(officer: Reader) -> None:
    """With dots where something is missing, and whom it reaches; the drill's own words around a drill."""
    form = "/alerts/new/exercise/flood"
    page = officer.send("/alerts/preview/exercise/flood", {"noi": "", "localities": "c1"}, form=form).text
    assert "Nước đang lên nhanh tại ……" in page
    assert page.count("Đây là bản tin diễn tập.") == 2
    assert "đang kết nối" in page
    nowhere = officer.send("/alerts/preview/actual/flood", {"noi": "chợ"}, form=form).text
    assert "sẽ không ai nghe thấy" in nowhere
    assert "diễn tập" not in nowhere


def test_what_was_written_can_be_changed(officer: Reader, here: House) -> None:
    """Blanks come back as blanks, free words as words; a change asks for a new confirmation."""
    path = confirmed(officer, here)
    page = officer.read(f"{path}/edit")
    assert 'value="ven sông Sài Gòn"' in page
    assert 'name="text"' not in page
    free = officer.read(f"{path}/edit?words=free")
    assert 'name="text"' in free
    changed = {**FLOOD, "title": "Nước rút", "text": "Nước đang rút.", "version": "2"}
    assert officer.send(f"{path}/edit", changed, form=f"{path}/edit").status_code == 303
    assert (newest(here).state, newest(here).text) == (State.DRAFT, "Nước đang rút.")
    assert 'name="text"' in officer.read(f"{path}/edit")
    stale = officer.send(f"{path}/edit", changed, form=f"{path}/edit")
    assert (stale.status_code, "Người khác vừa thay đổi" in stale.text) == (422, True)
    assert "Nước đang rút." in stale.text
    empty = officer.send(f"{path}/edit", {**changed, "version": "3", "text": ""}, form=f"{path}/edit")
    assert (empty.status_code, 'href="#text"' in empty.text) == (422, True)


# ---------------------------------------------------------------- two people


def test_the_page_says_what_where_and_to_whom(officer: Reader, here: House) -> None:
    """The siren, the words, how often, how many stations and how many of them are there, who stands for it."""
    here.clock.advance(timedelta(minutes=1))
    page = officer.read(written(officer))
    for part in ("Còi 5 hồi", "Nước đang lên nhanh tại ven sông Sài Gòn.", "Phát 3 lần liền", "cứ 15 phút một lần"):
        assert part in page
    assert "1 cụm loa ở 1 ấp, khu phố của Phường Dĩ An, 0 đang kết nối" in page
    assert "mất liên lạc sẽ phát ngay khi có mạng lại" in page
    assert "Chưa có loa nào phát." in page
    assert "chờ người thứ hai" in page


def test_two_people_and_a_typed_name(officer: Reader, leader: Reader, here: House) -> None:
    """The first confirms, the second finds it on the first page, types where it sounds, and releases."""
    path = confirmed(officer, here)
    name = here.dispatch.alert_place(newest(here))
    mine = officer.read(path)
    assert "Chờ người thứ hai phát lệnh." in mine
    assert f"{path}/release" not in mine
    assert here.leader.name in mine
    home = leader.read("/")
    assert f'href="{path}"' in home
    assert "BÁO ĐỘNG THẬT: Lũ khẩn cấp" in home
    assert name in leader.read(path)
    for wrong in ("", "Xã Khác", name[:-1]):
        answer = step(leader, here, path, "release", name=wrong)
        assert answer.status_code == 422
        assert 'href="#name"' in answer.text
    assert newest(here).state is State.CONFIRMED
    assert step(leader, here, path, "release", name=f" {name.upper()} ").status_code == 303
    assert (newest(here).state, newest(here).released_by) == (State.RELEASED, here.leader.id)
    assert "Đã phát lệnh BÁO ĐỘNG THẬT" in leader.read(path)


def test_the_wrong_person_cannot(officer: Reader, leader: Reader, administrator: Reader, here: House) -> None:
    """Not who confirmed it, not an officer, not an administrator; neither by button nor past it."""
    path = confirmed(leader, here)
    name = here.dispatch.alert_place(newest(here))
    assert f"{path}/release" not in leader.read(path)
    own = step(leader, here, path, "release", name=name)
    assert (own.status_code, "người thứ hai" in own.text) == (422, True)
    assert step(officer, here, path, "release", name=name).status_code == 403
    assert step(administrator, here, path, "release", name=name).status_code == 403
    assert administrator.open("/alerts/new").status_code == 403
    assert newest(here).state is State.CONFIRMED


def test_what_was_read_is_what_is_released(officer: Reader, leader: Reader, here: House) -> None:
    """Words changed after the page was opened are not confirmed or released with it."""
    path = written(officer)
    officer.send(f"{path}/edit", {**FLOOD, "noi": "chợ", "version": "1"}, form=f"{path}/edit")
    stale = officer.send(f"{path}/confirm", {"version": "1"}, form=path)
    assert (stale.status_code, "Người khác vừa thay đổi" in stale.text) == (422, True)
    assert officer.send(f"{path}/confirm", {}, form=path).status_code == 422
    assert newest(here).state is State.DRAFT


def test_a_drill_needs_no_name(officer: Reader, leader: Reader, here: House) -> None:
    """One tap of whoever may release, even of who wrote it; the button says what it is."""
    path = confirmed(leader, here, "exercise", volume="40")
    page = leader.read(path)
    assert 'name="name"' not in page
    assert re.search(r"Phát DIỄN TẬP đến \d+ cụm loa", page)
    assert step(leader, here, path, "release").status_code == 303
    made = newest(here)
    assert (made.status, made.volume, made.state) == (AlarmStatus.EXERCISE, 40, State.RELEASED)


def test_breaking_the_glass(officer: Reader, leader: Reader, administrator: Reader, here: House) -> None:
    """Only for whom the administrator named: a reason, the typed name, and it stands on the page for good."""
    path = written(officer)
    name = here.dispatch.alert_place(newest(here))
    assert f"{path}/override" not in leader.read(path)
    assert step(leader, here, path, "override", name=name, reason=REASON).status_code == 403
    form = f"/people/{here.leader.id}"
    fields = {"login": "lan", "name": here.leader.name, "role": "leader", "scope": "c1", "language": "vi"}
    assert administrator.send(form, {**fields, "may_override": "yes"}, form=form).status_code == 303
    assert 'name="may_override" value="yes" checked' in administrator.read(form)
    assert f"{path}/override" in leader.read(path)
    short = step(leader, here, path, "override", name=name, reason="vội")
    assert (short.status_code, 'href="#reason"' in short.text) == (422, True)
    assert step(leader, here, path, "override", name="Xã Khác", reason=REASON).status_code == 422
    assert step(leader, here, path, "override", name=name, reason=REASON).status_code == 303
    assert (newest(here).state, newest(here).override) == (State.RELEASED, REASON)
    page = officer.read(path)
    assert "một mình phát lệnh" in page
    assert REASON in page


@pytest.mark.slow
def test_only_administrators_name_who_may_act_alone(leader: Reader, administrator: Reader, here: House) -> None:
    """Nobody gives the right to themselves, and a form without the tick does not give it."""
    form = f"/people/{here.leader.id}"
    fields = {"login": "lan", "name": here.leader.name, "role": "leader", "scope": "c1", "language": "vi"}
    assert administrator.send(form, fields, form=form).status_code == 303
    assert leader.open(form).status_code == 403
    assert leader.send(form, {"may_override": "yes"}).status_code == 403
    with here.dispatch.store.read() as tx:
        assert not people.find(tx, here.leader.id).may_override


# ---------------------------------------------------------------- while it sounds


def test_the_banner_stands_on_every_page(officer: Reader, leader: Reader, administrator: Reader, here: House) -> None:
    """Red for a real one, hatched for a drill, one tap to it; none for a silent test, none elsewhere."""
    for path in ("/", "/alerts", "/bulletins", "/account"):
        assert 'class="alarm ' not in officer.read(path)
    real = released(officer, leader, here)
    for reader in (officer, leader, administrator):
        page = reader.read("/account")
        assert 'class="alarm real"' in page
        assert f'href="{real}"' in page
    drill = released(officer, leader, here, "exercise")
    page = officer.read("/stations")
    assert page.index('class="alarm real"') < page.index('class="alarm drill"')
    assert f'href="{drill}"' in page
    released(officer, leader, here, "exercise")
    assert "2 lệnh đang phát" in officer.read("/")


def test_a_silent_test_is_no_news(leader: Reader, here: House) -> None:
    """It has a page and a board of who verified it, but no banner; nobody is told that it sounds."""
    form = "/alerts/new/test/drill"
    path = leader.send(form, {"level": "1", "localities": "c1", "lasts": "15"}, form=form).headers["Location"]
    step(leader, here, path, "confirm")
    assert step(leader, here, path, "release").status_code == 303
    page = leader.read(path)
    assert 'class="alarm ' not in page
    assert "cụm loa đã kiểm chữ ký" in page
    assert "Loa không ra tiếng" in page


def test_the_board_counts_and_names_whom_to_call(officer: Reader, leader: Reader, here: House) -> None:
    """Steps and counts, who said nothing with the phones of their people; unchanged it answers 304."""
    with here.dispatch.store.begin("test") as tx:
        people.change(tx, replace(here.officer, phone="0912345678"))
    path = released(officer, leader, here)
    alert = newest(here)
    here.dispatch.sign_alarms()
    (first, *_others) = here.dispatch.reach(alert).stations
    with here.dispatch.store.begin(first) as tx:
        for step_ in (AlarmProgress.RECEIVED, AlarmProgress.VERIFIED, AlarmProgress.SOUNDING):
            alerts.record(tx, first, AlarmReport(alert.id, step_, here.clock.now() + timedelta(milliseconds=200)))
    here.clock.advance(timedelta(seconds=30))
    answer = officer.open(f"{path}/board")
    assert re.search(r"<b>1</b> / \d+ cụm loa đã có tiếng", answer.text)
    assert "nửa số cụm trong 0,2 giây" in answer.text
    again = officer.open(f"{path}/board", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304
    here.clock.advance(timedelta(minutes=2))
    late = officer.open(f"{path}/board", headers={"If-None-Match": answer.headers["ETag"]})
    assert late.status_code == 200
    board = here.dispatch.board(alert.id)
    assert all(isinstance(one, Call) for one in board.calls)
    assert ("tel:0912345678" in late.text) == bool(board.calls)


def test_an_order_nobody_signs_is_told(officer: Reader, leader: Reader, here: House) -> None:
    """When the signer is away the board says so within seconds, and what to do; once it is sent that is gone."""
    path = released(officer, leader, here)
    assert "chưa ký và gửi" not in leader.read(path)
    here.clock.advance(timedelta(seconds=6))
    assert "Máy chủ chưa ký và gửi lệnh này." in leader.open(f"{path}/board").text
    here.dispatch.sign_alarms()
    here.clock.advance(timedelta(seconds=2))
    assert "chưa ký và gửi" not in leader.open(f"{path}/board").text


def test_an_open_page_learns_of_the_end(officer: Reader, leader: Reader, here: House) -> None:
    """The board of one that has ended tells the page around it to load again."""
    path = released(officer, leader, here)
    assert "HX-Refresh" not in officer.open(f"{path}/board").headers
    step(leader, here, path, "cancel")
    assert officer.open(f"{path}/board").headers["HX-Refresh"] == "true"


def test_many_viewers_cost_one_question(officer: Reader, leader: Reader, here: House) -> None:
    """The board and the banner are read once however many press refresh, until a moment is over."""
    path = released(officer, leader, here)
    alert = newest(here)
    assert 'class="alarm real"' in officer.read("/account")
    assert "<b>0</b> / 1" in officer.open(f"{path}/board").text
    with here.dispatch.store.begin("st-1") as tx:
        alerts.record(tx, "st-1", AlarmReport(alert.id, AlarmProgress.SOUNDING, here.clock.now()))
    assert "<b>0</b> / 1" in leader.open(f"{path}/board").text
    here.dispatch.cancel_alert(alert.id, here.leader, reason="")
    assert 'class="alarm real"' in officer.read("/account")
    here.clock.advance(timedelta(seconds=3))
    assert "<b>1</b> / 1" in leader.open(f"{path}/board").text
    assert 'class="alarm real"' not in officer.read("/account")


def test_the_log_can_be_taken_away(officer: Reader, leader: Reader, here: House) -> None:
    """Who wrote, confirmed and released, in people's words, as CSV; the list of past ones too."""
    path = released(officer, leader, here)
    log = officer.open(f"{path}/log.csv")
    assert log.mimetype == "text/csv"
    for part in ("Soạn báo động", "Xác nhận báo động", "Phát lệnh báo động", here.leader.name):
        assert part in log.text
    step(leader, here, path, "cancel")
    assert "Lũ khẩn cấp" in leader.open("/alerts.csv").text


def test_the_log_can_be_printed(officer: Reader, leader: Reader, here: House) -> None:
    """What was said, who did what, the count, and where it stayed silent: on a sheet of paper."""
    draft = written(officer)
    assert "Soạn báo động" in officer.read(f"{draft}/log")
    path = released(officer, leader, here)
    here.dispatch.sign_alarms()
    here.clock.advance(timedelta(minutes=2))
    page = leader.read(f"{path}/log")
    for part in (
        'class="paper"',
        "Nước đang lên nhanh",
        "Phát lệnh báo động",
        here.leader.name,
        "0 / 1 cụm loa",
        "Không trả lời",
    ):
        assert part in page
    assert f'href="{path}/log"' in leader.read(path)


def test_cancel_is_one_tap_away_and_takes_one_person(officer: Reader, leader: Reader, here: House) -> None:
    """On the list and on the page, with the count; it may be announced; an officer cannot."""
    path = released(officer, leader, here)
    for page in ("/alerts", path):
        assert re.search(r"\d+ cụm loa sẽ dừng", leader.read(page))
        assert f"{path}/correct" in leader.read(page)
        assert f"{path}/cancel" not in officer.read(page)
    assert step(officer, here, path, "cancel").status_code == 403
    assert step(leader, here, path, "cancel", reason="  Nước   rút ", announce="yes").status_code == 303
    notice, ended = sorted(every(here), key=lambda one: one.hazard != NOTICE_HAZARD)
    assert (ended.state, ended.reason, notice.updates) == (State.CANCELLED, "Nước rút", ended.id)
    page = leader.read(path)
    for part in ("Các cụm loa đang dừng", "Loa sẽ báo cho bà con biết đã hủy", "Nước rút"):
        assert part in page
    again = step(leader, here, path, "cancel")
    assert (again.status_code, "đã kết thúc" in again.text) == (422, True)
    assert leader.read(f"/alerts/{notice.id}")


def test_a_correction_is_ready(officer: Reader, leader: Reader, here: House) -> None:
    """One tap opens the words to mend; the old one sounds until two people release the new one."""
    path = released(officer, leader, here)
    draft = officer.send(f"{path}/correct", form=path).headers["Location"].removesuffix("/edit")
    assert 'value="ven sông Sài Gòn"' in officer.read(f"{draft}/edit")
    assert f'href="{path}"' in officer.read(draft)
    officer.send(f"{draft}/edit", {**FLOOD, "noi": "chợ Thủ", "version": "1"}, form=f"{draft}/edit")
    step(officer, here, draft, "confirm")
    name = here.dispatch.alert_place(newest(here))
    assert step(leader, here, draft, "release", name=name).status_code == 303
    states = {one.text[27:35]: one.state for one in every(here)}
    assert sorted(states.values()) == [State.RELEASED, State.UPDATED]
    assert "Đã có bản đính chính" in leader.read(path)
    late = officer.send(f"{path}/correct", form=path)
    assert (late.status_code, "đã kết thúc" in late.text) == (422, True)


def test_what_is_not_released_is_dropped(officer: Reader, here: House) -> None:
    """Without a word to anybody's loudspeaker."""
    path = written(officer)
    assert step(officer, here, path, "cancel").status_code == 303
    assert newest(here).state is State.CANCELLED
    page = officer.read(path)
    assert "Không loa nào phát." in page
    assert f"{path}/confirm" not in page
    assert officer.open(f"{path}/edit").status_code == 303


def test_silence_everything(officer: Reader, leader: Reader, here: House) -> None:
    """It names the count and what ends before it is done; an officer may not; it lasts as long as was chosen."""
    released(officer, leader, here)
    assert officer.open("/alerts/silence").status_code == 403
    page = leader.read("/alerts/silence")
    assert re.search(r"Im lặng \d+ cụm loa ngay", page)
    assert "Hủy “Lũ khẩn cấp tại ven sông Sài Gòn”." in page
    assert leader.send("/alerts/silence", {"minutes": "7"}, form="/alerts/silence").status_code == 422
    assert leader.send("/alerts/silence", {"where": "c1", "minutes": "60"}, form="/alerts/silence").status_code == 303
    assert newest(here).state is State.CANCELLED
    with here.dispatch.store.read() as tx:
        (order,) = alerts.waiting_silences(tx)
    assert (order.scope, order.until) == ("c1", here.clock.now() + timedelta(hours=1))
    after = leader.read("/alerts")
    assert "Đã hủy: Lũ khẩn cấp" in after
    assert 'class="alarm real"' not in after


def test_silence_says_what_goes_on(leader: Reader, here: House, signed_in: Callable[[str], Reader]) -> None:
    """An alert that reaches further than the silence is named, and has to be cancelled by itself."""
    with here.dispatch.store.begin("test") as tx:
        people.add(
            tx, replace(here.leader, id="duty", login="truc", role=Role.OPERATOR, scope="79"), "một câu dài dễ nhớ"
        )
        people.add(
            tx, replace(here.leader, id="duty2", login="binh", role=Role.OPERATOR, scope="79"), "một câu dài dễ nhớ"
        )
    first, second = signed_in("truc"), signed_in("binh")
    path = released(first, second, here, localities=["c1", "c2"])
    assert "còn hiệu lực ở nơi khác" in leader.read("/alerts/silence?where=79")
    assert f"{path}/cancel" not in leader.read("/alerts")
    assert "Hủy “Lũ khẩn cấp" in first.read("/alerts/silence")


# ---------------------------------------------------------------- who sees it


def test_the_way_in_is_always_there(
    officer: Reader, leader: Reader, administrator: Reader, signed_in: Callable[[str], Reader]
) -> None:
    """For whoever may raise or release, on every page; not for the others."""
    for reader in (officer, leader):
        assert 'class="urgent"' in reader.read("/bulletins")
    assert 'class="urgent"' not in administrator.read("/bulletins")


def test_another_commune_does_not_see_it(
    officer: Reader, leader: Reader, here: House, signed_in: Callable[[str], Reader]
) -> None:
    """Neither page nor banner nor log; the province sees it."""
    with here.dispatch.store.begin("test") as tx:
        people.add(tx, replace(here.leader, id="other", login="binh", scope="c2"), "một câu dài dễ nhớ")
    path = released(officer, leader, here)
    other = signed_in("binh")
    for page in (path, f"{path}/board", f"{path}/log", f"{path}/log.csv", f"{path}/sound"):
        assert other.open(page).status_code == 403
    assert 'class="alarm ' not in other.read("/")
    assert "Lũ khẩn cấp" not in other.read("/alerts")
    assert officer.open("/alerts/nothing").status_code == 404


@pytest.mark.slow
def test_the_speech_can_be_heard(officer: Reader, here: House) -> None:
    """Before it is made the page says so; then it plays, also as from a horn; other clips are not given."""
    path = written(officer)
    assert "ngay khi có người xác nhận" in officer.read(path)
    step(officer, here, path, "confirm")
    assert "Đang tạo tiếng đọc" in officer.read(f"{path}/sound")
    here.dispatch.speak_alert()
    clip = newest(here).clip
    assert clip
    page = officer.read(f"{path}/sound")
    assert f"{path}/sound/{clip}" in page
    assert officer.open(f"{path}/sound/{clip}").status_code == 200
    assert officer.open(f"{path}/sound/{clip}/horn").status_code == 200
    assert officer.open(f"{path}/sound/{'0' * 64}").status_code == 404
    with here.dispatch.store.begin("test") as tx:
        alerts.set_clip(tx, newest(here), "")
    assert "cụm loa tự đọc lời này" in officer.read(path)


def test_a_page_without_its_clip_still_stands(officer: Reader, here: House) -> None:
    """The words of an alert are read although its sound was cleared away."""
    path = confirmed(officer, here)
    with here.dispatch.store.begin("test") as tx:
        alerts.set_clip(tx, newest(here), "0" * 64)
    assert "Nước đang lên nhanh" in officer.read(path)


def test_a_page_stands_although_a_station_was_shut_out(officer: Reader, here: House) -> None:
    """One of the single stations an alert names was revoked since: the page opens, with those that are left."""
    path = written(officer, localities="", stations=["st-1"])
    with here.dispatch.store.begin("test") as tx:
        stations.revoke(tx, "st-1")
    for page in (path, f"{path}/edit", "/alerts", "/"):
        assert officer.read(page)


def test_english_readers_get_english(officer: Reader, here: House) -> None:
    """Everything but the words the loudspeakers say."""
    officer.send("/account", {"language": "en", "phone": ""}, form="/account")
    path = written(officer)
    page = officer.read(path)
    for part in ("REAL ALERT", "Level 4", "Nothing sounds yet.", "What will be said", "waiting for a second person"):
        assert part in page
    assert "Reservoir release" in officer.read("/alerts/new?as=actual")


def test_what_people_did_is_in_the_audit(officer: Reader, leader: Reader, administrator: Reader, here: House) -> None:
    """In words, not codes."""
    released(officer, leader, here)
    with here.dispatch.store.read() as tx:
        assert {"alert.add", "alert.confirm", "alert.release"} <= {one.action for one in audit.listed(tx).items}
    page = administrator.read("/audit")
    assert "Phát lệnh báo động" in page
    assert "alert.release" not in page
