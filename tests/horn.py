"""How much of speech is understood far from a horn: ESTOI in a model of horn, street and echo. Only numbers, no ears.

The model: what is played at the peak the amplifier allows, through the band of a horn, with pink noise so many decibels
below that peak and, if asked for, the echoes of other horns; heard against the dry speech. One voice and one noise: it
tells a better chain from a worse one, never how many people understand.
"""

import numpy as np
from numpy.typing import NDArray

from tests.sound import RATE

Samples = NDArray[np.float64]

HEARD_RATE = 10_000
"""What ESTOI hears at; nothing of a horn lies above its half."""
BAND_HZ = (380, 5500)
ECHOES = ((0.18, 0.5), (0.35, 0.35), (0.62, 0.25))
"""Seconds and share of the sound of horns further away."""
LATEST_S = 0.2
"""Filters and codecs delay the sound by less."""


def intelligibility(
    played: Samples, dry: Samples, *, noise_db: float, echoes: tuple[tuple[float, float], ...] = ()
) -> float:
    """Return the ESTOI (0-1) of what is played against the dry speech, both at 48 kHz."""
    # loaded by who asks: every worker reads this file, and one of them hears
    from pystoi import stoi
    from scipy.signal import butter, resample_poly, sosfilt

    place = _delay(played, dry)
    clean = dry[: len(played) - place]
    loud = played[place : place + len(clean)]
    loud = loud / np.max(np.abs(loud))
    heard = sosfilt(butter(2, BAND_HZ, "bandpass", fs=RATE, output="sos"), loud)
    far = sum((share * np.r_[np.zeros(round(after * RATE)), heard][: len(heard)] for after, share in echoes), heard)
    street = far + pink(len(far)) * 10 ** (noise_db / 20)
    return float(stoi(*(resample_poly(one, HEARD_RATE, RATE) for one in (clean, street)), HEARD_RATE, extended=True))


def pink(count: int) -> Samples:
    """Return pink noise of RMS 1 above the lowest note of a horn, the same every time."""
    spectrum = np.fft.rfft(np.random.default_rng(3).standard_normal(count))
    hz = np.fft.rfftfreq(count, 1 / RATE)
    noise = np.fft.irfft(spectrum / np.sqrt(np.maximum(hz, 50)), count)
    return noise / np.sqrt(np.mean(noise**2))


def _delay(played: Samples, dry: Samples) -> int:
    """Return by how many samples the played sound comes after the dry one."""
    from scipy.signal import correlate

    products = correlate(played, dry, "full", "fft")[len(dry) - 1 :][: round(LATEST_S * RATE)]
    return int(np.argmax(np.abs(products)))
