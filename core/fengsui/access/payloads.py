"""What the access commands are given. Names, labels and divisions have one shape each, so none can hold a trick."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from fengsui.clean import Line

UserName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9._-]{1,31}$", description="small letters, digits, . _ -")]
DeviceId = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]
Label = Annotated[str, Field(pattern=r"^[a-z]{1,20}:[A-Za-z0-9._-]{1,58}$", description="such as team:T06")]
Division = Annotated[
    str, Field(pattern=r"^(\d{2}|\d{4}|\d{6}|\d{9}|\d{12})?$", description="GB/T 2260 code; empty: the whole centre")
]
RoleName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,63}$")]


class Payload(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class AddUser(Payload):
    """A new account; the answer holds the one-time code with which its owner sets the password."""

    name: UserName
    display: Annotated[Line, Field(min_length=1)]
    roles: Annotated[tuple[RoleName, ...], Field(min_length=1, max_length=20)]
    area: Division = ""
    labels: Annotated[tuple[Label, ...], Field(max_length=50)] = ()


class NamedUser(Payload):
    name: UserName


class NamedSession(Payload):
    session: Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]


class NamedDevice(Payload):
    device: DeviceId


class IssueToken(Payload):
    """A token for a device that speaks for `label` and is sent the broadcasts of `area`."""

    device: DeviceId
    label: Label
    roles: Annotated[tuple[RoleName, ...], Field(min_length=1, max_length=20)]
    area: Division = ""
    display: Line = ""
    labels: Annotated[tuple[Label, ...], Field(max_length=50)] = ()


class Nothing(Payload):
    """No parameters."""
