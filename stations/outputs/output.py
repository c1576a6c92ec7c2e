"""What every output of sound keeps to, and the sizes they share. Only words."""

import threading
from collections.abc import Callable
from typing import Protocol

from stations.pcm import Samples

# Given the epoch second at which the first frame sounds, and a number of frames, returns the frames.
Render = Callable[[float, int], Samples]
BLOCK_FRAMES = 720
# What stands between a block and the loudspeaker. Less costs CPU and is heard when it is busy; more makes a stop late.
BUFFER_SECONDS = 0.03


class Output(Protocol):
    """An open way out for sound."""

    name: str

    def run(self, render: Render, stop: threading.Event) -> None:
        """Keep rendering and sounding until ``stop``; raises Unavailable when the way out is lost."""
