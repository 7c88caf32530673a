"""Loads, decides, saves, records."""
