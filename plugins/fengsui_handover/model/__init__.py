"""Decisions of the handover: values and `now` in, decisions out."""
