"""The feed, server side: journal events pushed over websockets to whoever may see them. docs/feed.md is its contract.

bytes   protocol.py  websockets' Sans-I/O protocol under an asyncio.Protocol
frames  session.py   one connection's conversation, without sockets
events  hub.py       who is connected, who sees what, the ring of recent events
reading reader.py    the one loop that reads the journal forward
timers  feed.py      heartbeat, stalled clients, acks; start and stop
"""
