"""Load, decide, save, record: the warnings' commands, views, sweeps and answers to other plugins."""
