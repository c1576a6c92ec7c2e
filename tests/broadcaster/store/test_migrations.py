"""The steps of the schema lead to exactly the tables the program uses."""

import json
import threading
from datetime import time, timedelta

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, inspect

from broadcaster.plans import Entry
from broadcaster.store import Store, codes, migrations, plans
from broadcaster.store.columns import EPOCH
from broadcaster.store.tables import metadata
from schedules.priority import Priority
from schedules.recurrence import daily
from schedules.timetable import Resume

from .conftest import START


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


def test_first_tables_keep_their_entries(empty_url: str) -> None:
    """An entry kept by the first release comes through the upgrade, its new fields at their defaults."""
    daily_data = json.dumps(codes.recurrence_data(daily(START.date(), time(6))))
    store = Store(empty_url)
    with store._writing.begin() as connection:
        migrations.upgrade(connection, "0001")
        connection.exec_driver_sql(
            "INSERT INTO localities (code, name, kind, path, timezone) VALUES ('79', 'x', 'province', '/79/', 'UTC')"
        )
        connection.exec_driver_sql(
            "INSERT INTO entries (id, title, recurrence, author, created_at, priority, repeat, latest_start_after,"
            f" resume, outside_reason, end_reason, version) VALUES ('old', 'Lịch', '{daily_data}', 'lan', 0, 2, 3,"
            " 60000, 'restart', '', '', 4)"
        )
        connection.exec_driver_sql("INSERT INTO entry_localities (entry_id, code, place) VALUES ('old', '79', 0)")
    store.upgrade()
    with store.read() as tx:
        assert plans.find(tx, "old") == Entry(
            *("old", "Lịch", ("79",), (), daily(START.date(), time(6)), "lan", EPOCH),
            priority=Priority.PRIORITY,
            repeat=3,
            latest_start_after=timedelta(minutes=1),
            resume=Resume.RESTART,
            version=4,
        )
    store.close()


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
