"""The run-card table on an officer's machine: read from a spreadsheet, checked, sent; no server in here."""
