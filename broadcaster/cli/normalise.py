"""``broadcaster normalise``: one written line in, one spoken line out, as long as lines come. Needs no server."""

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import click

from broadcaster.cli import EXIT_FAULT
from broadcaster.errors import Refused
from broadcaster.speech.normalise import NO_LEXICON, Lexicon, Reading, read_aloud, read_lexicon

REGIONS = ("north", "south")
# Ends a line for some readers, though not for JSON.
LINE_END = re.compile("[\x85\u2028\u2029]")


@click.command()
@click.option("--region", type=click.Choice(REGIONS), default="south", show_default=True, help="Whose way to count.")
@click.option(
    "--lexicon",
    "file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    default=None,
    help="CSV of two columns, written and spoken, that goes before all rules.",
)
@click.option("--json", "as_json", is_flag=True, help="Print what was found in each line as one JSON object a line.")
def normalise(region: str, file: Path | None, *, as_json: bool) -> None:
    """Print each line of the standard input as a voice shall say it: numbers, dates and short forms in words."""
    lexicon = NO_LEXICON if file is None else open_lexicon(file)
    out = click.get_binary_stream("stdout")
    try:
        for text in lines(click.get_binary_stream("stdin")):
            reading = read_aloud(text, region, lexicon=lexicon)
            out.write((told(text, reading) if as_json else one_line(reading)).encode() + b"\n")
            out.flush()
    except BrokenPipeError:
        # Whoever read us has enough; Python would complain once more when it closes the stream.
        os.dup2(os.open(os.devnull, os.O_WRONLY), out.fileno())
        raise click.exceptions.Exit(EXIT_FAULT) from None


def open_lexicon(file: Path) -> Lexicon:
    """Return the lexicon of a CSV file, or refuse it."""
    try:
        return read_lexicon(file.read_bytes().decode())
    except UnicodeDecodeError as fault:
        raise Refused("cli.text_encoding", field="lexicon", file=file) from fault


def lines(stream: BinaryIO) -> Iterator[str]:
    """Give each line as soon as it came, without its end; refuse one that is not UTF-8."""
    for number, line in enumerate(iter(stream.readline, b""), 1):
        try:
            yield line.removesuffix(b"\n").removesuffix(b"\r").decode()
        except UnicodeDecodeError as fault:
            raise Refused("normalise.encoding", line=number) from fault


def one_line(reading: Reading) -> str:
    """Return what is said in one line; paragraph marks inside a line do not part it."""
    return " ".join(reading.spoken.split())


def told(text: str, reading: Reading) -> str:
    """Return text, spoken words, tokens and warnings as one JSON object."""
    tokens = [
        {
            "class": token.kind,
            "start": token.start,
            "end": token.end,
            "written": token.written,
            "reading": token.reading,
            "warnings": list(token.warnings),
        }
        for token in reading.tokens
    ]
    row = {"text": text, "spoken": one_line(reading), "tokens": tokens, "warnings": list(reading.warnings)}
    return LINE_END.sub(lambda end: f"\\u{ord(end[0]):04x}", json.dumps(row, ensure_ascii=False))
