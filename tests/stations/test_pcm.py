"""Arithmetic on samples: the tables first."""

from array import array

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stations import pcm

SAMPLES = st.lists(st.integers(-32_768, 32_767), min_size=1, max_size=50)


@pytest.mark.parametrize(("percent", "gain"), [(100, 1.0), (50, 0.125), (10, 0.001), (0, 0.0), (-5, 0.0), (130, 1.0)])
def test_volume_follows_the_cube(percent: int, gain: float) -> None:
    """The knob is cubic and stays between 0 and 1."""
    assert pcm.volume_gain(percent) == pytest.approx(gain)


@pytest.mark.slow
@given(SAMPLES, st.sampled_from([0.0, 0.1, 0.5, 1.0, 1.9953, 4.0]))
def test_scaling_is_multiplying_and_clipping(samples: list[int], gain: float) -> None:
    """Every sample, negative ones too, is multiplied and clipped."""
    expected = [max(-32_767, min(32_767, round(sample * gain))) for sample in samples]
    assert gain == 1.0 or pcm.scaled(array("h", samples), gain).tolist() == expected


@given(SAMPLES)
def test_adding_never_overflows(samples: list[int]) -> None:
    """A block added to itself is doubled and clipped."""
    block = array("h", samples)
    assert pcm.added(block, block).tolist() == [max(-32_767, min(32_767, 2 * sample)) for sample in samples]


def test_a_fade_ends_in_silence() -> None:
    """A fade over several blocks falls evenly and is over after 480 frames."""
    block = array("h", [10_000] * 240)
    faded = pcm.faded(block, 0) + pcm.faded(block, 240) + pcm.faded(block, 480)
    assert faded[0] == 10_000 and faded[240] == 5000 and not any(faded[480:])


@pytest.mark.parametrize(("sample", "level"), [(32_767, 0.0), (16_384, -6.02), (328, -39.99), (0, -120.0)])
def test_level_in_dbfs(sample: int, level: float) -> None:
    """The level of a constant is that of its amplitude; silence is -120."""
    block = array("h", [sample] * 100)
    assert pcm.level_dbfs(pcm.energy(block), len(block)) == pytest.approx(level, abs=0.01)
