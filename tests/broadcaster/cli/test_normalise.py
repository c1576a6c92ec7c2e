"""``normalise``: one line in, one spoken line out."""

import json
import subprocess
import sys
from pathlib import Path

from click.testing import CliRunner, Result

from broadcaster.cli import cli


def typed(text: bytes, *words: str) -> Result:
    """Run the command with this standard input."""
    return CliRunner(mix_stderr=False, env={"LANG": "vi_VN.UTF-8"}).invoke(cli, ["normalise", *words], input=text)


def test_each_line_stays_one_line() -> None:
    """As many lines come out as went in: empty ones, paragraph marks inside, other line ends, no end at all."""
    ran = typed("họp 7h30\n\n5/8 hộ\u2028và\x0b3 người\r\n!!!\nhết".encode())
    said = ["họp bảy giờ ba mươi phút", "", "năm trên tám hộ và ba người", "", "hết"]
    assert (ran.exit_code, ran.stdout) == (0, "\n".join(said) + "\n")
    assert typed(b"").stdout == ""


def test_the_region_chooses_the_words() -> None:
    """The south is the default, as everywhere in the house."""
    assert typed(b"1.024").stdout == "một ngàn không trăm hai mươi bốn\n"
    assert typed(b"1.024", "--region", "north").stdout == "một nghìn không trăm hai mươi tư\n"
    assert typed(b"1", "--region", "moon").exit_code == 2


def test_json_tells_what_was_found() -> None:
    """One object a line, with class, place, reading and warnings of each token."""
    ran = typed("UBND họp 7h30\u2028XYZT\r\n\n".encode(), "--json")
    first, second = (json.loads(line) for line in ran.stdout.splitlines())
    assert first["text"] == "UBND họp 7h30\u2028XYZT"
    assert first["spoken"] == "Ủy ban nhân dân họp bảy giờ ba mươi phút ích y dét tê"
    assert first["tokens"][1] == {
        "class": "time",
        "start": 9,
        "end": 13,
        "written": "7h30",
        "reading": "bảy giờ ba mươi phút",
        "warnings": [],
    }
    assert first["warnings"] == ["XYZT"]
    assert second == {"text": "", "spoken": "", "tokens": [], "warnings": []}


def test_a_lexicon_goes_first(tmp_path: Path) -> None:
    """The readings of a CSV file go before the rules."""
    file = tmp_path / "own.csv"
    file.write_text("viết,đọc\ngx,giáo xứ\n", encoding="utf-8-sig")
    assert typed(b"GX An", "--lexicon", str(file)).stdout == "giáo xứ An\n"


def test_what_cannot_be_used_is_told_in_words(tmp_path: Path) -> None:
    """Text or lexicon that is no UTF-8, an odd table and a missing one end with a sentence and code 2."""
    ran = typed("tốt\n".encode() + b"\xff\n")
    assert (ran.exit_code, ran.stdout) == (2, "tốt\n")
    assert "Dòng 2" in ran.stderr
    odd = tmp_path / "odd.csv"
    for content, told in ((b"\xff,a", "UTF-8"), (b"a\n", "Dòng 1"), (b'a,"b', "CSV"), (b"a,1\n", "“a”")):
        odd.write_bytes(content)
        ran = typed(b"1\n", "--lexicon", str(odd))
        assert (ran.exit_code, ran.stdout) == (2, "")
        assert told in ran.stderr
    assert typed(b"1\n", "--lexicon", str(tmp_path / "none.csv")).exit_code == 2
    assert typed(b"1\n", "--lexicon", str(tmp_path)).exit_code == 2


def test_lines_come_out_as_they_go_in() -> None:
    """A pipe that stays open gets each line at once; one that closes ends the command without a traceback."""
    command = [sys.executable, "-m", "broadcaster", "normalise"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdin and running.stdout and running.stderr
        for written, spoken in (("lúc 5h", "lúc năm giờ"), ("3 hộ", "ba hộ")):
            running.stdin.write(f"{written}\n".encode())
            running.stdin.flush()
            assert running.stdout.readline().decode() == f"{spoken}\n"
        running.stdout.close()
        running.stdin.write("còn nữa\n".encode())
        running.stdin.close()
        assert running.wait(timeout=30) == 1
        assert running.stderr.read() == b""
