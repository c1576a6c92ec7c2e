"""The form of an alert: blanks, level, places, length; each fault beside its field, and words that come back."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.alerts import Alert
from broadcaster.cap import Circle
from broadcaster.errors import Missing
from broadcaster.hazards import HAZARDS, filled
from broadcaster.messages import AlarmStatus
from broadcaster.target_lists import Pick
from web.alertform import (
    LASTING,
    UNFILLED,
    blank_names,
    blanks_of,
    chosen_hazard,
    has_shapes,
    nearest,
    offered,
    read_alert,
    read_silence,
    read_version,
    rough_words,
)
from web.reading import FormErrors, Typed

REAL, EXERCISE, TEST = AlarmStatus.ACTUAL, AlarmStatus.EXERCISE, AlarmStatus.TEST
STORM = HAZARDS["storm"]
GOOD = {
    "so": ["9"],
    "noi": ["Phường  Dĩ An"],
    "gio": ["22 giờ tối nay"],
    "level": ["4"],
    "localities": ["c1", "c2", "c1"],
    "lasts": ["120"],
}


def alert(hazard: str, title: str, text: str) -> Alert:
    """Return an alert with these words."""
    return Alert("a", REAL, hazard, 3, title, text, "c1", author="p", created_at=datetime(2026, 11, 22, tzinfo=UTC))


def test_a_form_filled_in() -> None:
    """The words of the hazard stand with its blanks filled; places are named once; a real alarm is always loud."""
    read = read_alert({**GOOD, "volume": ["40"]}, STORM, REAL)
    assert read.title == "Bão số 9 sắp ảnh hưởng đến Phường Dĩ An"
    assert "từ 22 giờ tối nay" in read.text
    assert (read.level, read.localities, read.stations) == (4, ("c1", "c2"), ())
    assert (read.lasts, read.volume) == (timedelta(hours=2), 100)


@pytest.mark.parametrize(("typed", "volume"), [("40", 40), ("70", 70), ("", 100), ("200", 100)])
def test_an_exercise_may_be_lower(typed: str, volume: int) -> None:
    """As one of the choices says, else as loud as a real one."""
    assert read_alert({**GOOD, "volume": [typed]}, STORM, EXERCISE).volume == volume


@pytest.mark.parametrize(
    ("changes", "faults"),
    [
        ({"so": ["chín"]}, {"so": "alert.blank_number"}),
        ({"so": [""], "noi": ["x" * 121]}, {"so": "alert.blank_empty", "noi": "alert.blank_long"}),
        ({"gio": []}, {"gio": "alert.blank_empty"}),
        ({"level": ["6"]}, {"level": "web.number_invalid"}),
        ({"level": []}, {"level": "web.number_invalid"}),
        ({"localities": []}, {"localities": "alert.nowhere"}),
        ({"localities": ["C 1"]}, {"localities": "locality.code_invalid"}),
        ({"lasts": ["7"]}, {"lasts": "web.lasts_unknown"}),
        ({"drawn": ["10,106 x"]}, {"drawn": "area.circle_invalid"}),
        ({"drawn": ["10,106"], "localities": []}, {"drawn": "area.polygon_flat"}),
        ({"lists": ["l1.2", "x"], "localities": []}, {"lists": "list.missing"}),
        (dict.fromkeys(GOOD, [""]), dict.fromkeys(("so", "noi", "gio", "level", "localities", "lasts"))),
    ],
)
def test_each_fault_stands_at_its_field(changes: Typed, faults: dict[str, str | None]) -> None:
    """All of them at once."""
    with pytest.raises(FormErrors) as refusal:
        read_alert({**GOOD, **changes}, STORM, REAL)
    found = {name: fault.code for name, fault in refusal.value.faults.items()}
    assert found.keys() == faults.keys()
    assert all(code is None or found[name] == code for name, code in faults.items())


def test_a_single_station_is_place_enough() -> None:
    """No locality is needed beside it."""
    read = read_alert({**GOOD, "localities": [], "stations": ["st-1"]}, STORM, REAL)
    assert (read.localities, read.stations) == ((), ("st-1",))


def test_a_saved_list_is_place_enough() -> None:
    """Each once, as it was seen."""
    read = read_alert({**GOOD, "localities": [], "lists": ["l1.2", "l1.2", "l2.1"]}, STORM, REAL)
    assert (read.localities, read.lists) == ((), (Pick("l1", 2), Pick("l2", 1)))


def test_a_drawing_is_place_enough() -> None:
    """A shape on each line; no locality is needed beside it."""
    read = read_alert({**GOOD, "localities": [], "drawn": ["10.9,106.7 5\r\n\r\n"]}, STORM, REAL)
    assert (read.localities, read.area.circles) == ((), (Circle((10.9, 106.7), 5.0),))
    assert has_shapes(read.area)
    assert not has_shapes(read_alert(GOOD, STORM, REAL).area)


def test_other_languages_are_said_unless_somebody_ticks_them_off() -> None:
    """A form without the tick, as one from before there were any, says them."""
    assert not read_alert(GOOD, STORM, REAL).only_vietnamese
    assert read_alert({**GOOD, "only_vietnamese": ["yes"]}, STORM, REAL).only_vietnamese


@pytest.mark.parametrize(("kind", "hazard"), [("actual", "drill"), ("actual", "x"), ("system", "flood")])
def test_addresses_of_no_form(kind: str, hazard: str) -> None:
    """An unknown kind or hazard, or one that is not offered."""
    with pytest.raises(Missing):
        chosen_hazard(kind, hazard)


def test_addresses_of_forms() -> None:
    """Kind and hazard as the address names them, and the fields of its blanks."""
    assert chosen_hazard("exercise", "storm") == (EXERCISE, STORM)
    assert blank_names(STORM) == ("so", "noi", "gio")


def test_words_written_freely() -> None:
    """They are taken as they are; the domain checks them."""
    read = read_alert({**GOOD, "title": ["Tin"], "text": ["Nước rút."]}, STORM, REAL)
    assert (read.title, read.text) == ("Tin", "Nước rút.")


def test_what_is_read_back_while_typing() -> None:
    """Dots stand where something is missing; free words come back as they are."""
    title, text = rough_words({"so": ["9"]}, STORM)
    assert title == f"Bão số 9 sắp ảnh hưởng đến {UNFILLED}"
    assert UNFILLED in text
    assert rough_words({"title": [" Tin "], "text": ["Nước rút. "]}, STORM) == ("Tin", "Nước rút.")


def test_real_and_drill_offer_their_own_hazards() -> None:
    """Three stand first; a test of loudspeakers is never offered as a real alarm."""
    likeliest, rest = offered(REAL)
    assert [one.code for one in likeliest] == ["flood", "storm", "release"]
    assert {one.code for one in (*likeliest, *rest)} == HAZARDS.keys() - {"drill"}
    for status in (EXERCISE, TEST):
        first, others = offered(status)
        assert (first[0].code, len(first), len(first) + len(others)) == ("drill", 3, len(HAZARDS))


@pytest.mark.parametrize("code", HAZARDS)
def test_blanks_come_back_from_every_template(code: str) -> None:
    """What was filled in is found again in the words, the same in title and text."""
    values = {one.name: one.example for one in HAZARDS[code].blanks}
    assert blanks_of(alert(code, *filled(code, values))) == values


@given(place=st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=20))
def test_whatever_place_was_filled_in_comes_back(place: str) -> None:
    """Any word without line breaks."""
    assert blanks_of(alert("fire", *filled("fire", {"noi": place}))) == {"noi": place}


def test_words_changed_by_hand_have_no_blanks() -> None:
    """Nor has a hazard nobody knows, nor a title that names another place than the text."""
    title, text = filled("fire", {"noi": "chợ"})
    plain = alert("fire", title, text)
    assert blanks_of(replace(plain, text=f"{text} Gấp!")) is None
    assert blanks_of(replace(plain, title="Cháy tại bến xe")) is None
    assert blanks_of(replace(plain, hazard="volcano")) is None


def test_how_long_everything_is_silent() -> None:
    """One of the choices, nothing else."""
    assert read_silence({"minutes": ["240"]}) == timedelta(hours=4)
    with pytest.raises(FormErrors):
        read_silence({"minutes": ["9999"]})


@pytest.mark.parametrize(("typed", "version"), [("3", 3), ("", 0), ("-1", 0), ("²", 0), ("9" * 12, 0)])
def test_the_version_on_the_screen(typed: str, version: int) -> None:
    """What is not readable is a version nobody has, so that the step is refused."""
    assert read_version({"version": [typed]}) == version


@pytest.mark.parametrize(
    ("minutes", "choice"), [(15, "15"), (16, "15"), (110, "120"), (1440, "1440"), (5, "15"), (480, "360")]
)
def test_the_nearest_length(minutes: int, choice: str) -> None:
    """A template's own length is always a choice; another one comes to the nearest."""
    assert nearest(timedelta(minutes=minutes)) == choice
    assert all(one.lasts in LASTING.values() for one in HAZARDS.values())
