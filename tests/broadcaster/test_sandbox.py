"""A program that reads what nobody trusts is shut in: limits it cannot raise, no network, no environment, no time."""

import os
import resource
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from broadcaster.errors import Faulty, Refused, Unavailable
from broadcaster.sandbox import LIMITS, isolation, pour, walls


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Return a file that nobody trusts."""
    path = tmp_path / "source"
    path.write_bytes(b"what was brought")
    return path


def printed(source: Path, *argv: str, seconds: float = 20.0) -> str:
    """Return what a command prints that is shut in."""
    pieces: list[bytes] = []
    pour(argv, source, pieces.append, folder=source.parent, limits=replace(LIMITS, seconds=seconds))
    return b"".join(pieces).decode()


def test_it_reads_the_file_and_nothing_else_of_ours(source: Path) -> None:
    """The file is its standard input; its folder is empty, its environment too; nothing is left behind."""
    assert printed(source, "cat") == "what was brought"
    assert printed(source, "env") == ""
    assert printed(source, "ls", "-A") == ""
    assert [one.name for one in source.parent.iterdir()] == ["source"]


def test_the_limits_are_the_childs(source: Path) -> None:
    """Memory, time, written bytes, open files and tasks are bounded for good, and no memory image is left."""
    rows = {line[:26].strip(): line[26:].split() for line in printed(source, "cat", "/proc/self/limits").splitlines()}
    expected = {
        "Max address space": LIMITS.memory_bytes,
        "Max cpu time": LIMITS.cpu_s,
        "Max file size": LIMITS.written_bytes,
        "Max open files": LIMITS.files,
        "Max core file size": 0,
    }
    for name, number in expected.items():
        assert rows[name][:2] == [str(number), str(number)], name
    assert 0 < int(rows["Max processes"][0]) < resource.getrlimit(resource.RLIMIT_NPROC)[0] or LIMITS.more_tasks


def test_there_is_no_network(source: Path) -> None:
    """Where this machine lets users make namespaces, the child sees no interface but a loopback that is down."""
    if isolation():
        lines = printed(source, "cat", "/proc/self/net/dev").splitlines()[2:]
        assert [line.split(":")[0].strip() for line in lines] == ["lo"]


def test_a_machine_without_namespaces_still_has_limits(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """When nobody may leave the network, the limits stand alone; the machine is asked only once."""
    fake_unshare(tmp_path, "exit 1")
    isolation.cache_clear()
    with monkeypatch.context() as patch:
        patch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
        assert isolation() == ()
        assert walls(LIMITS)[0].endswith("prlimit")
    isolation.cache_clear()


def test_a_slow_moment_does_not_open_the_cage(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A machine that does not answer in time is told so, nothing runs, and it is asked again."""
    fake_unshare(tmp_path, "exec sleep 5")
    isolation.cache_clear()
    with monkeypatch.context() as patch:
        patch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
        with pytest.raises(Unavailable):
            isolation(0.2)
        fake_unshare(tmp_path, "exit 0")
        assert isolation(0.2)[0] == str(tmp_path / "unshare")
    isolation.cache_clear()


def fake_unshare(folder: Path, line: str) -> None:
    """Put a program into a folder that stands for the one that makes namespaces."""
    fake = folder / "unshare"
    fake.write_text(f"#!/bin/sh\n{line}\n")
    fake.chmod(0o755)


def test_a_child_without_end_is_ended(source: Path) -> None:
    """Too slow is a fault with a name, and the child is gone."""
    with pytest.raises(Faulty) as caught:
        printed(source, "sleep", "1234.5", seconds=0.5)
    assert caught.value.code == "sandbox.too_slow"
    assert not running("1234.5")


def test_what_the_taker_raises_ends_the_child(source: Path) -> None:
    """Who has heard enough stops the child by raising."""

    def enough(piece: bytes) -> None:
        """Raise at the first piece."""
        raise Refused("recording.long", minutes=30)

    with pytest.raises(Refused):
        pour(("yes",), source, enough, folder=source.parent)


@pytest.mark.parametrize("argv", [("false",), ("sh", "-c", "kill -9 $$"), ("sh", "-c", "echo bad >&2; exit 3")])
def test_a_child_that_fails_is_a_fault(source: Path, argv: tuple[str, ...]) -> None:
    """Exit codes and signals are told with the child's last words."""
    with pytest.raises(Faulty) as caught:
        printed(source, *argv)
    assert caught.value.code == "sandbox.failed"
    assert "bad" in str(caught.value) or argv[-1] != "echo bad >&2; exit 3"


def test_it_cannot_fill_the_disk(source: Path) -> None:
    """Written files and complaints end at the same bound."""
    with pytest.raises(Faulty):
        printed(source, "sh", "-c", "yes > big")
    with pytest.raises(Faulty):
        printed(source, "sh", "-c", "yes >&2")


def test_a_missing_program_is_named(source: Path) -> None:
    """What is not installed is not the file's fault."""
    with pytest.raises(Unavailable) as caught:
        printed(source, "no-such-decoder")
    assert caught.value.code == "programs.missing"


def running(word: str) -> Iterator[str] | list[str]:
    """Return the processes that have a word in their command."""
    listed = subprocess.run(("ps", "-eo", "args"), capture_output=True, text=True, check=True).stdout
    return [line for line in listed.splitlines() if f"sleep {word}" in line]
