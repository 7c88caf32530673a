"""The incidents plugin."""
