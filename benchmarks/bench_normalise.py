"""How many characters a second the normaliser reads, beside a reader that only looks up each word."""

import time
from collections.abc import Callable

from broadcaster.speech.normalise import read_aloud
from broadcaster.speech.normalise.words import TABLE

ROUNDS = 40
BULLETIN = """THÔNG BÁO VỀ VIỆC NGỪNG CẤP NƯỚC
UBND phường Phú Lợi thông báo: từ 22h00 ngày 05/12/2026 đến 4h00 ngày 6/12, Công ty CP Nước - Môi trường tạm ngừng cấp
nước trên các tuyến đường ĐT.743, QL13 và đường 30/4 để sửa chữa ống D400. Đề nghị bà con trữ nước, mọi chi tiết xin
liên hệ tổng đài 1900.9000 hoặc 0274.3822.115 (gặp anh Nam).
Tin bão: vị trí tâm bão ở vào khoảng 15,5°N; 112,3°E, cấp 12 (118-133km/h), giật cấp 15; lượng mưa 200-350mm/đợt.
Căn cứ Quyết định số 135/QĐ-TTg ngày 20/01/2020, mức hỗ trợ 1.250.000đ/hộ, tổng kinh phí 2,5 tỷ đồng (48%).
Chiều mai trời nhiều mây, có mưa rào và dông vài nơi. Bà con chú ý đề phòng gió giật mạnh, che chắn nhà cửa cẩn thận.
"""


def figures() -> list[dict[str, object]]:
    """Return the characters a second on one thread."""
    value, baseline = _speed(read_aloud), _speed(_looked_up)
    return [
        {
            "name": "normaliser.characters_per_second",
            "value": value,
            "unit": "characters/s",
            "n": ROUNDS,
            "baseline": baseline,
            "ratio": value / baseline,
        }
    ]


def _looked_up(text: str) -> str:
    return " ".join(TABLE.get(word, word) for word in text.split())


def _speed(read: Callable[[str], object]) -> float:
    read(BULLETIN)
    begun = time.perf_counter()
    for _ in range(ROUNDS):
        read(BULLETIN)
    return ROUNDS * len(BULLETIN) / (time.perf_counter() - begun)
