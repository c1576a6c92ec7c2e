"""The schedule form and its entry: everything of an entry stands in the form, and nothing is lost by saving it."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from html import unescape

import pytest

from broadcaster.plans import Entry
from broadcaster.store import plans as plan_rows
from schedules.priority import Priority
from schedules.recurrence import Recurrence, daily, weekly
from schedules.timetable import Late, Resume
from tests.house import START, House
from tests.web.readers import Reader

MONDAY = START.date()
FIVE = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


def placed(here: House, recurrence: Recurrence, **changes: object) -> Entry:
    """Place an entry."""
    ready = here.ready()
    wish = replace(here.entry(ready.id, recurrence=recurrence), **changes)  # type: ignore[arg-type]
    return here.dispatch.add_entry(wish, here.officer).entry


def shown(page: str) -> dict[str, list[str]]:
    """Return what a browser would send of the form as it is shown."""
    form = page[page.index('class="sheet-form"') :]
    form = form[: form.index("</form>")]
    sent: dict[str, list[str]] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        kind = re.search(r'type="([^"]+)"', tag)
        ticked = kind is None or kind[1] not in ("checkbox", "radio") or " checked" in tag
        if name and ticked and name[1] != "csrf_token":
            sent.setdefault(name[1], []).append(unescape(value[1]) if value else "")
    for name_, inner in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>\n?([^<]*)</textarea>', form):
        sent[name_] = [unescape(inner)]
    for name_, inner in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', inner)
        sent[name_] = [chosen[1] if chosen else ""]
    return sent


def saved(officer: Reader, here: House, entry: Entry, **changes: object) -> Entry:
    """Open the form of an entry, change some fields, save it, and return the entry as stored."""
    edit = f"/plans/{entry.id}/edit"
    answer = officer.send(edit, {**shown(officer.read(edit)), **changes, "do": "save"}, form=edit)
    assert answer.status_code == 303, re.findall(r"wrong-words.*", answer.text)
    with here.dispatch.store.read() as tx:
        return plan_rows.find(tx, entry.id)


def test_saving_unchanged_changes_nothing(officer: Reader, here: House) -> None:
    """Every field of an entry comes back from the form as it was, skipped times too."""
    every_other = weekly(
        MONDAY, frozenset({0, 2}), time(17), last=date(2027, 6, 30), every=2, exceptions=frozenset({date(2026, 12, 7)})
    )
    entry = placed(
        here,
        every_other,
        title="Chiều thứ Hai",
        priority=Priority.PRIORITY,
        repeat=2,
        latest_start_after=timedelta(minutes=12),
        resume=Resume.RESTART,
        late=Late.WHOLE,
        base=True,
    )
    here.dispatch.skip_instance(entry.id, FIVE, here.officer)
    again = saved(officer, here, entry)
    same = replace(entry, version=again.version, approved_at=again.approved_at, recurrence=again.recurrence)
    assert again == same
    skipped = {datetime.combine(MONDAY, time(17))}
    assert again.recurrence == replace(every_other, skipped=frozenset(skipped))


def test_a_lunar_day_is_a_choice(officer: Reader, here: House) -> None:
    """The first and the full moon, not on holidays, are ticked in the form and kept as a lunar rule."""
    entry = placed(here, daily(MONDAY, time(17)))
    fields = {"kind": "lunar", "lunar_days": ["1", "15"], "lunar_month": "", "holidays": "skip"}
    lunar = saved(officer, here, entry, **fields)
    assert lunar.recurrence.rule is not None
    assert lunar.recurrence.rule.startswith("RSCALE=VIETNAMESE;FREQ=MONTHLY")
    assert lunar.recurrence.holidays.value == "skip"
    assert saved(officer, here, entry).recurrence == lunar.recurrence


def test_a_rule_the_form_cannot_show_is_kept(officer: Reader, here: House) -> None:
    """What came from a calendar file keeps its rule while the rest is changed."""
    rule = Recurrence(MONDAY, (time(17),), "FREQ=MONTHLY;BYDAY=-1FR")
    entry = placed(here, rule)
    assert "Giữ quy tắc đang có" in officer.read(f"/plans/{entry.id}/edit")
    renamed = saved(officer, here, entry, title="Tên khác")
    assert (renamed.recurrence, renamed.title) == (rule, "Tên khác")


@pytest.mark.slow
def test_going_ahead_is_confirmed(officer: Reader, here: House) -> None:
    """On a collision the officer may let theirs go first; what they tick is kept."""
    first = placed(here, daily(MONDAY, time(17)), title="Có trước")
    second = here.ready(title="Đến sau", text="Tin đến sau.")
    fields = {
        **{"bulletin_ids": [second.id], "targets": ["c1"], "kind": "once", "first": "2026-11-23", "times": ["17:00"]},
        **{"priority": "3", "repeat": "1", "late_minutes": "5", "resume": "drop", "title": "Đến sau"},
    }
    asked = officer.send("/plans/foresee", fields, form="/plans/new").text
    assert "Giành chỗ của “Có trước”" in asked
    assert f'value="{first.id}"' in asked
    kept = officer.send("/plans/new", {**fields, "ahead_of": [first.id], "do": "save"}, form="/plans/new")
    with here.dispatch.store.read() as tx:
        assert plan_rows.find(tx, kept.headers["Location"].rsplit("/", 1)[1]).ahead_of == (first.id,)


def test_an_ended_schedule_has_no_form(officer: Reader, here: House) -> None:
    """What has ended is shown with the way to bring it back, not changed."""
    entry = placed(here, daily(MONDAY, time(17)))
    here.dispatch.end_entry(entry.id, here.officer, reason="")
    assert officer.open(f"/plans/{entry.id}/edit").status_code == 303
    assert "Cho chạy lại" in officer.read(f"/plans/{entry.id}")


def test_a_day_in_the_address_is_the_first_day(officer: Reader) -> None:
    """From a day's page the form opens with that day."""
    assert 'value="2026-12-24"' in officer.read("/plans/new?day=2026-12-24")
