"""From text to a small tree with places: expat with everything switched off that XML has been abused for.

No document type, and so no entity, external or expanding; nothing is ever fetched. Depth, elements, attributes and
names are bounded, so that the time and memory of a hostile text are those of its 1 MiB.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

from fengsui.text import N_
from fengsui_warnings.model.faults import Refused, TextFault
from fengsui_warnings.model.xml_text import bounded, decode

MAX_DEPTH = 32
MAX_ELEMENTS = 20_000
MAX_ATTRIBUTES = 32
MAX_ATTRIBUTE_CHARS = 4096
MAX_NAME_CHARS = 320
"""Of a namespace and a name together: expat repeats the namespace at each element."""

_WHY = {
    "syntax error": N_("well-formed XML"),
    "no element found": N_("well-formed XML: the text ends too early"),
    "not well-formed (invalid token)": N_("well-formed XML: this character cannot stand here"),
    "unclosed token": N_("well-formed XML: what begins here is never closed"),
    "mismatched tag": N_("well-formed XML: the end tag of the element that was opened last"),
    "duplicate attribute": N_("well-formed XML: each attribute once"),
    "junk after document element": N_("well-formed XML: nothing after the end of the first element"),
    "undefined entity": N_("text, or one of &lt; &gt; &amp; &apos; &quot;: no entity can be defined"),
    "unbound prefix": N_("a namespace prefix that is declared"),
    "XML or text declaration not at start of entity": N_("the XML declaration at the very beginning, or none"),
}


@dataclass(slots=True)
class Node:
    """An element: where it begins, its own text (outer blanks gone), its children in order."""

    namespace: str
    name: str
    line: int
    column: int
    attributes: Mapping[str, str]
    children: list[Node] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(self.parts).strip()


def parse(data: bytes | str) -> Node:
    """The root element; raises Refused with the first thing that makes it unreadable. What came as text (in JSON) is
    decoded already: what it declares of its encoding says nothing any more."""
    return _Building(decode(data) if isinstance(data, bytes) else bounded(data)).root()


class _Building:
    def __init__(self, text: str) -> None:
        self._text = text
        self._open: list[Node] = []
        self._root: Node | None = None
        self._count = 0
        self._parser = parser = expat.ParserCreate("utf-8", " ")
        parser.buffer_text = True
        parser.ordered_attributes = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.StartDoctypeDeclHandler = self._doctype
        parser.EntityDeclHandler = self._doctype
        parser.StartNamespaceDeclHandler = self._namespace

    def root(self) -> Node:
        try:
            self._parser.Parse(self._text.encode("utf-8", "surrogatepass"), True)
        except expat.ExpatError as error:
            reason = expat.errors.messages.get(error.code, "syntax error")
            expected = _WHY.get(reason, N_("well-formed XML ({why})"))
            raise Refused(
                TextFault(error.lineno, error.offset + 1, self._path(), expected, "not_well_formed", {"why": reason})
            ) from None
        if self._root is None:
            raise self._refused(N_("well-formed XML: the text ends too early"), "not_well_formed")
        return self._root

    # -- what the parser finds ---------------------------------------------------------------------------

    def _start(self, full: str, flat: list[str]) -> None:
        namespace, _, name = full.rpartition(" ")
        self._count += 1
        if len(self._open) >= MAX_DEPTH:
            raise self._refused(N_("elements at most {limit} deep"), "too_deep", limit=MAX_DEPTH)
        if self._count > MAX_ELEMENTS:
            raise self._refused(N_("at most {limit} elements"), "too_many_elements", limit=MAX_ELEMENTS)
        if len(full) > MAX_NAME_CHARS:
            raise self._refused(N_("names of at most {limit} characters"), "name_too_long", limit=MAX_NAME_CHARS)
        attributes = dict(zip(flat[::2], flat[1::2], strict=True))
        if len(attributes) > MAX_ATTRIBUTES:
            raise self._refused(N_("at most {limit} attributes"), "too_many_attributes", limit=MAX_ATTRIBUTES)
        if any(len(text) > MAX_ATTRIBUTE_CHARS for pair in attributes.items() for text in pair):
            expected = N_("attributes of at most {limit} characters")
            raise self._refused(expected, "attribute_too_long", limit=MAX_ATTRIBUTE_CHARS)
        node = Node(namespace, name, self._line, self._column, attributes)
        if self._open:
            self._open[-1].children.append(node)
        else:
            self._root = node
        self._open.append(node)

    def _end(self, _name: str) -> None:
        self._open.pop()

    def _characters(self, text: str) -> None:
        self._open[-1].parts.append(text)

    def _doctype(self, *_: object) -> None:
        expected = N_("no document type: it could define entities and name files elsewhere")
        raise self._refused(expected, "document_type")

    def _namespace(self, prefix: str | None, uri: str | None) -> None:
        if len(uri or "") + len(prefix or "") > MAX_NAME_CHARS:
            raise self._refused(N_("names of at most {limit} characters"), "name_too_long", limit=MAX_NAME_CHARS)

    # -- where it stands ---------------------------------------------------------------------------------

    @property
    def _line(self) -> int:
        return self._parser.CurrentLineNumber

    @property
    def _column(self) -> int:
        return self._parser.CurrentColumnNumber + 1

    def _path(self) -> str:
        return "/".join(node.name for node in self._open)[:MAX_NAME_CHARS]

    def _refused(self, expected: str, code: str, **params: object) -> Refused:
        return Refused(TextFault(self._line, self._column, self._path(), expected, code, params))
