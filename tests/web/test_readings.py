"""The reading beside the text: doubtful pieces as typed, one tap to say them right; with and without scripts."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from werkzeug.test import TestResponse

from broadcaster.dispatch import Doubtful
from broadcaster.store import lexicons, localities
from schedules.windows import NO_RULES
from tests.house import House
from tests.web.readers import Reader
from web.readings import MOST_ASKED, doubtful_lines

READING = "/bulletins/reading"
NEW = "/bulletins/new"
FIELDS = {
    "text": "Mời giáo dân GXTM họp lúc 19h.\nMang theo <giấy> QZKT.",
    "title": "Họp giáo dân",
    "locality": "h1",
    "field": "1",
    "priority": "3",
    "voice": "espeak-south",
    "sound": "voice",
}
TAP = {**FIELDS, "do": "read", "written": ["GXTM", "QZKT"], "spoken": ["giáo xứ Tân Mỹ", ""]}


def ask(reader: Reader, fields: dict[str, object] | dict[str, str] | None = None) -> TestResponse:
    """Ask for the reading as the page does."""
    return reader.send(READING, {**FIELDS, **(fields or {})}, form=NEW)


def kept(here: House, code: str) -> dict[str, str]:
    """Return what a locality says."""
    with here.dispatch.store.read() as tx:
        return dict(lexicons.kept(tx, code))


def test_what_is_said_and_what_is_doubtful(officer: Reader) -> None:
    """The words a voice will say, each doubtful piece marked where it was typed, its reason, and how many there are."""
    page = ask(officer).text
    assert "mười chín giờ" in page
    assert "Mời giáo dân <mark>GXTM</mark> họp lúc 19h." in page
    assert "Mang theo &lt;giấy&gt; <mark>QZKT</mark>." in page
    assert "Chữ viết tắt chưa biết" in page
    assert "2 chỗ nên xem lại." in page
    assert "Phát một lần hết khoảng" in page


def test_one_tap_says_it_right(officer: Reader, here: House) -> None:
    """What was filled in goes to the commune's lexicon, the reading is made anew, and it can be undone from there."""
    page = ask(officer, TAP).text
    assert kept(here, "c1") == {"GXTM": "giáo xứ Tân Mỹ"}
    assert kept(here, "h1") == {}
    assert "giáo xứ Tân Mỹ họp" in page
    assert "<mark>GXTM</mark>" not in page
    assert "1 chỗ nên xem lại." in page
    undo = page.partition('value="undo:')[2].partition('"')[0]
    page = ask(officer, {"do": f"undo:{undo}"}).text
    assert kept(here, "c1") == {}
    assert "<mark>GXTM</mark>" in page


def test_nothing_is_added_while_one_types(officer: Reader, here: House) -> None:
    """Only the button adds; what was typed beside a piece is still there when the text was read again."""
    page = ask(officer, {"written": ["GXTM"], "spoken": ["giáo xứ"]}).text
    assert 'value="giáo xứ"' in page
    assert kept(here, "c1") == {}


@pytest.mark.parametrize("spoken", ["12", "!", "x" * 201])
def test_a_reading_that_cannot_be_kept(officer: Reader, here: House, spoken: str) -> None:
    """It is told why, what was typed stays, and the text is read all the same."""
    page = ask(officer, {**TAP, "spoken": [spoken, ""]}).text
    assert page.count("Không dùng được mục “GXTM”") == 1
    field = page.partition('id="spoken-1"')[2].partition("</li>")[0]
    assert f'value="{spoken}"' in field
    assert 'aria-invalid="true" aria-describedby="spoken-1-wrong" autofocus' in field
    assert "Không dùng được mục" in field
    assert "<mark>GXTM</mark>" in page
    assert kept(here, "c1") == {}


def test_no_answer_when_nothing_changed(officer: Reader) -> None:
    """The page says what it has seen; the same text, place, voice and day need no second answer."""
    mark = ask(officer).text.partition('name="seen" value="')[2].partition('"')[0]
    assert len(mark) == 16
    assert ask(officer, {"seen": mark}).status_code == 204
    for changes in ({"text": "Khác."}, {"locality": "c1"}, {"voice": "espeak-north"}, {"quick_day": "2026-11-30"}):
        assert ask(officer, {"seen": mark, **changes}).status_code == 200
    assert ask(officer, {**TAP, "seen": mark}).status_code == 200


def test_bounded_in_size_and_rate(officer: Reader) -> None:
    """A text no bulletin may have is not read; who asks too often gets nothing for some seconds."""
    page = ask(officer, {"text": "chữ " * 2501}).text
    assert "mark" not in page.partition("</h2>")[2]
    assert "10000" in page or "10.000" in page
    answers = [ask(officer).status_code for _ in range(MOST_ASKED)]
    assert (answers[0], answers[-1]) == (200, 429)


def test_blanks_of_a_sample_are_named(officer: Reader) -> None:
    """What is still to be filled in, of the title too, stands there instead of a word that all is well."""
    page = ask(officer, {"text": "Mời họp lúc [giờ…].", "title": "Mời họp [nơi…]"}).text
    assert "Hãy điền hoặc xóa: [nơi…], [giờ…]." in page
    assert "Không có chỗ nào đáng ngờ" not in page
    assert "Không có chỗ nào đáng ngờ" in ask(officer, {"text": "Mời bà con đi họp."}).text


@pytest.mark.parametrize("text", ["", "  \r\n ", "\x00", "🙂", "\u202e", "'\"><script>alert(1)</script>"])
def test_odd_texts_are_answered(officer: Reader, text: str) -> None:
    """Nothing, signs nobody can say, or code of others: a page that only shows it as text."""
    answer = ask(officer, {"text": text})
    assert answer.status_code == 200
    assert "<script" not in answer.text


def test_only_who_may_compose_there(signed_in: Callable[[str], Reader], visitor: Reader) -> None:
    """Another place's lexicon shows nothing to a stranger, and nobody reads without an account."""
    for locality in ("c2", "79", "zz", ""):
        page = ask(signed_in("mai"), {"locality": locality}).text
        assert "mười chín giờ" not in page
        assert 'role="alert"' in page
    assert "mười chín giờ" not in ask(signed_in("quantri")).text


def test_the_day_has_so_many_minutes(officer: Reader, here: House) -> None:
    """One sounding of the day's minutes, and what is planned on it already; without a day today's."""
    with here.dispatch.store.begin("test") as tx:
        localities.set_rules(tx, "c1", replace(NO_RULES, minutes_per_day=60))
    here.dispatch.add_entry(here.entry(here.ready().id), here.officer)
    today = ask(officer, {"quick": "yes", "quick_day": "2026-11-23"}).text
    assert "trong 60 phút của ngày T2 23/11." in today
    assert "Ngày này đã xếp" in today
    assert "không còn đủ phút" not in today
    tomorrow = ask(officer, {"quick": "yes", "quick_day": "2026-11-24"}).text
    assert "trong 60 phút của ngày T3 24/11." in tomorrow
    assert "Ngày này đã xếp" not in tomorrow
    assert "T2 23/11" in ask(officer, {"quick": "yes", "quick_day": "không phải ngày"}).text


def test_what_does_not_fit_is_said(officer: Reader, here: House) -> None:
    """A text longer than what is left of the day gets a warning before it is handed in."""
    with here.dispatch.store.begin("test") as tx:
        localities.set_rules(tx, "c1", replace(NO_RULES, minutes_per_day=1))
    assert "không còn đủ phút" in ask(officer, {"text": "Mời bà con đi họp. " * 40}).text


def test_without_scripts_the_button_does_the_same(officer: Reader, here: House) -> None:
    """The whole form comes back with the reading, nothing saved, nothing lost; a tap adds there too."""
    answer = officer.send(NEW, {**TAP, "title": "Giữ nguyên tiêu đề"}, form=NEW)
    assert answer.status_code == 200
    assert "giáo xứ Tân Mỹ họp" in answer.text
    assert "Giữ nguyên tiêu đề" in answer.text
    assert kept(here, "c1") == {"GXTM": "giáo xứ Tân Mỹ"}
    assert "Họp giáo dân" not in officer.read("/bulletins")


def test_enter_in_a_line_does_not_hand_in(officer: Reader) -> None:
    """The first button of the form, which a browser presses for Enter, only reads."""
    form = officer.read(NEW).partition('action="/bulletins/new"')[2]
    first = form[form.index("<button") :].partition(">")[0]
    assert 'value="read"' in first


def test_lines_are_cut_where_they_were_typed() -> None:
    """Several doubtful pieces in a line, at its ends, and lines without any."""
    text = "AB c DE\nx\nF"
    doubts = [Doubtful(start, end, text[start:end], "", ()) for start, end in ((0, 2), (5, 7), (10, 11))]
    assert doubtful_lines(text, doubts) == ((("AB", True), (" c ", False), ("DE", True)), (("F", True),))
    assert doubtful_lines(text, []) == ()
