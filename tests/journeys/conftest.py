"""What the journeys share: one running province and one browser; each journey brings its own people and bulletins."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.browser import chromium
from tests.journeys.world import World, province

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.fixture
def here(running: World) -> World:
    """The province, its server alive even if the journey before broke off while it was dead."""
    running.mend()
    return running


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A running province with two receivers of one commune and a loudspeaker to spare."""
    with province(tmp_path_factory.mktemp("province"), receivers=2) as here:
        yield here


@pytest.fixture(scope="session")
def browser() -> Iterator["Browser"]:
    """A headless Chromium."""
    with chromium() as running:
        yield running
