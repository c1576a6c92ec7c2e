"""How fast a bulletin becomes a clip: seconds for a text, and audio per CPU second beside a plain Opus encode."""

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from broadcaster.audio import Codec, master, probe
from broadcaster.speech import DEFAULT_VOICE, speak

SENTENCE = "Ủy ban nhân dân phường đề nghị bà con chuẩn bị nước dự trữ từ 7h30 ngày 23/11/2026. "
CHARACTERS = 1000
ROUNDS = 3

Figure = dict[str, str | int | float | None]


def cpu_s() -> float:
    """Return the CPU seconds of this process and its finished children."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in used)


def figures() -> list[Figure]:
    """Measure rendering with the real programs and return one record per figure."""
    text = (SENTENCE * (CHARACTERS // len(SENTENCE) + 1))[:CHARACTERS]
    rounds = []
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(ROUNDS):
            rounds.append(one_round(text, Path(folder)))
    # CPU time on a shared machine is only ever too high: the best round is nearest to the truth.
    speak_s, render_s, chain, plain = (best([one[i] for one in rounds], lowest=i < 2) for i in range(4))  # noqa: PLR2004
    return [
        figure(f"speak {CHARACTERS} characters", speak_s, "s"),
        figure(f"render {CHARACTERS} characters to a clip", render_s, "s"),
        figure("whole chain, audio per CPU second", chain, "s/s", baseline=plain),
    ]


def best(values: list[float], *, lowest: bool) -> float:
    """Return the least disturbed round."""
    return min(values) if lowest else max(values)


def one_round(text: str, folder: Path) -> tuple[float, float, float, float]:
    """Return seconds to speak, seconds to the clip, audio per CPU second of the chain and of a plain encode."""
    begun, used = time.monotonic(), cpu_s()
    speak(text, voice=DEFAULT_VOICE, to=folder / "speech.wav")
    spoken_s = time.monotonic() - begun
    clip = master(folder / "speech.wav", to=folder / "clip.webm")
    rendered_s, chain_cpu_s = time.monotonic() - begun, cpu_s() - used
    seconds = clip.duration.total_seconds()
    return spoken_s, rendered_s, seconds / chain_cpu_s, plain_encode(clip.path, folder)


def plain_encode(clip: Path, folder: Path) -> float:
    """Return audio per CPU second of ffmpeg encoding the very same sound with the very same settings, nothing else."""
    subprocess.run(["ffmpeg", "-v", "error", "-y", "-i", str(clip), str(folder / "plain.wav")], check=True, timeout=60)
    used = cpu_s()
    argv = ["ffmpeg", "-v", "error", "-y", "-i", str(folder / "plain.wav"), *Codec.OPUS_WEBM.arguments]
    subprocess.run([*argv, str(folder / "plain.webm")], check=True, timeout=60)
    return probe(clip).duration.total_seconds() / (cpu_s() - used)


def figure(name: str, value: float, unit: str, *, baseline: float | None = None) -> Figure:
    """Return one record as the table of figures wants it."""
    ratio = None if baseline is None else round(value / baseline, 3)
    told = None if baseline is None else round(baseline, 2)
    return {"name": name, "value": round(value, 2), "unit": unit, "n": ROUNDS, "baseline": told, "ratio": ratio}


if __name__ == "__main__":
    for row in figures():
        sys.stdout.write(f"{row}{os.linesep}")
