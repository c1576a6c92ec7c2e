"""Every table of the store. Never a query; the migrations say the same once more, frozen."""

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
    renders,
)
from broadcaster.store.tables.schema import metadata
from broadcaster.store.tables.sending import (
    aired,
    as_run,
    editions,
    publications,
    sequences,
)

__all__ = [
    "aired",
    "as_run",
    "audit",
    "audit_head",
    "bulletins",
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
    "inbox",
    "localities",
    "locality_events",
    "marks",
    "metadata",
    "people",
    "publications",
    "renders",
    "sequences",
    "sessions",
    "station_states",
    "stations",
    "throttles",
    "tokens",
]
