"""What all tests share: how Hypothesis tries, and when a measurement of sound counts. Fixtures stand elsewhere."""

from collections.abc import Sequence

import pytest
from hypothesis import settings

from tests import compiled
from tests.steady import Watch

# How long one example takes says nothing on a busy machine; speed is measured in benchmarks/.
settings.register_profile("thorough", deadline=None)
# The edit loop tries the same few examples each time, so that what turns red is what was just changed;
# "make test" searches at random with --hypothesis-profile=thorough.
settings.register_profile("quick", deadline=None, max_examples=25, derandomize=True)
settings.load_profile("quick")

compiled.share()
WATCH = Watch()


def pytest_collection_modifyitems(items: Sequence[pytest.Item]) -> None:
    """Let a test marked ``timed`` be tried again only when the machine itself stood still meanwhile."""
    again = pytest.mark.flaky(reruns=2, reruns_delay=5, condition=WATCH.stood_still)
    for item in items:
        if item.get_closest_marker("timed"):
            item.add_marker(again)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Watch the machine from the beginning of each try."""
    if item.get_closest_marker("timed"):
        WATCH.begin()


def pytest_sessionfinish() -> None:
    """Stop watching."""
    WATCH.end()
