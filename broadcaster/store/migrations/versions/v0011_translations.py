"""The languages spoken in localities, what is kept in them, and what an alert says in them. Frozen."""

from alembic import op
from sqlalchemy import BigInteger, Column, ForeignKey, Text

revision = "0011"
down_revision = "0010"

ORDERED = Text().with_variant(Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Add one table, a column to localities and two to alerts."""
    op.add_column("localities", Column("languages", Text, nullable=False, server_default="[]"))
    op.add_column("alerts", Column("translations", Text, nullable=False, server_default="[]"))
    op.add_column("alerts", Column("unsaid", Text, nullable=False, server_default="[]"))
    op.create_table(
        "translations",
        Column("id", ORDERED, primary_key=True),
        Column("locality", ORDERED, ForeignKey("localities.code"), nullable=False),
        Column("hazard", Text, nullable=False),
        Column("language", Text, nullable=False),
        Column("clip", ORDERED, nullable=False),
        Column("text", Text, nullable=False),
        Column("duration", BigInteger, nullable=False),
        Column("voice", Text, nullable=False),
        Column("by", Text, nullable=False),
        Column("at", BigInteger, nullable=False),
        Column("ended_by", Text),
        Column("ended_at", BigInteger),
    )
    op.create_index("ix_translations_locality", "translations", ["locality"])
