"""Documents of real authorities, where a folder of them stands beside the repository; nothing to do where it does not.

The folder (CAP_CORPUS, or ../shared/data/cap) holds index.tsv, points.tsv, chains.tsv and test-root.pem.
"""

import csv
import os
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from broadcaster.cap import ActiveSet, State, Verdict, holding, read, read_time, receive, write
from broadcaster.clock import SystemClock
from broadcaster.errors import Refused

ROOT = Path(__file__).resolve().parents[3]
CORPUS = Path(os.environ.get("CAP_CORPUS", ROOT.parent / "shared" / "data" / "cap"))
NOW = SystemClock().now()
REFUSED = {"invalid": True, "valid": False, "valid-legacy": False, "tolerate": False, "invalid-signature": False}
DEED = re.compile(r"\b(start|stop) (\S+?)(?=[;,\s]|$)")


def rows(name: str) -> list[dict[str, str]]:
    """Return the rows of a table, none where the folder is away."""
    path = CORPUS / name
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened, delimiter="\t", quoting=csv.QUOTE_NONE))


def judged(name: str, *, trusting: bool = False, required: bool = False, now: datetime = NOW) -> Verdict:
    """Judge one document."""
    trust = [(CORPUS / "test-root.pem").read_bytes()] if trusting else []
    return read((CORPUS / name).read_bytes(), now=now, trust=trust, signature_required=required)


def test_each_document_gets_its_word() -> None:
    """Handling and acceptance are those of the index, whether a root is trusted or not."""
    wrong = []
    for row in rows("index.tsv"):
        for trusting in (False, True):
            verdict = judged(row["file"], trusting=trusting)
            refused = REFUSED.get(row["expected"], row["handling"] == "reject")
            if (verdict.handling, verdict.accepted) != (row["handling"], not refused):
                wrong.append(f"{row['file']}: {verdict.handling}, not {row['handling']}")
    assert wrong == []


def test_signatures() -> None:
    """Only those marked ok are valid, and only they pass where a signature is required."""
    wrong = []
    for row in rows("index.tsv"):
        verdict = judged(row["file"], trusting=True, required=True)
        valid = row["signature_expected"] == "ok"
        unsigned = row["signed"] == "no"
        state = State.VALID if valid else verdict.signature
        if (verdict.accepted, verdict.signature) != (valid, state) or (
            unsigned and verdict.signature is not State.NONE
        ):
            wrong.append(f"{row['file']}: {verdict.signature}")
    assert wrong == []


def test_points() -> None:
    """Every point lies inside or outside as the table says."""
    wrong = []
    alerts = {name: judged(name).alert for name in {row["file"] for row in rows("points.tsv")}}
    for row in rows("points.tsv"):
        alert, point = alerts[row["file"]], (float(row["lat"]), float(row["lon"]))
        if alert is None or bool(holding(alert, point)) != (row["inside_any_area"] == "1"):
            wrong.append(f"{row['file']} {point}")
    assert wrong == []


def test_chains() -> None:
    """What starts and stops at each step is what the table says; where it says nothing, nothing changes."""
    states: dict[str, ActiveSet] = {}
    before: dict[str, set[str]] = {}
    wrong = []
    for row in rows("chains.tsv"):
        now, _ = read_time(row["received_at"])
        assert now is not None
        name = row["chain"]
        state, _ = receive(states.get(name, ActiveSet()), judged(row["file"], now=now), now)
        active = {one.identifier for one in state.active(now)}
        deeds = {("start", one) for one in active - before.get(name, set())}
        deeds |= {("stop", one) for one in before.get(name, set()) - active}
        if deeds != set(DEED.findall(row["expected_effect"])):
            wrong.append(f"{name}{row['step']}: {sorted(deeds)}, not {row['expected_effect']}")
        states[name], before[name] = state, active
    assert wrong == []


def written_again() -> Iterator[str]:
    """Give each document that reads otherwise after we wrote it; what the standard forbids us to write is left out."""
    for row in rows("index.tsv"):
        alert = judged(row["file"]).alert
        if row["expected"] != "valid" or alert is None:
            continue
        try:
            again = read(write(alert, now=NOW), now=NOW).alert
        except Refused as fault:
            yield f"{row['file']}: {fault.told('en')}"
        else:
            if again is None or again.identity != alert.identity or len(again.infos) != len(alert.infos):
                yield row["file"]


def test_what_was_valid_can_be_written_again() -> None:
    """Our writer carries every valid document of others."""
    assert list(written_again()) == []
