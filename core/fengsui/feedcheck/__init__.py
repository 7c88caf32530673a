"""The conformance kit: does a server keep to `fengsui.feed.v1+json`? Any server that speaks it, ours or another's.

Stands on the declared frames (`fengsui.wire`) and the client's own judgement of positions; knows no server code.

cases.py    what a case is, and all of them by their ids
ground.py   what a case is given: the server, a token, what is known of them
peer.py     one raw connection, every frame of which is held to its declared shape
reading.py  a subscription read forward, `prev` by `prev`
running.py  runs the cases and says how each went
the others  the cases, a theme each
"""
