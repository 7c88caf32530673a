"""The rosters plugin."""
