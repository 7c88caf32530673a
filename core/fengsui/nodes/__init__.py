"""Several nodes of one centre on one PostgreSQL: who is there, who holds the lease, how each hears of the others."""
