"""From text to a checked WAV, with the real espeak-ng."""

import resource
import subprocess
import sys
import wave
from array import array
from collections.abc import Sequence
from pathlib import Path

import pytest

from broadcaster.errors import Faulty, Refused, Unavailable
from broadcaster.hazards import HAZARDS, filled
from broadcaster.languages import UNSAYABLE
from broadcaster.speech import ALARM_RATE, DEFAULT_VOICE, URGENT_RATE, Cache, Engine, Voice, speak, voices
from broadcaster.speech.checks import check, measure, syllables
from broadcaster.speech.engines.espeak import Espeak

COMMON = (
    "Trạm y tế phường mời bà con đưa trẻ từ sáu tháng đến năm tuổi đi tiêm chủng vào sáng thứ bảy, ngày 28/11/2026, "
    "từ 7h đến 11h30. Khi đi nhớ mang theo sổ tiêm chủng.\nTrân trọng kính báo.",
    "Bão số 12 đang đi vào vùng biển nước ta, gió mạnh cấp 12, giật cấp 15. Đề nghị bà con chằng chống nhà cửa, "
    "không ra khơi, theo dõi thông báo tiếp theo.",
    "Ban quản lý khu phố mời đại diện các hộ gia đình dự họp tổ dân phố lúc 19 giờ ngày mai tại văn phòng khu phố "
    "để bàn việc làm đường và thu gom rác thải sinh hoạt.",
)
BLANKS = {one.name: one.example for hazard in HAZARDS.values() for one in hazard.blanks}
TEXT = "UBND phường thông báo: ngày 23/11/2026 tạm ngừng cấp nước. Đề nghị bà con trữ nước.\nXin cảm ơn bà con."


def write_wav(path: Path, samples: "array[int]", rate: int = 22050) -> None:
    """Write samples as a mono 16-bit WAV."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(samples.tobytes())


def square(seconds: float, level: int, rate: int = 22050) -> "array[int]":
    """Return a square wave, or silence at level 0."""
    return array("h", ([level] * 50 + [-level] * 50) * round(seconds * rate / 100))


class Recorded(Engine):
    """An engine that gives back a prepared WAV, or nothing but a fault."""

    name = "recorded"

    def __init__(self, sound: "array[int] | None") -> None:
        self.sound = sound
        self.times = 0

    def voices(self) -> tuple[Voice, ...]:
        """Return its one voice."""
        return (Voice("recorded-south", self.name, "thử", "test"),)

    def synthesise(self, text: str, *, voice: str, rate: float, to: Path) -> None:
        """Write the prepared sound."""
        self.times += 1
        if self.sound is None:
            raise Unavailable("speech.online_refused", status=503)
        write_wav(to, self.sound)


@pytest.mark.parametrize("voice", [voice.name for voice in voices()])
def test_each_voice_speaks_at_three_syllables_a_second(voice: str, tmp_path: Path) -> None:
    """Every region speaks the bulletin as a mono WAV at 2.6-3.6 syllables a second."""
    spoken = speak(TEXT, voice=voice, to=tmp_path / "a.wav")
    assert spoken.voice == voice
    assert measure(tmp_path / "a.wav").duration == spoken.duration
    assert 2.6 < spoken.syllables / spoken.duration.total_seconds() < 3.6
    assert [path.name for path in tmp_path.iterdir()] == ["a.wav"]


@pytest.mark.slow
def test_bulletins_keep_the_pace_of_a_horn(tmp_path: Path) -> None:
    """Over common bulletins 3.0 to 3.4 syllables are said in a second, pauses included; 2.8 in what is urgent."""

    def pace(rate: float, texts: Sequence[str] = COMMON) -> float:
        """Return the syllables a second at a rate."""
        spoken = [speak(text, voice=DEFAULT_VOICE, rate=rate, to=tmp_path / "a.wav") for text in texts]
        return sum(one.syllables for one in spoken) / sum(one.duration.total_seconds() for one in spoken)

    assert 3.0 < pace(1.0) < 3.4
    assert 2.7 < pace(URGENT_RATE) < 2.9
    issued = "Thông báo lúc 21 giờ 05, ngày 2 tháng 10."
    alarms = [f"{filled(hazard, BLANKS)[1]}\n{issued}" for hazard in HAZARDS.keys() - UNSAYABLE]
    assert 2.7 < pace(ALARM_RATE, alarms) < 2.9


def test_rate_changes_the_length(tmp_path: Path) -> None:
    """A lower rate makes the same words longer."""
    slow = speak(TEXT, voice=DEFAULT_VOICE, rate=0.8, to=tmp_path / "a.wav")
    fast = speak(TEXT, voice=DEFAULT_VOICE, rate=1.2, to=tmp_path / "b.wav")
    assert slow.duration > 1.25 * fast.duration


def test_sentences_and_paragraphs_have_their_pauses(tmp_path: Path) -> None:
    """A sentence ends with 600-700 ms of silence, a paragraph with 1000-1200 ms."""
    for text, low, high in (("Xin chào.\nCảm ơn.", 1.0, 1.2), ("Xin chào. Cảm ơn.", 0.6, 0.7)):
        speak(text, voice=DEFAULT_VOICE, to=tmp_path / "a.wav")
        assert low <= measure(tmp_path / "a.wav").longest_silence_s <= high


@pytest.mark.parametrize(
    ("text", "voice", "rate", "code", "field"),
    [
        ("", DEFAULT_VOICE, 1.0, "speech.nothing_to_say", "text"),
        ("\x00\x07 ...", DEFAULT_VOICE, 1.0, "speech.nothing_to_say", "text"),
        ("xin chào", "espeak-lunar", 1.0, "speech.voice_unknown", "voice"),
        ("xin chào", "../etc", 1.0, "speech.voice_unknown", "voice"),
        ("xin chào", DEFAULT_VOICE, 0.5, "speech.rate_refused", "rate"),
        ("xin chào", DEFAULT_VOICE, float("nan"), "speech.rate_refused", "rate"),
    ],
)
def test_refuses_what_cannot_be_spoken(
    text: str, voice: str, rate: float, code: str, field: str, tmp_path: Path
) -> None:
    """Wrong requests are refused by name, at their field, in both languages, and leave no file."""
    with pytest.raises(Refused) as refused:
        speak(text, voice=voice, rate=rate, to=tmp_path / "a.wav")
    assert (refused.value.code, refused.value.field) == (code, field)
    assert "[" not in refused.value.told("vi") + refused.value.told("en")
    assert not list(tmp_path.iterdir())


def test_control_characters_do_not_stop_a_bulletin(tmp_path: Path) -> None:
    """A text full of control characters, halves of pairs and marks is spoken without them."""
    spoken = speak("\x00Xin\x1b[31m chào\ud800 <bà> & con\u202e", voice=DEFAULT_VOICE, to=tmp_path / "a.wav")
    assert spoken.syllables >= 4


@pytest.mark.slow
def test_twenty_thousand_characters_are_spoken(tmp_path: Path) -> None:
    """The longest allowed text is spoken whole, at the usual pace."""
    text = ("Đề nghị bà con chuẩn bị nước dự trữ từ sáng mai. " * 420)[:20000]
    spoken = speak(text, voice=DEFAULT_VOICE, to=tmp_path / "a.wav")
    assert spoken.duration.total_seconds() > spoken.syllables / 4


def test_another_voice_steps_in_and_says_so(tmp_path: Path) -> None:
    """When the wanted voice fails or sounds wrong, the default voice speaks and is named."""
    for sound in (None, square(1.0, 0), square(60.0, 9000), array("h")):
        spoken = speak("Xin chào.", voice="recorded-south", to=tmp_path / "a.wav", engines=(Recorded(sound), Espeak()))
        assert spoken.voice == DEFAULT_VOICE


def test_the_first_fault_is_told_when_nobody_can_speak(tmp_path: Path) -> None:
    """Without any working engine the fault of the wanted voice is raised and no file is left."""
    engines = (Recorded(None), Espeak("espeak-not-there"))
    with pytest.raises(Unavailable, match="503"):
        speak("Xin chào.", voice="recorded-south", to=tmp_path / "a.wav", engines=engines)
    with pytest.raises(Unavailable) as missing:
        speak("Xin chào.", voice=DEFAULT_VOICE, to=tmp_path / "a.wav", engines=engines)
    assert missing.value.code == "programs.missing"
    assert not list(tmp_path.iterdir())


def test_the_others_speak_in_their_order(tmp_path: Path) -> None:
    """A voice that fails and one that nobody has lead to the next; what went wrong is told with each."""
    engines = (Recorded(None), Espeak())
    order = ("no-such-voice", "espeak-north", "espeak-central")
    spoken = speak("Xin chào.", voice="recorded-south", others=order, to=tmp_path / "a.wav", engines=engines)
    assert spoken.voice == "espeak-north"
    assert [one.code for one in spoken.faults] == ["speech.online_refused", "speech.voice_unknown"]
    assert speak("Xin chào.", voice="gone", others=("away",), to=tmp_path / "a.wav").voice == DEFAULT_VOICE


def test_each_voice_reads_as_its_region_counts(tmp_path: Path) -> None:
    """When a northern voice stands in for a southern one, it says the numbers as a northerner does."""
    engines = (Recorded(None), Espeak())
    spoken = speak("2000 hộ", voice="recorded-south", others=("espeak-north",), to=tmp_path / "a.wav", engines=engines)
    assert "nghìn" in spoken.reading.spoken
    assert "ngàn" in speak("2000 hộ", voice=DEFAULT_VOICE, to=tmp_path / "a.wav").reading.spoken


class Strange(Recorded):
    """An engine of others that raises what nobody foresaw."""

    def synthesise(self, text: str, *, voice: str, rate: float, to: Path) -> None:
        """Raise."""
        raise ConnectionResetError("no seeds")


def test_what_a_strange_engine_raises_is_its_fault(tmp_path: Path) -> None:
    """Whatever it raises, the next voice speaks, and the fault names the engine."""
    engines = (Strange(None), Espeak())
    spoken = speak("Xin chào.", voice="recorded-south", to=tmp_path / "a.wav", engines=engines)
    assert spoken.voice == DEFAULT_VOICE
    assert "recorded" in spoken.faults[0].told("en")
    assert "no seeds" in spoken.faults[0].told("en")


def test_chosen_voices_come_first() -> None:
    """The voices of the site stand first in the list, in its order; names that nobody has are left out."""
    assert [one.name for one in voices(first=("espeak-central", "gone"))] == [
        "espeak-central",
        "espeak-south",
        "espeak-north",
    ]


def test_a_fault_that_may_pass_is_raised_before_one_that_will_not(tmp_path: Path) -> None:
    """A voice that is gone for good does not fail a bulletin for good when the last one is only away for now."""
    with pytest.raises(Unavailable):
        speak("Xin chào.", voice="gone", others=("x",), to=tmp_path / "a.wav", engines=(Espeak("espeak-not-there"),))


@pytest.mark.parametrize(
    ("sound", "count", "code"),
    [
        (square(2.0, 100), 6, "speech.silent"),
        (square(0.5, 9000), 6, "speech.too_short"),
        (square(9.0, 9000), 6, "speech.too_long"),
        (square(1.0, 9000) + square(5.5, 0) + square(1.0, 9000), 6, "speech.gap"),
        (array("h"), 6, "speech.broken_wav"),
    ],
)
def test_a_sound_that_cannot_be_the_text_is_refused(sound: "array[int]", count: int, code: str, tmp_path: Path) -> None:
    """Silent, cut-off, endless, holed and empty sounds are refused by name."""
    write_wav(tmp_path / "a.wav", sound)
    with pytest.raises(Faulty) as faulty:
        check(tmp_path / "a.wav", syllable_count=count)
    assert faulty.value.code == code


@pytest.mark.parametrize("content", [b"", b"<html>429</html>", b"RIFF\x00\x00\x00\x00WAVEfmt "])
def test_what_is_no_wav_is_refused(content: bytes, tmp_path: Path) -> None:
    """Rubbish in place of a WAV is refused by name."""
    (tmp_path / "a.wav").write_bytes(content)
    with pytest.raises(Faulty, match=r"hỏng"):
        check(tmp_path / "a.wav", syllable_count=3)


def test_a_wav_cut_off_in_the_middle_is_refused(tmp_path: Path) -> None:
    """A WAV with fewer samples than its header promises is refused."""
    write_wav(tmp_path / "a.wav", square(2.0, 9000))
    whole = (tmp_path / "a.wav").read_bytes()
    (tmp_path / "a.wav").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(Faulty) as faulty:
        check(tmp_path / "a.wav", syllable_count=6)
    assert faulty.value.code == "speech.broken_wav"


@pytest.mark.parametrize(
    ("text", "count"), [("Xin chào bà con", 4), ("quốc khuya thuở giếng", 4), ("internet", 3), ("VNPT", 4), ("", 0)]
)
def test_counts_syllables(text: str, count: int) -> None:
    """A Vietnamese word is one syllable, a foreign one as many as it has vowels, letters are spelled."""
    assert syllables(text) == count


def test_the_same_text_is_spoken_only_once(tmp_path: Path) -> None:
    """Speech comes from the cache the second time, and again from the engine when the cache went bad."""
    engine, cache = Recorded(square(1.5, 9000)), Cache(tmp_path / "cache")

    def once() -> None:
        """Speak the same once more."""
        speak("Xin chào bà con.", voice="recorded-south", to=tmp_path / "a.wav", engines=(engine,), cache=cache)

    once()
    first = (tmp_path / "a.wav").read_bytes()
    once()
    assert engine.times == 1
    assert (tmp_path / "a.wav").read_bytes() == first
    next((tmp_path / "cache").iterdir()).write_bytes(b"rotten")
    once()
    assert engine.times == 2
    assert (tmp_path / "a.wav").read_bytes() == first


def test_the_cache_lets_the_oldest_go(tmp_path: Path) -> None:
    """Above its limit the cache keeps only what was used last."""
    write_wav(tmp_path / "a.wav", square(0.1, 9000))
    cache = Cache(tmp_path / "cache", limit_bytes=(tmp_path / "a.wav").stat().st_size)
    cache.keep(tmp_path / "a.wav", "một", voice="v", rate=1.0)
    cache.keep(tmp_path / "a.wav", "hai", voice="v", rate=1.0)
    assert not cache.find("một", voice="v", rate=1.0, to=tmp_path / "b.wav")
    assert cache.find("hai", voice="v", rate=1.0, to=tmp_path / "b.wav")
    assert not cache.find("hai", voice="v", edition="another file", rate=1.0, to=tmp_path / "b.wav")
    assert not cache.find("hai", voice="v", rate=0.9, to=tmp_path / "b.wav")


def test_a_full_disk_leaves_no_half_speech(tmp_path: Path) -> None:
    """When no more than 20 kB may be written, the fault is a full disk, worth trying again, and nothing is left."""
    script = (
        "import sys; from pathlib import Path\n"
        "from broadcaster.speech import speak\nfrom broadcaster.errors import BroadcasterError\n"
        "try: speak('Xin chào bà con.', voice='espeak-south', to=Path(sys.argv[1]))\n"
        "except BroadcasterError as error: print(error.code, error.permanent)\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "a.wav")],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000)),
    )
    assert ran.stdout.split() == ["programs.disk_full", "False"], ran.stderr
    assert not list(tmp_path.iterdir())
