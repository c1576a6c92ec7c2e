"""Alarms while everything is killed at random: whatever dies, each order sounds as often as it may, and ends.

``make faults TRIALS=5000`` tries more; ``SEED=n`` repeats one round of trials by itself.
"""

import os
import time
from random import Random

import pytest

from broadcaster.store import audit
from tests.faults.gathering import Gatherer
from tests.faults.history import broken
from tests.faults.killing import COMMUNES, World, world

TRIALS = int(os.environ.get("TRIALS", "200"))
SEED = os.environ.get("SEED", "")
ROUNDS = -(-TRIALS // COMMUNES)
WORLDS = 1 if SEED else max(2, -(-ROUNDS // 20))
"""Built anew for so many rounds: whoever checks them reads all that ever happened in one. Two run at once."""

pytestmark = pytest.mark.slow


def seeds(number: int) -> list[int]:
    """Return the seeds of the rounds in one world: others each time, or the one that was asked for."""
    if SEED:
        return [int(SEED)]
    chance = Random(time.time_ns() + number)
    return [chance.randrange(10**9) for _ in range(-(-ROUNDS // WORLDS))]


@pytest.mark.parametrize("number", range(WORLDS))
def test_nothing_is_lost_and_nothing_sounds_unordered(number: int) -> None:
    """After each round of kills all comes to rest by itself, and every invariant holds."""
    asked, begun = seeds(number), time.monotonic()
    with world() as here:
        gatherer = Gatherer(here)
        for seed in asked:
            print(f"{time.monotonic() - begun:.1f} s: round {seed}", flush=True)
            here.call_off(gatherer.standing())
            here.play(seed)
            check(here, gatherer, seed)
        final = gatherer.final()
        assert broken(final) == [], f"at the end, after seed {asked[-1]}"
        with here.store.read() as tx:
            assert audit.verify(tx).broken_at is None
        kills = sum(len(one.victim.deaths) for one in here.places)
        heard = sum(len(one.sounds) for one in final.stations)
        print(f"{len(asked) * COMMUNES} trials, {len(final.orders)} orders, {kills} stations killed, {heard} sounds")
        print(f"{time.monotonic() - begun:.0f} s")
        assert heard


def check(here: World, gatherer: Gatherer, seed: int) -> None:
    """Wait for rest, then ask every invariant; say which seed to repeat."""
    found = [*broken(gatherer.rest()), *here.dead, *here.counter.wishes.values()]
    if found:
        here.print_logs()
    assert not found, "\n".join([f"repeat with SEED={seed}", *map(str, found)])
