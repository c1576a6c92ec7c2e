"""Everything the server remembers, in SQLite or PostgreSQL: one module per aggregate, verbs that take a Transaction.

It never decides what may change (the domain does) and never sends anything.
"""

from broadcaster.store.database import Store
from broadcaster.store.ids import new_id
from broadcaster.store.pages import FIRST, Page, Slice
from broadcaster.store.transaction import Transaction

__all__ = ["FIRST", "Page", "Slice", "Store", "Transaction", "new_id"]
