"""The CAP documents of our alerts, as they were signed. Frozen."""

from alembic import op
from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, LargeBinary, Text

revision = "0005"
down_revision = "0004"

ORDERED = Text().with_variant(Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Add the table of documents."""
    op.create_table(
        "alert_documents",
        Column("identifier", ORDERED, primary_key=True),
        Column("alert_id", ORDERED, ForeignKey("alerts.id"), nullable=False),
        Column("ends", Boolean, nullable=False),
        Column("msg_type", Text, nullable=False),
        Column("status", Text, nullable=False),
        Column("sender", Text, nullable=False),
        Column("sent", BigInteger, nullable=False),
        Column("title", Text, nullable=False),
        Column("sha256", Text, nullable=False),
        Column("body", LargeBinary, nullable=False),
    )
    op.create_index("ix_alert_documents_sent", "alert_documents", ["sent"])
    op.create_index("ix_alert_documents_alert_id_ends", "alert_documents", ["alert_id", "ends"], unique=True)
