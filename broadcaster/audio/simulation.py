"""Lets an editor hear a clip "như trên loa": the band of a horn, a little street noise, an echo. Never broadcast."""

from pathlib import Path

from broadcaster.audio.measuring import FFMPEG, NICENESS, TIMEOUT_S, probe, reading
from broadcaster.errors import Faulty
from broadcaster.programs import run
from broadcaster.whole import whole_file

LOWEST_HZ = 380
HIGHEST_HZ = 5500
ECHO = "aecho=in_gain=0.8:out_gain=0.9:delays=180|350:decays=0.25|0.12"
NOISE_AMPLITUDE = 0.01


def horn(path: Path, to: Path) -> None:
    """Write what the clip ``path`` would sound like 200 metres from a horn, as a small MP3 for the browser."""
    seconds = probe(path).duration.total_seconds()
    band = f"highpass=f={LOWEST_HZ}:p=2,lowpass=f={HIGHEST_HZ}:p=2"
    noise = f"anoisesrc=color=pink:amplitude={NOISE_AMPLITUDE}:sample_rate=24000:seed=1:duration={seconds + 1:.1f}"
    graph = (
        f"[0:a]aresample=24000,{band},{ECHO}[clip];{noise}[street];"
        "[clip][street]amix=inputs=2:duration=first:normalize=0[out]"
    )
    output = ("-map", "[out]", "-map_metadata", "-1", "-ac", "1", "-c:a", "libmp3lame", "-b:a", "48k", "-f", "mp3")
    with whole_file(to) as partial:
        argv = (*FFMPEG, "-v", "error", *reading(path), "-filter_complex", graph, *output, f"file:{partial}")
        try:
            run(argv, TIMEOUT_S, niceness=NICENESS)
        except Faulty as error:
            raise Faulty("audio.broken", detail=error.facts.get("detail", "")) from error
