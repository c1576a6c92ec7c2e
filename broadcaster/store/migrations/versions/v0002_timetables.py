"""Timetables: how an entry goes before others, its earlier versions, inboxes and decisions. Frozen."""

from typing import Any

from alembic import op
from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Integer, Text

revision = "0002"
down_revision = "0001"

ORDERED = Text().with_variant(Text(collation="C"), "postgresql")

# What stands already gets the default. Only with a plain text for it does SQLite add the column to the table; else
# the table is copied and dropped, and its foreign keys forbid that.
ENTRY_COLUMNS: tuple[Column[Any], ...] = (
    Column("late", Text, nullable=False, server_default="seek"),
    Column("base", Boolean, nullable=False, server_default="0"),
    Column("ahead_of", Text, nullable=False, server_default="[]"),
    Column("origin", ORDERED, nullable=False, server_default=""),
    Column("origin_at", BigInteger),
    Column("programme", Text),
    Column("outside_approved_by", Text, nullable=False, server_default=""),
    Column("outside_approved_at", BigInteger),
)


def upgrade() -> None:
    """Add the columns of an entry and the tables beside it."""
    with op.batch_alter_table("entries") as entries:
        for column in ENTRY_COLUMNS:
            entries.add_column(column)
    op.create_index("ix_entries_origin", "entries", ["origin"])
    op.create_table(
        "entry_versions",
        Column("entry_id", ORDERED, ForeignKey("entries.id"), primary_key=True),
        Column("version", Integer, primary_key=True, autoincrement=False),
        Column("at", BigInteger, nullable=False),
        Column("by", Text, nullable=False),
        Column("data", Text, nullable=False),
    )
    _make_inbox()
    op.create_table(
        "decisions",
        Column("locality", ORDERED, ForeignKey("localities.code"), primary_key=True),
        Column("airing_id", ORDERED, primary_key=True),
        Column("other_id", ORDERED, primary_key=True),
        Column("first", ORDERED, nullable=False),
        Column("decided_at", BigInteger, nullable=False),
        Column("by", Text, nullable=False),
    )


def _make_inbox() -> None:
    op.create_table(
        "inbox",
        Column("locality", ORDERED, ForeignKey("localities.code"), primary_key=True),
        Column("entry_id", ORDERED, ForeignKey("entries.id"), primary_key=True),
        Column("bulletin_id", ORDERED, primary_key=True),
        Column("state", Text, nullable=False),
        Column("arrived_at", BigInteger, nullable=False),
        Column("decided_at", BigInteger),
        Column("by", Text, nullable=False),
        Column("reason", Text, nullable=False),
        Column("placed_entry", ORDERED, ForeignKey("entries.id")),
    )
    op.create_index("ix_inbox_entry_id", "inbox", ["entry_id"])
