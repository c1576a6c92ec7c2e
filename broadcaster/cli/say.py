"""``broadcaster say``: hear how a text will sound from a horn."""

import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

import click

from broadcaster import audio, speech
from broadcaster.cli import show


@dataclass(frozen=True, slots=True)
class Said:
    """What was made: loudness in LUFS, true peak in dBTP, lengths in seconds."""

    file: str
    voice: str
    lufs: float
    peak_dbtp: float
    duration: float
    syllables_per_second: float
    read_as: str
    warnings: tuple[str, ...]


@click.command()
@click.argument("text")
@click.option(
    "-o", "--output", required=True, type=click.Path(path_type=Path, dir_okay=False), help="WebM (Opus) or MP3 file."
)
@click.option(
    "--voice", default=speech.DEFAULT_VOICE, show_default=True, help="A voice; an unknown one lists those there are."
)
@click.option("--once", is_flag=True, help="Say the message once instead of twice.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def say(text: str, output: Path, voice: str, *, once: bool, as_json: bool) -> None:
    """Speak TEXT, master it for horns, write it to a file and print its measures."""
    codec = audio.Codec.MP3 if output.suffix == ".mp3" else audio.Codec.OPUS_WEBM
    with tempfile.TemporaryDirectory() as folder:
        spoken = speech.speak(text, voice=voice, to=Path(folder) / "speech.wav")
        mastered = audio.master(Path(folder) / "speech.wav", to=output, codec=codec, twice=not once)
    said = Said(
        file=str(output),
        voice=spoken.voice,
        lufs=round(mastered.lufs, 1),
        peak_dbtp=round(mastered.peak_dbtp, 1),
        duration=round(mastered.duration.total_seconds(), 1),
        syllables_per_second=round(spoken.syllables / spoken.duration.total_seconds(), 2),
        read_as=spoken.reading.spoken,
        warnings=spoken.reading.warnings,
    )
    show(
        asdict(said),
        as_json=as_json,
        text="\n".join(f"{name}: {value}" for name, value in asdict(said).items() if value),
    )
