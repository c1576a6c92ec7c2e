"""Every pure module is covered, to the last branch, by its own test file."""

import configparser
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def pure_modules() -> list[str]:
    """Read which modules the contract *pure* names; a package of several subjects counts module by module."""
    settings = configparser.ConfigParser()
    settings.read(ROOT / "setup.cfg", encoding="utf-8")
    named = settings["importlinter:contract:pure"]["source_modules"].split()
    schedules = sorted(path for path in (ROOT / "schedules").iterdir() if path.name[0] not in "_.")
    return [name for name in named if name != "schedules"] + [f"schedules.{path.stem}" for path in schedules]


def own_tests(module: str) -> list[Path]:
    """Return the test file of a module, and the folder of tests if the module is a package."""
    *above, name = module.split(".")
    folder = ROOT.joinpath("tests", *above)
    return [path for path in (folder / f"test_{name}.py", folder / name) if path.exists()]


@pytest.mark.slow
@pytest.mark.parametrize("module", pure_modules())
def test_own_tests_cover_every_branch(module: str, tmp_path: Path) -> None:
    """The module's own tests pass and leave no line and no branch untried."""
    tests = own_tests(module)
    assert tests, f"{module} has no test file of its own"
    report = tmp_path / "coverage.json"
    options = [f"--cov={module}", "--cov-branch", f"--cov-report=json:{report}", "--no-cov-on-fail", "-q"]
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", *options, *tests],
        cwd=ROOT,
        env={**os.environ, "COVERAGE_FILE": str(tmp_path / "data")},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout[-3000:] + ran.stderr[-1000:]
    files = json.loads(report.read_text(encoding="utf-8"))["files"]
    assert files, f"{module} was not measured"
    missing = {
        name: file["missing_lines"] + file["missing_branches"]
        for name, file in files.items()
        if file["missing_lines"] or file["missing_branches"]
    }
    assert missing == {}
