"""The journal: every event in commit order, chained by digests, indexed by audience; the record and the feed."""
