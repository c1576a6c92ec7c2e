"""The tables of people and of what they did. Never a query."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
)

from broadcaster.store.columns import Document, Moment, Ordered
from broadcaster.store.tables.schema import metadata

people = Table(
    "people",
    metadata,
    Column("id", Ordered, primary_key=True),
    Column("login", Ordered, nullable=False, unique=True, index=True),
    Column("name", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("scope", Ordered, ForeignKey("localities.code"), nullable=False, index=True),
    Column("language", Text, nullable=False),
    Column("phone", Text, nullable=False),
    Column("disabled_at", Moment),
    Column("must_change_password", Boolean, nullable=False),
    Column("may_override", Boolean, nullable=False, server_default="0"),
    Column("password_hash", Text, nullable=False),
)

throttles = Table(
    "throttles",
    metadata,
    Column("key", Text, primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("last_at", Moment, nullable=False),
)

sessions = Table(
    "sessions",
    metadata,
    Column("token_hash", Text, primary_key=True),
    Column("person_id", Ordered, ForeignKey("people.id"), nullable=False, index=True),
    Column("user_agent", Text, nullable=False),
    Column("started_at", Moment, nullable=False, index=True),
    Column("last_seen_at", Moment, nullable=False),
    Column("data", Document, nullable=False),
)

audit = Table(
    "audit",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    Column("by", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("subject", Ordered, nullable=False),
    Column("detail", Text, nullable=False),
    Column("previous_hash", Text, nullable=False),
    Column("hash", Text, nullable=False),
    Index("ix_audit_subject_id", "subject", "id"),
)

# How many rows there are and the hash of the newest: cutting off the end shows as well.
audit_head = Table(
    "audit_head",
    metadata,
    Column("one", Integer, primary_key=True, autoincrement=False),
    Column("count", BigInteger, nullable=False),
    Column("hash", Text, nullable=False),
)
