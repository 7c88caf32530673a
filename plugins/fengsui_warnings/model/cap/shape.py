"""Which elements stand where, in which order and how often: CAP 1.2's schema as rows.

One walk through the tree finds everything that is missing, unknown, misplaced, repeated or wrong, and goes on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from fengsui.text import N_
from fengsui_warnings.model.cap import values as v
from fengsui_warnings.model.cap import words as w
from fengsui_warnings.model.faults import Collected, TextFault
from fengsui_warnings.model.xml_tree import Node

XSI = "http://www.w3.org/2001/XMLSchema-instance "


@dataclass(frozen=True)
class Row:
    """An element: what it holds (a value's parser, or elements), at least and at most how often (None: any number)."""

    name: str
    holds: v.Parse | tuple[Row, ...]
    least: int = 0
    most: int | None = 1


PAIR = (Row("valueName", v.line, 1), Row("value", v.words, 1))

RESOURCE = (
    Row("resourceDesc", v.line, 1), Row("mimeType", v.line, 1), Row("size", v.whole), Row("uri", v.uri),
    Row("derefUri", v.content), Row("digest", v.line),
)  # fmt: skip

AREA = (
    Row("areaDesc", v.words, 1), Row("polygon", v.polygon, most=None), Row("circle", v.circle, most=None),
    Row("geocode", PAIR, most=None), Row("altitude", v.decimal), Row("ceiling", v.decimal),
)  # fmt: skip

INFO = (
    Row("language", v.language), Row("category", v.one_of(*w.CATEGORIES), 1, None), Row("event", v.line, 1),
    Row("responseType", v.one_of(*w.RESPONSE_TYPES), most=None), Row("urgency", v.one_of(*w.URGENCIES), 1),
    Row("severity", v.one_of(*w.SEVERITIES), 1), Row("certainty", v.certainty, 1), Row("audience", v.words),
    Row("eventCode", PAIR, most=None), Row("effective", v.moment), Row("onset", v.moment), Row("expires", v.moment),
    Row("senderName", v.line), Row("headline", v.line), Row("description", v.words), Row("instruction", v.words),
    Row("web", v.uri), Row("contact", v.words), Row("parameter", PAIR, most=None),
    Row("resource", RESOURCE, most=None), Row("area", AREA, most=None),
)  # fmt: skip

ALERT = (
    Row("identifier", v.token, 1), Row("sender", v.token, 1), Row("sent", v.moment, 1),
    Row("status", v.one_of(*w.STATUSES), 1), Row("msgType", v.one_of(*w.MESSAGE_TYPES), 1), Row("source", v.line),
    Row("scope", v.one_of(*w.SCOPES), 1), Row("restriction", v.words), Row("addresses", v.names),
    Row("code", v.line, most=None), Row("note", v.words), Row("references", v.references),
    Row("incidents", v.names), Row("info", INFO, most=None),
)  # fmt: skip

MAY_BE_EMPTY = {"valueName"}
"""An empty name is a name; of what is not required, an empty element counts as left out."""


@dataclass
class Found:
    """What stood in an element: by name, each value (or Found) with its node; and the element's own path."""

    node: Node
    path: str
    parts: dict[str, list[tuple[Node, Any]]]

    def first(self, name: str, otherwise: Any = None) -> Any:
        held = self.parts.get(name)
        return held[0][1] if held else otherwise

    def all(self, name: str) -> tuple[Any, ...]:
        return tuple(value for _, value in self.parts.get(name, ()))

    def where(self, name: str) -> Node:
        """The first element of the name, or the one that should hold it."""
        held = self.parts.get(name)
        return held[0][0] if held else self.node


class Gathering:
    """One walk; `namespace` is the one that the alert itself stands in."""

    def __init__(self, namespace: str, faults: Collected) -> None:
        self._namespace, self._faults = namespace, faults

    def gather(self, node: Node, rows: Sequence[Row], path: str) -> Found:
        known = {row.name: (at, row) for at, row in enumerate(rows)}
        found = Found(node, path, {})
        counts: dict[str, int] = {}
        reached = 0
        self._lacking(node, rows, path)
        self._attributes(node, path)
        if node.text:
            self._fault(node, path, N_("elements only, no text between them"), "stray_text")
        for child in node.children:
            if child.name not in known or child.namespace != self._namespace:
                self._unknown(child, rows, path)
                continue
            at, row = known[child.name]
            counts[child.name] = count = counts.get(child.name, 0) + 1
            place = f"{path}/{child.name}" + ("" if row.most == 1 else f"[{count}]")
            if at < reached:
                expected = N_("{name} before {other}: the order is fixed")
                self._fault(child, place, expected, "order", name=child.name, other=rows[reached].name)
            reached = max(reached, at)
            if row.most is not None and count > row.most:
                self._fault(child, place, N_("{name} once only"), "repeated", name=child.name)
                continue
            self._hold(found, child, row, place)
        return found

    def _lacking(self, node: Node, rows: Sequence[Row], path: str) -> None:
        there = {child.name for child in node.children if child.namespace == self._namespace}
        for row in rows:
            if row.least and row.name not in there:
                self._fault(node, f"{path}/{row.name}", N_("the element {name}"), "missing", name=row.name)

    def _hold(self, found: Found, child: Node, row: Row, place: str) -> None:
        if isinstance(row.holds, tuple):
            found.parts.setdefault(row.name, []).append((child, self.gather(child, row.holds, place)))
            return
        self._attributes(child, place)
        for inner in child.children:
            self._fault(inner, f"{place}/{inner.name}", N_("text only, no element inside"), "unknown_element")
        if not child.text and row.name not in MAY_BE_EMPTY:
            if row.least:
                self._fault(child, place, N_("a value, not an empty element"), "empty")
            return
        try:
            found.parts.setdefault(row.name, []).append((child, row.holds(child.text)))
        except v.Wrong as wrong:
            self._fault(child, place, wrong.expected, wrong.code, **wrong.params)

    def _attributes(self, node: Node, path: str) -> None:
        for name in node.attributes:
            if not name.startswith(XSI):
                expected = N_("no attribute {name}")
                self._fault(node, path, expected, "attribute", name=name.rpartition(" ")[2])

    def _unknown(self, child: Node, rows: Sequence[Row], path: str) -> None:
        if child.namespace == w.XML_SIGNATURE and child.name == "Signature" and rows is ALERT:
            return
        place = f"{path}/{child.name}"
        if child.namespace != self._namespace:
            expected = N_("the namespace {expected}, not {found}")
            self._fault(child, place, expected, "namespace", expected=self._namespace, found=child.namespace or "--")
            return
        near = next((row.name for row in rows if row.name.lower() == child.name.lower()), "")
        if near:
            self._fault(child, place, N_("{near}, written exactly so, not {found}"), "unknown_element",
                        near=near, found=child.name)  # fmt: skip
            return
        names = ", ".join(row.name for row in rows)
        self._fault(child, place, N_("one of the elements {names}"), "unknown_element", names=names)

    def _fault(self, node: Node, path: str, expected: str, code: str, /, **params: object) -> None:
        self._faults.add(TextFault(node.line, node.column, path, expected, code, params))


def signed(node: Node) -> bool:
    return any(child.namespace == w.XML_SIGNATURE for child in node.children)
