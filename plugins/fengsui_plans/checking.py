"""One plan file checked: every fault at once, each with its place and what was expected there.

Three layers speak together: the YAML source (`yaml_source`), the model (`digital`), and what the fields say of
each other (`crosscheck`).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from itertools import islice
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from fengsui.printable import printable
from fengsui.text import N_, translate
from fengsui_plans.crosscheck import cross_faults
from fengsui_plans.digital import DigitalPlan
from fengsui_plans.yaml_source import MAX_FAULTS, KeyPath, Source, dotted, parse_text, read_source

PACKAGE = "fengsui_plans"
_NEAR = N_(" (did you mean {name}?)")


@dataclass(frozen=True)
class PlanFault:
    """A fault in a plan file. `expected` is a source message; `say` fills and translates it."""

    line: int
    column: int
    path: str
    expected: str
    code: str
    params: Mapping[str, object] = field(default_factory=dict)

    def say(self, language: str) -> str:
        params = {name: printable(str(value)) for name, value in self.params.items()}
        if "near" in params:
            params["near"] = translate(_NEAR, language, PACKAGE, name=params["near"]) if params["near"] else ""
        text = translate(self.expected, language, PACKAGE)
        return text.format(**params) if params else text


@dataclass(frozen=True)
class Checked:
    """The plan if there is no fault, and all faults in the order of the file otherwise."""

    plan: DigitalPlan | None
    faults: tuple[PlanFault, ...]


def check_file(path: Path) -> Checked:
    """Reads and checks a file; never raises for what is in it, or for its not being there."""
    return _checked(read_source(path))


def check_text(text: str) -> Checked:
    return _checked(parse_text(text))


def _checked(source: Source) -> Checked:
    found = [
        PlanFault(fault.line, fault.column, printable(dotted(fault.path)), fault.expected, fault.code, fault.params)
        for fault in source.faults
    ]
    plan: DigitalPlan | None = None
    if isinstance(source.data, dict):
        plan, wrong = _modelled(source)
        found += wrong
        for cross in islice(cross_faults(source.data) if source.whole else (), MAX_FAULTS):
            at = source.place(cross.path)
            found.append(PlanFault(*at, printable(dotted(cross.path)), cross.expected, cross.code, cross.params))
    elif not found:
        found.append(PlanFault(*source.place(()), "", N_("a mapping of keys to values"), "not_a_mapping"))
    found.sort(key=lambda fault: (fault.line, fault.column))
    return Checked(None if found else plan, tuple(found[:MAX_FAULTS]))


def _modelled(source: Source) -> tuple[DigitalPlan | None, list[PlanFault]]:
    try:
        # through JSON, because only there does strictness let a list stand for a tuple
        return DigitalPlan.model_validate_json(json.dumps(source.data), strict=True), []
    except ValidationError as error:
        details = error.errors(include_url=False, include_input=False, include_context=True)
        return None, list(islice(_faults(source, details), MAX_FAULTS))
    except (ValueError, RecursionError) as error:  # a lone surrogate or a number beyond JSON
        return None, [
            PlanFault(1, 1, "", N_("values that can be stored ({problem})"), "unstorable", {"problem": error})
        ]


def _faults(source: Source, details: list[Any]) -> Iterator[PlanFault]:
    for detail in details:
        path: KeyPath = tuple(part for part in detail["loc"] if part != "[key]")
        kind, context = str(detail["type"]), detail.get("ctx") or {}
        if kind in ("missing", "too_short") and not source.whole:
            continue  # it may stand below the place where the reading had to stop
        if any(fault.path == path for fault in source.faults[:20]):
            continue  # the source has said something better about this value
        if kind == "too_short" and len(_value_at(source.data, path) or ()) >= context.get("min_length", 1):
            continue  # its entries are there, and wrong: each has its own fault
        at = source.place(path, of_key=kind == "extra_forbidden" or "[key]" in detail["loc"])
        if kind == "extra_forbidden":
            params: dict[str, object] = {"near": _nearest_key(path)}
            expected = N_("a known key; a text with a comma needs quotes") if _is_scrap(source.data, path) else _KEY
            yield PlanFault(*at, printable(dotted(path)), expected, "unknown_key", params)
            continue
        say, code = _EXPECTED.get(kind, (_anything, kind))
        expected, params = say(context)
        yield PlanFault(*at, printable(dotted(path)), expected, code, params)


_KEY = N_("a known key{near}")


def _is_scrap(data: Any, path: KeyPath) -> bool:
    """Whether the unknown key is the rest of a text that was cut at a comma: `{zh: 上风, 侧风}`."""
    return _value_at(data, path) is None and not _nearest_key(path)


def _value_at(data: Any, path: KeyPath) -> Any:
    """What stands at `path` in plain data, or None."""
    for part in path:
        try:
            data = data[part]
        except (KeyError, IndexError, TypeError):
            return None
    return data


def _nearest_key(path: KeyPath) -> str:
    """The known key nearest to the unknown last one of `path`, by the model that stands there."""
    wrong, model = str(path[-1]), _model_at(path[:-1])
    if model is None or len(wrong) > 64:
        return ""
    found = get_close_matches(wrong, list(model.model_fields), 1, cutoff=0.5)
    return found[0] if found else ""


def _model_at(path: KeyPath) -> type[BaseModel] | None:
    model: type[BaseModel] | None = DigitalPlan
    for key in path:
        if isinstance(key, int):
            continue
        known = model.model_fields.get(key) if model is not None else None
        model = _model_in(known.annotation) if known is not None else None
    return model


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """The model in `Need`, `tuple[Need, ...]` or `Need | None`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next(filter(None, map(_model_in, get_args(annotation))), None)


Say = Callable[[Mapping[str, Any]], tuple[str, dict[str, object]]]


def _plain(message: str) -> Say:
    return lambda context: (message, {})


def _with(message: str, *names: str) -> Say:
    return lambda context: (message, {name: context.get(name, "?") for name in names})


def _anything(context: Mapping[str, Any]) -> tuple[str, dict[str, object]]:
    return N_("another value"), {}


def _choice(context: Mapping[str, Any]) -> tuple[str, dict[str, object]]:
    return N_("one of {choices}"), {"choices": str(context.get("expected", "?")).replace(" or ", ", ")}


def _own(context: Mapping[str, Any]) -> tuple[str, dict[str, object]]:
    return N_("text without control or direction characters"), {}


_TEXT = (_plain(N_("a text")), "not_text")
_LIST = (_plain(N_("a list")), "not_list")
_MAPPING = (_plain(N_("a mapping of keys to values")), "not_mapping")
_WHOLE = (_plain(N_("a whole number")), "not_whole")
_NUMBER = (_plain(N_("a number")), "not_number")

_EXPECTED: dict[str, tuple[Say, str]] = {
    "missing": (_plain(N_("this key, which is required")), "missing"),
    "string_type": _TEXT,
    "tuple_type": _LIST,
    "list_type": _LIST,
    "dict_type": _MAPPING,
    "model_type": _MAPPING,
    "model_attributes_type": _MAPPING,
    "int_type": _WHOLE,
    "int_from_float": _WHOLE,
    "int_parsing_size": _WHOLE,
    "float_type": _NUMBER,
    "finite_number": _NUMBER,
    "bool_type": (_plain(N_("true or false")), "not_boolean"),
    "greater_than_equal": (_with(N_("at least {ge}"), "ge"), "too_small"),
    "less_than_equal": (_with(N_("at most {le}"), "le"), "too_great"),
    "string_too_short": (_with(N_("a text of at least {min_length} characters"), "min_length"), "too_short"),
    "string_too_long": (_with(N_("a text of at most {max_length} characters"), "max_length"), "too_long"),
    "too_short": (_with(N_("a list with at least {min_length} in it"), "min_length"), "too_few"),
    "too_long": (_with(N_("a list with at most {max_length} in it"), "max_length"), "too_many"),
    "string_pattern_mismatch": (
        _with(N_("a name in small letters, digits, - and _ (pattern {pattern})"), "pattern"),
        "bad_name",
    ),
    "literal_error": (_choice, "not_a_choice"),
    "value_error": (_own, "bad_characters"),
}
