"""The database: one thread that writes units, a small pool that reads views, migrations of every plugin."""
