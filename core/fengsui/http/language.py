"""The language of whoever asks, and messages in it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from aiohttp import web

from fengsui.errors import Fault, FengsuiError
from fengsui.http.serving import SYSTEM
from fengsui.text import LANGUAGES, N_, choose_language, filled, translate

# pydantic's own sentences, as sources of ours: {places} match whatever stands there.
VALIDATION = (
    N_("Field required"),
    N_("Extra inputs are not permitted"),
    N_("Input should be a valid string"),
    N_("Input should be a valid integer"),
    N_("Input should be a valid integer, unable to parse string as an integer"),
    N_("Input should be a valid integer, got a number with a fractional part"),
    N_("Input should be a valid number"),
    N_("Input should be a valid number, unable to parse string as a number"),
    N_("Input should be a finite number"),
    N_("Input should be a valid boolean"),
    N_("Input should be a valid boolean, unable to interpret input"),
    N_("Input should be a valid list"),
    N_("Input should be a valid tuple"),
    N_("Input should be a valid dictionary"),
    N_("Input should be a valid dictionary or instance of {name}"),
    N_("Input should be an object"),
    N_("Input should be {choices}"),
    N_("Input should be greater than or equal to {limit}"),
    N_("Input should be greater than {limit}"),
    N_("Input should be less than or equal to {limit}"),
    N_("Input should be less than {limit}"),
    N_("Input should have timezone info"),
    N_("Input should be a valid datetime"),
    N_("Input should be a valid datetime, {why}"),
    N_("Input should be a valid datetime or date, {why}"),
    N_("Input should be a valid date"),
    N_("Input should be a valid date or datetime, {why}"),
    N_("String should match pattern '{pattern}'"),
    N_("String should have at least {count} character"),
    N_("String should have at least {count} characters"),
    N_("String should have at most {count} character"),
    N_("String should have at most {count} characters"),
    N_("List should have at least {count} item after validation, not {actual}"),
    N_("List should have at least {count} items after validation, not {actual}"),
    N_("List should have at most {count} item after validation, not {actual}"),
    N_("List should have at most {count} items after validation, not {actual}"),
    N_("Tuple should have at least {count} item after validation, not {actual}"),
    N_("Tuple should have at least {count} items after validation, not {actual}"),
    N_("Tuple should have at most {count} item after validation, not {actual}"),
    N_("Tuple should have at most {count} items after validation, not {actual}"),
    N_("Value should have at least {count} item after validation, not {actual}"),
    N_("Value should have at least {count} items after validation, not {actual}"),
    N_("Value should have at most {count} item after validation, not {actual}"),
    N_("Value should have at most {count} items after validation, not {actual}"),
    N_("Value error, {why}"),
    N_("Assertion failed, {why}"),
    N_("text without control or direction characters (found {characters})"),
)

OURS = "Value error, "
"""What pydantic puts before the sentences of our own checks."""


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Templates as expressions, the one with the most fixed text first."""
    ordered = sorted(VALIDATION, key=lambda text: len(re.sub(r"\{\w+\}", "", text)), reverse=True)
    made = ((re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>.+)", re.escape(text)), text) for text in ordered)
    return tuple((re.compile(pattern, re.DOTALL), text) for pattern, text in made)


def language_of(request: web.Request) -> str:
    """The best of ours that Accept-Language names; else the centre's."""
    best, weight = request.app[SYSTEM].settings.language, 0.0
    for part in request.headers.get("Accept-Language", "").split(","):
        tag, _, parameters = part.strip().partition(";")
        known = tag.lower().startswith(("zh", "en"))
        quality = _quality(parameters)
        if known and quality > weight:
            best, weight = "zh_CN" if choose_language(tag) == "zh_CN" else "en", quality
    return best if best in LANGUAGES else "en"


def _quality(parameters: str) -> float:
    found = re.fullmatch(r"\s*q=([01](?:\.\d{0,3})?)\s*", parameters)
    return float(found.group(1)) if found else 0.0 if parameters.strip() else 1.0


def message_of(error: FengsuiError, language: str, packages: Iterable[str]) -> str:
    """The error's sentence in `language`; a place that a plugin forgot to fill is shown as it stands."""
    text = translate(error.message, language, *packages)
    try:
        return filled(text, language, error.params)
    except (KeyError, IndexError, ValueError):
        return text


def expected_of(fault: Fault, language: str, packages: Iterable[str]) -> str:
    """What would be right, in `language`; sentences of the validator too, with what they quote."""
    said = _sentence(fault.expected, language, tuple(packages))
    return filled(said, language, fault.params)


def _sentence(text: str, language: str, packages: tuple[str, ...]) -> str:
    known = translate(text, language, *packages)
    if language == "en":
        return known.removeprefix(OURS)
    if known != text:
        return known
    for pattern, template in _patterns():
        found = pattern.fullmatch(text)
        if found:
            quoted = found.groupdict()
            if "why" in quoted:
                quoted["why"] = _sentence(quoted["why"], language, packages)
            if "choices" in quoted:
                quoted["choices"] = quoted["choices"].replace(" or ", ", ")
            return translate(template, language, "fengsui", **quoted)
    return text
