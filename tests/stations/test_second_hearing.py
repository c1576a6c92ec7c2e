"""Where clips are heard: asked of the real program, in every format a clip may have."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.recorded import made, source

ROOT = Path(__file__).resolve().parent.parent.parent
PAUSE = "0.3*sin(2*PI*440*t)*(lt(t\\,1)+gt(t\\,3))"
FORMS = {"wav": (), "webm": ("-c:a", "libopus", "-b:a", "32k"), "mp3": ("-c:a", "libmp3lame")}


def asked(path: Path, second: float) -> list[float]:
    """Ask the program."""
    argv = [sys.executable, "-m", "stations.second_hearing", str(path), str(second)]
    told = subprocess.run(argv, cwd=ROOT, check=True, capture_output=True, text=True, timeout=30).stdout
    return [float(word) for word in told.split()]


@pytest.mark.slow
@pytest.mark.parametrize("form", FORMS)
def test_finds_the_end_of_a_pause(form: str, tmp_path: Path) -> None:
    """A tone, two seconds of silence, a tone again, and nothing after its end."""
    clip = made(tmp_path / f"clip.{form}", *source(PAUSE, 4, 48_000), "-ac", "1", *FORMS[form])
    assert asked(clip, 0) == [0]
    assert asked(clip, 1.5) == [pytest.approx(3, abs=0.15)]
    assert asked(clip, 4.5) == []


@pytest.mark.slow
def test_a_clip_that_is_no_sound_is_not_heard(tmp_path: Path) -> None:
    """Nobody is accused for the sake of a file that is away or spoiled."""
    (tmp_path / "noise.webm").write_bytes(b"not a sound" * 500)
    assert asked(tmp_path / "noise.webm", 0) == []
    assert asked(tmp_path / "away.webm", 0) == []
