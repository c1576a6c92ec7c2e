"""Finished audio through ffmpeg: master, measure, check, show, simulate. Never speaks, stores or publishes."""

from broadcaster.audio.codecs import Codec
from broadcaster.audio.mastering import (
    EMERGENCY_LUFS,
    MASTERING_VERSION,
    MESSAGE_LUFS,
    Mastered,
    ident_tone,
    master,
    tone,
)
from broadcaster.audio.measuring import Checked, Loudness, Probe, check, envelope, measure, probe
from broadcaster.audio.simulation import horn

__all__ = [
    "EMERGENCY_LUFS",
    "MASTERING_VERSION",
    "MESSAGE_LUFS",
    "Checked",
    "Codec",
    "Loudness",
    "Mastered",
    "Probe",
    "check",
    "envelope",
    "horn",
    "ident_tone",
    "master",
    "measure",
    "probe",
    "tone",
]
