"""Errors: told in the reader's language, kept on rows, and known for good or passing."""

import pytest

from broadcaster.errors import BroadcasterError, Denied, Faulty, Missing, Refused, Unavailable


def test_told_in_both_languages() -> None:
    """A fault speaks Vietnamese unless asked for English, with its facts in the sentence."""
    fault = Refused("plan.repeat_limit", field="repeat", limit=10)
    assert str(fault) == fault.told("vi") == "Số lần lặp phải từ 1 đến 10."
    assert fault.told("en") == "The number of repeats must be between 1 and 10."
    assert fault.told("fr") == fault.told("vi")
    assert fault.field == "repeat"


@pytest.mark.parametrize(
    ("kind", "permanent"), [(Refused, True), (Denied, True), (Missing, True), (Faulty, True), (Unavailable, False)]
)
def test_only_what_is_away_may_be_tried_again(kind: type[BroadcasterError], permanent: bool) -> None:
    """Retrying is decided by the kind of fault alone."""
    assert kind("store.away").permanent is permanent


def test_a_row_gives_back_the_same_fault() -> None:
    """What was stored on a row says the same sentence later, whatever the facts were made of."""
    fault = Faulty("programs.failed", program="ffmpeg", code=1, detail=ValueError("Đ"))
    again = BroadcasterError.restored(fault.stored())
    assert again.told("en") == fault.told("en")
    assert again.facts == {"program": "ffmpeg", "code": 1, "detail": "Đ"}
