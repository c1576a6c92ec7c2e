"""The first tables. Frozen: what changes later is another step."""

from collections.abc import Mapping
from typing import Any

from alembic import op
from sqlalchemy import BigInteger, Boolean, Column, Float, ForeignKey, Integer, LargeBinary, Text

revision = "0001"
down_revision = None

Tables = Mapping[str, tuple[Column[Any], ...]]

ORDERED = Text().with_variant(Text(collation="C"), "postgresql")
COUNTED = BigInteger().with_variant(Integer(), "sqlite")


def key(name: str, kind: Any, to: str | None = None) -> Column[Any]:
    """Return a column of the primary key; only a counted one counts by itself."""
    return Column(name, kind, *_references(to), primary_key=True, autoincrement=kind is COUNTED)


def must(name: str, kind: Any, to: str | None = None) -> Column[Any]:
    """Return a column that always has a value."""
    return Column(name, kind, *_references(to), nullable=False)


def maybe(name: str, kind: Any, to: str | None = None) -> Column[Any]:
    """Return a column that may be NULL."""
    return Column(name, kind, *_references(to), nullable=True)


def _references(to: str | None) -> list[ForeignKey]:
    return [] if to is None else [ForeignKey(to)]


PLACES: Tables = {
    "localities": (
        key("code", ORDERED),
        must("name", Text),
        must("kind", Text),
        maybe("parent", ORDERED, to="localities.code"),
        must("path", ORDERED),
        maybe("rules", Text),
        must("timezone", Text),
        maybe("merged_into", ORDERED, to="localities.code"),
        maybe("retired_at", BigInteger),
    ),
    "locality_events": (
        key("id", COUNTED),
        must("code", ORDERED, to="localities.code"),
        must("at", BigInteger),
        must("by", Text),
        must("what", Text),
        must("detail", Text),
    ),
    "marks": (
        key("name", Text),
        must("mark", Text),
    ),
    "stations": (
        key("id", ORDERED),
        must("name", Text),
        must("folded", ORDERED),
        must("locality", ORDERED, to="localities.code"),
        must("volume", Integer),
        must("groups", Text),
        maybe("latitude", Float),
        maybe("longitude", Float),
        maybe("enrolled_at", BigInteger),
        maybe("revoked_at", BigInteger),
        must("serial", Text),
        must("fingerprint", Text),
    ),
    "station_states": (
        key("station_id", ORDERED, to="stations.id"),
        maybe("state", Text),
        maybe("state_at", BigInteger),
        must("faults", Integer),
        must("online", Boolean),
        maybe("online_at", BigInteger),
        must("boot", Text),
        must("earlier_boot", Text),
        maybe("cloned_at", BigInteger),
    ),
}

CREDENTIALS: Tables = {
    "claims": (
        key("secret_hash", Text),
        must("station_id", ORDERED, to="stations.id"),
        must("created_at", BigInteger),
        must("expires_at", BigInteger),
        maybe("used_at", BigInteger),
        must("tries", Integer),
    ),
    "tokens": (
        key("token_hash", Text),
        must("station_id", ORDERED, to="stations.id"),
        must("created_at", BigInteger),
        maybe("revoked_at", BigInteger),
    ),
    "certificates": (
        key("serial", Text),
        must("station_id", ORDERED, to="stations.id"),
        must("issued_at", BigInteger),
        must("expires_at", BigInteger),
        maybe("revoked_at", BigInteger),
    ),
    "commands": (
        key("id", ORDERED),
        must("station_id", ORDERED, to="stations.id"),
        must("name", Text),
        maybe("value", Integer),
        maybe("until", BigInteger),
        must("by", Text),
        must("issued_at", BigInteger),
        maybe("result", Text),
        maybe("code", Text),
        maybe("facts", Text),
        maybe("answered_at", BigInteger),
    ),
}

PEOPLE: Tables = {
    "people": (
        key("id", ORDERED),
        must("login", ORDERED),
        must("name", Text),
        must("role", Text),
        must("scope", ORDERED, to="localities.code"),
        must("language", Text),
        must("phone", Text),
        maybe("disabled_at", BigInteger),
        must("must_change_password", Boolean),
        must("password_hash", Text),
    ),
    "throttles": (
        key("key", Text),
        must("failures", Integer),
        must("last_at", BigInteger),
    ),
    "sessions": (
        key("token_hash", Text),
        must("person_id", ORDERED, to="people.id"),
        must("user_agent", Text),
        must("started_at", BigInteger),
        must("last_seen_at", BigInteger),
        must("data", Text),
    ),
}

PROGRAMME: Tables = {
    "bulletins": (
        key("id", ORDERED),
        must("locality", ORDERED, to="localities.code"),
        must("title", Text),
        must("folded", ORDERED),
        must("text", Text),
        must("author", Text),
        must("created_at", BigInteger),
        must("field", Integer),
        must("priority", Integer),
        must("voice", Text),
        must("state", Text),
        must("version", Integer),
        maybe("approver", Text),
        maybe("decided_at", BigInteger),
        must("reason", Text),
        must("failure", Text),
        maybe("clip", Text),
        maybe("valid_until", BigInteger),
    ),
    "renders": (
        key("recipe", Text),
        must("bulletin_id", ORDERED),
        must("state", Text),
        must("wanted_at", BigInteger),
        maybe("rests_until", BigInteger),
        maybe("claimed_at", BigInteger),
        maybe("clip", Text),
        maybe("duration", BigInteger),
        maybe("lufs", Float),
        maybe("peak_dbtp", Float),
        maybe("bytes", BigInteger),
        must("codec", Text),
        must("voice", Text),
        must("reading", Text),
        must("warnings", Text),
        must("failure", Text),
    ),
    "clips": (
        key("sha256", Text),
        must("bytes", BigInteger),
        must("duration", BigInteger),
        must("lufs", Float),
        must("codec", Text),
        maybe("published_at", BigInteger),
    ),
}

PLANS: Tables = {
    "entries": (
        key("id", ORDERED),
        must("title", Text),
        must("recurrence", Text),
        must("author", Text),
        must("created_at", BigInteger),
        must("priority", Integer),
        must("repeat", Integer),
        must("latest_start_after", BigInteger),
        must("resume", Text),
        must("outside_reason", Text),
        maybe("approved_at", BigInteger),
        maybe("ended_at", BigInteger),
        must("end_reason", Text),
        must("version", Integer),
    ),
    "entry_localities": (
        key("entry_id", ORDERED, to="entries.id"),
        key("code", ORDERED, to="localities.code"),
        must("place", Integer),
    ),
    "entry_stations": (
        key("entry_id", ORDERED, to="entries.id"),
        key("station_id", ORDERED, to="stations.id"),
        must("place", Integer),
    ),
    "entry_bulletins": (
        key("entry_id", ORDERED, to="entries.id"),
        key("place", Integer),
        must("bulletin_id", ORDERED, to="bulletins.id"),
    ),
}

SENT: Tables = {
    "publications": (
        key("scope_key", ORDERED),
        must("changed", BigInteger),
        must("published", BigInteger),
        must("changed_at", BigInteger),
        maybe("published_at", BigInteger),
        maybe("planned_until", BigInteger),
    ),
    "sequences": (
        key("topic", ORDERED),
        must("seq", BigInteger),
    ),
    "editions": (
        key("topic", ORDERED),
        key("seq", BigInteger),
        must("scope_key", ORDERED),
        must("issued_at", BigInteger),
        maybe("since", BigInteger),
        maybe("until", BigInteger),
        must("envelope", LargeBinary),
        maybe("plan", Text),
    ),
    "aired": (
        key("airing_id", Text),
        must("title", Text),
        must("bulletin_ids", Text),
    ),
}

SOUNDED: Tables = {
    "as_run": (
        key("id", COUNTED),
        must("station", ORDERED),
        must("locality", ORDERED),
        must("airing_id", Text),
        must("alarm_id", Text),
        must("item", Integer),
        must("attempt", Integer),
        must("at", BigInteger),
        maybe("bulletin_id", ORDERED),
        must("ended_how", Text),
        must("heard", Text),
        must("sounded", BigInteger),
        must("row", Text),
        must("received_at", BigInteger),
    ),
}

LOG: Tables = {
    "audit": (
        key("id", BigInteger),
        must("at", BigInteger),
        must("by", Text),
        must("action", Text),
        must("subject", ORDERED),
        must("detail", Text),
        must("previous_hash", Text),
        must("hash", Text),
    ),
    "audit_head": (
        key("one", Integer),
        must("count", BigInteger),
        must("hash", Text),
    ),
}

Indexes = tuple[tuple[str, str, tuple[str, ...]], ...]

UNIQUE: Indexes = (
    ("ix_localities_path", "localities", ("path",)),
    ("ix_people_login", "people", ("login",)),
    ("ix_as_run_key", "as_run", ("station", "airing_id", "alarm_id", "item", "attempt")),
)

INDEXES: Indexes = (
    ("ix_localities_parent", "localities", ("parent",)),
    ("ix_locality_events_code", "locality_events", ("code",)),
    ("ix_stations_folded_id", "stations", ("folded", "id")),
    ("ix_stations_locality", "stations", ("locality",)),
    ("ix_claims_station_id", "claims", ("station_id",)),
    ("ix_tokens_station_id", "tokens", ("station_id",)),
    ("ix_certificates_station_id", "certificates", ("station_id",)),
    ("ix_commands_station_id_issued_at", "commands", ("station_id", "issued_at", "id")),
    ("ix_people_scope", "people", ("scope",)),
    ("ix_sessions_person_id", "sessions", ("person_id",)),
    ("ix_sessions_started_at", "sessions", ("started_at",)),
    ("ix_audit_subject_id", "audit", ("subject", "id")),
    ("ix_bulletins_created_at_id", "bulletins", ("created_at", "id")),
    ("ix_bulletins_locality", "bulletins", ("locality",)),
    ("ix_bulletins_state", "bulletins", ("state",)),
    ("ix_renders_bulletin_id", "renders", ("bulletin_id",)),
    ("ix_renders_clip", "renders", ("clip",)),
    ("ix_renders_state_wanted_at", "renders", ("state", "wanted_at")),
    ("ix_entries_created_at_id", "entries", ("created_at", "id")),
    ("ix_entry_localities_code", "entry_localities", ("code",)),
    ("ix_entry_stations_station_id", "entry_stations", ("station_id",)),
    ("ix_entry_bulletins_bulletin_id", "entry_bulletins", ("bulletin_id",)),
    ("ix_editions_issued_at", "editions", ("issued_at",)),
    ("ix_editions_scope_key", "editions", ("scope_key",)),
    ("ix_as_run_at_id", "as_run", ("at", "id")),
    ("ix_as_run_bulletin_id", "as_run", ("bulletin_id",)),
    ("ix_as_run_locality_at", "as_run", ("locality", "at")),
    ("ix_as_run_station_at", "as_run", ("station", "at", "id")),
)

# Nobody, not even the server, changes or takes out a row of the log; the head only ever grows by what was added.
SQLITE_GUARDS = (
    "CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END",
    "CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END",
    "CREATE TRIGGER audit_head_no_delete BEFORE DELETE ON audit_head"
    " BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END",
    "CREATE TRIGGER audit_head_grows BEFORE UPDATE ON audit_head WHEN NEW.count <= OLD.count"
    " BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END",
)
POSTGRESQL_GUARDS = (
    "CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS"
    " $$ BEGIN RAISE EXCEPTION 'audit is append-only'; END $$",
    "CREATE TRIGGER audit_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON audit EXECUTE FUNCTION audit_refuse()",
    "CREATE TRIGGER audit_head_no_delete BEFORE DELETE OR TRUNCATE ON audit_head EXECUTE FUNCTION audit_refuse()",
    "CREATE TRIGGER audit_head_grows BEFORE UPDATE ON audit_head FOR EACH ROW"
    " WHEN (NEW.count <= OLD.count) EXECUTE FUNCTION audit_refuse()",
)


def upgrade() -> None:
    """Make every table, its indexes, the empty audit head and the guards of the log."""
    tables: Tables = {**PLACES, **CREDENTIALS, **PEOPLE, **PROGRAMME, **PLANS, **SENT, **SOUNDED, **LOG}
    for name, columns in tables.items():
        op.create_table(name, *columns)
    for name, table, indexed in UNIQUE:
        op.create_index(name, table, indexed, unique=True)
    for name, table, indexed in INDEXES:
        op.create_index(name, table, indexed)
    op.execute("INSERT INTO audit_head (one, count, hash) VALUES (1, 0, '')")
    for guard in POSTGRESQL_GUARDS if op.get_context().dialect.name == "postgresql" else SQLITE_GUARDS:
        op.execute(guard)
