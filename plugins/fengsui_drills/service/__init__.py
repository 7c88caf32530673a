"""Load, decide, save, record: the drills' commands, views, subscriptions and sweeps."""
