"""An authority for all signature tests: making keys takes a while."""

import pytest

from tests.broadcaster.cap.authorities import Authority


@pytest.fixture(scope="session")
def authority() -> Authority:
    """Return the one whose root is trusted."""
    return Authority()


@pytest.fixture(scope="session")
def stranger() -> Authority:
    """Return another, of the same name, whose root nobody trusts."""
    return Authority()
