"""Common bulletins: whole texts of their own, blanks that are found, and none of them left when it is handed in."""

import pytest

from broadcaster.bulletins import checked_text, checked_title
from broadcaster.speech.normalise import read_aloud
from broadcaster.store import bulletins
from tests.house import House
from tests.web.readers import Reader
from web.samples import BLANK, SAMPLES, unfilled

NEW = "/bulletins/new"
FIELDS = {"locality": "c1", "priority": "3", "voice": "espeak-south", "sound": "voice", "do": "submit"}


@pytest.mark.parametrize("name", SAMPLES)
def test_each_is_a_bulletin_once_it_is_filled_in(name: str) -> None:
    """Filled in it is a text and a title that are taken, read without doubt, and without a bracket left."""
    sample = SAMPLES[name]
    assert BLANK.search(sample.text)
    text, title = (BLANK.sub("bảy", one) for one in (sample.text, sample.title))
    assert checked_text(text) == text
    assert checked_title(title) == title
    assert unfilled(text, title) is None
    assert "[" not in text + title
    assert read_aloud(text).warnings == ()
    assert all(len(sentence.split()) <= 35 for sentence in text.replace("\n", ". ").split(". "))


def test_blanks_are_told_apart_from_brackets() -> None:
    """Each once, in order; an ordinary bracket is none."""
    left = unfilled("Lúc [giờ…], [ngày…] [giờ…]", "[nơi…]")
    assert left is not None
    assert left.facts == {"blanks": "[giờ…], [ngày…], [nơi…]"}
    assert unfilled("[1] [xem…\n] […]", "") is None


@pytest.mark.parametrize("name", SAMPLES)
def test_a_form_begins_with_it(officer: Reader, name: str) -> None:
    """One tap from the empty form fills in title, text and field."""
    assert f"sample={name}" in officer.read(NEW)
    page = officer.read(f"{NEW}?sample={name}")
    assert SAMPLES[name].title in page
    assert SAMPLES[name].text.splitlines()[1] in page


def test_one_nobody_knows_is_an_empty_form(officer: Reader) -> None:
    """An old address still opens."""
    assert "[giờ…]" not in officer.read(f"{NEW}?sample=khong-co")


def test_a_blank_is_not_handed_in(officer: Reader, here: House) -> None:
    """It is refused with the blanks named, may be kept as a draft, and is taken once it is filled in."""
    sample = SAMPLES["hop"]
    fields = {**FIELDS, "text": sample.text, "title": sample.title, "field": str(int(sample.field))}
    answer = officer.send(NEW, fields, form=NEW)
    assert answer.status_code == 422
    assert "Hãy điền hoặc xóa: [nơi…], [giờ…], [ngày…], [địa điểm…], [nội dung…]." in answer.text
    with here.dispatch.store.read() as tx:
        assert bulletins.listed(tx, "79").items == ()
    assert officer.send(NEW, {**fields, "do": "draft"}, form=NEW).status_code == 303
    filled = {name: BLANK.sub("bảy", text) for name, text in fields.items()}
    assert officer.send(NEW, filled, form=NEW).status_code == 303
