"""The station's own voice: real speech into a real file, and what follows when there is none."""

import subprocess
import threading
import time
import wave
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from broadcaster.audio import EMERGENCY_LUFS, measure
from broadcaster.errors import BroadcasterError
from broadcaster.formant import PROGRAM, SOUTHERN, arguments, marked_up
from broadcaster.sirens import DRILL_NOTICES
from broadcaster.speech import read_aloud
from broadcaster.speech.checks import syllables
from stations.alarm_sounds import AlarmSounds
from stations.media import MediaShelf
from stations.playout.alarms import DRILL
from stations.playout.cues import VoiceFailed, VoiceReady
from stations.voice import WORDS_PER_MINUTE, Voice
from tests.horn import intelligibility
from tests.sound import decoded

ALARMS = (
    "Bão số 12 đang đi vào vùng biển nước ta, gió mạnh cấp 12, giật cấp 15. Đề nghị bà con chằng chống nhà cửa, "
    "không ra khơi, theo dõi thông báo tiếp theo.\nThông báo lúc 3 giờ 05, ngày 24 tháng 11.",
    "Nước sông Đồng Nai tại trạm Tà Lài đang lên nhanh, trên báo động 3 là 0,5 m. Bà con vùng trũng, ven sông khẩn "
    "trương sơ tán đến nhà văn hóa ấp 4.\nThông báo lúc 21 giờ 40, ngày 2 tháng 10.",
    "Cháy lớn tại chợ phường. Bà con trong hẻm 12 rời nhà ngay, mang khăn ướt che mũi miệng, không dùng thang máy, "
    "tập trung tại sân trường tiểu học.\nThông báo lúc 14 giờ 20, ngày 5 tháng 12.",
)
CALL = "Cần giúp đỡ gọi 114 hoặc 0251 3822 115.\nThông báo lúc 21 giờ."


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


def spoken(sounds: AlarmSounds, *texts: str) -> list[tuple[Path, float]]:
    """Have spelled texts read; return where each lies and its seconds."""
    with reading(sounds) as (voice, told):
        for number, text in enumerate(texts):
            voice.ask(f"text{number}", text)
        told.wait(len(texts))
    found = []
    for ready in told.read:
        assert isinstance(ready, VoiceReady)
        path = sounds.path(ready.name)
        assert path is not None
        found.append((path, ready.length.total_seconds()))
    return found


def test_alarms_keep_the_pace_of_a_horn(sounds: AlarmSounds) -> None:
    """In the sound itself 2.8 syllables are said in a second, pauses included, and no alarm is far from it."""
    texts = [read_aloud(text).spoken for text in ALARMS]
    seconds = [length for _, length in spoken(sounds, *texts)]
    counts = [syllables(text) for text in texts]
    assert 2.7 < sum(counts) / sum(seconds) < 2.9
    assert all(2.6 < count / length < 3.0 for count, length in zip(counts, seconds, strict=True))


def test_it_is_about_as_loud_as_a_clip_from_the_server(sounds: AlarmSounds) -> None:
    """-14 LUFS within 1.5 LU, and no peak above -1.5 dBTP."""
    found = [measure(path) for path, _ in spoken(sounds, *(read_aloud(text).spoken for text in ALARMS))]
    for one in found:
        assert one.integrated_lufs == pytest.approx(EMERGENCY_LUFS, abs=1.5)
        assert one.true_peak_dbtp <= -1.5


@pytest.mark.slow
def test_it_is_understood_far_from_a_horn(sounds: AlarmSounds, tmp_path: Path) -> None:
    """Raised and rounded off, its own voice leaves almost half as much again in the street as without."""
    text = read_aloud(ALARMS[0]).spoken
    argv = (PROGRAM, *arguments(SOUTHERN, WORDS_PER_MINUTE), str(tmp_path / "dry.wav"))
    subprocess.run(argv, input=marked_up(text).encode(), check=True, timeout=60)
    dry, ((path, _),) = decoded(tmp_path / "dry.wav"), spoken(sounds, text)
    assert intelligibility(decoded(path), dry, noise_db=-20) > 1.4 * intelligibility(dry, dry, noise_db=-20)


def test_telephone_numbers_are_said_twice(sounds: AlarmSounds) -> None:
    """The sound is longer by the number, said in groups; the short one everybody knows is said once."""
    text = read_aloud(CALL).spoken
    number = "không hai năm một, ba tám hai hai, một một năm"
    assert number in text
    (_, call), (_, plain) = spoken(sounds, text, text.replace(number, "số ghi ở bảng tin"))
    again = syllables(f"{number}, xin nhắc lại, {number}") - syllables("số ghi ở bảng tin")
    assert (call - plain) * 2.2 < again < (call - plain) * 3.4


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


def test_the_notice_an_older_station_read_is_thrown_away(sounds: AlarmSounds, tmp_path: Path) -> None:
    """It was read faster and clipped, so it is read anew under its own name."""
    (tmp_path / "readings").mkdir()
    (tmp_path / "readings" / "drill.wav").write_bytes(b"old")
    with reading(sounds) as (voice, told):
        voice.ask(DRILL, DRILL_NOTICES["vi"])
        told.wait(1)
    assert [file.name for file in (tmp_path / "readings").iterdir()] == [f"{DRILL}.wav"]


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
