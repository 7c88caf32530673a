"""The sample plugin."""
