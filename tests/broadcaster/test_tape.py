"""Samples that stream by are trimmed, shortened and measured alike, however they are cut into pieces."""

import math
import wave
from array import array
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.errors import Refused
from broadcaster.tape import RATE, Tape

HALF_HOUR = timedelta(minutes=30)


def sound(seconds: float, peak: int = 8000) -> bytes:
    """Return a tone of so many seconds; peak 0 is silence."""
    return array("h", (round(peak * math.sin(n / 9)) for n in range(round(seconds * RATE)))).tobytes()


def passed(*pieces: bytes, to: Path | None = None) -> Tape:
    """Return a tape by which these pieces passed."""
    with Tape.opened(to, HALF_HOUR) as tape:
        for piece in pieces:
            tape.feed(piece)
        tape.finish()
    return tape


def seconds(length: timedelta) -> float:
    """Return a length in seconds, to a tenth."""
    return round(length.total_seconds(), 1)


def test_silence_at_both_ends_goes(tmp_path: Path) -> None:
    """Of three seconds before and four behind a fifth of a second is left on either side; the WAV says the same."""
    tape = passed(sound(3, 0), sound(1), sound(4, 0), to=tmp_path / "a.wav")
    assert (seconds(tape.heard), seconds(tape.kept), seconds(tape.shortened)) == (8.0, 1.4, 0.0)
    with wave.open(str(tmp_path / "a.wav")) as file:
        assert (file.getframerate(), file.getnchannels(), file.getnframes() / RATE) == (RATE, 1, 1.4)


def test_long_pauses_are_shortened() -> None:
    """Two seconds stay of a pause of ten; one of a second stays whole."""
    tape = passed(sound(1), sound(10, 0), sound(1), sound(1, 0), sound(1))
    assert (seconds(tape.kept), seconds(tape.shortened)) == (6.0, 8.0)


def test_nothing_but_silence_keeps_nothing() -> None:
    """A tape that never began has no length, no peak and a flat outline."""
    tape = passed(sound(20, 0))
    assert (tape.began, seconds(tape.kept), tape.peak_dbfs, tape.clipped_share) == (False, 0.0, -math.inf, 0.0)
    assert set(tape.outline()) == {0}


def test_what_touches_full_scale_is_counted() -> None:
    """A spoiled recording touches full scale all the time, a loud one does not."""
    assert passed(sound(1, 32767)).clipped_share > 0.9
    assert passed(sound(1, 30000)).clipped_share == 0
    assert passed(array("h", [-32768] * RATE).tobytes()).peak_dbfs == 0


def test_the_outline_follows_the_sound() -> None:
    """Loud beginnings and soft ends show where they are."""
    outline = passed(sound(1, 32000), sound(1, 8000)).outline(10)
    assert (len(outline), outline[0], outline[-1]) == (10, 98, 24)


@pytest.mark.slow
def test_too_long_is_refused_while_it_comes() -> None:
    """The tape is stopped at its length, not at the end of what comes."""
    with pytest.raises(Refused) as caught:
        passed(*[bytes(RATE * 2 * 61)] * 30)
    assert caught.value.code == "recording.long"


@given(cuts=st.lists(st.integers(1, 4000), min_size=1, max_size=40))
def test_pieces_of_any_size_are_one_sound(cuts: list[int]) -> None:
    """How the samples were cut into pieces, even within a sample, changes nothing."""
    whole = sound(0.5, 0) + sound(0.3)
    pieces, rest = [], whole
    for cut in cuts:
        pieces.append(rest[:cut])
        rest = rest[cut:]
    tape, plain = passed(*pieces, rest), passed(whole)
    assert (tape.kept, tape.heard, tape.outline()) == (plain.kept, plain.heard, plain.outline())
