"""The Common Alerting Protocol 1.2 (OASIS, 1 July 2010): its words, its values, reading and writing."""
