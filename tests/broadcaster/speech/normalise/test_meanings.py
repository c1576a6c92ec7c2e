"""Shortened words with several meanings."""

import pytest

from broadcaster.speech.normalise import read_aloud
from broadcaster.speech.normalise.meanings import MEANINGS


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("Ủy viên TT", "Ủy viên thường trực"),
        ("Công an TT", "Công an thị trấn"),
        ("nhiệt độ TB", "nhiệt độ trung bình"),
        ("TB số 5", "thông báo số năm"),
        ("gia đình TB, LS", "gia đình thông báo, liệt sĩ"),
        ("TBLS", "thương binh liệt sĩ"),
        ("hướng ĐN", "hướng đông nam"),
        ("gió TN cấp 4", "gió tây nam cấp bốn"),
        ("thi TN THPT", "thi tốt nghiệp trung học phổ thông"),
        ("hợp đồng HĐ", "hợp đồng hợp đồng"),
        ("HĐ NVQS", "hội đồng nghĩa vụ quân sự"),
        ("HĐ hè", "hoạt động hè"),
        ("Ban công tác MT", "Ban công tác Mặt trận"),
        ("BCT Mặt trận", "ban công tác Mặt trận"),
        ("Phòng TC", "Phòng tài chính"),
        ("Đài PT", "Đài phát thanh"),
        ("ủy viên BCH", "ủy viên ban chấp hành"),
        ("BT chi bộ", "bí thư chi bộ"),
        ("công ty CP", "công ty cổ phần"),
        ("CĐ số 5", "công điện số năm"),
        ("TL. CHỦ TỊCH", "thừa lệnh chủ tịch"),
        ("tia UV", "tia u vê"),
    ],
)
def test_the_words_around_decide(written: str, spoken: str) -> None:
    """The same letters are said otherwise beside other words."""
    assert read_aloud(written, "north").spoken == spoken


@pytest.mark.parametrize("word", MEANINGS)
def test_every_word_has_a_last_meaning(word: str) -> None:
    """Alone, each is said all the same; where several meanings remain, with doubt."""
    reading = read_aloud(word)
    assert reading.spoken
    assert "unknown_capitals" not in [doubt for token in reading.tokens for doubt in token.warnings]
