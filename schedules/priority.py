"""The three priorities of Circular TT 39/2020, and the one order of who goes first. Never times, never alarms."""

from enum import IntEnum
from functools import cache
from typing import NamedTuple


class Priority(IntEnum):
    """Urgency with the circular's own code numbers: the smaller the number, the more urgent."""

    EMERGENCY = 1
    PRIORITY = 2
    ORDINARY = 3


class Rank(NamedTuple):
    """A step in the order of who goes first: the smaller goes first and may cut in on the greater, equals wait.

    A base programme stands below all else of its priority. Only in the middle priority does the layer count: the
    province's before the commune's. A tuple, because a timetable compares very many of them.
    """

    priority: Priority
    base: bool = False
    layer: int = 0


@cache
def rank(priority: Priority, *, layer: int = 0, base: bool = False) -> Rank:
    """Return the step of what was planned ``layer`` deep; emergencies share one, ordinary ones another."""
    return Rank(
        priority,
        base=base and priority is not Priority.EMERGENCY,
        layer=layer if priority is Priority.PRIORITY else 0,
    )


def may_preempt(arriving: Rank, running: Rank) -> bool:
    """Say whether ``arriving`` may cut off ``running``: only from a strictly higher step."""
    return arriving < running
