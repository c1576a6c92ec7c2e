"""The tables of emergency alerts: what is ordered, who stands for it, and how far each station is. Never a query."""

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, LargeBinary, Table, Text

from broadcaster.store.columns import Document, Length, Moment, Ordered
from broadcaster.store.tables.schema import metadata

alerts = Table(
    "alerts",
    metadata,
    Column("id", Ordered, primary_key=True),
    Column("status", Text, nullable=False),
    Column("hazard", Text, nullable=False),
    Column("level", Integer, nullable=False),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("origin", Ordered, ForeignKey("localities.code"), nullable=False, index=True),
    Column("author", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("localities", Document, nullable=False),
    Column("stations", Document, nullable=False),
    Column("siren", Text, nullable=False),
    Column("repeat", Document, nullable=False),
    Column("volume", Integer, nullable=False),
    Column("lasts", Length, nullable=False),
    Column("civil_level", Integer),
    Column("updates", Ordered),
    Column("state", Text, nullable=False, index=True),
    Column("version", Integer, nullable=False),
    Column("confirmed_by", Text),
    Column("confirmed_at", Moment),
    Column("released_by", Text),
    Column("released_at", Moment),
    Column("override", Text, nullable=False),
    Column("ended_by", Text),
    Column("ended_at", Moment),
    Column("reason", Text, nullable=False),
    Column("clip", Text),
    Column("cap", Document),
    # the shapes by which its targets were chosen on a map
    Column("drawn", Document, nullable=False),
    # what is said after the words, in other languages
    Column("translations", Document, nullable=False),
    # which of these the signer had to leave out
    Column("unsaid", Document, nullable=False),
    # the entries of lexicons its words were confirmed with
    Column("readings", Document),
    # the named lists by which its targets were chosen, as these were then
    Column("lists", Document),
    # released_at + lasts: when the signer takes it out of the sets
    Column("expires_at", Moment, index=True),
    Index("ix_alerts_created_at_id", "created_at", "id"),
)

# What alarms say in other languages. A row is never changed but for its end: what once sounded can be heard again.
translations = Table(
    "translations",
    metadata,
    Column("id", Ordered, primary_key=True),
    Column("locality", Ordered, ForeignKey("localities.code"), nullable=False, index=True),
    Column("hazard", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("clip", Ordered, nullable=False),
    Column("text", Text, nullable=False),
    Column("duration", Length, nullable=False),
    Column("voice", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("ended_by", Text),
    Column("ended_at", Moment),
)

# Which alarm sets an alert stands in: locality codes and station:<id>.
alert_scopes = Table(
    "alert_scopes",
    metadata,
    Column("alert_id", Ordered, ForeignKey("alerts.id"), primary_key=True),
    Column("scope_key", Ordered, primary_key=True),
    Index("ix_alert_scopes_scope_key", "scope_key"),
)

alert_approvals = Table(
    "alert_approvals",
    metadata,
    Column("alert_id", Ordered, ForeignKey("alerts.id"), primary_key=True),
    Column("step", Text, primary_key=True),
    Column("at", Moment, primary_key=True),
    Column("person", Ordered, nullable=False),
    Column("digest", Text, nullable=False),
)

alert_progress = Table(
    "alert_progress",
    metadata,
    Column("alert_id", Ordered, primary_key=True),
    Column("station", Ordered, primary_key=True),
    Column("received_at", Moment),
    Column("verified_at", Moment),
    Column("sounding_at", Moment),
    Column("finished_at", Moment),
    Column("refused_at", Moment),
    Column("seq", BigInteger, nullable=False),
    Column("code", Text, nullable=False),
    Column("facts", Document, nullable=False),
)

# "Silence everything now": signed and sent by the signer, which holds the only key for it.
silences = Table(
    "silences",
    metadata,
    Column("id", Ordered, primary_key=True),
    Column("scope", Ordered, nullable=False),
    Column("until", Moment, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("sent_at", Moment, index=True),
)

# What the world outside is told, byte for byte as it was signed. One of the order, one of its cancelling.
alert_documents = Table(
    "alert_documents",
    metadata,
    Column("identifier", Ordered, primary_key=True),
    Column("alert_id", Ordered, ForeignKey("alerts.id"), nullable=False),
    Column("ends", Boolean, nullable=False),
    Column("msg_type", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("sender", Text, nullable=False),
    Column("sent", Moment, nullable=False, index=True),
    Column("title", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Index("ix_alert_documents_alert_id_ends", "alert_id", "ends", unique=True),
)

# Named lists that alerts are aimed with. ``taken`` is what no other list of the place may be called; none once removed.
target_lists = Table(
    "target_lists",
    metadata,
    Column("id", Ordered, primary_key=True),
    Column("place", Ordered, ForeignKey("localities.code"), nullable=False),
    Column("name", Text, nullable=False),
    Column("taken", Text),
    Column("localities", Document, nullable=False),
    Column("stations", Document, nullable=False),
    Column("version", Integer, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("removed_at", Moment),
    Index("ix_target_lists_place_taken", "place", "taken", unique=True),
)

# Every version of a list there ever was: what an alert was aimed with can be read again, and a change undone.
target_list_versions = Table(
    "target_list_versions",
    metadata,
    Column("list_id", Ordered, ForeignKey("target_lists.id"), primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False),
    Column("localities", Document, nullable=False),
    Column("stations", Document, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("removed_at", Moment),
)
