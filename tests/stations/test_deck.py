"""The deck block by block, with sound that is known sample by sample and a clock that is a number."""

from array import array
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from stations import pcm
from stations.deck import REPORT_FRAMES, Deck

T = 1_000_000.0
BLOCK = 480
Events = list[dict[str, object]]


class Counting:
    """A source whose sample n is n + 1; ``decoded`` limits what is there by now."""

    def __init__(self, frames: int, *, first: int = 0, begin: int = 0, decoded: int | None = None) -> None:
        self.frames = frames
        self.first = first
        self.position = begin
        self.decoded = frames if decoded is None else decoded
        self.ended = False
        self.closed = False

    def read(self, frames: int) -> "array[int]":
        """Return what is decoded."""
        last = min(self.position + frames, self.decoded)
        block = array("h", ((n % 30_000) + 1 for n in range(self.position, last)))
        self.position += len(block)
        self.ended = not block and frames > 0 and self.position >= self.frames
        return block

    def skip(self, frames: int) -> None:
        """Throw away what is decoded."""
        if frames > 0:
            self.read(frames)

    def close(self) -> None:
        """Remember it."""
        self.closed = True


@dataclass
class Clocks:
    """A wall clock that is ``ahead`` of the monotonic one by so many seconds."""

    ahead: float = T
    steady: float = 0.0

    def now(self) -> datetime:
        """Return what the wall clock says."""
        return datetime.fromtimestamp(self.ahead + self.steady, UTC)

    def monotonic(self) -> float:
        """Return seconds that nobody sets."""
        return self.steady


@pytest.fixture
def events() -> Events:
    """What the deck tells."""
    return []


@pytest.fixture
def clocks() -> Clocks:
    """The clocks of the machine."""
    return Clocks()


@pytest.fixture
def deck(events: Events, clocks: Clocks) -> Deck:
    """An empty deck."""
    return Deck(events.append, clocks)


def heard(deck: Deck, frames: int, *, since: float = T) -> list[int]:
    """Return ``frames`` frames rendered in blocks."""
    out: list[int] = []
    while len(out) < frames:
        out += deck.render(since + len(out) / pcm.RATE, BLOCK)
    return out


def test_an_empty_deck_is_silent(deck: Deck, events: Events) -> None:
    """Nothing sounds and nothing is told without an order."""
    assert heard(deck, 960) == [0] * 960
    assert events == []


@pytest.mark.parametrize("lead", [0, 1, 479, 480, 481, 1000])
def test_begins_at_the_very_frame(deck: Deck, events: Events, lead: int) -> None:
    """The first sample is laid on the asked frame, wherever in a block that is, and every sample follows."""
    deck.play("a", Counting(1000), at=T + lead / pcm.RATE)
    out = heard(deck, 2880)
    assert out[: lead + 1001] == [0] * lead + list(range(1, 1001)) + [0]
    assert [event["event"] for event in events] == ["started", "ended"]
    assert abs(float(str(events[0]["error_ms"]))) < 0.05
    assert events[1]["how"] == "finished"
    assert float(str(events[1]["at"])) == pytest.approx(T + (lead + 1000) / pcm.RATE, abs=1e-6)


def test_a_late_order_goes_in_as_far(deck: Deck, events: Events) -> None:
    """An instant that is past by 5000 frames begins with frame 5000."""
    deck.play("a", Counting(9000), at=T - 5000 / pcm.RATE)
    assert heard(deck, 480)[:2] == [5001, 5002]
    assert float(str(events[0]["error_ms"])) == pytest.approx(5000 / 48, abs=0.1)


def test_nothing_before_the_first_frame_is_heard(deck: Deck) -> None:
    """What comes before the asked offset is skipped even if the order came before the decoder was there."""
    deck.play("a", Counting(9000, first=600, begin=-312), at=T + 100 / pcm.RATE)
    assert heard(deck, 480) == [0] * 100 + list(range(601, 981))


def test_waits_for_the_decoder_then_keeps_its_place(deck: Deck) -> None:
    """When the decoder falls behind there is silence, and then the sound goes on where the clock is."""
    source = Counting(9000, decoded=240)
    deck.play("a", source, at=T)
    assert heard(deck, 480) == list(range(1, 241)) + [0] * 240
    assert deck.render(T + 480 / pcm.RATE, BLOCK).tolist() == [0] * 480
    source.decoded = 9000
    assert deck.render(T + 960 / pcm.RATE, BLOCK)[0] == 961


def test_small_wandering_of_the_clock_is_not_followed(deck: Deck) -> None:
    """A block that comes 2 ms early or late of its place loses and doubles no sample."""
    deck.play("a", Counting(9000), at=T)
    out = heard(deck, 480) + heard(deck, 480, since=T + (480 + 96) / pcm.RATE) + heard(deck, 480, since=T + 900 / 48e3)
    assert out == list(range(1, 1441))


def test_a_clock_that_is_set_moves_what_sounds_along(deck: Deck, clocks: Clocks) -> None:
    """An hour's jump of the wall clock in the middle is not heard, also where the output tells of it blocks later."""
    deck.play("a", Counting(9000), at=T)
    out = heard(deck, 480)
    clocks.ahead += 3600
    out += heard(deck, 480, since=T + 480 / pcm.RATE) + heard(deck, 480, since=T + 3600 + 960 / pcm.RATE)
    clocks.ahead -= 3600
    out += heard(deck, 480, since=T + 1440 / pcm.RATE)
    assert out == list(range(1, 1921))


def test_a_machine_that_stood_still_goes_on_where_its_neighbours_are(deck: Deck, clocks: Clocks) -> None:
    """After two seconds in which nothing was rendered the sound is two seconds further, not two seconds late."""
    deck.play("a", Counting(200_000), at=T)
    heard(deck, 480)
    clocks.steady += 2
    assert heard(deck, 480, since=T + 2)[0] == (2 * pcm.RATE) % 30_000 + 1


def test_a_clock_that_drifts_is_not_one_that_was_set(deck: Deck, clocks: Clocks) -> None:
    """A wall clock that was slowly slewed for an hour does not move what sounds when the machine then stands still."""
    deck.play("a", Counting(200_000), at=T)
    for _ in range(4):
        clocks.ahead += 0.5
        heard(deck, 480)
    assert heard(deck, 480, since=T + 2)[0] == (2 * pcm.RATE) % 30_000 + 1


def test_a_stop_fades_and_closes(deck: Deck, events: Events) -> None:
    """A stopped play falls to silence in 10 ms, is told as stopped and handed out to be closed, once."""
    source = Counting(30_000)
    deck.play("a", source, at=T)
    heard(deck, 9600)
    deck.stop("a")
    fading = heard(deck, 480, since=T + 0.2)
    assert fading[0] > 9000 and fading[-1] < 100
    assert heard(deck, 480, since=T + 0.21) == [0] * 480
    assert events[-1]["event"] == "ended" and events[-1]["how"] == "stopped"
    assert deck.take_over() == [source] and deck.take_over() == []


def test_a_stop_names_its_play(deck: Deck, events: Events) -> None:
    """Only the named play is cut; None cuts all."""
    for token in ("a", "b", "c"):
        deck.play(token, Counting(90_000), at=T)
    deck.stop("b")
    heard(deck, 960)
    assert [event["token"] for event in events if event["event"] == "ended"] == ["b"]
    deck.stop(None)
    heard(deck, 960, since=T + 960 / pcm.RATE)
    assert sorted(str(event["token"]) for event in events if event["event"] == "ended") == ["a", "b", "c"]


def test_two_plays_are_added_without_overflow(deck: Deck) -> None:
    """Where two plays overlap their samples add up, and never wrap round."""
    for token in ("a", "b"):
        deck.play(token, Counting(29_000), at=T)
    out = heard(deck, 29_000)
    assert out[:3] == [2, 4, 6] and max(out) == 32_767 and min(out) == 0


def test_volume_and_boost_scale(deck: Deck) -> None:
    """Volume 50 is an eighth of the amplitude; a boost of 6.02 dB doubles it."""
    deck.set_volume(50)
    deck.play("a", Counting(9000), at=T)
    deck.play("b", Counting(9000), at=T + 0.1, boost_db=6.0206)
    out = heard(deck, 4800)
    assert out[4000] == pytest.approx(4001 / 8, abs=1)
    deck.stop("a")
    heard(deck, 480, since=T + 0.1)
    assert deck.render(T + 0.11, BLOCK)[100] == pytest.approx(581 / 4, abs=1)


def test_tells_position_and_level(deck: Deck, events: Events) -> None:
    """Every half second the place and the RMS level of that half second are told."""
    deck.play("a", Counting(3 * REPORT_FRAMES), at=T)
    heard(deck, 2 * REPORT_FRAMES + 960)
    positions = [event for event in events if event["event"] == "position"]
    assert [round(float(str(event["offset"])), 1) for event in positions] == [0.5, 1.0]
    assert all(-12 < float(str(event["level_dbfs"])) < -3 for event in positions)


def test_sound_that_never_comes_has_failed(deck: Deck, events: Events) -> None:
    """A play whose decoder ends without a single sample is told as failed."""
    deck.play("a", Counting(0), at=T)
    heard(deck, 960)
    assert events[-1]["how"] == "failed"


def test_a_long_way_to_the_place_is_told(deck: Deck, events: Events) -> None:
    """While the decoder is still far from the due place, its progress is told, so that it is not taken for hung."""
    source = Counting(5_000_000, decoded=600_000)
    deck.play("a", source, at=T - 60)
    assert heard(deck, 480) == [0] * 480
    assert [event["event"] for event in events] == ["seeking"]
