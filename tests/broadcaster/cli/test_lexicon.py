"""Lexicons by commands."""

from pathlib import Path

import pytest

from tests.broadcaster.cli.conftest import Terminal

GX = ("GXTM", "giáo xứ Tân Mỹ")


def test_an_entry_is_added_listed_and_removed(terminal: Terminal) -> None:
    """Each command tells what was before and after; below a place what it says is listed as inherited."""
    told = terminal.done("lexicon", "add", "c1", *GX, "--by", "mai")
    assert told == [{"written": "GXTM", "before": None, "after": "giáo xứ Tân Mỹ"}]
    (row,) = terminal.done("lexicon", "list", "c1")
    assert (row["written"], row["spoken"], row["locality"]) == (*GX, "c1")
    assert terminal.done("lexicon", "list", "h1") == []
    assert [one["locality"] for one in terminal.done("lexicon", "list", "h1", "--inherited")] == ["c1"]
    assert "giáo xứ Tân Mỹ" in terminal.type("lexicon", "list", "c1").out
    told = terminal.done("lexicon", "remove", "c1", "GXTM", "--by", "mai")
    assert told == [{"written": "GXTM", "before": "giáo xứ Tân Mỹ", "after": None}]
    assert terminal.done("lexicon", "list", "c1") == []


def test_a_nearer_entry_hides_the_one_above(terminal: Terminal) -> None:
    """What is not in force any more is not listed as inherited."""
    terminal.done("lexicon", "add", "79", *GX, "--by", "tam")
    terminal.done("lexicon", "add", "c1", "GXTM", "xứ Tân Mỹ", "--by", "mai")
    assert [one["spoken"] for one in terminal.done("lexicon", "list", "h1", "--inherited")] == ["xứ Tân Mỹ"]


def test_what_is_exported_can_be_imported(terminal: Terminal, tmp_path: Path) -> None:
    """Every row is told of; the exported file brings the same lexicon elsewhere, and normalise takes it too."""
    file = tmp_path / "lexicon.csv"
    file.write_text('written,spoken\nGXTM,giáo xứ Tân Mỹ\n"A, B",a và bê\nB2,22\n', encoding="utf-8")
    told = terminal.done("lexicon", "import", "c1", str(file), "--by", "mai")
    assert [(one["line"], one["outcome"]) for one in told] == [(2, "added"), (3, "added"), (4, "refused")]
    assert "B2" in told[2]["reason"]
    exported = terminal.type("lexicon", "export", "c1")
    assert exported.code == 0
    file.write_text(exported.out, encoding="utf-8")
    again = terminal.done("lexicon", "import", "c2", str(file), "--by", "tam")
    assert {one["outcome"] for one in again} == {"added"}
    assert terminal.type("lexicon", "export", "c2").out == exported.out


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("add", "79", *GX, "--by", "mai"), 4),
        (("add", "zz", *GX, "--by", "tam"), 4),
        (("add", "c1", "GXTM", "12", "--by", "mai"), 2),
        (("remove", "c1", "GXTM", "--by", "mai"), 3),
        (("list", "zz"), 3),
        (("export", "zz"), 3),
    ],
)
def test_what_is_refused_says_so(terminal: Terminal, words: tuple[str, ...], code: int) -> None:
    """No right, no place, no words: an exit code and one sentence, never a traceback."""
    ran = terminal.type("lexicon", *words)
    assert (ran.code, ran.out) == (code, "")
    assert ran.err.count("\n") == 1
