"""``cap``: a document read, a point placed, a chain replayed, in words and as JSON, with the exit codes promised."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from broadcaster.cap import write
from broadcaster.wording import texts
from tests.broadcaster.cap.authorities import Authority
from tests.broadcaster.cap.specimens import AREA, INFO, NOW, SENDER, SQUARE, bent, cap, message
from tests.broadcaster.cap.test_judging import EXPECTED
from tests.broadcaster.cap.test_writing import ALERT, PLAIN
from tests.broadcaster.cli.conftest import Ran, Terminal

SECONDS = 2.0
BYTES = 200_000_000
MEASURED = """
import sys
from broadcaster.cli import main
sys.argv[1:] = ["cap", "read", sys.argv[1], "--json"]
try:
    main()
finally:
    sys.stderr.write(open("/proc/self/status").read())
"""
"""Runs the command and tells how much memory it took at most (what the parent knows counts the parent too)."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A place for documents."""
    return tmp_path


def kept(folder: Path, data: bytes, name: str = "a.xml") -> str:
    """Keep a document; return its path."""
    (folder / name).write_bytes(data)
    return str(folder / name)


def english(bare: Terminal, *words: str) -> Ran:
    """Type a ``cap`` command and read its answer in English."""
    return bare.type("--language", "en", "cap", *words)


def test_read_tells_all(bare: Terminal, folder: Path) -> None:
    """The JSON has what a receiver asks for, by the standard's names."""
    row = bare.done("cap", "read", kept(folder, write(ALERT, now=NOW)))
    assert (row["accepted"], row["handling"], row["reason"], row["signature"]) == (True, "accept", "", "none")
    alert = row["alert"]
    assert (alert["identifier"], alert["sender"], alert["sent"]) == (
        ALERT.identifier,
        SENDER,
        "2026-11-20T14:00:00+07:00",
    )
    assert (alert["status"], alert["msg_type"], alert["scope"]) == ("Actual", "Update", "Restricted")
    assert alert["references"] == [{"sender": SENDER, "identifier": "VN-0", "sent": "2026-11-20T06:00:00+00:00"}]
    info = alert["infos"][0]
    assert (info["language"], info["event"], info["urgency"], info["severity"], info["certainty"]) == (
        *("vi-VN", "Bão", "Immediate", "Extreme", "Observed"),
    )
    assert (info["effective"], info["onset"], info["expires"]) == (
        *("2026-11-20T14:00:00+07:00", "2026-11-20T15:00:00+07:00", "2026-11-20T13:00:00+00:00"),
    )
    assert (info["headline"], info["instruction"]) == ("CẢNH BÁO & <BÃO>", "Sơ tán.")
    area = info["areas"][0]
    assert (area["area_desc"], area["polygons"][0][0]) == ("Xã ven biển", [16.0, 108.0])
    assert area["circles"] == [{"centre": [-1e-07, 179.5], "radius_km": 12.5}]
    assert area["geocodes"] == [{"value_name": "VN-XA", "value": "20194"}]
    assert (info["resources"][0]["mime_type"], info["resources"][0]["deref_uri"]) == ("audio/wav", 4)


def test_read_in_words(bare: Terminal, folder: Path) -> None:
    """People are told what becomes of it, what it says where, and what was noticed, in their language."""
    path = kept(folder, message("A-2", "A-1", sent="2026-11-20T07:00:00Z"))
    assert english(bare, "read", path).out.splitlines()[0] == "Accepted with warnings."
    said = bare.type("cap", "read", path).out
    assert "Nhận, có điều cần lưu ý.\n" in said
    assert "A-2" in said
    assert f"    < {SENDER},A-1," in said
    assert "    @ Xã ven biển  (1 polygon, 0 circle)" in said
    assert "! sent không viết theo mẫu" in said
    assert bare.type("cap", "read", kept(folder, b"<")).out.startswith("Từ chối.\nKhông có chữ ký.\n! Không đọc được")
    bare_one = message("A").replace(b"<scope>Public</scope>", b"").replace(b"expires>", b"x>")
    no_scope = kept(folder, bare_one)
    assert "Actual  Alert  -  CAP 1.2" in bare.type("cap", "read", no_scope).out


@pytest.mark.parametrize(("word", "data", "code"), [(a, c, d) for a, _, c, d in EXPECTED[::6]])
def test_every_sentence_is_whole(bare: Terminal, folder: Path, word: str, data: bytes, code: str) -> None:
    """Whatever is found is told with all its facts, and the exit code says accepted or refused."""
    ran = bare.type("cap", "read", kept(folder, data), "--json")
    assert (ran.rows["handling"], ran.code) == (word, 3 if word in {"reject", "reject-or-hold"} else 0)
    assert all("[" not in one for one in ran.rows["warnings"])
    assert {one["code"] for one in ran.rows["findings"]} <= texts().keys()


def test_signatures_on_the_command_line(bare: Terminal, folder: Path) -> None:
    """A trusted signature passes where one is required; none, or another's, is refused with exit code 3."""
    authority = Authority()
    root, other = folder / "root.pem", folder / "other.pem"
    root.write_bytes(authority.pem)
    other.write_bytes(Authority("OTHER").pem)
    path = kept(folder, write(PLAIN, now=NOW, signer=authority.signer(SENDER)))
    ran = bare.type("cap", "read", path, "--trust", str(root), "--trust", str(other), "--require-signature", "--json")
    assert (ran.code, ran.rows["signature"], ran.rows["accepted"]) == (0, "valid", True)
    ran = bare.type("cap", "read", path, "--trust", str(other), "--require-signature", "--json")
    assert (ran.code, ran.rows["signature"], ran.rows["accepted"]) == (3, "invalid", False)
    assert ran.rows["handling"] == "reject-if-signature-required"
    ran = bare.type("cap", "read", kept(folder, cap()), "--require-signature")
    assert ran.code == 3
    assert bare.type("cap", "read", path, "--trust", path).code == 2


def test_inside(bare: Terminal, folder: Path) -> None:
    """Exit code 0 inside, 1 outside, 3 for what is refused, 2 for no place on earth; areas of codes are told apart."""
    coded = "<area><areaDesc>Xã mẫu</areaDesc><geocode><valueName>VN-XA</valueName><value>1</value></geocode></area>"
    path = kept(folder, bent(AREA, AREA + coded))
    inside = bare.type("cap", "inside", path, "16.5", "108.5", "--json")
    assert (inside.code, inside.rows["inside"]) == (0, True)
    assert inside.rows["areas"] == [{"area_desc": "Xã ven biển", "language": "vi-VN", "event": "Bão", "geocodes": []}]
    assert inside.rows["by_code"][0]["geocodes"] == ["VN-XA=1"]
    assert english(bare, "inside", path, "16.5", "108.5").out.splitlines() == [
        "The point is inside 1 areas.",
        "  @ [vi-VN] Bão: Xã ven biển",
        "  ? No shape, only codes: [vi-VN] Xã mẫu VN-XA=1",
    ]
    outside = bare.type("cap", "inside", path, "-16.5", "-108.5")
    assert (outside.code, outside.out.splitlines()[0]) == (1, "Điểm nằm ngoài mọi hình.")
    assert bare.type("cap", "inside", path, "96.5", "108.5").code == 2
    refused = bare.type("cap", "inside", kept(folder, b"<"), "1", "1", "--json")
    assert (refused.code, refused.rows["inside"]) == (3, False)
    assert english(bare, "inside", kept(folder, b"<"), "1", "1").out.startswith("Refused.")


CHAIN = """chain\tstep\treceived_at\tfile\twhy
A\t1\t2026-11-20T14:00:00+07:00\ta1.xml\tx
A\t2\t2026-11-20T14:05:00+07:00\ta2.xml\tx
B\t1\t2026-11-20T14:00:00+07:00\ta1.xml\tx
B\t2\t2026-11-20T21:00:00+07:00\t-\tx
"""


def test_replay(bare: Terminal, folder: Path) -> None:
    """Each chain begins with nothing; after each step there stands what is in force and what changed."""
    kept(folder, message("A-1"), "a1.xml")
    kept(folder, message("A-2", "A-1", msg_type="Update", infos=INFO.replace("Xã ven biển", "Xã núi")), "a2.xml")
    chain = kept(folder, CHAIN.encode(), "chain.tsv")
    steps = bare.done("cap", "replay", chain)
    assert [(one["chain"], one["step"], one["active"], one["effect"]) for one in steps] == [
        ("A", "1", ["A-1"], "start A-1"),
        ("A", "2", ["A-2"], "stop A-1; start A-2"),
        ("B", "1", ["A-1"], "start A-1"),
        ("B", "2", [], "stop A-1"),
    ]
    assert steps[1]["alerts"] == [
        {
            **{"identifier": "A-2", "sender": SENDER, "sent": "2026-11-20T14:00:00+07:00", "status": "Actual"},
            **{"areas": ["Xã núi"], "events": ["Bão"], "until": "2026-11-20T20:00:00+07:00"},
        }
    ]
    assert (steps[1]["cancelled"], steps[3]["accepted"], steps[1]["handling"]) == (["A-1"], None, "accept")
    assert english(bare, "replay", chain, "--dir", str(folder)).out.splitlines()[2:4] == [
        "A2  2026-11-20T14:05:00+07:00  a2.xml  accept",
        "    stop A-1; start A-2. In force: A-2",
    ]


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        ("a\tb\n1\t2\n", 2, "must be TSV"),
        (CHAIN.replace("2026-11-20T21:00:00+07:00", "mai"), 2, "received_at “mai” of step 2"),
        (CHAIN.replace("a2.xml", "none.xml"), 3, "There is no file none.xml of step 2"),
    ],
)
def test_a_chain_that_cannot_be_replayed(bare: Terminal, folder: Path, text: str, code: int, said: str) -> None:
    """The sentence says which step is wrong and what to do."""
    kept(folder, message("A-1"), "a1.xml")
    kept(folder, message("A-2", "A-1", msg_type="Update"), "a2.xml")
    ran = english(bare, "replay", kept(folder, text.encode(), "chain.tsv"))
    assert (ran.code, said in ran.err) == (code, True)


def test_a_chain_that_is_no_text(bare: Terminal, folder: Path) -> None:
    """Bytes that are no UTF-8 are told so."""
    assert bare.type("cap", "replay", kept(folder, b"\xff\xfe\x00", "chain.tsv")).code == 2


HOSTILE = {
    "elements": cap("<a/>" * 900_000),
    "names": cap("".join(f"<a{number}/>" for number in range(400_000)))[:3_900_000],
    "attributes": cap(root="".join(f" a{number}=''" for number in range(200_000))),
    "depth": cap("<a>" * 900_000),
    "points": bent(SQUARE, "1,2 " * 199_000 + "1,2"),
    "references": message("X", *[f"V{number}" for number in range(60_000)], msg_type="Update"),
    "white space": message("X", "a" + " " * 3_000_000 + ",b", msg_type="Update"),
    "comments": cap("<!--a-->" * 400_000),
    "size": b"<" + b"a" * 30_000_000,
}


@pytest.mark.slow
@pytest.mark.parametrize("data", [pytest.param(data, id=name) for name, data in HOSTILE.items()])
def test_hostile_files(folder: Path, data: bytes) -> None:
    """Nothing an attacker sends takes two seconds of work or 200 MB, nor ends in anything but an answer."""
    with (folder / "out.json").open("wb") as out, (folder / "status").open("wb") as status:
        child = subprocess.Popen([sys.executable, "-c", MEASURED, kept(folder, data)], stdout=out, stderr=status)
        _, ended, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(ended)
    assert child.returncode in {0, 3}
    assert json.loads((folder / "out.json").read_bytes())["handling"]
    assert used.ru_utime + used.ru_stime < SECONDS
    memory = re.search(r"^VmHWM:\s+(\d+) kB", (folder / "status").read_text(encoding="utf-8"), re.M)
    assert memory is not None
    assert int(memory[1]) * 1024 < BYTES
