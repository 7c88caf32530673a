"""A text from outside, whole: bytes in; a CAP alert, or an envelope with what lies in it, or every fault out."""

from __future__ import annotations

from dataclasses import dataclass

from fengsui.text import N_
from fengsui_warnings.model.cap.alert import Alert
from fengsui_warnings.model.cap.reading import Note, read_alert
from fengsui_warnings.model.envelope import Envelope, is_envelope, read_envelope, status_conflict
from fengsui_warnings.model.faults import Collected, Refused, TextFault
from fengsui_warnings.model.xml_tree import Node, parse


@dataclass(frozen=True)
class Content:
    """One alert, or something that is named and not understood."""

    alert: Alert | None
    notes: tuple[Note, ...] = ()
    named: str = ""


@dataclass(frozen=True)
class Message:
    contents: tuple[Content, ...]
    envelope: Envelope | None = None

    @property
    def alerts(self) -> tuple[Alert, ...]:
        return tuple(content.alert for content in self.contents if content.alert is not None)


@dataclass(frozen=True)
class Checked:
    """A message if nothing is wrong, all faults otherwise."""

    message: Message | None
    faults: tuple[TextFault, ...] = ()


def read_message(data: bytes | str) -> Checked:
    """Never raises for what is in `data`; its time and memory are bounded by `MAX_BYTES`."""
    faults = Collected()
    try:
        root = parse(data)
        message = _message(root, faults)
    except Refused as refused:
        return Checked(None, (refused.fault,))
    return Checked(None, faults.all()) if faults else Checked(message)


def _message(root: Node, faults: Collected) -> Message:
    if is_envelope(root):
        return _enclosed(root, faults)
    if root.name != "alert":
        expected = N_("a CAP <alert> or an EDXL-DE <EDXLDistribution>, not <{name}>")
        raise Refused(TextFault(root.line, root.column, root.name[:80], expected, "root", {"name": root.name}))
    alert, notes = read_alert(root, "alert", faults)
    return Message((Content(alert, notes),))


def _enclosed(root: Node, faults: Collected) -> Message:
    envelope = read_envelope(root, faults)
    contents = []
    for piece in envelope.pieces:
        if piece.alert is None:
            contents.append(Content(None, named=piece.named))
            continue
        own = Collected()
        alert, notes = read_alert(piece.alert, piece.path, own)
        for fault in own.all():
            faults.add(fault)
        status = alert.status if alert is not None else _status(piece.alert)
        conflict = status_conflict(root, envelope, piece.alert, piece.path, status) if status else None
        if conflict is not None:
            faults.add(conflict)
        contents.append(Content(alert, notes))
    return Message(tuple(contents), envelope)


def _status(alert: Node) -> str:
    """Also of an alert that has faults: that it contradicts its envelope is one more of them."""
    return next((child.text for child in alert.children if child.name == "status"), "")
