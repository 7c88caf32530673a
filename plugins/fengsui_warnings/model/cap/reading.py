"""From an alert's element to its values, or to every fault: the schema's (`shape`) and what the fields say of each
other."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from fengsui.text import N_
from fengsui_warnings.model.cap import words as w
from fengsui_warnings.model.cap.alert import Alert, Area, Info, Pair, Resource
from fengsui_warnings.model.cap.shape import ALERT, Found, Gathering, signed
from fengsui_warnings.model.faults import Collected, TextFault
from fengsui_warnings.model.xml_tree import Node


@dataclass(frozen=True)
class Note:
    """Something to know of a message that is no fault."""

    code: str
    says: str
    params: dict[str, object] = field(default_factory=dict)


SIGNED = Note("signed", N_("It carries a signature, which is not verified here."))
OLD = Note("cap_1_1", N_("It is written in CAP 1.1 and was read by the rules of CAP 1.2."))
LIKELY = Note("very_likely", N_("The certainty Very Likely of CAP 1.0 is taken as Likely."))
UNEXPLAINED = Note("no_note", N_("A message of status Exercise should name its exercise in <note>; this one does not."))
UNTOLD = Note("no_reason", N_("A refusal (Error) should say why in <note>; this one does not."))


def read_alert(root: Node, path: str, faults: Collected) -> tuple[Alert | None, tuple[Note, ...]]:
    """The alert, or None where anything in it is wrong, and what is to be known of it."""
    before = bool(faults)
    own = Collected()
    if root.namespace not in (w.CAP_1_2, w.CAP_1_1):
        expected = N_("the namespace {expected}, not {found}")
        params = {"expected": w.CAP_1_2, "found": root.namespace or "--"}
        own.add(TextFault(root.line, root.column, path, expected, "namespace", params))
    found = Gathering(root.namespace, own).gather(root, ALERT, path)
    _tolerate_old(root, own)
    _across(found, own)
    for fault in own.all():
        faults.add(fault)
    if own or before:
        return None, ()
    alert = _alert(found)
    return alert, _notes(root, found, alert)


def _tolerate_old(root: Node, faults: Collected) -> None:
    """CAP 1.1 did not ask for a resource's mimeType."""
    if root.namespace == w.CAP_1_1:
        faults.drop(lambda fault: fault.code == "missing" and fault.path.endswith("/mimeType"))


def _notes(root: Node, found: Found, alert: Alert) -> tuple[Note, ...]:
    said = [
        (SIGNED, signed(root)),
        (OLD, root.namespace == w.CAP_1_1),
        (LIKELY, any(w.VERY_LIKELY in info.all("certainty") for info in found.all("info"))),
        (UNEXPLAINED, alert.status == "Exercise" and not alert.note),
        (UNTOLD, alert.message_type == "Error" and not alert.note),
    ]
    return tuple(note for note, holds in said if holds)


# -- what the fields say of each other -------------------------------------------------------------------


def _across(found: Found, faults: Collected) -> None:
    if found.first("scope") == "Restricted" and not found.first("restriction"):
        _missing(found, faults, "restriction", N_("the restriction that a message of scope Restricted needs"))
    if found.first("scope") == "Private" and not found.first("addresses"):
        _missing(found, faults, "addresses", N_("the addresses that a message of scope Private needs"))
    if found.first("msgType") in w.NEED_REFERENCES and not found.first("references"):
        _missing(found, faults, "references", N_("the earlier messages that this one is about"))
    for info in found.all("info"):
        _times(info, faults)
        for area in info.all("area"):
            if area.first("ceiling") is not None and area.first("altitude") is None:
                _missing(area, faults, "altitude", N_("an altitude beside the ceiling"))


def _missing(found: Found, faults: Collected, name: str, expected: str) -> None:
    faults.add(TextFault(found.node.line, found.node.column, f"{found.path}/{name}", expected, "missing"))


def _times(info: Found, faults: Collected) -> None:
    ends: datetime | None = info.first("expires")
    for name in ("effective", "onset"):
        begins: datetime | None = info.first(name)
        if ends is not None and begins is not None and ends < begins:
            node = info.where("expires")
            expected = N_("an end after {name}, {begins}")
            params = {"name": name, "begins": begins.isoformat()}
            faults.add(TextFault(node.line, node.column, f"{info.path}/expires", expected, "ends_before", params))


# -- values ----------------------------------------------------------------------------------------------


def _alert(found: Found) -> Alert:
    return Alert(
        identifier=found.first("identifier"),
        sender=found.first("sender"),
        sent=found.first("sent"),
        status=found.first("status"),
        message_type=found.first("msgType"),
        scope=found.first("scope"),
        source=found.first("source", ""),
        restriction=found.first("restriction", ""),
        addresses=found.first("addresses", ()),
        codes=found.all("code"),
        note=found.first("note", ""),
        references=found.first("references", ()),
        incidents=found.first("incidents", ()),
        infos=tuple(_info(info) for info in found.all("info")),
    )


def _info(found: Found) -> Info:
    certainty = found.first("certainty")
    texts = {name: found.first(name, "") for name in ("audience", "headline", "description", "instruction", "web",
                                                      "contact")}  # fmt: skip
    times = {name: found.first(name) for name in ("effective", "onset", "expires")}
    return Info(
        language=found.first("language", "en-US"),
        categories=found.all("category"),
        event=found.first("event"),
        responses=found.all("responseType"),
        urgency=found.first("urgency"),
        severity=found.first("severity"),
        certainty="Likely" if certainty == w.VERY_LIKELY else certainty,
        event_codes=_pairs(found.all("eventCode")),
        sender_name=found.first("senderName", ""),
        parameters=_pairs(found.all("parameter")),
        resources=tuple(_resource(one) for one in found.all("resource")),
        areas=tuple(_area(one) for one in found.all("area")),
        **texts,
        **times,
    )


def _pairs(found: tuple[Found, ...]) -> tuple[Pair, ...]:
    return tuple(Pair(name=one.first("valueName", ""), value=one.first("value", "")) for one in found)


def _resource(found: Found) -> Resource:
    return Resource(
        description=found.first("resourceDesc"),
        mime_type=found.first("mimeType", ""),
        size=found.first("size"),
        uri=found.first("uri", ""),
        content=found.first("derefUri", ""),
        digest=found.first("digest", ""),
    )


def _area(found: Found) -> Area:
    geocodes: tuple[Any, ...] = found.all("geocode")
    return Area(
        description=found.first("areaDesc"),
        polygons=found.all("polygon"),
        circles=found.all("circle"),
        geocodes=_pairs(geocodes),
        altitude=found.first("altitude"),
        ceiling=found.first("ceiling"),
    )
