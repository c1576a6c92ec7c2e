"""How fast each voice speaks: seconds of audio per CPU second, and memory. Neural ones with the tests' tiny network.

The tiny network costs next to nothing, so its figures are what a runtime costs around any network.
"""

import os
import queue
import resource
import subprocess
import tempfile
import threading
import wave
from pathlib import Path

from broadcaster.speech import DEFAULT_ENGINES, Engine, read_aloud
from broadcaster.speech.engines import piper, sherpa
from broadcaster.speech.voice_files import Neural, Runtime, VoiceFile
from stations.alarm_sounds import AlarmSounds
from stations.media import MediaShelf
from stations.playout.cues import VoiceFailed, VoiceReady
from stations.voice import Voice
from tests.broadcaster.speech.tiny_voice import write_voice

SENTENCE = "Ủy ban nhân dân phường đề nghị bà con chuẩn bị nước dự trữ từ 7h30 ngày 23/11/2026. "
TEXT = read_aloud(SENTENCE * 12).spoken
ROUNDS = 3
TICKS = os.sysconf("SC_CLK_TCK")

Figure = dict[str, str | int | float | None]


def figures() -> list[Figure]:
    """Measure every engine that is here and return one record per figure."""
    found: list[Figure] = []
    with tempfile.TemporaryDirectory() as folder:
        runs = [espeak(DEFAULT_ENGINES[0], Path(folder) / "a.wav") for _ in range(ROUNDS)]
        found += told("espeak-ng", max(runs), espeak_mb(Path(folder) / "b.wav"))
        found += station(Path(folder))
        path = Path(folder) / "vi_VN-tiny.onnx"
        file = VoiceFile(path, write_voice(path))
        for runtime in (piper.RUNTIME, sherpa.RUNTIME):
            found += told(f"{runtime.kind}, tiny network", *neural(runtime, file, Path(folder) / "a.wav"))
    return found


def espeak(engine: Engine, to: Path) -> float:
    """Return audio per CPU second of one run of espeak-ng, a process that begins and ends."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    engine.synthesise(TEXT, voice="espeak-south", rate=1.0, to=to)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return length(to) / used


def station(folder: Path) -> list[Figure]:
    """Return audio per CPU second of a station that reads an alarm itself, brought to its level by the station too."""
    done: queue.SimpleQueue[VoiceReady | VoiceFailed] = queue.SimpleQueue()
    sounds = AlarmSounds(MediaShelf(folder / "media", quota=0, reserve=0), folder / "readings")
    voice, stop = Voice(sounds, done.put, lambda _: None), threading.Event()
    thread = threading.Thread(target=voice.run, args=(stop,))
    thread.start()
    try:
        rounds = [_read_aloud(voice, done, f"text{number}") for number in range(ROUNDS)]
    finally:
        stop.set()
        voice.wake()
        thread.join()
        sounds.close()
    name = "voice of a station itself, audio per CPU second"
    return [{"name": name, "value": round(max(rounds), 1), "unit": "s/s", "n": ROUNDS}]


def _read_aloud(voice: Voice, done: "queue.SimpleQueue[VoiceReady | VoiceFailed]", name: str) -> float:
    begun = os.times()
    voice.ask(name, TEXT)
    ready = done.get()
    ended = os.times()
    if isinstance(ready, VoiceFailed):
        raise RuntimeError("the station could not read")
    return ready.length.total_seconds() / (sum(ended[:4]) - sum(begun[:4]))


def espeak_mb(to: Path) -> float:
    """Return the most megabytes espeak-ng holds; what a fork counts would be those of Python."""
    most = 0.0
    with subprocess.Popen(["espeak-ng", "-v", "vi", "-w", str(to), TEXT * 20]) as child:
        while child.poll() is None:
            most = max(most, most_mb(child.pid))
    return most


def neural(runtime: Runtime, file: VoiceFile, to: Path) -> tuple[float, float]:
    """Return audio per CPU second and the most megabytes of a child that has its network loaded already."""
    engine = Neural(file, runtime)
    try:
        engine.synthesise("Xin chào.", voice=engine.name, rate=1.0, to=to)
        pid, rounds = engine.talker.pid or 0, []
        for _ in range(ROUNDS):
            used = cpu_s(pid)
            engine.synthesise(TEXT, voice=engine.name, rate=1.0, to=to)
            rounds.append(length(to) / (cpu_s(pid) - used))
        return max(rounds), most_mb(pid)
    finally:
        engine.close()


def cpu_s(pid: int) -> float:
    """Return the CPU seconds of a process and of its children that have ended."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / TICKS


def most_mb(pid: int) -> float:
    """Return the most megabytes a process ever held."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next((int(line.split()[1]) for line in lines if line.startswith("VmHWM")), 0) / 1000


def length(wav: Path) -> float:
    """Return the seconds of a WAV."""
    with wave.open(str(wav)) as file:
        return file.getnframes() / file.getframerate()


def told(name: str, speed: float, memory_mb: float) -> list[Figure]:
    """Return the two records of one voice."""
    return [
        {"name": f"voice {name}, audio per CPU second", "value": round(speed, 1), "unit": "s/s", "n": ROUNDS},
        {"name": f"voice {name}, memory", "value": round(memory_mb, 1), "unit": "MB", "n": 1},
    ]
