"""Every table of the store. Never a query; the migrations say the same once more, frozen."""

from broadcaster.store.tables.alerting import (
    alert_approvals,
    alert_documents,
    alert_progress,
    alert_scopes,
    alerts,
    silences,
    translations,
)
from broadcaster.store.tables.feeding import (
    cap_messages,
    feeds,
)
from broadcaster.store.tables.office import (
    audit,
    audit_head,
    people,
    sessions,
    throttles,
)
from broadcaster.store.tables.places import (
    certificates,
    claims,
    commands,
    localities,
    locality_events,
    marks,
    station_states,
    stations,
    tokens,
)
from broadcaster.store.tables.planning import (
    bulletins,
    clips,
    decisions,
    entries,
    entry_bulletins,
    entry_localities,
    entry_stations,
    entry_versions,
    inbox,
    recordings,
    renders,
)
from broadcaster.store.tables.proving import canary_answers, canary_rounds
from broadcaster.store.tables.schema import metadata
from broadcaster.store.tables.sending import (
    aired,
    as_run,
    editions,
    publications,
    sequences,
)
from broadcaster.store.tables.testing import alert_test_runs, alert_tests

__all__ = [
    "aired",
    "alert_approvals",
    "alert_documents",
    "alert_progress",
    "alert_scopes",
    "alert_test_runs",
    "alert_tests",
    "alerts",
    "as_run",
    "audit",
    "audit_head",
    "bulletins",
    "canary_answers",
    "canary_rounds",
    "cap_messages",
    "certificates",
    "claims",
    "clips",
    "commands",
    "decisions",
    "editions",
    "entries",
    "entry_bulletins",
    "entry_localities",
    "entry_stations",
    "entry_versions",
    "feeds",
    "inbox",
    "localities",
    "locality_events",
    "marks",
    "metadata",
    "people",
    "publications",
    "recordings",
    "renders",
    "sequences",
    "sessions",
    "silences",
    "station_states",
    "stations",
    "throttles",
    "tokens",
    "translations",
]
