"""Languages: English source strings, a gettext catalogue for each package (`<package>/locale`).

`N_` marks a string for the catalogue and returns it unchanged; it is translated where it is shown, in the
language of whoever looks.
"""

from __future__ import annotations

import gettext
import locale
import os
from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol, runtime_checkable

LANGUAGES = ("en", "zh_CN")


def N_(message: str) -> str:
    """Marks `message` for the catalogue; translate it where it is shown."""
    return message


@runtime_checkable
class Bilingual(Protocol):
    """A text that is known in both languages: what fills a place of a message in the language of whoever reads it."""

    @property
    def zh(self) -> str: ...

    @property
    def en(self) -> str: ...


def filled(text: str, language: str, params: Mapping[str, object]) -> str:
    """`text` with its places filled. Raises what `str.format` does where one is missing."""
    english = language == "en"
    known = {name: (one.en if english else one.zh) if isinstance(one, Bilingual) else one
             for name, one in params.items()}  # fmt: skip
    return text.format(**known) if known else text


def choose_language(wanted: str | None = None) -> str:
    """One of LANGUAGES for a wish such as `zh`, `zh-CN` or `en_GB.UTF-8`; without one, the process's locale."""
    environment = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    wish = wanted or environment or locale.getlocale()[0] or "en"
    return "zh_CN" if wish.lower().startswith("zh") else "en"


@cache
def _catalogue(package: str, language: str) -> gettext.NullTranslations:
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        return gettext.NullTranslations()
    folder = Path(spec.origin).parent / "locale"
    return gettext.translation(package, str(folder), [language], fallback=True)


def translate(message: str, language: str, *packages: str, **params: object) -> str:
    """`message` from the first of `packages` that has it (the core's if none is named), its places filled."""
    text = message
    if message and language != "en":
        for package in packages or ("fengsui",):
            text = _catalogue(package, language).gettext(message)
            if text != message:
                break
    return filled(text, language, params)
