"""The rounds of the silent alarm, judged: which part of the path is silent since when, and that none can sound."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from broadcaster.canary import (
    EVERY,
    GRACE,
    LIFE,
    Gap,
    Round,
    Silent,
    Watched,
    asked,
    gaps,
    ident,
    is_canary,
    percentile,
    silent_alarm,
    slot_of,
    taken,
)
from broadcaster.messages import AlarmStatus

NOW = datetime(2026, 11, 23, 10, 2, 30, tzinfo=UTC)
"""The beginning of a round."""
SECOND = timedelta(seconds=1)


def round_(back: int, answered: int = 10, **changes: object) -> Round:
    """Return the round so many rounds before ten o'clock, closed, with ten stations asked."""
    at = NOW - back * EVERY
    plain = Round(at, at, sent=True, asked=10, answered=answered, closed_at=at + LIFE)
    return replace(plain, **changes)  # type: ignore[arg-type]


def station(name: str, back: int | None, commune: str = "c1", **changes: object) -> Watched:
    """Return a station that is online and verified the round so many rounds ago last, or none ever."""
    plain = Watched(name, commune, True, None, None if back is None else NOW - back * EVERY)
    return replace(plain, **changes)  # type: ignore[arg-type]


def test_slots_lie_between_the_full_five_minutes() -> None:
    """Programmes begin at the full five minutes; a silent alarm does not come with them."""
    assert slot_of(NOW) == NOW == slot_of(NOW + EVERY - SECOND)
    assert slot_of(NOW + EVERY) == NOW + EVERY


def test_the_silent_alarm_is_a_test_and_nothing_else() -> None:
    """No sound, no words, no volume, nothing it replaces, over before the next one; its name tells it apart."""
    one = silent_alarm(NOW)
    assert (one.status, one.audio, one.spoken_text, one.siren, one.volume) == (AlarmStatus.TEST, None, "", "", 0)
    assert (one.replaces, one.cap, one.level) == ((), None, 0)
    assert one.expires_at - one.starts_at == LIFE < EVERY
    assert one.id == ident(NOW)
    assert is_canary(one.id)
    assert not is_canary("a1")


@pytest.mark.parametrize(("verified", "expected"), [(0.25, 0.25), (-5, 3), (99, 3)])
def test_impossible_clocks_are_not_believed(verified: float, expected: float) -> None:
    """A station's clock counts while what it says lies between the signing and now; else our own."""
    assert taken(NOW, NOW + verified * SECOND, NOW + 3 * SECOND) == expected * SECOND


def test_percentiles() -> None:
    """The length that so many do not exceed; of none there is none."""
    lengths = [n * SECOND for n in range(100, 0, -1)]
    assert (percentile(lengths, 0.5), percentile(lengths, 0.99)) == (50 * SECOND, 99 * SECOND)
    assert percentile([SECOND], 0.5) == SECOND
    assert percentile([], 0.5) is None


def test_who_is_asked() -> None:
    """Whoever is online and was when it was signed."""
    here = station("a", 0)
    late, gone = replace(here, online_at=NOW + SECOND), replace(here, is_online=False)
    assert asked([here, late, gone, replace(here, online_at=NOW)], NOW) == [here, replace(here, online_at=NOW)]


def test_all_is_well() -> None:
    """Rounds that are signed in time and answered by enough give no warning; nor does one bad round."""
    assert gaps([round_(0), round_(1)], [station("a", 0)], NOW + LIFE) == ()
    assert gaps([round_(0, 0), round_(1)], [station("a", 1)], NOW + LIFE) == ()
    assert gaps([round_(0)], [station("a", None)], NOW + LIFE) == ()


def test_the_signer_has_fallen_silent() -> None:
    """Two rounds left out, with some seconds of patience."""
    late = NOW + 2 * EVERY + GRACE
    assert gaps([round_(0), round_(1)], [], late - SECOND) == ()
    assert gaps([round_(0), round_(1)], [], late) == (Gap(Silent.SIGNER, NOW),)


def test_a_signer_that_never_ran() -> None:
    """As soon as there has been a station for two rounds, a signer is missed; before that nobody needs one."""
    assert gaps([], [], NOW) == ()
    assert gaps([], [], NOW, first=NOW - 2 * EVERY) == ()
    assert gaps([], [], NOW, first=NOW - 3 * EVERY) == (Gap(Silent.SIGNER, NOW - 3 * EVERY),)


def test_the_broker_is_silent() -> None:
    """Rounds that could not leave, since the first of them; one that was answered all the same did leave."""
    lost = [round_(n, 0, sent=False) for n in range(3)]
    assert gaps([*lost, round_(3)], [], NOW + LIFE) == (Gap(Silent.BROKER, NOW - 2 * EVERY),)
    assert gaps(lost, [], NOW + LIFE) == (Gap(Silent.BROKER, NOW - 2 * EVERY),)
    assert gaps([lost[0], round_(1), round_(2)], [], NOW + LIFE) == ()
    assert gaps([lost[0], replace(lost[1], answered=3), round_(2)], [], NOW + LIFE) == ()


def test_rounds_held_back_say_nothing() -> None:
    """While real alarms stand nobody is asked, and neither broker nor stations are blamed."""
    held = [round_(n, 0, sent=False, held=True, asked=0) for n in range(3)]
    assert gaps(held, [station("a", None)], NOW + LIFE) == ()
    assert held[0].share == 0.0


def test_nobody_answers() -> None:
    """Since the first round without any answer; an answer to the round that is open ends it."""
    mute = [round_(1, 0), round_(2, 0)]
    first = replace(round_(0, 0), closed_at=None)
    told = (Gap(Silent.EVERYBODY, NOW - 2 * EVERY, count=10, online=10),)
    assert gaps([first, *mute, round_(3)], [station("a", 3)], NOW) == told
    assert gaps([first, *mute], [station("a", None)], NOW) == told
    assert gaps([first, *mute], [station("a", 0)], NOW) == ()


def test_communes_that_stay_silent() -> None:
    """Each with its count and its last answer, the worst first; amber while the province as a whole answers."""
    here = [
        *(station(f"a{n}", 0) for n in range(10)),
        station("a10", 5),
        *(station(f"b{n}", 3 + n, "c2") for n in range(2)),
        station("b2", None, "c2"),
        *(station(f"d{n}", None, "c3") for n in range(2)),
    ]
    assert gaps([round_(0, 90, asked=100), round_(1, 95, asked=100)], here, NOW + LIFE) == (
        Gap(Silent.STATIONS, NOW - 4 * EVERY, False, "c2", 3, 3),
        Gap(Silent.STATIONS, None, False, "c3", 2, 2),
    )


def test_each_gap_has_its_sentence() -> None:
    """Who never answered has no moment since when."""
    assert [Gap(one, NOW).code for one in Silent] == [f"canary.{one}" for one in Silent]
    assert Gap(Silent.STATIONS, None).code == "canary.stations_ever"


def test_too_few_in_the_whole_province() -> None:
    """Below the share in two rounds it is grave, even where other stations fail each time and no commune stands out."""
    few = [round_(0, 5), round_(1, 6)]
    assert gaps(few, [station("a", None)], NOW + LIFE) == (Gap(Silent.STATIONS, None, True, "c1", 1, 1),)
    assert gaps(few, [station("a", 0)], NOW + LIFE) == (Gap(Silent.STATIONS, NOW - EVERY, True, "", 5, 10),)
