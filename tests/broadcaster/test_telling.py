"""What is told of an alert: which words of the standard, for every hazard, level and end; checked by our own reader."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from broadcaster.alerts import NOTICE_HAZARD, State
from broadcaster.cap import MsgType, Reference, Status, read, write
from broadcaster.hazards import HAZARDS
from broadcaster.languages import Translation
from broadcaster.messages import AlarmStatus
from broadcaster.telling import KINDS, SEVERITIES, Voice, area, ending, order, sender_of, shape
from tests.house import flood

NOW = datetime(2026, 11, 22, 8, 0, 0, 400_000, tzinfo=UTC)
NAME = "2.49.0.1.704.79.20261122080000.1"
BEFORE = (Reference("canh-bao@vn-79", "VN-0", datetime(2026, 11, 22, 7, 0, tzinfo=UTC)),)
VOICE = Voice("canh-bao@vn-79", "Phường Dĩ An", "0274 000 000", "Asia/Ho_Chi_Minh", (area("Phường Dĩ An", "25942"),))
ALERT = flood("25942", author="mai", created_at=NOW, state=State.ACTIVE, released_at=NOW)
CANCELLED = replace(ALERT, state=State.CANCELLED, ended_at=NOW + timedelta(minutes=3), reason="nội bộ")


@pytest.mark.parametrize("hazard", HAZARDS)
@pytest.mark.parametrize("level", range(1, 6))
@pytest.mark.parametrize("status", AlarmStatus)
def test_every_hazard_and_level_is_told(hazard: str, level: int, status: AlarmStatus) -> None:
    """Each gives a document that our reader takes without a word."""
    told = order(replace(ALERT, hazard=hazard, level=level, status=status), VOICE, NAME, ())
    verdict = read(write(told, now=NOW), now=NOW)
    assert (verdict.handling, verdict.findings) == ("accept", ())
    assert verdict.alert is not None
    assert (verdict.alert.status.value.lower(), verdict.alert.msg_type) == (status.value, MsgType.ALERT)
    (info,) = verdict.alert.infos
    assert (info.category, info.response_type) == ((KINDS[hazard][0],), (KINDS[hazard][1],))
    assert (info.event, info.severity) == (HAZARDS[hazard].names[0], SEVERITIES[level])


def test_every_written_language_is_told() -> None:
    """An info for each language with a text, alike but for language and words; a recording alone has none."""
    said = (Translation("km", "a" * 64, "ទឹកជំនន់"), Translation("hmn", "b" * 64), Translation("en", "c" * 64, "Flood."))
    told = order(replace(ALERT, translations=said), VOICE, NAME, ())
    verdict = read(write(told, now=NOW), now=NOW)
    assert (verdict.handling, verdict.findings) == ("accept", ())
    assert verdict.alert is not None
    first, *others = verdict.alert.infos
    assert [one.language for one in verdict.alert.infos] == ["vi-VN", "km", "en"]
    assert [(one.event, one.description) for one in others] == [("Lũ, ngập", "ទឹកជំនន់"), ("Flood", "Flood.")]
    for one in others:
        words = {name: getattr(first, name) for name in ("language", "event", "headline", "description")}
        assert replace(one, **words) == first


def test_tables_know_every_hazard() -> None:
    """A hazard that is added needs its category and response."""
    assert KINDS.keys() == HAZARDS.keys()


def test_words_and_places() -> None:
    """Local time, whole seconds, the sender's name and phone, levels as parameters, places with codes."""
    told = order(replace(ALERT, civil_level=2), VOICE, NAME, ())
    text = write(told, now=NOW).decode()
    assert "<sent>2026-11-22T15:00:00+07:00</sent>" in text
    assert "<expires>2026-11-22T16:00:00+07:00</expires>" in text
    (info,) = told.infos
    assert [one.value for one in info.parameter] == ["3", "2"]
    assert (info.sender_name, info.contact, info.areas) == ("Phường Dĩ An", "0274 000 000", VOICE.areas)
    assert area("Cụm loa 1").geocodes == ()
    assert sender_of("vn-79") == "canh-bao@vn-79"


def test_what_was_drawn_is_told() -> None:
    """Its circles and polygons are an area of the document, which our reader takes without a word; none is none."""
    assert shape(ALERT, "Dĩ An") == ()
    drawn = shape(replace(ALERT, drawn=("10.9,106.7 5", "10,106 10,107 11,107 10,106")), "Dĩ An")
    told = order(ALERT, replace(VOICE, areas=(*drawn, *VOICE.areas)), NAME, ())
    text = write(told, now=NOW).decode()
    assert "<areaDesc>Vùng vẽ trên bản đồ, Dĩ An</areaDesc>" in text
    assert "<circle>10.9,106.7 5.0</circle>" in text
    assert "<polygon>10.0,106.0 10.0,107.0 11.0,107.0 10.0,106.0</polygon>" in text
    assert read(text.encode(), now=NOW).findings == ()


def test_an_unknown_hazard_is_told_by_its_title() -> None:
    """A hazard of a later release does not keep an alert from being told."""
    (info,) = order(replace(ALERT, hazard="volcano"), VOICE, NAME, ()).infos
    assert (info.event, info.category) == ("Lũ khẩn cấp", ("Safety",))


def test_a_correction_names_what_it_replaces() -> None:
    """With messages before it, it is an Update of all of them."""
    told = order(ALERT, VOICE, NAME, BEFORE)
    assert (told.msg_type, told.references) == (MsgType.UPDATE, BEFORE)


def test_an_exercise_says_so() -> None:
    """In its status, its note, its headline, and before and after its words."""
    told = order(replace(ALERT, status=AlarmStatus.EXERCISE), VOICE, NAME, ())
    (info,) = told.infos
    assert (told.status, told.note) == (Status.EXERCISE, "Đây là bản tin diễn tập.")
    assert info.headline == "DIỄN TẬP: Lũ khẩn cấp"
    assert info.description.splitlines() == [told.note, "Nước sông đang lên nhanh.", told.note]


@pytest.mark.parametrize("status", [AlarmStatus.ACTUAL, AlarmStatus.EXERCISE])
def test_the_end_is_a_cancel(status: AlarmStatus) -> None:
    """It names all before it, says that it is over and nothing of the reason in the log."""
    told = ending(replace(CANCELLED, status=status), VOICE, NAME, BEFORE)
    data = write(told, now=NOW + timedelta(hours=1))
    assert (told.msg_type, told.references, told.sent) == (MsgType.CANCEL, BEFORE, CANCELLED.ended_at)
    assert told.infos[0].all_clear
    assert "ĐÃ HỦY: Lũ khẩn cấp" in told.infos[0].headline
    assert "nội bộ" not in data.decode()


def test_a_notice_is_no_warning() -> None:
    """The spoken notice that an alert was called off is an all-clear."""
    told = order(replace(ALERT, hazard=NOTICE_HAZARD), VOICE, NAME, BEFORE)
    assert told.infos[0].all_clear


def test_what_has_not_happened_is_not_told() -> None:
    """No order before the release, no end before the cancel."""
    with pytest.raises(ValueError, match="never released"):
        order(replace(ALERT, released_at=None), VOICE, NAME, ())
    for one in (ALERT, replace(CANCELLED, ended_at=None)):
        with pytest.raises(ValueError, match="not cancelled"):
            ending(one, VOICE, NAME, BEFORE)
