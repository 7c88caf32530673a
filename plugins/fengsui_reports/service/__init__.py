"""Loads, decides by the model, saves and records."""
