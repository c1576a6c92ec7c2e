"""A locality's own readings of written forms: who may change them, what goes down the tree, how many. Pure.

Whether a form can be read at all ``speech.normalise`` says; which words of a text it touches too.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from broadcaster.accounts import Action, Person, demand, may
from broadcaster.errors import Refused
from broadcaster.localities import Tree

MOST_ENTRIES = 500
"""So many forms a locality may have of its own; every text is looked through for each of them."""

Readings = tuple[tuple[str, str], ...]
"""Written forms with what is said for them, as pinned to the words they were heard with."""
Wanted = Mapping[str, str | None]
"""Written forms with what shall be said for them; None takes the form out."""


@dataclass(frozen=True, slots=True)
class LexiconEntry:
    """One written form in the lexicon of a locality, what is said for it, and who said so when."""

    locality: str
    written: str
    spoken: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class LexiconChange:
    """One change of a lexicon, of one form or of many: what was said before and after, None where nothing was."""

    id: str
    locality: str
    before: Wanted
    after: Wanted


def may_word(person: Person, code: str, tree: Tree) -> bool:
    """Tell whether ``person`` may change the lexicon of a locality: whoever writes bulletins there, or manages it."""
    return any(may(person, one, code, tree) for one in (Action.COMPOSE, Action.MANAGE))


def demand_wording(person: Person, code: str, tree: Tree) -> None:
    """Deny unless ``person`` may change the lexicon of a living locality."""
    if not may_word(person, code, tree):
        demand(person, Action.COMPOSE, code, tree)
    if tree.locality(code).retired_at is not None:
        raise Refused("locality.retired", name=tree.name(code))


def inherited(levels: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """Return the readings that hold below ``levels``, which stand from the root down: the nearest wins.

    A form in small letters stands for every case, so it also wins over those above with capitals.
    """
    held: dict[str, str] = {}
    for level in levels:
        every_case = {form for form in level if form.islower()}
        held = {form: said for form, said in held.items() if form.lower() not in every_case} | dict(level)
    return held


def changed(known: Mapping[str, str], wanted: Wanted, *, name: str) -> LexiconChange:
    """Return what ``wanted`` would really change; Refused when the lexicon of ``name`` would become too long."""
    differing = {form: said for form, said in wanted.items() if known.get(form) != said}
    stands = {form for form, said in {**known, **differing}.items() if said is not None}
    if len(stands) > max(MOST_ENTRIES, len(known)):
        raise Refused("lexicon.too_many", field="written", name=name, most=MOST_ENTRIES, count=len(stands))
    return LexiconChange("", "", {form: known.get(form) for form in differing}, differing)


def undone(known: Mapping[str, str], change: LexiconChange) -> Wanted:
    """Return what undoes a change; Refused when any of its forms was changed again since."""
    later = next((form for form, said in change.after.items() if known.get(form) != said), None)
    if later is not None:
        raise Refused("lexicon.changed_meanwhile", written=later)
    return change.before
