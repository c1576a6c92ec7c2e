"""The page of a lexicon: found, added, changed, removed, undone, brought as a file, taken away."""

import io
from collections.abc import Callable

import pytest

from broadcaster.store import lexicons
from tests.broadcaster.dispatch.test_alerting import draft
from tests.house import House
from tests.web.readers import ORIGIN, Reader

PAGE = "/places/c1/lexicon"
GX = {"written": "GXTM", "spoken": "giáo xứ Tân Mỹ", "do": "save"}


def kept(here: House, code: str = "c1") -> dict[str, str]:
    """Return what a locality says."""
    with here.dispatch.store.read() as tx:
        return dict(lexicons.kept(tx, code))


def brought(reader: Reader, data: bytes, path: str = f"{PAGE}/import") -> str:
    """Send a file and return the page that answers."""
    fields = {"csrf_token": reader.token(), "file": (io.BytesIO(data), "bang.csv")}
    answer = reader.client.post(
        path, data=fields, base_url=ORIGIN, headers={"Origin": ORIGIN, "Referer": ORIGIN + PAGE}
    )
    return f"{answer.status_code} {answer.text}"


def test_ones_own_lexicon_stands_behind_the_name(officer: Reader) -> None:
    """The menu leads to the reader's own place; an empty one teaches the next step."""
    assert 'href="/lexicon"' in officer.read("/")
    assert officer.open("/lexicon").headers["Location"] == PAGE
    page = officer.read(PAGE)
    assert "Chưa có mục nào" in page
    assert "Thêm cách đọc" in page


def test_added_changed_removed_and_each_undone(officer: Reader, here: House) -> None:
    """Every step says what it did and offers its undoing, which brings back what was."""
    steps: list[tuple[dict[str, str], dict[str, str], str]] = [
        (GX, {"GXTM": "giáo xứ Tân Mỹ"}, "Từ nay “GXTM” đọc là “giáo xứ Tân Mỹ”."),
        ({**GX, "old": "GXTM", "spoken": "xứ Tân Mỹ"}, {"GXTM": "xứ Tân Mỹ"}, "Từ nay “GXTM” đọc là “xứ Tân Mỹ”."),
        ({"old": "GXTM", "do": "remove"}, {}, "Đã bỏ cách đọc của “GXTM”."),
    ]
    undos, before = [], [kept(here)]
    for fields, after, words in steps:
        assert officer.send(PAGE, fields, form=PAGE).status_code == 303
        page = officer.read(PAGE)
        assert words in page
        assert kept(here) == after
        undos.append(page.partition(f'action="{PAGE}/undo/')[2].partition('"')[0])
        before.append(after)
    for undo, earlier in zip(reversed(undos), reversed(before[:-1]), strict=True):
        assert officer.send(f"{PAGE}/undo/{undo}", form=PAGE).status_code == 303
        assert kept(here) == earlier
    assert officer.send(f"{PAGE}/undo/{undos[1]}", form=PAGE).status_code == 422
    assert officer.send(f"{PAGE}/undo/nothing", form=PAGE).status_code == 422


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({**GX, "spoken": "12"}, "cách đọc không có chữ số"),
        ({**GX, "written": ""}, "chữ viết cần có chữ"),
        ({**GX, "spoken": "khác", "written": "TĐ"}, "đã có trong bảng cách đọc"),
        ({**GX, "old": "ZZ"}, "không còn trong bảng cách đọc"),
        ({"old": "ZZ", "do": "remove"}, "không còn trong bảng cách đọc"),
    ],
)
def test_bad_input_is_told_and_stays(officer: Reader, here: House, fields: dict[str, str], words: str) -> None:
    """The fault in plain words, what was typed still there, nothing kept."""
    here.dispatch.add_reading("c1", "TĐ", "tổ đội", here.officer)
    answer = officer.send(PAGE, fields, form=PAGE)
    assert answer.status_code == 422
    assert words in answer.text
    assert f'value="{fields.get("spoken", "")}"' in answer.text
    assert kept(here) == {"TĐ": "tổ đội"}


def test_an_entry_is_opened_to_be_changed(officer: Reader, here: House) -> None:
    """The form shows it; what is escaped in an address comes back whole."""
    here.dispatch.add_reading("c1", "A&B <5>", "a và bê", here.officer)
    page = officer.read(PAGE)
    address = page.partition('href="/places/c1/lexicon?edit=')[2].partition("#")[0]
    form = officer.read(f"{PAGE}?edit={address}")
    assert 'name="old" value="A&amp;B &lt;5&gt;"' in form
    assert 'value="a và bê"' in form


def test_what_comes_from_above_is_shown_and_not_changed_here(officer: Reader, here: House) -> None:
    """The province's entries hold here and are the province's; one's own in their stead hides them."""
    here.dispatch.add_reading("79", "BHXHTN", "bảo hiểm tự nguyện", here.administrator)
    assert "BHXHTN → bảo hiểm tự nguyện" in officer.read(PAGE)
    here.dispatch.add_reading("c1", "BHXHTN", "bảo hiểm", here.officer)
    assert "BHXHTN → bảo hiểm tự nguyện" not in officer.read(PAGE)


def test_a_file_is_told_row_by_row(officer: Reader, here: House) -> None:
    """What was taken and what was not, with the line; undone in one press."""
    told = brought(officer, "Chữ viết;Cách đọc\nGXTM;giáo xứ Tân Mỹ\nX9;99\n".encode())
    assert told.startswith("200")
    assert "Thêm 1 mục, sửa 0, đã có sẵn 0, không nhận 1." in told
    assert "Dòng 3" in told
    assert kept(here) == {"GXTM": "giáo xứ Tân Mỹ"}
    undo = told.partition(f'action="{PAGE}/undo/')[2].partition('"')[0]
    officer.send(f"{PAGE}/undo/{undo}", form=PAGE)
    assert kept(here) == {}


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "Hãy chọn một tệp CSV"),
        (b"\xff\xfe\x00", "không phải UTF-8"),
        (b"written,spoken\n", "không có mục nào"),
        (b"A1,b\n" * 101_000, "lớn hơn 500000 byte"),
    ],
)
def test_a_file_that_cannot_be_used(officer: Reader, here: House, data: bytes, words: str) -> None:
    """No file, another encoding, nothing in it, too large: told beside the field, nothing kept."""
    told = brought(officer, data)
    assert told.startswith("422")
    assert words in told
    assert kept(here) == {}


def test_the_table_goes_out_and_comes_back(officer: Reader, here: House) -> None:
    """As CSV that no spreadsheet runs as a formula, and that can be brought again as it is."""
    here.dispatch.add_reading("c1", "-GX", "trừ giáo xứ", here.officer)
    here.dispatch.add_reading("c1", "A, B", "a và bê", here.officer)
    answer = officer.open(f"{PAGE}.csv")
    assert answer.mimetype == "text/csv"
    assert "'-GX,trừ giáo xứ" in answer.text
    assert "Thêm 0 mục, sửa 0, đã có sẵn 2, không nhận 0." in brought(officer, answer.data)


def test_a_long_lexicon_has_pages_and_is_searched(officer: Reader, here: House) -> None:
    """Thirty at a time; a search that finds nothing says so."""
    rows = "".join(f"F{n:02}K,chữ\n" for n in range(35))
    here.dispatch.import_lexicon("c1", rows.encode(), here.officer)
    page = officer.read(PAGE)
    assert ("F29K" in page, "F30K" in page) == (True, False)
    assert "F34K" in officer.read(f"{PAGE}?q=F34")
    assert "Không có mục nào như vậy" in officer.read(f"{PAGE}?q=zzz")


def test_others_look_or_do_not(signed_in: Callable[[str], Reader], here: House) -> None:
    """Another place's is out of sight; an officer changes nothing for the province."""
    officer = signed_in("mai")
    for path in ("/places/79/lexicon", "/places/c2/lexicon", "/places/79/lexicon.csv"):
        assert officer.open(path).status_code == 403
    assert officer.send("/places/79/lexicon", GX, form=PAGE).status_code == 403
    assert brought(officer, b"A1,chu\n", "/places/c2/lexicon/import").startswith("403")
    assert signed_in("quantri").send("/places/79/lexicon", GX, form=PAGE).status_code == 303
    assert kept(here, "79") == {"GXTM": "giáo xứ Tân Mỹ"}


def test_an_alert_shows_what_its_words_are_read_with(signed_in: Callable[[str], Reader], here: House) -> None:
    """Whoever confirms or releases sees the entries they stand for."""
    here.dispatch.add_reading("c1", "GXTM", "giáo xứ Tân Mỹ", here.officer)
    made = here.dispatch.draft_alert(draft(text="Nước sông đang lên nhanh ở GXTM."), here.officer)
    assert "GXTM → giáo xứ Tân Mỹ" in signed_in("mai").read(f"/alerts/{made.id}")
    here.dispatch.confirm_alert(made.id, here.officer, version=made.version)
    here.dispatch.remove_reading("c1", "GXTM", here.officer)
    assert "GXTM → giáo xứ Tân Mỹ" in signed_in("lan").read(f"/alerts/{made.id}")
