"""What other plugins may use of the warnings."""
