"""Voices and their order by commands."""

import pytest

from tests.broadcaster.cli.conftest import Terminal


def test_voices_are_listed(terminal: Terminal) -> None:
    """Those of this server, with what they are called and whether they may speak in an emergency."""
    rows = terminal.done("voice", "list")
    assert {"voice": "espeak-south", "name": "eSpeak, giọng Nam", "engine": "espeak-ng", "fitness": "always"} in rows
    online = terminal.done("voice", "list", speech_google="true")
    assert [one["fitness"] for one in online if one["engine"] == "gtts"] == ["online"]
    assert "eSpeak, southern" in terminal.type("--language", "en", "voice", "list").out


def test_an_order_is_set_shown_and_taken_back(terminal: Terminal) -> None:
    """It holds below with who named it; a voice that went away is shown as absent; none lets the site's hold."""
    site = [(1, "espeak-south", "always", None)]

    def told(*words: str) -> list[tuple[object, ...]]:
        return [tuple(one.values()) for one in terminal.done("voice", *words)]

    assert told("order", "h1") == site
    wanted = ("set", "c1", "gtts-north, espeak-north", "--by", "lan")
    assert terminal.type("voice", *wanted).code == 2
    rows = terminal.done("voice", *wanted, speech_google="true")
    assert [one["voice"] for one in rows] == ["gtts-north", "espeak-north", "espeak-south"]
    assert told("order", "h1") == [
        (1, "gtts-north", "absent", "c1"),
        (2, "espeak-north", "always", "c1"),
        (3, "espeak-south", "always", "c1"),
    ]
    assert "gtts-north" in terminal.type("voice", "order", "h1").out
    terminal.done("voice", "set", "c1", "none", "--by", "lan")
    assert told("order", "c1") == site


def test_a_bulletin_leaves_the_choice_to_its_place(terminal: Terminal) -> None:
    """Without ``--voice`` nothing is chosen; an unknown one is refused."""
    words = ("bulletin", "add", "Họp", "Mời bà con họp.", "--locality", "c1", "--by", "mai", "--draft")
    assert terminal.type(*words).code == 0
    assert terminal.type(*words, "--voice", "espeak-north").code == 0
    assert terminal.type(*words, "--voice", "robot").code == 2


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("order", "zz"), 3),
        (("set", "c1", "robot", "--by", "lan"), 2),
        (("set", "c1", "espeak-north", "--by", "mai"), 4),
        (("set", "c2", "espeak-north", "--by", "lan"), 4),
    ],
)
def test_what_is_refused_says_so(terminal: Terminal, words: tuple[str, ...], code: int) -> None:
    """No place, no such voice, no right: an exit code and one sentence."""
    ran = terminal.type("voice", *words)
    assert (ran.code, len(ran.err.splitlines())) == (code, 1)
