"""What the field decides: values and a time in, decisions out."""
