"""Pure decisions about incidents: values and `now` in, decisions with their reasons out. Nothing here does anything."""
