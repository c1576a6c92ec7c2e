"""What Alembic runs around the steps: on the connection and in the transaction it was handed. Never opens its own."""

from alembic import context

context.configure(connection=context.config.attributes["connection"], transactional_ddl=True)
with context.begin_transaction():
    context.run_migrations()
