"""The tables of what shall sound: bulletins, clips, schedule entries. Never a query."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
)

from broadcaster.store.columns import Document, Length, Moment, Ordered
from broadcaster.store.tables.schema import metadata

bulletins = Table(
    "bulletins",
    metadata,
    Column("id", Ordered, primary_key=True),
    Column("locality", Ordered, ForeignKey("localities.code"), nullable=False, index=True),
    Column("title", Text, nullable=False),
    Column("folded", Ordered, nullable=False),
    Column("text", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("field", Integer, nullable=False),
    Column("priority", Integer, nullable=False),
    Column("voice", Text, nullable=False),
    Column("state", Text, nullable=False, index=True),
    Column("version", Integer, nullable=False),
    Column("approver", Text),
    Column("decided_at", Moment),
    Column("reason", Text, nullable=False),
    Column("failure", Text, nullable=False),
    Column("clip", Text),
    Column("valid_until", Moment),
    Column("recording", Ordered, index=True),
    Column("twice", Boolean, nullable=False, server_default="0"),
    # the entries of lexicons it was handed in with
    Column("readings", Document),
    # the order of voices it was handed in with
    Column("voices", Document),
    # the same in other languages: language, clip, text
    Column("translations", Document),
    Index("ix_bulletins_created_at_id", "created_at", "id"),
)

# What people recorded and brought; the file itself lies in a folder under its sha256.
recordings = Table(
    "recordings",
    metadata,
    Column("sha256", Ordered, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("bytes", BigInteger, nullable=False),
    Column("duration", Length, nullable=False),
    Column("trimmed", Length, nullable=False),
    Column("lufs", Float, nullable=False),
    Column("peak_dbfs", Float, nullable=False),
    Column("outline", Document, nullable=False),
    Column("warnings", Document, nullable=False),
    Column("brought_at", Moment, nullable=False, index=True),
)

renders = Table(
    "renders",
    metadata,
    Column("recipe", Text, primary_key=True),
    Column("bulletin_id", Ordered, nullable=False, index=True),
    Column("state", Text, nullable=False),
    Column("wanted_at", Moment, nullable=False),
    # a render that failed for a passing reason rests until then
    Column("rests_until", Moment),
    Column("claimed_at", Moment),
    Column("clip", Text, index=True),
    Column("duration", Length),
    Column("lufs", Float),
    Column("peak_dbtp", Float),
    Column("bytes", BigInteger),
    Column("codec", Text, nullable=False),
    Column("voice", Text, nullable=False),
    Column("reading", Text, nullable=False),
    Column("warnings", Document, nullable=False),
    Column("failure", Text, nullable=False),
    # voices that another one stood in for, each with its fault
    Column("passed_over", Document),
    Index("ix_renders_state_wanted_at", "state", "wanted_at"),
)

clips = Table(
    "clips",
    metadata,
    Column("sha256", Text, primary_key=True),
    Column("bytes", BigInteger, nullable=False),
    Column("duration", Length, nullable=False),
    Column("lufs", Float, nullable=False),
    Column("codec", Text, nullable=False),
    Column("published_at", Moment),
)

entries = Table(
    "entries",
    metadata,
    Column("id", Ordered, primary_key=True),
    Column("title", Text, nullable=False),
    Column("recurrence", Document, nullable=False),
    Column("author", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("priority", Integer, nullable=False),
    Column("repeat", Integer, nullable=False),
    Column("latest_start_after", Length, nullable=False),
    Column("resume", Text, nullable=False),
    Column("outside_reason", Text, nullable=False),
    Column("approved_at", Moment),
    Column("ended_at", Moment),
    Column("end_reason", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("late", Text, nullable=False),
    Column("base", Boolean, nullable=False),
    Column("ahead_of", Document, nullable=False),
    Column("origin", Ordered, nullable=False, index=True),
    Column("origin_at", Moment),
    Column("programme", Document),
    Column("outside_approved_by", Text, nullable=False),
    Column("outside_approved_at", Moment),
    Index("ix_entries_created_at_id", "created_at", "id"),
)

# Every version of an entry that was followed by another, for undo.
entry_versions = Table(
    "entry_versions",
    metadata,
    Column("entry_id", Ordered, ForeignKey("entries.id"), primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    Column("by", Text, nullable=False),
    Column("data", Document, nullable=False),
)

entry_localities = Table(
    "entry_localities",
    metadata,
    Column("entry_id", Ordered, ForeignKey("entries.id"), primary_key=True),
    Column("code", Ordered, ForeignKey("localities.code"), primary_key=True, index=True),
    Column("place", Integer, nullable=False),
)

entry_stations = Table(
    "entry_stations",
    metadata,
    Column("entry_id", Ordered, ForeignKey("entries.id"), primary_key=True),
    Column("station_id", Ordered, ForeignKey("stations.id"), primary_key=True, index=True),
    Column("place", Integer, nullable=False),
)

entry_bulletins = Table(
    "entry_bulletins",
    metadata,
    Column("entry_id", Ordered, ForeignKey("entries.id"), primary_key=True),
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("bulletin_id", Ordered, ForeignKey("bulletins.id"), nullable=False, index=True),
)

# What came from above and waits for the commune to place it; `placed_entry` is the entry that then plays it.
inbox = Table(
    "inbox",
    metadata,
    Column("locality", Ordered, ForeignKey("localities.code"), primary_key=True),
    Column("entry_id", Ordered, ForeignKey("entries.id"), primary_key=True, index=True),
    Column("bulletin_id", Ordered, primary_key=True),
    Column("state", Text, nullable=False),
    Column("arrived_at", Moment, nullable=False),
    Column("decided_at", Moment),
    Column("by", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("placed_entry", Ordered, ForeignKey("entries.id")),
)

# Which of two colliding airings goes first in a locality, as its officer decided; `first` is the id of one of them.
decisions = Table(
    "decisions",
    metadata,
    Column("locality", Ordered, ForeignKey("localities.code"), primary_key=True),
    Column("airing_id", Ordered, primary_key=True),
    Column("other_id", Ordered, primary_key=True),
    Column("first", Ordered, nullable=False),
    Column("decided_at", Moment, nullable=False),
    Column("by", Text, nullable=False),
)
