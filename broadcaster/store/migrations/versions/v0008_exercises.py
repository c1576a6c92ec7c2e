"""The monthly audible exercise: its terms and the second person's word, and who left one out beforehand. Frozen."""

from alembic import op
from sqlalchemy import BigInteger, Column, Text

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Add the columns that a silent test has no use for."""
    for name, kind in (("terms", Text()), ("agreed_by", Text()), ("agreed_at", BigInteger()), ("agreed", Text())):
        op.add_column("alert_tests", Column(name, kind))
    for name in ("by", "reason"):
        op.add_column("alert_test_runs", Column(name, Text))
