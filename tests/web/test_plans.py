"""The schedule pages: the consequence before, the undo after, the week as stations hear it."""

import pytest

from broadcaster.plans import Entry
from broadcaster.store import plans
from tests.house import House
from tests.web.readers import Reader

NEW = "/plans/new"
FIELDS: dict[str, object] = {
    "title": "",
    "targets": ["c1", "h1"],
    "kind": "weekly",
    "first": "2026-11-23",
    "weekdays": ["0", "1", "2", "3", "4"],
    "times": ["17:00", ""],
    "priority": "3",
    "repeat": "1",
    "late_minutes": "5",
    "resume": "drop",
}


def entries(here: House) -> tuple[Entry, ...]:
    """Return all entries, the newest first."""
    with here.dispatch.store.read() as tx:
        return plans.listed(tx).items


def test_the_consequence_comes_before_the_change(officer: Reader, here: House) -> None:
    """What an entry would do is said in words, at how many stations, when first; only then it may be kept."""
    ready = here.ready()
    fields = {**FIELDS, "bulletin_ids": [ready.id]}
    for path, do in ((NEW, "foresee"), ("/plans/foresee", "")):
        answer = officer.send(path, {**fields, "do": do}, form=NEW)
        assert answer.status_code == 200
        assert "Phát tại 1 cụm loa ở Phường Dĩ An." in answer.text
        assert "Thứ Hai–Thứ Sáu lúc 17:00" in answer.text
        assert "Lần đầu 17:00 hôm nay" in answer.text
    assert entries(here) == ()


def test_it_is_kept_and_can_be_undone(officer: Reader, here: House) -> None:
    """A saved schedule shows itself; ending it offers an undo that brings it back."""
    ready = here.ready()
    kept = officer.send(NEW, {**FIELDS, "bulletin_ids": [ready.id], "do": "save"}, form=NEW)
    (entry,) = entries(here)
    assert kept.headers["Location"] == f"/plans/{entry.id}"
    assert (entry.targets, entry.title) == (("c1",), ready.title)
    assert "Hoàn tác" in officer.read(f"/plans/{entry.id}")
    officer.send(f"/plans/{entry.id}/end", {"reason": "nghỉ lễ"})
    assert f"/plans/{entry.id}/reinstate" in officer.read("/plans")
    officer.send(f"/plans/{entry.id}/reinstate")
    assert entries(here)[0].ended_at is None
    assert "nghỉ lễ" not in officer.read(f"/plans/{entry.id}")


def test_a_collision_is_explained_with_a_free_place(officer: Reader, here: House) -> None:
    """Two bulletins at one time: the page says which waits, and one button moves the new one."""
    first, second = here.ready(), here.ready(title="Thu gom rác", text="Ngày mai thu gom rác cồng kềnh.")
    here.dispatch.add_entry(here.entry(first.id), here.officer)
    here.dispatch.publish_due()
    fields = {**FIELDS, "bulletin_ids": [second.id], "kind": "once", "do": "foresee"}
    page = officer.send(NEW, fields, form=NEW).text
    assert "phát xong" in page
    free = page.split('value="free ')[1].split('"')[0]
    moved = officer.send(NEW, {**fields, "do": f"free {free}"}, form=NEW).text
    assert "Chuyển sang giờ này" not in moved
    assert "Lưu lịch phát" in moved
    assert officer.send(NEW, {**fields, "do": "free soon"}, form=NEW).status_code == 422


def test_bad_schedules_are_named_and_kept(officer: Reader, here: House) -> None:
    """In the past, outside the hours, no place, no bulletin: each named, everything typed still there."""
    ready = here.ready()
    good = {**FIELDS, "bulletin_ids": [ready.id], "title": "Giữ nguyên tên", "do": "save"}
    bad = [
        ({"kind": "once", "first": "2026-11-20"}, "Lịch này đã qua"),
        ({"times": ["05:10"]}, "ngoài giờ"),
        ({"targets": []}, "Chưa chọn nơi phát"),
        ({"bulletin_ids": []}, "Chưa chọn bản tin"),
        ({"bulletin_ids": ["gone"], "title": ""}, "Không tìm thấy bản tin"),
        ({"kind": "weekly", "weekdays": []}, "ít nhất một ngày trong tuần"),
    ]
    for changes, words in bad:
        answer = officer.send(NEW, {**good, **changes}, form=NEW)
        assert answer.status_code == 422, words
        assert words in answer.text
        assert "Giữ nguyên tên" in answer.text or changes.get("title") == ""
        part = officer.send("/plans/foresee", {**good, **changes}, form=NEW)
        assert part.status_code == 200
    assert entries(here) == ()


@pytest.mark.slow
def test_the_week_shows_promises_and_what_still_waits(officer: Reader, here: House) -> None:
    """An entry whose bulletin waits for approval stands in the week as such; approved, it is promised."""
    sent = here.submitted()
    here.dispatch.add_entry(here.entry(sent.id), here.officer)
    assert "chưa vào lịch" in officer.read("/plans?where=h1")
    here.dispatch.approve(sent.id, sent.version, here.leader)
    here.dispatch.render_next()
    here.dispatch.publish_due()
    week = officer.read("/plans?where=h1&day=2026-11-23")
    assert "chưa vào lịch" not in week
    assert "Bản tin chiều" in week
    assert "Bản tin chiều" in officer.open("/plans.csv").text
    assert "Phường Dĩ An" in officer.read("/plans?where=c2&day=nonsense")


def test_a_new_schedule_like_an_old_one(officer: Reader, here: House) -> None:
    """Another schedule starts from one that exists."""
    ready = here.ready()
    entry = here.dispatch.add_entry(here.entry(ready.id, repeat=2, title="Chương trình sáng"), here.officer).entry
    page = officer.read(f"/plans/new?copy={entry.id}")
    assert 'value="Chương trình sáng"' in page
    assert f'value="{ready.id}" checked' in page
    assert f'value="{ready.id}" checked' in officer.read(f"/plans/new?bulletin={ready.id}")


def test_the_short_schedule_says_what_it_would_do(officer: Reader, here: House) -> None:
    """The compose page tells where and when while one types, collisions too once there is a draft."""
    asked = "/plans/quick?locality=h1&quick_day=2026-11-23&quick_at="
    assert "Phát tại 1 cụm loa ở Khu phố 1, Phường Dĩ An, 17:00 hôm nay." in officer.read(asked + "17:00")
    assert "Lịch này đã qua" in officer.read(asked + "05:00")
    assert "không đọc được" in officer.read(asked + "chiều")
    draft = here.dispatch.save_draft(here.draft(), here.officer)
    assert "Lần đầu 17:00 hôm nay" in officer.read(f"{asked}17:00&bulletin={draft.id}")
