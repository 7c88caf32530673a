"""The close codes of `fengsui.feed.v1+json`. The range is the verdict: below 4100 try again, from 4100 stop.

A code that is added to SENT needs a case of `fengsui feed check` that provokes it; a test holds that.
"""

from __future__ import annotations

from collections.abc import Mapping

SENT: Mapping[int, str] = {
    1002: "bytes that are no websocket frame",
    1007: "a text frame that is not UTF-8",
    1009: "a frame that is too large",
    4000: "draining: come back within spread_ms",
    4001: "slow: nothing was taken",
    4002: "heartbeat: nothing was heard",
    4003: "an error of the server",
    4004: "rate: too many frames",
    4005: "the token has expired",
    4100: "bad frame",
    4101: "unauthorised",
    4103: "forbidden",
    4104: "no hello",
    4107: "replaced by another client of this device",
    4108: "version",
}
"""What a server of this protocol itself sends, and when."""

LOST = 1006
"""No code that anybody sends: the connection broke without a word."""

MET: Mapping[int, str] = {
    1001: "going away",
    1003: "kind of data",
    1011: "error",
    1012: "restart",
    1013: "overload",
}
"""What a proxy or a websocket library on the way says of itself: a client knows them, no server is asked for them."""
