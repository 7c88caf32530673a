"""The kinds of frames of `fengsui.feed.v1+json`: one JSON object in each text frame."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fengsui.events import SEVERITIES
from fengsui.text import N_
from fengsui.wire.values import (
    Anything,
    Choice,
    Each,
    Either,
    Field,
    Fields,
    Flag,
    Json,
    Null,
    Number,
    Table,
    Text,
    Time,
    Whole,
    or_null,
)

VERSION = 1
SUBPROTOCOL = "fengsui.feed.v1+json"
PATH = "/feed"

MOST_NARROWED = 64
LONGEST_NARROWED = 120


@dataclass(frozen=True)
class Kind:
    """`answers` are the kinds that the other side sends back."""

    name: str
    said: str
    body: Fields
    answers: tuple[str, ...] = ()

    def __getitem__(self, field: str) -> Field:
        return self.body[field]

    def schema(self) -> Json:
        found = self.body.schema()
        return {
            **found,
            "properties": {"kind": {"const": self.name}, **found["properties"]},
            "required": ["kind", *found.get("required", ())],
        }


def _kind(name: str, said: str, *fields: Field, answers: tuple[str, ...] = ()) -> Kind:
    return Kind(name, said, Fields(fields), answers)


def _table(*kinds: Kind) -> Mapping[str, Kind]:
    return {kind.name: kind for kind in kinds}


SEQ = Whole()
NUMBER = Whole(low=1)
ID = Either((Whole(-(2**53)), Text(64, 1)))
OUR_ID = Field("id", ID, "Your name for it; the answer carries it.")
TOKEN = Field("token", Text(512), "Never in the URL.")
POSITION = Fields((Field("epoch", Text()), Field("seq", SEQ)))
_NARROWING = or_null(Each(Text(LONGEST_NARROWED, 1), MOST_NARROWED))
FILTER = Fields(
    (
        Field("topics", _NARROWING, "One of these topics; one that ends in * is a beginning.", required=False),
        Field("labels", _NARROWING, "Shared with one of these labels.", required=False),
        Field("min_severity", or_null(Choice(SEVERITIES)), "At least as severe.", required=False),
    )
)

HELLO = _kind(
    "hello",
    "The first frame, within 5 s, at most 8 KiB.",
    Field("v", Whole(), "The version that you speak: 1."),
    TOKEN,
    Field("device", Text(64, 1, "[A-Za-z0-9_.:/-]+"), "Your name for this device; its own id with a device's token."),
    Field("replaces", Text(64), "The session of your last welcome.", required=False),
    Field("client", Anything(), "Who you are: {name, ver}.", required=False),
    Field("lang", Text(32), "The language of errors: en, zh_CN.", required=False),
    answers=("welcome",),
)
SUB = _kind(
    "sub",
    "Subscribe after a position. One of the same id replaces the former.",
    OUR_ID,
    Field(
        "after",
        Either((Choice(("now",)), POSITION)),
        "What you have stored; everything behind it is sent.",
        refused=N_('"now", or an object with the text epoch and the whole number seq'),
    ),
    Field("filter", or_null(FILTER), "Narrows what you may see.", required=False, refused=N_("an object")),
    answers=("sub_ok", "res"),
)
ACK = _kind(
    "ack",
    "You have stored everything of this subscription up to seq.",
    Field("sub", Whole(), "The number of sub_ok."),
    Field("seq", SEQ),
)
CMD = _kind(
    "cmd",
    "Execute a command. Sent again with the same key it is done once.",
    OUR_ID,
    Field(
        "name",
        Text(pattern=r"[a-z][a-z0-9_]{0,63}\.[a-z][a-z0-9_]{0,63}"),
        "plugin.command",
        refused=N_("a command, as plugin.command"),
    ),
    Field("args", Table(Anything()), "The command's payload.", required=False, refused=N_("an object")),
    Field(
        "key",
        or_null(Text(128, 1)),
        "Your own, new for each order and the same for each try.",
        required=False,
        refused=N_("a text of 1 to 128 characters"),
    ),
    answers=("res",),
)
AUTH = _kind("auth", "A fresh token for this connection, of the same actor.", OUR_ID, TOKEN, answers=("res",))
HB_SAID = _kind("hb", "You live. Any frame says so; answer each heartbeat with this one.")

FROM_CLIENT = _table(HELLO, SUB, ACK, CMD, AUTH, HB_SAID)

_LIMITS = Fields(
    (
        Field("frame", Whole(), "Bytes of a frame of yours."),
        Field("frames_per_s", Number()),
        Field("commands_per_s", Number()),
        Field("subs", Whole(), "Subscriptions at once."),
    )
)
_NUMBERED = Field("sub", NUMBER, "The subscription's number.")
_PREV = Field("prev", SEQ, "Your position before this frame. If it is another, something is missing.")
_SEQ = Field("seq", SEQ, "Your position after this frame.")
CLOUD_EVENT = Fields(
    (
        Field("specversion", Choice(("1.0",))),
        Field("id", Text(shortest=1), "The same event has the same id for ever."),
        Field("source", Text(shortest=1), "The centre."),
        Field("type", Text(shortest=1), "The topic."),
        Field("subject", Text(shortest=1), "The id of the thing that it happened to.", required=False),
        Field("time", Time(), "When it was recorded, UTC."),
        Field("severity", Choice(SEVERITIES)),
        Field("exercise", or_null(Text(shortest=1)), "null for the real thing; else show it as a drill (演练)."),
        Field("need", Choice(("none", "displayed", "accept")), "Whether a person must see it, or answer."),
        Field("due", Time(), "Until when.", required=False),
        Field("data", Either((Table(Anything()), Null())), "The event's own fields; null if erased by law."),
    )
)
_ERROR = Fields(
    (
        Field("code", Text(shortest=1), "Stable."),
        Field("message", Text(), "For a person, in the language of hello."),
        Field("retry", Flag(), "Whether the same frame may succeed later."),
        Field("status", Whole(100, 599), "What HTTP would have answered.", required=False),
        Field("faults", Each(Table(Text())), "Every fault with its path.", required=False),
    )
)

WELCOME = _kind(
    "welcome",
    "Who you are, and where the journal stands.",
    Field("session", Text(64, 1), "Say it as replaces when you come back."),
    Field("user", Text(shortest=1)),
    Field("name", Text(), required=False),
    Field("epoch", Text(shortest=1)),
    Field("head", SEQ, "The journal's last position."),
    Field("hb_s", Number(), "Seconds between heartbeats."),
    Field("limits", _LIMITS),
    Field("server_time", Time()),
)
SUB_OK = _kind(
    "sub_ok",
    "Your position is now (epoch, seq).",
    Field("id", ID, "As in sub."),
    _NUMBERED,
    Field("epoch", Text(shortest=1)),
    Field("seq", SEQ),
)
EVENT = _kind("event", "What has happened.", _NUMBERED, _SEQ, _PREV, Field("event", CLOUD_EVENT))
LIVE = _kind("live", "You have caught up: a bookmark.", _NUMBERED, _PREV, _SEQ)
HB = _kind(
    "hb",
    "A heartbeat, and a bookmark for each subscription that is up to date.",
    Field("pos", Table(Each(SEQ, 2, 2)), "By the subscription's number: [prev, seq]."),
    answers=("hb",),
)
GAP = _kind(
    "gap",
    "What lies between cannot be sent; your position is now (epoch, to).",
    _NUMBERED,
    Field("from", SEQ),
    Field("to", SEQ),
    Field("why", Choice(("retention", "epoch", "scope"))),
    Field("epoch", Text(shortest=1)),
)
RES = _kind(
    "res",
    "The answer to cmd and auth, and to a sub that is refused.",
    Field("id", ID, "As in what is answered."),
    Field("ok", Flag()),
    Field("result", Anything(), "Where ok.", required=False),
    Field("error", _ERROR, "Where not ok.", required=False),
)
NOTICE = _kind(
    "notice",
    "Something is about to happen to this connection.",
    Field("draining", Fields((Field("spread_ms", Whole()),)), "Come back within this time.", required=False),
    Field("slow", Table(Anything()), "You read too slowly.", required=False),
    Field("token_expiring", Fields((Field("at", Time()),)), "Send a fresh token by auth.", required=False),
    Field("presence", Fields((Field("at", Time()),)), "Somebody came or went: views that show it.", required=False),
)

FROM_SERVER = _table(WELCOME, SUB_OK, EVENT, LIVE, GAP, RES, HB, NOTICE)
