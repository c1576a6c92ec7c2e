"""What people recorded and brought, and which bulletin sounds as which recording. Frozen."""

from alembic import op
from sqlalchemy import BigInteger, Boolean, Column, Float, Text

revision = "0010"
down_revision = "0009"

ORDERED = Text().with_variant(Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Add one table and two columns of bulletins."""
    op.create_table(
        "recordings",
        Column("sha256", ORDERED, primary_key=True),
        Column("kind", Text, nullable=False),
        Column("bytes", BigInteger, nullable=False),
        Column("duration", BigInteger, nullable=False),
        Column("trimmed", BigInteger, nullable=False),
        Column("lufs", Float, nullable=False),
        Column("peak_dbfs", Float, nullable=False),
        Column("outline", Text, nullable=False),
        Column("warnings", Text, nullable=False),
        Column("brought_at", BigInteger, nullable=False),
    )
    op.create_index("ix_recordings_brought_at", "recordings", ["brought_at"])
    op.add_column("bulletins", Column("recording", ORDERED))
    op.add_column("bulletins", Column("twice", Boolean, nullable=False, server_default="0"))
    op.create_index("ix_bulletins_recording", "bulletins", ["recording"])
