"""A form for any command of the server, made from its schema: what no screen offers can still be done."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Input

from fengsui.text import N_
from fengsui_tui.connection import Offered
from fengsui_tui.speech import Speech
from fengsui_tui.widgets.cells import Row
from fengsui_tui.widgets.field import Field
from fengsui_tui.widgets.lines import Draw, Lines
from fengsui_tui.widgets.once import AnsweredOnce


class Form(AnsweredOnce[dict[str, Any] | None]):
    """One line a property; Enter on the last sends, Ctrl+S from anywhere. Answers the payload."""

    DEFAULT_CSS = """
    Form { align: center middle; background: $background 60%; }
    Form > VerticalScroll { width: 90%; max-width: 110; height: auto; max-height: 90%; border: ascii $primary;
                            background: $background; padding: 0 1; scrollbar-size: 0 0; }
    Form Horizontal { height: 1; }
    Form .name { width: 26; height: 1; }
    Form #title { height: 1; }
    Form #wrong { height: 2; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", show=False),
        Binding("ctrl+s", "send", show=False),
        Binding("down", "app.focus_next", show=False),
        Binding("up", "app.focus_previous", show=False),
    ]

    def __init__(self, offered: Offered, speech: Speech, known: Mapping[str, str]) -> None:
        super().__init__()
        self._offered, self._speech, self._known = offered, speech, known
        self._properties: Mapping[str, Any] = offered.schema.get("properties", {})
        self._required = frozenset(offered.schema.get("required", ()))

    def compose(self) -> ComposeResult:
        with VerticalScroll(can_focus=False):
            yield Lines(id="title", focus=False)
            for name, schema in self._properties.items():
                with Horizontal():
                    yield Lines(id=f"name-{name}", head=False, focus=False).add_class("name")
                    yield Field(self._known.get(name, ""), id=f"field-{name}", placeholder=expected(schema))
            yield Lines(id="wrong", head=False, focus=False)

    def on_mount(self) -> None:
        hint = self._speech.t(N_("^S: send   Esc: back"))
        self.query_one("#title", Lines).entitle(f"{self._offered.name}  {self._offered.summary}", hint)
        for name in self._properties:
            mark = "*" if name in self._required else " "
            row = Row(((f"{mark} {name}", "head"),))
            self.query_one(f"#name-{name}", Lines).draw(_only(row))
        fields = list(self.query(Field))
        empty = [field for field in fields if not field.value]
        if fields:
            (empty or fields)[0].focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        fields = list(self.query(Field))
        if event.input is fields[-1]:
            self.action_send()
        else:
            self.focus_next()

    def action_send(self) -> None:
        payload, wrong = read(
            {name: self.query_one(f"#field-{name}", Field).value for name in self._properties},
            self._properties,
            self._required,
            self._speech,
        )
        if wrong:
            self.query_one("#wrong", Lines).draw(lambda _cells: [Row(((text, "bad"),)) for text in wrong[:2]])
        else:
            self.dismiss(payload)


def _only(row: Row) -> Draw:
    return lambda _cells: [row]


def expected(schema: Mapping[str, Any]) -> str:
    """What a property wants, in a few words."""
    if "enum" in schema:
        return " | ".join(str(value) for value in schema["enum"])
    if "anyOf" in schema:
        return expected(next((kind for kind in schema["anyOf"] if kind.get("type") != "null"), {}))
    kind = schema.get("format") or schema.get("type", "")
    return {"array": "JSON [...]", "object": "JSON {...}", "string": ""}.get(kind, str(kind))


def read(
    typed: Mapping[str, str], properties: Mapping[str, Any], required: frozenset[str], speech: Speech
) -> tuple[dict[str, Any], Sequence[str]]:
    """The payload, and all faults at once. An empty line leaves its property out."""
    payload: dict[str, Any] = {}
    wrong: list[str] = []
    for name, text in typed.items():
        if not text.strip():
            if name in required:
                wrong.append(speech.t(N_("{name}: this cannot be empty"), name=name))
            continue
        if _is_text(properties[name]):
            payload[name] = text.strip()
            continue
        try:
            payload[name] = json.loads(text)
        except ValueError:
            wrong.append(f"{name}: {expected(properties[name])}")
    return payload, wrong


def _is_text(schema: Mapping[str, Any]) -> bool:
    kinds = [schema, *schema.get("anyOf", ())]
    return any(kind.get("type") == "string" or "enum" in kind for kind in kinds)
