"""Houses for the tests of the path: one is built for the whole run, each test works in a copy of its own."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house import House, house, opened


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a house in which the sound of ``House.draft`` has been made once, for real."""
    folder = tmp_path_factory.mktemp("house")
    with house(folder) as built:
        built.ready()
    return folder


@pytest.fixture
def here(furnished: Path, tmp_path: Path) -> Iterator[House]:
    """A house of one's own; the words of ``House.draft`` need not be spoken again, all others must."""
    folder = tmp_path / "house"
    shutil.copytree(furnished, folder)
    with opened(folder) as built:
        yield built
