"""Folding Vietnamese for searching."""

import unicodedata

import pytest

from broadcaster.store.folding import fold


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Đường  Số 3", "duong so 3"),
        ("ƯỚC MƠ\n\tngủ ở Huế", "uoc mo ngu o hue"),
        (unicodedata.normalize("NFD", "Nguyễn"), "nguyen"),
        ("quỳnh, Ỷ ỹ!", "quynh, y y!"),
        ("", ""),
    ],
)
def test_accents_and_case_fall_away(text: str, folded: str) -> None:
    """Composed or not, upper or lower, with đ and with horns."""
    assert fold(text) == folded
