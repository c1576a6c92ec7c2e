"""Recordings of every kind are decoded shut in; what is no plain sound is refused in words, whatever its name says."""

import contextlib
import struct
import subprocess
import sys
import time
import wave
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from broadcaster.decoding import Kind, Turns, decode, sniff
from broadcaster.errors import Refused, Unavailable
from broadcaster.sandbox import LIMITS
from broadcaster.tape import RATE
from tests.recorded import KINDS, VOICE, looped, made, recorded, source


def refused(path: Path) -> Refused:
    """Return why a recording is refused; nothing but itself may be left in its folder."""
    scratch = path.parent / "scratch"
    scratch.mkdir(exist_ok=True)
    with pytest.raises(Refused) as caught:
        decode(path, folder=scratch, to=None)
    assert list(scratch.iterdir()) == []
    assert caught.value.field == "recording"
    assert caught.value.told("vi") != caught.value.told("en")
    return caught.value


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_becomes_the_same_wav(tmp_path: Path, kind: str) -> None:
    """Three seconds of any kind that is taken are three seconds at 24 kHz, mono, with level and outline."""
    found = decode(recorded(tmp_path, kind), folder=tmp_path, to=tmp_path / "out.wav")
    assert abs(found.duration - timedelta(seconds=3)) < timedelta(milliseconds=250)
    assert -20 < found.lufs < -8
    assert -13 < found.peak_dbfs < -8
    assert (len(found.outline), found.warnings) == (100, ())
    assert 20 < max(found.outline) < 45
    with wave.open(str(tmp_path / "out.wav")) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (RATE, 1, 2)
        assert abs(file.getnframes() / RATE - found.duration.total_seconds()) < 0.05


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", Kind.WAV),
        (b"\x00\x00\x00\x1cftypM4A \x00\x00\x00\x00", Kind.M4A),
        (b"OggS" + bytes(12), Kind.OGG),
        (b"\x1a\x45\xdf\xa3" + bytes(12), Kind.WEBM),
        (b"ID3\x04" + bytes(12), Kind.MP3),
        (b"\xff\xfb\x90\x64" + bytes(12), Kind.MP3),
        (b"\xff\xf1\x50\x80" + bytes(12), Kind.AAC),
    ],
)
def test_the_first_bytes_tell_the_kind(head: bytes, kind: Kind) -> None:
    """The decoder is chosen by what is in the file."""
    assert sniff(head) is kind


HOSTILE = {
    "playlist.mp3": b"#EXTM3U\n#EXTINF:10,\nhttp://127.0.0.1:9/a.ts\n",
    "concat.wav": b"ffconcat version 1.0\nfile /etc/passwd\n",
    "session.m4a": b"v=0\no=- 0 0 IN IP4 127.0.0.1\nm=audio 5004 RTP/AVP 0\n",
    "page.mp3": b"<!doctype html><script>alert(1)</script>",
    "flac.wav": b"fLaC\x00\x00\x00\x22" + bytes(40),
    "film.avi": b"RIFF\x00\x00\x00\x00AVI LIST",
    "one": b"\xff",
    "reserved.mp3": b"\xff\xea" + bytes(30),
    "layer2.mp3": b"\xff\xe0" + bytes(30),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_sound_is_refused_by_its_bytes(tmp_path: Path, name: str) -> None:
    """Play lists, scripts, addresses and other files never reach a decoder, whatever they are called."""
    (tmp_path / name).write_bytes(HOSTILE[name])
    assert refused(tmp_path / name).code == "recording.kind"


def test_an_empty_file_is_told_as_such(tmp_path: Path) -> None:
    """Nothing at all has its own words."""
    (tmp_path / "a.wav").touch()
    assert refused(tmp_path / "a.wav").code == "recording.empty"


@pytest.mark.parametrize("head", [b"RIFF\xff\xff\xff\x7fWAVE", b"OggS", b"ID3\x04\x00", b"\x1a\x45\xdf\xa3"])
def test_a_true_head_on_rubbish_is_broken(tmp_path: Path, head: bytes) -> None:
    """The right first bytes alone are not enough."""
    (tmp_path / "a").write_bytes(head + b"rubbish" * 400)
    assert refused(tmp_path / "a").code == "recording.broken"


@pytest.mark.slow
def test_a_film_is_refused(tmp_path: Path) -> None:
    """Pictures are refused; a cover picture is not a film."""
    picture = ("-f", "lavfi", "-i", "testsrc=d=2:s=64x64:r=5")
    film = made(tmp_path / "film.m4a", *picture, *source(seconds=2), "-f", "mp4", "-c:v", "mpeg4", "-c:a", "aac")
    assert refused(film).code == "recording.video"
    cover = made(tmp_path / "cover.png", "-f", "lavfi", "-i", "testsrc=d=1:s=64x64:r=1", "-frames:v", "1")
    song = made(
        tmp_path / "song.mp3", *source(), "-i", str(cover), "-map", "0:a", "-map", "1:v", "-c:v", "copy", "-c:a", "mp3"
    )
    assert decode(song, folder=tmp_path).duration > timedelta(seconds=2)


def test_a_second_hidden_track_is_refused(tmp_path: Path) -> None:
    """What is heard here must be all there is."""
    two = made(tmp_path / "two.m4a", *source(), *source("0.1*sin(999*t)"), "-map", "0", "-map", "1", "-c:a", "aac")
    assert refused(two).code == "recording.more"


def test_an_unusual_codec_is_refused(tmp_path: Path) -> None:
    """A known container around an unknown codec is not tried."""
    odd = made(tmp_path / "odd.ogg", *source(), "-c:a", "flac", "-f", "ogg")
    assert refused(odd).code == "recording.kind"


@pytest.mark.parametrize(("rate", "channels"), [(0, 1), (4_000_000, 1), (44_100, 0), (44_100, 60_000), (10, 1)])
def test_absurd_headers_are_refused(tmp_path: Path, rate: int, channels: int) -> None:
    """A header with an absurd rate or number of channels is refused before anything is made of it."""
    block = channels * 2 & 0xFFFF
    head = struct.pack("<4sI4s4sIHHIIHH", b"RIFF", 1036, b"WAVE", b"fmt ", 16, 1, channels, rate, 0, block, 16)
    (tmp_path / "a.wav").write_bytes(head + struct.pack("<4sI", b"data", 1000) + bytes(range(250)) * 4)
    assert refused(tmp_path / "a.wav").code in ("recording.strange", "recording.broken")


@pytest.mark.slow
def test_a_file_that_was_cut_off_is_told(tmp_path: Path) -> None:
    """A WAV or M4A that ends before its own length is named so, or as broken where its index is gone."""
    whole = recorded(tmp_path, "wav", seconds=10).read_bytes()
    (tmp_path / "half.wav").write_bytes(whole[: len(whole) // 2])
    assert refused(tmp_path / "half.wav").code == "recording.cut_off"
    moved = recorded(tmp_path, "m4a", seconds=10).read_bytes()
    (tmp_path / "half.m4a").write_bytes(moved[: len(moved) // 2])
    assert refused(tmp_path / "half.m4a").code in ("recording.cut_off", "recording.broken")


def test_a_header_that_lies_about_its_size_costs_nothing(tmp_path: Path) -> None:
    """Four gigabytes promised and a second given: cut off, or only the second; never four gigabytes."""
    whole = bytearray(recorded(tmp_path, "wav", seconds=2).read_bytes())
    at = whole.index(b"data")
    whole[at + 4 : at + 8] = struct.pack("<I", 0xFFFFFFF0)
    (tmp_path / "lie.wav").write_bytes(whole)
    found = decode(tmp_path / "lie.wav", folder=tmp_path)
    assert found.duration < timedelta(seconds=3)


@pytest.mark.slow
def test_a_small_file_of_endless_sound_is_stopped(tmp_path: Path) -> None:
    """Three hours are refused at half an hour, and so are 31 minutes."""
    for name, minutes in (("bomb.ogg", 180), ("long.m4a", 31)):
        bomb = looped(tmp_path / name, minutes)
        assert refused(bomb).code == "recording.long"


@pytest.mark.parametrize("expression", ["0", "0.002*sin(700*t)"])
def test_silence_is_refused(tmp_path: Path, expression: str) -> None:
    """Nothing, or next to nothing, is no bulletin."""
    assert refused(recorded(tmp_path, "wav", expression)).code == "recording.silent"


def test_a_click_is_no_recording(tmp_path: Path) -> None:
    """Less than a second of sound is a slip of the thumb."""
    assert refused(recorded(tmp_path, "wav", "0.5*sin(2000*t)*between(t\\,1\\,1.2)")).code == "recording.short"


@pytest.mark.parametrize(
    ("expression", "code"),
    [
        ("0.012*sin(2*PI*440*t)", "recording.quiet"),
        ("clip(9*sin(2*PI*440*t)\\,-1\\,1)", "recording.clipped"),
        ("0.3*sin(2*PI*440*t)*not(between(t\\,2\\,12))", "recording.pauses"),
    ],
)
def test_what_its_maker_should_hear_is_told(tmp_path: Path, expression: str, code: str) -> None:
    """Too quiet, distorted and full of pauses is taken, with a word about it."""
    found = decode(recorded(tmp_path, "wav", expression, 15), folder=tmp_path)
    assert [one.code for one in found.warnings] == [code]


def test_silence_at_the_ends_is_told_with_the_length(tmp_path: Path) -> None:
    """What was cut off at both ends is known to the page."""
    path = recorded(tmp_path, "wav", f"({VOICE})*between(t\\,4\\,8)", 12)
    found = decode(path, folder=tmp_path)
    assert 3.9 < found.duration.total_seconds() < 4.6
    assert 7.3 < found.trimmed.total_seconds() < 8.2


def test_without_ffmpeg_it_is_the_machines_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A missing program is not told as a broken file."""
    path = recorded(tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Unavailable):
        decode(path, folder=tmp_path)


def test_a_machine_too_slow_is_not_told_as_a_broken_file(tmp_path: Path) -> None:
    """What was taken once must not fail for good because the machine stood still: it may be tried again."""
    with pytest.raises(Unavailable) as caught:
        decode(recorded(tmp_path), folder=tmp_path, limits=replace(LIMITS, seconds=0.0))
    assert caught.value.code == "recording.busy"


@pytest.mark.slow
def test_a_wav_of_millions_of_empty_parts_costs_no_time(tmp_path: Path) -> None:
    """The length a WAV gives itself is not looked for behind endless nothing."""
    whole = recorded(tmp_path, "wav").read_bytes()
    at = whole.index(b"data")
    (tmp_path / "parts.wav").write_bytes(whole[:at] + b"junk\0\0\0\0" * 5_000_000 + whole[at:])
    begun = time.process_time()
    with contextlib.suppress(Refused):
        decode(tmp_path / "parts.wav", folder=tmp_path)
    assert time.process_time() - begun < 1


@pytest.mark.parametrize(("waiting", "patience_s"), [(0, 20.0), (1, 0.05)])
def test_who_would_only_wait_is_sent_away(waiting: int, patience_s: float) -> None:
    """When enough wait already a newcomer is told at once, else after a while; a place that is free is taken again."""
    turns, begun = Turns(at_once=1, waiting=waiting, patience_s=patience_s), time.monotonic()
    with turns.taken(), pytest.raises(Unavailable) as caught, turns.taken():
        pass
    assert caught.value.code == "recording.busy"
    assert time.monotonic() - begun < 10
    with turns.taken():
        pass


MEASURE = """
import re, resource, sys
from pathlib import Path
from broadcaster.decoding import decode
folder = Path(sys.argv[1])
found = decode(folder / "long.m4a", folder=folder, to=folder / "out.wav")
own = int(re.search("VmHWM:\\\\s+([0-9]+)", Path("/proc/self/status").read_text())[1])
child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
print(round(found.duration.total_seconds()), own, child)
"""


@pytest.mark.slow
def test_half_an_hour_stays_small(tmp_path: Path) -> None:
    """A recording of 30 minutes takes less than 150 MB, our process and the child together."""
    looped(tmp_path / "long.m4a", 30)
    ran = subprocess.run((sys.executable, "-c", MEASURE, str(tmp_path)), capture_output=True, text=True, check=True)
    seconds, own, child = map(int, ran.stdout.split())
    assert seconds in range(1790, 1802)
    assert own + child < 150_000, (own, child)
