"""Every sentence that errors, faults and reasons say to people, Vietnamese first, English complete. Never logic.

Each area has a module here with a table ``TEXTS``: code -> (Vietnamese, English), with ``{fact}`` blanks.
"""

import pkgutil
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Protocol, runtime_checkable

DEFAULT_LANGUAGE = "vi"
LANGUAGES = ("vi", "en")


@runtime_checkable
class Sayable(Protocol):
    """A reason within a reason: a code and its facts as (name, value) pairs."""

    @property
    def code(self) -> str:
        """The sentence's code."""

    @property
    def facts(self) -> tuple[tuple[str, object], ...]:
        """What fills its blanks."""


@dataclass(frozen=True, slots=True)
class InBoth:
    """A fact that is a name in either language, as that of a blank to fill in; Vietnamese where nobody is asked."""

    vi: str
    en: str

    def __str__(self) -> str:
        return self.vi


@cache
def texts() -> dict[str, tuple[str, str]]:
    """Return all sentences of all areas by code; a code that stands twice is a fault of ours."""
    found: dict[str, tuple[str, str]] = {}
    for module in pkgutil.iter_modules(__path__):
        for code, pair in import_module(f"{__name__}.{module.name}").TEXTS.items():
            if code in found:
                raise ValueError(f"wording code {code} stands twice")
            found[code] = pair
    return found


def told(code: str, language: str, facts: Mapping[str, object]) -> str:
    """Return the sentence of ``code`` in ``language`` with its blanks filled from ``facts``; a reason says itself."""
    pair = texts().get(code)
    if pair is None:
        return code
    said = {name: _said(fact, language) for name, fact in facts.items()}
    return pair[LANGUAGES.index(language) if language in LANGUAGES else 0].format_map(Blanks(said))


def _said(fact: object, language: str) -> object:
    if isinstance(fact, InBoth):
        return fact.en if language == "en" else fact.vi
    return told(fact.code, language, dict(fact.facts)) if isinstance(fact, Sayable) else fact


class Blanks(dict[str, object]):
    """Facts of a sentence; a missing one shows as its own name, so that a fault never hides another."""

    def __missing__(self, name: str) -> str:
        return f"[{name}]"
