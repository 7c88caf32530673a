"""The feed, server side: journal events over websockets, each team its own, with a position."""
