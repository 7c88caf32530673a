"""Security events: seen by administrators and auditors, holding ids only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from fengsui.events import Event, Severity


@dataclass(frozen=True, kw_only=True)
class AccessEvent(Event):
    """Base of the security events; they are real even while a drill runs, so `exercise` is None."""

    def audience(self) -> Iterable[str]:
        return ("role:auditor", "role:administrator")


@dataclass(frozen=True, kw_only=True)
class UserAdded(AccessEvent):
    topic = "core.user_added"

    user: str
    roles: tuple[str, ...]

    def subject(self) -> str:
        return f"user:{self.user}"


@dataclass(frozen=True, kw_only=True)
class UserDisabled(AccessEvent):
    topic = "core.user_disabled"

    user: str

    def subject(self) -> str:
        return f"user:{self.user}"


@dataclass(frozen=True, kw_only=True)
class UserEnabled(AccessEvent):
    topic = "core.user_enabled"

    user: str

    def subject(self) -> str:
        return f"user:{self.user}"


@dataclass(frozen=True, kw_only=True)
class PasswordSet(AccessEvent):
    """A password was set by its owner with a one-time code."""

    topic = "core.password_set"

    user: str

    def subject(self) -> str:
        return f"user:{self.user}"


@dataclass(frozen=True, kw_only=True)
class CodeIssued(AccessEvent):
    """A one-time code was made; an empty `user` means the code of the first administrator."""

    topic = "core.code_issued"

    user: str

    def subject(self) -> str:
        return f"user:{self.user}" if self.user else ""


@dataclass(frozen=True, kw_only=True)
class SessionOpened(AccessEvent):
    topic = "core.session_opened"

    session: str
    user: str
    source: str

    def subject(self) -> str:
        return f"user:{self.user}"


@dataclass(frozen=True, kw_only=True)
class SessionClosed(AccessEvent):
    topic = "core.session_closed"

    session: str
    holder: str

    def subject(self) -> str:
        return self.holder


@dataclass(frozen=True, kw_only=True)
class LoginFailed(AccessEvent):
    """`user` is empty where no such account exists: what was typed there may have been a password."""

    topic = "core.login_failed"
    severity: ClassVar[Severity] = "minor"

    user: str
    source: str

    def subject(self) -> str:
        return f"user:{self.user}" if self.user else ""


@dataclass(frozen=True, kw_only=True)
class TokenIssued(AccessEvent):
    topic = "core.token_issued"

    session: str
    device: str
    label: str

    def subject(self) -> str:
        return f"device:{self.device}"


@dataclass(frozen=True, kw_only=True)
class TokenRevoked(AccessEvent):
    """Every token of the device was revoked."""

    topic = "core.token_revoked"

    device: str

    def subject(self) -> str:
        return f"device:{self.device}"


@dataclass(frozen=True, kw_only=True)
class DeviceChanged(AccessEvent):
    """A device that was known speaks for something else now, or has another area, other labels or roles."""

    topic = "core.device_changed"

    device: str
    label: str

    def subject(self) -> str:
        return f"device:{self.device}"


EVENTS: tuple[type[Event], ...] = (
    UserAdded,
    UserDisabled,
    UserEnabled,
    PasswordSet,
    CodeIssued,
    SessionOpened,
    SessionClosed,
    LoginFailed,
    TokenIssued,
    TokenRevoked,
    DeviceChanged,
)

ENDING = frozenset({UserDisabled.topic, SessionClosed.topic, TokenRevoked.topic, PasswordSet.topic})
"""Topics after which the subject's tokens must be looked up again and its open connections closed."""
