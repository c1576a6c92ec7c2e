"""Brings the tables from any released state to the newest, through Alembic and without a configuration file.

Forward only, one transaction for all. Never touches data outside the steps in ``versions``.
"""

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

# Any number will do, as long as every server uses the same.
_LOCK = 7_904_316


def revision(connection: Connection) -> str | None:
    """Return the revision the database stands at, None for an empty one."""
    return MigrationContext.configure(connection).get_current_revision()


@cache
def newest() -> str:
    """Return the revision this program needs; it reads every step, and no step comes while a program runs."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    assert head is not None  # noqa: S101
    return head


def upgrade(connection: Connection, to: str = "head") -> None:
    """Run the missing steps inside the transaction of ``connection``; two servers wait for each other."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, to)


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
