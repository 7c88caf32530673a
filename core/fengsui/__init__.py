"""Fengsui (烽燧): an emergency response command system built around a journal, a bus and plugins."""

__version__ = "0.1.0"
