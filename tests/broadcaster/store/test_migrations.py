"""The steps of the schema lead to exactly the tables the program uses."""

import threading

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, inspect

from broadcaster.store import Store, migrations
from broadcaster.store.tables import metadata


def test_upgraded_database_is_what_the_tables_say(url: str) -> None:
    """Columns, types, keys and indexes of an upgraded database are those of broadcaster.store.tables."""
    store = Store.open(url)
    with store.read() as tx:
        context = MigrationContext.configure(tx.connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
        found = inspect(tx.connection)
        for table in metadata.tables.values():
            assert set(found.get_pk_constraint(table.name)["constrained_columns"]) == set(
                table.primary_key.columns.keys()
            )
            assert {one["name"]: one["nullable"] for one in found.get_columns(table.name)} == {
                column.name: bool(column.nullable) for column in table.columns
            }
            references = {
                (one["constrained_columns"][0], one["referred_table"]) for one in found.get_foreign_keys(table.name)
            }
            assert references == {(key.parent.name, key.column.table.name) for key in table.foreign_keys}
    store.close()


def test_failed_upgrade_leaves_an_empty_database(empty_url: str) -> None:
    """Tables and their record are made in one transaction, or not at all."""
    engine = create_engine(empty_url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE as_run (x INTEGER)")
    store = Store(empty_url)
    try:
        store.upgrade()
    except Exception as fault:
        assert "as_run" in str(fault)
    store.close()
    with engine.connect() as connection:
        assert inspect(connection).get_table_names() == ["as_run"]
        assert migrations.revision(connection) is None
    engine.dispose()


def test_two_servers_upgrade_at_once(empty_url: str) -> None:
    """One waits for the other and finds the work done."""
    faults: list[BaseException] = []

    def upgrade() -> None:
        store = Store(empty_url)
        try:
            store.upgrade()
        except BaseException as fault:
            faults.append(fault)
        store.close()

    threads = [threading.Thread(target=upgrade) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not faults
    Store.open(empty_url).close()
