"""Texts made to hurt: each is refused with its reason, at a cost that grows with its length only, in bounded memory."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fengsui_warnings.model.checking import check_bytes
from fengsui_warnings.model.table import shipped
from fengsui_warnings.model.xml_text import MAX_BYTES

CAP = "urn:oasis:names:tc:emergency:cap:1.2"
HEAD = f'<alert xmlns="{CAP}">'


def filled(begin: str, part: str, end: str) -> bytes:
    """As many parts as just fit."""
    room = MAX_BYTES - len(begin.encode()) - len(end.encode())
    return (begin + part * (room // len(part.encode())) + end).encode()


def deep() -> bytes:
    count = MAX_BYTES // 2 // 5
    return (HEAD + "<a>" * count + "</a>" * count + "</alert>").encode()[:MAX_BYTES]


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "too large": (lambda: b" " * (MAX_BYTES + 1), "too_large"),
    "deep": (deep, "too_deep"),
    "many elements": (lambda: filled(HEAD, "<a/>", "</alert>"), "too_many_elements"),
    "many faults": (lambda: (HEAD + "<x/>" * 19_000 + "</alert>").encode(), "missing"),
    "huge attribute": (lambda: filled(HEAD + '<info a="', "a", '"/></alert>'), "attribute_too_long"),
    "many attributes": (
        lambda: (HEAD + "<info " + " ".join(f'a{at}=""' for at in range(90_000)) + "/></alert>").encode(),
        "too_many_attributes",
    ),
    "same attributes": (lambda: filled(HEAD + "<info ", 'a="" ', "/></alert>"), "not_well_formed"),
    "huge namespace": (lambda: filled(f'<alert xmlns="{"n" * 400_000}">', "<a/>", "</alert>"), "name_too_long"),
    "huge name": (lambda: (HEAD + "<" + "n" * 500_000 + "/></alert>").encode(), "name_too_long"),
    "huge prefix": (lambda: f'<alert xmlns:{"p" * 400_000}="{CAP}"/>'.encode(), "name_too_long"),
    "huge text": (lambda: filled(HEAD + "<note>", "字", "</note></alert>"), "missing"),
    "huge token": (lambda: filled(HEAD + "<identifier>", "a", "</identifier></alert>"), "missing"),
    "blanks": (lambda: b" " * MAX_BYTES, "empty_text"),
    "only a comment": (lambda: filled("<!--", "a", "-->"), "not_well_formed"),
    "open comment": (lambda: filled(HEAD + "<!--", "-", ""), "not_well_formed"),
    "open data": (lambda: filled(HEAD + "<![CDATA[", "]", ""), "not_well_formed"),
    "instructions": (lambda: filled(HEAD, "<?a b?>", "</alert>"), "missing"),
    "references": (lambda: filled(HEAD + "<note>", "&#65;", "</note></alert>"), "missing"),
    "polygon": (
        lambda: filled(HEAD + "<info><area><polygon>", "1,1 ", "</polygon></area></info></alert>"), "missing"),
    "names": (lambda: filled(HEAD + "<addresses>", '"', "</addresses></alert>"), "missing"),
    "earlier messages": (lambda: filled(HEAD + "<references>", "a,b,c ", "</references></alert>"), "missing"),
    "numbers": (lambda: filled(HEAD + "<info><area><altitude>", "9", "</altitude></area></info></alert>"), "missing"),
    "entities": (
        lambda: b'<!DOCTYPE a [<!ENTITY a "' + b"a" * 500_000 + b'">]><alert>' + b"&a;" * 100_000, "document_type"),
    "utf-7": (lambda: b'<?xml version="1.0" encoding="utf-7"?>+ADw-alert/+AD4-', "encoding"),
    "zeros": (lambda: b"\0" * MAX_BYTES, "empty_text"),
    "envelopes in envelopes": (
        lambda: filled('<EDXLDistribution xmlns="urn:oasis:names:tc:emergency:EDXL:DE:1.0"><contentObject>'
                       "<xmlContent><embeddedXMLContent>", "<alert/>",
                       "</embeddedXMLContent></xmlContent></contentObject></EDXLDistribution>"),
        "too_many_elements"),
}  # fmt: skip


@pytest.mark.timeout(30)  # each takes well under a second; what grows with the square of its length takes minutes
@pytest.mark.parametrize("name", HOSTILE)
def test_it_is_refused(name: str) -> None:
    make, code = HOSTILE[name]
    data = make()
    answer = check_bytes(data, shipped())
    assert code in {fault["code"] for fault in answer["faults"]}
    assert len(answer["faults"]) <= 201
    assert all(len(fault["expected"]) < 1000 and len(fault["path"]) < 1000 for fault in answer["faults"])


@pytest.mark.parametrize("name", ["many elements", "entities", "huge namespace", "references"])
def test_it_costs_little_memory(name: str) -> None:
    data = HOSTILE[name][0]()
    tracemalloc.start()
    try:
        check_bytes(data, shipped())
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 48 * MAX_BYTES


GOOD = (HEAD + "<identifier>a</identifier><sender>b</sender><sent>2026-11-22T03:12:00+08:00</sent></alert>").encode()


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=200), st.integers(0, len(GOOD)), st.integers(0, 40))
def test_nothing_makes_it_raise(piece: bytes, at: int, instead: int) -> None:
    answer = check_bytes(GOOD[:at] + piece + GOOD[at + instead :], shipped())
    assert "faults" in answer or "becomes" in answer
    assert "faults" in check_bytes(piece, shipped()) or piece.lstrip().startswith(b"<")
