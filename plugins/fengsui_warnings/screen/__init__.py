"""The warnings (预警) on the console: the list, one warning with its tick-list, and what is done with it."""
