"""Who is told what by when: pure decisions over facts and dated rules."""
