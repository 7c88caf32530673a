"""Pure decisions about filings and hazards: values in, decisions out."""
