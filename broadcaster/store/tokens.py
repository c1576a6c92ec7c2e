"""The bearer tokens with which stations fetch over HTTPS. Only hashes are kept."""

from sqlalchemy import insert, select, update

from broadcaster.errors import Missing, Refused
from broadcaster.store.faults import translated
from broadcaster.store.tables import stations, tokens
from broadcaster.store.transaction import Transaction


def add(tx: Transaction, station_id: str, token_hash: str) -> None:
    """Keep the hash of a station's new token; its earlier ones are void at once."""
    earlier = (tokens.c.station_id == station_id, tokens.c.revoked_at.is_(None))
    tx.connection.execute(update(tokens).where(*earlier).values(revoked_at=tx.now))
    row = {"token_hash": token_hash, "station_id": station_id, "created_at": tx.now}
    with translated(taken=Refused("token.exists"), unknown=Missing("station.missing", id=station_id)):
        tx.connection.execute(insert(tokens).values(row))
    tx.note("token.add", f"station:{station_id}")


def station_of(tx: Transaction, token_hash: str) -> str | None:
    """Return the station a living token belongs to; None for a void or unknown one, or a revoked station."""
    query = (
        select(tokens.c.station_id)
        .join(stations, stations.c.id == tokens.c.station_id)
        .where(tokens.c.token_hash == token_hash, tokens.c.revoked_at.is_(None), stations.c.revoked_at.is_(None))
    )
    return tx.connection.scalar(query)
