"""What the station does now: ``step(state, event, now) -> (state, cues)``. Pure: no clock, no thread, no I/O.

One thing sounds at a time, and who it is ``schedules.timetable.resolve`` decides, the same function that pages and
server ask. This package turns its answer into a player's moves, and keeps the station's own promises:

- A clip is opened ten seconds ahead and started on the clock; the amplifier is on two seconds before, off soon after.
- A station that is late joins the programme where its neighbours are, up to the latest start; a programme that shall
  be heard whole it begins late all the same, and one that must not begin late it leaves out. What it had begun before
  a crash it continues where its neighbours are; what ended never sounds again.
- Quiet hours hold whatever the timetable says, unless it carries a written permission or is an emergency.
- Every item that begins gets exactly one row, every airing that cannot begin one row that says why.
"""

from datetime import datetime

from stations.playout.cues import Cue, Event, Wake
from stations.playout.reacting import react
from stations.playout.settling import next_moment, settle
from stations.playout.state import Past, State

__all__ = ["Cue", "Event", "Past", "State", "step"]


def step(state: State, event: Event, now: datetime) -> tuple[State, list[Cue]]:
    """Return what the station knows after ``event``, and what it does now, in this order."""
    state, at_once = react(state, event, now)
    state, in_time = settle(state, now)
    return state, [*at_once, *in_time, Wake(next_moment(state, now))]
