"""What `fengsui cap check` says of one text: plain values for JSON, in the language that was asked for."""

from __future__ import annotations

from typing import Any

from fengsui.clean import printable
from fengsui.text import N_, translate
from fengsui_warnings.model.becoming import Becoming, becoming
from fengsui_warnings.model.faults import PACKAGE, TextFault
from fengsui_warnings.model.levels import number_of
from fengsui_warnings.model.message import Content, Message, read_message
from fengsui_warnings.model.table import Table


def check_bytes(data: bytes, table: Table, language: str = "en") -> dict[str, Any]:
    """`becomes` with its reason, or `faults`: one of the two, never both."""
    checked = read_message(data)
    if checked.message is None:
        return {"faults": [fault_values(fault, language) for fault in checked.faults]}
    return _message(checked.message, table, language)


def fault_values(fault: TextFault, language: str) -> dict[str, Any]:
    return {"line": fault.line, "column": fault.column, "path": printable(fault.path),
            "expected": fault.say(language), "code": fault.code}  # fmt: skip


def _message(message: Message, table: Table, language: str) -> dict[str, Any]:
    contents = [_content(content, table, language) for content in message.contents]
    if message.envelope is None:
        return contents[0]
    envelope = message.envelope
    around = {"version": envelope.version, "id": envelope.id, "sender": envelope.sender, "status": envelope.status,
              "kind": envelope.kind}  # fmt: skip
    kinds = {one["becomes"] for one in contents if "becomes" in one}
    becomes = kinds.pop() if len(kinds) == 1 else "several" if kinds else "nothing"
    alone = [one for one in contents if "becomes" in one]
    values = alone[0] if len(alone) == 1 else {"becomes": becomes}
    if not alone:
        values["why"] = translate(N_("nothing in the envelope is a CAP alert"), language, PACKAGE)
    return {**values, "envelope": around, "contents": contents}


def _content(content: Content, table: Table, language: str) -> dict[str, Any]:
    alert = content.alert
    if alert is None:
        return {"understood": False, "content": content.named}
    found = becoming(alert, table)
    values: dict[str, Any] = {"becomes": found.becomes}
    if found.inner is not None:
        values["as"] = found.inner
    values |= {"why": found.say(language), "sender": alert.sender, "identifier": alert.identifier,
               "sent": alert.sent.isoformat(), "status": alert.status, "msgType": alert.message_type,
               "scope": alert.scope}  # fmt: skip
    if alert.references:
        values["references"] = [one.identifier for one in alert.references]
    if alert.infos:
        values |= {"event": alert.infos[0].event, "languages": [info.language for info in alert.infos]}
    values |= _level(found, language)
    values["notes"] = [{"code": note.code, "says": translate(note.says, language, PACKAGE, **note.params)}
                       for note in content.notes]  # fmt: skip
    return values


def _level(found: Becoming, language: str) -> dict[str, Any]:
    if found.kind != "warning" or found.act not in ("warning", "update"):
        return {}
    if found.level is None:
        return {"level": None}
    why = translate(found.level.says, language, PACKAGE, **found.level.params)
    return {"level": {"code": number_of(found.level.level), "colour": found.level.level, "why": why}}
