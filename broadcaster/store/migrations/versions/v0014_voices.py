"""The order of voices of a locality, that a bulletin was handed in with, and which voices were passed over. Frozen."""

from alembic import op
from sqlalchemy import Column, Text

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Add a column each to localities, bulletins and renders."""
    op.add_column("localities", Column("voices", Text, nullable=False, server_default="[]"))
    op.add_column("bulletins", Column("voices", Text))
    op.add_column("renders", Column("passed_over", Text))
