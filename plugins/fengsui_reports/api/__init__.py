"""What other plugins and the console may use of the reports."""
