"""What bulletins say in other languages. Frozen."""

from alembic import op
from sqlalchemy import Column, Text

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Add a column to bulletins."""
    op.add_column("bulletins", Column("translations", Text))
