"""The instants of a stream from measurements that jitter, jump and lie."""

import random

from stations import pcm
from stations.outputs.timeline import Timeline


def settled(jitter: float = 0.0) -> tuple[Timeline, int]:
    """Return a timeline of a stream that began at 1000 s, and its next frame."""
    timeline, noise, frame = Timeline(), random.Random(3), 0
    while not timeline.settled:
        timeline.measure(frame, 1000 + frame / pcm.RATE + noise.uniform(-jitter, jitter))
        frame += 480
    return timeline, frame


def test_jitter_is_averaged_out() -> None:
    """Measurements that scatter by 3 ms give instants that are right within 1 ms."""
    timeline, frame = settled(0.003)
    noise = random.Random(5)
    for at in range(frame, frame + 480 * 500, 480):
        timeline.measure(at, 1000 + at / pcm.RATE + noise.uniform(-0.003, 0.003))
        assert abs(timeline.instant(at) - 1000 - at / pcm.RATE) < 0.001


def test_a_single_wild_measurement_is_not_believed() -> None:
    """One reading that is 300 ms off changes nothing."""
    timeline, frame = settled()
    timeline.measure(frame, 1000.3 + frame / pcm.RATE)
    assert abs(timeline.instant(0) - 1000) < 1e-9


def test_a_jump_is_followed_when_it_stays() -> None:
    """After an underrun, or a set clock, the new place is taken within five blocks."""
    timeline, frame = settled()
    for at in range(frame, frame + 480 * 5, 480):
        timeline.measure(at, 1000.05 + at / pcm.RATE)
    assert abs(timeline.instant(0) - 1000.05) < 1e-9
