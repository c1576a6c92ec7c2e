"""The page of a locality's rules: what holds and whose it is, stricter with its consequence told, undone, refused."""

from collections.abc import Callable
from datetime import time

from broadcaster.localities import Kind, Locality
from broadcaster.store import localities
from schedules.recurrence import daily
from schedules.windows import Rules
from tests.house import START, House
from tests.web.readers import Reader

FIELDS: dict[str, object] = {
    "windows_from": ["05:30", ""],
    "windows_to": ["21:00", ""],
    "quiet_from": ["22:00", ""],
    "quiet_to": ["05:00", ""],
    "weekdays": list("0123456"),
}
PAGE = "/places/c1"


def held(here: House, code: str = "c1") -> Rules:
    """Return the rules in force at a locality."""
    with here.dispatch.store.read() as tx:
        return localities.tree(tx).rules(code)


def test_what_holds_and_whose_it_is(leader: Reader, here: House) -> None:
    """A leader finds the own commune behind the name, with every rule and the province as its source."""
    assert 'href="/places"' in leader.read("/")
    assert leader.open("/places").headers["Location"] == PAGE
    page = leader.read(PAGE)
    for words in (
        "05:30-21:00",
        "22:00-05:00",
        "Mọi ngày",
        "Không giới hạn",
        "Theo Thành phố Hồ Chí Minh",
        "Khu phố 1",
    ):
        assert words in page
    leader.send(PAGE, {**FIELDS, "minutes_per_day": "60", "do": "save"}, form=PAGE)
    assert "Quy định riêng ở đây" in leader.read(PAGE)
    assert "Theo Phường Dĩ An" in leader.read("/places/h1")


def test_the_consequence_comes_before_and_the_undo_after(leader: Reader, here: House) -> None:
    """Looking keeps nothing and names the schedules; saving says how many; one press brings the old rules back."""
    entry = here.entry(here.ready().id, recurrence=daily(START.date(), time(17)), title="Chương trình chiều")
    here.dispatch.add_entry(entry, here.officer)
    wanted = {**FIELDS, "windows_to": ["16:00", ""]}
    looked = leader.send(PAGE, {**wanted, "do": "look"}, form=PAGE)
    assert looked.status_code == 200
    for words in ("1 lịch phát sẽ không còn được phép", "Chương trình chiều", "17:00 hôm nay", "Lưu quy định của"):
        assert words in looked.text
    assert held(here) == Rules()
    assert leader.send(PAGE, {**wanted, "do": "save"}, form=PAGE).status_code == 303
    assert held(here).windows[0].end == time(16)
    page = leader.read(PAGE)
    assert "1 lịch phát không còn được phép" in page
    undo = page.split('action="/places/c1/undo')[1].split('"')[0]
    assert leader.send(f"{PAGE}/undo{undo}", form=PAGE).status_code == 303
    assert held(here) == Rules()
    assert leader.send(f"{PAGE}/undo?change=x", form=PAGE).status_code == 422


def test_what_changes_nothing_says_so(leader: Reader) -> None:
    """The rules that hold anyway need no saving; stricter ones that hurt nobody are told as such."""
    same = leader.send(PAGE, {**FIELDS, "do": "look"}, form=PAGE).text
    assert "không có gì thay đổi" in same
    assert "Lưu quy định của" not in same
    harmless = leader.send(PAGE, {**FIELDS, "most_repeats": "3", "do": "look"}, form=PAGE).text
    assert "vẫn được phép" in harmless


def test_looser_is_refused_with_the_value_above(leader: Reader, here: House) -> None:
    """The form comes back as typed, the refusal at its field, with the province's value in it."""
    answer = leader.send(PAGE, {**FIELDS, "quiet_from": ["23:00"], "quiet_to": ["04:00"], "do": "save"}, form=PAGE)
    assert answer.status_code == 422
    for words in ("giữ yên tĩnh 22:00-05:00", 'value="23:00"', "Thành phố Hồ Chí Minh"):
        assert words in answer.text
    assert held(here) == Rules()
    bad = leader.send(PAGE, {**FIELDS, "minutes_per_day": "nhiều", "do": "look"}, form=PAGE)
    assert (bad.status_code, "không phải là một số" in bad.text) == (422, True)


def test_the_province_may_say_anything(administrator: Reader, here: House) -> None:
    """It has nobody above, so no quiet hours are a choice; the communes below are listed."""
    page = administrator.read("/places/79")
    assert "Cấp trên" not in page
    assert "Xã Phú Giáo" in page
    fields = {**FIELDS, "quiet_from": [], "quiet_to": [], "do": "save"}
    assert administrator.send("/places/79", fields, form="/places/79").status_code == 303
    assert held(here).quiet == ()
    assert "yên tĩnh Không có" in administrator.read("/places/79")


def test_who_may_only_read(officer: Reader, leader: Reader, signed_in: Callable[[str], Reader]) -> None:
    """An officer reads the rules but has no form; nobody sees or changes another commune's."""
    assert 'href="/places"' not in officer.read("/")
    assert "Xem điều gì thay đổi" not in officer.read(PAGE)
    assert officer.send(PAGE, {**FIELDS, "do": "save"}, form=PAGE).status_code == 403
    for path in ("/places/c2", "/places/79"):
        assert leader.open(path).status_code == 403
        assert leader.send(path, {**FIELDS, "do": "save"}, form=PAGE).status_code == 403


def test_long_lists_page(administrator: Reader, here: House) -> None:
    """A province of many communes shows fifty at a time."""
    with here.dispatch.store.begin("test") as tx:
        for n in range(60):
            localities.add(tx, Locality(f"x{n:02}", f"Xã số {n:02}", Kind.COMMUNE, "79"))
    first, second = administrator.read("/places/79"), administrator.read("/places/79?page=2")
    assert first.count('href="/places/') - second.count('href="/places/') > 30
    assert "Xem tiếp" in first and "Trang trước" in second
    assert administrator.open("/places/79?page=abc").status_code == 200
