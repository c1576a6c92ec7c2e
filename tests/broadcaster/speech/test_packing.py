"""Readings packed for services: no part too long, no word lost, the right silence after each."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.speech.packing import in_bytes, parts, sentences


def letters(text: str) -> str:
    """Return a text without blanks and without lines that say nothing."""
    return "".join("".join(line.split()) for line in text.splitlines() if any(map(str.isalnum, line)))


def test_parts_are_packed_but_never_too_long() -> None:
    """Whole clauses share a part of at most 100 characters, and no word is lost, however long."""
    text = "Một, hai. " * 30 + "x" * 250 + "\n...\n" + "ba bốn " * 40
    found = list(parts(text, 100))
    assert max(len(part) for part, _ in found) <= 100
    assert letters("".join(part for part, _ in found)) == letters(text)
    assert len(found) < 12


@pytest.mark.parametrize("size", [len, in_bytes])
@given(words=st.lists(st.text("aăđểĐ .,!\n", min_size=1, max_size=40), max_size=8), most=st.integers(4, 60))
def test_no_part_is_longer_than_the_service_takes(size: Callable[[str], int], words: list[str], most: int) -> None:
    """Whatever the text and whatever unit the service counts in, its limit holds and each letter is said once."""
    text = " ".join(words)
    found = [part for part, _ in parts(text, most, size)]
    assert all(size(part) <= most for part in found)
    said = [letter for letter in "".join(found) if letter.isalnum()]
    assert said == [letter for letter in text if letter.isalnum()]


def test_vietnamese_is_longer_in_bytes() -> None:
    """A text that fits by characters is cut when the service counts bytes."""
    text = "Đề nghị bà con trữ nước. " * 4
    assert (len(list(parts(text, 100))), len(list(parts(text, 100, in_bytes)))) == (1, 2)


def test_each_part_ends_with_its_silence() -> None:
    """After a clause, a sentence and a paragraph the silence grows."""
    long = "một hai ba bốn năm sáu bảy tám chín mười, " * 3
    found = [pause for _, pause in parts(long + "hết. Hai. " * 12 + "\nCuối.", 100)]
    assert found[0] == 280
    assert 650 in found
    assert found[-1] == 1050


def test_sentences_stay_apart() -> None:
    """For a voice that reads one sentence at a time none shares a part; a long one is cut at its clauses."""
    found = list(sentences("Xin chào. Mai họp, nhớ đến!\nCảm ơn.", 100))
    assert found == [("Xin chào.", 650), ("Mai họp, nhớ đến!", 1050), ("Cảm ơn.", 1050)]
    assert [part for part, _ in sentences("Một hai, ba bốn.", 8)] == ["Một hai,", "ba bốn."]
