"""Emergency alerts: the alerts, who stands for them, how far stations are; who may release alone. Frozen."""

from typing import Any

from alembic import op
from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Integer, Text

revision = "0003"
down_revision = "0002"

ORDERED = Text().with_variant(Text(collation="C"), "postgresql")

ALERT_COLUMNS: tuple[Column[Any], ...] = (
    Column("id", ORDERED, primary_key=True),
    Column("status", Text, nullable=False),
    Column("hazard", Text, nullable=False),
    Column("level", Integer, nullable=False),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("origin", ORDERED, ForeignKey("localities.code"), nullable=False),
    Column("author", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("localities", Text, nullable=False),
    Column("stations", Text, nullable=False),
    Column("siren", Text, nullable=False),
    Column("repeat", Text, nullable=False),
    Column("volume", Integer, nullable=False),
    Column("lasts", BigInteger, nullable=False),
    Column("civil_level", Integer),
    Column("updates", ORDERED),
    Column("state", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("confirmed_by", Text),
    Column("confirmed_at", BigInteger),
    Column("released_by", Text),
    Column("released_at", BigInteger),
    Column("override", Text, nullable=False),
    Column("ended_by", Text),
    Column("ended_at", BigInteger),
    Column("reason", Text, nullable=False),
    Column("clip", Text),
    Column("cap", Text),
    Column("expires_at", BigInteger),
)


def upgrade() -> None:
    """Add the tables of alerts and one column of people."""
    with op.batch_alter_table("people") as people:
        people.add_column(Column("may_override", Boolean, nullable=False, server_default="0"))
    op.create_table("alerts", *ALERT_COLUMNS)
    for name in ("origin", "state", "expires_at"):
        op.create_index(f"ix_alerts_{name}", "alerts", [name])
    op.create_index("ix_alerts_created_at_id", "alerts", ["created_at", "id"])
    _make_beside()
    op.create_table(
        "silences",
        Column("id", ORDERED, primary_key=True),
        Column("scope", ORDERED, nullable=False),
        Column("until", BigInteger, nullable=False),
        Column("by", Text, nullable=False),
        Column("at", BigInteger, nullable=False),
        Column("sent_at", BigInteger),
    )
    op.create_index("ix_silences_sent_at", "silences", ["sent_at"])


def _make_beside() -> None:
    op.create_table(
        "alert_scopes",
        Column("alert_id", ORDERED, ForeignKey("alerts.id"), primary_key=True),
        Column("scope_key", ORDERED, primary_key=True),
    )
    op.create_index("ix_alert_scopes_scope_key", "alert_scopes", ["scope_key"])
    op.create_table(
        "alert_approvals",
        Column("alert_id", ORDERED, ForeignKey("alerts.id"), primary_key=True),
        Column("step", Text, primary_key=True),
        Column("at", BigInteger, primary_key=True, autoincrement=False),
        Column("person", ORDERED, nullable=False),
        Column("digest", Text, nullable=False),
    )
    op.create_table(
        "alert_progress",
        Column("alert_id", ORDERED, primary_key=True),
        Column("station", ORDERED, primary_key=True),
        *(Column(f"{name}_at", BigInteger) for name in ("received", "verified", "sounding", "finished", "refused")),
        Column("seq", BigInteger, nullable=False),
        Column("code", Text, nullable=False),
        Column("facts", Text, nullable=False),
    )
