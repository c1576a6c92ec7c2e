"""Neural voices from files on this disk: an ONNX network with its JSON beside it. Never fetched, always verified."""

import hashlib
import importlib.util
import json
import re
import sys
import tempfile
import threading
import wave
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from broadcaster.errors import Faulty, Refused, Unavailable
from broadcaster.speech.engines import Engine, Voice
from broadcaster.speech.packing import sentences
from broadcaster.speech.talker import Talker
from broadcaster.whole import whole_file

CHILD = Path(__file__).with_name("voice_child.py")
ENTRY = re.compile(r"(.+)=([0-9a-fA-F]{64})")
ODD = re.compile(r"[^A-Za-z0-9_.-]+")
REGIONS = {"vi": "north", "vi-vn-x-south": "south", "vi-vn-x-central": "central"}
# The networks grow with the square of what they read at once.
LONGEST_PART = 250
# A voice at its own pace speaks some four syllables a second; a horn carries three.
STRETCH = 1.3
IDLE_S = 120.0
TIMEOUT_S = 30.0
TIMEOUT_S_PER_CHARACTER = 0.5
SAMPLE_BYTES = 2


@dataclass(frozen=True, slots=True)
class Runtime:
    """What loads the voices of a setting: the child's word for it, the module it needs and the extra that brings it."""

    kind: str
    label: str
    module: str
    extra: str


@dataclass(frozen=True, slots=True)
class VoiceFile:
    """One voice: where its network lies and the SHA-256 it must have."""

    path: Path
    sha256: str

    def described(self) -> dict[str, Any]:
        """Return what the JSON beside the network says; raise Unavailable or Faulty."""
        beside = Path(f"{self.path}.json")
        try:
            said: Any = json.loads(beside.read_text(encoding="utf-8"))
        except OSError as error:
            raise Unavailable("speech.voice_file_missing", file=beside, reason=error.strerror) from error
        except ValueError as error:
            raise Faulty("speech.voice_file_odd", file=beside) from error
        if not isinstance(said, dict) or not isinstance(said.get("espeak", {}), dict):
            raise Faulty("speech.voice_file_odd", file=beside)
        return said

    def verify(self) -> None:
        """Raise Unavailable for a file that is away, Faulty for one that is not the one configured."""
        try:
            with self.path.open("rb") as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            raise Unavailable("speech.voice_file_missing", file=self.path, reason=error.strerror) from error
        if found != self.sha256:
            raise Faulty("speech.voice_file_changed", file=self.path, found=found[:16], wanted=self.sha256[:16])


def voice_files(setting: str, key: str) -> tuple[VoiceFile, ...]:
    """Return the voices of a setting, ``PATH=SHA256`` divided by blanks or commas; refuse what is neither."""
    found = []
    for entry in setting.replace(",", " ").split():
        told = ENTRY.fullmatch(entry)
        if told is None:
            raise Refused("speech.voice_file_refused", field=key, entry=entry[:120])
        found.append(VoiceFile(Path(told[1]), told[2].lower()))
    return tuple(found)


class Neural(Engine):
    """One voice file in a child process of its own, which ends when nobody speaks for two minutes."""

    is_online = False

    def __init__(self, file: VoiceFile, runtime: Runtime, *, idle_s: float = IDLE_S) -> None:
        self.name = f"{runtime.kind}-{ODD.sub('-', file.path.stem)}"
        self._file, self._runtime = file, runtime
        argv = (sys.executable, "-I", str(CHILD), runtime.kind, str(file.path.resolve()), str(idle_s))
        self.talker = Talker(argv)
        self._loading = threading.Lock()

    def voices(self) -> tuple[Voice, ...]:
        """Return the one voice of the file; its region is that of the phonemes it was made with."""
        label = f"{self._runtime.label} {self._file.path.stem}"
        return (Voice(self.name, self.name, label, label, self._region(), self._file.sha256),)

    def examine(self) -> None:
        """Raise Unavailable or Faulty unless runtime, network and JSON are there and are the ones configured."""
        if importlib.util.find_spec(self._runtime.module) is None:
            raise Unavailable("speech.package_missing", package=self._runtime.module, extra=self._runtime.extra)
        self._file.verify()
        self._file.described()

    def synthesise(self, text: str, *, voice: str, rate: float, to: Path) -> None:  # noqa: ARG002 - it has one voice
        """Write ``text`` as a mono WAV at the voice's own sample rate; raise Unavailable or Faulty, leaving no file."""
        scale = self._own_scale() * STRETCH / rate
        with tempfile.TemporaryDirectory(dir=to.parent) as folder, whole_file(to) as partial:
            part, sounds = Path(folder) / "part", sentences(text, LONGEST_PART)
            spoken = ((self._spoken(sentence, scale, part), pause_ms) for sentence, pause_ms in sounds)
            _write(partial, spoken)

    def close(self) -> None:
        """End the child and give its memory back."""
        self.talker.close()

    def _spoken(self, part: str, scale: float, to: Path) -> tuple[int, bytes]:
        """Return the sample rate and the samples of one sentence."""
        with self._loading:
            if self.talker.pid is None:
                self.examine()
        question = {"text": part, "scale": round(scale, 3), "to": str(to)}
        answer = self.talker.ask(question, TIMEOUT_S + TIMEOUT_S_PER_CHARACTER * len(part))
        samples = to.read_bytes()
        if len(samples) != SAMPLE_BYTES * answer["frames"]:
            raise Faulty("speech.broken_wav")
        return int(answer["ready"]), samples

    def _region(self) -> str:
        try:
            return REGIONS.get(str(self._file.described().get("espeak", {}).get("voice")), "south")
        except (Unavailable, Faulty):
            return "south"

    def _own_scale(self) -> float:
        """Return how the voice itself stretches its phonemes, for the pace it was made with."""
        inference = self._file.described().get("inference")
        scale = inference.get("length_scale") if isinstance(inference, dict) else None
        return float(scale) if isinstance(scale, int | float) and scale > 0 else 1.0


def _write(to: Path, spoken: Iterator[tuple[tuple[int, bytes], int]]) -> None:
    """Write sentences, each sample rate and samples, with their pauses as a WAV; the first one tells the rate."""
    (sample_rate, samples), pause_ms = next(spoken)
    with wave.open(str(to), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(SAMPLE_BYTES)
        file.setframerate(sample_rate)
        file.writeframes(samples + _silence(sample_rate, pause_ms))
        for (_, more), pause_ms in spoken:
            file.writeframes(more + _silence(sample_rate, pause_ms))


def _silence(sample_rate: int, milliseconds: int) -> bytes:
    return bytes(sample_rate * milliseconds // 1000 * SAMPLE_BYTES)
