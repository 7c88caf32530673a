"""The field plugin: what happens at the scene, and whom it may cost their life."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from fengsui.hooks import About, Command, Erasure, Provider, Screen, Subscription, Sweep, View, hookimpl

if TYPE_CHECKING:
    from sqlalchemy import MetaData

    from fengsui.events import Event


@hookimpl
def fengsui_about() -> About:
    from fengsui_field.declarations import ABOUT as about

    return about


@hookimpl
def fengsui_tables() -> MetaData:
    from fengsui_field.tables import metadata

    return metadata


@hookimpl
def fengsui_events() -> Iterable[type[Event]]:
    from fengsui_field.api.events import EVENTS as events

    return events


@hookimpl
def fengsui_commands() -> Iterable[Command[Any]]:
    from fengsui_field.declarations import commands

    return commands()


@hookimpl
def fengsui_views() -> Iterable[View[Any]]:
    from fengsui_field.declarations import all_views

    return all_views()


@hookimpl
def fengsui_subscriptions() -> Iterable[Subscription]:
    from fengsui_field.declarations import subscriptions

    return subscriptions()


@hookimpl
def fengsui_sweeps() -> Iterable[Sweep]:
    from fengsui_field.declarations import sweeps

    return sweeps()


@hookimpl
def fengsui_providers() -> Iterable[Provider[Any]]:
    from fengsui_field.declarations import providers

    return providers()


@hookimpl
def fengsui_erasures() -> Iterable[Erasure]:
    from fengsui_field.service.erasing import ERASURES

    return ERASURES


@hookimpl
def fengsui_screens() -> Iterable[Screen]:
    from fengsui_field.screens import SCREENS

    return SCREENS
