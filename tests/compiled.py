"""Statements that SQLAlchemy compiled, for all databases of a process. Never keeps a row or a connection.

An engine remembers its own statements only, and each test opens engines of its own: a fifth of the time of tests that
use a store went into compiling the same statements again.
"""

from sqlalchemy import Connection, Dialect, Engine, event
from sqlalchemy.util import LRUCache

DIALECTS: dict[str, Dialect] = {}
STATEMENTS = LRUCache(5_000)  # type: ignore[var-annotated]


def share() -> None:
    """From now on let each connection compile as the first one of its kind did, and remember it for all."""
    event.listen(Engine, "engine_connect", _join)


def _join(connection: Connection) -> None:
    connection.dialect = DIALECTS.setdefault(connection.dialect.name, connection.dialect)
    connection.execution_options(compiled_cache=STATEMENTS)
