"""Letters, syllables and spelling."""

import pytest

from broadcaster.speech.normalise.letters import NAMES, bare, is_marked, is_syllable, name, spell
from broadcaster.speech.normalise.numbers import REGIONS

SYLLABLES = "thông báo khẩn của nghiêng khuya quốc giếng ủy yêu uống oanh An ĐƯỜNG khuỷu"
OTHERS = "VNPT BHXH Facebook HTX đs w COVID"


@pytest.mark.parametrize("word", SYLLABLES.split())
def test_syllables(word: str) -> None:
    """Vietnamese words are syllables."""
    assert is_syllable(word)


@pytest.mark.parametrize("word", OTHERS.split())
def test_no_syllables(word: str) -> None:
    """Short forms and foreign words are none."""
    assert not is_syllable(word)


def test_marks_and_names() -> None:
    """Only marks of vowels make a word of capitals; every letter has a name, foreign ones their own."""
    assert is_marked("BÃO")
    assert not is_marked("ĐND")
    assert bare("Ấ") == "â"
    assert (name("Đ"), name("w"), name("ß")) == ("đê", "vê kép", "ß")
    assert set(map(len, NAMES)) == {1}


def test_spelling() -> None:
    """Letters by name, figures between them as numbers, other signs left out."""
    assert spell("H5-N1", REGIONS["north"]) == "hát năm nờ một"
