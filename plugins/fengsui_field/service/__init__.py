"""Load, decide, save, record."""
