"""Where a clip is to be heard, by a decoder of its own: a program that is asked when a player is silent. Never sounds.

``python -m stations.second_hearing CLIP SECOND`` prints the first second, from SECOND on, at which the clip is not
silent, and nothing when it stays silent. It shares no process and no libVLC instance with the player it is asked about.
"""

import os
import signal
import sys
import time
from pathlib import Path

from broadcaster.errors import BroadcasterError
from stations import pcm
from stations.deck import Source
from stations.decoder import Decoder, Decoders

SOUND_DBFS = -45.0
"""Louder than this for a tenth of a second is heard; the silence of a clip lies far below."""
WINDOW_FRAMES = pcm.RATE // 10
FURTHEST_SECONDS = 120
WAIT_SECONDS = 0.005
PATIENCE_SECONDS = 10
"""libVLC may hang in here as it may in the player."""


def next_sound(source: Source, since: int) -> int | None:
    """Return the first frame from ``since`` on at which ``source`` is loud; None when it stays silent."""
    window, first = pcm.silence(0), since
    while not source.ended and first - since < FURTHEST_SECONDS * pcm.RATE:
        got = source.read(WINDOW_FRAMES - len(window))
        window += got
        if not got:
            time.sleep(WAIT_SECONDS)
        elif len(window) == WINDOW_FRAMES:
            if pcm.level_dbfs(pcm.energy(window), WINDOW_FRAMES) > SOUND_DBFS:
                return first
            window, first = pcm.silence(0), first + WINDOW_FRAMES
    return None


def _opened(path: Path, since: int) -> Decoder:
    decoder = Decoders().open_clip(path, since)
    while not decoder.ready():
        time.sleep(WAIT_SECONDS)
    return decoder


def main(path: str, second: str) -> None:
    """Print where the clip is to be heard from ``second`` on."""
    signal.alarm(PATIENCE_SECONDS)
    since = round(float(second) * pcm.RATE)
    try:
        found = next_sound(_opened(Path(path), since), since)
    except BroadcasterError as fault:
        print(fault, file=sys.stderr)
        found = None
    if found is not None:
        print(found / pcm.RATE, flush=True)
    os._exit(0)  # libVLC's threads end with the process


if __name__ == "__main__":
    main(*sys.argv[1:])
