"""Other ways to reach somebody whose terminal is not connected: short message, voice call, instant message."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from fengsui.hooks import About, Command, Erasure, Provider, Subscription, Sweep, View, hookimpl

if TYPE_CHECKING:
    from pydantic import BaseModel
    from sqlalchemy import MetaData

    from fengsui.events import Event


@hookimpl
def fengsui_about() -> About:
    from fengsui_channels.declarations import ABOUT as about

    return about


@hookimpl
def fengsui_settings() -> type[BaseModel]:
    from fengsui_channels.settings import ChannelsSettings

    return ChannelsSettings


@hookimpl
def fengsui_tables() -> MetaData:
    from fengsui_channels.tables import metadata

    return metadata


@hookimpl
def fengsui_events() -> Iterable[type[Event]]:
    from fengsui_channels.api.events import EVENTS as events

    return events


@hookimpl
def fengsui_commands() -> Iterable[Command[Any]]:
    from fengsui_channels.declarations import commands

    return commands()


@hookimpl
def fengsui_views() -> Iterable[View[Any]]:
    from fengsui_channels.declarations import views

    return views()


@hookimpl
def fengsui_subscriptions() -> Iterable[Subscription]:
    from fengsui_channels.declarations import subscriptions

    return subscriptions()


@hookimpl
def fengsui_sweeps() -> Iterable[Sweep]:
    from fengsui_channels.declarations import sweeps

    return sweeps()


@hookimpl
def fengsui_providers() -> Iterable[Provider[Any]]:
    from fengsui_channels.declarations import providers

    return providers()


@hookimpl
def fengsui_erasures() -> Iterable[Erasure]:
    from fengsui_channels.declarations import erasures

    return erasures()
