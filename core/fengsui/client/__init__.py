"""The typed client: HTTP for commands and views, the feed for what happens. Stands on events and errors alone.

http.py      commands and views, with an idempotency key that makes a retry safe
feed.py      the feed for ever: connect, resume, dedupe, acknowledge, reconnect
line.py      one connection to the feed
tracker.py   what a subscription's position proves, pure
store.py     what a device keeps: its position and the alerts that nobody answered
verdicts.py  what a close code means
"""
