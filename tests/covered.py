"""Run tests and write which file of tests ran which branch: ``python -m tests.covered DATA FILE...``.

A context per file of tests; a context per test, as pytest-cov writes them, takes twice as long.
"""

import sys

import pytest
from coverage import Coverage


class ByFile:
    """Begins a new context whenever tests of another file begin."""

    def __init__(self, measured: Coverage) -> None:
        self.measured = measured
        self.file = ""

    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        """Look which file the next test stands in."""
        if item.location[0] != self.file:
            self.file = item.location[0]
            self.measured.switch_context(self.file)


def main(data: str, files: list[str]) -> int:
    """Run the tests of ``files``, write the coverage database ``data``, return the exit code of pytest."""
    measured = Coverage(data_file=data, config_file="setup.cfg")
    measured.start()
    code = pytest.main(["-q", *files], plugins=[ByFile(measured)])
    measured.stop()
    measured.save()
    return int(code)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
