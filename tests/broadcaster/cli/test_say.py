"""``say``: a text becomes a measured file, or a sentence that says why not."""

import subprocess
from pathlib import Path

import pytest

from tests.broadcaster.cli.conftest import Terminal


@pytest.mark.slow
def test_a_text_becomes_a_file(bare: Terminal, tmp_path: Path) -> None:
    """The file is there, is as long as it is said to be, and no data folder was touched."""
    file = tmp_path / "a.mp3"
    told = bare.done("say", "Mai cúp nước.", "-o", str(file), "--once")
    probe = ["ffprobe", "-v", "error", "-show_entries", "format=duration", "-of", "csv=p=0", str(file)]
    length = float(subprocess.run(probe, capture_output=True, text=True, check=True).stdout)
    assert told["duration"] == pytest.approx(length, abs=0.2)
    assert -24 < told["lufs"] < -14
    assert (told["file"], told["voice"], bare.data.exists()) == (str(file), "espeak-south", False)


@pytest.mark.slow
def test_the_site_chooses_the_voice_and_tells_who_spoke(bare: Terminal, tmp_path: Path) -> None:
    """The first of speech.voices speaks; where it cannot, the next does, and why is told."""
    text = tmp_path / "a.txt"
    text.write_text("\ufeffMai họp.\nNhớ đến.", encoding="utf-8")
    words = ("say", "--file", str(text), "-o", str(tmp_path / "a.webm"), "--once", "--rate", "0.9")
    told = bare.done(*words, speech_voices="piper-none, espeak-north")
    assert (told["voice"], told["read_as"]) == ("espeak-north", "Mai họp.\nNhớ đến.")
    assert "piper-none" in told["instead_of"][0]
    assert 1.0 < told["syllables_per_second"] < 3.0
    assert told["peak_dbtp"] <= -1.0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("Mai họp.", "--voice", "robot"), "espeak-south"),
        (("",), "nothing"),
        (("...",), "nothing"),
        (("Mai họp.", "--rate", "3"), "0.7"),
        ((), "--file"),
        (("Mai họp.", "--file", "/etc/hostname"), "--file"),
        (("--file", "/no/such/file"), "/no/such/file"),
        (("--file", "/bin/true"), "UTF-8"),
    ],
)
def test_what_cannot_be_said_is_refused(bare: Terminal, tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    """An unknown voice is answered with the known ones, silence with what is missing; no file is left."""
    ran = bare.type("--language", "en", "say", *words, "-o", str(tmp_path / "a.webm"))
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_told(bare: Terminal, tmp_path: Path) -> None:
    """The output cannot be written: a sentence, no traceback."""
    ran = bare.type("say", "Mai họp.", "-o", str(tmp_path / "none" / "a.webm"), "--once")
    assert (ran.code, ran.out) == (1, "")
    assert str(tmp_path / "none") in ran.err
