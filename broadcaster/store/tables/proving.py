"""The tables of the silent alarm that proves the path: its rounds of one day, and each station's last one. No query."""

from sqlalchemy import BigInteger, Boolean, Column, Integer, Table

from broadcaster.store.columns import Length, Moment, Ordered
from broadcaster.store.tables.schema import metadata

canary_rounds = Table(
    "canary_rounds",
    metadata,
    # the beginning of its five minutes: of two signers only one signs it
    Column("slot", Moment, primary_key=True, autoincrement=False),
    Column("signed_at", Moment, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("sent", Boolean, nullable=False),
    Column("held", Boolean, nullable=False),
    Column("asked", Integer, nullable=False),
    Column("answered", Integer, nullable=False),
    Column("median", Length),
    Column("p99", Length),
    Column("closed_at", Moment),
)

canary_answers = Table(
    "canary_answers",
    metadata,
    Column("station", Ordered, primary_key=True),
    Column("round_at", Moment, nullable=False),
    Column("took", Length, nullable=False),
)
