"""The one collection that all tables of the store belong to. Never a table itself."""

from sqlalchemy import MetaData

metadata = MetaData()
