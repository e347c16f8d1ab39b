"""Orders that customers have placed: what is known of one, and those that were read of a table.

record.py    an order, frozen and typed; states.py: what a shop system calls its states
reading.py   a table's rows to orders, by its columns (columns.toml)
kept.py      those of tables, in the database: by number, and a digest of who placed them
"""
