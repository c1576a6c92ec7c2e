"""Silence that is the clip's own, and silence that is not: what the child tells, and what another process answers."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from stations.doubts import Doubts, ask_again
from tests.sound import noise_clip

CLIP = Path("clip.webm")
QUIET, LOUD = -120.0, -20.0


class Asked:
    """Answers like the program that decodes a clip for itself, and remembers what it was asked."""

    def __init__(self, answer: str) -> None:
        self.answer = answer
        self.questions: list[tuple[Path, float]] = []

    def __call__(self, path: Path, second: float) -> "subprocess.Popen[bytes]":
        """Begin to answer."""
        self.questions.append((path, second))
        program = subprocess.Popen(["echo", self.answer], stdout=subprocess.PIPE)
        program.wait()
        return program


def position(offset: float, level: float, *, gain: float = 0.0) -> dict[str, Any]:
    """Return what the child tells each half second."""
    told = {"event": "position", "token": "a", "offset": offset, "level_dbfs": level, "gain_db": gain}
    return {**told, "seconds": 0.5}


def heard(doubts: Doubts, *levels: float, since: float = 0.0, gain: float = 0.0) -> list[float]:
    """Let a play go on by half a second for each level; return where it was proven wrong."""
    proven = []
    for count, level in enumerate(levels, 1):
        doubts.note(position(since + count / 2, level, gain=gain))
        proven += [since + count / 2] if doubts.proven() or doubts.proven() else []
    return proven


@pytest.fixture
def asked() -> Asked:
    """Whoever answers that the clip is heard from its first second on."""
    return Asked("0.0")


@pytest.fixture
def doubts(asked: Asked) -> Iterator[Doubts]:
    """One play of the clip."""
    made = Doubts(asked)
    made.expect("a", CLIP)
    yield made
    made.end()


def test_silence_of_the_player_is_proven(doubts: Doubts, asked: Asked) -> None:
    """A second of silence is looked into; the clip is heard there, so it is the player's fault."""
    assert heard(doubts, QUIET, QUIET, QUIET)[0] == 1.0
    assert asked.questions == [(CLIP, 0.0)]


def test_silence_of_the_clip_is_its_own(doubts: Doubts, asked: Asked) -> None:
    """Where the clip is silent itself nothing happens, and nobody is asked twice, until it should be heard again."""
    asked.answer = "7.0"
    assert heard(doubts, *[QUIET] * 14) == []
    assert heard(doubts, QUIET, since=7.0) == [7.5]
    assert asked.questions == [(CLIP, 0.0)]


def test_a_clip_that_stays_silent_is_let_alone(doubts: Doubts, asked: Asked) -> None:
    """An empty answer means that it is never heard."""
    asked.answer = ""
    assert heard(doubts, *[QUIET] * 20) == []


def test_pauses_between_words_are_not_looked_into(doubts: Doubts, asked: Asked) -> None:
    """Half a second of silence costs nothing."""
    assert heard(doubts, QUIET, LOUD, QUIET, LOUD, QUIET) == []
    assert asked.questions == []


def test_an_answer_about_an_earlier_silence_is_none_about_this_one(doubts: Doubts, asked: Asked) -> None:
    """The clip was silent, went on, and is silent again before the answer is read: it is asked anew."""
    doubts.note(position(10.5, QUIET))
    doubts.note(position(11.0, QUIET))
    doubts.proven()
    asked.answer = "99.0"
    doubts.note(position(11.5, LOUD))
    assert heard(doubts, QUIET, QUIET, QUIET, since=12.0) == []
    assert asked.questions == [(CLIP, 10.0), (CLIP, 12.0)]


@pytest.mark.parametrize(("gain", "is_silent"), [(-18.0, True), (-60.0, False), (-120.0, False)])
def test_a_volume_turned_down_is_no_silence(doubts: Doubts, gain: float, is_silent: bool) -> None:
    """What is written is judged without the station's own volume; at next to none nobody can tell."""
    assert bool(heard(doubts, QUIET, QUIET, QUIET, gain=gain)) is is_silent


def test_a_siren_is_never_silent(doubts: Doubts, asked: Asked) -> None:
    """What is computed here needs no second opinion."""
    doubts.expect("a", None)
    assert heard(doubts, QUIET, QUIET) == [1.0]
    assert asked.questions == []


@pytest.mark.parametrize("event", ["ended", "failed"])
def test_what_is_over_is_not_doubted(doubts: Doubts, event: str) -> None:
    """Nothing is expected of a play that ended, or of one that is not ours."""
    doubts.note(position(0.5, QUIET))
    doubts.note({"event": event, "token": "a"})
    doubts.note({"event": "beat"})
    assert heard(doubts, QUIET, QUIET, QUIET) == []


def test_who_is_asked_ends_with_the_child(doubts: Doubts) -> None:
    """A question about a child that is gone is not waited for."""
    doubts.end()
    slow = Doubts(lambda path, second: subprocess.Popen(["sleep", "30"], stdout=subprocess.PIPE))
    slow.expect("a", CLIP)
    begun = time.monotonic()
    assert heard(slow, QUIET, QUIET, QUIET) == []
    slow.end()
    assert time.monotonic() - begun < 5


@pytest.mark.slow
def test_the_real_program_is_asked(tmp_path: Path) -> None:
    """It stands behind the sound, decodes for itself and says where the clip is heard."""
    program = ask_again(noise_clip(tmp_path / "clip.webm", 1), 0.25, os.environ)
    assert os.getpriority(os.PRIO_PROCESS, program.pid) > 0
    assert float(program.communicate(timeout=20)[0]) == pytest.approx(0.25, abs=0.1)
    assert sys.executable in program.args  # type: ignore[operator]
