"""The page of the order of voices: what holds, set on a phone, inherited, undone, refused in words."""

import re

from broadcaster.store import localities
from tests.house import House
from tests.web.readers import Reader

PAGE = "/places/c1/voices"
UNDO = re.compile(r'action="(/places/c1/voices/undo/\d+)"')


def own(here: House, code: str = "c1") -> tuple[str, ...]:
    """Return a locality's own order."""
    with here.dispatch.store.read() as tx:
        return localities.tree(tx).locality(code).voices


def test_what_holds_is_shown_with_who_named_it(leader: Reader, officer: Reader) -> None:
    """The settings of the server at first, and the last resort that nobody can take away; an officer only reads."""
    assert f'href="{PAGE}"' in officer.read("/places/c1")
    page = officer.read(PAGE)
    for words in ("Theo cấu hình máy chủ", "1. Giọng miền Nam", "luôn là chỗ dựa cuối cùng", "Báo động thật luôn đọc"):
        assert words in page
    assert ('name="voice_1"' in page, 'name="voice_1"' in leader.read(PAGE)) == (False, True)


def test_an_order_is_set_inherited_and_undone(leader: Reader, officer: Reader, here: House) -> None:
    """Ranks left empty fall out; the hamlet follows; one tap brings back what was before, once."""
    sent = {"voice_2": "espeak-north", "voice_4": "espeak-south"}
    assert leader.send(PAGE, sent, form=PAGE).status_code == 303
    assert own(here) == ("espeak-north", "espeak-south")
    page = leader.read(PAGE)
    for words in ("Đã lưu thứ tự giọng đọc", "Thứ tự riêng ở đây", "1. Giọng miền Bắc", "2. Giọng miền Nam"):
        assert words in page
    assert '<option value="espeak-north" selected>' in page
    assert "Theo Phường Dĩ An" in officer.read("/places/h1/voices")
    (undo,) = UNDO.findall(page)
    assert leader.send(undo, form=PAGE).status_code == 303
    assert own(here) == ()
    assert "trở lại như trước" in leader.read(PAGE)
    again = leader.send(undo, form=PAGE)
    assert (again.status_code, "đã được sửa thêm lần nữa" in again.text) == (422, True)


def test_the_same_order_again_says_so(leader: Reader, here: House) -> None:
    """Nothing to undo is offered."""
    leader.send(PAGE, {"voice_1": "espeak-north"}, form=PAGE)
    leader.read(PAGE)
    leader.send(PAGE, {"voice_1": "espeak-north"}, form=PAGE)
    page = leader.read(PAGE)
    assert ("không có gì thay đổi" in page, UNDO.findall(page)) == (True, [])


def test_a_voice_that_is_not_installed_is_shown_as_such(leader: Reader, here: House) -> None:
    """It stays where it was named, says that it is passed over, and may stay when another is changed."""
    with here.dispatch.store.begin("test") as tx:
        localities.set_voices(tx, "79", ("piper-lan",))
    page = leader.read(PAGE)
    for words in ("1. piper-lan", "chưa cài, bỏ qua", "piper-lan (chưa cài)", "Theo Thành phố"):
        assert words in page
    assert leader.send(PAGE, {"voice_1": "espeak-north", "voice_2": "piper-lan"}, form=PAGE).status_code == 303
    assert own(here) == ("espeak-north", "piper-lan")


def test_what_is_refused_says_why(leader: Reader, officer: Reader, here: House) -> None:
    """A voice nobody has, with what was typed; whoever may not; places that are not there or not the reader's."""
    answer = leader.send(PAGE, {"voice_1": "espeak-north", "voice_2": "robot"}, form=PAGE)
    assert (answer.status_code, "Không có giọng đọc “robot”" in answer.text) == (422, True)
    assert '<option value="espeak-north" selected>' in answer.text
    assert officer.send(PAGE, {"voice_1": "espeak-north"}, form="/account").status_code == 403
    assert officer.send(f"{PAGE}/undo/1", form="/account").status_code == 403
    for gone in ("/places/zz/voices", "/places/c2/voices"):
        assert leader.open(gone).status_code in (403, 404)
        assert leader.send(gone, {"voice_1": "espeak-north"}, form="/account").status_code in (403, 404)
    assert own(here) == ()


def test_a_bulletin_leaves_the_choice_to_its_place(officer: Reader, leader: Reader, here: House) -> None:
    """The form suggests it; the voices of a draft say that none was chosen, and where the order stands."""
    page = officer.read("/bulletins/new")
    assert re.search(r'name="voice" value="" checked', page)
    made = here.dispatch.save_draft(here.draft(voice=""), here.officer)
    compared = officer.read(f"/bulletins/{made.id}/voices")
    assert ("Chưa chọn giọng" in compared, PAGE in compared) == (True, True)
