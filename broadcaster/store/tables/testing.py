"""The tables of tests by schedule: the terms of each kind, and what became of each day's. Never a query."""

from sqlalchemy import Boolean, Column, Integer, Table, Text

from broadcaster.store.columns import Document, Moment, Ordered
from broadcaster.store.tables.schema import metadata

alert_tests = Table(
    "alert_tests",
    metadata,
    Column("kind", Ordered, primary_key=True),
    Column("is_on", Boolean, nullable=False),
    Column("weekday", Integer, nullable=False),
    # of the local day
    Column("minute", Integer, nullable=False),
    Column("set_by", Text),
    Column("set_at", Moment, nullable=False),
    # of the audible exercise: which week, where, what is said how loud; and the second person's word for it
    Column("terms", Document),
    Column("agreed_by", Text),
    Column("agreed_at", Moment),
    Column("agreed", Text),
)

alert_test_runs = Table(
    "alert_test_runs",
    metadata,
    Column("kind", Ordered, primary_key=True),
    # the local date: of two servers only one raises the test of a day
    Column("day", Ordered, primary_key=True),
    Column("outcome", Text, nullable=False),
    Column("noted_at", Moment, nullable=False),
    Column("alert_id", Text),
    Column("by", Text),
    Column("reason", Text),
)
