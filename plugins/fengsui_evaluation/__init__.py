"""The evaluation plugin: what an incident's record says of the response, and what follows from it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from fengsui.hooks import About, Command, Erasure, Provider, Screen, Subscription, Sweep, View, hookimpl

if TYPE_CHECKING:
    from sqlalchemy import MetaData

    from fengsui.events import Event


@hookimpl
def fengsui_about() -> About:
    from fengsui_evaluation.declarations import ABOUT as about

    return about


@hookimpl
def fengsui_tables() -> MetaData:
    from fengsui_evaluation.tables import metadata

    return metadata


@hookimpl
def fengsui_events() -> Iterable[type[Event]]:
    from fengsui_evaluation.api.events import EVENTS as events

    return events


@hookimpl
def fengsui_commands() -> Iterable[Command[Any]]:
    from fengsui_evaluation.declarations import COMMANDS as commands

    return commands


@hookimpl
def fengsui_views() -> Iterable[View[Any]]:
    from fengsui_evaluation.declarations import VIEWS as views

    return views


@hookimpl
def fengsui_subscriptions() -> Iterable[Subscription]:
    from fengsui_evaluation.declarations import SUBSCRIPTIONS as subscriptions

    return subscriptions


@hookimpl
def fengsui_sweeps() -> Iterable[Sweep]:
    from fengsui_evaluation.declarations import SWEEPS as sweeps

    return sweeps


@hookimpl
def fengsui_providers() -> Iterable[Provider[Any]]:
    from fengsui_evaluation.declarations import PROVIDERS as providers

    return providers


@hookimpl
def fengsui_erasures() -> Iterable[Erasure]:
    from fengsui_evaluation.service.erasing import ERASURES as erasures

    return erasures


@hookimpl
def fengsui_screens() -> Iterable[Screen]:
    from fengsui_evaluation.screens import SCREENS as screens

    return screens
