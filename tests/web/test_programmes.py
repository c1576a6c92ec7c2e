"""The programme pages: made without JavaScript, told before they sound, changed and copied like every schedule."""

import re
from dataclasses import replace
from datetime import time, timedelta

import pytest

from broadcaster.bulletins import Field
from broadcaster.plans import Entry
from broadcaster.store import plans
from schedules.playlist import Content
from schedules.programme import Fill, Ident, Programme, Relay
from schedules.recurrence import daily
from tests.house import START, House
from tests.web.readers import Reader

NEW = "/programmes/new"
FIELDS: dict[str, object] = {
    "title": "Chương trình chiều",
    "place": "c1",
    "length": "30",
    "parts": ["p0", "p1"],
    "p0-kind": "ident",
    "p0-at": "",
    "p1-kind": "fill",
    "p1-fields": ["1"],
    "p1-most": "",
    "p1-at": "",
    "kind": "daily",
    "first": "2026-11-23",
    "times": ["17:00", ""],
    "every": "1",
    "holidays": "any",
    "priority": "3",
}


def kept(here: House) -> tuple[Entry, ...]:
    """Return all entries, the newest first."""
    with here.dispatch.store.read() as tx:
        return plans.listed(tx).items


def placed(here: House, **changes: object) -> Entry:
    """Return a programme in the commune, every day at 17:00."""
    template = Programme(timedelta(minutes=30), (Fill(frozenset({1})),))
    known: dict[str, object] = {"title": "Chương trình chiều", "programme": template} | changes
    wish = here.entry(recurrence=daily(START.date(), time(17)), **known)
    return here.dispatch.add_entry(wish, here.officer).entry


def test_parts_are_arranged_by_plain_buttons(officer: Reader, here: House) -> None:
    """Add, up, down and remove give the form back rearranged, with everything typed still there; nothing is kept."""
    page = officer.read(NEW)
    assert page.index("1. Nhạc hiệu") < page.index("2. Lấy bản tin mới")
    answer = officer.send(NEW, {**FIELDS, "do": "add relay"}, form=NEW)
    assert answer.status_code == 200
    assert "3. Tiếp sóng" in answer.text
    assert 'value="Chương trình chiều"' in answer.text
    moved = officer.send(NEW, {**FIELDS, "do": "up p1"}, form=NEW).text
    assert moved.index("1. Lấy bản tin mới") < moved.index("2. Nhạc hiệu")
    removed = officer.send(NEW, {**FIELDS, "do": "remove p0"}, form=NEW).text
    assert "1. Lấy bản tin mới" in removed
    assert ". Nhạc hiệu</h3>" not in removed
    assert kept(here) == ()


@pytest.mark.slow
def test_what_it_will_hold_is_told_before_and_after(officer: Reader, here: House) -> None:
    """Taken in order with its time, left out with its reason, in words; kept, it says the same."""
    taken = here.ready(title="Lịch tiêm chủng")
    here.ready(title="Gương tốt", field=Field.EXAMPLE)
    for path, do in ((NEW, "preview"), ("/programmes/preview", "")):
        page = officer.send(path, {**FIELDS, "do": do}, form=NEW).text
        assert "17:00 hôm nay sẽ phát" in page
        assert "Lịch tiêm chủng" in page
        assert "“Gương tốt” thuộc lĩnh vực khác" in page
    answer = officer.send(NEW, {**FIELDS, "do": "save"}, form=NEW)
    (entry,) = kept(here)
    assert answer.headers["Location"] == f"/programmes/{entry.id}"
    page = officer.read(f"/programmes/{entry.id}")
    assert "Đã lưu chương trình" in page
    assert "“Gương tốt” thuộc lĩnh vực khác" in page
    assert "Bản tin mới: Tin chung" in page
    here.dispatch.publish_due()
    (airing,) = here.dispatch.airings_between("c1", START, START + timedelta(days=1))
    assert [one.content for one in airing.playlist.items] == [Content.IDENT, Content.BULLETIN]
    assert airing.bulletin_ids == (taken.id,)
    assert "Chương trình chiều" in officer.read("/programmes")


@pytest.mark.slow
def test_an_empty_programme_says_so(officer: Reader, here: House) -> None:
    """Before the first bulletin the page says that nothing is there yet, and that it will come by itself."""
    assert "Chưa có chương trình nào" in officer.read("/programmes")
    page = officer.send(NEW, {**FIELDS, "do": "preview"}, form=NEW).text
    assert "chưa có bản tin nào để phát lần này" in page
    assert officer.send(NEW, {**FIELDS, "do": "save"}, form=NEW).status_code == 303
    far = officer.send("/programmes/preview", {**FIELDS, "first": "2027-06-01"}, form=NEW).text
    assert "không phát trong 7 ngày tới" in far


@pytest.mark.slow
def test_bad_programmes_are_named_and_kept(officer: Reader, here: House) -> None:
    """Each fault in words beside its field; what was typed is still there."""
    bad: list[tuple[dict[str, object], str]] = [
        ({"title": ""}, "Chương trình chưa có tên"),
        ({"p1-fields": []}, "ít nhất một lĩnh vực"),
        ({"length": "x"}, "từ 1 đến 720"),
        ({"parts": []}, "từ 1 đến 40 phần"),
        ({"first": "2026-11-20", "kind": "once"}, "Lịch này đã qua"),
        ({"place": "c2"}, "không được"),
        ({"parts": ["p0", "p2"], "p2-kind": "bulletin", "p2-bulletin": "gone", "p2-times": "1"}, "Không tìm thấy"),
        (
            {"parts": ["p2"], "p2-kind": "clip", "p2-sha256": "d" * 64, "p2-milliseconds": "9", "p2-times": "1"},
            "âm thanh",
        ),
    ]
    for changes, words in bad:
        answer = officer.send(NEW, {**FIELDS, **changes, "do": "save"}, form=NEW)
        assert answer.status_code in (403, 422), words
        if answer.status_code == 422:
            assert words in answer.text, words
            assert 'value="30"' in answer.text or "length" in changes
        officer.send("/programmes/preview", {**FIELDS, **changes}, form=NEW)
    assert kept(here) == ()


def test_it_is_changed_and_copied(officer: Reader, here: House) -> None:
    """The edit form shows it as it is; saved, it is the same entry in another version; a copy is a new one."""
    entry = placed(here)
    address = f"/programmes/{entry.id}/edit"
    page = officer.read(address)
    assert 'value="Chương trình chiều"' in page
    assert 'name="p0-fields" value="1" checked' in page
    relay = {"p1-kind": "relay", "p1-source": "https://vov.example/1", "p1-minutes": "10", "p1-at": "20"}
    fields = {**FIELDS, "p0-kind": "fill", "p0-fields": ["1", "4"], **relay, "title": "Chiều mới", "base": "yes"}
    answer = officer.send(address, {**fields, "version": "1", "do": "save"}, form=address)
    assert answer.status_code == 303, answer.text
    (changed,) = kept(here)
    assert (changed.id, changed.version, changed.title, changed.base) == (entry.id, 2, "Chiều mới", True)
    assert changed.programme == Programme(
        timedelta(minutes=30),
        (
            Fill(frozenset({1, 4})),
            Relay(("https://vov.example/1",), timedelta(minutes=10), at=timedelta(minutes=20)),
        ),
    )
    stale = officer.send(address, {**fields, "version": "1", "do": "save"}, form=address)
    assert stale.status_code == 422
    assert "đúng phút thứ 20" in officer.read(f"/programmes/{entry.id}")
    assert f"/programmes/{entry.id}" in officer.read(f"/plans/{entry.id}")
    assert 'value="Chiều mới"' in officer.read(f"{NEW}?copy={entry.id}")


def test_a_relay_keeps_what_sounds_when_its_source_is_dead(officer: Reader, here: House) -> None:
    """The clip that stands in for a relay is not shown in the form, and survives it."""
    clip = here.ready().clip or ""
    relay = Relay(("https://vov.example/1",), timedelta(minutes=10), fallback=clip)
    entry = placed(here, programme=Programme(timedelta(minutes=30), (relay,)))
    address = f"/programmes/{entry.id}/edit"
    sent = dict(re.findall(r'name="(p0-[a-z]+)"[^>]*value="([^"]*)"', officer.read(address)))
    fields = {**FIELDS, "parts": "p0", **sent, "title": "Tiếp sóng chiều", "version": "1", "do": "save"}
    answer = officer.send(address, fields, form=address)
    assert answer.status_code == 303, answer.text
    (changed,) = kept(here)
    assert (changed.title, changed.programme) == ("Tiếp sóng chiều", entry.programme)


@pytest.mark.slow
def test_a_programme_is_told_before_it_has_a_name(officer: Reader) -> None:
    """The page that opens with an empty name shows what would sound, not a fault."""
    told = officer.send("/programmes/preview", {**FIELDS, "title": ""}, form=NEW).text
    assert "sẽ phát" in told
    assert "chưa có tên" not in told


@pytest.mark.slow
def test_a_rule_the_form_cannot_show_is_kept(officer: Reader, here: House) -> None:
    """A lunar programme of one station is edited without losing its days or its place."""
    lunar = replace(daily(START.date(), time(17)), rule="RSCALE=VIETNAMESE;FREQ=MONTHLY;BYMONTHDAY=1,15")
    template = Programme(timedelta(minutes=30), (Ident(), Fill(frozenset({1}))))
    wish = here.entry(recurrence=lunar, programme=template, targets=(), stations=("st-1",), title="Rằm")
    entry = here.dispatch.add_entry(wish, here.officer).entry
    address = f"/programmes/{entry.id}/edit"
    page = officer.read(address)
    assert "Giữ quy tắc đang có" in page
    assert 'name="place"' not in page
    fields = {name: value for name, value in FIELDS.items() if name != "place"}
    answer = officer.send(address, {**fields, "kind": "keep", "version": "1", "do": "save"}, form=address)
    assert answer.status_code == 303, answer.text
    (changed,) = kept(here)
    assert (changed.recurrence, changed.stations, changed.targets) == (lunar, ("st-1",), ())
    assert "Chương trình chiều" in officer.read("/programmes")


def test_other_schedules_are_no_programmes(officer: Reader, here: House) -> None:
    """The address of a plain schedule is not found here."""
    plain = here.dispatch.add_entry(here.entry(here.ready().id), here.officer).entry
    assert officer.open(f"/programmes/{plain.id}").status_code == 404
