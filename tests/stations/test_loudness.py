"""The level of what a station read itself: louder, rounded, never clipped, and what is no sound stays."""

import math
import wave
from array import array
from pathlib import Path

import pytest

from stations.loudness import TOP, raise_level

FULL = 32768


def written(path: Path, samples: "array[int]") -> Path:
    """Write a mono WAV at the rate of espeak-ng."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(22050)
        file.writeframes(samples.tobytes())
    return path


def heard(path: Path) -> "array[int]":
    """Return the samples of a WAV."""
    with wave.open(str(path), "rb") as file:
        assert file.getparams()[:3] == (1, 2, 22050)
        return array("h", file.readframes(file.getnframes()))


def test_soft_sounds_rise_and_loud_ones_are_rounded(tmp_path: Path) -> None:
    """What is soft becomes four times as loud, silence stays, the loudest stays below the top, both ways alike."""
    levels = array("h", [0, 100, -100, 1000, 10000, -10000, 32767, -32768])
    raise_level(written(tmp_path / "a.wav", levels))
    made = heard(tmp_path / "a.wav")
    assert made[0] == 0
    assert made[1] == -made[2] == pytest.approx(400, abs=3)
    assert 1000 < made[3] < made[4] < made[6] <= math.ceil(TOP * FULL)
    assert made[4] == -made[5] and made[6] == -made[7]


def test_the_order_of_loudness_stays(tmp_path: Path) -> None:
    """Over the whole range a louder sample never becomes the softer one."""
    raise_level(written(tmp_path / "a.wav", array("h", range(-FULL, FULL))))
    made = heard(tmp_path / "a.wav")
    assert list(made) == sorted(made)


@pytest.mark.parametrize("content", [b"", b"RIFF", b"<html>" * 20])
def test_what_is_no_sound_stays_as_it_is(content: bytes, tmp_path: Path) -> None:
    """Whoever measures it next finds what is wrong with it."""
    (tmp_path / "a.wav").write_bytes(content)
    raise_level(tmp_path / "a.wav")
    assert (tmp_path / "a.wav").read_bytes() == content


def test_half_a_sample_at_the_end_is_left_out(tmp_path: Path) -> None:
    """A file cut off inside a sample still sounds."""
    path = written(tmp_path / "a.wav", array("h", [100] * 10))
    path.write_bytes(path.read_bytes()[:-1])
    raise_level(path)
    assert len(heard(path)) == 9
