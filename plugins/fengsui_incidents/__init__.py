"""The incidents plugin: a call becomes an order that a team answers."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AbstractAsyncContextManager
from typing import TYPE_CHECKING, Any

from fengsui.hooks import About, Command, Erasure, Host, Provider, Screen, Subscription, Sweep, Verb, View, hookimpl

if TYPE_CHECKING:
    from pydantic import BaseModel
    from sqlalchemy import MetaData

    from fengsui.events import Event


@hookimpl
def fengsui_about() -> About:
    from fengsui_incidents.declarations import ABOUT as about

    return about


@hookimpl
def fengsui_settings() -> type[BaseModel]:
    from fengsui_incidents.settings import IncidentsSettings

    return IncidentsSettings


@hookimpl
def fengsui_tables() -> MetaData:
    from fengsui_incidents.declarations import metadata

    return metadata


@hookimpl
def fengsui_events() -> Iterable[type[Event]]:
    from fengsui_incidents.api.events import EVENTS as events

    return events


@hookimpl
def fengsui_commands() -> Iterable[Command[Any]]:
    from fengsui_incidents.declarations import commands

    return commands()


@hookimpl
def fengsui_views() -> Iterable[View[Any]]:
    from fengsui_incidents.declarations import all_views

    return all_views()


@hookimpl
def fengsui_subscriptions() -> Iterable[Subscription]:
    from fengsui_incidents.declarations import subscriptions

    return subscriptions()


@hookimpl
def fengsui_sweeps() -> Iterable[Sweep]:
    from fengsui_incidents.declarations import sweeps

    return sweeps()


@hookimpl
def fengsui_providers() -> Iterable[Provider[Any]]:
    from fengsui_incidents.declarations import providers

    return providers()


@hookimpl
def fengsui_verbs() -> Iterable[Verb]:
    from fengsui_incidents.verbs import verbs

    return verbs()


@hookimpl
def fengsui_erasures() -> Iterable[Erasure]:
    from fengsui_incidents.service.erasing import ERASURES

    return ERASURES


@hookimpl
def fengsui_lifespan(host: Host) -> AbstractAsyncContextManager[None]:
    from fengsui_incidents.lifespan import dictionary_read

    return dictionary_read(host)


@hookimpl
def fengsui_screens() -> Iterable[Screen]:
    from fengsui_incidents.screens import SCREENS

    return SCREENS
