"""The feed's protocol as data: every kind of frame with its fields, said once.

The server's parser, the AsyncAPI document, the golden transcripts and `fengsui feed check` all read it from here.
Nothing in this package knows a server, a client or a socket. docs/feed.md says the same for people.

values.py  what a field may hold: whether a value fits, and its JSON Schema
frames.py  the kinds and their fields
codes.py   the close codes, by who says them
"""
