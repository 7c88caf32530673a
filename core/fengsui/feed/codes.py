"""Close codes. The range is the verdict: below 4100 the client tries again, from 4100 it stops and tells the person."""

from __future__ import annotations

from enum import IntEnum


class Code(IntEnum):
    """Codes that this server sends; 1002 (protocol error) comes from the websocket library itself."""

    BAD_TEXT = 1007
    TOO_BIG = 1009
    DRAINING = 4000
    SLOW = 4001
    HEARTBEAT = 4002
    SERVER_ERROR = 4003
    RATE = 4004
    TOKEN_EXPIRED = 4005
    BAD_FRAME = 4100
    UNAUTHORISED = 4101
    FORBIDDEN = 4103
    NO_HELLO = 4104
    REPLACED = 4107
    VERSION = 4108
