"""The tables of warning authorities' feeds: who is asked, and every document, byte for byte. Never a query."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, LargeBinary, Table, Text

from broadcaster.store.columns import Document, Length, Moment, Ordered
from broadcaster.store.tables.schema import metadata

feeds = Table(
    "feeds",
    metadata,
    Column("name", Ordered, primary_key=True),
    Column("url", Text, nullable=False),
    Column("locality", Ordered, ForeignKey("localities.code"), nullable=False),
    Column("senders", Document, nullable=False),
    Column("releases", Document, nullable=False),
    Column("roots", Document, nullable=False),
    Column("hosts", Document, nullable=False),
    Column("is_local", Boolean, nullable=False),
    Column("every", Length, nullable=False),
    Column("added_at", Moment, nullable=False),
    Column("etag", Text, nullable=False),
    Column("modified", Text, nullable=False),
    Column("polled_at", Moment),
    Column("last_ok_at", Moment),
    Column("last_change_at", Moment),
    Column("failure", Text, nullable=False),
    # off the list, asked no more; its documents stay readable
    Column("removed_at", Moment),
)

cap_messages = Table(
    "cap_messages",
    metadata,
    Column("feed", Ordered, ForeignKey("feeds.name"), primary_key=True),
    Column("sha256", Ordered, primary_key=True),
    Column("link", Text, nullable=False),
    Column("updated", Text, nullable=False),
    Column("identifier", Ordered, nullable=False),
    Column("sender", Ordered, nullable=False),
    Column("sent", Moment),
    Column("status", Text, nullable=False),
    Column("references", Document, nullable=False),
    Column("data", LargeBinary, nullable=False),
    Column("handling", Text, nullable=False),
    # a wording code and its facts, as on other rows
    Column("reason", Text, nullable=False),
    Column("received_at", Moment, nullable=False),
    # of a trusted sender, so that it counts for what comes later: seen, or stopping what it names
    Column("is_taken", Boolean, nullable=False),
    Column("alert_id", Ordered),
    Index("ix_cap_messages_feed_received_at", "feed", "received_at"),
    Index("ix_cap_messages_sender_received_at", "sender", "received_at"),
    Index("ix_cap_messages_alert_id", "alert_id"),
)
