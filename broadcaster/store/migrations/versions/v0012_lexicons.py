"""The lexicons of localities, and which of their entries a bulletin or an alert is read with. Frozen."""

from alembic import op
from sqlalchemy import BigInteger, Column, ForeignKey, Text

revision = "0012"
down_revision = "0011"

ORDERED = Text().with_variant(Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Add two tables, and a column each of bulletins and alerts."""
    op.create_table(
        "lexicon_entries",
        Column("locality", ORDERED, ForeignKey("localities.code"), primary_key=True),
        Column("written", ORDERED, primary_key=True),
        Column("spoken", Text, nullable=False),
        Column("by", Text, nullable=False),
        Column("at", BigInteger, nullable=False),
    )
    op.create_table(
        "lexicon_changes",
        Column("id", ORDERED, primary_key=True),
        Column("locality", ORDERED, ForeignKey("localities.code"), nullable=False),
        Column("before", Text, nullable=False),
        Column("after", Text, nullable=False),
        Column("by", Text, nullable=False),
        Column("at", BigInteger, nullable=False),
    )
    op.create_index("ix_lexicon_changes_locality", "lexicon_changes", ["locality"])
    op.add_column("bulletins", Column("readings", Text))
    op.add_column("alerts", Column("readings", Text))
