"""The feed on the HTTP port, for networks that let no websocket through: server-sent events and long poll.

parameters.py  what a request may ask, read with every fault at once
wire.py        frames as server-sent events, or as one JSON answer: pure
links.py       a feed session's link over a response that goes on, or over one that ends
tap.py         hears at once that the client has gone
routes.py      GET /api/v1/feed, POST /api/v1/feed/ack
described.py   both in OpenAPI
"""
