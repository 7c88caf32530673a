"""The sample city (演示数据): Putuo, Shanghai, with fictional teams, enterprises and people."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AbstractAsyncContextManager
from typing import TYPE_CHECKING, Any

from fengsui.hooks import hookimpl

if TYPE_CHECKING:
    from pydantic import BaseModel

    from fengsui.hooks import About, Host, Provider, Verb


@hookimpl
def fengsui_about() -> About:
    from fengsui_sample.declarations import ABOUT

    return ABOUT


@hookimpl
def fengsui_settings() -> type[BaseModel]:
    from fengsui_sample.settings import SampleSettings

    return SampleSettings


@hookimpl
def fengsui_providers() -> Iterable[Provider[Any]]:
    from fengsui_sample.declarations import providers

    return providers()


@hookimpl
def fengsui_lifespan(host: Host) -> AbstractAsyncContextManager[None]:
    from fengsui_sample.lifespan import city_loaded

    return city_loaded(host)


@hookimpl
def fengsui_verbs() -> Iterable[Verb]:
    from fengsui_sample.story.verb import verbs

    return verbs()
