"""The drills plugin."""
