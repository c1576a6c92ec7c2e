"""A bulletin: what an editor composed and another person approved, and the only ways it may change.

Every function takes a bulletin and returns the changed one, or refuses with the reason. Never stores, speaks or sends.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum

from broadcaster.errors import BroadcasterError, Missing, Refused
from broadcaster.languages import Translation, added, carried
from schedules.priority import Priority

TITLE_LIMIT = 200
TEXT_LIMIT = 10_000
SYLLABLES_PER_SECOND = 3.2
FRAME = timedelta(seconds=8)
"""The ident and the pauses around a message that is said twice."""
OPENING = timedelta(seconds=5)
"""The ident and the pause before a message, rounded up; one that sounds twice has ``FRAME`` around it."""


class State(StrEnum):
    """How far a bulletin has come on its way from the form to the loudspeaker."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    RENDERING = "rendering"
    READY = "ready"
    PUBLISHED = "published"
    REJECTED = "rejected"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    FAILED = "failed"


class Field(IntEnum):
    """The six fields of information, with the codes of the ministry's interface (LoaiLinhVuc)."""

    GENERAL = 1
    UNEXPECTED = 2
    POLICY = 3
    DIRECTION = 4
    KNOWLEDGE = 5
    EXAMPLE = 6


EDITABLE = frozenset({State.DRAFT, State.REJECTED, State.FAILED})
HELD = frozenset({State.APPROVED, State.RENDERING, State.READY, State.PUBLISHED})
"""Approved by another person and not ended: these may stand in a timetable."""
PLAYABLE = frozenset({State.READY, State.PUBLISHED})
ENDED = frozenset({State.CANCELLED, State.EXPIRED})


@dataclass(frozen=True, slots=True)
class Bulletin:
    """One bulletin; ``version`` grows with every change, so that two people never overwrite each other.

    With a ``recording`` (its sha256) that is what sounds, ``twice`` if asked, and the text only describes it.
    ``readings`` are the entries of lexicons it was handed in with, ``voices`` the order of voices of its locality then:
    what a leader heard is what sounds. ``voice`` is the one an officer chose, which goes first; empty: none.
    ``translations`` say the same in other languages, each as a finished clip; a locality hears those in its languages.
    """

    id: str
    locality: str
    title: str
    text: str
    author: str
    created_at: datetime
    field: Field = Field.GENERAL
    priority: Priority = Priority.ORDINARY
    voice: str = "espeak-south"
    state: State = State.DRAFT
    version: int = 1
    approver: str | None = None
    decided_at: datetime | None = None
    reason: str = ""
    failure: str = ""
    clip: str | None = None
    valid_until: datetime | None = None
    recording: str | None = None
    twice: bool = False
    readings: tuple[tuple[str, str], ...] = ()
    voices: tuple[str, ...] = ()
    translations: tuple[Translation, ...] = ()


def checked_text(text: str) -> str:
    """Return ``text`` in NFC with plain line ends, or refuse: empty, too long, or with control characters."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if not text:
        raise Refused("bulletin.text_empty", field="text")
    if len(text) > TEXT_LIMIT:
        raise Refused("bulletin.text_too_long", field="text", length=len(text), limit=TEXT_LIMIT)
    strange = next((c for c in text if unicodedata.category(c) in ("Cc", "Cs", "Co", "Cn") and c not in "\n\t"), None)
    if strange is not None:
        at = text.index(strange)
        raise Refused("bulletin.text_control", field="text", place=at + 1, near=text[max(0, at - 15) : at])
    if not any(c.isalnum() for c in text):
        raise Refused("bulletin.text_empty", field="text")
    return text


def checked_description(text: str) -> str:
    """Return the words about a recording, or refuse; without them nobody could approve or find it."""
    if not text.strip():
        raise Refused("bulletin.description_empty", field="text")
    return checked_text(text)


def checked_title(title: str) -> str:
    """Return the title on one line, or refuse it."""
    title = unicodedata.normalize("NFC", " ".join(title.split()))
    if not title:
        raise Refused("bulletin.title_empty", field="title")
    if len(title) > TITLE_LIMIT:
        raise Refused("bulletin.title_too_long", field="title", length=len(title), limit=TITLE_LIMIT)
    if any(unicodedata.category(c)[0] == "C" for c in title):
        raise Refused("bulletin.title_control", field="title")
    return title


def compose(bulletin: Bulletin) -> Bulletin:
    """Return a new draft with its words checked."""
    check = checked_text if bulletin.recording is None else checked_description
    return replace(
        bulletin,
        title=checked_title(bulletin.title),
        text=check(bulletin.text),
        state=State.DRAFT,
    )


def edit(bulletin: Bulletin, changed: Bulletin) -> Bulletin:
    """Return ``bulletin`` with the words of ``changed``; only a draft, a rejected or a failed one may be edited."""
    _need(bulletin, EDITABLE, "bulletin.not_editable")
    fresh = compose(changed)
    return _moved(
        bulletin,
        State.DRAFT,
        title=fresh.title,
        text=fresh.text,
        field=fresh.field,
        priority=fresh.priority,
        voice=fresh.voice,
        locality=fresh.locality,
        valid_until=fresh.valid_until,
        recording=fresh.recording,
        twice=fresh.twice,
        clip=None,
        failure="",
    )


def translate(bulletin: Bulletin, said: Translation) -> Bulletin:
    """Return a draft that says the same in one language more, or otherwise in it."""
    _need(bulletin, EDITABLE, "bulletin.not_editable")
    return _moved(bulletin, State.DRAFT, translations=carried(bulletin.translations, said), failure="")


def untranslate(bulletin: Bulletin, language: str) -> Bulletin:
    """Return a draft that says nothing in a language any more; Missing when it did not."""
    _need(bulletin, EDITABLE, "bulletin.not_editable")
    left = tuple(one for one in bulletin.translations if one.language != language)
    if left == bulletin.translations:
        raise Missing("translation.missing")
    return _moved(bulletin, State.DRAFT, translations=left, failure="")


def submit(
    bulletin: Bulletin, now: datetime, readings: tuple[tuple[str, str], ...] = (), voices: tuple[str, ...] = ()
) -> Bulletin:
    """Return the draft handed to a leader, to be read with ``readings`` by ``voices``; refuse one no longer valid."""
    _need(bulletin, EDITABLE, "bulletin.not_submittable")
    if bulletin.valid_until is not None and bulletin.valid_until <= now:
        raise Refused("bulletin.validity_over", field="valid_until")
    if bulletin.recording is not None:
        readings, voices = (), ()
    fresh = replace(bulletin, readings=readings, voices=voices)
    return _moved(fresh, State.SUBMITTED, reason="", failure="", approver=None, decided_at=None)


def approve(bulletin: Bulletin, by: str, now: datetime) -> Bulletin:
    """Return it approved by another person than its author."""
    _need(bulletin, {State.SUBMITTED}, "bulletin.not_submitted")
    if by == bulletin.author:
        raise Refused("bulletin.own_approval")
    return _moved(bulletin, State.APPROVED, approver=by, decided_at=now, reason="")


def reject(bulletin: Bulletin, by: str, now: datetime, *, reason: str) -> Bulletin:
    """Return it rejected; a reason is due to the author."""
    _need(bulletin, {State.SUBMITTED}, "bulletin.not_submitted")
    if not reason.strip():
        raise Refused("bulletin.reason_missing", field="reason")
    return _moved(bulletin, State.REJECTED, approver=by, decided_at=now, reason=reason.strip())


def render(bulletin: Bulletin) -> Bulletin:
    """Return it claimed by a worker that speaks and masters it."""
    _need(bulletin, {State.APPROVED}, "bulletin.not_approved")
    return _moved(bulletin, State.RENDERING)


def unclaim(bulletin: Bulletin) -> Bulletin:
    """Return it to the queue after its worker went away in the middle."""
    _need(bulletin, {State.RENDERING}, "bulletin.not_rendering")
    return _moved(bulletin, State.APPROVED)


def finish(bulletin: Bulletin, clip: str) -> Bulletin:
    """Return it ready, with the sha256 of its checked clip."""
    _need(bulletin, {State.APPROVED, State.RENDERING}, "bulletin.not_rendering")
    return _moved(bulletin, State.READY, clip=clip)


def fail(bulletin: Bulletin, fault: BroadcasterError) -> Bulletin:
    """Return it failed, with the fault the page will tell."""
    _need(bulletin, {State.APPROVED, State.RENDERING}, "bulletin.not_rendering")
    return _moved(bulletin, State.FAILED, failure=fault.stored())


def publish(bulletin: Bulletin) -> Bulletin:
    """Return it published: it stands in an edition."""
    _need(bulletin, PLAYABLE, "bulletin.not_ready")
    return bulletin if bulletin.state is State.PUBLISHED else _moved(bulletin, State.PUBLISHED)


def cancel(bulletin: Bulletin, *, reason: str) -> Bulletin:
    """Return it cancelled; it leaves every timetable with the next edition."""
    if bulletin.state in ENDED:
        raise Refused("bulletin.ended", title=bulletin.title)
    return _moved(bulletin, State.CANCELLED, reason=reason.strip())


def expire(bulletin: Bulletin, now: datetime) -> Bulletin:
    """Return it expired if its validity has ended, else unchanged."""
    over = bulletin.valid_until is not None and bulletin.valid_until <= now
    return _moved(bulletin, State.EXPIRED) if over and bulletin.state not in ENDED else bulletin


def _need(bulletin: Bulletin, states: frozenset[State] | set[State], code: str) -> None:
    if bulletin.state not in states:
        raise Refused(code, title=bulletin.title, state=bulletin.state.value)


def _moved(bulletin: Bulletin, state: State, **changes: object) -> Bulletin:
    return replace(bulletin, state=state, version=bulletin.version + 1, **changes)  # type: ignore[arg-type]


def changed_meanwhile(bulletin: Bulletin) -> Refused:
    """Return the refusal for a change that was made to an older version."""
    return Refused("bulletin.changed_meanwhile", title=bulletin.title)


def expected_duration(text: str) -> timedelta:
    """Return about how long ``text`` will sound: ident, the message twice at 3.2 syllables a second, and the pauses."""
    return FRAME + 2 * timedelta(seconds=len(text.split()) / SYLLABLES_PER_SECOND)


def expected_added(lengths: Iterable[timedelta], *, twice: bool) -> timedelta:
    """Return how much longer a bulletin sounds with translations of these lengths after its Vietnamese words."""
    return added(lengths) * (2 if twice else 1)


def expected_sounding(recorded: timedelta, *, twice: bool) -> timedelta:
    """Return about how long a recording of that length will sound, with what stands around it."""
    return FRAME + 2 * recorded if twice else OPENING + recorded
