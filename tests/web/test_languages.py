"""The pages of languages: what is spoken where, what alarms say in it, brought, heard, removed, refused in words."""

import io

import pytest

from broadcaster.languages import Kept, Slot
from broadcaster.store import alerts
from tests.house import House
from tests.recorded import recorded
from tests.web.readers import Reader

pytestmark = pytest.mark.slow

PAGE = "/places/c1/languages"
FLOOD = f"{PAGE}/km/flood"


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Return a recording of three seconds, as a phone makes them."""
    return recorded(tmp_path_factory.mktemp("sound"), "m4a").read_bytes()


def sent(reader: Reader, data: bytes, text: str = "", to: str = FLOOD) -> tuple[int, str]:
    """Send the form with a file; return status and text."""
    answer = reader.send(to, {"text": text, "recording_file": (io.BytesIO(data), "loi.m4a")}, form=to)
    answer.request.environ["wsgi.input"].close()
    return answer.status_code, answer.text


def kept(here: House, code: str = "c1") -> list[Kept]:
    """Return what is kept at a locality and above."""
    return here.dispatch.translations_at(code)


def test_languages_are_set_on_the_page(leader: Reader, officer: Reader) -> None:
    """The leader ticks them; every hazard is then listed as lacking words; the officer only reads."""
    assert "Tiếng nói ở đây" in leader.read("/places/c1")
    assert "Chưa khai tiếng nào khác" in leader.read(PAGE)
    assert leader.send(PAGE, {"languages": ["km", "en"]}, form=PAGE).status_code == 303
    page = leader.read(PAGE)
    assert page.count("Chưa có lời") == 18
    assert "đã có lời cho 0 / 9 loại báo động" in page
    for words in ("Tiếng Khmer", "Tiếng Anh", "Lũ, ngập", "Đã lưu các tiếng nói"):
        assert words in page
    assert ("Việc khác" in page, "Thử loa" in page) == (False, False)
    assert "Theo Phường Dĩ An" in leader.read("/places/h1/languages")
    assert 'name="languages"' not in officer.read(PAGE)
    assert officer.send(PAGE, {"languages": []}, form="/account").status_code == 403
    assert leader.send(PAGE, {"languages": ["vi"]}, form=PAGE).status_code == 422


def test_a_recording_is_brought_heard_replaced_and_removed(
    leader: Reader, officer: Reader, here: House, sound: bytes
) -> None:
    """The Vietnamese words stand above the form; what holds is heard by everybody there, and by nobody elsewhere."""
    page = leader.read(FLOOD)
    assert "Nước đang lên nhanh tại ……." in page
    assert "Máy không đọc được tiếng này" in page
    assert sent(leader, sound, "ទឹកជំនន់")[0] == 303
    (first,) = kept(here)
    page = leader.read(FLOOD)
    for words in ("Đang dùng", "ទឹកជំនន់", "bản ghi âm", "Trần Thị Lan", "Gỡ lời này", "Thay lời đang dùng"):
        assert words in page
    address = f"/places/c1/languages/clips/{first.translation.clip}"
    assert address in page
    heard = officer.open(address)
    assert (heard.status_code, heard.headers["Content-Type"]) == (200, "audio/webm")
    assert officer.open(f"/places/c2/languages/clips/{first.translation.clip}").status_code in (403, 404)
    assert officer.open(f"/places/c1/languages/clips/{'0' * 64}").status_code == 404
    assert "Gỡ lời này" not in officer.read("/places/h1/languages/km/flood")
    assert leader.send(f"{FLOOD}/drop", {"kept": first.id}, form=FLOOD).status_code == 303
    assert kept(here) == []
    assert leader.send(f"{FLOOD}/drop", {"kept": first.id}, form=FLOOD).status_code == 404


def test_words_are_read_by_the_machine(leader: Reader, here: House) -> None:
    """English needs no recording."""
    page = f"{PAGE}/en/flood"
    assert "Không có bản ghi âm thì máy đọc lời này" in leader.read(page)
    assert leader.send(page, {"text": "Flood. Go to high ground."}, form=page).status_code == 303
    assert "máy đọc" in leader.read(page)
    assert [one.voice for one in kept(here)] == ["espeak-ng"]
    empty = leader.send(page, {"text": " "}, form=page)
    assert (empty.status_code, "Chưa có lời. Hãy viết" in empty.text) == (422, True)


def test_what_is_refused_says_why(leader: Reader, officer: Reader, here: House) -> None:
    """Beside its field, with what was typed; no address of a language or hazard that is not there."""
    status, page = sent(leader, b"<html>", "ទឹក")
    assert (status, "không phải loại âm thanh" in page, "ទឹក" in page) == (422, True, True)
    none = leader.send(FLOOD, {"text": "ទឹក"}, form=FLOOD)
    assert (none.status_code, "Chưa có bản ghi âm" in none.text) == (422, True)
    assert sent(officer, b"x")[0] == 403
    for gone in ("c1/languages/vi/flood", "zz/languages", *(f"c1/languages/km/{one}" for one in ("other", "drill"))):
        assert leader.open(f"/places/{gone}").status_code in (403, 404)
    assert kept(here) == []


def test_an_alert_shows_and_plays_what_it_says(leader: Reader, officer: Reader, here: House, sound: bytes) -> None:
    """Form, read-back and page name each language and what is lacking; a tick keeps it Vietnamese; a drill is."""
    here.dispatch.set_languages("c1", ["km", "hmn"], here.leader)
    made = here.dispatch.keep_recording(Slot("c1", "flood", "km"), io.BytesIO(sound), here.leader, text="ទឹកជំនន់")
    form = "/alerts/new/actual/flood"
    page = officer.read(form)
    for words in ("Sau tiếng Việt, loa nói thêm", "Tiếng Khmer", "ទឹកជំនន់", "dài thêm 4 giây", "tiếng Mông"):
        assert words in page
    assert f"/places/c1/languages/clips/{made.translation.clip}" in page
    fields = {"noi": "Ấp 3", "level": "3", "localities": "c1", "lasts": "60"}
    preview = "/alerts/preview/actual/flood"
    assert "Tiếng Khmer" in officer.send(preview, fields, form=form).text
    only = officer.send(preview, {**fields, "only_vietnamese": "yes"}, form=form).text
    assert ("Tiếng Khmer" in only, 'value="yes" checked' in only) == (False, True)
    assert 'name="only_vietnamese"' not in officer.send(preview, {**fields, "localities": ""}, form=form).text
    answer = officer.send(form, fields, form=form)
    alert = answer.headers["Location"]
    page = officer.read(alert)
    assert "Tiếng Khmer" in page
    assert "Chưa có lời bằng tiếng Mông" in page
    assert officer.open(f"{alert}/sound/{made.translation.clip}").status_code == 200
    assert officer.open(f"{alert}/sound/{'0' * 64}").status_code == 404
    assert "ទឹកជំនន់" in officer.read(f"{alert}/log")
    with here.dispatch.store.begin("signer") as tx:
        alerts.set_clip(tx, alerts.find(tx, alert.rsplit("/", 1)[1]), "", ["km"])
    for place in (alert, f"{alert}/sound"):
        assert "Loa không nói được tiếng Khmer" in officer.read(place)
        assert "loa nói thêm" not in officer.read(place)
    assert "Không nói được: tiếng Khmer" in officer.read(f"{alert}/log")
    version = officer.read(f"{alert}/edit").split('name="version" value="')[1].split('"')[0]
    silent = {**fields, "only_vietnamese": "yes", "version": version}
    assert officer.send(f"{alert}/edit", silent, form=f"{alert}/edit").status_code == 303
    page = officer.read(alert)
    assert ("Tiếng Khmer" in page, "đã bỏ lời bằng tiếng Khmer" in page) == (False, True)
    assert 'value="yes" checked' in officer.read(f"{alert}/edit")
    drill = officer.read("/alerts/new/exercise/flood")
    assert "Khmer" not in drill
    assert "only_vietnamese" not in drill
