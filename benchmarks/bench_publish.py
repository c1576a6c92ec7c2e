"""What publishing one changed locality costs, whether 1 or 2,000 stations stand below it."""

import tempfile
import time
from pathlib import Path
from statistics import median

from broadcaster.localities import Station
from broadcaster.store import editions, stations
from tests.house import House, house

ROUNDS = 15
MANY = 2000


def figures() -> list[dict[str, object]]:
    """Return the milliseconds of one publication with many stations, beside one station."""
    one, many = _median_ms(1), _median_ms(MANY)
    return [
        {
            "name": f"publish one locality, {MANY} stations",
            "value": many,
            "unit": "ms",
            "n": ROUNDS,
            "baseline": one,
            "ratio": many / one,
        }
    ]


def _median_ms(count: int) -> float:
    with tempfile.TemporaryDirectory() as folder, house(Path(folder)) as here:
        with here.dispatch.store.begin("bench") as tx:
            for number in range(count - 1):
                stations.add(tx, Station(f"bench-{number}", f"Cụm loa {number}", "h1"))
        ready = here.ready()
        here.dispatch.add_entry(here.entry(ready.id), here.officer)
        here.dispatch.publish_due()
        return median(_round_ms(here) for _ in range(ROUNDS))


def _round_ms(here: House) -> float:
    with here.dispatch.store.begin("bench") as tx:
        editions.touch(tx, "c1")
    begun = time.perf_counter()
    here.dispatch.publish_due()
    return (time.perf_counter() - begun) * 1000
