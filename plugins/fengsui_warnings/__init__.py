"""The warnings plugin (预警): CAP and EDXL-DE in and out, warnings with their tick-lists, receipts and levels."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from fengsui.hooks import About, Command, Erasure, Provider, Screen, Subscription, Sweep, Verb, View, hookimpl

if TYPE_CHECKING:
    from pydantic import BaseModel
    from sqlalchemy import MetaData

    from fengsui.events import Event


@hookimpl
def fengsui_about() -> About:
    from fengsui_warnings.declarations import ABOUT as about

    return about


@hookimpl
def fengsui_settings() -> type[BaseModel]:
    from fengsui_warnings.settings import WarningsSettings

    return WarningsSettings


@hookimpl
def fengsui_tables() -> MetaData:
    from fengsui_warnings.tables import metadata

    return metadata


@hookimpl
def fengsui_events() -> Iterable[type[Event]]:
    from fengsui_warnings.api.events import EVENTS as events

    return events


@hookimpl
def fengsui_commands() -> Iterable[Command[Any]]:
    from fengsui_warnings.declarations import commands

    return commands()


@hookimpl
def fengsui_views() -> Iterable[View[Any]]:
    from fengsui_warnings.declarations import all_views

    return all_views()


@hookimpl
def fengsui_subscriptions() -> Iterable[Subscription]:
    from fengsui_warnings.declarations import SUBSCRIPTIONS

    return SUBSCRIPTIONS


@hookimpl
def fengsui_sweeps() -> Iterable[Sweep]:
    from fengsui_warnings.declarations import SWEEPS

    return SWEEPS


@hookimpl
def fengsui_providers() -> Iterable[Provider[Any]]:
    from fengsui_warnings.declarations import PROVIDERS

    return PROVIDERS


@hookimpl
def fengsui_erasures() -> Iterable[Erasure]:
    from fengsui_warnings.service.erasing import ERASURES

    return ERASURES


@hookimpl
def fengsui_screens() -> Iterable[Screen]:
    from fengsui_warnings.screens import SCREENS

    return SCREENS


@hookimpl
def fengsui_verbs() -> Iterable[Verb]:
    from fengsui_warnings.verbs import VERBS

    return VERBS
