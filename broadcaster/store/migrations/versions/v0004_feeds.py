"""Feeds of warning authorities and the documents they brought, byte for byte. Frozen."""

from alembic import op
from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, LargeBinary, Text

revision = "0004"
down_revision = "0003"

ORDERED = Text().with_variant(Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Add the tables of feeds."""
    op.create_table(
        "feeds",
        Column("name", ORDERED, primary_key=True),
        Column("url", Text, nullable=False),
        Column("locality", ORDERED, ForeignKey("localities.code"), nullable=False),
        *(Column(name, Text, nullable=False) for name in ("senders", "releases", "roots", "hosts")),
        Column("is_local", Boolean, nullable=False),
        Column("every", BigInteger, nullable=False),
        Column("added_at", BigInteger, nullable=False),
        Column("etag", Text, nullable=False),
        Column("modified", Text, nullable=False),
        *(Column(name, BigInteger) for name in ("polled_at", "last_ok_at", "last_change_at")),
        Column("failure", Text, nullable=False),
    )
    op.create_table(
        "cap_messages",
        Column("feed", ORDERED, ForeignKey("feeds.name"), primary_key=True),
        Column("sha256", ORDERED, primary_key=True),
        *(Column(name, Text, nullable=False) for name in ("link", "updated")),
        *(Column(name, ORDERED, nullable=False) for name in ("identifier", "sender")),
        Column("sent", BigInteger),
        *(Column(name, Text, nullable=False) for name in ("status", "references")),
        Column("data", LargeBinary, nullable=False),
        *(Column(name, Text, nullable=False) for name in ("handling", "reason")),
        Column("received_at", BigInteger, nullable=False),
        Column("is_taken", Boolean, nullable=False),
        Column("alert_id", ORDERED),
    )
    op.create_index("ix_cap_messages_feed_received_at", "cap_messages", ["feed", "received_at"])
    op.create_index("ix_cap_messages_sender_received_at", "cap_messages", ["sender", "received_at"])
    op.create_index("ix_cap_messages_alert_id", "cap_messages", ["alert_id"])
