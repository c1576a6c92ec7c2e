"""The doctor finds what is wrong, says what to do in both languages, and survives whatever it asks."""

import os
import socket
from pathlib import Path

import pytest

from broadcaster import doctor
from broadcaster.doctor import Finding, Part, Place, Program
from broadcaster.errors import Unavailable


def check_advice(finding: Finding, *words: str) -> None:
    """A fault must say what to do in Vietnamese and in English, with every blank of the sentence filled."""
    assert not finding.ok
    vietnamese, english = finding.advice("vi"), finding.advice("en")
    assert vietnamese != english
    for text in (vietnamese, english):
        assert len(text) > 30
        assert "[" not in text.replace("[Errno", "")
        assert all(word in text for word in words)


def scripted(folder: Path, name: str, text: str) -> str:
    """Write a program that says ``text``."""
    program = folder / name
    program.write_text(f"#!/bin/sh\n{text}\n")
    program.chmod(0o755)
    return str(program)


def test_examines_a_whole_place(tmp_path: Path) -> None:
    """A server and station is looked at from Python to disk, each thing once; what is found has a version."""
    findings = doctor.examine(Place(tmp_path, database=lambda: "SQLite"))
    names = [finding.name for finding in findings]
    assert names[0] == "python"
    assert {"ffmpeg", "libvlc", "sound", "clock", "database", "disk", "writing"} <= set(names)
    assert len(set(names)) == len(names)
    assert all(finding.found and not finding.advice() for finding in findings if finding.ok)
    assert all(finding.advice() for finding in findings if not finding.ok)


def test_station_needs_no_server_parts(tmp_path: Path) -> None:
    """A station alone is not told to install a broker or Flask."""
    names = {finding.name for finding in doctor.examine(Place(tmp_path, parts=frozenset({Part.STATION})))}
    assert not names & {"mosquitto", "nginx", "ffmpeg", "Flask", "chromium", "broker", "database"}
    assert {"libvlc", "python-vlc", "sound"} <= names


@pytest.mark.parametrize(
    "program", [one for one in doctor.PROGRAMS if one.part is Part.SERVER], ids=lambda one: one.package
)
def test_tells_versions_of_real_programs(program: Program) -> None:
    """Each program of the server answers its version question."""
    finding = doctor.look_program(program)
    assert finding.ok
    assert finding.found[0].isdigit()


def test_missing_program_names_its_package() -> None:
    """A program that is not there is named together with the package to install."""
    finding = doctor.look_program(Program(("no-such-program", "-v"), "its-package", Part.SERVER))
    check_advice(finding, "no-such-program", "its-package")


def test_broken_program_is_told_from_a_missing_one(tmp_path: Path) -> None:
    """A program that is there but fails is a fault with its own last words."""
    path = scripted(tmp_path, "broken", "echo library gone >&2; exit 127")
    check_advice(doctor.look_program(Program((path,), "its-package", Part.SERVER)), "library gone", "its-package")


def test_hanging_program_is_given_up(tmp_path: Path) -> None:
    """A program that never answers costs a limited time."""
    path = scripted(tmp_path, "hanging", "exec sleep 30")
    check_advice(doctor.look_program(Program((path,), "its-package", Part.SERVER), patience_s=0.2), "0.2")


def test_unstartable_program_is_a_fault(tmp_path: Path) -> None:
    """A file that is no program is reported, not raised."""
    path = tmp_path / "garbage"
    path.write_bytes(b"\x00\x01")
    path.chmod(0o755)
    check_advice(doctor.look_program(Program((str(path),), "its-package", Part.SERVER)), "its-package")


def test_missing_package_is_named() -> None:
    """A missing Python package is a fault that names it."""
    check_advice(doctor.look_package("no-such-package"), "no-such-package")


def test_vlc_that_cannot_be_loaded_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    """A libVLC that does not load is told with the loader's words, not raised."""
    monkeypatch.setenv("PYTHON_VLC_LIB_PATH", "/no/such/libvlc.so")
    check_advice(doctor.look_vlc(), "libVLC", "libvlc5")


def test_crash_of_the_sound_library_hurts_nobody() -> None:
    """A sound library that kills its process is a finding."""
    check_advice(doctor.look_sound("import os; os.abort()"), "SIGABRT")


def test_sound_outputs_are_named() -> None:
    """Every output is named; only the last line counts, for libraries that chatter; none at all is a fault."""
    assert doctor.look_sound("""print("chatter"); print('["Headphones", "HDMI"]')""").found == "Headphones, HDMI"
    check_advice(doctor.look_sound("print([])"), "WAV")
    check_advice(doctor.look_sound("print('chatter')"))


def test_sound_question_starts_no_sound_server() -> None:
    """The child that asks for outputs is told not to start PulseAudio."""
    ask = "import os, json; print(json.dumps([open(os.environ['PULSE_CLIENTCONFIG']).read().strip()]))"
    assert doctor.look_sound(ask).found == "autospawn = no"


def test_free_running_clock_is_a_fault() -> None:
    """A clock nobody sets is a fault; one that is set tells its largest error."""
    check_advice(doctor.look_clock(lambda: None), "timedatectl")
    assert doctor.look_clock(lambda: 0.0123).found == "± 12 ms"


def test_kernel_tells_its_clock_error() -> None:
    """The kernel's answer is a plausible number of seconds, or None."""
    error_s = doctor.kernel_clock_error()
    assert error_s is None or 0 <= error_s < 60


def test_broker_is_looked_for() -> None:
    """A listening port is a broker that is there; a closed one is a fault with host and port."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        assert doctor.look_broker("127.0.0.1", port) == Finding("broker", True, f"127.0.0.1:{port}")
    check_advice(doctor.look_broker("127.0.0.1", port), "127.0.0.1", str(port))


def test_database_fault_is_told_in_its_own_words() -> None:
    """What the store says about its database is handed on."""

    def away() -> str:
        raise Unavailable("programs.missing", program="psql")

    finding = doctor.look_database(away)
    assert not finding.ok
    assert finding.advice("en") == Unavailable("programs.missing", program="psql").told("en")
    assert doctor.look_database(lambda: "PostgreSQL 15").found == "PostgreSQL 15"


def test_low_disk_is_a_fault(tmp_path: Path) -> None:
    """Less free space than needed is a fault with both numbers; a folder not made yet counts as its parent."""
    assert doctor.look_disk(tmp_path / "not" / "yet", 1).ok
    check_advice(doctor.look_disk(tmp_path, 10**9), "1000000000", str(tmp_path))


def test_unwritable_folder_is_a_fault(tmp_path: Path) -> None:
    """A folder that takes no files is a fault; a good one is left as it was."""
    assert doctor.look_writing(tmp_path).ok
    assert not list(tmp_path.iterdir())
    unwritable = Path("/proc") if os.geteuid() == 0 else Path("/")
    check_advice(doctor.look_writing(unwritable), str(unwritable))
