"""The pages of saved lists: made, found, counted, changed, removed, each undone; nothing typed is lost."""

import re
from typing import Any

import pytest

from broadcaster.accounts import Person, Role
from broadcaster.dispatch import ListWords
from broadcaster.localities import Station
from broadcaster.store import people, stations
from broadcaster.target_lists import MOST_MEMBERS, NAME_MOST, TargetList
from tests.house import House
from tests.web.readers import Reader
from tests.web.test_alerttargets import ticked

NEW = "/lists/new"
LOW = {"name": "Nơi trũng", "localities": "h1"}
UNDO = re.compile(r'action="(/lists/[^"]+/undo/\d+\?newest=\d+)"')


def mine(here: House) -> list[TargetList]:
    """Return the lists the commune's leader sees."""
    return [one.known for one in here.dispatch.target_lists(here.leader)]


def made(reader: Reader, here: House, **changes: Any) -> str:
    """Fill in the form of a list and return the address of its page."""
    answer = reader.send(NEW, {**LOW, **changes}, form=NEW)
    assert answer.status_code == 303, answer.text[-1500:]
    return str(answer.headers["Location"])


def test_an_empty_page_teaches_the_next_step(officer: Reader) -> None:
    """Reached from the page of alerts."""
    assert 'href="/lists"' in officer.read("/alerts")
    page = officer.read("/lists")
    assert "Chưa có danh sách nào" in page
    assert f'href="{NEW}"' in page


def test_made_changed_removed_and_each_undone(leader: Reader, here: House) -> None:
    """Every step says what it did and offers its undoing; the page tells each version, by whom, and what changed."""
    path = made(leader, here)
    page = leader.read(path)
    assert "Đã lập danh sách “Nơi trũng”: 1 cụm loa." in page
    assert "Khu phố 1" in page
    fields = {"name": "Ven kênh", "localities": "", "stations": "st-1", "version": "1"}
    assert leader.send(f"{path}/edit", fields, form=f"{path}/edit").status_code == 303
    page = leader.read(path)
    assert "Đã sửa danh sách “Ven kênh”" in page
    assert "Đổi tên từ “Nơi trũng”" in page
    assert "Thêm: Cụm loa Khu phố 1" in page
    assert "Bỏ: Khu phố 1" in page
    assert "Trần Thị Lan" in page
    undo = UNDO.findall(page)[0]
    assert leader.send(f"{path}/remove", {"version": "2"}, form=path).status_code == 303
    assert mine(here) == []
    page = leader.read("/lists")
    assert "Đã xóa danh sách “Ven kênh”" in page
    back = UNDO.findall(page)[0]
    assert leader.send(undo, form=path).status_code == 422
    assert leader.send(back, form=path).status_code == 303
    assert "trở lại như bản 2" in leader.read(path)
    (first,) = (one for one in UNDO.findall(leader.read(path)) if "/undo/1?" in one)
    assert leader.send(first, form=path).status_code == 303
    assert [(one.name, one.localities, one.version) for one in mine(here)] == [("Nơi trũng", ("h1",), 5)]


def test_making_one_is_undone_too(leader: Reader, here: House) -> None:
    """The button beside the words of the next page takes it out as if it had not been made; its page says so."""
    path = made(leader, here)
    undo = UNDO.findall(leader.read(path))[0]
    assert leader.send(undo, form=path).headers["Location"] == "/lists"
    assert mine(here) == []
    assert "Đã bỏ danh sách “Nơi trũng” vừa lập." in leader.read("/lists")
    assert "Danh sách này đã bị xóa" in leader.read(path)


def test_nothing_changed_is_no_version(leader: Reader, here: House) -> None:
    """Saved as it was, it says so."""
    path = made(leader, here)
    assert leader.send(f"{path}/edit", {**LOW, "version": "1"}, form=f"{path}/edit").status_code == 303
    assert "không có gì thay đổi" in leader.read(path)
    assert mine(here)[0].version == 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": " "}, "Danh sách chưa có tên"),
        ({"name": "x" * (NAME_MOST + 1)}, "Tên danh sách dài 81 ký tự"),
        ({"name": "NƠI  trũng"}, "Đã có danh sách"),
        ({"localities": ""}, "Danh sách chưa có nơi nào"),
        ({"localities": "c2"}, "nằm ngoài Phường Dĩ An"),
        ({"localities": "zz"}, "Không có địa bàn zz"),
        ({"stations": "zz"}, "Không có cụm loa zz"),
        ({"stations": "st-1"}, "đã gồm cả"),
        ({"stations": [f"s{n}" for n in range(3000)]}, "nhiều nhất là"),
    ],
)
def test_bad_input_is_told_and_stays(leader: Reader, here: House, changes: dict[str, Any], words: str) -> None:
    """The fault at its field with a summary on top, everything typed and ticked still there, nothing kept."""
    here.dispatch.add_list(ListWords("Nơi trũng", ("h1",)), here.leader)
    sent = {"name": "Khác", "localities": "h1", **changes}
    answer = leader.send(NEW, sent, form=NEW)
    assert answer.status_code == 422
    assert words in answer.text
    assert "Nội dung bạn gõ vẫn còn nguyên" in answer.text
    assert f'value="{sent["name"]}"' in answer.text
    several = sent.get("stations", [])
    chosen = {("stations", one) for one in ([several] if isinstance(several, str) else several)}
    assert chosen <= ticked(answer.text)
    assert len(mine(here)) == 1


def test_all_that_is_missing_is_told_at_once(leader: Reader, here: House) -> None:
    """Neither a name nor a place: both faults stand at their fields, in a new list and in a known one."""
    path = made(leader, here)
    for form in (NEW, f"{path}/edit"):
        answer = leader.send(form, {"name": "", "localities": "", "version": "1"}, form=form)
        assert answer.status_code == 422
        assert 'id="name-wrong"' in answer.text
        assert 'id="localities-wrong"' in answer.text
    assert len(mine(here)) == 1


def test_a_list_of_the_most_members_is_kept(leader: Reader, here: House) -> None:
    """The limit itself holds."""
    with here.dispatch.store.begin("test") as tx:
        for number in range(MOST_MEMBERS):
            stations.add(tx, Station(f"t-{number}", f"Loa {number}", "c1"))
    made(leader, here, localities="", stations=[f"t-{number}" for number in range(MOST_MEMBERS)])
    assert len(mine(here)[0].stations) == MOST_MEMBERS


def test_somebody_was_faster(leader: Reader, here: House) -> None:
    """What another saved meanwhile is not written over; what was typed comes back."""
    path = made(leader, here)
    here.dispatch.edit_list(mine(here)[0].id, ListWords("Tên mới", ("h1",)), here.officer, version=1)
    fields = {"name": "Tên khác", "localities": "h1", "version": "1"}
    answer = leader.send(f"{path}/edit", fields, form=f"{path}/edit")
    assert answer.status_code == 422
    assert "vừa được người khác sửa" in answer.text
    assert 'value="Tên khác"' in answer.text
    assert leader.send(f"{path}/remove", {"version": "1"}, form=path).status_code == 422
    for number in ("x", "9" * 10):
        assert leader.send(f"{path}/undo/1?newest={number}", form=path).status_code == 422
    assert mine(here)[0].name == "Tên mới"


def test_members_are_found_unfolded_and_counted(leader: Reader) -> None:
    """Without scripts by buttons, with them part by part; nothing is kept by it, nothing typed is lost."""
    sent = {"name": "Nơi trũng", "localities": "", "q": "khu pho", "step": "find"}
    found = leader.send(NEW, sent, form=NEW)
    assert found.status_code == 200
    assert 'name="localities" value="h1"' in found.text
    assert 'value="Nơi trũng"' in found.text
    assert 'hx-post="/lists/places"' in found.text
    rows = leader.send("/lists/places", {"open": "c1", "localities": "h1"}, form=NEW).text
    assert 'hx-post="/lists/places"' in rows
    assert 'name="stations" value="st-1"' in rows
    assert "Danh sách nơi nhận" not in rows
    assert "1 cụm loa ở" in leader.send("/lists/count", {"localities": "h1"}, form=NEW).text
    both = leader.send("/lists/count", {"localities": ["c1", "h1"]}, form=NEW).text
    assert "đã gồm cả" in both
    beyond = leader.send("/lists/count", {"localities": "c2", "stations": ["st-2", "zz"]}, form=NEW).text
    assert "Chưa có cụm loa nào trong danh sách." in beyond
    assert "Phú Giáo" not in beyond


def test_searching_an_edit_keeps_nothing(leader: Reader, here: House) -> None:
    """The form of a known list comes back as it was typed."""
    path = made(leader, here)
    fields = {"name": "Tên mới", "localities": "h1", "version": "1", "q": "c", "step": "enter"}
    answer = leader.send(f"{path}/edit", fields, form=f"{path}/edit")
    assert (answer.status_code, 'value="Tên mới"' in answer.text) == (200, True)
    assert mine(here)[0].name == "Nơi trũng"


def test_lists_are_found_by_name(leader: Reader, here: House) -> None:
    """Without accents; an empty answer leads back to all of them."""
    made(leader, here)
    assert "Nơi trũng" in leader.read("/lists?q=noi+trung")
    assert "Không có danh sách nào như vậy" in leader.read("/lists?q=zzz")


def test_what_of_a_list_is_gone_is_said(leader: Reader, here: House) -> None:
    """In the overview and on its page, by name; its form has it ticked, to be unticked."""
    path = made(leader, here, localities="", stations=["st-1"])
    with here.dispatch.store.begin("test") as tx:
        stations.revoke(tx, "st-1")
    for page in ("/lists", path):
        assert "Không còn: Cụm loa Khu phố 1." in leader.read(page)
    assert "Cụm loa Khu phố 1 (Khu phố 1, Phường Dĩ An)" in leader.read(path)
    assert ("stations", "st-1") in ticked(leader.read(f"{path}/edit"))
    again = leader.send(f"{path}/edit", {"name": "Nơi trũng", "stations": "st-1", "version": "1"}, form=f"{path}/edit")
    assert "đã bị thu hồi" in again.text


def test_who_may_see_and_change_what(
    leader: Reader, officer: Reader, administrator: Reader, visitor: Reader, here: House
) -> None:
    """A list of the province within the commune is seen there and changed by the province alone; no role, no form."""
    duty = Person("duty", "truc", "Trực ban", Role.OPERATOR, "79")
    with here.dispatch.store.begin("test") as tx:
        people.add(tx, duty, "một câu dài dễ nhớ")
    inner = here.dispatch.add_list(ListWords("Của tỉnh", ("h1",)), duty)
    wide = here.dispatch.add_list(ListWords("Ven sông", ("c1", "c2")), duty)
    page = officer.read(f"/lists/{inner.id}")
    assert "Của tỉnh" in page
    assert f"/lists/{inner.id}/edit" not in page
    assert "Ven sông" not in officer.read("/lists")
    assert officer.open(f"/lists/{wide.id}").status_code == 404
    assert officer.open(f"/lists/{inner.id}/edit").status_code == 403
    assert leader.send(f"/lists/{inner.id}/remove", {"version": "1"}).status_code == 403
    assert administrator.open(NEW).status_code == 403
    assert administrator.send(NEW, LOW).status_code == 403
    assert "Ven sông" in administrator.read("/lists")
    assert NEW not in administrator.read("/lists")
    assert visitor.open("/lists").status_code in (302, 303, 401)
