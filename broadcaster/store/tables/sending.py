"""The tables of what was sent and of what sounded. Never a query."""

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, Table, Text

from broadcaster.store.columns import Counted, Document, Length, Moment, Ordered
from broadcaster.store.tables.schema import metadata

publications = Table(
    "publications",
    metadata,
    Column("scope_key", Ordered, primary_key=True),
    # counts changes; `published` is the count the newest edition knows of
    Column("changed", BigInteger, nullable=False),
    Column("published", BigInteger, nullable=False),
    Column("changed_at", Moment, nullable=False),
    Column("published_at", Moment),
    Column("planned_until", Moment),
)

sequences = Table(
    "sequences",
    metadata,
    Column("topic", Ordered, primary_key=True),
    Column("seq", BigInteger, nullable=False),
)

editions = Table(
    "editions",
    metadata,
    Column("topic", Ordered, primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("scope_key", Ordered, nullable=False, index=True),
    Column("issued_at", Moment, nullable=False, index=True),
    Column("since", Moment),
    Column("until", Moment),
    Column("envelope", LargeBinary, nullable=False),
    # the plan inside the envelope, for asking what is planned without opening it
    Column("plan", Text),
)

# Which bulletins an airing was made of; outlives the editions, because as-run rows ask for it years later.
aired = Table(
    "aired",
    metadata,
    Column("airing_id", Text, primary_key=True),
    Column("title", Text, nullable=False),
    Column("bulletin_ids", Document, nullable=False),
)

as_run = Table(
    "as_run",
    metadata,
    Column("id", Counted, primary_key=True),
    Column("station", Ordered, nullable=False),
    # where the station stood then; a merged commune's code stays readable here
    Column("locality", Ordered, nullable=False),
    Column("airing_id", Text, nullable=False),
    Column("alarm_id", Text, nullable=False),
    Column("item", Integer, nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("at", Moment, nullable=False),
    Column("bulletin_id", Ordered, index=True),
    Column("ended_how", Text, nullable=False),
    Column("heard", Text, nullable=False),
    Column("sounded", Length, nullable=False),
    Column("row", Text, nullable=False),
    Column("received_at", Moment, nullable=False),
    Index(
        "ix_as_run_key",
        "station",
        "airing_id",
        "alarm_id",
        "item",
        "attempt",
        unique=True,
    ),
    Index("ix_as_run_at_id", "at", "id"),
    Index("ix_as_run_station_at", "station", "at", "id"),
    Index("ix_as_run_locality_at", "locality", "at"),
)
