"""The outbox, the sending, and the gateway by webhook."""
