"""What a whole province's week costs to compile and publish, and what one changed rule among it costs."""

import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from datetime import time as clock
from pathlib import Path
from statistics import median

from broadcaster.localities import Kind, Locality
from broadcaster.plans import Entry
from broadcaster.store import editions, localities, plans
from schedules.recurrence import weekly
from tests.house import House, house

COMMUNES = 168
RULES = 60
ROUNDS = 15
MONDAY = date(2026, 11, 23)
EVERY_DAY = frozenset(range(7))
FIRST = timedelta(hours=5, minutes=30)
APART = timedelta(minutes=15)


def figures() -> list[dict[str, object]]:
    """Return the seconds for everything beside the bare compiling, and the milliseconds for one rule of it."""
    with tempfile.TemporaryDirectory() as folder, house(Path(folder)) as here:
        entries = list(_filled(here))
        here.dispatch.publish_due()
        bare = _seconds(lambda: _compile_all(here))
        whole = _seconds(lambda: _publish_all(here))
        changed = median(_change_one(here, entries[n * 97]) for n in range(ROUNDS))
    return [
        {
            "name": f"compile and publish {COMMUNES} communes x {RULES} rules x 7 days",
            "value": whole,
            "unit": "s",
            "n": 1,
            "baseline": bare,
            "ratio": whole / bare,
        },
        {
            "name": "publish one changed rule among them",
            "value": changed * 1000,
            "unit": "ms",
            "n": ROUNDS,
            "baseline": whole * 1000,
            "ratio": changed / whole,
        },
    ]


def _filled(here: House) -> Iterator[Entry]:
    bulletin = here.ready()
    with here.dispatch.store.begin("bench") as tx:
        for number in range(COMMUNES):
            code = f"b{number}"
            localities.add(tx, Locality(code, f"Xã {number}", Kind.COMMUNE, "79"))
            for rule in range(RULES):
                entry = replace(
                    here.entry(bulletin.id),
                    id=f"b{number}-{rule}",
                    targets=(code,),
                    recurrence=weekly(MONDAY, EVERY_DAY, _clock(rule)),
                    approved_at=tx.now,
                )
                plans.add(tx, entry)
                yield entry
            editions.touch(tx, code)


def _clock(rule: int) -> clock:
    minutes = int((FIRST + rule * APART) / timedelta(minutes=1))
    return clock(minutes // 60, minutes % 60)


def _compile_all(here: House) -> None:
    with here.dispatch.store.read() as tx:
        for number in range(COMMUNES):
            here.dispatch.compiled(tx, f"b{number}")


def _publish_all(here: House) -> None:
    with here.dispatch.store.begin("bench") as tx:
        for number in range(COMMUNES):
            editions.touch(tx, f"b{number}")
    here.dispatch.publish_due()


def _change_one(here: House, entry: Entry) -> float:
    with here.dispatch.store.begin("bench") as tx:
        plans.change(tx, replace(entry, repeat=2, version=entry.version + 1))
        editions.touch(tx, entry.targets[0])
    return _seconds(here.dispatch.publish_due)


def _seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun
