"""Room kept for alarms: taken when there is plenty, given up by pieces, never more than was asked for."""

from pathlib import Path

import pytest

from stations.reserve import PIECE, Reserve


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where the reserve lies."""
    return tmp_path / "reserve"


def test_it_really_takes_the_room(file: Path) -> None:
    """A file with holes would keep nothing."""
    Reserve(file, 3 * PIECE).lay_by()
    assert file.stat().st_size == 3 * PIECE
    assert file.stat().st_blocks * 512 >= 3 * PIECE


def test_it_is_given_up_piece_by_piece(file: Path) -> None:
    """Each call frees one, the last what is left, and then there is none; later the room is taken again."""
    reserve = Reserve(file, 2 * PIECE + 5)
    reserve.lay_by()
    left = []
    while reserve.give():
        left.append(file.stat().st_size)
    assert left == [PIECE + 5, 5, 0]
    reserve.lay_by()
    assert file.stat().st_size == 2 * PIECE + 5


def test_a_card_with_little_room_is_let_alone(file: Path) -> None:
    """Who would need twice what is there takes nothing."""
    Reserve(file, 1 << 60).lay_by()
    assert not file.exists()


def test_none_is_kept_where_none_is_wanted(file: Path) -> None:
    """The setting 0."""
    reserve = Reserve(file, 0)
    reserve.lay_by()
    assert not file.exists() and not reserve.give()


def test_a_card_that_cannot_be_used_stops_nobody(tmp_path: Path) -> None:
    """What fails is logged, and nothing is promised."""
    away = Reserve(tmp_path / "away" / "reserve", PIECE)
    away.lay_by()
    assert not away.give()
    (tmp_path / "folder").mkdir()
    folder = Reserve(tmp_path / "folder", 1 << 30)
    folder.lay_by()
    assert not folder.give()
