"""The order of work: approve, render, compile, sign, publish, record. It knows it all and does none of it.

Each part of the path stands in its own module; ``Dispatch`` is what pages, commands and workers are handed.
"""

from broadcaster.dispatch.alerting import Reach
from broadcaster.dispatch.boarding import Board, Call, CommuneTally, Latency, Line, LogRow, Stage, Tally
from broadcaster.dispatch.bundling import Bundling, Packed
from broadcaster.dispatch.calendars import Calendars, Fit, Taken, Weighed
from broadcaster.dispatch.changing import Copied, LeftOut
from broadcaster.dispatch.deciding import Deciding
from broadcaster.dispatch.editing import Editing
from broadcaster.dispatch.exercises import ExerciseResult, Exercises, MonthlyExercise
from broadcaster.dispatch.explaining import Explaining, Explanation
from broadcaster.dispatch.feeding import Feeding, Outcome, Polled
from broadcaster.dispatch.inbox import Inbox, Offer
from broadcaster.dispatch.lexicons import Doubtful, Draft, Imported
from broadcaster.dispatch.parts import Desk, Parts
from broadcaster.dispatch.planning import Consequence, DayRoom, Placed
from broadcaster.dispatch.programming import Programming, Rehearsal
from broadcaster.dispatch.proving import PathHealth, Proving
from broadcaster.dispatch.retelling import Retelling
from broadcaster.dispatch.ruling import Lost, Ruled, Ruling
from broadcaster.dispatch.silent_tests import Result, SilentTests, WeeklyTest
from broadcaster.dispatch.target_lists import ListWords, SeenList, TargetLists
from broadcaster.dispatch.telling import Telling, Tried
from broadcaster.dispatch.translating import Translating

__all__ = [
    "Board",
    "Call",
    "CommuneTally",
    "Consequence",
    "Copied",
    "DayRoom",
    "Desk",
    "Dispatch",
    "Doubtful",
    "Draft",
    "ExerciseResult",
    "Explanation",
    "Fit",
    "Imported",
    "LeftOut",
    "Latency",
    "Line",
    "ListWords",
    "LogRow",
    "Lost",
    "MonthlyExercise",
    "Offer",
    "Outcome",
    "Packed",
    "Parts",
    "PathHealth",
    "Placed",
    "Reach",
    "Polled",
    "Rehearsal",
    "Result",
    "Ruled",
    "SeenList",
    "Stage",
    "Taken",
    "Tally",
    "Tried",
    "Weighed",
    "WeeklyTest",
]


class Dispatch(
    Explaining,
    Retelling,
    Editing,
    Calendars,
    Ruling,
    Inbox,
    Deciding,
    Programming,
    SilentTests,
    Exercises,
    Feeding,
    Telling,
    Proving,
    Translating,
    TargetLists,
    Bundling,
):
    """The whole path of a bulletin, from the form to the loudspeaker and back."""
