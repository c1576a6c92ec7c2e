"""The audit log by commands: whole it is ok, touched it is a fault that names the row."""

import sqlite3
from contextlib import closing

from tests.broadcaster.cli.conftest import Terminal


def test_a_changed_row_is_found(terminal: Terminal) -> None:
    """Somebody who edits the database itself is found out, with the first wrong row and exit code 1."""
    count = terminal.done("audit", "verify")["count"]
    assert count > 5
    assert terminal.type("audit", "verify").out == f"ok: {count}\n"
    with closing(sqlite3.connect(terminal.data / "broadcaster.db")) as base:
        for (name,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            base.execute(f"DROP TRIGGER {name}")
        base.execute("UPDATE audit SET action = 'nothing.at_all' WHERE id = (SELECT min(id) + 2 FROM audit)")
        base.commit()
    ran = terminal.type("audit", "verify", "--json")
    assert (ran.code, ran.rows["ok"]) == (1, False)
    assert ran.rows["broken_at"] is not None
    assert str(ran.rows["broken_at"]) in terminal.type("audit", "verify").out
