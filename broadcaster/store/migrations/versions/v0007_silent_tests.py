"""The weekly silent test: its terms, and what became of each one. Frozen."""

from alembic import op
from sqlalchemy import BigInteger, Boolean, Column, Integer, Text

revision = "0007"
down_revision = "0006"

ORDERED = Text().with_variant(Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Add the two tables."""
    op.create_table(
        "alert_tests",
        Column("kind", ORDERED, primary_key=True),
        Column("is_on", Boolean, nullable=False),
        Column("weekday", Integer, nullable=False),
        Column("minute", Integer, nullable=False),
        Column("set_by", Text),
        Column("set_at", BigInteger, nullable=False),
    )
    op.create_table(
        "alert_test_runs",
        Column("kind", ORDERED, primary_key=True),
        Column("day", ORDERED, primary_key=True),
        Column("outcome", Text, nullable=False),
        Column("noted_at", BigInteger, nullable=False),
        Column("alert_id", Text),
    )
