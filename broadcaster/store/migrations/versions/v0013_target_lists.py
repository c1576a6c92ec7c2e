"""Named lists that alerts are aimed with, each of their versions, and which of them an alert was aimed with. Frozen."""

from alembic import op
from sqlalchemy import BigInteger, Column, ForeignKey, Integer, Text

revision = "0013"
down_revision = "0012"

ORDERED = Text().with_variant(Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Add two tables, and a column of alerts."""
    op.create_table(
        "target_lists",
        Column("id", ORDERED, primary_key=True),
        Column("place", ORDERED, ForeignKey("localities.code"), nullable=False),
        Column("name", Text, nullable=False),
        Column("taken", Text),
        Column("localities", Text, nullable=False),
        Column("stations", Text, nullable=False),
        Column("version", Integer, nullable=False),
        Column("by", Text, nullable=False),
        Column("at", BigInteger, nullable=False),
        Column("removed_at", BigInteger),
    )
    op.create_index("ix_target_lists_place_taken", "target_lists", ["place", "taken"], unique=True)
    op.create_table(
        "target_list_versions",
        Column("list_id", ORDERED, ForeignKey("target_lists.id"), primary_key=True),
        Column("version", Integer, primary_key=True, autoincrement=False),
        Column("name", Text, nullable=False),
        Column("localities", Text, nullable=False),
        Column("stations", Text, nullable=False),
        Column("by", Text, nullable=False),
        Column("at", BigInteger, nullable=False),
        Column("removed_at", BigInteger),
    )
    op.add_column("alerts", Column("lists", Text))
