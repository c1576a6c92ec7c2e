"""A child that answers lines: started when asked, watched, ended, and started again."""

import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from broadcaster.errors import BroadcasterError
from broadcaster.speech.talker import Talker

HEAD = """
import json, os, select, sys, time
print('{"ready": 7}', flush=True)
"""
ECHO = HEAD + "for line in sys.stdin: print(json.dumps({'pid': os.getpid(), **json.loads(line)}), flush=True)\n"
IDLE = HEAD + (
    "while select.select([0], [], [], 0.2)[0] and (line := sys.stdin.buffer.readline()):\n"
    "    print(json.dumps({'pid': os.getpid()}), flush=True)\n"
)

Making = Callable[..., Talker]


@pytest.fixture
def talker(tmp_path: Path) -> Iterator[Making]:
    """Return what makes a talker of a few lines of Python; all are ended afterwards."""
    made: list[Talker] = []

    def make(lines: str, start_timeout_s: float = 10.0) -> Talker:
        """Return a talker whose child runs these lines."""
        path = tmp_path / f"child{len(made)}.py"
        path.write_text(lines, encoding="utf-8")
        made.append(Talker((sys.executable, str(path)), start_timeout_s=start_timeout_s))
        return made[-1]

    yield make
    for one in made:
        one.close()


def alive(pid: int) -> bool:
    """Tell whether a process is there and no zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def until(holds: Callable[[], bool]) -> None:
    """Wait up to five seconds for something to hold."""
    for _ in range(250):
        if holds():
            return
        time.sleep(0.02)
    raise AssertionError


def test_one_child_answers_all(talker: Making) -> None:
    """It starts with the first question, stays for the next, and is gone after closing; it may be asked again."""
    child = talker(ECHO)
    assert child.pid is None
    first, second = child.ask({"text": "một\nhai"}, 5), child.ask({"text": "ba"}, 5)
    assert (first["text"], first["ready"], second["text"]) == ("một\nhai", 7, "ba")
    assert first["pid"] == second["pid"] == child.pid
    child.close()
    assert child.pid is None
    assert not alive(first["pid"])
    assert child.ask({}, 5)["pid"] != first["pid"]


def test_an_idle_child_ends_and_comes_back(talker: Making) -> None:
    """A child that ended because nobody asked is started again, and nobody notices."""
    child = talker(IDLE)
    pid = child.ask({}, 5)["pid"]
    until(lambda: not alive(pid))
    assert child.ask({}, 5)["pid"] != pid


def test_a_killed_child_is_started_again(talker: Making) -> None:
    """Killed between two questions it is replaced."""
    child = talker(ECHO)
    pid = child.ask({}, 5)["pid"]
    os.kill(pid, 9)
    assert child.ask({}, 5)["pid"] != pid


@pytest.mark.parametrize(
    ("lines", "code", "said"),
    [
        (HEAD + "time.sleep(60)", "programs.timeout", "1"),
        ("import time; time.sleep(60)", "programs.timeout", "1"),
        (
            HEAD + "sys.stdin.readline(); print('no memory', file=sys.stderr); os._exit(9)",
            "speech.child_ended",
            "no memory",
        ),
        ("raise SystemExit('no such library')", "speech.child_ended", "no such library"),
        (HEAD + "sys.stdin.readline(); print('rubbish', flush=True)", "speech.child_ended", ""),
        ("print('rubbish', flush=True)", "speech.child_ended", ""),
        ("print('x' * 2_000_000, flush=True)", "speech.child_ended", ""),
        ("""print('{"fault": "bad network"}', flush=True)""", "speech.engine_broken", "bad network"),
    ],
    ids=["hangs", "never-ready", "dies", "never-starts", "rubbish", "rubbish-first", "endless-line", "own-fault"],
)
def test_what_a_child_may_do_is_a_fault_of_ours(talker: Making, lines: str, code: str, said: str) -> None:
    """Hanging, dying, talking nonsense: told in words with its last words, and no child is left."""
    child = talker(lines, 1.0)
    with pytest.raises(BroadcasterError) as fault:
        child.ask({}, 1.0)
    assert fault.value.code == code
    assert said in fault.value.told("en")
    child.close()
    assert child.pid is None


def test_a_program_that_is_not_there_is_told() -> None:
    """A child that cannot be started is a fault that may pass."""
    with pytest.raises(BroadcasterError) as fault:
        Talker(("/no/such/program",)).ask({}, 1.0)
    assert (fault.value.code, fault.value.permanent) == ("programs.not_started", False)


def test_a_slow_child_is_killed(talker: Making) -> None:
    """After a time-out the process is gone, however deaf it is."""
    child = talker(
        HEAD + "sys.stdin.readline(); open(sys.argv[0] + '.pid', 'w').write(str(os.getpid()))\n"
        "while True: time.sleep(1)\n"
    )
    with pytest.raises(BroadcasterError):
        child.ask({}, 1.0)
    assert not alive(int(Path(child.argv[1] + ".pid").read_text()))
