"""The order of work: approve, render, compile, sign, publish, record. It knows it all and does none of it.

Each part of the path stands in its own module; ``Dispatch`` is what pages, commands and workers are handed.
"""

from broadcaster.dispatch.changing import Changing, Copied, LeftOut
from broadcaster.dispatch.deciding import Deciding
from broadcaster.dispatch.editing import Editing
from broadcaster.dispatch.enrolment import Enrolment
from broadcaster.dispatch.fleet import Fleet
from broadcaster.dispatch.inbox import Inbox, Offer
from broadcaster.dispatch.parts import Desk, Parts
from broadcaster.dispatch.planning import Consequence, Placed
from broadcaster.dispatch.programming import Programming, Rehearsal

__all__ = ["Consequence", "Copied", "Desk", "Dispatch", "LeftOut", "Offer", "Parts", "Placed", "Rehearsal"]


class Dispatch(Editing, Changing, Inbox, Deciding, Programming, Fleet, Enrolment):
    """The whole path of a bulletin, from the form to the loudspeaker and back."""
