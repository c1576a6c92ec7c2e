"""``broadcaster say``: hear how a text will sound from a horn."""

import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

import click

from broadcaster import audio, speech
from broadcaster.cli import Context, show
from broadcaster.config import Config
from broadcaster.errors import Refused


@dataclass(frozen=True, slots=True)
class Said:
    """What was made: the voice that spoke, loudness in LUFS, true peak in dBTP, seconds; why others did not speak."""

    file: str
    voice: str
    lufs: float
    peak_dbtp: float
    duration: float
    syllables_per_second: float
    read_as: str
    warnings: tuple[str, ...]
    instead_of: tuple[str, ...]


@click.command()
@click.argument("text", required=False)
@click.option("--file", "source", type=click.Path(path_type=Path, dir_okay=False), help="A text file instead of TEXT.")
@click.option(
    "-o", "--output", required=True, type=click.Path(path_type=Path, dir_okay=False), help="WebM (Opus) or MP3 file."
)
@click.option("--voice", help="A voice; an unknown one lists those there are.  [default: the first of speech.voices]")
@click.option(
    "--rate", type=float, default=1.0, show_default=True, help="0.7 to 1.5; 1.0 is 3.0 to 3.4 syllables a second."
)
@click.option("--once", is_flag=True, help="Say the message once instead of twice.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@click.pass_obj
def say(context: Context, /, text: str | None, source: Path | None, **options: object) -> None:
    """Speak TEXT, master it for horns, write it to a file and print its measures."""
    output = Path(str(options["output"]))
    codec = audio.Codec.MP3 if output.suffix == ".mp3" else audio.Codec.OPUS_WEBM
    with tempfile.TemporaryDirectory() as folder:
        wav = Path(folder) / "speech.wav"
        voice = str(options["voice"]) if options["voice"] else None
        spoken = _speak(context, _words(text, source), (voice, float(str(options["rate"]))), wav)
        mastered = audio.master(wav, to=output, codec=codec, twice=not options["once"])
    said = _said(spoken, mastered, context.language)
    told = "\n".join(f"{name}: {value}" for name, value in asdict(said).items() if value)
    show(asdict(said), as_json=bool(options["as_json"]), text=told)


def _words(text: str | None, source: Path | None) -> str:
    """Return the text given, or that of the file given; refuse both, neither, and what cannot be read."""
    if (text is None) == (source is None):
        raise Refused("speech.text_or_file", field="text")
    if source is None:
        return text or ""
    try:
        return source.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as fault:
        raise Refused("speech.file_unreadable", field="file", file=source, reason=fault) from fault


def _speak(context: Context, text: str, how: tuple[str | None, float], to: Path) -> speech.Spoken:
    """Speak with the voice asked for, which must exist, or else with the voices of the site in their order."""
    config = context.settings(Config)
    voice, rate = how
    order = (*speech.wanted(config), speech.DEFAULT_VOICE)
    engines = speech.offers(config).engines
    try:
        others = () if voice else order[1:]
        return speech.speak(text, voice=voice or order[0], others=others, rate=rate, to=to, engines=engines)
    finally:
        for engine in engines:
            engine.close()


def _said(spoken: speech.Spoken, mastered: audio.Mastered, language: str) -> Said:
    return Said(
        file=str(mastered.path),
        voice=spoken.voice,
        lufs=round(mastered.lufs, 1),
        peak_dbtp=round(mastered.peak_dbtp, 1),
        duration=round(mastered.duration.total_seconds(), 1),
        syllables_per_second=round(spoken.syllables / spoken.duration.total_seconds(), 2),
        read_as=spoken.reading.spoken,
        warnings=spoken.reading.warnings,
        instead_of=tuple(fault.told(language) for fault in spoken.faults),
    )
