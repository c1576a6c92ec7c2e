"""What alarms say in other languages, kept for hazards at localities. Never forgets one: what is replaced ends."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Row, insert, select, update

from broadcaster.errors import Missing
from broadcaster.languages import Kept, Slot, Translation
from broadcaster.store.tables import translations
from broadcaster.store.transaction import Transaction


def add(tx: Transaction, kept: Kept) -> None:
    """Keep a translation; what its slot held until now ends."""
    slot, said = kept.slot, kept.translation
    own = (translations.c.locality == slot.locality, translations.c.hazard == slot.hazard)
    same = (*own, translations.c.language == slot.language, translations.c.ended_at.is_(None))
    tx.connection.execute(update(translations).where(*same).values(ended_by=tx.by, ended_at=tx.now))
    row = {
        "id": kept.id,
        "locality": slot.locality,
        "hazard": slot.hazard,
        "language": slot.language,
        "clip": said.clip,
        "text": said.text,
        "duration": kept.duration,
        "voice": kept.voice,
        "by": kept.by,
        "at": kept.at,
    }
    tx.connection.execute(insert(translations).values(row))
    facts = {"hazard": slot.hazard, "language": slot.language, "clip": said.clip, "voice": kept.voice}
    tx.note("translation.add", f"locality:{slot.locality}", **facts)


def end(tx: Transaction, kept: Kept) -> None:
    """Let a translation hold no more; alerts that say it already go on saying it."""
    tx.connection.execute(
        update(translations).where(translations.c.id == kept.id).values(ended_by=tx.by, ended_at=tx.now)
    )
    facts = {"hazard": kept.slot.hazard, "language": kept.slot.language, "clip": kept.translation.clip}
    tx.note("translation.end", f"locality:{kept.slot.locality}", **facts)


def held(tx: Transaction, localities: Collection[str]) -> list[Kept]:
    """Return what holds at these localities themselves, oldest first: of two for one slot the later one counts."""
    found = (translations.c.locality.in_(list(localities)), translations.c.ended_at.is_(None))
    query = select(translations).where(*found).order_by(translations.c.at, translations.c.id)
    return [_kept(row) for row in tx.connection.execute(query)]


def find(tx: Transaction, kept_id: str) -> Kept:
    """Return one that holds, or raise Missing ``translation.missing``."""
    query = select(translations).where(translations.c.id == kept_id, translations.c.ended_at.is_(None))
    row = tx.connection.execute(query).one_or_none()
    if row is None:
        raise Missing("translation.missing")
    return _kept(row)


def _kept(row: Row[Any]) -> Kept:
    slot = Slot(row.locality, row.hazard, row.language)
    said = Translation(row.language, row.clip, row.text)
    return Kept(row.id, slot, said, row.duration, voice=row.voice, by=row.by, at=row.at)
