"""Every table of the store. Never a query; the migrations say the same once more, frozen."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
)

from broadcaster.store.columns import Counted, Document, Length, Moment, Ordered

metadata = MetaData()

# ---- places

localities = Table(
    "localities",
    metadata,
    Column("code", Ordered, primary_key=True),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("parent", Ordered, ForeignKey("localities.code"), index=True),
    # /79/bd/x/ : all below a scope is one range of this index
    Column("path", Ordered, nullable=False, unique=True, index=True),
    Column("rules", Document),
    Column("timezone", Text, nullable=False),
    Column("merged_into", Ordered, ForeignKey("localities.code")),
    Column("retired_at", Moment),
)

locality_events = Table(
    "locality_events",
    metadata,
    Column("id", Counted, primary_key=True),
    Column("code", Ordered, ForeignKey("localities.code"), nullable=False, index=True),
    Column("at", Moment, nullable=False),
    Column("by", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("detail", Document, nullable=False),
)

# A random mark per cached thing, new with every change; a counter could be used twice after a rollback.
marks = Table(
    "marks",
    metadata,
    Column("name", Text, primary_key=True),
    Column("mark", Text, nullable=False),
)

stations = Table(
    "stations",
    metadata,
    Column("id", Ordered, primary_key=True),
    Column("name", Text, nullable=False),
    Column("folded", Ordered, nullable=False),
    Column("locality", Ordered, ForeignKey("localities.code"), nullable=False, index=True),
    Column("volume", Integer, nullable=False),
    Column("groups", Document, nullable=False),
    Column("latitude", Float),
    Column("longitude", Float),
    Column("enrolled_at", Moment),
    Column("revoked_at", Moment),
    Column("serial", Text, nullable=False),
    Column("fingerprint", Text, nullable=False),
    Index("ix_stations_folded_id", "folded", "id"),
)

station_states = Table(
    "station_states",
    metadata,
    Column("station_id", Ordered, ForeignKey("stations.id"), primary_key=True),
    Column("state", Text),
    Column("state_at", Moment),
    Column("faults", Integer, nullable=False),
    Column("online", Boolean, nullable=False),
    Column("online_at", Moment),
    Column("boot", Text, nullable=False),
    # two machines with one identity come in turns: a boot that was followed by another must not return
    Column("earlier_boot", Text, nullable=False),
    Column("cloned_at", Moment),
)

claims = Table(
    "claims",
    metadata,
    Column("secret_hash", Text, primary_key=True),
    Column("station_id", Ordered, ForeignKey("stations.id"), nullable=False, index=True),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("used_at", Moment),
    Column("tries", Integer, nullable=False),
)

tokens = Table(
    "tokens",
    metadata,
    Column("token_hash", Text, primary_key=True),
    Column("station_id", Ordered, ForeignKey("stations.id"), nullable=False, index=True),
    Column("created_at", Moment, nullable=False),
    Column("revoked_at", Moment),
)

certificates = Table(
    "certificates",
    metadata,
    Column("serial", Text, primary_key=True),
    Column("station_id", Ordered, ForeignKey("stations.id"), nullable=False, index=True),
    Column("issued_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("revoked_at", Moment),
)

commands = Table(
    "commands",
    metadata,
    Column("id", Ordered, primary_key=True),
    Column("station_id", Ordered, ForeignKey("stations.id"), nullable=False),
    Column("name", Text, nullable=False),
    Column("value", Integer),
    Column("until", Moment),
    Column("by", Text, nullable=False),
    Column("issued_at", Moment, nullable=False),
    Column("result", Text),
    Column("code", Text),
    Column("facts", Document),
    Column("answered_at", Moment),
    Index("ix_commands_station_id_issued_at", "station_id", "issued_at", "id"),
)

# ---- people

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

# ---- programme

bulletins = Table(
    "bulletins",
    metadata,
    Column("id", Ordered, primary_key=True),
    Column("locality", Ordered, ForeignKey("localities.code"), nullable=False, index=True),
    Column("title", Text, nullable=False),
    Column("folded", Ordered, nullable=False),
    Column("text", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("field", Integer, nullable=False),
    Column("priority", Integer, nullable=False),
    Column("voice", Text, nullable=False),
    Column("state", Text, nullable=False, index=True),
    Column("version", Integer, nullable=False),
    Column("approver", Text),
    Column("decided_at", Moment),
    Column("reason", Text, nullable=False),
    Column("failure", Text, nullable=False),
    Column("clip", Text),
    Column("valid_until", Moment),
    Index("ix_bulletins_created_at_id", "created_at", "id"),
)

renders = Table(
    "renders",
    metadata,
    Column("recipe", Text, primary_key=True),
    Column("bulletin_id", Ordered, nullable=False, index=True),
    Column("state", Text, nullable=False),
    Column("wanted_at", Moment, nullable=False),
    # a render that failed for a passing reason rests until then
    Column("rests_until", Moment),
    Column("claimed_at", Moment),
    Column("clip", Text, index=True),
    Column("duration", Length),
    Column("lufs", Float),
    Column("peak_dbtp", Float),
    Column("bytes", BigInteger),
    Column("codec", Text, nullable=False),
    Column("voice", Text, nullable=False),
    Column("reading", Text, nullable=False),
    Column("warnings", Document, nullable=False),
    Column("failure", Text, nullable=False),
    Index("ix_renders_state_wanted_at", "state", "wanted_at"),
)

clips = Table(
    "clips",
    metadata,
    Column("sha256", Text, primary_key=True),
    Column("bytes", BigInteger, nullable=False),
    Column("duration", Length, nullable=False),
    Column("lufs", Float, nullable=False),
    Column("codec", Text, nullable=False),
    Column("published_at", Moment),
)

entries = Table(
    "entries",
    metadata,
    Column("id", Ordered, primary_key=True),
    Column("title", Text, nullable=False),
    Column("recurrence", Document, nullable=False),
    Column("author", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("priority", Integer, nullable=False),
    Column("repeat", Integer, nullable=False),
    Column("latest_start_after", Length, nullable=False),
    Column("resume", Text, nullable=False),
    Column("outside_reason", Text, nullable=False),
    Column("approved_at", Moment),
    Column("ended_at", Moment),
    Column("end_reason", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Index("ix_entries_created_at_id", "created_at", "id"),
)

entry_localities = Table(
    "entry_localities",
    metadata,
    Column("entry_id", Ordered, ForeignKey("entries.id"), primary_key=True),
    Column("code", Ordered, ForeignKey("localities.code"), primary_key=True, index=True),
    Column("place", Integer, nullable=False),
)

entry_stations = Table(
    "entry_stations",
    metadata,
    Column("entry_id", Ordered, ForeignKey("entries.id"), primary_key=True),
    Column("station_id", Ordered, ForeignKey("stations.id"), primary_key=True, index=True),
    Column("place", Integer, nullable=False),
)

entry_bulletins = Table(
    "entry_bulletins",
    metadata,
    Column("entry_id", Ordered, ForeignKey("entries.id"), primary_key=True),
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("bulletin_id", Ordered, ForeignKey("bulletins.id"), nullable=False, index=True),
)

# ---- what was sent

publications = Table(
    "publications",
    metadata,
    Column("scope_key", Ordered, primary_key=True),
    # counts changes; `published` is the count the newest edition knows of
    Column("changed", BigInteger, nullable=False),
    Column("published", BigInteger, nullable=False),
    Column("changed_at", Moment, nullable=False),
    Column("published_at", Moment),
    Column("planned_until", Moment),
)

sequences = Table(
    "sequences",
    metadata,
    Column("topic", Ordered, primary_key=True),
    Column("seq", BigInteger, nullable=False),
)

editions = Table(
    "editions",
    metadata,
    Column("topic", Ordered, primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("scope_key", Ordered, nullable=False, index=True),
    Column("issued_at", Moment, nullable=False, index=True),
    Column("since", Moment),
    Column("until", Moment),
    Column("envelope", LargeBinary, nullable=False),
    # the plan inside the envelope, for asking what is planned without opening it
    Column("plan", Text),
)

# Which bulletins an airing was made of; outlives the editions, because as-run rows ask for it years later.
aired = Table(
    "aired",
    metadata,
    Column("airing_id", Text, primary_key=True),
    Column("title", Text, nullable=False),
    Column("bulletin_ids", Document, nullable=False),
)

# ---- what sounded

as_run = Table(
    "as_run",
    metadata,
    Column("id", Counted, primary_key=True),
    Column("station", Ordered, nullable=False),
    # where the station stood then; a merged commune's code stays readable here
    Column("locality", Ordered, nullable=False),
    Column("airing_id", Text, nullable=False),
    Column("alarm_id", Text, nullable=False),
    Column("item", Integer, nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("at", Moment, nullable=False),
    Column("bulletin_id", Ordered, index=True),
    Column("ended_how", Text, nullable=False),
    Column("heard", Text, nullable=False),
    Column("sounded", Length, nullable=False),
    Column("row", Text, nullable=False),
    Column("received_at", Moment, nullable=False),
    Index("ix_as_run_key", "station", "airing_id", "alarm_id", "item", "attempt", unique=True),
    Index("ix_as_run_at_id", "at", "id"),
    Index("ix_as_run_station_at", "station", "at", "id"),
    Index("ix_as_run_locality_at", "locality", "at"),
)
