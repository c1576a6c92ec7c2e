"""Every sentence that may be said exists, in both languages, and its blanks are the facts that are given."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Formatter

import pytest

from broadcaster.wording import LANGUAGES, InBoth, texts, told

ROOT = Path(__file__).resolve().parents[2]
SOURCE = sorted(
    path
    for package in ("broadcaster", "stations", "schedules", "web")
    for path in (ROOT / package).rglob("*.py")
    if not {"wording", "node_modules"} & set(path.parts)
)
SPEAKERS = {"Refused", "Denied", "Missing", "Faulty", "Unavailable", "BroadcasterError", "Fault", "Reason"}
"""What takes a wording code as its first argument and the facts by name; ``because`` adds ``schedules.`` itself."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """One place in the source where a code is said; ``facts`` is None when they cannot be seen there."""

    place: str
    code: str
    facts: frozenset[str] | None


def parsed() -> Iterator[tuple[Path, ast.Module]]:
    """Give every source file that may speak."""
    return ((path.relative_to(ROOT), ast.parse(path.read_text(encoding="utf-8"))) for path in SOURCE)


@cache
def spoken() -> list[Spoken]:
    """Return every code that is raised or reasoned with in so many words."""
    found = []
    for path, tree in parsed():
        for node in ast.walk(tree):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args):
                continue
            name, first = node.func.id, node.args[0]
            if name not in SPEAKERS | {"because"} or not isinstance(first, ast.Constant):
                continue
            said = first.value if isinstance(first.value, str) else ""
            given = [one.arg for one in node.keywords]
            visible = None not in given and name not in ("Fault", "Reason")
            code = f"schedules.{said}" if name == "because" else said
            facts = frozenset(one for one in given if one and one != "field") if visible else None
            found.append(Spoken(f"{path}:{node.lineno}", code, facts))
    return found


def literals() -> tuple[set[str], re.Pattern[str]]:
    """Return every string that stands in the source, and a pattern of the f-strings that may be ends of codes."""
    nodes = [node for _, tree in parsed() for node in ast.walk(tree)]
    plain = {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    shapes = {
        "".join(re.escape(str(one.value)) if isinstance(one, ast.Constant) else "[a-z]+" for one in node.values)
        for node in nodes
        if isinstance(node, ast.JoinedStr)
    }
    ends = {one for one in shapes if re.fullmatch(r"[a-z]{3,}_\[a-z\]\+|\[a-z\]\+(_[a-z]+)+", one)}
    return plain, re.compile("|".join(sorted(ends)))


def blanks(text: str) -> frozenset[str]:
    """Return the names between braces."""
    return frozenset(name for _, name, _, _ in Formatter().parse(text) if name is not None)


CODES = sorted(texts())


def test_the_source_speaks() -> None:
    """The reading of the source below sees what it shall: raised errors and reasons by the hundred."""
    assert len(spoken()) > 150
    assert {"bulletin.text_empty", "schedules.outside_hours", "mqtt.away"} <= {one.code for one in spoken()}


def test_every_code_that_is_said_has_a_text() -> None:
    """No reader ever sees a bare code."""
    assert [f"{one.place} {one.code}" for one in spoken() if one.code not in texts()] == []


def test_every_blank_is_filled() -> None:
    """Whoever says a sentence gives all the facts it names."""
    lacking = [
        f"{one.place} {one.code} {sorted(lack)}"
        for one in spoken()
        if one.facts is not None and (lack := blanks("".join(texts()[one.code])) - one.facts)
    ]
    assert lacking == []


@pytest.mark.slow
def test_no_text_is_left_over() -> None:
    """A sentence nobody says is a lie about what can happen; ``because`` is given only the end of a code."""
    plain, shapes = literals()

    def is_said(code: str) -> bool:
        """Tell whether a code stands in the sources, or its end where codes are put together."""
        area, _, end = code.partition(".")
        return code in plain or (area == "schedules" and (end in plain or shapes.fullmatch(end) is not None))

    assert [code for code in CODES if not is_said(code)] == []


@pytest.mark.parametrize("code", CODES)
def test_both_languages_say_the_same_facts(code: str) -> None:
    """Vietnamese and English are both there, differ, and have the same blanks."""
    vietnamese, english = texts()[code]
    assert vietnamese.strip() == vietnamese != ""
    assert english.strip() == english != ""
    assert vietnamese != english
    assert blanks(vietnamese) == blanks(english)
    assert all(name.isidentifier() for name in blanks(vietnamese))


def test_a_name_in_both_languages_is_said_in_the_readers() -> None:
    """As the label of a blank in the fault about it; Vietnamese where a fact is only written down."""
    label = InBoth("Bão số", "Storm number")
    assert told("alert.blank_number", "en", {"label": label}).startswith("“Storm number”")
    assert told("alert.blank_number", "vi", {"label": label}).startswith("“Bão số”")
    assert str(label) == "Bão số"


def test_telling_never_fails() -> None:
    """An unknown code, a lacking fact or a foreign language still gives the reader something true."""
    assert told("no.such_code", "en", {}) == "no.such_code"
    assert told("plan.missing", "en", {}) == "There is no schedule [id]."
    assert told("plan.missing", "fr", {"id": "x"}) == told("plan.missing", "vi", {"id": "x"})
    assert LANGUAGES[0] == "vi"
