"""The tree of localities and the stations that stand in it: values and rules. Never stores or sends anything."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, time
from enum import StrEnum

from broadcaster.errors import Missing, Refused
from schedules.windows import DEFAULT_RULES, NO_RULES, Rules, Window, tighten

CODE = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?")
TIMEZONE = "Asia/Ho_Chi_Minh"
WINDOW = re.compile(r"(\d{1,2})(?:[:hH](\d{2})?)?[-–](\d{1,2})(?:[:hH](\d{2})?)?")
LAST_HOUR, LAST_MINUTE = 24, 59
LOOSER = {
    "windows": "rules.windows_looser",
    "minutes_per_day": "rules.minutes_per_day_looser",
    "quiet": "rules.quiet_looser",
    "weekdays": "rules.weekdays_looser",
    "minutes_per_session": "rules.minutes_per_session_looser",
    "sessions_per_day": "rules.sessions_per_day_looser",
    "most_repeats": "rules.most_repeats_looser",
}
"""The parts of a locality's rules, each with the refusal of a value that is not even as strict as above."""
PARTS = tuple(LOOSER)


class Kind(StrEnum):
    """What a node of the tree is; ``group`` is any grouping people still think in (a region, a former district)."""

    PROVINCE = "province"
    GROUP = "group"
    COMMUNE = "commune"
    HAMLET = "hamlet"


@dataclass(frozen=True, slots=True)
class Locality:
    """One node: ``code`` is unique for ever; ``merged_into`` names the successor of a dissolved one.

    ``languages`` are those spoken there, and so below it, besides Vietnamese: BCP 47 codes. ``voices`` are its own
    order of voices, which holds below it too; empty: as above it.
    """

    code: str
    name: str
    kind: Kind
    parent: str | None = None
    rules: Rules | None = None
    timezone: str = TIMEZONE
    merged_into: str | None = None
    retired_at: datetime | None = None
    languages: tuple[str, ...] = ()
    voices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Station:
    """One receiver with its amplifier and horns; ``volume`` is the amplifier knob, 0-100."""

    id: str
    name: str
    locality: str
    volume: int = 80
    groups: tuple[str, ...] = ()
    latitude: float | None = None
    longitude: float | None = None
    enrolled_at: datetime | None = None
    revoked_at: datetime | None = None
    serial: str = ""
    fingerprint: str = ""


def checked_code(code: str) -> str:
    """Return ``code`` if it may stand in a topic and an address, else refuse it."""
    if not CODE.fullmatch(code):
        raise Refused("locality.code_invalid", field="code", code=code)
    return code


@dataclass(frozen=True, slots=True)
class Tree:
    """All localities of a site, by code, with the questions one asks of a tree."""

    by_code: Mapping[str, Locality]
    children: Mapping[str | None, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, localities: Iterable[Locality]) -> "Tree":
        """Build the tree; siblings stand in the order of their names."""
        by_code = {locality.code: locality for locality in localities}
        children: dict[str | None, list[str]] = {}
        for locality in sorted(by_code.values(), key=lambda one: (one.name, one.code)):
            children.setdefault(locality.parent, []).append(locality.code)
        return cls(by_code, {parent: tuple(codes) for parent, codes in children.items()})

    def locality(self, code: str) -> Locality:
        """Return one locality or raise Missing."""
        found = self.by_code.get(code)
        if found is None:
            raise Missing("locality.missing", code=code)
        return found

    def path(self, code: str) -> tuple[str, ...]:
        """Return the codes from the root down to ``code``, both included."""
        path = [self.locality(code).code]
        while (parent := self.by_code[path[-1]].parent) is not None:
            path.append(parent)
        return tuple(reversed(path))

    def is_within(self, code: str, scope: str) -> bool:
        """Tell whether ``code`` is ``scope`` or stands below it."""
        return code in self.by_code and scope in self.path(code)

    def subtree(self, code: str) -> tuple[str, ...]:
        """Return ``code`` and all below it, parents before children."""
        found = [self.locality(code).code]
        for one in found:
            found.extend(self.children.get(one, ()))
        return tuple(found)

    def seat(self, places: Iterable[str]) -> str:
        """Return the lowest locality that holds all ``places``, of which there must be one."""
        paths = (self.path(one) for one in places)
        shared: list[str] = [codes[0] for codes in zip(*paths, strict=False) if len(set(codes)) == 1]
        return shared[-1]

    def languages(self, code: str) -> Mapping[str, str]:
        """Return the languages spoken at ``code``, each with the highest locality that says so."""
        path = self.path(code)
        return {language: one for one in reversed(path) for language in self.by_code[one].languages}

    def voices(self, code: str) -> tuple[tuple[str, ...], str | None]:
        """Return the order of voices that holds at ``code`` and the locality that names it; nothing where none does."""
        named = next((one for one in reversed(self.path(code)) if self.by_code[one].voices), None)
        return (() if named is None else self.by_code[named].voices), named

    def rules(self, code: str) -> Rules:
        """Return the rules in force at ``code``: the root's own or else the usual ones; below only stricter.

        So the province alone may be more generous than the usual rules, and answers for it.
        """
        root, *below = self.path(code)
        rules = self.by_code[root].rules or DEFAULT_RULES
        for one in below:
            rules = tighten(rules, self.by_code[one].rules)
        return rules

    def sources(self, code: str) -> Mapping[str, str]:
        """Return, for each part of the rules in force at ``code``, the locality that set it as it is."""
        root, *below = self.path(code)
        rules, found = tighten(self.rules(root), NO_RULES), dict.fromkeys(PARTS, root)
        for one in below:
            stricter = tighten(rules, self.by_code[one].rules)
            found |= {part: one for part in PARTS if getattr(stricter, part) != getattr(rules, part)}
            rules = stricter
        return found

    def with_rules(self, code: str, own: Rules | None) -> "Tree":
        """Return the tree in which one locality has other rules of its own."""
        return replace(self, by_code={**self.by_code, code: replace(self.by_code[code], rules=own)})

    def name(self, code: str) -> str:
        """Return the name people read: the locality's, then the commune's it stands in."""
        names = [self.by_code[one] for one in self.path(code)]
        shown = [one.name for one in names if one.kind in (Kind.COMMUNE, Kind.HAMLET)] or [names[-1].name]
        return ", ".join(reversed(shown))

    def check_move(self, code: str, parent: str) -> None:
        """Refuse to hang ``code`` below itself."""
        self.locality(code)
        if self.is_within(parent, code):
            raise Refused("locality.move_below_itself", field="parent", name=self.name(code))
        self.locality(parent)


def own_rules(tree: Tree, code: str, wanted: Rules) -> Rules | None:
    """Return what ``code`` must say of its own so that ``wanted`` holds there; None when that is what holds anyway.

    A part that is not even as strict as above is refused with what holds there; only the root may say anything.
    """
    parent = tree.locality(code).parent
    if parent is None:
        return None if wanted == DEFAULT_RULES else wanted
    above, written = (tighten(rules, NO_RULES) for rules in (tree.rules(parent), wanted))
    held = tighten(above, written)
    for part in PARTS:
        if getattr(held, part) != getattr(written, part):
            place = tree.name(tree.sources(parent)[part])
            raise Refused(LOOSER[part], field=part, place=place, held=shown(getattr(above, part)))
    own = {part: getattr(written, part) for part in PARTS if getattr(written, part) != getattr(above, part)}
    return replace(NO_RULES, **own) if own else None


def read_windows(text: str, field: str) -> tuple[Window, ...]:
    """Return the hours of a text such as ``05:30-07:00, 17:00-24:00``, or refuse it at ``field``."""
    return tuple(_window(one, field) for one in text.replace(",", " ").replace(";", " ").split())


def _window(text: str, field: str) -> Window:
    found = WINDOW.fullmatch(text)
    hours = [(int(found[n]), int(found[n + 1] or 0)) for n in (1, 3)] if found else [(LAST_HOUR, 1)]
    if any(minute > LAST_MINUTE or (hour, minute) > (LAST_HOUR, 0) for hour, minute in hours):
        raise Refused("rules.hours_invalid", field=field, value=text[:40])
    opens, closes = (time(hour % LAST_HOUR, minute) for hour, minute in hours)
    return Window(opens, closes)


def shown(value: tuple[Window, ...] | frozenset[int] | int | None) -> str:
    """Return a part of the rules in figures: hours, weekdays counted from Monday 1, a number; empty for no limit."""
    if isinstance(value, tuple):
        return ", ".join(str(one) for one in value)
    if isinstance(value, frozenset):
        return ", ".join(str(one + 1) for one in sorted(value))
    return "" if value is None else str(value)
