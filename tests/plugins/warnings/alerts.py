"""Alerts that Hypothesis makes: everything that CAP 1.2 allows and that we would write."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from fengsui_warnings.model.cap import words as w
from fengsui_warnings.model.cap.alert import Alert, Area, Circle, Info, Pair, Reference, Resource

letters = st.sampled_from("abcXYZ019._-:@暴雨预警é")
tokens = st.text(letters, min_size=1, max_size=20)
lines = st.lists(st.text(st.sampled_from("暴雨 &<>'\"a1.,;"), min_size=1, max_size=8), max_size=4).map(
    lambda parts: " ".join(" ".join(parts).split())
)
needed_lines = st.tuples(tokens, lines).map(lambda pair: " ".join(pair).strip())
texts = st.text(st.sampled_from("暴雨\n\t a<&>]"), max_size=40).map(str.strip)
needed_texts = st.tuples(tokens, texts).map(lambda pair: "\n".join(pair).strip())
offsets = st.sampled_from([0, 480, -300, 345, 840, -720]).map(
    lambda minutes: UTC if minutes == 0 else timezone(timedelta(minutes=minutes))
)
moments = st.builds(
    lambda second, zone: datetime.fromtimestamp(second, zone), st.integers(86_400 * 2, 4_000_000_000), offsets
)
degrees = st.tuples(st.integers(-90_000_000, 90_000_000), st.integers(-180_000_000, 180_000_000)).map(
    lambda pair: (pair[0] / 1e6, pair[1] / 1e6)
)
rings = st.lists(degrees, min_size=3, max_size=6).map(lambda points: (*points, points[0]))
names = st.lists(st.text(letters, min_size=1, max_size=6), min_size=1, max_size=3).map(" ".join)
pairs = st.lists(st.builds(Pair, name=lines, value=needed_texts), max_size=2).map(tuple)
heights = st.integers(-100_000, 100_000).map(lambda tenths: Decimal(tenths) / 10)


@st.composite
def areas(draw: st.DrawFn) -> Area:
    altitude = draw(st.none() | heights)
    circle = st.builds(Circle, center=degrees, radius=st.integers(0, 20_000_000).map(lambda metres: metres / 1000))
    return Area(
        description=draw(needed_texts),
        polygons=tuple(draw(st.lists(rings, max_size=2))),
        circles=tuple(draw(st.lists(circle, max_size=2))),
        geocodes=draw(pairs),
        altitude=altitude,
        ceiling=draw(st.none() | heights) if altitude is not None else None,
    )


resources = st.builds(
    Resource, description=needed_lines, mime_type=st.just("image/png"), size=st.none() | st.integers(0, 10**9),
    uri=st.sampled_from(["", "https://example.org/a.png?b=1&c=2"]), content=st.sampled_from(["", "QUFB"]),
    digest=st.sampled_from(["", "0123456789abcdef0123456789abcdef01234567"]),
)  # fmt: skip


@st.composite
def infos(draw: st.DrawFn) -> Info:
    begins = draw(st.none() | moments)
    many: Any = lambda values: draw(st.lists(st.sampled_from(values), min_size=1, max_size=3).map(tuple))  # noqa: E731
    return Info(
        language=draw(st.sampled_from(["zh-CN", "en-US", "ug-Arab-CN"])),
        categories=many(w.CATEGORIES),
        event=draw(needed_lines),
        responses=many(w.RESPONSE_TYPES),
        urgency=draw(st.sampled_from(w.URGENCIES)),
        severity=draw(st.sampled_from(w.SEVERITIES)),
        certainty=draw(st.sampled_from(w.CERTAINTIES)),
        audience=draw(texts), event_codes=draw(pairs), effective=begins, onset=begins,
        expires=begins + timedelta(seconds=draw(st.integers(0, 10**6))) if begins else draw(st.none() | moments),
        sender_name=draw(lines), headline=draw(lines), description=draw(texts), instruction=draw(texts),
        web=draw(st.sampled_from(["", "https://example.org/"])), contact=draw(texts), parameters=draw(pairs),
        resources=tuple(draw(st.lists(resources, max_size=2))), areas=tuple(draw(st.lists(areas(), max_size=2))),
    )  # fmt: skip


@st.composite
def alerts(draw: st.DrawFn) -> Alert:
    kind = draw(st.sampled_from(w.MESSAGE_TYPES))
    scope = draw(st.sampled_from(w.SCOPES))
    earlier = st.builds(Reference, sender=tokens, identifier=tokens, sent=moments)
    return Alert(
        identifier=draw(tokens), sender=draw(tokens), sent=draw(moments), status=draw(st.sampled_from(w.STATUSES)),
        message_type=kind, scope=scope, source=draw(lines),
        restriction=draw(needed_texts if scope == "Restricted" else texts),
        addresses=tuple(draw(st.lists(names, min_size=1 if scope == "Private" else 0, max_size=3))),
        codes=tuple(draw(st.lists(needed_lines, max_size=2))), note=draw(texts),
        references=tuple(draw(st.lists(earlier, min_size=0 if kind == "Alert" else 1, max_size=2))),
        incidents=tuple(draw(st.lists(names, max_size=2))), infos=tuple(draw(st.lists(infos(), max_size=2))),
    )  # fmt: skip
