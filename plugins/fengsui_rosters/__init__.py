"""The rosters plugin: who can be sent, who is on duty, who can be asked, and what is in store."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from fengsui.hooks import hookimpl

if TYPE_CHECKING:
    from pydantic import BaseModel
    from sqlalchemy import MetaData

    from fengsui.events import Event
    from fengsui.hooks import About, Command, Erasure, Provider, Screen, Sweep, View


@hookimpl
def fengsui_about() -> About:
    from fengsui_rosters.declarations import ABOUT

    return ABOUT


@hookimpl
def fengsui_settings() -> type[BaseModel]:
    from fengsui_rosters.settings import RostersSettings

    return RostersSettings


@hookimpl
def fengsui_tables() -> MetaData:
    from fengsui_rosters.tables import metadata

    return metadata


@hookimpl
def fengsui_events() -> Iterable[type[Event]]:
    from fengsui_rosters.api import EVENTS

    return EVENTS


@hookimpl
def fengsui_commands() -> Iterable[Command[Any]]:
    from fengsui_rosters.declarations import COMMANDS

    return COMMANDS


@hookimpl
def fengsui_views() -> Iterable[View[Any]]:
    from fengsui_rosters.declarations import VIEWS

    return VIEWS


@hookimpl
def fengsui_sweeps() -> Iterable[Sweep]:
    from fengsui_rosters.declarations import SWEEPS

    return SWEEPS


@hookimpl
def fengsui_providers() -> Iterable[Provider[Any]]:
    from fengsui_rosters.declarations import PROVIDERS

    return PROVIDERS


@hookimpl
def fengsui_erasures() -> Iterable[Erasure]:
    from fengsui_rosters.service.erasing import ERASURES

    return ERASURES


@hookimpl
def fengsui_screens() -> Iterable[Screen]:
    from fengsui_rosters.screens import SCREENS

    return SCREENS
