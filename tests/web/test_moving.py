"""Moving and copying as typed or drawn: read into moments, every fault beside its field."""

from datetime import UTC, date, datetime, timedelta

import pytest

from broadcaster.amendments import Moved
from broadcaster.errors import Refused
from web.moving import CopyWords, Wish, read_copy, read_free, read_stamp, read_wish, stamp, stamp_asked
from web.reading import FormErrors

FIVE = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
HOME = "Asia/Ho_Chi_Minh"
WISH = {"day": ["2026-11-23"], "time": ["17h00"], "repeat": ["2"]}
COPY = {"where": ["c1"], "source": ["23/11/2026"], "to": ["24/11/2026"], "what": ["day"]}


def test_a_moment_goes_through_an_address() -> None:
    """What an address says is the moment it was made from; anything else is no moment."""
    assert stamp(FIVE + timedelta(hours=7)) == "20261123T170000Z"
    assert read_stamp(stamp(FIVE)) == FIVE == stamp_asked(stamp(FIVE))
    assert (stamp_asked("17:00"), stamp_asked(None)) == (None, None)
    with pytest.raises(Refused) as caught:
        read_stamp("hôm nay")
    assert caught.value.code == "web.date_invalid"


def test_a_free_place_is_read() -> None:
    """What a button offered comes back in local time; anything else is refused."""
    assert read_free(FIVE.isoformat(), HOME).hour == 17
    with pytest.raises(Refused) as caught:
        read_free("soon", HOME)
    assert caught.value.code == "web.date_invalid"


def test_a_wish_is_read() -> None:
    """Day and time are local; bulletins are left alone unless some are named; all days only when asked."""
    assert read_wish(WISH, HOME) == Wish(Moved(FIVE, 2, None))
    more = {**WISH, "bulletin_ids": ["b1", "b2"], "every": ["yes"]}
    assert read_wish(more, HOME) == Wish(Moved(FIVE, 2, ("b1", "b2")), every=True)


def test_a_copy_is_read() -> None:
    """One day, or the seven days from it on."""
    assert read_copy(COPY) == CopyWords("c1", date(2026, 11, 23), date(2026, 11, 24), week=False)
    assert read_copy({**COPY, "what": ["week"]}).week


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"day": ["?"]}, "day", "web.date_invalid"),
        ({"time": ["25:00"]}, "time", "web.clock_invalid"),
        ({"repeat": ["0"]}, "repeat", "web.number_invalid"),
    ],
)
def test_faulty_wishes_are_named(changes: dict[str, list[str]], field: str, code: str) -> None:
    """Whatever cannot be read is told at its field."""
    with pytest.raises(FormErrors) as caught:
        read_wish({**WISH, **changes}, HOME)
    assert {name: fault.code for name, fault in caught.value.faults.items()} == {field: code}


def test_faulty_copies_are_named() -> None:
    """Place, days and span each by their field."""
    with pytest.raises(FormErrors) as caught:
        read_copy({"where": [""], "source": ["x"], "to": ["y"], "what": ["year"]})
    assert {name: fault.code for name, fault in caught.value.faults.items()} == {
        "where": "web.place_missing",
        "source": "web.date_invalid",
        "to": "web.date_invalid",
        "what": "web.span_unknown",
    }
