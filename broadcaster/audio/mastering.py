"""Makes speech fit for outdoor horns: ident, band, compression, loudness, message twice. Never speaks or stores.

ffmpeg measures and shapes the speech, measures how loud it becomes at several gains, renders
everything in one command, and decodes what came out.
No loudnorm: its linear mode silently becomes dynamic for speech and costs eight times as much.
"""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from broadcaster.audio.codecs import Codec
from broadcaster.audio.measuring import FFMPEG, NICENESS, TIMEOUT_S, check, integrated, reading
from broadcaster.errors import Faulty
from broadcaster.programs import run
from broadcaster.tones import two_tone
from broadcaster.whole import whole_file

MASTERING_VERSION = "1"
"""Part of what a clip depends on: a new number makes every sound anew."""
MESSAGE_LUFS = -16.0
EMERGENCY_LUFS = -14.0
SILENCE_AFTER_IDENT_S = 1.5
SILENCE_BETWEEN_S = 3.0
SILENCE_BEFORE_NEXT_S = 1.0
"""Before the same words in another language."""
QUIETEST_SPEECH_LUFS = -60.0
# Before any meter: stereo would measure louder than what is left of it.
MONO = "aformat=channel_layouts=mono"
# The level of espeak-ng, for which the compressor is set; recordings are brought to it first.
SHAPED_FROM_LUFS = -23.5

# High-pass and low-pass to what a horn carries, presence, then compression: see the table of measured gains.
SHAPE = (
    "highpass=f=250:p=2,highpass=f=320:p=2,lowpass=f=7500:p=2,equalizer=f=3000:t=q:w=0.8:g=4,"
    "acompressor=threshold=-22dB:ratio=3:attack=5:release=120:knee=6"
)
# At 48 kHz and -4.5 dB the true peak after coding stays under -1.5 dBTP: Opus overshoots limited speech by 2 to 3 dB.
LIMIT_DB = -4.5
LIMITER = "alimiter=limit={limit:.2f}dB:level=false:attack=3:release=50"
# The limiter alone does not reach the level of emergencies; rounding the peaks off first does. What that adds above
# the horn's band goes before the limiter, or the codec would remove it after and raise the peaks.
LOUD_LIMIT_DB = -5.0
LOUD_LIMITER = f"asoftclip=type=tanh:threshold=0.55,lowpass=f=6000:p=2,{LIMITER}"
# Where a codec overshoots more than usual, the limit is lowered by what was too much, and a little.
HIGHEST_PEAK_DBTP = -1.5
LITTLE_DB = 0.3
LOUD_LUFS = -15.0
RATE = 48000
# The limiter eats part of every gain, so the gain is read from a measured curve of these steps above the plain need.
GAIN_STEPS_DB = (0.0, 3.0, 8.0)

IDENT_S = 2.8
# Two falling notes with a soft beginning each, like a doorbell; most of their power carries on a horn.
IDENT = (
    "aevalsrc=exprs='0.5*min(1,t*100)*sin(2*PI*784*t)*exp(-2.2*t)"
    f"+0.5*gte(t,0.9)*min(1,(t-0.9)*100)*sin(2*PI*622*(t-0.9))*exp(-1.8*(t-0.9))':s={RATE}:d={IDENT_S}"
)
IDENT_LUFS = -16.4
IDENT_BELOW_SPEECH_DB = 3.0


@dataclass(frozen=True, slots=True)
class Mastered:
    """A finished clip: where it stands, how long, how loud, and in what format."""

    path: Path
    duration: timedelta
    lufs: float
    peak_dbtp: float
    codec: Codec
    bytes: int


def master(  # noqa: PLR0913 - all but the speech are keyword-only
    speech: Path,
    *,
    to: Path,
    priority_target_lufs: float = MESSAGE_LUFS,
    codec: Codec = Codec.OPUS_WEBM,
    twice: bool = True,
    ident: bool = True,
    also: Sequence[Path] = (),
    timeout_s: float = TIMEOUT_S,
) -> Mastered:
    """Turn ``speech`` into the clip ``to``: [ident, 1.5 s] message [3 s, message again] at the target loudness.

    Each of ``also`` is one more part of the message, after a second of silence and as loud as the first. The clip is
    decoded and measured, and made once more when its peaks came out too high. Raises Faulty("audio....") for speech
    that is broken or silent, Unavailable for ffmpeg missing, too slow, or a full disk.
    """
    with tempfile.TemporaryDirectory(prefix=".mastering-", dir=to.parent) as folder:
        shaped, plain_lufs = _shape_all((speech, *also), Path(folder), timeout_s)
        gain_db = _gain_for(priority_target_lufs, shaped, plain_lufs, timeout_s)
        ident_db = priority_target_lufs - IDENT_BELOW_SPEECH_DB - IDENT_LUFS if ident else None

        def rendered(lower_db: float) -> Mastered:
            loud = _loud(priority_target_lufs, gain_db, lower_db)
            inputs, graph = _programme(shaped, loud, ident_db, twice=twice)
            graph += f";[whole]volume={codec.gain_db}dB[out]"
            return _render((*inputs, "-filter_complex", graph, "-map", "[out]"), to, codec, timeout_s)

        made = rendered(0.0)
        above = made.peak_dbtp - HIGHEST_PEAK_DBTP
        return made if above <= 0 else rendered(above + LITTLE_DB)


def ident_tone(to: Path, *, codec: Codec = Codec.OPUS_WEBM) -> Mastered:
    """Write the ident alone as a clip, as loud as it stands before a message."""
    gain_db = MESSAGE_LUFS - IDENT_BELOW_SPEECH_DB - IDENT_LUFS
    graph = f"volume={gain_db:.2f}dB"
    return _render(("-f", "lavfi", "-i", IDENT, "-af", graph), to, codec, TIMEOUT_S)


def tone(to: Path, *, seconds: float, codec: Codec = Codec.OPUS_WEBM) -> Mastered:
    """Write the two-tone test signal as a clip."""
    source = ("-f", "s16le", "-ar", str(RATE), "-ac", "1", "-i", "pipe:0")
    return _render(source, to, codec, TIMEOUT_S, pcm=two_tone(seconds, RATE))


def _shape(speech: Path, shaped: Path, timeout_s: float) -> float:
    """Write the speech through band and compressor as a WAV and return its loudness."""
    source = (*FFMPEG, "-xerror", *reading(speech), "-map", "0:a:0")
    level = _level(integrated((*source, "-af", f"{MONO},ebur128", "-f", "null", "-"), timeout_s))
    filters = f"{MONO},volume={SHAPED_FROM_LUFS - level:.2f}dB,{SHAPE},aresample={RATE},ebur128"
    output = ("-af", filters, "-c:a", "pcm_s24le", f"file:{shaped}")
    return _level(integrated((*source, *output), timeout_s))


def _shape_all(speeches: Sequence[Path], folder: Path, timeout_s: float) -> tuple[Path, float]:
    """Shape each speech by itself, so that all are as loud; return the WAV of all, one after another, and its level."""
    parts = [folder / f"shaped-{place}.wav" for place in range(len(speeches))]
    levels = [_shape(speech, part, timeout_s) for speech, part in zip(speeches, parts, strict=True)]
    if len(parts) == 1:
        return parts[0], levels[0]
    inputs, order = reading(parts[0]), "[0:a]"
    chains: list[str] = []
    for place, part in enumerate(parts[1:], 1):
        inputs += reading(part)
        chains.append(f"{_silence(SILENCE_BEFORE_NEXT_S)}[before{place}]")
        order += f"[before{place}][{place}:a]"
    joined = f"{order}concat=n={2 * len(parts) - 1}:v=0:a=1,ebur128[whole]"
    whole = folder / "shaped.wav"
    output = ("-filter_complex", ";".join((*chains, joined)), "-map", "[whole]", "-ar", str(RATE), "-ac", "1")
    argv = (*FFMPEG, *inputs, *output, "-c:a", "pcm_s24le", f"file:{whole}")
    return whole, _level(integrated(argv, timeout_s))


def _level(lufs: Sequence[float]) -> float:
    """Return the one measured loudness; raise Faulty("audio.silent") where there is none."""
    if not lufs or not lufs[0] > QUIETEST_SPEECH_LUFS:
        raise Faulty("audio.silent")
    return lufs[0]


def _gain_for(target_lufs: float, shaped: Path, plain_lufs: float, timeout_s: float) -> float:
    """Return the gain in dB at which the limited speech has the target loudness, from one measuring run."""
    gains = [target_lufs - plain_lufs + step for step in GAIN_STEPS_DB]
    split = f"asplit={len(gains)}" + "".join(f"[s{index}]" for index in range(len(gains)))
    branches = [f"[s{i}]{_loud(target_lufs, gain)},ebur128[m{i}]" for i, gain in enumerate(gains)]
    sinks = [argument for index in range(len(gains)) for argument in ("-map", f"[m{index}]", "-f", "null", "-")]
    graph = ";".join((f"[0:a]{split}", *branches))
    found = integrated((*FFMPEG, *reading(shaped), "-filter_complex", graph, *sinks), timeout_s)
    return _interpolated(target_lufs, found, gains)


def _loud(target_lufs: float, gain_db: float, lower_db: float = 0.0) -> str:
    """Return the filters that bring shaped speech to this target; ``lower_db`` lowers the limit of its peaks."""
    limiter, limit = (LOUD_LIMITER, LOUD_LIMIT_DB) if target_lufs > LOUD_LUFS else (LIMITER, LIMIT_DB)
    return f"volume={gain_db:.2f}dB,{limiter.format(limit=limit - lower_db)}"


def _interpolated(target: float, levels: Sequence[float], gains: Sequence[float]) -> float:
    """Return the gain whose level is the target on the measured curve; beyond its ends, the gain of that end."""
    if target <= levels[0]:
        return gains[0]
    for low, high, gain, next_gain in zip(levels, levels[1:], gains, gains[1:], strict=False):
        if low <= target <= high and high > low:
            return gain + (next_gain - gain) * (target - low) / (high - low)
    return gains[-1]


def _programme(shaped: Path, loud: str, ident_db: float | None, *, twice: bool) -> tuple[tuple[str, ...], str]:
    """Return the inputs and the filter graph of the whole programme, whose output is called [whole].

    A repeated message is a second input, not a split: a split would hold the whole first message in memory.
    """
    messages = 2 if twice else 1
    inputs = reading(shaped) * messages
    chains = [f"[{index}:a]{loud}[m{index}]" for index in range(messages)]
    order = ["[m0]"]
    if twice:
        chains.append(f"{_silence(SILENCE_BETWEEN_S)}[between]")
        order += ["[between]", "[m1]"]
    if ident_db is not None:
        chains += [f"{IDENT},volume={ident_db:.2f}dB[ident]", f"{_silence(SILENCE_AFTER_IDENT_S)}[after]"]
        order = ["[ident]", "[after]", *order]
    return inputs, ";".join((*chains, f"{''.join(order)}concat=n={len(order)}:v=0:a=1[whole]"))


def _silence(seconds: float) -> str:
    return f"aevalsrc=exprs=0:s={RATE}:d={seconds}"


def _render(source: Sequence[str], to: Path, codec: Codec, timeout_s: float, *, pcm: bytes | None = None) -> Mastered:
    """Run the one rendering command, check what came out by decoding it, and let it appear at ``to``."""
    with whole_file(to) as partial:
        run((*FFMPEG, "-v", "error", *source, *codec.arguments, f"file:{partial}"), timeout_s, pcm, niceness=NICENESS)
        found = check(partial, timeout_s=timeout_s)
        size = partial.stat().st_size
    return Mastered(
        path=to,
        duration=found.duration,
        lufs=found.loudness.integrated_lufs,
        peak_dbtp=found.loudness.true_peak_dbtp,
        codec=codec,
        bytes=size,
    )
