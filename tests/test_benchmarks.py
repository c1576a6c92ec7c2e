"""What the benchmarks say of other normalisers: only what was really read, and plainly when there is nothing."""

import sys
from pathlib import Path

import pytest

from benchmarks import bench_normalise
from benchmarks.gold import alike, share_right

SHOUTING = "class Normalizer:\n    def normalize(self, text):\n        return text.upper()\n"


@pytest.mark.parametrize(
    ("reading", "gold"),
    [
        ("Ủy ban, hai ngàn lẻ năm.", "uỷ ban hai nghìn linh năm"),
        ("<en>i d</en> năm ki-lô-mét", "i d năm kilomét"),
        ("hai mươi bốn mi-li-mét", "hai mươi tư milimét"),
        ("một trăm gạch chéo quy đê", "một trăm qui đê"),
        ("mồng hai, mười tỉ", "mùng hai mười tỷ"),
    ],
)
def test_other_spellings_are_the_same_words(reading: str, gold: str) -> None:
    """Regions, letter names, marks and where a tone stands make no reading wrong."""
    assert alike(reading) == alike(gold)


@pytest.mark.parametrize(("reading", "gold"), [("hai năm", "hai phẩy năm"), ("năm giờ", "năm gam"), ("", "không")])
def test_other_words_are_wrong(reading: str, gold: str) -> None:
    """One word is enough."""
    assert alike(reading) != alike(gold)


def test_a_line_is_right_when_one_of_its_readings_is() -> None:
    """The share counts whole lines."""
    assert share_right(["mùng hai", "hai", "ba"], ["ngày hai|mồng hai", "hai", "bốn"]) == pytest.approx(200 / 3)


@pytest.fixture
def cases(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder for an environment, with a gold of two lines in force."""
    (tmp_path / "mine.tsv").write_text("# written\tspoken\nbà con\tbà con\n2,5\thai phẩy năm\tmore\n", encoding="utf-8")
    monkeypatch.setenv("BENCH_GOLD", str(tmp_path / "mine.tsv"))
    monkeypatch.delenv("BENCH_NORMALISERS", raising=False)
    return tmp_path


def values() -> dict[str, object]:
    """Return each figure's value by its name."""
    return {str(figure["name"]): figure["value"] for figure in bench_normalise.figures()}


def test_what_is_not_there_is_said_to_be_missing(cases: Path) -> None:
    """Without an environment of others only our own figures are numbers."""
    found = values()
    assert found.pop("normalise mine, ours, right") == 100
    assert isinstance(found.pop("normalise, characters a second"), float)
    assert set(found.values()) == {"not installed"} and len(found) == 4


def test_a_library_is_measured_in_its_own_environment(cases: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that shouts reads the words right and the number wrong; the other one is missing there."""
    (cases / "bin").mkdir()
    python = cases / "bin" / "python"
    python.write_text(f'#!/bin/sh\nPYTHONPATH={cases} exec {sys.executable} "$@"\n')
    python.chmod(0o755)
    (cases / "sea_g2p.py").write_text(SHOUTING)
    monkeypatch.setenv("BENCH_NORMALISERS", str(cases))
    found = values()
    assert found["normalise mine, sea-g2p, right"] == 50
    assert found["normalise mine, vinorm, right"] == "not installed"
