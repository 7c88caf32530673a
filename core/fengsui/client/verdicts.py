"""What a close code of the feed means: try again, or stop and tell the person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fengsui.text import N_


@dataclass(frozen=True)
class Verdict:
    """`stop`: trying again will not help. `code` is stable; `text` is an English source for the person."""

    code: str
    text: str
    stop: bool


VERDICTS: Mapping[int, Verdict] = {
    1001: Verdict("feed_going_away", N_("The server is going away."), False),
    1006: Verdict("feed_lost", N_("The connection was lost."), False),
    1011: Verdict("feed_server_error", N_("The server had an error."), False),
    1012: Verdict("feed_restarting", N_("The server is restarting."), False),
    1013: Verdict("feed_overloaded", N_("The server is overloaded."), False),
    4000: Verdict("feed_draining", N_("The server is stopping or restarting."), False),
    4001: Verdict("feed_slow", N_("This connection was too slow."), False),
    4002: Verdict("feed_heartbeat", N_("The server heard nothing from us."), False),
    4003: Verdict("feed_server_error", N_("The server had an error."), False),
    4004: Verdict("feed_rate", N_("We sent too much at once."), False),
    4005: Verdict("feed_token_expired", N_("The login has expired."), False),
    1002: Verdict("feed_protocol_error", N_("The server and this program do not understand each other."), True),
    1003: Verdict("feed_protocol_error", N_("The server and this program do not understand each other."), True),
    1007: Verdict("feed_protocol_error", N_("The server and this program do not understand each other."), True),
    1009: Verdict("feed_too_big", N_("The server refused a message of ours as too large."), True),
    4100: Verdict("feed_bad_frame", N_("The server and this program do not understand each other."), True),
    4101: Verdict("feed_unauthorised", N_("The token is not known, has expired or was revoked."), True),
    4103: Verdict("feed_forbidden", N_("Access was withdrawn, or this token belongs to another device."), True),
    4104: Verdict("feed_no_hello", N_("The server wants a greeting first."), True),
    4107: Verdict("feed_replaced", N_("Another program connected with the token of this device."), True),
    4108: Verdict("feed_version", N_("This program is too old for the server."), True),
}

UNTRUSTED = Verdict("untrusted_certificate", N_("The server's certificate is not trusted here."), False)
"""Before there is a connection: somebody else may answer at its address, or its authority is not installed here."""

INCOMPLETE = Verdict("data_incomplete", N_("Data may be incomplete; reading it again."), False)
"""A gap: what is shown cannot be proven whole until a view has been read."""

GAPS: Mapping[str, str] = {
    "epoch": N_("the centre's history was restored"),
    "retention": N_("what is missing is kept no longer"),
    "scope": N_("this device may see more than before"),
}
"""Why, for the person."""


def verdict(code: int) -> Verdict:
    """Also of codes that we do not know: from 4100 on, stop."""
    known = VERDICTS.get(code)
    if known is not None:
        return known
    return Verdict("feed_refused", N_("The server refused the connection."), True) if code >= 4100 else VERDICTS[1006]
