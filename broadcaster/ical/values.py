"""What comes out of a calendar file: events as schedules know them, and remarks on what was understood. Pure values."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from broadcaster.plans import Entry
from schedules.priority import Priority
from schedules.reason import Reason
from schedules.recurrence import Recurrence

MOST_BYTES = 10 * 1024 * 1024
MOST_LINES = 250_000
MOST_EVENTS = 5_000
MOST_DATES = 5_000
"""Of one event."""
MOST_RULES = 10
"""Of one event."""
MOST_WORK = 1_500_000
"""Days to be walked through for one file, as ``work_of`` reckons them: some seconds of a small computer."""
UID_TAIL = "@broadcaster"
"""What the UID of an event written by us ends with; before it stands the id of its entry."""


class Grade(StrEnum):
    """How well something was understood."""

    WHOLE = "whole"
    PARTLY = "partly"
    NOT = "not"

    @property
    def reason(self) -> Reason:
        """The words for it."""
        return Reason(GRADES[self])


GRADES = {
    Grade.WHOLE: "ical.grade_whole",
    Grade.PARTLY: "ical.grade_partly",
    Grade.NOT: "ical.grade_not",
}


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing to tell about a file: whose event, in which line and property (0 and "" for none), and what.

    ``begins`` is the line in which its event begins; 0 when it concerns the file.
    """

    grade: Grade
    code: str
    event: str = ""
    line: int = 0
    about: str = ""
    facts: tuple[tuple[str, object], ...] = ()
    begins: int = 0

    @property
    def reason(self) -> Reason:
        """The words for it."""
        return Reason(self.code, self.facts)


@dataclass(frozen=True, slots=True)
class ImportedEvent:
    """One event of a file; ``duration`` is None when the file gives none.

    With an ``origin`` (the UID of another event) it stands in place of that event's instance at ``origin_at`` (aware).
    With ``following`` it stands in place of all later ones as well.
    ``kept`` holds, by its names of ``Entry``, what only our own files can say; it is empty for all other files.
    """

    title: str
    recurrence: Recurrence
    uid: str = ""
    line: int = 0
    duration: timedelta | None = None
    description: str = ""
    priority: Priority = Priority.ORDINARY
    categories: tuple[str, ...] = ()
    location: str = ""
    origin: str = ""
    origin_at: datetime | None = None
    following: bool = False
    grade: Grade = Grade.WHOLE
    kept: Mapping[str, object] = field(default_factory=dict)

    @property
    def entry_id(self) -> str:
        """The id of the entry it was written from; empty for an event that others wrote."""
        return self.uid.removesuffix(UID_TAIL).split(".")[0] if self.uid.endswith(UID_TAIL) else ""


@dataclass(frozen=True, slots=True)
class Imported:
    """All that was read from a file, in the order of the file."""

    events: tuple[ImportedEvent, ...]
    remarks: tuple[Remark, ...]

    @property
    def grade(self) -> Grade:
        """How well the file as a whole was understood."""
        grades = {one.grade for one in self.remarks}
        if not grades - {Grade.WHOLE}:
            return Grade.WHOLE
        return Grade.PARTLY if self.events else Grade.NOT


def entry_of(event: ImportedEvent, blank: Entry) -> Entry:
    """Return ``blank`` (id, author, place, bulletins) as the schedule entry that the event describes."""
    plain = replace(blank, title=event.title, recurrence=event.recurrence, priority=event.priority)
    return replace(plain, **event.kept)  # type: ignore[arg-type]
