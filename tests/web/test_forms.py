"""Reading forms: one table for every reader, values on one side, faults beside their fields on the other."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta

import pytest

from broadcaster.accounts import Role
from broadcaster.bulletins import Field
from broadcaster.errors import Refused
from schedules.priority import Priority
from schedules.recurrence import daily, monthly, once, weekly
from schedules.timetable import Late, Resume
from web import forms, reading
from web.forms import Quick
from web.reading import FormErrors

VOICES = ("espeak-south", "espeak-north")
Typed = Mapping[str, Sequence[str]]


def typed(base: Mapping[str, object], **changes: object) -> Typed:
    """Return a posted form; None takes a field out, a list gives it several values."""
    fields = {**base, **changes}
    return {
        name: [str(one) for one in value] if isinstance(value, list) else [str(value)]
        for name, value in fields.items()
        if value is not None
    }


BULLETIN: Mapping[str, object] = {
    "title": "Họp dân",
    "text": "Kính mời bà con dự họp. Đúng 19 giờ.",
    "locality": "25942",
    "field": "4",
    "priority": "3",
    "voice": "espeak-south",
    "quick": "yes",
    "quick_day": "2026-11-23",
    "quick_at": "17:00",
}
PLAN: Mapping[str, object] = {
    "title": "",
    "bulletin_ids": ["b1", "b2"],
    "targets": ["25942"],
    "kind": "once",
    "first": "2026-11-23",
    "times": ["17:00", "", "05:30"],
    "priority": "2",
    "repeat": "2",
    "late_minutes": "5",
    "resume": "drop",
}
PERSON: Mapping[str, object] = {
    "login": "NguyenVanAn",
    "name": " Nguyễn  Văn An ",
    "role": "leader",
    "scope": "25942",
    "language": "vi",
    "phone": "0912 345.678",
}
STATION: Mapping[str, object] = {
    "name": "Cụm loa ấp 3",
    "locality": "25942-01",
    "volume": "75",
    "latitude": "10,98",
    "longitude": "106.65",
}


def bulletin(fields: Typed) -> object:
    """Read the compose form."""
    return forms.read_bulletin(fields, VOICES)


def password(fields: Typed) -> object:
    """Read the form of a new password."""
    return forms.read_new_password(fields, "mai")


FAULTY: list[tuple[Callable[[Typed], object], Mapping[str, object], dict[str, object], dict[str, str]]] = [
    (bulletin, BULLETIN, {"text": ""}, {"text": "bulletin.text_empty"}),
    (bulletin, BULLETIN, {"text": " \n ", "title": ""}, {"text": "bulletin.text_empty"}),
    (bulletin, BULLETIN, {"text": " ", "sound": "recording"}, {"text": "bulletin.description_empty"}),
    (bulletin, BULLETIN, {"sound": "robot"}, {"sound": "recording.choice"}),
    (bulletin, BULLETIN, {"text": "a" * 20_000}, {"text": "bulletin.text_too_long"}),
    (bulletin, BULLETIN, {"text": "bà con\x07 chú ý"}, {"text": "bulletin.text_control"}),
    (bulletin, BULLETIN, {"title": "x" * 201}, {"title": "bulletin.title_too_long"}),
    (bulletin, BULLETIN, {"locality": ""}, {"locality": "web.place_missing"}),
    (bulletin, BULLETIN, {"locality": "../x"}, {"locality": "locality.code_invalid"}),
    (bulletin, BULLETIN, {"field": "9"}, {"field": "web.field_unknown"}),
    (bulletin, BULLETIN, {"priority": "1"}, {"priority": "web.priority_unknown"}),
    (bulletin, BULLETIN, {"voice": "robot"}, {"voice": "web.voice_unknown"}),
    (bulletin, BULLETIN, {"quick_day": "mai"}, {"quick_day": "web.date_invalid"}),
    (bulletin, BULLETIN, {"quick_at": "25:00"}, {"quick_at": "web.clock_invalid"}),
    (bulletin, BULLETIN, {"quick_at": "17:60"}, {"quick_at": "web.clock_invalid"}),
    (bulletin, BULLETIN, {"text": "", "voice": "?"}, {"text": "bulletin.text_empty", "voice": "web.voice_unknown"}),
    (forms.read_plan, PLAN, {"targets": None}, {"targets": "plan.no_target"}),
    (forms.read_plan, PLAN, {"bulletin_ids": None}, {"bulletin_ids": "plan.no_bulletin"}),
    (forms.read_plan, PLAN, {"kind": "yearly"}, {"kind": "web.kind_unknown"}),
    (forms.read_plan, PLAN, {"first": "31/02/2026"}, {"first": "web.date_invalid"}),
    (forms.read_plan, PLAN, {"first": "2300-01-01"}, {"first": "schedules.far_date"}),
    (forms.read_plan, PLAN, {"times": [""]}, {"times": "web.no_times"}),
    (forms.read_plan, PLAN, {"times": ["17:00", "chiều"]}, {"times": "web.clock_invalid"}),
    (forms.read_plan, PLAN, {"kind": "daily", "last": "2026-11-01"}, {"last": "schedules.ends_before_start"}),
    (forms.read_plan, PLAN, {"kind": "daily", "last": "?"}, {"last": "web.date_invalid"}),
    (forms.read_plan, PLAN, {"kind": "daily", "exceptions": "25/12/2026 x"}, {"exceptions": "web.date_invalid"}),
    (forms.read_plan, PLAN, {"kind": "weekly", "weekdays": ["9"]}, {"weekdays": "schedules.no_weekdays"}),
    (forms.read_plan, PLAN, {"kind": "monthly"}, {"days": "schedules.no_days"}),
    (forms.read_plan, PLAN, {"priority": "1"}, {"priority": "web.priority_unknown"}),
    (forms.read_plan, PLAN, {"repeat": "11"}, {"repeat": "web.number_invalid"}),
    (forms.read_plan, PLAN, {"repeat": "²"}, {"repeat": "web.number_invalid"}),
    (forms.read_plan, PLAN, {"late_minutes": "-1"}, {"late_minutes": "web.number_invalid"}),
    (forms.read_plan, PLAN, {"resume": "dance"}, {"resume": "web.resume_unknown"}),
    (forms.read_plan, PLAN, {"late": "maybe"}, {"late": "web.late_unknown"}),
    (forms.read_plan, PLAN, {"kind": "weekly", "weekdays": ["0"], "every": "0"}, {"every": "web.number_invalid"}),
    (forms.read_plan, PLAN, {"title": "x" * 201}, {"title": "bulletin.title_too_long"}),
    (forms.read_person, PERSON, {"login": "a b"}, {"login": "account.login_invalid"}),
    (forms.read_person, PERSON, {"name": " "}, {"name": "web.name_missing"}),
    (forms.read_person, PERSON, {"name": "x" * 121}, {"name": "web.line_long"}),
    (forms.read_person, PERSON, {"role": "king"}, {"role": "web.role_unknown"}),
    (forms.read_person, PERSON, {"scope": ""}, {"scope": "web.place_missing"}),
    (forms.read_person, PERSON, {"language": "fr"}, {"language": "web.language_unknown"}),
    (forms.read_person, PERSON, {"phone": "gọi tôi"}, {"phone": "web.phone_invalid"}),
    (forms.read_station, STATION, {"name": ""}, {"name": "web.name_missing"}),
    (forms.read_station, STATION, {"volume": "101"}, {"volume": "web.number_invalid"}),
    (forms.read_station, STATION, {"latitude": "bắc"}, {"latitude": "web.degrees_invalid"}),
    (forms.read_station, STATION, {"longitude": "181"}, {"longitude": "web.degrees_invalid"}),
    (forms.read_station, STATION, {"latitude": "nan"}, {"latitude": "web.degrees_invalid"}),
    (forms.read_volume, {"volume": "loud"}, {}, {"volume": "web.number_invalid"}),
    (forms.read_mute, {"minutes": "31"}, {}, {"minutes": "web.mute_unknown"}),
    (forms.read_reason, {"reason": "  "}, {}, {"reason": "web.reason_missing"}),
    (forms.read_reason, {}, {}, {"reason": "web.reason_missing"}),
    (password, {"password": "short", "repeated": "short"}, {}, {"password": "account.password_short"}),
    (password, {"password": "mùa xuân đến", "repeated": "khác"}, {}, {"repeated": "web.passwords_differ"}),
]


@pytest.mark.parametrize(("read", "base", "changes", "faults"), FAULTY)
def test_faults_stand_beside_their_fields(
    read: Callable[[Typed], object], base: Mapping[str, object], changes: dict[str, object], faults: dict[str, str]
) -> None:
    """Whatever cannot be taken is named at its own field, everything wrong at once, in both languages."""
    with pytest.raises(FormErrors) as caught:
        read(typed(base, **changes))
    assert {name: fault.code for name, fault in caught.value.faults.items()} == faults
    for fault in caught.value.faults.values():
        assert fault.told("vi") != fault.code != fault.told("en")


def test_a_bulletin_is_read() -> None:
    """The compose form gives the words and the short schedule."""
    words = forms.read_bulletin(typed(BULLETIN), VOICES)
    assert (words.title, words.field, words.priority) == ("Họp dân", Field.DIRECTION, Priority.ORDINARY)
    assert words.quick == Quick(date(2026, 11, 23), time(17))
    assert forms.read_bulletin(typed(BULLETIN, quick=None, quick_day="?"), VOICES).quick is None


def test_a_recording_is_chosen_in_the_form() -> None:
    """What sounds is one choice; twice is asked for."""
    words = forms.read_bulletin(typed(BULLETIN, sound="recording", twice="yes"), VOICES)
    assert (words.recorded, words.twice) == (True, True)
    words = forms.read_bulletin(typed(BULLETIN, sound="voice"), VOICES)
    assert (words.recorded, words.twice) == (False, False)


TITLES = [
    ("Kính mời bà con dự họp. Đúng 19 giờ.", "Kính mời bà con dự họp"),
    ("\n\nDòng đầu\nDòng hai", "Dòng đầu"),
    ("Ủy ban nhân dân phường thông báo đến toàn thể bà con về việc tạm ngừng cấp nước", 61),
    ("", ""),
]


@pytest.mark.parametrize(("text", "title"), TITLES)
def test_a_missing_title_is_the_first_sentence(text: str, title: str | int) -> None:
    """Nobody has to invent a title; a long one is cut at a word."""
    guessed = forms.guessed_title(text)
    assert guessed == title if isinstance(title, str) else len(guessed) <= title and guessed.endswith("…")


RECURRENCES = [
    ({}, once(date(2026, 11, 23), time(5, 30), time(17))),
    ({"kind": "daily"}, daily(date(2026, 11, 23), time(5, 30), time(17))),
    (
        {"kind": "daily", "last": "30/11/2026", "exceptions": "25/11/2026, 26/11/2026"},
        daily(
            date(2026, 11, 23),
            time(5, 30),
            time(17),
            last=date(2026, 11, 30),
            exceptions=frozenset({date(2026, 11, 25), date(2026, 11, 26)}),
        ),
    ),
    (
        {"kind": "weekly", "weekdays": ["0", "4"]},
        weekly(date(2026, 11, 23), frozenset({0, 4}), time(5, 30), time(17)),
    ),
    ({"kind": "monthly", "days": ["1", "-1"]}, monthly(date(2026, 11, 23), frozenset({1, -1}), time(5, 30), time(17))),
]


@pytest.mark.parametrize(("changes", "recurrence"), RECURRENCES)
def test_a_schedule_is_read(changes: dict[str, object], recurrence: object) -> None:
    """Each kind of recurrence comes out as the domain writes it, times sorted, each once."""
    words = forms.read_plan(typed(PLAN, **changes))
    assert words.recurrence == recurrence
    assert (words.bulletin_ids, words.targets, words.title) == (("b1", "b2"), ("25942",), "")
    assert (words.repeat, words.latest_start_after, words.resume) == (2, timedelta(minutes=5), Resume.DROP)


def test_people_and_stations_are_read() -> None:
    """Spaces and dots people type in names, numbers and coordinates do no harm."""
    person = forms.read_person(typed(PERSON))
    assert (person.login, person.name, person.role, person.phone) == (
        "nguyenvanan",
        "Nguyễn Văn An",
        Role.LEADER,
        "0912345678",
    )
    station = forms.read_station(typed(STATION, longitude=""))
    assert (station.volume, station.latitude, station.longitude) == (75, 10.98, None)
    assert forms.read_volume({"volume": ["40"]}) == 40
    assert forms.read_mute({"minutes": ["60"]}) == timedelta(hours=1)
    assert forms.read_reason({"reason": [" sai  ngày "]}) == "sai ngày"
    assert password({"password": ["mùa xuân đến"], "repeated": ["mùa xuân đến"]}) == "mùa xuân đến"


CLOCKS = [("17:00", time(17)), ("5h30", time(5, 30)), ("17h", time(17)), ("1730", time(17, 30)), ("6.05", time(6, 5))]


@pytest.mark.parametrize(("text", "at"), CLOCKS)
def test_times_as_people_write_them(text: str, at: time) -> None:
    """A time of day is understood however an office writes it."""
    assert reading.read_clock(text) == at


def test_filters_in_addresses_never_fail() -> None:
    """A mistyped filter is ignored, not an error page."""
    today = date(2026, 11, 23)
    assert forms.day_asked("22/11/2026", today) == date(2026, 11, 22)
    assert forms.day_asked("hôm kia", today) == today
    assert forms.choice_asked("x", {"y": 1}) is None
    assert forms.local_moment(today, time(17)).astimezone(UTC) == datetime(2026, 11, 23, 10, tzinfo=UTC)


def test_a_fault_without_field_concerns_the_whole_form() -> None:
    """Faults of the domain come back in the form they were typed in."""
    assert set(FormErrors.of(Refused("plan.no_target", field="targets")).faults) == {"targets"}
    assert set(FormErrors.of(Refused("bulletin.own_approval")).faults) == {""}


def test_every_so_many_weeks_and_the_rest_of_the_choices() -> None:
    """Every other week, the base programme, whole when late, ahead of what the officer confirmed to beat."""
    weekly_ = {**PLAN, "kind": "weekly", "weekdays": ["0"], "every": "2"}
    found = forms.read_plan(typed({**weekly_, "base": "yes"}, late="whole", ahead_of=["e1", "e2"]))
    assert found.recurrence.rule == "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO"
    assert (found.base, found.late, found.ahead_of) == (True, Late.WHOLE, ("e1", "e2"))
    plain = forms.read_plan(typed(PLAN))
    assert (plain.base, plain.late, plain.ahead_of) == (False, Late.SEEK, ())
