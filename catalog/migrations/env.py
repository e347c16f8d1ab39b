"""What Alembic runs to reach the database: the connection that `upgrade` was given."""

from alembic import context

context.configure(connection=context.config.attributes["connection"], render_as_batch=True)
context.run_migrations()
