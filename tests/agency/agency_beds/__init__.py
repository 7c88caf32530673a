"""Free hospital beds: an agency's plugin."""

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
    return About(
        name="beds",
        version="1.0",
        title="Hospital beds",
        permissions={"beds.report": "Report a hospital's free beds", "beds.free": "See free beds"},
    )


@hookimpl
def fengsui_settings() -> type[BaseModel]:
    from agency_beds.service import Settings

    return Settings


@hookimpl
def fengsui_tables() -> MetaData:
    from agency_beds.tables import metadata

    return metadata


@hookimpl
def fengsui_events() -> Iterable[type[Event]]:
    from agency_beds.events import BedsReported, BedsStale

    return (BedsReported, BedsStale)


@hookimpl
def fengsui_commands() -> Iterable[Command[Any]]:
    from agency_beds.service import commands

    return commands()


@hookimpl
def fengsui_views() -> Iterable[View[Any]]:
    from agency_beds.service import views

    return views()


@hookimpl
def fengsui_subscriptions() -> Iterable[Subscription]:
    from agency_beds.service import subscriptions

    return subscriptions()


@hookimpl
def fengsui_sweeps() -> Iterable[Sweep]:
    from agency_beds.service import sweeps

    return sweeps()


@hookimpl
def fengsui_providers() -> Iterable[Provider[Any]]:
    from agency_beds.service import providers

    return providers()


@hookimpl
def fengsui_erasures() -> Iterable[Erasure]:
    from agency_beds.service import erasures

    return erasures()


@hookimpl
def fengsui_screens() -> Iterable[Screen]:
    return [Screen(name="beds", title="Beds", target="agency_beds.screen:Beds", permission="beds.free")]


@hookimpl
def fengsui_verbs() -> Iterable[Verb]:
    from agency_beds.verb import verbs

    return verbs()


@hookimpl
def fengsui_lifespan(host: Host) -> AbstractAsyncContextManager[None]:
    from agency_beds.service import lifespan

    return lifespan(host)
