"""The command line as a whole: every command explains itself, and every fault is a sentence and an exit code."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from broadcaster.cli import COMMANDS, cli
from broadcaster.wording import told
from tests.broadcaster.cli.conftest import Terminal

PROMISED = """serve; demo; station enrol; station run; station add; db upgrade; user add; say; bulletin add;
    bulletin approve; schedule add; timetable show; doctor; keys init; keys rotate; keys show; audit verify"""
TOMORROW, LONG_AGO = "2099-01-05", "2020-01-05"
NOTE = ("bulletin", "add", "Tiêu đề")
BY_MAI = ("--locality", "c1", "--by", "mai")
AT_FIVE = ("--to", "c1", "--at", "17:00", "--by", "mai")

BAD_INPUT = [
    ((*NOTE, "", *BY_MAI), 2, "bulletin.text_empty"),
    ((*NOTE, "…!?", *BY_MAI), 2, "bulletin.text_empty"),
    ((*NOTE, "x" * 20_000, *BY_MAI), 2, "bulletin.text_too_long"),
    ((*NOTE, "mời\x07bà con", *BY_MAI), 2, "bulletin.text_control"),
    (("bulletin", "add", " ", "Mời bà con", *BY_MAI), 2, "bulletin.title_empty"),
    ((*NOTE, "Mời bà con", "--voice", "robot", *BY_MAI), 2, "speech.voice_unknown"),
    ((*NOTE, "Mời bà con", "--locality", "c2", "--by", "mai"), 4, "account.denied"),
    ((*NOTE, "Mời bà con", "--locality", "c1", "--by", "nobody"), 3, "account.missing"),
    (("bulletin", "approve", "nothing", "--by", "lan"), 3, "bulletin.missing"),
    (("bulletin", "approve", "{bulletin}", "--by", "mai"), 4, "account.denied"),
    (("schedule", "add", "{bulletin}", "--date", LONG_AGO, *AT_FIVE), 2, "plan.in_the_past"),
    (("schedule", "add", "nothing", "--date", TOMORROW, *AT_FIVE), 3, "bulletin.missing"),
    (("schedule", "add", "{bulletin}", "--date", TOMORROW, "--at", "17:00", "--by", "mai"), 2, "plan.no_target"),
    (("schedule", "add", "{bulletin}", "--date", TOMORROW, *AT_FIVE, "--at", "25:00"), 2, "plan.time_invalid"),
    (("schedule", "add", "{bulletin}", "--date", TOMORROW, *AT_FIVE, "--at", "17:00+07"), 2, "plan.time_invalid"),
    (("schedule", "add", "{bulletin}", "--date", TOMORROW, *AT_FIVE, "--repeat", "99"), 2, "plan.repeat_limit"),
    (("schedule", "add", "{bulletin}", "--date", TOMORROW, *AT_FIVE, "--to", "c2"), 4, "account.denied"),
    (
        ("schedule", "add", "{bulletin}", "--date", TOMORROW, *AT_FIVE, "--every", "day", "--until", LONG_AGO),
        2,
        "schedules.ends_before_start",
    ),
    (("timetable", "show", "--station", "nothing", "--day", TOMORROW), 3, "station.missing"),
    (("station", "add", "st-1", "--name", "x", "--locality", "h1", "--by", "tam"), 2, "station.exists"),
    (("station", "add", "st 2", "--name", "x", "--locality", "h1", "--by", "tam"), 2, "locality.code_invalid"),
    (("station", "add", "st-2", "--name", "x", "--locality", "h1", "--by", "lan"), 4, "account.denied"),
    (("station", "add", "st-2", "--name", "x", "--locality", "c9", "--by", "tam"), 3, "locality.missing"),
    (("station", "claim", "nothing", "--by", "tam"), 3, "station.missing"),
    (("station", "enrol", "https://127.0.0.1:9", "ABCD"), 2, "claim.malformed"),
    (("station", "enrol", "ftp://x", "-".join(["ABCD"] * 8)), 1, "station.not_https"),
    (("user", "add", "x", "--name", "x", "--role", "officer", "--scope", "c1"), 2, "account.login_invalid"),
    (("user", "add", "mai", "--name", "x", "--role", "officer", "--scope", "c1"), 2, "account.login_taken"),
    (("user", "add", "moi", "--name", "x", "--role", "officer", "--scope", "c9"), 3, "locality.missing"),
    (("locality", "add", "C 1", "x", "--kind", "hamlet"), 2, "locality.code_invalid"),
    (("locality", "add", "c1", "x", "--kind", "hamlet"), 2, "locality.exists"),
    (("locality", "move", "c1", "h1"), 2, "locality.move_below_itself"),
    (("locality", "merge", "c9", "--into", "c1"), 3, "locality.missing"),
    (("db", "sample"), 2, "sample.not_empty"),
    (("keys", "init"), 2, "keys.exist"),
]


def commands(group: click.Group, *above: str) -> Iterator[tuple[str, ...]]:
    """Give the words of every command below a group."""
    context = click.Context(group)
    for name in group.list_commands(context):
        one = group.get_command(context, name)
        yield (*above, name)
        if isinstance(one, click.Group):
            yield from commands(one, *above, name)


ALL = list(commands(cli))


def beginning(code: str, language: str) -> str:
    """Return what the sentence of a code begins with, up to its first fact."""
    return told(code, language, {}).split("[")[0]


def python(*words: str, **environ: str) -> "subprocess.CompletedProcess[str]":
    """Run the program in a process of its own."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("BROADCASTER_")}
    return subprocess.run(
        [sys.executable, "-m", "broadcaster", *words],
        env={**own, "LANG": "vi_VN.UTF-8", **environ},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_all_that_was_promised_is_there() -> None:
    """Every command the project promises exists."""
    assert {tuple(one.split()) for one in PROMISED.split(";")} <= set(ALL)
    assert {one[0] for one in ALL} == set(COMMANDS)


@pytest.mark.parametrize("words", ALL, ids=" ".join)
def test_every_command_explains_itself(bare: Terminal, words: tuple[str, ...]) -> None:
    """``--help`` says in a sentence what a command does, without touching anything."""
    ran = bare.type(*words, "--help")
    assert (ran.code, ran.err) == (0, "")
    assert "Usage:" in ran.out
    assert len(ran.out.splitlines()[2].strip()) > 10
    assert not bare.data.exists()


@pytest.mark.slow
@pytest.mark.parametrize("language", ["vi", "en"])
def test_bad_input_is_told_in_words(terminal: Terminal, language: str) -> None:
    """Each wrong call ends with its own exit code and sentence, in the language asked for, and keeps nothing."""
    known = terminal.submitted()
    before = terminal.done("audit", "verify")["count"]
    for words, code, fault in BAD_INPUT:
        ran = terminal.type("--language", language, *(one.format(bulletin=known) for one in words))
        assert (words, ran.code, ran.out) == (words, code, "")
        assert ran.err.startswith(beginning(fault, language)), (words, ran.err)
        assert "Traceback" not in ran.err
    assert terminal.done("audit", "verify") == {"ok": True, "count": before, "broken_at": None}


@pytest.mark.parametrize(
    "words",
    [
        ("nothing",),
        ("db", "nothing"),
        ("bulletin", "add"),
        ("say", "x"),
        ("--language", "fr", "doctor"),
        ("timetable", "show", "--station", "st-1", "--day", "hôm nay"),
        ("keys", "rotate", "master"),
        ("bulletin", "add", "x", "--file", "/", *BY_MAI),
    ],
)
def test_a_wrong_call_is_two(bare: Terminal, words: tuple[str, ...]) -> None:
    """An unknown command, a missing argument or an impossible value is exit code 2 and names what is wrong."""
    ran = bare.type(*words)
    assert ran.code == 2
    assert "Error:" in ran.err


@pytest.mark.slow
@pytest.mark.parametrize(
    ("language", "lang", "option", "expected"),
    [
        ("", "vi_VN.UTF-8", (), "vi"),
        ("", "C.UTF-8", (), "vi"),
        ("", "en_GB.UTF-8", (), "en"),
        ("en", "vi_VN.UTF-8", (), "en"),
        ("vi", "en_GB.UTF-8", (), "vi"),
        ("vi", "vi_VN.UTF-8", ("--language", "en"), "en"),
        ("en", "vi_VN.UTF-8", ("--language=vi",), "vi"),
    ],
)
def test_the_reader_chooses_the_language(
    bare: Terminal, monkeypatch: pytest.MonkeyPatch, *, language: str, lang: str, option: tuple[str, ...], expected: str
) -> None:
    """The option wins over BROADCASTER_LANGUAGE, that over LANG; Vietnamese otherwise."""
    settings = {"LANG": lang} | ({"BROADCASTER_LANGUAGE": language} if language else {})
    ran = python(*option, "keys", "show", BROADCASTER_DATA=str(bare.data), **settings)
    assert ran.returncode == 3
    assert ran.stderr.startswith(beginning("keys.missing", expected))


def test_an_argument_is_not_the_language(terminal: Terminal) -> None:
    """The language of a new account does not change the language of the answer."""
    ran = terminal.type("user", "add", "mai", "--name", "x", "--role", "officer", "--scope", "c1", "--language", "en")
    assert ran.err.startswith(beginning("account.login_taken", "vi"))


def test_a_stations_language_is_no_unknown_setting(bare: Terminal) -> None:
    """The language variable, which a station has no setting for, is not mistaken for a typo."""
    ran = bare.type("station", "run", language="en", output="silent")
    assert ran.code == 3
    assert ran.err.startswith(beginning("station.not_enrolled", "en"))


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_typo_in_the_settings_has_its_line(bare: Terminal, tmp_path: Path, language: str) -> None:
    """A mistyped setting stops every command that reads settings, with file, line and the nearest right name."""
    file = tmp_path / "b.toml"
    file.write_text('site = "vn-79"\n\n[web]\nlisten = "127.0.0.1:80"\nadress = "x"\n', encoding="utf-8")
    for words in (("serve",), ("doctor",), ("db", "upgrade"), ("keys", "show")):
        ran = bare.type("--language", language, "--config", str(file), *words)
        assert (ran.code, ran.out) == (2, "")
        assert f"{file}, {'dòng' if language == 'vi' else 'line'} 5" in ran.err
        assert "web.adress" in ran.err


def test_settings_that_cannot_be_read_are_named(bare: Terminal, tmp_path: Path) -> None:
    """A settings file that is missing, is a folder, is no TOML or no UTF-8 is named; the variable counts as well."""
    broken, latin = tmp_path / "broken.toml", tmp_path / "latin.toml"
    broken.write_text("[web\n", encoding="utf-8")
    latin.write_bytes(b'province = "\xe9"\n')
    cases = [
        (tmp_path / "none.toml", "config.file_missing"),
        (tmp_path, "config.file_unreadable"),
        (broken, "config.syntax"),
        (latin, "config.syntax"),
    ]
    for file, code in cases:
        ran = bare.type("keys", "show", config=str(file))
        assert (ran.code, ran.out) == (2, "")
        assert ran.err.startswith(beginning(code, "vi"))
        assert str(file) in ran.err


@pytest.mark.parametrize("words", [("user", "list"), ("locality", "list"), ("audit", "verify")])
def test_a_database_that_is_away_or_old_is_told(bare: Terminal, words: tuple[str, ...]) -> None:
    """Without tables the command to make them is named; a database that is away is a fault to try again."""
    old = bare.type(*words)
    away = bare.type(*words, database_url="postgresql://x@127.0.0.1:9/x")
    nonsense = bare.type(*words, database_url="mysql://x/y")
    assert [old.code, away.code, nonsense.code] == [1, 1, 2]
    assert "broadcaster db upgrade" in old.err
    assert away.err.startswith(beginning("store.away", "vi"))
    assert nonsense.err.startswith(beginning("store.url_invalid", "vi"))


@pytest.mark.parametrize("words", [("db", "upgrade"), ("keys", "init"), ("user", "list"), ("serve",)])
def test_a_data_folder_that_cannot_be_made_is_told(tmp_path: Path, words: tuple[str, ...]) -> None:
    """Where the data folder cannot be, the path and the reason are told, and nothing is left running."""
    (tmp_path / "file").write_text("", encoding="utf-8")
    ran = Terminal(tmp_path / "file" / "data").type("--language", "en", *words)
    assert ran.code == 1
    assert str(tmp_path / "file") in ran.err
    assert "cannot be used" in ran.err


@pytest.mark.slow
def test_the_program_itself_ends_with_the_codes(tmp_path: Path) -> None:
    """As a process: a sentence on standard error, nothing on standard output, and the exit code; no traceback."""
    data = str(tmp_path / "data")
    cases = [
        (python("db", "upgrade", BROADCASTER_DATA=data), 0, ""),
        (python("user", "list", BROADCASTER_DATA=data, BROADCASTER_DATABASE_URL="postgresql://127.0.0.1:9/x"), 1, ""),
        (
            python("--language", "en", "keys", "show", BROADCASTER_DATA=data, BROADCASTER_DAAT="x"),
            2,
            "BROADCASTER_DAAT",
        ),
        (python("nothing"), 2, "No such command"),
        (python("keys", "show", BROADCASTER_DATA=data), 3, "broadcaster keys init"),
    ]
    for ran, code, words in cases:
        assert ran.returncode == code
        assert words in ran.stderr
        assert "Traceback" not in ran.stderr
        assert (ran.stdout == "") == (code != 0)


def test_the_version_is_told() -> None:
    """``--version`` names the installed version."""
    assert python("--version").stdout.strip().split()[-1][0].isdigit()
