"""What calls before an alarm speaks."""

from datetime import timedelta

import pytest

from broadcaster.sirens import SIRENS, Call, attention, length_of


@pytest.mark.parametrize(("siren", "calls", "seconds"), [("storm", 6, 84), ("flood", 4, 34), ("urgent", 10, 174)])
def test_patterns_of_the_source(siren: str, calls: int, seconds: int) -> None:
    """Huế's patterns: 3 x 20 s with 10 s between, 2 x 10 s with 10 s, 5 x 30 s with 5 s; then a tone of 4 s."""
    signal = attention(siren)
    assert (len(signal), length_of(signal)) == (calls, timedelta(seconds=seconds))
    assert signal[-1].call is Call.TONE
    assert SIRENS[siren].source


@pytest.mark.parametrize("siren", ["", "a pattern of next year"])
def test_without_a_known_siren_the_tone_calls(siren: str) -> None:
    """Five seconds of tone, whatever the server asked for: between 4 and 10 s."""
    assert [(one.call, one.length) for one in attention(siren)] == [(Call.TONE, timedelta(seconds=5))]
