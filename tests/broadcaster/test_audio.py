"""Mastered clips as the ears of the tests find them: real espeak-ng, real ffmpeg, samples counted by numpy."""

import signal
import subprocess
import sys
import time
import wave
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from broadcaster.audio import (
    EMERGENCY_LUFS,
    MESSAGE_LUFS,
    Codec,
    Mastered,
    check,
    envelope,
    horn,
    ident_tone,
    master,
    measure,
    probe,
    tone,
)
from broadcaster.errors import Faulty, Unavailable
from broadcaster.speech import speak

# each sound is really made: seconds, not milliseconds
pytestmark = pytest.mark.slow

Samples = NDArray[np.float64]

RATE = 48000
TEXT = "UBND phường thông báo: ngày 23/11/2026, từ 7h30 tạm ngừng cấp nước. Đề nghị bà con trữ nước.\nXin cảm ơn."
IDENT_AND_SILENCE_S = 2.8 + 1.5
BETWEEN_S = 3.0


def decoded(path: Path) -> Samples:
    """Return the samples of any audio file, -1..1, mono at 48 kHz."""
    argv = ["ffmpeg", "-v", "error", "-i", str(path), "-ac", "1", "-ar", str(RATE), "-f", "s16le", "-"]
    raw = subprocess.run(argv, check=True, capture_output=True, timeout=60).stdout
    return np.frombuffer(raw, dtype="<i2") / 32768


def loud_stretches(samples: Samples, gap_s: float) -> list[tuple[float, float]]:
    """Return begin and end in seconds of what sounds, parted by silences of at least ``gap_s``."""
    loud = np.flatnonzero(np.abs(samples) > 0.01)
    cuts = np.flatnonzero(np.diff(loud) > gap_s * RATE)
    begins, ends = np.r_[loud[0], loud[cuts + 1]], np.r_[loud[cuts], loud[-1]]
    return [(begin / RATE, end / RATE) for begin, end in zip(begins, ends, strict=True)]


def band_power_db(samples: Samples, low_hz: float, high_hz: float) -> float:
    """Return the power between two frequencies in dB."""
    power = np.abs(np.fft.rfft(samples)) ** 2
    hz = np.fft.rfftfreq(len(samples), 1 / RATE)
    return float(10 * np.log10(power[(hz >= low_hz) & (hz < high_hz)].sum() + 1e-12))


@pytest.fixture(scope="module")
def speech(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a spoken bulletin."""
    path = tmp_path_factory.mktemp("speech") / "speech.wav"
    speak(TEXT, voice="espeak-south", to=path)
    return path


@pytest.fixture(scope="module", params=list(Codec))
def clip(request: pytest.FixtureRequest, speech: Path, tmp_path_factory: pytest.TempPathFactory) -> Mastered:
    """Return the bulletin as a clip, once in each format."""
    codec = Codec(request.param)
    return master(speech, to=tmp_path_factory.mktemp("clip") / f"clip{codec.extension}", codec=codec)


def test_is_as_loud_as_a_message_must_be(clip: Mastered) -> None:
    """-16 LUFS within 1 LU, true peak at most -1.5 dBTP, and the clip says so itself."""
    found = measure(clip.path)
    assert (clip.lufs, clip.peak_dbtp) == (found.integrated_lufs, found.true_peak_dbtp)
    assert clip.lufs == pytest.approx(MESSAGE_LUFS, abs=1.0)
    assert clip.peak_dbtp <= -1.5


@pytest.mark.parametrize("voice", ["espeak-south", "espeak-north", "espeak-central"])
def test_emergencies_are_louder(voice: str, tmp_path: Path) -> None:
    """-14 LUFS within 1 LU with every voice, and still no peak above -1.5 dBTP."""
    speak(TEXT, voice=voice, to=tmp_path / "a.wav")
    clip = master(tmp_path / "a.wav", to=tmp_path / "a.webm", priority_target_lufs=EMERGENCY_LUFS)
    assert clip.lufs == pytest.approx(EMERGENCY_LUFS, abs=1.0)
    assert clip.peak_dbtp <= -1.5


def test_is_of_the_format_asked_for(clip: Mastered) -> None:
    """Codec, channels, size and length are what the clip says."""
    found = probe(clip.path)
    assert (found.codec, found.channels) == ({"webm": "opus", "mp3": "mp3"}[clip.codec], 1)
    assert clip.bytes == clip.path.stat().st_size
    assert abs(found.duration - clip.duration) < timedelta(seconds=0.1)


def test_ident_silence_message_silence_message(clip: Mastered, speech: Path) -> None:
    """The clip is the ident, 1.5 s, the message, 3 s, and the very same message again."""
    samples = decoded(clip.path)
    spoken_s = len(decoded(speech)) / RATE
    assert len(samples) / RATE == pytest.approx(IDENT_AND_SILENCE_S + 2 * spoken_s + BETWEEN_S, abs=0.1)
    ident, first, second = (
        loud_stretches(samples, gap_s=1.3)[0],
        *(
            samples[round(begin * RATE) :][: round(spoken_s * RATE)]
            for begin in (IDENT_AND_SILENCE_S, IDENT_AND_SILENCE_S + spoken_s + BETWEEN_S)
        ),
    )
    assert ident[0] < 0.05
    assert ident[1] < 2.9
    same = np.corrcoef(first[: len(second)], second)[0, 1]
    assert same > 0.95


def test_ident_and_repetition_can_be_left_out(speech: Path, tmp_path: Path) -> None:
    """Without ident and repetition the clip is as long as the speech."""
    clip = master(speech, to=tmp_path / "a.webm", twice=False, ident=False)
    assert abs(clip.duration - probe(speech).duration) < timedelta(seconds=0.1)


def test_parts_follow_one_another_after_a_second(speech: Path, tmp_path: Path) -> None:
    """A much quieter second part stands a second after the first, as loud as it, and the whole has the target."""
    quiet = tmp_path / "quiet.wav"
    subprocess.run(["ffmpeg", "-v", "error", "-i", str(speech), "-af", "volume=-15dB", str(quiet)], check=True)
    clip = master(speech, to=tmp_path / "a.webm", twice=False, ident=False, also=[quiet])
    seconds = probe(speech).duration.total_seconds()
    samples = decoded(clip.path)
    assert len(samples) / RATE == pytest.approx(2 * seconds + 1, abs=0.1)
    first, second = samples[: round(seconds * RATE)], samples[-round(seconds * RATE) :]
    assert 20 * np.log10(np.sqrt(np.mean(first**2)) / np.sqrt(np.mean(second**2))) == pytest.approx(0, abs=0.5)
    pause = samples[round((seconds + 0.2) * RATE) : round((seconds + 0.8) * RATE)]
    assert np.abs(pause).max() < 0.01
    assert clip.lufs == pytest.approx(MESSAGE_LUFS, abs=1.0)
    assert clip.peak_dbtp <= -1.5


def test_ident_stands_three_db_under_the_speech(tmp_path: Path) -> None:
    """The ident alone measures 3 dB below the messages' target."""
    assert ident_tone(tmp_path / "ident.webm").lufs == pytest.approx(MESSAGE_LUFS - 3, abs=1.0)


def test_carries_nothing_a_horn_cannot(speech: Path, tmp_path: Path) -> None:
    """Energy below 200 Hz is at least 20 dB less than in the middle, and there is no DC."""
    master(speech, to=tmp_path / "a.webm", twice=False, ident=False)
    assert measure(tmp_path / "a.webm").lra_lu < 6
    shaped, plain = decoded(tmp_path / "a.webm"), decoded(speech)
    down = [band_power_db(samples, 500, 5000) - band_power_db(samples, 20, 200) for samples in (plain, shaped)]
    assert down[1] > 20
    assert down[1] > down[0] + 6
    assert abs(float(shaped.mean())) < 1e-3


def test_the_same_speech_gives_the_same_bytes(speech: Path, tmp_path: Path) -> None:
    """Rendering again after a crash gives the same clip, so nothing is stored or fetched twice."""
    for codec in Codec:
        for name in ("a", "b"):
            master(speech, to=tmp_path / f"{name}{codec.extension}", codec=codec, ident=False, twice=False)
        one, other = ((tmp_path / f"{name}{codec.extension}").read_bytes() for name in "ab")
        assert one == other


def test_recordings_of_any_level_reach_the_target(speech: Path, tmp_path: Path) -> None:
    """A very quiet stereo MP3 and an overdriven WAV both end at the target."""
    for name, filters in (("quiet.mp3", "volume=-20dB"), ("loud.wav", "volume=20dB")):
        argv = ["ffmpeg", "-v", "error", "-i", str(speech), "-af", filters, "-ac", "2", str(tmp_path / name)]
        subprocess.run(argv, check=True, timeout=30)
        clip = master(tmp_path / name, to=tmp_path / "a.webm", ident=False, twice=False)
        assert clip.lufs == pytest.approx(MESSAGE_LUFS, abs=1.0)
        assert clip.peak_dbtp <= -1.5


def write_wav(path: Path, samples: Samples) -> None:
    """Write samples -1..1 as a mono WAV at 48 kHz."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((samples * 32767).astype("<i2").tobytes())


def test_silence_is_refused(tmp_path: Path) -> None:
    """Nothing but silence is no message and leaves no clip."""
    write_wav(tmp_path / "a.wav", np.zeros(3 * RATE))
    with pytest.raises(Faulty) as faulty:
        master(tmp_path / "a.wav", to=tmp_path / "a.webm")
    assert faulty.value.code == "audio.silent"
    with pytest.raises(Faulty) as faulty:
        check(tmp_path / "a.wav")
    assert faulty.value.code == "audio.silent"
    assert [path.name for path in tmp_path.iterdir()] == ["a.wav"]


def test_a_hole_is_refused(tmp_path: Path) -> None:
    """More than five seconds of silence inside are refused."""
    noise = np.random.default_rng(1).uniform(-0.3, 0.3, 2 * RATE)
    write_wav(tmp_path / "a.wav", np.concatenate([noise, np.zeros(6 * RATE), noise]))
    with pytest.raises(Faulty) as faulty:
        check(tmp_path / "a.wav")
    assert faulty.value.code == "audio.gap"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.webm", b""),
        ("page.mp3", b"<html>429 Too Many Requests</html>"),
        ("noise.webm", np.random.default_rng(1).bytes(20000)),
        ("list.m3u8", b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n"),
        ("list.ffconcat", b"ffconcat version 1.0\nfile /etc/passwd\n"),
        ("-i.wav", b"RIFF"),
    ],
)
def test_what_is_no_sound_is_refused(name: str, content: bytes, tmp_path: Path) -> None:
    """Rubbish, pages and play lists are refused everywhere by name, and no clip appears."""
    path = tmp_path / name
    path.write_bytes(content)
    for attempt in (
        lambda: check(path),
        lambda: measure(path),
        lambda: probe(path),
        lambda: envelope(path, 10),
        lambda: horn(path, tmp_path / "out.mp3"),
        lambda: master(path, to=tmp_path / "out.webm"),
    ):
        with pytest.raises(Faulty, match="hỏng"):
            attempt()
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_cut_or_scratched_clip_is_refused(clip: Mastered, tmp_path: Path) -> None:
    """Half a clip, or one with its middle overwritten, does not pass for the whole one."""
    content = clip.path.read_bytes()
    half, middle = tmp_path / f"half{clip.codec.extension}", len(content) // 2
    half.write_bytes(content[:middle])
    with pytest.raises(Faulty):
        check(half, clip.duration)
    half.write_bytes(content[:middle] + bytes(range(256)) * 40 + content[middle + 10240 :])
    with pytest.raises(Faulty):
        check(half, clip.duration)
    assert check(clip.path, clip.duration).duration == clip.duration


def test_a_crash_half_way_leaves_no_half_clip(speech: Path, tmp_path: Path) -> None:
    """A process killed while it renders leaves nothing under the clip's name."""
    script = (
        "import sys; from pathlib import Path\n"
        "from broadcaster.audio import master\n"
        "print('begun', flush=True)\n"
        "while True: master(Path(sys.argv[1]), to=Path(sys.argv[2]).with_suffix('.webm')); break\n"
    )
    argv = [sys.executable, "-c", script, str(speech), str(tmp_path / "a.webm")]
    with subprocess.Popen(argv, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"begun\n"
        time.sleep(0.4)
        child.send_signal(signal.SIGKILL)
    assert not (tmp_path / "a.webm").exists()


def test_too_slow_is_told(speech: Path, tmp_path: Path) -> None:
    """When ffmpeg does not finish in time it is stopped, the fault may pass, and no clip appears."""
    with pytest.raises(Unavailable) as slow:
        master(speech, to=tmp_path / "a.webm", timeout_s=0.01)
    assert slow.value.code == "programs.timeout"
    assert not list(tmp_path.iterdir())


def test_outline_shows_sound_and_silence(clip: Mastered) -> None:
    """The outline has as many points as asked for, high where it sounds, low in the silences."""
    points = envelope(clip.path, 200)
    assert len(points) == 200
    assert all(0 <= point <= 1 for point in points)
    at = round(200 * (IDENT_AND_SILENCE_S - 0.6) / clip.duration.total_seconds())
    assert points[at] < 0.02
    assert max(points[at + 6 : at + 30]) > 0.5


def test_simulation_sounds_like_a_horn(speech: Path, tmp_path: Path) -> None:
    """The simulation is as long as the sound and has lost what lies below the band of a horn."""
    horn(speech, tmp_path / "horn.mp3")
    assert abs(probe(tmp_path / "horn.mp3").duration - probe(speech).duration) < timedelta(seconds=0.8)
    heard, plain = decoded(tmp_path / "horn.mp3"), decoded(speech)
    lost = [band_power_db(samples, 800, 4000) - band_power_db(samples, 80, 330) for samples in (plain, heard)]
    assert lost[1] > lost[0] + 6


def test_test_tone_is_a_clip(tmp_path: Path) -> None:
    """The test signal lasts as long as asked for and peaks at -12 dBFS."""
    clip = tone(tmp_path / "tone.webm", seconds=3.0)
    assert clip.duration.total_seconds() == pytest.approx(3.0, abs=0.05)
    assert clip.peak_dbtp == pytest.approx(-12, abs=1)
