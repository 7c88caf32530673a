"""The reports plugin: the law's clocks, what is reported up by phone and in writing, and what is asked from above."""

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
    from fengsui_reports.declarations import ABOUT as about

    return about


@hookimpl
def fengsui_settings() -> type[BaseModel]:
    from fengsui_reports.settings import ReportsSettings

    return ReportsSettings


@hookimpl
def fengsui_tables() -> MetaData:
    from fengsui_reports.tables import metadata

    return metadata


@hookimpl
def fengsui_events() -> Iterable[type[Event]]:
    from fengsui_reports.api.events import EVENTS as events

    return events


@hookimpl
def fengsui_commands() -> Iterable[Command[Any]]:
    from fengsui_reports.declarations import commands

    return commands()


@hookimpl
def fengsui_views() -> Iterable[View[Any]]:
    from fengsui_reports.declarations import all_views

    return all_views()


@hookimpl
def fengsui_subscriptions() -> Iterable[Subscription]:
    from fengsui_reports.service.hearing import SUBSCRIPTIONS as subscriptions

    return subscriptions


@hookimpl
def fengsui_sweeps() -> Iterable[Sweep]:
    from fengsui_reports.service.overdue import SWEEPS as sweeps

    return sweeps


@hookimpl
def fengsui_providers() -> Iterable[Provider[Any]]:
    from fengsui_reports.declarations import providers

    return providers()


@hookimpl
def fengsui_lifespan(host: Host) -> AbstractAsyncContextManager[None]:
    from fengsui_reports.service.lifespan import ready

    return ready(host)


@hookimpl
def fengsui_erasures() -> Iterable[Erasure]:
    from fengsui_reports.service.erasing import ERASURES as erasures

    return erasures


@hookimpl
def fengsui_verbs() -> Iterable[Verb]:
    from fengsui_reports.verb import VERB

    return [VERB]


@hookimpl
def fengsui_screens() -> Iterable[Screen]:
    from fengsui_reports.screens import SCREENS

    return SCREENS
