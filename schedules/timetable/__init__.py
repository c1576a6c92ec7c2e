"""What sounds when, and why: the story of every plan from the form to the loudspeaker, in pure functions.

Read it in the order of the story; no clock is read and nothing is played or stored anywhere in it.

1. ``plans``      a **plan** says: this playlist, recurring so, this urgent. One planned sounding is an **airing**.
2. ``compiling``  ``compile_timetable`` turns the plans of a locality into airings under the rules of the house, and
                  what is not allowed into refusals, each with its reason. Only the server does this. A programme
                  is filled for each of its airings (``filling``).
3. ``merging``    ``merge`` lays the editions of province, commune, hamlet and station over one another;
                  ``overlaps`` says which airings meet and who wins; ``next_free`` finds another place.
4. ``resolving``  ``resolve`` decides who is on air at every instant, who is cut off, who waits and who is missed;
                  ``sounding`` answers for one instant. Pages and stations both ask this and nothing else.
                  Who goes first of two is one total order (``ranking``).
5. ``explaining`` ``explained`` tells a day: every wish with what becomes of it, and why.
"""

from schedules.reason import Reason
from schedules.timetable.compiling import compile_timetable
from schedules.timetable.explaining import Explained, Fate, Layer, Wish, explained
from schedules.timetable.merging import Overlap, merge, next_free, overlaps
from schedules.timetable.plans import Airing, Compiled, Late, LeftOut, Plan, Refusal, Resume, airing_id
from schedules.timetable.resolving import How, Missed, Resolved, Sounding, Span, resolve, sounding

__all__ = [
    "Airing",
    "Compiled",
    "Decision",
    "Explained",
    "Fate",
    "How",
    "Late",
    "Layer",
    "LeftOut",
    "Missed",
    "Overlap",
    "Plan",
    "Reason",
    "Refusal",
    "Resolved",
    "Resume",
    "Sounding",
    "Span",
    "Wish",
    "airing_id",
    "compile_timetable",
    "explain",
    "explained",
    "merge",
    "next_free",
    "overlaps",
    "resolve",
    "sounding",
]


Decision = Airing | Refusal | LeftOut | Missed | Overlap | Span | Sounding


def explain(decision: Decision) -> Reason:
    """Return why a decision fell as it did, whatever kind of decision it is."""
    return decision.reason
