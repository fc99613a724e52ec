"""How Alembic runs the migrations: on the connection it is handed, in the transaction that is open there."""

from alembic import context

from botkit.store.tables import Row

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Row.metadata,
    transactional_ddl=True,  # SQLite has it, once BEGIN is said
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
