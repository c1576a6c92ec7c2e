"""What a warning of another authority would say at our stations, and when it may sound without a person.

Pure: takes a document that has been judged and folded in (``broadcaster.cap``). Never trusts, stores or sends.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from broadcaster.alerts import LONGEST, SHORTEST, Alert, compose, digest
from broadcaster.areas import Spot, cover
from broadcaster.bulletins import TEXT_LIMIT, TITLE_LIMIT
from broadcaster.cap.chains import begin, end
from broadcaster.cap.document import Alert as Document
from broadcaster.cap.document import Area, Info
from broadcaster.errors import Refused
from broadcaster.feeds import Feed, Rule
from broadcaster.hazards import HAZARDS
from broadcaster.localities import Tree
from broadcaster.messages import AlarmStatus, CapOrigin

LEVELS = {"Extreme": 4, "Severe": 3, "Moderate": 2}
"""Of CAP's severity, the risk level a person finds in the draft; 5 (a catastrophe) is for people to declare."""
LEAST = 1
HAZARD = "other"
MOST_AUTOMATIC = 1500
"""Letters; what speaks longer than some two minutes is shortened by a person first."""


def author(feed: Feed) -> str:
    """Return the name under which a feed writes alerts; no person has such an id."""
    return f"feed:{feed.name}"


def draft(document: Document, feed: Feed, alert_id: str, now: datetime) -> Alert:
    """Return what a warning says, for all of the feed's locality; refuse one that is as good as over."""
    infos = chosen(document, now)
    lasts = min(LONGEST, max((end(document, one) for one in infos), default=now) - now)
    if lasts < SHORTEST:
        raise Refused("feed.soon_over")
    lasts -= lasts % (SHORTEST / 300)  # whole seconds
    made = Alert(
        id=alert_id,
        status=AlarmStatus.ACTUAL,
        hazard=HAZARD,
        level=max(LEVELS.get(one.severity, LEAST) for one in infos),
        title=_title(infos[0]),
        text=_cut("\n".join(dict.fromkeys(line for one in infos for line in _lines(one))), TEXT_LIMIT),
        origin=feed.locality,
        author=author(feed),
        created_at=now,
        localities=(feed.locality,),
        repeat=HAZARDS[HAZARD].repeat(lasts),
        lasts=lasts,
        cap=CapOrigin(document.identifier, document.sender, document.sent),
    )
    return compose(made)


def placed(alert: Alert, document: Document, spots: Iterable[Spot], tree: Tree) -> Alert:
    """Return it for exactly the stations inside the document's areas, at and below its origin; refuse if none are."""
    areas = [area for info in chosen(document, alert.created_at) for area in info.areas]
    shapes = Area("", tuple(r for one in areas for r in one.polygons), tuple(c for one in areas for c in one.circles))
    inside = cover(shapes, spots, tree, within=alert.origin)
    codes = {one.value for area in areas if not _has_shape(area) for one in area.geocodes}
    named = tuple(sorted(one for one in codes if tree.is_within(one, alert.origin)))
    if not (inside.localities or inside.stations or named):
        raise Refused("feed.nowhere_here", locality=alert.origin)
    return replace(alert, localities=tuple(sorted({*inside.localities, *named})), stations=inside.stations)


def is_automatic(document: Document, feed: Feed, now: datetime) -> bool:
    """Tell whether a warning sounds without a person: its sender is named for its event, and nothing needs reading.

    One message of ours, in force, drawn on the map, short enough to be spoken whole.
    """
    infos = chosen(document, now)
    if len(infos) != 1 or begin(document, infos[0]) > now:
        return False
    (info,) = infos
    named = any(Rule(document.sender, one.value) in feed.releases for one in info.event_code)
    spoken = sum(map(len, _lines(info)))
    return named and bool(info.areas) and all(map(_has_shape, info.areas)) and 0 < spoken <= MOST_AUTOMATIC


def vouches(alert: Alert, document: Document, feed: Feed, at: datetime) -> bool:
    """Tell whether an alert is exactly what a document, received ``at``, may let sound by the feed's rules as of now.

    Where it sounds was settled then; it must only lie within the feed's locality, which the caller asks.
    """
    if alert.author != author(feed) or alert.origin != feed.locality or not is_automatic(document, feed, at):
        return False
    there = {"localities": alert.localities, "stations": alert.stations, "updates": alert.updates}
    try:
        return digest(replace(draft(document, feed, alert.id, at), **there)) == digest(alert)  # type: ignore[arg-type]
    except Refused:
        return False


def chosen(document: Document, now: datetime) -> tuple[Info, ...]:
    """Return the infos to speak: those not over, in Vietnamese, else in the language that comes first."""
    living = [one for one in document.infos if one.areas and not one.all_clear and end(document, one) > now]
    first = living[0].language if living else ""
    ours = [one for one in living if one.language.lower().startswith("vi")]
    return tuple(ours or (one for one in living if one.language == first))


def _lines(info: Info) -> Iterator[str]:
    for text in (info.headline or info.event, info.description, info.instruction):
        if line := _plain(text):
            yield line


def _title(info: Info) -> str:
    return _cut(_plain(info.headline or info.event), TITLE_LIMIT) or "CAP"


def _plain(text: str) -> str:
    """Return a text on one line without signs that nobody can read."""
    return " ".join("".join(" " if unicodedata.category(one)[0] in "CZ" else one for one in text).split())


def _cut(text: str, most: int) -> str:
    text = unicodedata.normalize("NFC", text)
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _has_shape(area: Area) -> bool:
    return bool(area.polygons or area.circles)
