"""Why something was decided: a wording code and its facts, hashable and comparable. Never a sentence.

The sentences stand in ``broadcaster.wording.schedules``; ``told(reason.code, language, dict(reason.facts))`` says them.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reason:
    """One decision: ``code`` is ``schedules.<what>``, ``facts`` are sorted (name, value) pairs."""

    code: str
    facts: tuple[tuple[str, object], ...] = ()

    def __getitem__(self, name: str) -> object:
        """Return one fact by its name; KeyError when there is none."""
        return dict(self.facts)[name]


def because(code: str, **facts: object) -> Reason:
    """Return the reason ``schedules.<code>`` with its facts in a stable order."""
    return Reason(f"schedules.{code}", tuple(sorted(facts.items())))
