"""The question "does it stand below this locality?" as one range of an index. Never changes the tree."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, select

from broadcaster.store.tables import localities

# Sorts after every character of a path, so that [path, path~] holds a locality and all below it.
_AFTER_ALL = "~"


def within(scope: str) -> ColumnElement[bool]:
    """Return the condition on ``localities``: it is ``scope`` or stands below; nothing for an unknown scope."""
    top = localities.alias("top")
    path = select(top.c.path).where(top.c.code == scope).scalar_subquery()
    return localities.c.path.between(path, path.concat(_AFTER_ALL))


def in_any(column: ColumnElement[str], scopes: Collection[str]) -> ColumnElement[bool]:
    """Return the condition that ``column`` is the code of a locality in any of ``scopes``, however many these are."""
    top = localities.alias("top")
    inside = localities.c.path.between(top.c.path, top.c.path.concat(_AFTER_ALL))
    return column.in_(select(localities.c.code).join(top, inside).where(top.c.code.in_(scopes)))


def in_scope(column: ColumnElement[str], scope: str | None) -> ColumnElement[bool] | None:
    """Return the condition that ``column`` is the code of a locality in ``scope``; None (all) without one."""
    return None if scope is None else column.in_(select(localities.c.code).where(within(scope)))
