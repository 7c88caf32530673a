"""What other plugins may use of the field: its events, what its views answer, its vocabulary."""
