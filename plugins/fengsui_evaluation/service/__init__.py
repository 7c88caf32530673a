"""Loads, computes, saves, records."""
