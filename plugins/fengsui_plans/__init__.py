"""The plans plugin: digital plans, the sites they protect, and the filing of enterprises' plans (预案备案)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from fengsui.hooks import hookimpl

if TYPE_CHECKING:
    from pydantic import BaseModel
    from sqlalchemy import MetaData

    from fengsui.events import Event
    from fengsui.hooks import About, Command, Provider, Screen, Sweep, Verb, View


@hookimpl
def fengsui_about() -> About:
    from fengsui_plans.declarations import ABOUT

    return ABOUT


@hookimpl
def fengsui_settings() -> type[BaseModel]:
    from fengsui_plans.settings import PlansSettings

    return PlansSettings


@hookimpl
def fengsui_tables() -> MetaData:
    from fengsui_plans.tables import metadata

    return metadata


@hookimpl
def fengsui_events() -> Iterable[type[Event]]:
    from fengsui_plans.api import EVENTS

    return EVENTS


@hookimpl
def fengsui_commands() -> Iterable[Command[Any]]:
    from fengsui_plans.declarations import COMMANDS

    return COMMANDS


@hookimpl
def fengsui_views() -> Iterable[View[Any]]:
    from fengsui_plans.declarations import VIEWS

    return VIEWS


@hookimpl
def fengsui_sweeps() -> Iterable[Sweep]:
    from fengsui_plans.declarations import SWEEPS

    return SWEEPS


@hookimpl
def fengsui_providers() -> Iterable[Provider[Any]]:
    from fengsui_plans.declarations import PROVIDERS

    return PROVIDERS


@hookimpl
def fengsui_verbs() -> Iterable[Verb]:
    from fengsui_plans.verb import VERB

    return (VERB,)


@hookimpl
def fengsui_screens() -> Iterable[Screen]:
    from fengsui_plans.screens import SCREENS

    return SCREENS
