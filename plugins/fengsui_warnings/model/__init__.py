"""Pure decisions about warnings: reading and writing CAP, what a message becomes, how a warning moves."""
