"""Which client certificates stations hold, by serial number in hex. Never makes or signs one."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select, update

from broadcaster.errors import Missing, Refused
from broadcaster.store.faults import translated
from broadcaster.store.tables import certificates
from broadcaster.store.transaction import Transaction


@dataclass(frozen=True, slots=True)
class CertificateRow:
    """One certificate of a station."""

    serial: str
    station_id: str
    issued_at: datetime
    expires_at: datetime
    revoked_at: datetime | None


def add(tx: Transaction, station_id: str, serial: str, expires_at: datetime) -> None:
    """Keep a station's first certificate, or the one after a new enrolment."""
    _insert(tx, station_id, serial, expires_at)
    tx.note("certificate.add", f"station:{station_id}", serial=serial, expires_at=expires_at)


def renewed(tx: Transaction, station_id: str, serial: str, expires_at: datetime) -> None:
    """Keep a renewed certificate; the old one stays good until it ends, as the answer may have been lost."""
    _insert(tx, station_id, serial, expires_at)
    tx.note("certificate.renew", f"station:{station_id}", serial=serial, expires_at=expires_at)


def revoke(tx: Transaction, station_id: str) -> tuple[str, ...]:
    """Revoke all certificates of a station and return their serials."""
    held = (certificates.c.station_id == station_id, certificates.c.revoked_at.is_(None))
    statement = update(certificates).where(*held).values(revoked_at=tx.now).returning(certificates.c.serial)
    serials = tuple(tx.connection.scalars(statement))
    if serials:
        tx.note("certificate.revoke", f"station:{station_id}", serials=serials)
    return serials


def of_station(tx: Transaction, station_id: str) -> list[CertificateRow]:
    """Return a station's certificates, newest first."""
    query = select(certificates).where(certificates.c.station_id == station_id)
    rows = tx.connection.execute(query.order_by(certificates.c.issued_at.desc(), certificates.c.serial))
    return [CertificateRow(one.serial, one.station_id, one.issued_at, one.expires_at, one.revoked_at) for one in rows]


def revoked(tx: Transaction) -> tuple[str, ...]:
    """Return the serials for the revocation list: revoked and not yet past their own end."""
    living = (certificates.c.revoked_at.is_not(None), certificates.c.expires_at > tx.now)
    return tuple(tx.connection.scalars(select(certificates.c.serial).where(*living).order_by(certificates.c.serial)))


def _insert(tx: Transaction, station_id: str, serial: str, expires_at: datetime) -> None:
    row = {"serial": serial, "station_id": station_id, "issued_at": tx.now, "expires_at": expires_at}
    taken, unknown = Refused("certificate.exists", serial=serial), Missing("station.missing", id=station_id)
    with translated(taken=taken, unknown=unknown):
        tx.connection.execute(insert(certificates).values(row))
