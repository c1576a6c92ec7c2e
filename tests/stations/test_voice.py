"""The station's own voice: real speech into a real file, and what follows when there is none."""

import threading
import time
import wave
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from broadcaster.errors import BroadcasterError
from broadcaster.sirens import DRILL_NOTICES
from stations.alarm_sounds import AlarmSounds
from stations.media import MediaShelf
from stations.playout.alarms import DRILL
from stations.playout.cues import VoiceFailed, VoiceReady
from stations.voice import Voice


class Told:
    """What the voice said, in order."""

    def __init__(self) -> None:
        self.read: list[VoiceReady | VoiceFailed] = []
        self.troubles: list[BroadcasterError | None] = []

    def wait(self, count: int) -> None:
        """Wait until the voice has been done with so many texts."""
        end = time.monotonic() + 30
        while len(self.read) < count:
            assert time.monotonic() < end
            time.sleep(0.02)


@pytest.fixture
def sounds(tmp_path: Path) -> Iterator[AlarmSounds]:
    """The recordings of a station."""
    made = AlarmSounds(MediaShelf(tmp_path / "media", quota=0, reserve=0), tmp_path / "readings")
    yield made
    made.close()


@contextmanager
def reading(sounds: AlarmSounds, program: str = "espeak-ng") -> Iterator[tuple[Voice, Told]]:
    """Run a voice in its thread."""
    told, stop = Told(), threading.Event()
    voice = Voice(sounds, told.read.append, told.troubles.append, program=program)
    thread = threading.Thread(target=voice.run, args=(stop,))
    thread.start()
    try:
        yield voice, told
    finally:
        stop.set()
        voice.wake()
        thread.join(10)


def test_a_text_becomes_a_recording_of_the_length_told(sounds: AlarmSounds) -> None:
    """The notice of an exercise: about two seconds of sound, where its name says."""
    with reading(sounds) as (voice, told):
        voice.ask(DRILL, DRILL_NOTICES["vi"])
        told.wait(1)
    ready = told.read[0]
    assert isinstance(ready, VoiceReady) and ready.name == DRILL
    path = sounds.path(DRILL)
    assert path is not None
    with wave.open(str(path), "rb") as wav:
        assert timedelta(seconds=wav.getnframes() / wav.getframerate()) == ready.length
        assert any(wav.readframes(wav.getnframes()))
    assert timedelta(seconds=1) < ready.length < timedelta(seconds=5)
    assert told.troubles == [None]


def test_the_notice_is_kept_for_a_day_without_a_voice(sounds: AlarmSounds, tmp_path: Path) -> None:
    """Read once, it is there in the next run without espeak-ng; readings of alarms are thrown away."""
    with reading(sounds) as (voice, told):
        voice.ask(DRILL, DRILL_NOTICES["vi"])
        voice.ask("a" * 64, "Bão số 3.")
        told.wait(2)
    assert len(list((tmp_path / "readings").iterdir())) == 2
    with reading(sounds, "no-such-program") as (voice, told):
        voice.ask(DRILL, DRILL_NOTICES["vi"])
        told.wait(1)
    assert isinstance(told.read[0], VoiceReady)
    assert len(list((tmp_path / "readings").iterdir())) == 1


def test_without_a_program_it_says_so(sounds: AlarmSounds) -> None:
    """No espeak-ng: a fault for the board, and playout knows that the tone must do."""
    with reading(sounds, "no-such-program") as (voice, told):
        voice.ask("x", "Bão.")
        told.wait(1)
    assert told.read == [VoiceFailed("x")]
    assert told.troubles[0] is not None and told.troubles[0].code == "station.no_voice"


@pytest.mark.parametrize("program", ["true", "false"])
def test_a_program_that_writes_nothing_is_a_fault(sounds: AlarmSounds, program: str) -> None:
    """It ends well or badly and leaves no sound."""
    with reading(sounds, program) as (voice, told):
        voice.ask("x", "Bão.")
        told.wait(1)
    assert told.read == [VoiceFailed("x")]


def test_a_spoiled_notice_is_read_again(sounds: AlarmSounds, tmp_path: Path) -> None:
    """What lies there is no sound: it is read anew."""
    (tmp_path / "readings").mkdir()
    (tmp_path / "readings" / f"{DRILL}.wav").write_bytes(b"")
    with reading(sounds) as (voice, told):
        voice.ask(DRILL, DRILL_NOTICES["vi"])
        told.wait(1)
    assert isinstance(told.read[0], VoiceReady)


def test_a_card_that_takes_nothing_leaves_the_reading_in_memory(sounds: AlarmSounds, tmp_path: Path) -> None:
    """Where readings lie nothing can be written: the text is read all the same."""
    (tmp_path / "readings").touch()
    with reading(sounds) as (voice, told):
        voice.ask("x", "Bão.")
        told.wait(1)
    assert isinstance(told.read[0], VoiceReady)
    path = sounds.path("x")
    assert path is not None and path.is_file() and tmp_path not in path.parents
