"""What was refused, told by its code: the sentence may change, the code says which fault it was."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from broadcaster.errors import BroadcasterError


@contextmanager
def refused(code: str) -> Iterator[pytest.ExceptionInfo[BroadcasterError]]:
    """Demand that what stands in this block is refused with ``code``."""
    with pytest.raises(BroadcasterError) as fault:
        yield fault
    assert fault.value.code == code
