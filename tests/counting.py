"""Counts what the database is asked, for tests of cost: a number that is the same on every machine."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, event


@contextmanager
def asked() -> Iterator[list[str]]:
    """Give a list that holds, in their order, the statements every store of this process sends meanwhile."""
    sent: list[str] = []

    def on_statement(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        sent.append(" ".join(statement.split()))

    event.listen(Engine, "before_cursor_execute", on_statement)
    try:
        yield sent
    finally:
        event.remove(Engine, "before_cursor_execute", on_statement)
