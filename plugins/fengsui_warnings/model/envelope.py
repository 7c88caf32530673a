"""EDXL-DE 1.0 and 2.0 (OASIS, the Distribution Element): what is written on an envelope, and what lies in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from fengsui.clean import printable
from fengsui.text import N_
from fengsui_warnings.model.faults import Collected, TextFault
from fengsui_warnings.model.xml_tree import Node

DE_1_0 = "urn:oasis:names:tc:emergency:EDXL:DE:1.0"
DE_2_0 = "urn:oasis:names:tc:emergency:EDXL:DE:2.0"
STATUSES = ("Actual", "Exercise", "System", "Test")
NEEDED = ("distributionID", "senderID", "dateTimeSent", "distributionStatus")
KINDS = ("distributionType", "distributionKind")
"""The name of the same thing in 1.0 and in 2.0."""

WRAPPERS = frozenset(
    {"xmlcontent", "contentxml", "embeddedxmlcontent", "keyxmlcontent", "nonxmlcontent", "othercontent"}
)
MAX_SHOWN = 200


@dataclass(frozen=True)
class Piece:
    """One content object: its CAP alert as an element, or what else it is (`named`). `path` leads to it."""

    path: str
    alert: Node | None
    named: str = ""


@dataclass(frozen=True)
class Envelope:
    version: str
    id: str
    sender: str
    status: str
    kind: str
    pieces: tuple[Piece, ...]


def is_envelope(root: Node) -> bool:
    return root.name.lower() == "edxldistribution"


def read_envelope(root: Node, faults: Collected) -> Envelope:
    """Whatever can be read; what is wrong with the envelope itself is added to `faults`."""
    if root.namespace not in (DE_1_0, DE_2_0):
        expected = N_("the namespace {expected}, not {found}")
        params = {"expected": f"{DE_1_0} | {DE_2_0}", "found": root.namespace or "--"}
        faults.add(TextFault(root.line, root.column, root.name, expected, "namespace", params))
    for name in NEEDED:
        if not _value(root, name):
            faults.add(_missing(root, name))
    if not any(_value(root, name) for name in KINDS):
        faults.add(_missing(root, KINDS[root.namespace == DE_2_0]))
    status = _value(root, "distributionStatus")
    if status and status not in STATUSES:
        at = _child(root, "distributionStatus") or root
        expected = N_("one of {allowed}, not {found}")
        params = {"allowed": ", ".join(STATUSES), "found": status}
        faults.add(TextFault(at.line, at.column, f"{root.name}/distributionStatus", expected, "not_in_list", params))
    pieces = tuple(_pieces(root))
    if not pieces:
        faults.add(_missing(root, "contentObject"))
    return Envelope(
        version="2.0" if root.namespace == DE_2_0 else "1.0",
        id=_value(root, "distributionID"),
        sender=_value(root, "senderID"),
        status=status,
        kind=next((found for name in KINDS if (found := _value(root, name))), ""),
        pieces=pieces,
    )


def status_conflict(root: Node, envelope: Envelope, alert: Node, path: str, status: str) -> TextFault | None:
    """A drill's envelope around the real thing, or the reverse, is never to be guessed at."""
    if not envelope.status or envelope.status == status or (envelope.status == "Test" and status == "Draft"):
        return None
    at = _child(alert, "status") or alert
    expected = N_("the same status as the envelope's, {envelope}, not {found}")
    return TextFault(at.line, at.column, f"{path}/status", expected, "status_conflict",
                     {"envelope": envelope.status, "found": status})  # fmt: skip


def _pieces(root: Node) -> Iterator[Piece]:
    holders = [(root, root.name)]
    holders += [(child, f"{root.name}/{child.name}") for child in root.children if child.name.lower() == "content"]
    for holder, path in holders:
        objects = [child for child in holder.children if child.name.lower() == "contentobject"]
        for at, one in enumerate(objects, 1):
            yield from _within(one, f"{path}/{one.name}[{at}]")


def _within(content: Node, path: str) -> Iterator[Piece]:
    """The content object's alerts, else what it is."""
    found = list(_alerts(content, path))
    if found:
        yield from found
    else:
        yield Piece(path, None, printable(_named(content))[:MAX_SHOWN])


def _alerts(node: Node, path: str) -> Iterator[Piece]:
    for child in node.children:
        inner = f"{path}/{child.name}"
        if child.name == "alert":
            yield Piece(inner, child)
        elif child.name.lower() in WRAPPERS:
            yield from _alerts(child, inner)


def _named(content: Node) -> str:
    """What a content object that holds no alert says that it is."""
    said = [_value(content, "contentDescription"), _value(content, "mimeType", deep=True)]
    inner = [child for holder in _holders(content) for child in holder.children if child.name.lower() not in WRAPPERS]
    said += [f"{child.namespace} {child.name}".strip() for child in inner if child.children or child.namespace]
    return ", ".join(dict.fromkeys(text for text in said if text)) or "--"


def _holders(node: Node) -> Iterator[Node]:
    for child in node.children:
        if child.name.lower() in ("embeddedxmlcontent", "keyxmlcontent"):
            yield child
        elif child.name.lower() in WRAPPERS:
            yield from _holders(child)


def _child(node: Node, name: str) -> Node | None:
    """2.0 was published with both spellings of its names; so the case does not matter."""
    return next((child for child in node.children if child.name.lower() == name.lower()), None)


def _value(node: Node, name: str, *, deep: bool = False) -> str:
    """The element's text, or that of the one element inside it (2.0: `StatusKindDefault`)."""
    found = _child(node, name)
    if found is None and deep:
        return next((text for child in node.children if (text := _value(child, name, deep=True))), "")
    if found is None:
        return ""
    inner = found.text or next((child.text for child in found.children if child.text), "")
    return printable(inner)[:MAX_SHOWN]


def _missing(node: Node, name: str) -> TextFault:
    path = f"{node.name}/{name}"
    return TextFault(node.line, node.column, path, N_("the element {name}"), "missing", {"name": name})
