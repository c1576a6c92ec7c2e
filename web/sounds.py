"""How far the sound of a bulletin is, for the player part of a page. Never makes or answers any sound."""

from dataclasses import dataclass

from broadcaster.bulletins import Bulletin
from broadcaster.store.recordings import Recording
from web.listen import heard, wave
from web.recording import drawn, known_recording


@dataclass(frozen=True, slots=True)
class Sound:
    """How far the sound of a bulletin is; ``passed_over``: who was to speak before ``voice``, each with its fault."""

    bulletin: Bulletin
    state: str
    clip: str | None = None
    seconds: int = 0
    wave: str = ""
    reading: str = ""
    warnings: tuple[str, ...] = ()
    failure: str = ""
    voice: str = ""
    lufs: float | None = None
    recording: Recording | None = None
    passed_over: tuple[tuple[str, str], ...] = ()

    @property
    def brought_wave(self) -> str:
        """The waveform of the recording as it was brought."""
        return drawn(self.recording) if self.recording else ""


def sound_of(bulletin_id: str, voice: str = "") -> Sound:
    """Return how far the sound of a bulletin the reader may see has come, its own or in another ``voice``."""
    bulletin, render = heard(bulletin_id, voice)
    recording = known_recording(bulletin.recording or "")
    if render is None:
        return Sound(bulletin, "none", failure=bulletin.failure, recording=recording)
    ready = render.clip is not None and render.duration is not None
    return Sound(
        bulletin,
        render.state.value,
        clip=render.clip,
        seconds=round(render.duration.total_seconds()) if render.duration else 0,
        wave=wave(render.clip) if ready and render.clip else "",
        reading=render.reading,
        warnings=tuple(str(one) for one in render.warnings),
        failure=render.failure,
        voice=render.voice,
        lufs=render.lufs,
        recording=recording,
        passed_over=render.passed_over,
    )
