"""The three priorities of Circular TT 39/2020 and who may interrupt whom. Never times, never alarms."""

from enum import IntEnum


class Priority(IntEnum):
    """Urgency with the circular's own code numbers: the smaller the number, the more urgent."""

    EMERGENCY = 1
    PRIORITY = 2
    ORDINARY = 3


def may_preempt(arriving: Priority, running: Priority) -> bool:
    """Say whether ``arriving`` may cut off ``running``: only the strictly more urgent may."""
    return arriving < running
