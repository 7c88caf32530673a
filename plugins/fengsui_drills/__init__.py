"""The drills plugin: the calendar of who must drill, and exercises that run the very same path as a real night."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from fengsui.hooks import About, Command, Provider, Screen, Subscription, Sweep, View, hookimpl

if TYPE_CHECKING:
    from sqlalchemy import MetaData

    from fengsui.events import Event


@hookimpl
def fengsui_about() -> About:
    from fengsui_drills.declarations import ABOUT as about

    return about


@hookimpl
def fengsui_tables() -> MetaData:
    from fengsui_drills.tables import metadata

    return metadata


@hookimpl
def fengsui_events() -> Iterable[type[Event]]:
    from fengsui_drills.api import EVENTS as events

    return events


@hookimpl
def fengsui_commands() -> Iterable[Command[Any]]:
    from fengsui_drills.declarations import COMMANDS as commands

    return commands


@hookimpl
def fengsui_views() -> Iterable[View[Any]]:
    from fengsui_drills.declarations import VIEWS as views

    return views


@hookimpl
def fengsui_subscriptions() -> Iterable[Subscription]:
    from fengsui_drills.declarations import SUBSCRIPTIONS as subscriptions

    return subscriptions


@hookimpl
def fengsui_sweeps() -> Iterable[Sweep]:
    from fengsui_drills.declarations import SWEEPS as sweeps

    return sweeps


@hookimpl
def fengsui_providers() -> Iterable[Provider[Any]]:
    from fengsui_drills.declarations import PROVIDERS as providers

    return providers


@hookimpl
def fengsui_screens() -> Iterable[Screen]:
    from fengsui_drills.screens import SCREENS

    return SCREENS
