"""Every pure module is covered, to the last branch, by its own test file."""

import configparser
import re
import subprocess
import sys
from pathlib import Path

import pytest
from coverage import Coverage

ROOT = Path(__file__).resolve().parent.parent
SHARES = 8


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


def sources(module: str) -> list[Path]:
    """Return the files of a module, or of every module of a package."""
    path = ROOT.joinpath(*module.split("."))
    return sorted(path.rglob("*.py")) if path.is_dir() else [path.with_suffix(".py")]


def contexts(module: str) -> list[str]:
    """Return patterns of what counts for a module: what is run on import, and what its own tests run."""
    own = (f"{re.escape(str(path.relative_to(ROOT)))}(/|$)" for path in own_tests(module))
    return ["^$", *(f"^{one}" for one in own)]


def shares() -> list[list[str]]:
    """Deal the modules out, those with most tests first, each to the share with least: they are measured at once."""
    dealt: list[tuple[int, list[str]]] = [(0, []) for _ in range(SHARES)]
    for size, module in sorted(((weight(one), one) for one in pure_modules()), reverse=True):
        least, modules = min(dealt)
        dealt[dealt.index((least, modules))] = (least + size, [*modules, module])
    return [sorted(modules) for _, modules in dealt]


def weight(module: str) -> int:
    """Return the bytes of a module's own tests."""
    files = (file for path in own_tests(module) for file in (path.rglob("*.py") if path.is_dir() else [path]))
    return sum(file.stat().st_size for file in files)


def test_every_pure_module_has_tests_of_its_own() -> None:
    """None is without, and each stands in just one share."""
    assert not [module for module in pure_modules() if not own_tests(module)]
    assert sorted(module for share in shares() for module in share) == sorted(pure_modules())


@pytest.mark.slow
@pytest.mark.parametrize("share", range(SHARES))
def test_own_tests_cover_every_branch(share: int, tmp_path: Path) -> None:
    """The own tests of its pure modules pass in one run, and each module's leave none of its branches untried."""
    modules = shares()[share]
    data = tmp_path / "data"
    ran = subprocess.run(
        [
            *(sys.executable, "-m", "tests.covered", str(data)),
            *sorted({str(path.relative_to(ROOT)) for module in modules for path in own_tests(module)}),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout[-3000:] + ran.stderr[-1000:]
    measured = Coverage(data_file=data, config_file=ROOT / "setup.cfg")
    measured.load()
    missing = {module: left for module in modules if (left := untried(measured, module))}
    assert missing == {}


def untried(measured: Coverage, module: str) -> list[str]:
    """Return the lines and branches of a module that its own tests never ran."""
    measured.get_data().set_query_contexts(contexts(module))
    found = []
    for path in sources(module):
        missing = set(measured.analysis2(str(path))[3])
        missing |= {line for line, (ways, taken) in measured.branch_stats(str(path)).items() if taken < ways}
        found += [f"{path.name}:{line}" for line in sorted(missing)]
    return found
