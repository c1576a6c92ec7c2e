"""The tables of places: localities, stations and what a station holds. Never a query."""

from sqlalchemy import Boolean, Column, Float, ForeignKey, Index, Integer, Table, Text

from broadcaster.store.columns import Counted, Document, Moment, Ordered
from broadcaster.store.tables.schema import metadata

localities = Table(
    "localities",
    metadata,
    Column("code", Ordered, primary_key=True),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("parent", Ordered, ForeignKey("localities.code"), index=True),
    # /79/bd/x/ : all below a scope is one range of this index
    Column("path", Ordered, nullable=False, unique=True, index=True),
    Column("rules", Document),
    Column("timezone", Text, nullable=False),
    Column("merged_into", Ordered, ForeignKey("localities.code")),
    Column("retired_at", Moment),
    # spoken there besides Vietnamese
    Column("languages", Document, nullable=False),
    # its own order of voices; empty: as above it
    Column("voices", Document, nullable=False),
)

locality_events = Table(
    "locality_events",
    metadata,
    Column("id", Counted, primary_key=True),
    Column("code", Ordered, ForeignKey("localities.code"), nullable=False, index=True),
    Column("at", Moment, nullable=False),
    Column("by", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("detail", Document, nullable=False),
)

# A random mark per cached thing, new with every change; a counter could be used twice after a rollback.
marks = Table(
    "marks",
    metadata,
    Column("name", Text, primary_key=True),
    Column("mark", Text, nullable=False),
)

# What is said for a written form at a locality and below it.
lexicon_entries = Table(
    "lexicon_entries",
    metadata,
    Column("locality", Ordered, ForeignKey("localities.code"), primary_key=True),
    Column("written", Ordered, primary_key=True),
    Column("spoken", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", Moment, nullable=False),
)

# Each change of a lexicon, of one form or of many, so that it can be undone.
lexicon_changes = Table(
    "lexicon_changes",
    metadata,
    Column("id", Ordered, primary_key=True),
    Column("locality", Ordered, ForeignKey("localities.code"), nullable=False, index=True),
    Column("before", Document, nullable=False),
    Column("after", Document, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", Moment, nullable=False),
)

stations = Table(
    "stations",
    metadata,
    Column("id", Ordered, primary_key=True),
    Column("name", Text, nullable=False),
    Column("folded", Ordered, nullable=False),
    Column("locality", Ordered, ForeignKey("localities.code"), nullable=False, index=True),
    Column("volume", Integer, nullable=False),
    Column("groups", Document, nullable=False),
    Column("latitude", Float),
    Column("longitude", Float),
    Column("enrolled_at", Moment),
    Column("revoked_at", Moment),
    Column("serial", Text, nullable=False),
    Column("fingerprint", Text, nullable=False),
    Index("ix_stations_folded_id", "folded", "id"),
)

station_states = Table(
    "station_states",
    metadata,
    Column("station_id", Ordered, ForeignKey("stations.id"), primary_key=True),
    Column("state", Text),
    Column("state_at", Moment),
    Column("faults", Integer, nullable=False),
    Column("online", Boolean, nullable=False),
    Column("online_at", Moment),
    Column("boot", Text, nullable=False),
    # two machines with one identity come in turns: a boot that was followed by another must not return
    Column("earlier_boot", Text, nullable=False),
    Column("cloned_at", Moment),
)

claims = Table(
    "claims",
    metadata,
    Column("secret_hash", Text, primary_key=True),
    Column("station_id", Ordered, ForeignKey("stations.id"), nullable=False, index=True),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("used_at", Moment),
    Column("tries", Integer, nullable=False),
)

tokens = Table(
    "tokens",
    metadata,
    Column("token_hash", Text, primary_key=True),
    Column("station_id", Ordered, ForeignKey("stations.id"), nullable=False, index=True),
    Column("created_at", Moment, nullable=False),
    Column("revoked_at", Moment),
)

certificates = Table(
    "certificates",
    metadata,
    Column("serial", Text, primary_key=True),
    Column("station_id", Ordered, ForeignKey("stations.id"), nullable=False, index=True),
    Column("issued_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("revoked_at", Moment),
)

commands = Table(
    "commands",
    metadata,
    Column("id", Ordered, primary_key=True),
    Column("station_id", Ordered, ForeignKey("stations.id"), nullable=False),
    Column("name", Text, nullable=False),
    Column("value", Integer),
    Column("until", Moment),
    Column("by", Text, nullable=False),
    Column("issued_at", Moment, nullable=False),
    Column("result", Text),
    Column("code", Text),
    Column("facts", Document),
    Column("answered_at", Moment),
    Index("ix_commands_station_id_issued_at", "station_id", "issued_at", "id"),
)
