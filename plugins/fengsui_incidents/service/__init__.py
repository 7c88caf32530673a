"""Load, decide, save, record: what the commands, views, subscriptions and sweeps of the incidents do."""
