"""Alembic's environment: it runs the migrations on the given connection, in its open transaction."""

from alembic import context

from botkit.store.tables import Row

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Row.metadata,
    transactional_ddl=True,  # SQLite does, after an explicit BEGIN
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
