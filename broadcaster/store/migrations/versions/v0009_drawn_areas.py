"""The shapes by which the targets of an alert were chosen on a map; when a feed was taken off the list. Frozen."""

from alembic import op
from sqlalchemy import BigInteger, Column, Text

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Add a column to the alerts and one to the feeds."""
    op.add_column("feeds", Column("removed_at", BigInteger))
    op.add_column("alerts", Column("drawn", Text, nullable=False, server_default="[]"))
