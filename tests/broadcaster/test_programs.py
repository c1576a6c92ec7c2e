"""Outside programs end well or with a fault of ours."""

import pytest

from broadcaster.errors import BroadcasterError
from broadcaster.programs import listen, run


def test_hands_input_in_and_output_back() -> None:
    """What the program reads and writes passes through unchanged."""
    assert run(("cat",), 5, "giọng Nam\x00".encode(), niceness=5) == "giọng Nam\x00".encode()
    assert listen(("sh", "-c", "echo a; echo b >&2"), 5).said == "b\n"


def test_without_input_there_is_nothing_to_read() -> None:
    """A program that reads gets the end at once, never our own standard input."""
    assert run(("cat",), 5) == b""


@pytest.mark.parametrize(
    ("argv", "code", "permanent"),
    [
        (("no-such-program",), "programs.missing", False),
        (("/etc/passwd",), "programs.not_started", False),
        (("sleep", "30"), "programs.timeout", False),
        (("sh", "-c", "echo oops >&2; exit 3"), "programs.failed", True),
        (("sh", "-c", "kill -9 $$"), "programs.killed", False),
        (("sh", "-c", "kill -XFSZ $$"), "programs.disk_full", False),
        (("sh", "-c", "echo No space left on device >&2; exit 1"), "programs.disk_full", False),
    ],
)
def test_every_bad_end_is_told(argv: tuple[str, ...], code: str, permanent: bool) -> None:
    """Missing, hanging, failing, killed and out of disk each have their name and their hope."""
    with pytest.raises(BroadcasterError) as fault:
        run(argv, 0.5)
    assert (fault.value.code, fault.value.permanent) == (code, permanent)
    assert "[" not in fault.value.told("vi") + fault.value.told("en")
