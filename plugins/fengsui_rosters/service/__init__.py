"""Load, decide, save, record: the rosters' commands, views, sweeps and answers to other plugins."""
