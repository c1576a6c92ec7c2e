"""How fast and how right the normaliser reads, beside other libraries where they are installed, on the same texts.

The gold is the tables of our own tests, on which we are right by definition: they show what others miss, not how good
we are. ``BENCH_GOLD=FILE.tsv`` (written, spoken) takes another one; ``BENCH_NORMALISERS=VENV`` names the folder of a
separate environment with vinorm and sea-g2p. Neither is a dependency, and without them the table says so.
"""

import json
import os
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.gold import share_right
from benchmarks.other_normaliser import NOT_INSTALLED
from broadcaster.speech.normalise import read_aloud
from broadcaster.speech.normalise.words import TABLE
from tests.broadcaster.speech.normalise.tables import bulletins, table

ROUNDS = 40
OTHERS = ("vinorm", "sea-g2p")
ABSENT = "not installed"
# vinorm starts a process for each text: every fourth sentence is enough, and the same for all.
EACH = 4
TIMEOUT_S = 600
SCRIPT = Path(__file__).with_name("other_normaliser.py")
BULLETIN = """THÔNG BÁO VỀ VIỆC NGỪNG CẤP NƯỚC
UBND phường Phú Lợi thông báo: từ 22h00 ngày 05/12/2026 đến 4h00 ngày 6/12, Công ty CP Nước - Môi trường tạm ngừng cấp
nước trên các tuyến đường ĐT.743, QL13 và đường 30/4 để sửa chữa ống D400. Đề nghị bà con trữ nước, mọi chi tiết xin
liên hệ tổng đài 1900.9000 hoặc 0274.3822.115 (gặp anh Nam).
Tin bão: vị trí tâm bão ở vào khoảng 15,5°N; 112,3°E, cấp 12 (118-133km/h), giật cấp 15; lượng mưa 200-350mm/đợt.
Căn cứ Quyết định số 135/QĐ-TTg ngày 20/01/2020, mức hỗ trợ 1.250.000đ/hộ, tổng kinh phí 2,5 tỷ đồng (48%).
Chiều mai trời nhiều mây, có mưa rào và dông vài nơi. Bà con chú ý đề phòng gió giật mạnh, che chắn nhà cửa cẩn thận.
"""

Figure = dict[str, object]


@dataclass(frozen=True, slots=True)
class Read:
    """What a library made of texts, and the CPU seconds it took."""

    readings: list[str]
    cpu_s: float


def figures() -> list[Figure]:
    """Return the characters a second on one thread, and what each library reads right."""
    value, baseline = _speed(read_aloud), _speed(_looked_up)
    fast: Figure = {"name": "normalise, characters a second", "value": value, "unit": "characters/s", "n": ROUNDS}
    found = [fast | {"baseline": baseline, "ratio": value / baseline}]
    for kind, cases in gold().items():
        found += _compared(kind, cases)
    return found


def gold() -> dict[str, list[tuple[str, str]]]:
    """Return texts with what is said for them in the north: whole sentences and short items, or those of a file."""
    path = os.environ.get("BENCH_GOLD")
    if path:
        rows = (line.split("\t") for line in Path(path).read_text(encoding="utf-8").splitlines())
        return {Path(path).stem: [(row[0], row[1]) for row in rows if len(row) > 1 and not row[0].startswith("# ")]}
    return {"sentences": bulletins()[::EACH], "items": [(row[1], row[2]) for row in table("readings.tsv")][::EACH]}


def _compared(kind: str, cases: Sequence[tuple[str, str]]) -> list[Figure]:
    """Return the share of right readings and the speed of ours and of each other library."""
    texts, spoken = [written for written, _ in cases], [said for _, said in cases]
    ours = _ours(texts)
    best = share_right(ours.readings, spoken)
    found: list[Figure] = [{"name": f"normalise {kind}, ours, right", "value": best, "unit": "%", "n": len(cases)}]
    for name in OTHERS:
        other = _other(name, texts)
        right: Figure = {"name": f"normalise {kind}, {name}, right", "value": ABSENT, "unit": "%", "n": len(cases)}
        speed: Figure = {"name": f"normalise {kind}, {name}, speed", "value": ABSENT, "unit": "characters/CPU s"}
        if other:
            share, fast, our_speed = share_right(other.readings, spoken), _per_s(texts, other), _per_s(texts, ours)
            right |= {"value": share, "baseline": best, "ratio": share / best}
            speed |= {"value": fast, "n": len(cases), "baseline": our_speed, "ratio": fast / our_speed}
        found += [right, speed]
    return found


def _ours(texts: Sequence[str]) -> Read:
    begun = time.process_time()
    readings = [read_aloud(text, "north").spoken for text in texts]
    return Read(readings, time.process_time() - begun)


def _other(name: str, texts: Sequence[str]) -> Read | None:
    """Let a library of the separate environment read; None where there is none."""
    home = os.environ.get("BENCH_NORMALISERS")
    if not home:
        return None
    argv = [str(Path(home) / "bin" / "python"), str(SCRIPT), name]
    asked = json.dumps([text.replace("\n", " ") for text in texts])
    ran = subprocess.run(argv, input=asked, capture_output=True, text=True, timeout=TIMEOUT_S, check=False)
    if ran.returncode == NOT_INSTALLED:
        return None
    ran.check_returncode()
    return Read(**json.loads(ran.stdout.splitlines()[-1]))


def _per_s(texts: Sequence[str], read: Read) -> float:
    return sum(map(len, texts)) / read.cpu_s


def _looked_up(text: str) -> str:
    return " ".join(TABLE.get(word, word) for word in text.split())


def _speed(read: Callable[[str], object]) -> float:
    read(BULLETIN)
    begun = time.process_time()
    for _ in range(ROUNDS):
        read(BULLETIN)
    return ROUNDS * len(BULLETIN) / (time.process_time() - begun)
