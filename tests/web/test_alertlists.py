"""An alert aimed with saved lists, on the form: offered, ticked as seen, added up, pinned, told of on its page."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from broadcaster.accounts import Person, Role
from broadcaster.dispatch import ListWords
from broadcaster.localities import Station
from broadcaster.store import people, stations
from broadcaster.target_lists import TargetList
from tests.house import House
from tests.web.readers import Reader
from tests.web.test_alerts import FLOOD, every, newest, step, written
from tests.web.test_alerttargets import FORM, kept, ticked
from web.alertlists import OFFERED

PREVIEW = "/alerts/preview/actual/flood"
TICKED = re.compile(r'name="lists" value="([^"]+)" checked')
BOX = re.compile(r'name="lists" value="([^"]+)"')


@pytest.fixture(autouse=True)
def more(here: House) -> Iterator[None]:
    """Put a second station beside the hamlet's."""
    with here.dispatch.store.begin("test") as tx:
        stations.add(tx, Station("st-3", "Loa trạm y tế", "c1"))
    yield


@pytest.fixture
def duty(here: House) -> Person:
    """A province operator on duty."""
    person = Person("duty", "truc", "Trực ban", Role.OPERATOR, "79")
    with here.dispatch.store.begin("test") as tx:
        people.add(tx, person, "một câu dài dễ nhớ")
    return person


@pytest.fixture
def low(here: House) -> TargetList:
    """A list of the commune: its low hamlet and one station."""
    return here.dispatch.add_list(ListWords("Nơi trũng", ("h1",), ("st-3",)), here.leader)


def refused(reader: Reader, here: House, **changes: Any) -> str:
    """Send a form that cannot be taken; return the page, on which nothing typed is lost."""
    answer = reader.send(FORM, {**FLOOD, "localities": "", **changes}, form=FORM)
    assert answer.status_code == 422
    assert 'value="ven sông Sài Gòn"' in answer.text
    assert every(here) == []
    return answer.text


def test_lists_stand_above_the_places(officer: Reader, here: House, low: TargetList, duty: Person) -> None:
    """One's own and those of the province within one's places, each with its stations; never what reaches beyond."""
    here.dispatch.add_list(ListWords("Ven sông", ("c1", "c2")), duty)
    inner = here.dispatch.add_list(ListWords("Khu phố thử", ("h1",)), duty)
    page = officer.read(FORM)
    assert BOX.findall(page) == [str(low.pick), str(inner.pick)]
    assert "Ven sông" not in page
    assert "2 cụm loa" in page.partition("Nơi trũng")[2].partition("</li>")[0]
    assert TICKED.findall(page) == []


def test_an_alert_is_aimed_with_a_list_alone(officer: Reader, leader: Reader, here: House, low: TargetList) -> None:
    """The read-back names it before anything is kept; draft and page say which list and how many stations."""
    asked = {**FLOOD, "localities": "", "lists": str(low.pick)}
    read_back = officer.send(PREVIEW, asked, form=FORM).text
    assert "Theo danh sách “Nơi trũng”: 2 cụm loa." in read_back
    assert "2 cụm loa" in read_back.partition('id="in-sight"')[2]
    made = kept(officer, here, **asked)
    assert (made.localities, made.stations) == (("h1",), ("st-3",))
    assert [(one.name, one.version, one.localities, one.stations) for one in made.lists] == [
        ("Nơi trũng", 1, ("h1",), ("st-3",))
    ]
    page = leader.read(f"/alerts/{made.id}")
    assert "Theo danh sách “Nơi trũng”: 2 cụm loa." in page
    assert "giữ như lúc soạn" not in page


@pytest.mark.parametrize("kind", ["actual", "exercise", "test"])
def test_a_list_adds_up_with_places_and_a_drawing(officer: Reader, here: House, low: TargetList, kind: str) -> None:
    """None counts twice, whatever kind of alert it is."""
    with here.dispatch.store.begin("test") as tx:
        stations.add(tx, Station("st-4", "Loa chợ", "c1", latitude=10.9, longitude=106.7))
    changes = {"localities": "", "stations": ["st-1", "st-3"], "lists": str(low.pick), "drawn": "10.9,106.7 1"}
    written(officer, kind, **changes)
    assert (newest(here).localities, newest(here).stations) == (("h1",), ("st-3", "st-4"))


def test_a_list_and_all_of_my_place_are_asked_about(officer: Reader, here: House, low: TargetList) -> None:
    """Who ticks a list means the list; the form says so instead of reaching everybody."""
    page = refused(officer, here, localities="c1", lists=str(low.pick))
    assert "Đã chọn cả Phường Dĩ An, nên danh sách không thêm gì" in page
    assert 'href="#lists"' in page
    assert TICKED.findall(page) == [str(low.pick)]


def test_a_list_changed_meanwhile_is_asked_about(officer: Reader, here: House, low: TargetList) -> None:
    """It stays ticked as it was, beside what it is now; nothing is drafted with members nobody saw."""
    here.dispatch.edit_list(low.id, ListWords("Nơi trũng", ("c1",)), here.leader, version=1)
    page = refused(officer, here, lists=str(low.pick))
    assert "Danh sách “Nơi trũng” vừa được người khác sửa" in page
    assert BOX.findall(page) == [f"{low.id}.1", f"{low.id}.2"]
    assert TICKED.findall(page) == [f"{low.id}.1"]
    assert "như lúc soạn" in page


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("x", "Không có danh sách “x”"),
        ("nothing.1", "Không có danh sách “nothing”"),
        ("ID.9", "vừa được người khác sửa"),
    ],
)
def test_what_is_no_list_is_told_at_its_field(
    officer: Reader, here: House, low: TargetList, value: str, words: str
) -> None:
    """Whatever a form sends; it stays ticked, to be unticked."""
    page = refused(officer, here, lists=value.replace("ID", low.id))
    assert words in page
    assert TICKED.findall(page) == [value.replace("ID", low.id)]


def test_a_list_of_others_cannot_be_slipped_in(officer: Reader, here: House, duty: Person) -> None:
    """One that reaches beyond the reader's places is refused whole, in the preview as well."""
    wide = here.dispatch.add_list(ListWords("Ven sông", ("c1", "c2")), duty)
    assert "1 nơi ngoài phạm vi của bạn" in refused(officer, here, lists=str(wide.pick))
    read_back = officer.send(PREVIEW, {**FLOOD, "localities": "", "lists": str(wide.pick)}, form=FORM).text
    assert "1 nơi ngoài phạm vi của bạn" in read_back
    assert "sẽ không ai nghe thấy" in read_back


def test_a_draft_keeps_what_its_list_was(officer: Reader, here: House, low: TargetList) -> None:
    """Edited after the list changed, it still sounds where it was read to sound; the form and the page say both."""
    made = kept(officer, here, localities="", stations="", lists=str(low.pick))
    here.dispatch.edit_list(low.id, ListWords("Nơi trũng", ("c1",)), here.leader, version=1)
    page = officer.read(f"/alerts/{made.id}")
    assert "Danh sách này đã sửa hoặc xóa từ khi soạn; lệnh vẫn giữ như lúc soạn." in page
    form = f"/alerts/{made.id}/edit"
    edit = officer.read(form)
    assert ticked(edit) == set()
    assert TICKED.findall(edit) == [f"{low.id}.1"]
    assert BOX.findall(edit) == [f"{low.id}.1", f"{low.id}.2"]
    fields = {**FLOOD, "localities": "", "lists": f"{low.id}.1", "noi": "chợ", "version": "1"}
    assert "nay đã sửa hoặc xóa" in officer.send(PREVIEW, fields, form=form).text
    assert officer.send(form, fields, form=form).status_code == 303
    changed = newest(here)
    assert (changed.localities, changed.stations, changed.lists) == (("h1",), ("st-3",), made.lists)
    renewed = {**fields, "lists": f"{low.id}.2", "version": "2"}
    assert officer.send(form, renewed, form=form).status_code == 303
    assert (newest(here).localities, newest(here).lists[0].version) == (("c1",), 2)
    both = {**fields, "lists": [f"{low.id}.1", f"{low.id}.2"], "version": "3"}
    assert "được chọn hai lần" in officer.send(form, both, form=form).text


def test_the_second_person_releases_what_was_read(
    officer: Reader, leader: Reader, here: House, low: TargetList
) -> None:
    """Removing the list between draft and release changes nothing of the order."""
    path = written(officer, localities="", lists=str(low.pick))
    assert step(officer, here, path, "confirm").status_code == 303
    here.dispatch.remove_list(low.id, here.leader, version=1)
    assert step(leader, here, path, "release", name=here.dispatch.alert_place(newest(here))).status_code == 303
    assert (newest(here).localities, newest(here).stations) == (("h1",), ("st-3",))
    assert "Theo danh sách “Nơi trũng”: 2 cụm loa." in leader.read(path)


def test_what_of_a_list_is_gone_is_said(officer: Reader, here: House, low: TargetList) -> None:
    """By name, in the read-back and on the page of the draft."""
    with here.dispatch.store.begin("test") as tx:
        stations.revoke(tx, "st-3")
    asked = {**FLOOD, "localities": "", "lists": str(low.pick)}
    assert "Không còn: Loa trạm y tế." in officer.send(PREVIEW, asked, form=FORM).text
    made = kept(officer, here, **asked)
    assert made.stations == ()
    assert "Không còn: Loa trạm y tế." in officer.read(f"/alerts/{made.id}")


def test_many_lists_are_searched(officer: Reader, here: House) -> None:
    """A dozen stand there; the search finds the others without accents; what is ticked stays in sight."""
    for number in range(OFFERED + 2):
        here.dispatch.add_list(ListWords(f"Tuyến {number:02}", ("h1",)), here.leader)
    last = here.dispatch.add_list(ListWords("Đê bao", ("h1",)), here.leader)
    page = officer.read(FORM)
    assert len(BOX.findall(page)) == OFFERED
    assert "Còn 3 danh sách nữa" in page
    found = officer.send("/alerts/places", {"q": "de bao", "localities": "h1"}, form=FORM).text
    assert BOX.findall(found) == [str(last.pick)]
    other = officer.send("/alerts/places", {"q": "tuyen 03", "lists": str(last.pick)}, form=FORM).text
    assert len(BOX.findall(other)) == 2
    assert TICKED.findall(other) == [str(last.pick)]
