"""The pages of a bulletin in other languages: brought, heard by whoever approves, removed, refused in words."""

import io

import pytest

from broadcaster.bulletins import Bulletin
from tests.house import House
from tests.recorded import recorded
from tests.web.readers import Reader

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Return a recording of three seconds, as a phone makes them."""
    return recorded(tmp_path_factory.mktemp("sound"), "m4a").read_bytes()


def draft(here: House) -> Bulletin:
    """Keep a draft of the officer."""
    return here.dispatch.save_draft(here.draft(), here.officer)


def sent(reader: Reader, data: bytes, page: str, text: str = "") -> tuple[int, str]:
    """Send the form of a language with a file; return status and text."""
    answer = reader.send(page, {"text": text, "recording_file": (io.BytesIO(data), "loi.m4a")}, form=page)
    answer.request.environ["wsgi.input"].close()
    return answer.status_code, answer.text


def test_a_language_is_brought_heard_and_removed(officer: Reader, leader: Reader, here: House, sound: bytes) -> None:
    """The languages around the place are offered first; what is brought is heard beside the Vietnamese words."""
    made = draft(here)
    page = f"/bulletins/{made.id}/languages"
    assert "chưa khai tiếng nào khác" in officer.read(page)
    here.dispatch.set_languages("h1", ["km"], here.leader)
    assert "Tiếng Khmer" in officer.read(page)
    form = officer.read(f"{page}/km")
    assert (made.text in form, "Máy không đọc được tiếng này" in form) == (True, True)
    assert sent(officer, sound, f"{page}/km", "ទឹកជំនន់")[0] == 303
    (said,) = here.found(made.id).translations
    clip = f"{page}/clips/{said.clip}"
    for shown in (f"{page}/km", page, f"/bulletins/{made.id}"):
        assert clip in officer.read(shown)
    assert "ទឹកជំនន់" in leader.read(f"/bulletins/{made.id}")
    heard = leader.open(clip)
    assert (heard.status_code, heard.headers["Content-Type"]) == (200, "audio/webm")
    assert leader.open(clip.replace(said.clip, "0" * 64)).status_code == 404
    assert officer.send(f"{page}/km/drop", form=f"{page}/km").status_code == 303
    assert here.found(made.id).translations == ()
    assert officer.send(f"{page}/km/drop", form=page).status_code == 404


def test_words_are_read_by_the_machine(officer: Reader, here: House) -> None:
    """English needs no recording; no words at all are refused beside the field, with what was typed."""
    made = draft(here)
    page = f"/bulletins/{made.id}/languages/en"
    assert "Không có bản ghi âm thì máy đọc lời này" in officer.read(page)
    empty = officer.send(page, {"text": " "}, form=page)
    assert (empty.status_code, "Chưa có lời. Hãy viết" in empty.text) == (422, True)
    assert officer.send(page, {"text": "Meeting at eight."}, form=page).status_code == 303
    assert [one.text for one in here.found(made.id).translations] == ["Meeting at eight."]


def test_the_page_says_where_which_language_is_heard(officer: Reader, leader: Reader, here: House) -> None:
    """Beside each schedule, before anybody approves; with none of the place's languages it says so."""
    made = draft(here)
    here.dispatch.retell_text(made.id, "en", "Meeting at eight.", here.officer)
    here.dispatch.add_entry(here.entry(made.id), here.officer)
    page = f"/bulletins/{made.id}"
    assert "Chỉ tiếng Việt: nơi này chưa khai" in leader.read(page)
    here.dispatch.set_languages("c1", ["en"], here.leader)
    assert "Sau tiếng Việt: tiếng Anh" in leader.read(page)


def test_what_is_refused_says_why(officer: Reader, leader: Reader, here: House, sound: bytes) -> None:
    """What is no sound; whoever does not write; what was handed in; a language that is not there."""
    made = draft(here)
    page = f"/bulletins/{made.id}/languages"
    status, text = sent(officer, b"<html>", f"{page}/km", "ទឹក")
    assert (status, "không phải loại âm thanh" in text, "ទឹក" in text) == (422, True, True)
    none = officer.send(f"{page}/km", {"text": "ទឹក"}, form=f"{page}/km")
    assert (none.status_code, "Chưa có bản ghi âm" in none.text) == (422, True)
    assert officer.open(f"{page}/vi").status_code == 404
    assert leader.open("/bulletins/none/languages").status_code == 404
    here.dispatch.submit(made.id, made.version, here.officer)
    assert 'name="recording_file"' not in officer.read(f"{page}/km")
    late = officer.send(f"{page}/en", {"text": "Too late."}, form=page)
    assert late.status_code == 422
    assert officer.send(f"{page}/en/drop", form="/account").status_code == 422
    assert here.found(made.id).translations == ()
