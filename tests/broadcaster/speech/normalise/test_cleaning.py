"""Cleaned text, and where each of its characters came from."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.speech.normalise.cleaning import clean_lines


@pytest.mark.parametrize(
    ("typed", "lines"),
    [
        ("", []),
        (" \n ", []),
        ("a  b", ["a b"]),
        ("a\tb\u00a0c", ["a b c"]),
        ("a\r\nb\u2028c\x85d", ["a", "b", "c", "d"]),
        ("7h–9h “A” 38ºC", ['7h-9h "A" 38°C']),
        ("Ð\u200b\x00ô\ud800", ["Đô"]),
        ("m² 2² ½ 1½ ① Ⅳ", ["m2 2^2 1/2 1 1/2 1 IV"]),
        ("٣ ８", ["3 8"]),
        ("㎡℃№", ["m2°Csố"]),
        ("x\u0301 `a`", ["x 'a'"]),
        ("㊿ 5㊿ 5①", ["50 5 50 5 1"]),
    ],
)
def test_cleans(typed: str, lines: list[str]) -> None:
    """Odd dashes, quotes, blanks, figures and signs become plain ones; what nobody can say goes."""
    assert [line.text for line in clean_lines(typed)] == lines


@given(st.text(alphabet=st.sampled_from("aâ ấ1½²\u0301\u200b\n“–…ĐÐ"), max_size=30))
def test_every_character_knows_where_it_came_from(typed: str) -> None:
    """Each stretch lies in the typed text, in order."""
    for line in clean_lines(typed):
        assert len(line.text) == len(line.starts) == len(line.ends)
        assert all(0 <= start < end <= len(typed) for start, end in zip(line.starts, line.ends, strict=True))
        assert list(line.starts) == sorted(line.starts)


def test_decomposed_letters_are_one_stretch() -> None:
    """A letter typed with its marks apart is one character, standing for all of them."""
    typed = unicodedata.normalize("NFD", "Ủy")
    (line,) = clean_lines(typed)
    assert (line.text, list(zip(line.starts, line.ends, strict=True))) == ("Ủy", [(0, 2), (2, 3)])
