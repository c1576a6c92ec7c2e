"""``broadcaster timetable show --explain``: what sounds, what does not, and why, in words."""

from datetime import date, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from broadcaster.bulletins import Field
from broadcaster.cli.explaining import explained_row, explained_text, recurrence_words
from broadcaster.clock import SystemClock
from schedules.programme import Fill, Programme
from schedules.recurrence import Recurrence, daily, describe, monthly, once, weekly
from tests.broadcaster.cli.conftest import Terminal
from tests.house import START, house

FIRST = date(2026, 3, 2)


def test_the_day_of_a_station_in_words(terminal: Terminal) -> None:
    """What waits for approval, in its hours or not, stands there with its layer, rule, people and sentence."""
    bulletin = terminal.submitted()
    day = (SystemClock().now() + timedelta(days=2)).date().isoformat()
    place = ("schedule", "add", bulletin, "--date", day, "--by", "mai")
    terminal.done(*place, "--to", "c1", "--at", "17:00", "--title", "Chiều")
    terminal.done(*place, "--station", "st-1", "--at", "21:30", "--title", "Đêm", "--reason", "Bão số 3")
    shown = ("timetable", "show", "--station", "st-1", "--day", day, "--explain")
    first, second = terminal.done(*shown)
    assert (first["start"], first["fate"], first["title"]) == (f"{day}T17:00:00+07:00", "waiting", "Chiều")
    assert (first["layer"], first["author"], first["approvers"]) == ("Phường Dĩ An", "mai", [])
    assert first["rule"].startswith("Một lần, ngày ")
    assert [one["code"] for one in first["reasons"]] == ["schedules.waits_approval"]
    assert (second["layer"], second["scope"]) == ("Cụm loa 1", "station:st-1")
    assert [one["code"] for one in second["reasons"]] == ["schedules.waits_approval"]
    text = terminal.type("--language", "en", *shown).out
    lines = text.splitlines()
    assert lines[0].startswith("17:00:00-17:00:")
    assert "WAITING    Chiều  [Phường Dĩ An]" in lines[0]
    assert lines[2:4] == [
        "    Planned by mai. Approved by -.",
        "    The bulletin “Tiêm chủng” waits for approval.",
    ]


@pytest.mark.slow
def test_what_a_programme_leaves_out_in_both_languages(tmp_path: Path) -> None:
    """Each approved bulletin that is not in it is named with its reason: a code for programs, a sentence for people."""
    with house(tmp_path) as here:
        other = here.ready(title="Gương tốt", field=Field.EXAMPLE)
        news = Programme(timedelta(minutes=30), (Fill(frozenset({int(Field.GENERAL)})),))
        wish = here.entry(title="Bản tin chiều xã", recurrence=daily(START.date(), time(17)), programme=news)
        here.dispatch.add_entry(wish, here.officer)
        (one,) = here.dispatch.explain_day("station:st-1", START.date())
    zone = ZoneInfo("Asia/Ho_Chi_Minh")
    row = explained_row(one, zone, "vi")
    assert row["fate"] == "refused"
    assert [reason["code"] for reason in row["reasons"]] == ["schedules.empty_programme"]  # type: ignore[attr-defined]
    sentences = {
        "vi": "“Gương tốt” thuộc lĩnh vực khác với các phần của chương trình.",
        "en": "“Gương tốt” belongs to a field that no part of the programme takes.",
    }
    left = {"bulletin": other.id, "code": "schedules.fill_other_category", "said": sentences["vi"]}
    assert row["left_out"] == [left]
    for language, sentence in sentences.items():
        assert explained_text(one, zone, language).splitlines()[-1] == f"    - {sentence}"


@pytest.mark.parametrize(
    ("recurrence", "vietnamese", "english"),
    [
        (once(FIRST, time(5, 30)), "Một lần, ngày 02/03/2026, lúc 05:30", "Once, on 02/03/2026, at 05:30"),
        (
            daily(FIRST, time(5, 30), time(17, 0, 30)),
            "Cứ 1 ngày một lần, lúc 05:30, 17:00:30, từ 02/03/2026",
            "Every 1 day(s) at 05:30, 17:00:30, from 02/03/2026",
        ),
        (
            weekly(FIRST, frozenset({0, 6}), time(6)),
            "Cứ 1 tuần một lần, vào thứ Hai, Chủ nhật, lúc 06:00, từ 02/03/2026",
            "Every 1 week(s) on Monday, Sunday at 06:00, from 02/03/2026",
        ),
        (
            monthly(FIRST, frozenset({1, 15}), time(6)),
            "Cứ 1 tháng một lần, vào ngày 1, 15, lúc 06:00, từ 02/03/2026",
            "Every 1 month(s) on day 1, 15 at 06:00, from 02/03/2026",
        ),
    ],
)
def test_recurrences_in_words(recurrence: Recurrence, vietnamese: str, english: str) -> None:
    """Days, times and weekdays as people write them."""
    reason = describe(recurrence)
    assert (recurrence_words(reason, "vi"), recurrence_words(reason, "en")) == (vietnamese, english)
