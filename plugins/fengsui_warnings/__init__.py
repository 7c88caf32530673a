"""The warnings plugin (预警): CAP and EDXL-DE in and out, warnings with their tick-lists, receipts and levels."""

from __future__ import annotations

from collections.abc import Iterable

from fengsui.hooks import About, Verb, hookimpl


@hookimpl
def fengsui_about() -> About:
    from fengsui_warnings.declarations import ABOUT as about

    return about


@hookimpl
def fengsui_verbs() -> Iterable[Verb]:
    from fengsui_warnings.verbs import VERBS

    return VERBS
