"""The rounds of the silent alarm that proves the path, and each station's last answer. Frozen."""

from alembic import op
from sqlalchemy import BigInteger, Boolean, Column, Integer, Text

revision = "0006"
down_revision = "0005"

ORDERED = Text().with_variant(Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Add the two tables."""
    op.create_table(
        "canary_rounds",
        Column("slot", BigInteger, primary_key=True, autoincrement=False),
        Column("signed_at", BigInteger, nullable=False),
        Column("seq", BigInteger, nullable=False),
        Column("sent", Boolean, nullable=False),
        Column("held", Boolean, nullable=False),
        Column("asked", Integer, nullable=False),
        Column("answered", Integer, nullable=False),
        Column("median", BigInteger),
        Column("p99", BigInteger),
        Column("closed_at", BigInteger),
    )
    op.create_table(
        "canary_answers",
        Column("station", ORDERED, primary_key=True),
        Column("round_at", BigInteger, nullable=False),
        Column("took", BigInteger, nullable=False),
    )
