"""What is on at an offset into a playlist, what its items are, and how floating and fixed ones are laid out."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schedules.playlist import (
    REPEAT_GAP,
    ClipItem,
    Content,
    Item,
    Layout,
    PauseItem,
    Playlist,
    Position,
    RelayItem,
    repeated,
    total,
)


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


TUNE = ClipItem("a" * 64, seconds(10), role=Content.IDENT)
NEWS = ClipItem("c" * 64, seconds(20), bulletin_id="bt-1")


@pytest.mark.parametrize(
    ("item", "content"),
    [
        (TUNE, Content.IDENT),
        (NEWS, Content.BULLETIN),
        (IDENT, Content.CLIP),
        (RELAY, Content.RELAY),
        (PAUSE, Content.PAUSE),
    ],
)
def test_items_say_what_they_are(item: Item, content: Content) -> None:
    """A page names each item; a clip of a bulletin names the bulletin too."""
    assert item.content is content


@pytest.mark.parametrize(
    ("items", "empty"),
    [((), True), ((TUNE, PAUSE), True), ((TUNE, NEWS), False), ((RELAY,), False), ((IDENT,), False)],
)
def test_tunes_and_silence_are_no_programme(items: tuple[Item, ...], empty: bool) -> None:
    """No loudspeaker is switched on for an ident alone."""
    assert Playlist(items).is_empty is empty


def test_bulletins_are_told_once_in_order() -> None:
    """A bulletin that sounds twice is one bulletin."""
    other = ClipItem("d" * 64, seconds(1), bulletin_id="bt-0")
    assert Playlist((TUNE, NEWS, RELAY, other, NEWS)).bulletin_ids() == ("bt-1", "bt-0")


def test_a_repeated_item_has_a_gap_between_passes() -> None:
    """Three passes, two gaps, nothing before or after; one pass is the item itself."""
    gap = PauseItem(REPEAT_GAP)
    assert repeated(NEWS, 3) == (NEWS, gap, NEWS, gap, NEWS)
    assert repeated(NEWS, 1) == (NEWS,)
    assert total(repeated(NEWS, 2, seconds(1))) == seconds(41)


@pytest.mark.parametrize(
    ("before", "until", "added", "items"),
    [
        (0, 20, True, (NEWS,)),
        (0, 19, False, ()),
        (5, 25, True, (PauseItem(seconds(5)), NEWS)),
        (5, 24, False, ()),
    ],
)
def test_a_clip_is_never_cut(before: float, until: float, added: bool, items: tuple[Item, ...]) -> None:
    """A clip that does not end before the next fixed item is left out whole, and silence at the end with it."""
    layout = Layout()
    layout.wait(seconds(before))
    assert layout.add(NEWS, seconds(until)) is added
    assert layout.playlist().items == items


def test_a_relay_is_shortened_for_a_fixed_item() -> None:
    """It has no end of its own; where no room is left at all it is not begun."""
    layout = Layout()
    assert layout.add(RELAY, seconds(12))
    assert not layout.add(RELAY, seconds(12))
    layout.wait(seconds(12))
    assert layout.add(NEWS, seconds(60))
    assert layout.playlist() == Playlist((RelayItem(RELAY.urls, seconds(12), RELAY.fallback), NEWS))
    assert layout.playlist().at(seconds(12)) == Position(1, NEWS, seconds(0))


def test_a_fixed_item_waits_for_its_offset() -> None:
    """Silence fills the gap, so that the item begins exactly then; one that is late already does not wait."""
    layout = Layout()
    layout.add(TUNE, seconds(60))
    layout.wait(seconds(30))
    layout.wait(seconds(20))
    layout.add(NEWS, seconds(60))
    assert layout.playlist().items == (TUNE, PauseItem(seconds(20)), NEWS)
    assert layout.playlist().at(seconds(30)) == Position(2, NEWS, seconds(0))
