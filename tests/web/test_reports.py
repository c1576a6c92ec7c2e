"""The as-run log: what stations reported, filtered by address, and as a CSV no spreadsheet can run."""

from datetime import timedelta

from broadcaster.messages import AsRun, EndedHow, Heard
from broadcaster.store import as_run
from tests.house import House
from tests.web.readers import Reader
from web.tables import cell


def sounded(here: House) -> str:
    """Let one airing sound at a station, another be missed; return the bulletin's id."""
    ready = here.ready(title="=1+1 Tiêm chủng")
    here.dispatch.add_entry(here.entry(ready.id), here.officer)
    here.dispatch.publish_due()
    (airing,) = here.dispatch.airings_between("c1", here.clock.now(), here.clock.now() + timedelta(days=1))
    began = here.clock.now()
    rows = [
        AsRun(
            "st-1", airing.id, None, 0, 1, EndedHow.FINISHED, Heard.YES, began, 4.2, began + timedelta(seconds=48), 80
        ),
        AsRun("st-1", airing.id, None, 0, 2, EndedHow.MISSED, reason="station.was_away", ended_at=began),
    ]
    with here.dispatch.store.begin("st-1") as tx:
        assert as_run.add(tx, "st-1", rows) == 2
    return ready.id


def test_what_sounded_is_shown_with_its_proof(officer: Reader, here: House) -> None:
    """Bulletin, station, result, proof and start error stand in one row; the sums above."""
    bulletin = sounded(here)
    page = officer.read("/reports")
    for words in ("=1+1 Tiêm chủng", "Cụm loa Khu phố 1", "Phát xong", "Có tiếng", "4 ms", "Lỡ giờ", "chưa sẵn sàng"):
        assert words in page
    only = officer.read(f"/reports?bulletin={bulletin}&ended=missed&heard=unknown&where=h1&station=st-1")
    assert "4 ms" not in only
    assert "Chưa có lần phát nào" in officer.read("/reports?since=2020-01-01&until=2020-01-02")
    assert "Đã phát" in officer.read("/")


def test_what_gave_way_says_so_without_gaps(officer: Reader, here: House) -> None:
    """A station reports only the code of what was in the way: the sentence needs no names and shows no blank."""
    sounded(here)
    (airing,) = here.dispatch.airings_between("c1", here.clock.now(), here.clock.now() + timedelta(days=1))
    lost = AsRun("st-1", airing.id, None, 0, 3, EndedHow.MISSED, reason="schedules.missed", ended_at=here.clock.now())
    with here.dispatch.store.begin("st-1") as tx:
        as_run.add(tx, "st-1", [lost])
    page = officer.read("/reports")
    assert "Nhường cho chương trình đi trước" in page
    assert "[title]" not in page


def test_the_csv_is_complete_and_harmless(officer: Reader, here: House) -> None:
    """Every row is in the file; a title that looks like a formula is quoted."""
    sounded(here)
    table = officer.open("/reports/as-run.csv")
    lines = table.text.strip().splitlines()
    assert len(lines) == 3
    assert "'=1+1 Tiêm chủng" in table.text
    assert "attachment" in table.headers["Content-Disposition"]


def test_formulas_are_quoted_numbers_are_not() -> None:
    """What a spreadsheet would run gets an apostrophe; a negative number stays a number."""
    assert [cell(one) for one in ("=A1", "+1", "-x", "@SUM", "\tx", -5, 2.5, None, "họp")] == [
        *("'=A1", "'+1", "'-x", "'@SUM", "'\tx"),
        *("-5", "2.5", "", "họp"),
    ]
