"""Where an alert sounds, on the pages: a list that is searched and unfolded, a drawing, count and names in sight."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from broadcaster.alerts import Alert
from broadcaster.localities import Station
from broadcaster.store import alerts, stations
from tests.house import House
from tests.web.readers import Reader
from tests.web.test_alerts import FLOOD, confirmed, newest, step, written

FORM = "/alerts/new/actual/flood"
CIRCLE = "10.9,106.7 5"
TICKED = re.compile(r'name="(localities|stations)" value="([^"]+)" checked')


@pytest.fixture(autouse=True)
def measured(here: House) -> Iterator[None]:
    """Write down where the stations stand: one in each commune, near one another, and one nobody measured."""
    with here.dispatch.store.begin("test") as tx:
        for name, latitude in (("st-1", 10.9), ("st-2", 10.91)):
            stations.change(tx, replace(stations.find(tx, name), latitude=latitude, longitude=106.7))
        stations.add(tx, Station("st-3", "Loa chưa đo", "c1"))
    yield


def ticked(page: str) -> set[tuple[str, str]]:
    """Return what is ticked on a page."""
    return set(TICKED.findall(page))


def kept(reader: Reader, here: House, **changes: object) -> Alert:
    """Send the form and return the draft."""
    written(reader, **changes)
    return newest(here)


# ---------------------------------------------------------------- the list


def test_all_of_my_area_is_the_default(officer: Reader) -> None:
    """Its own line is ticked, its hamlets stand below, and who would hear stands there before anything is pressed."""
    page = officer.read(FORM)
    assert ticked(page) == {("localities", "c1")}
    assert "Cả Phường Dĩ An" in page
    assert 'value="h1" data-path="79 c1 h1"' in page
    assert "2 cụm loa" in page
    assert "Tên các cụm loa" in page


def test_single_stations_are_unfolded_and_chosen(officer: Reader, here: House) -> None:
    """The button of a place shows its stations, with what was typed still there; one of them is place enough."""
    opened = officer.send(FORM, {**FLOOD, "open": "c1", "noi": "chợ"}, form=FORM)
    assert opened.status_code == 200
    assert 'name="stations" value="st-1"' in opened.text
    assert 'name="opened" value="c1"' in opened.text
    assert 'value="chợ"' in opened.text
    shut = officer.send("/alerts/places", {"opened": "c1", "shut": "c1"}, form=FORM).text
    assert 'name="stations"' not in shut
    assert kept(officer, here, localities="", stations="st-1").stations == ("st-1",)
    edit = officer.read(f"/alerts/{newest(here).id}/edit")
    assert ticked(edit) == {("stations", "st-1")}


def test_places_are_found_by_name(officer: Reader) -> None:
    """Without scripts by a button; what was chosen stays in sight and ticked; nothing is saved by it."""
    found = officer.send(FORM, {**FLOOD, "localities": "h1", "q": "chua do", "step": "find"}, form=FORM)
    assert found.status_code == 200
    assert 'name="stations" value="st-3"' in found.text
    assert ticked(found.text) == {("localities", "h1")}
    enter = officer.send(FORM, {**FLOOD, "q": "zzz", "step": "enter"}, form=FORM)
    assert (enter.status_code, "Không tìm thấy nơi nào" in enter.text) == (200, True)
    assert officer.send(FORM, {**FLOOD, "q": "", "step": "enter"}, form=FORM).status_code == 303


def test_the_count_follows_without_scripts(officer: Reader, here: House) -> None:
    """A button counts again; nothing is kept."""
    page = officer.send(FORM, {**FLOOD, "localities": "h1", "step": "count"}, form=FORM).text
    assert "1 cụm loa" in page
    with here.dispatch.store.read() as tx:
        assert alerts.listed(tx).items == ()


def test_a_hamlet_beside_its_whole_commune_is_asked_about(officer: Reader, here: House) -> None:
    """Ticked together they never become the commune by themselves; what was typed comes back."""
    for chosen in ({"localities": ["c1", "h1"]}, {"localities": "c1", "stations": "st-1"}):
        answer = officer.send(FORM, {**FLOOD, **chosen}, form=FORM)
        assert answer.status_code == 422
        assert "“Phường Dĩ An” đã gồm cả" in answer.text
        assert 'value="ven sông Sài Gòn"' in answer.text
    with here.dispatch.store.read() as tx:
        assert alerts.listed(tx).items == ()


def test_a_station_nobody_knows_is_told_at_the_places(officer: Reader) -> None:
    """It stays ticked above the list, to be unticked."""
    answer = officer.send(FORM, {**FLOOD, "localities": "", "stations": "gone"}, form=FORM)
    assert answer.status_code == 422
    assert "Không có cụm loa gone" in answer.text
    assert ("stations", "gone") in ticked(answer.text)


# ---------------------------------------------------------------- the drawing


def test_a_circle_becomes_stations(officer: Reader, administrator: Reader, here: House) -> None:
    """The stations inside are chosen, of one's own places; a shape over another commune is not kept, and said so."""
    asked = {**FLOOD, "localities": "", "drawn": CIRCLE}
    read_back = officer.send("/alerts/preview/actual/flood", asked, form=FORM).text
    assert "1 cụm loa chưa có tọa độ" in read_back
    assert "1 cụm loa trong hình vẽ thuộc nơi khác" in read_back
    assert 'data-reached="st-1"' in read_back
    assert 'id="in-sight"' in read_back
    made = kept(officer, here, **asked)
    assert (made.localities, made.stations, made.drawn) == (("h1",), (), ())


def test_the_shape_is_kept_shown_and_editable(officer: Reader, leader: Reader, here: House) -> None:
    """It comes back in the form alone, without the places it stands for; without it they are gone."""
    narrow = "10.9,106.7 0.5"
    made = kept(officer, here, localities="", drawn=narrow)
    assert (made.localities, made.stations, made.drawn) == (("h1",), (), (narrow,))
    page = leader.read(f"/alerts/{made.id}")
    assert "Hình tròn bán kính 0,5 km quanh 10.9000, 106.7000" in page
    assert f'data-shapes="{narrow}"' in page
    form = f"/alerts/{made.id}/edit"
    edit = officer.read(form)
    assert ticked(edit) == set()
    assert narrow in edit
    changed = {**FLOOD, "localities": "", "stations": "st-3", "drawn": "", "version": "1"}
    assert officer.send(form, changed, form=form).status_code == 303
    assert (newest(here).localities, newest(here).stations, newest(here).drawn) == ((), ("st-3",), ())


def test_a_drawing_and_a_name_add_up(officer: Reader, here: House) -> None:
    """A station chosen by its name beside a drawing; none is named twice."""
    made = kept(officer, here, localities="", stations=["st-3", "st-1"], drawn="10.9,106.7 0.5")
    assert (made.localities, made.stations) == (("h1",), ("st-3",))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"drawn": "10.9,106.7"}, "ba điểm không thẳng hàng"),
        ({"drawn": "chợ Dĩ An"}, "không phải là"),
        ({"drawn": "20,106.7 1"}, "Không có cụm loa nào trong vùng này"),
        ({"drawn": CIRCLE, "localities": "c1"}, "Đã chọn cả Phường Dĩ An"),
    ],
)
def test_a_drawing_that_is_none_comes_back(officer: Reader, here: House, changes: dict[str, str], said: str) -> None:
    """Its fault stands at its field, which is open and as it was typed; nothing is kept."""
    answer = officer.send(FORM, {**FLOOD, "localities": "", **changes}, form=FORM)
    assert answer.status_code == 422
    assert said in answer.text
    assert 'href="#drawn"' in answer.text
    assert changes["drawn"] in answer.text
    assert '<details class="fold drawing" id="on-map" open>' in answer.text
    assert said in officer.send("/alerts/preview/actual/flood", {**FLOOD, "localities": "", **changes}, form=FORM).text
    with here.dispatch.store.read() as tx:
        assert alerts.listed(tx).items == ()


def test_a_drawing_whose_stations_are_gone_can_still_be_edited(officer: Reader, here: House) -> None:
    """The form opens with the shape and what it once came to."""
    made = kept(officer, here, localities="", drawn="10.9,106.7 0.5")
    with here.dispatch.store.begin("test") as tx:
        stations.change(tx, replace(stations.find(tx, "st-1"), latitude=20.0))
    assert ticked(officer.read(f"/alerts/{made.id}/edit")) == {("localities", "h1")}


def test_the_second_person_stands_for_the_shape(officer: Reader, leader: Reader, here: House) -> None:
    """A shape changed after the page was read is not released."""
    path = confirmed(officer, here, localities="", drawn="10.9,106.7 0.5")
    page = leader.read(path)
    assert "Vùng đã vẽ trên bản đồ" in page
    fields = {**FLOOD, "localities": "", "drawn": "10.9,106.7 0.6", "version": "2"}
    assert officer.send(f"{path}/edit", fields, form=f"{path}/edit").status_code == 303
    stale = leader.send(f"{path}/release", {"version": "2", "name": "Phường Dĩ An"}, form=path)
    assert stale.status_code == 422
    here.clock.advance(timedelta(seconds=1))
    assert step(officer, here, path, "confirm").status_code == 303


def test_previews_stay_in_ones_own_places(officer: Reader) -> None:
    """Names of stations elsewhere are told to nobody."""
    page = officer.send("/alerts/preview/actual/flood", {"localities": "c2", "stations": "st-2"}, form=FORM).text
    assert "sẽ không ai nghe thấy" in page
