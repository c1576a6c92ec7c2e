"""The house's budgets and habits hold: sizes, names, docstrings, what may stand where."""

import ast
import re
import statistics
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("broadcaster", "stations", "schedules", "web")
TOP_LEVEL = {
    *PACKAGES,
    *("tests", "docs", "deploy", "benchmarks", ".ci", ".gitignore"),
    *("setup.cfg", "pyproject.toml", "Makefile", "README.md", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE"),
}
STORIES = {"journeys", "faults", "stories"}
"""Folders of tests that walk through many modules, so that their files mirror none."""

MODULE_LINES = 400
FUNCTION_LINES = 50
BANNED_CLASS = re.compile(r"(Manager|Helper|Utils?|Service|Handler|Impl|Base|Controller)$")
BANNED_FUNCTION = re.compile(r"_*(get|do|process|handle)_")
LIBRARY_NAMES = {"get_command", "process_bind_param", "process_result_value", "do_GET", "do_HEAD", "do_POST"}
"""Methods that click, SQLAlchemy and http.server call by these names."""
BANNED_MODULES = {"utils", "util", "common", "helpers", "misc"}
UNFINISHED = re.compile(
    r"\b(TO" r"DO|FIX" r"ME|XX" r"X)\b|mock\.pa" r"tch|pytest\.sk" r"ip|importor" r"skip|mark\.(sk" r"ip|xf" r"ail)"
)

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class Module:
    """One Python file, read and parsed."""

    path: Path
    text: str
    tree: ast.Module
    nodes: tuple[ast.AST, ...]

    def at(self, node: ast.AST) -> str:
        """Return where ``node`` stands, for the reader of a failed test."""
        return f"{self.path}:{getattr(node, 'lineno', 1)}"

    def functions(self) -> Iterator[Function]:
        """Give every function and method, nested ones too."""
        return (node for node in self.nodes if isinstance(node, Function))


def read(*folders: str) -> list[Module]:
    """Parse all Python files below the given folders."""
    paths = sorted(
        path for folder in folders for path in (ROOT / folder).rglob("*.py") if "node_modules" not in path.parts
    )
    return [parsed(path) for path in paths]


def parsed(path: Path) -> Module:
    """Parse one Python file."""
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    return Module(path.relative_to(ROOT), text, tree, tuple(ast.walk(tree)))


@cache
def source() -> list[Module]:
    """Return the product and what measures it, read once and only when asked for."""
    return read(*PACKAGES, "benchmarks")


@cache
def in_tests() -> list[Module]:
    """Return the tests."""
    return read("tests")


def check(sins: Iterable[object]) -> None:
    """Fail with one line for each sin."""
    lines = [str(sin) for sin in sins]
    assert not lines, "\n" + "\n".join(lines)


def length(function: Function) -> int:
    """Return the lines of a function, without decorators and docstring."""
    first = function.body[0]
    docstring = (first.end_lineno or 0) - first.lineno + 1 if ast.get_docstring(function) is not None else 0
    return (function.end_lineno or 0) - function.lineno + 1 - docstring


def calls(module: Module) -> Iterator[tuple[ast.AST, str]]:
    """Give every dotted name that is used, like ``datetime.now``."""
    for node in module.nodes:
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            yield node, f"{node.value.id}.{node.attr}"


@pytest.mark.slow
def test_modules_are_short() -> None:
    """No module of the product has more than 400 lines."""
    check([f"{one.path}: {n}" for one in source() if (n := len(one.text.splitlines())) > MODULE_LINES])


def test_functions_are_short() -> None:
    """No function over 50 lines, nine of ten within 25, half of them within 8."""
    lengths = {f"{one.at(f)} {f.name}": length(f) for one in source() for f in one.functions()}
    check(f"{name}: {lines}" for name, lines in lengths.items() if lines > FUNCTION_LINES)
    assert statistics.quantiles(lengths.values(), n=10)[-1] <= 25
    assert statistics.median(lengths.values()) <= 8


@pytest.mark.slow
def test_no_globals_and_no_bare_except() -> None:
    """No module changes its own names from within functions, and every except says what it expects."""
    sins = [
        one.at(node)
        for one in source() + in_tests()
        for node in one.nodes
        if isinstance(node, ast.Global) or (isinstance(node, ast.ExceptHandler) and node.type is None)
    ]
    check(sins)


def test_names_say_something() -> None:
    """No Manager, no utils, no get_: such names hide what a thing is or does."""
    classes = [node for one in source() for node in one.nodes if isinstance(node, ast.ClassDef)]
    check([node.name for node in classes if BANNED_CLASS.search(node.name)])
    functions = [(f.name, one.at(f)) for one in source() for f in one.functions() if f.name not in LIBRARY_NAMES]
    check(f"{where} {name}" for name, where in functions if BANNED_FUNCTION.match(name))
    check([str(one.path) for one in source() + in_tests() if one.path.stem in BANNED_MODULES])


def test_everything_has_a_docstring() -> None:
    """Every module, public class, public function and test says what it is for."""
    bare = [str(one.path) for one in source() + in_tests() if not ast.get_docstring(one.tree)]
    for one in source():
        named = [node for node in one.tree.body if isinstance(node, ast.ClassDef | Function)]
        inside = [node for kind in named if isinstance(kind, ast.ClassDef) for node in kind.body]
        public = [node for node in named + inside if isinstance(node, ast.ClassDef | Function)]
        bare += [one.at(node) for node in public if node.name[0] != "_" and not ast.get_docstring(node)]
    bare += [
        one.at(f)
        for one in in_tests()
        for f in one.functions()
        if f.name.startswith("test_") and not ast.get_docstring(f)
    ]
    check(bare)


def test_wall_clock_is_read_in_one_place() -> None:
    """``datetime.now`` and its kin stand in broadcaster/clock.py only."""
    forbidden = {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time"}
    product = [one for one in source() if one.path.parts[0] in PACKAGES]
    sins = [one.at(node) for one in product for node, name in calls(one) if name in forbidden]
    check([sin for sin in sins if not sin.startswith("broadcaster/clock.py")])


def test_nothing_is_left_unfinished() -> None:
    """No notes for later, no tests switched off, nothing of ours patched away."""
    lines = [(one.path, n, line) for one in source() + in_tests() for n, line in enumerate(one.text.splitlines(), 1)]
    check([f"{path}:{n}" for path, n, line in lines if UNFINISHED.search(line)])


def mirrored(parts: tuple[str, ...]) -> bool:
    """Tell whether a test file stands where its subject does: a module, a part of one, or a function of the package."""
    folder, name = ROOT.joinpath(*parts[:-1]), parts[-1].removeprefix("test_")
    subjects = (
        {path.stem for path in folder.iterdir() if path.suffix == ".py" or path.is_dir()} if folder.is_dir() else set()
    )
    if any(name == subject or name.startswith(f"{subject}_") for subject in subjects):
        return True
    front = folder / "__init__.py"
    return front.is_file() and f"def {name}(" in front.read_text(encoding="utf-8")


def test_tests_mirror_the_source() -> None:
    """tests/broadcaster/test_bulletins.py tests broadcaster/bulletins.py; whole stories have folders of their own."""
    strays = []
    for one in in_tests():
        parts = one.path.relative_to("tests").with_suffix("").parts
        in_package = parts[0] in PACKAGES
        if in_package and parts[-1].startswith("test_") and not mirrored(parts):
            strays.append(one.path)
        if len(parts) > 1 and not in_package and parts[0] not in STORIES:
            strays.append(one.path)
    check(strays)


def test_no_two_modules_import_each_other() -> None:
    """Between any two modules imports run one way."""
    graph = grimp.build_graph(*PACKAGES)
    pairs = {(one, other) for one in graph.modules for other in graph.find_modules_directly_imported_by(one)}
    check(f"{one} and {other}" for one, other in pairs if one < other and (other, one) in pairs)


def test_top_level_holds_only_its_own() -> None:
    """What is kept at the top level are the known folders and papers, and lock files."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    names = {name.split("/")[0] for name in listed.stdout.split("\0") if name}
    check({name for name in names if not name.endswith(".lock")} - TOP_LEVEL)


def test_project_file_is_three_lines() -> None:
    """pyproject.toml only names the build program; all else stands in setup.cfg."""
    assert len((ROOT / "pyproject.toml").read_text(encoding="utf-8").splitlines()) == 3


@pytest.mark.parametrize(
    "name",
    [*(f"requirements.{one}.lock" for one in ("dev", "server", "station", "voices")), "web/package-lock.json"],
)
def test_lock_files_name_no_address(name: str) -> None:
    """Lock files hold versions and hashes, and no address of an index or path of a machine."""
    text = (ROOT / name).read_text(encoding="utf-8")
    assert "sha256:" in text or '"integrity": "sha512-' in text
    check(re.findall(r'"resolved"|--index|--find-links|--extra|file:|/simple', text))
