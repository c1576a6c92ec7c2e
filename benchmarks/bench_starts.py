"""How exactly a station starts and stops, and what its player costs. Measures recordings, never its own events.

The baseline of the starts is libVLC's plain ``play()`` at the asked moment, on the same rig in the same run.
"""

import json
import os
import queue
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np

from broadcaster.clock import SystemClock
from stations.player import Player
from stations.player_events import Ended, PlayerEvent, Prepared
from tests import sound

STARTS = 60
SPACING = 0.8
CUT_AFTER = 0.35
HEAD = sound.RATE // 5
CPU_SECONDS = 5.0
ALIKE = 0.7

# One warm player, the clip set well before: the best that plain use of libVLC can do.
PLAIN_VLC = """
import json, sys, time, vlc
path, moments = sys.argv[1], json.loads(sys.argv[2])
instance = vlc.Instance(["--quiet", "--no-video", "--aout=pulse"])
player = instance.media_player_new()
for moment in moments:
    time.sleep(max(0, moment - 0.15 - time.time()))
    player.set_media(instance.media_new_path(path))
    time.sleep(max(0, moment - time.time()))
    player.play()
time.sleep(1)
player.stop()
"""


def figures(n: int = STARTS) -> list[dict[str, Any]]:
    """Return start error, stop delay, memory and CPU over ``n`` starts (about two seconds each)."""
    with tempfile.TemporaryDirectory() as folder, sound.null_sinks(["loa"]) as speakers:
        clip = sound.noise_clip(Path(folder) / "clip.webm", 1.5)
        short = sound.noise_clip(Path(folder) / "short.webm", 0.4)
        with _server(speakers.server):
            ours, stops, costs = _player_series(speakers, clip, n)
            plain = _plain_series(speakers, short, n)
    missed = _figure("starts not heard", n - len(ours), "starts", n, baseline=n - len(plain))
    return [*_start_figures(ours, plain), missed, *_stop_figures(stops), *costs]


def _player_series(
    speakers: sound.Speakers, clip: Path, n: int
) -> tuple[list[float], list[float], list[dict[str, Any]]]:
    """Return start errors and stop delays in seconds, and the cost figures of the child."""
    events: queue.Queue[PlayerEvent] = queue.Queue()
    clock = SystemClock()
    player = Player("pulse:loa", clock=clock, on_event=events.put)
    player.start()
    while not player.alive():
        time.sleep(0.05)
    assert player.pid is not None
    costs = _costs(player.pid, "idle")
    moments, cuts = [], []
    with sound.Recorder(speakers.server, "loa") as recorder:
        for index in range(n):
            player.prepare(str(index), clip)
            _await(events, Prepared)
            # Odd milliseconds, so that no start falls in step with the blocks of anybody.
            at = clock.now() + timedelta(seconds=SPACING / 3, milliseconds=7.3 * (index % 11))
            player.play(str(index), at=at)
            time.sleep(max(0.0, (at - clock.now()).total_seconds()) + CUT_AFTER)
            cuts.append(clock.now().timestamp())
            player.stop(str(index))
            _await(events, Ended)
            moments.append(at.timestamp())
            time.sleep(SPACING / 4)
        player.tone(CPU_SECONDS + 2, at=clock.now() + timedelta(seconds=0.5))
        time.sleep(1)
        costs += _costs(player.pid, "playing")
    player.close()
    return _errors(recorder.recording, moments, clip), _stop_delays(recorder.recording, cuts), costs


def _plain_series(speakers: sound.Speakers, clip: Path, n: int) -> list[float]:
    """Return the start errors in seconds of libVLC's ``play()`` called at the moment."""
    with sound.Recorder(speakers.server, "loa") as recorder:
        begin = SystemClock().now().timestamp() + 1.5
        moments = [begin + index * SPACING + 0.0073 * (index % 11) for index in range(n)]
        subprocess.run([sys.executable, "-c", PLAIN_VLC, str(clip), json.dumps(moments)], check=True)
        time.sleep(0.3)
    return _errors(recorder.recording, moments, clip)


def _errors(recording: sound.Recording, moments: list[float], clip: Path) -> list[float]:
    """Return the errors of the starts whose head was heard within 0.35 s; the others are counted as not heard."""
    head = sound.decoded(clip)[:HEAD]
    windows = [recording.between(moment - 0.1, moment + 0.55) for moment in moments]
    found = [sound.correlate(window, head) for window in windows]
    return [match.at - moment for match, moment in zip(found, moments, strict=True) if match.score >= ALIKE]


def _stop_delays(recording: sound.Recording, cuts: list[float]) -> list[float]:
    quiet = [sound.last_sound(recording.between(cut - 0.05, cut + 0.25)) for cut in cuts]
    return [end - cut for end, cut in zip(quiet, cuts, strict=True) if end is not None]


def _start_figures(ours: list[float], plain: list[float]) -> list[dict[str, Any]]:
    rows = []
    for label, share in (("p50", 50), ("p99", 99)):
        mine, base = (float(np.percentile(np.abs(errors), share)) * 1000 for errors in (ours, plain))
        rows.append(_figure(f"start error {label}", mine, "ms", len(ours), baseline=base))
    rows.append(_figure("start error, signed median", float(np.median(ours)) * 1000, "ms", len(ours)))
    spread, plain_spread = (float(np.std(errors)) * 1000 for errors in (ours, plain))
    rows.append(_figure("start error, spread (sd)", spread, "ms", len(ours), baseline=plain_spread))
    return rows


def _stop_figures(stops: list[float]) -> list[dict[str, Any]]:
    values = {label: float(np.percentile(stops, share)) * 1000 for label, share in (("p50", 50), ("p99", 99))}
    return [_figure(f"stop order to silence {label}", value, "ms", len(stops)) for label, value in values.items()]


def _costs(pid: int, when: str) -> list[dict[str, Any]]:
    before, began = _cpu_seconds(pid), time.monotonic()
    time.sleep(CPU_SECONDS)
    share = 100 * (_cpu_seconds(pid) - before) / (time.monotonic() - began)
    memory = Path(f"/proc/{pid}/smaps_rollup").read_text()
    kilobytes = {line.split(":")[0]: int(line.split()[1]) for line in memory.splitlines()[1:]}
    return [
        _figure(f"player child RSS, {when}", kilobytes["Rss"] / 1024, "MB", 1),
        _figure(f"player child PSS, {when}", kilobytes["Pss"] / 1024, "MB", 1),
        _figure(f"player child CPU, {when}", share, "% of a core", 1),
    ]


def _cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _await(events: "queue.Queue[PlayerEvent]", kind: type[PlayerEvent]) -> None:
    while not isinstance(events.get(timeout=5), kind):
        pass


@contextmanager
def _server(address: str) -> Iterator[None]:
    before = dict(os.environ)
    os.environ.update({"PULSE_SERVER": address, "PULSE_SINK": "loa"})
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def _figure(name: str, value: float, unit: str, n: int, *, baseline: float | None = None) -> dict[str, Any]:
    ratio = round(value / baseline, 3) if baseline else None
    base = round(baseline, 2) if baseline is not None else None
    return {"name": name, "value": round(value, 2), "unit": unit, "n": n, "baseline": base, "ratio": ratio}


if __name__ == "__main__":
    for row in figures(int(sys.argv[1]) if len(sys.argv) > 1 else STARTS):
        print(json.dumps(row))
