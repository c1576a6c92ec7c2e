"""The first page: today with its lunar date, and the name of a public holiday."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from tests.house import House
from tests.web.readers import Reader


@pytest.mark.parametrize(
    ("moment", "lunar", "holiday"),
    [
        (datetime(2026, 11, 23, 2, 42, tzinfo=UTC), "(rằm 15/10 âm lịch)", False),
        (datetime(2026, 11, 23, 17, 30, tzinfo=UTC), "(16/10 âm lịch)", False),
        (datetime(2027, 2, 5, 17, tzinfo=UTC), "(mùng 1/1 Tết)", True),
    ],
)
def test_today_has_its_lunar_date(
    here: House, signed_in: Callable[[str], Reader], moment: datetime, lunar: str, *, holiday: bool
) -> None:
    """Beside the day stands its lunar date by the clocks of Vietnam; on a public holiday its name too."""
    here.clock.moment = moment
    page = signed_in("mai").read("/")
    assert lunar in page
    assert ("Tết Nguyên đán" in page) is holiday
