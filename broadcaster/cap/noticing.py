"""One element of a document, looked at by the rules of its version; what is odd is remembered. Never decides alone."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from broadcaster.cap.document import Version
from broadcaster.cap.findings import Effect, Finding, finding
from broadcaster.cap.schema import (
    DECISIVE,
    EXACT,
    MANY,
    MOST_NAME,
    MOST_SHORT,
    MOST_TEXT,
    OLD_NAMES,
    OPTIONAL_ONCE,
    ORDER,
    REQUIRED,
    SCHEMA_INSTANCE,
    SHORT,
    SIGNATURE,
    TYPED,
    UNLIMITED,
    VALUES,
    VERY_LIKELY,
    XINCLUDE,
)

MOST_FINDINGS = 50


@dataclass(slots=True)
class Notes:
    """What was noticed so far in a document of one version.

    ``lenient`` is set for a message that only stops or answers: what its info or scope lacks then never loses it.
    """

    version: Version
    findings: list[Finding] = field(default_factory=list)
    worst: Effect = Effect.NOTE
    lenient: bool = False
    points: int = 0

    def note(self, effect: Effect, code: str, **facts: object) -> None:
        """Remember one finding; the same one only once, and of a great many only what is worse than all before."""
        if len(self.findings) >= MOST_FINDINGS and effect <= self.worst:
            return
        self.worst = max(self.worst, effect)
        new = finding(effect, code, **facts)
        if new not in self.findings:
            self.findings.append(new)

    def refuse(self, code: str, **facts: object) -> None:
        """Remember what refuses the document."""
        self.note(Effect.REFUSE, code, **facts)

    def fault(self, code: str, **facts: object) -> None:
        """Remember what refuses an alert, and only warns where the message is lenient."""
        self.note(Effect.WARN if self.lenient else Effect.REFUSE, code, **facts)


@dataclass(frozen=True, slots=True)
class Node:
    """An element and its known children by name."""

    element: Element
    kind: str
    children: dict[str, list[Element]]
    notes: Notes

    def each(self, name: str, kind: str | None = None) -> Iterator["Node"]:
        """Give the children of a name as nodes of their own."""
        return (opened(one, kind or name, self.notes) for one in self.children.get(name, ()))

    def texts(self, name: str) -> list[str]:
        """Return the texts of all children of a name, without the white space around them."""
        return [self._text(one, name) for one in self.children.get(name, ())]

    def text(self, name: str) -> str:
        """Return the text of a child, joined by line breaks if it stands more than once, empty if it is missing."""
        found = self.texts(name)
        if len(found) > 1:
            self.notes.note(Effect.REFUSE if name in DECISIVE else Effect.WARN, "cap.twice", name=name)
        return "\n".join(found)

    def choice(self, name: str) -> str:
        """Return a child's value out of its list, empty if it is missing or not in the list."""
        return next((one for one in self.choices(name) if one), "")

    def choices(self, name: str) -> tuple[str, ...]:
        """Return the values of all children of a name that are in its list."""
        if name not in MANY:
            self.text(name)
        found = self.texts(name)
        if VERY_LIKELY in found and name == "certainty":
            self.notes.note(Effect.WARN, "cap.very_likely")
            found = ["Likely" if one == VERY_LIKELY else one for one in found]
        for strange in [one for one in found if one not in VALUES[name]]:
            self._strange(name, strange)
        return tuple(one for one in found if one in VALUES[name])

    def _strange(self, name: str, value: str) -> None:
        tell = self.notes.refuse if self.kind == "alert" and name != "scope" else self.notes.fault
        tell("cap.bad_value", name=name, value=value[:40])

    def _text(self, element: Element, name: str) -> str:
        if len(element):
            self.notes.note(Effect.REFUSE if name in DECISIVE else Effect.WARN, "cap.markup", name=name)
            if any(one.tag.startswith(XINCLUDE) for one in element.iter()):
                self.notes.refuse("cap.xinclude")
        whole = "".join(element.itertext())
        text = whole.strip()
        if text != whole and name in EXACT:
            self.notes.note(Effect.WARN, "cap.padded", name=name)
        if not text and name in TYPED:
            self.notes.note(Effect.WARN, "cap.empty", name=name)
        limit = MOST_NAME if name in {"identifier", "sender"} else MOST_SHORT if name in SHORT else MOST_TEXT
        if len(text) > limit and name not in UNLIMITED:
            self.notes.refuse("cap.too_long", name=name, limit=limit)
            return text[:limit]
        return text


def opened(element: Element, kind: str, notes: Notes) -> Node:
    """Return an element with its children by name; notices unknown names, wrong order, what is missing."""
    namespace = element.tag.partition("}")[0] + "}"
    known = {*ORDER[kind], *OLD_NAMES.get(notes.version, ())}
    children: dict[str, list[Element]] = {}
    for child in element:
        name = child.tag.removeprefix(namespace)
        if name in known:
            children.setdefault(name, []).append(child)
        elif child.tag.startswith(XINCLUDE):
            notes.refuse("cap.xinclude")
        elif child.tag != SIGNATURE:
            notes.note(Effect.WARN, "cap.unknown_element", name=child.tag.rpartition("}")[2][:40], within=kind)
    node = Node(element, kind, children, notes)
    _check(node, [child.tag.removeprefix(namespace) for child in element])
    return node


def _check(node: Node, names: list[str]) -> None:
    order = {name: place for place, name in enumerate(ORDER[node.kind])}
    places = [order[name] for name in names if name in order]
    if places != sorted(places):
        node.notes.note(Effect.WARN, "cap.order", within=node.kind)
    if any(not name.startswith(SCHEMA_INSTANCE) for one in (node.element, *node.element) for name in _attributes(one)):
        node.notes.note(Effect.WARN, "cap.attributes", within=node.kind)
    missing = [
        name
        for name in REQUIRED[node.kind]
        if name not in node.children and name not in OPTIONAL_ONCE[node.notes.version]
    ]
    if node.kind == "info" and missing == ["category", "certainty"]:
        node.notes.note(Effect.WARN, "cap.no_certainty")
        return
    for name in missing:
        tell = node.notes.refuse if node.kind == "alert" and name != "scope" else node.notes.fault
        tell("cap.missing", name=name, within=node.kind)


def _attributes(element: Element) -> list[str]:
    return [] if element.tag == SIGNATURE else list(element.attrib)
