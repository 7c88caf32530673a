"""From bytes to text: the few encodings that alerts are sent in, and nothing else.

The parser is only ever given UTF-8. GBK and GB 18030, which national systems still send and expat cannot read, are
decoded here; whatever else a message declares is refused by its name.
"""

from __future__ import annotations

import codecs
import re

from fengsui.text import N_
from fengsui_warnings.model.faults import Refused, TextFault

MAX_BYTES = 1 << 20
"""1 MiB: more is refused unread."""

_DECLARED = re.compile(rb"""\A<\?xml\s[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_ENCODINGS = {
    "utf-8": "utf-8", "utf8": "utf-8", "us-ascii": "ascii", "ascii": "ascii", "iso-8859-1": "latin-1",
    "gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030", "utf-16": "utf-16", "utf-16le": "utf-16",
    "utf-16be": "utf-16",
}  # fmt: skip
_KNOWN = "UTF-8, UTF-16, GB18030, GBK, GB2312, ISO-8859-1, US-ASCII"


def decode(data: bytes) -> str:
    """The text without byte order mark; raises Refused."""
    if len(data) > MAX_BYTES:
        raise _refused(1, 1, N_("at most {limit} bytes, not {size}"), "too_large", limit=MAX_BYTES, size=len(data))
    if not data.strip(b" \t\r\n\0"):
        raise _refused(1, 1, N_("an XML document, not an empty text"), "empty_text")
    if data.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        raise _unknown("UTF-32")
    for mark, encoding in ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")):
        if data.startswith(mark):
            return _decoded(data[len(mark) :], encoding)
    if data.startswith(codecs.BOM_UTF8):
        declared = _declared(data[3:])
        if declared not in ("", "utf-8"):
            raise _refused(1, 1, N_("one encoding: the mark says UTF-8, the text {name}"), "encoding", name=declared)
        return _decoded(data[3:], "utf-8")
    declared = _declared(data)
    if declared == "utf-16" or b"\0" in data[:4]:
        raise _refused(1, 1, N_("UTF-16 with its byte order mark"), "encoding")
    return _decoded(data, declared or "utf-8")


def bounded(text: str) -> str:
    """A text that somebody else has decoded, without its mark; raises Refused."""
    size = len(text.encode("utf-8", "replace"))
    if size > MAX_BYTES:
        raise _refused(1, 1, N_("at most {limit} bytes, not {size}"), "too_large", limit=MAX_BYTES, size=size)
    if not text.strip():
        raise _refused(1, 1, N_("an XML document, not an empty text"), "empty_text")
    return text.removeprefix("\ufeff")


def _declared(data: bytes) -> str:
    found = _DECLARED.match(data)
    if found is None:
        return ""
    name = found[1].decode("ascii").lower()
    if name not in _ENCODINGS:
        raise _unknown(name)
    return _ENCODINGS[name]


def _decoded(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        before = data[: error.start].decode(encoding, "replace")
        line, column = before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1
        expected = N_("text in {encoding}, not the byte 0x{byte}")
        byte = f"{data[error.start]:02X}"
        raise _refused(line, column, expected, "encoding", encoding=encoding.upper(), byte=byte) from None


def _unknown(name: str) -> Refused:
    return _refused(1, 1, N_("one of the encodings {known}, not {name}"), "encoding", known=_KNOWN, name=name)


def _refused(line: int, column: int, expected: str, code: str, **params: object) -> Refused:
    return Refused(TextFault(line, column, "", expected, code, params))
