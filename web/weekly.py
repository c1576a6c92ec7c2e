"""The weekly silent test in words: on the page of alerts for the staff of the province, on its own. Only reads."""

from dataclasses import dataclass

from broadcaster.dispatch import WeeklyTest
from broadcaster.errors import BroadcasterError
from broadcaster.wording import told
from web import words
from web.language import spoken
from web.parts import me, parts, tree

WEEKLY = "weekly test"
WEEKLY_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class WeeklyLine:
    """What became of one test, in words; ``alert_id`` is None when there is nothing more to read."""

    text: str
    alert_id: str | None


@dataclass(frozen=True, slots=True)
class WeeklyWords:
    """When the test is, and its last results, newest first."""

    plan: str
    lines: tuple[WeeklyLine, ...]


def weekly_words() -> WeeklyWords | None:
    """Return what the staff of the whole province is told of the weekly test; None for that of communes."""
    weekly = _weekly() if tree().path(me().scope)[:-1] == () else None
    return None if weekly is None else weekly_lines(weekly)


def weekly_lines(weekly: WeeklyTest) -> WeeklyWords:
    """Return the terms and the last results in the reader's language."""
    facts = {"weekday": words.WEEKDAYS[weekly.plan.weekday], "at": f"{weekly.plan.at:%H:%M}"}
    plan = told("tests.plan" if weekly.plan.is_on else "tests.off", spoken(), facts)
    lines = (WeeklyLine(told(one.run.code, spoken(), one.facts), one.run.alert_id) for one in weekly.results)
    return WeeklyWords(plan, tuple(lines) or (WeeklyLine(told("tests.none", spoken(), {}), None),))


def _weekly() -> WeeklyTest | None:
    """Return the test; None while the store is away, of which the page itself tells."""
    try:
        return parts().lately.told(WEEKLY, WEEKLY_SECONDS, parts().dispatch.weekly_test)
    except BroadcasterError:
        return None
