"""What is on at an offset into a playlist."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schedules.playlist import ClipItem, PauseItem, Playlist, Position, RelayItem


def seconds(count: float) -> timedelta:
    """Return a length."""
    return timedelta(seconds=count)


IDENT, PAUSE = ClipItem("a" * 64, seconds(10)), PauseItem(seconds(2))
RELAY = RelayItem(("https://vov.example/live",), seconds(30), "b" * 64)
PROGRAMME = Playlist((IDENT, PAUSE, RELAY))


@pytest.mark.parametrize(
    ("offset", "loop", "expected"),
    [
        (-0.001, False, None),
        (-0.001, True, None),
        (0, False, Position(0, IDENT, seconds(0))),
        (9.999, False, Position(0, IDENT, seconds(9.999))),
        (10, False, Position(1, PAUSE, seconds(0))),
        (12, False, Position(2, RELAY, seconds(0))),
        (41.5, False, Position(2, RELAY, seconds(29.5))),
        (42, False, None),
        (42, True, Position(0, IDENT, seconds(0))),
        (42 * 3 + 11, True, Position(1, PAUSE, seconds(1))),
    ],
)
def test_place_at_an_offset(offset: float, loop: bool, expected: Position | None) -> None:
    """Items follow without a gap; a loop begins again; outside there is nothing."""
    assert PROGRAMME.at(seconds(offset), loop) == expected


@pytest.mark.parametrize("items", [(), (PauseItem(seconds(0)),)])
def test_an_empty_playlist_has_no_places(items: tuple[PauseItem, ...]) -> None:
    """Not even a loop makes sound out of nothing."""
    assert Playlist(items).at(seconds(0), loop=True) is None


def test_items_without_length_are_passed_over() -> None:
    """The place is always inside an item that sounds."""
    assert Playlist((PauseItem(seconds(0)), IDENT)).at(seconds(0)) == Position(1, IDENT, seconds(0))


def test_duration_is_one_pass() -> None:
    """A playlist lasts as long as its items together."""
    assert PROGRAMME.duration == seconds(42)


def test_a_negative_length_is_refused() -> None:
    """Such an item would make the programme end before it began."""
    with pytest.raises(ValueError, match="less than nothing"):
        Playlist((PauseItem(seconds(-1)),))


def test_clips_hold_fallbacks() -> None:
    """A station must fetch the fallback of a relay too, but not one that was never named."""
    bare = RelayItem(("https://vtv.example/live",), seconds(5), "")
    assert Playlist((IDENT, RELAY, bare, IDENT)).clips() == {"a" * 64, "b" * 64}


@given(st.lists(st.integers(0, 100), max_size=6), st.integers(-10, 2000), st.booleans())
def test_a_place_tells_its_offset_again(lengths: list[int], offset: int, loop: bool) -> None:
    """The items before a place and the offset into its item add up to the offset asked for."""
    playlist = Playlist(tuple(PauseItem(seconds(length)) for length in lengths))
    place = playlist.at(seconds(offset), loop)
    inside = offset >= 0 and playlist.duration and (loop or seconds(offset) < playlist.duration)
    assert (place is not None) == bool(inside)
    if place:
        before = sum((item.duration for item in playlist.items[: place.index]), timedelta())
        assert (seconds(offset) - before - place.offset) % playlist.duration == timedelta()
        assert timedelta() <= place.offset < place.item.duration
