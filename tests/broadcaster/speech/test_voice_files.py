"""Voices from files, really loaded and run by Piper and by sherpa-onnx in their child process."""

import hashlib
import os
import shutil
import wave
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from broadcaster.config import Config
from broadcaster.errors import BroadcasterError, Refused
from broadcaster.speech import speak
from broadcaster.speech.checks import measure
from broadcaster.speech.engines import piper, sherpa
from broadcaster.speech.engines.espeak import Espeak
from broadcaster.speech.voice_files import Neural, Runtime, VoiceFile, voice_files
from tests.broadcaster.speech.test_talker import alive, until
from tests.broadcaster.speech.tiny_voice import RATE, write_voice

TEXT = "Xin chào bà con. Mai cúp nước.\nCảm ơn."
RUNTIMES = {"piper": piper.RUNTIME, "sherpa": sherpa.RUNTIME}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> VoiceFile:
    """Return a tiny voice."""
    path = tmp_path_factory.mktemp("voices") / "vi_VN-tiny.onnx"
    return VoiceFile(path, write_voice(path))


@pytest.fixture(scope="module", params=RUNTIMES)
def neural(request: pytest.FixtureRequest, made: VoiceFile) -> Iterator[Neural]:
    """Give the voice in each runtime."""
    engine = Neural(made, RUNTIMES[request.param])
    yield engine
    engine.close()


def said(engine: Neural, text: str, to: Path, rate: float = 1.0) -> bytes:
    """Speak and return the samples."""
    engine.synthesise(text, voice=engine.name, rate=rate, to=to)
    with wave.open(str(to)) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, RATE)
        return file.readframes(file.getnframes())


def test_a_file_speaks(neural: Neural, tmp_path: Path) -> None:
    """A text becomes a WAV with our pauses, through all checks, in the name of the voice."""
    spoken = speak(TEXT, voice=neural.name, to=tmp_path / "a.wav", engines=(neural,))
    assert (spoken.voice, spoken.faults) == (neural.name, ())
    assert 1.0 <= measure(tmp_path / "a.wav").longest_silence_s <= 1.2
    assert [path.name for path in tmp_path.iterdir()] == ["a.wav"]


def test_the_same_text_sounds_the_same(neural: Neural, tmp_path: Path) -> None:
    """Without noise twice the same is the same, another text is another, and a lower rate is longer."""
    one, again = (said(neural, "Mai họp tổ dân phố.", tmp_path / "a.wav") for _ in range(2))
    other = said(neural, "Mai nghỉ tổ dân phố.", tmp_path / "a.wav")
    slow = said(neural, "Mai họp tổ dân phố.", tmp_path / "a.wav", 0.7)
    assert one == again
    assert one != other
    assert len(slow) > 1.1 * len(one)


def test_no_noise_is_asked_for_and_loudness_does_not_jump(neural: Neural, tmp_path: Path) -> None:
    """The network's own level stays: no sentence is raised to full level, and no noise makes each time another."""
    said(neural, "Mai họp.", tmp_path / "a.wav")
    assert -11 < measure(tmp_path / "a.wav").peak_dbfs < -10


@pytest.mark.slow
def test_the_child_steps_back_and_gives_its_memory_back(made: VoiceFile, tmp_path: Path) -> None:
    """It runs behind everybody else, ends by itself when nobody asks, and comes back for the next bulletin."""
    with closing(Neural(made, piper.RUNTIME, idle_s=0.3)) as engine:
        said(engine, "Mai họp.", tmp_path / "a.wav")
        pid = engine.talker.pid or 0
        assert os.getpriority(os.PRIO_PROCESS, pid) == min(19, os.getpriority(os.PRIO_PROCESS, 0) + 10)
        until(lambda: not alive(pid))
        said(engine, "Mai họp.", tmp_path / "a.wav")
        assert engine.talker.pid not in (None, pid)


@pytest.mark.parametrize("runtime", RUNTIMES.values(), ids=RUNTIMES)
def test_a_network_that_is_none_costs_only_its_voice(runtime: Runtime, tmp_path: Path) -> None:
    """A changed file is not loaded; one that the runtime cannot load is a fault; both times the next voice speaks."""
    path = tmp_path / "broken.onnx"
    changed = VoiceFile(path, write_voice(path))
    path.write_bytes(b"this is no network")
    rotten = VoiceFile(path, hashlib.sha256(b"this is no network").hexdigest())
    told = []
    for file in (changed, rotten):
        with closing(Neural(file, runtime)) as engine:
            engines = (engine, Espeak())
            spoken = speak("Mai họp.", voice=engine.name, others=("x",), to=tmp_path / "a.wav", engines=engines)
        assert spoken.voice == "espeak-south"
        told.append(spoken.faults[0].code)
    assert told[0] == "speech.voice_file_changed"
    assert told[1] in ("speech.engine_broken", "speech.child_ended")


@pytest.mark.parametrize("runtime", RUNTIMES.values(), ids=RUNTIMES)
def test_a_file_is_examined_before_it_is_loaded(runtime: Runtime, made: VoiceFile, tmp_path: Path) -> None:
    """Away, changed, without its JSON or with another: each is told by name, and no child is started."""
    copy = VoiceFile(tmp_path / "v.onnx", made.sha256)
    engine = Neural(copy, runtime)

    def fault() -> str:
        """Return the code of what is said, in words that name the file."""
        with pytest.raises(BroadcasterError) as caught:
            engine.synthesise("Mai họp.", voice=engine.name, rate=1.0, to=tmp_path / "a.wav")
        assert engine.talker.pid is None
        assert str(tmp_path) in caught.value.told("vi")
        return caught.value.code

    json = Path(f"{copy.path}.json")
    assert fault() == "speech.voice_file_missing"
    shutil.copy(f"{made.path}.json", json)
    assert fault() == "speech.voice_file_missing"
    copy.path.write_bytes(made.path.read_bytes() + b"\0")
    assert fault() == "speech.voice_file_changed"
    shutil.copy(made.path, copy.path)
    engine.examine()
    json.write_text("[]")
    assert fault() == "speech.voice_file_odd"
    json.write_text("{")
    assert fault() == "speech.voice_file_odd"
    assert not (tmp_path / "a.wav").exists()


def test_a_runtime_that_is_not_installed_is_told(made: VoiceFile) -> None:
    """Without its package the doctor hears which extra to install."""
    with pytest.raises(BroadcasterError) as fault:
        Neural(made, Runtime("piper", "Piper", "no_such_runtime", "piper")).examine()
    assert (fault.value.code, fault.value.facts["extra"]) == ("speech.package_missing", "piper")


@pytest.mark.parametrize(
    ("espeak", "region"), [("vi", "north"), ("vi-vn-x-south", "south"), ("vi-vn-x-central", "central"), ("en", "south")]
)
def test_the_region_is_that_of_its_phonemes(espeak: str, region: str, tmp_path: Path) -> None:
    """A voice counts as those people do whose phonemes it was made with; its edition is its file."""
    file = VoiceFile(tmp_path / "một hai.onnx", write_voice(tmp_path / "một hai.onnx", espeak))
    (voice,) = Neural(file, piper.RUNTIME).voices()
    assert (voice.name, voice.region, voice.edition) == ("piper-m-t-hai", region, file.sha256)


def test_settings_name_files_with_their_hash() -> None:
    """Path and hash are read; whatever else is refused with the entry."""
    sha = "aB" * 32
    assert voice_files(f"/a.onnx={sha}, /b=c.onnx={sha}", "k") == (
        VoiceFile(Path("/a.onnx"), sha.lower()),
        VoiceFile(Path("/b=c.onnx"), sha.lower()),
    )
    for wrong in ("/a.onnx", f"={sha}", f"/a.onnx={sha[1:]}"):
        with pytest.raises(Refused, match="SHA256"):
            voice_files(wrong, "k")
    assert [one.name for one in piper.offered(Config(speech_piper=f"/x/a.onnx={sha}"))] == ["piper-a"]
    assert sherpa.offered(Config()) == ()
