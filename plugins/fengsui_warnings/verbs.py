"""`fengsui cap check FILE…`: what each message would become, or every fault. Offline: nothing is sent or kept.

Imports are inside the functions: the command line must not pay for the reader unless the verb is used.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from fengsui.hooks import Verb
from fengsui.text import N_, choose_language, translate

PACKAGE = "fengsui_warnings"
STDIN = "-"
Answer = dict[str, Any]


def arguments(parser: argparse.ArgumentParser) -> None:
    language = parser.get_default("language") or choose_language()

    def say(message: str) -> str:
        return translate(message, language, PACKAGE)

    parser.add_argument("files", nargs="+", metavar=say(N_("FILE")), help=say(N_("a CAP or EDXL-DE file; - is stdin")))
    parser.add_argument("--json", action="store_true", help=say(N_("one array, an object for each file")))


def run(options: argparse.Namespace) -> int:
    """0 every file can be taken; 1 any has faults or cannot be read."""
    language = getattr(options, "language", None) or choose_language(getattr(options, "lang", None))
    answers = [{"file": _shown(name), **_checked(name, language)} for name in options.files]
    if options.json:
        _say(json.dumps(answers, ensure_ascii=False))
    else:
        for answer in answers:
            for line in _lines(answer, language):
                _say(line)
    return 1 if any("faults" in answer for answer in answers) else 0


def _shown(name: str) -> str:
    from fengsui.printable import printable

    return printable(name.encode("utf-8", "replace").decode("utf-8"))


def _checked(name: str, language: str) -> Answer:
    from fengsui_warnings.model.checking import check_bytes
    from fengsui_warnings.model.table import edition, shipped

    try:
        data = _read(name)
    except OSError as error:
        return _unreadable(error.strerror or type(error).__name__, language)
    except ValueError as error:  # a name with a NUL in it
        return _unreadable(str(error), language)
    return {**check_bytes(data, shipped(), language), "rules": edition()}


def _read(name: str) -> bytes:
    """One byte more than may be read: so that what is too large is known to be, and is not read whole."""
    from fengsui_warnings.model.xml_text import MAX_BYTES

    if name == STDIN:
        return sys.stdin.buffer.read(MAX_BYTES + 1)
    path = Path(name)
    if path.exists() and not path.is_file():
        raise OSError(0, "not a file")
    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)


def _unreadable(why: str, language: str) -> Answer:
    expected = translate(N_("a file that can be read ({why})"), language, PACKAGE, why=why)
    return {"faults": [{"line": 0, "column": 0, "path": "", "expected": expected, "code": "unreadable"}]}


# -- for people ------------------------------------------------------------------------------------------


def _lines(answer: Answer, language: str) -> list[str]:
    if "faults" in answer:
        return [_fault(answer["file"], fault) for fault in answer["faults"]]
    lines = [f"{answer['file']}: {_becomes(answer, language)}"]
    for content in answer.get("contents", ()):
        says = _becomes(content, language) if "becomes" in content else translate(
            N_("not understood: {content}"), language, PACKAGE, content=content["content"])  # fmt: skip
        lines.append(f"  {says}")
    return lines + [f"  {note['says']}" for note in answer.get("notes", ())]


def _fault(file: str, fault: Answer) -> str:
    place = f"{file}:{fault['line']}:{fault['column']}" if fault["line"] else file
    return ": ".join(part for part in (place, fault["path"], fault["expected"]) if part) + f" [{fault['code']}]"


def _becomes(answer: Answer, language: str) -> str:
    names = {
        "warning": N_("a WARNING"), "call": N_("a CALL"), "update": N_("an UPDATE"), "cancel": N_("a CANCELLATION"),
        "ack": N_("a RECEIPT"), "error": N_("a REFUSAL"), "nothing": N_("NOTHING"), "several": N_("SEVERAL things"),
        "exercise": N_("part of an EXERCISE (DRILL)"),
    }  # fmt: skip
    parts = [translate(names[answer["becomes"]], language, PACKAGE)]
    if answer.get("as"):
        parts.append(translate(names[answer["as"]], language, PACKAGE))
    if answer.get("level"):
        parts.append(f"{answer['level']['colour']} ({answer['level']['why']})")
    parts += [answer[name] for name in ("event", "sender", "identifier", "why") if answer.get(name)]
    return ": ".join((parts[0], ", ".join(parts[1:]))) if parts[1:] else parts[0]


def _say(line: str) -> None:
    """One line; what the terminal's encoding cannot show becomes `?` and never an error."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    sys.stdout.write(line.encode(encoding, "replace").decode(encoding) + "\n")


VERBS = (
    Verb(name="cap check", summary=N_("what CAP messages would become, or every fault (offline)"),
         arguments=arguments, run=run),
)  # fmt: skip
