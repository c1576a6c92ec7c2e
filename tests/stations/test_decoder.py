"""Decoders alone: every sample comes out, in the right place, however the threads fall."""

import time
from pathlib import Path

import numpy as np
import pytest

from broadcaster.errors import Missing
from stations import pcm
from stations.decoder import Decoder, Decoders, pre_skip
from tests import sound

# real programs are started and waited for: seconds, not milliseconds
pytestmark = pytest.mark.slow

SECONDS = 1.5


@pytest.fixture(scope="module")
def decoders() -> Decoders:
    """A loaded libVLC."""
    return Decoders()


@pytest.fixture(scope="module")
def clips(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A short clip in each format."""
    folder = tmp_path_factory.mktemp("clips")
    return {suffix: sound.noise_clip(folder / f"clip.{suffix}", SECONDS) for suffix in ("wav", "webm", "mp3")}


def drained(decoder: Decoder) -> list[int]:
    """Return everything from the first frame to be heard to the end, and close."""
    samples: list[int] = []
    deadline = time.monotonic() + 10
    while not decoder.ready():
        assert time.monotonic() < deadline
        time.sleep(0.001)
    assert not decoder.empty()
    while not decoder.ended:
        assert time.monotonic() < deadline
        samples += decoder.read(4800)
    decoder.close()
    return samples


@pytest.mark.parametrize("suffix", ["wav", "webm", "mp3"])
def test_nothing_is_lost_however_often(suffix: str, decoders: Decoders, clips: dict[str, Path]) -> None:
    """Decoded twenty times over, a short clip is whole each time: libVLC tells its end before it has decoded."""
    lengths = {len(drained(decoders.open_clip(clips[suffix]))) for _ in range(20)}
    assert len(lengths) == 1
    assert lengths.pop() == pytest.approx(SECONDS * pcm.RATE, abs=480)


@pytest.mark.parametrize("suffix", ["wav", "webm", "mp3"])
@pytest.mark.parametrize("offset_frames", [0, 1, 30_001])
def test_offsets_are_exact(suffix: str, offset_frames: int, decoders: Decoders, clips: dict[str, Path]) -> None:
    """From any offset the first sample is the very one that ffmpeg finds there."""
    samples = np.array(drained(decoders.open_clip(clips[suffix], offset_frames)), float) / 32_768
    whole = sound.decoded(clips[suffix])
    match = sound.correlate(sound.Recording(np.pad(whole, 4800), 0.0), samples[:24_000])
    assert match.score > 0.95
    assert round(match.at * pcm.RATE) == 4800 + offset_frames


def test_an_offset_behind_the_end_is_over_at_once(decoders: Decoders, clips: dict[str, Path]) -> None:
    """A clip entered behind its end has nothing to say, and is not damaged for that."""
    assert drained(decoders.open_clip(clips["mp3"], 10 * pcm.RATE)) == []


def test_an_unread_decoder_closes_at_once(decoders: Decoders, tmp_path: Path) -> None:
    """A decoder that is held back by its full pipe lets go within a second."""
    decoder = decoders.open_clip(sound.noise_clip(tmp_path / "long.mp3", 60))
    time.sleep(0.5)
    began = time.monotonic()
    decoder.close()
    assert time.monotonic() - began < 1


def test_a_missing_clip_is_named(decoders: Decoders, tmp_path: Path) -> None:
    """A path without a file is refused before libVLC sees it."""
    with pytest.raises(Missing, match="away"):
        decoders.open_clip(tmp_path / "away.mp3")


def test_pre_skip_is_read_from_opus_only(clips: dict[str, Path]) -> None:
    """Opus says how many frames of run-in it has; other formats have none."""
    assert (pre_skip(clips["webm"]), pre_skip(clips["mp3"])) == (312, 0)
