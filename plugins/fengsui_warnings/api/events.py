"""What happens to warnings. No text of a message is in an event: a restricted one is for those who may see it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from fengsui.events import Event, Severity
from fengsui_incidents.api.scales import WarningLevel


@dataclass(frozen=True, kw_only=True)
class OfWarning(Event):
    warning: str

    def subject(self) -> str:
        return self.warning


@dataclass(frozen=True, kw_only=True)
class WarningDrafted(OfWarning):
    """`adjusts`: the issued warning that this draft would take the place of."""

    topic: ClassVar[str] = "warnings.drafted"
    level: WarningLevel | None
    adjusts: str = ""


@dataclass(frozen=True, kw_only=True)
class DraftDiscarded(OfWarning):
    topic: ClassVar[str] = "warnings.discarded"


@dataclass(frozen=True, kw_only=True)
class WarningIssued(OfWarning):
    """Published here (`own`), or taken over from another issuer (`cap`). Nothing changes it afterwards."""

    topic: ClassVar[str] = "warnings.issued"
    severity: ClassVar[Severity] = "severe"
    level: WarningLevel | None
    origin: str
    supersedes: str = ""
    ends_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class WarningSuperseded(OfWarning):
    topic: ClassVar[str] = "warnings.superseded"
    by: str


@dataclass(frozen=True, kw_only=True)
class WarningLifted(OfWarning):
    """解除: the warning period ends, and with it what was taken for it (ERL art 70)."""

    topic: ClassVar[str] = "warnings.lifted"
    severity: ClassVar[Severity] = "moderate"
    by_issuer: bool


@dataclass(frozen=True, kw_only=True)
class WarningExpired(OfWarning):
    """Its time has run out. `late`: before the centre was started, be it while it was down or before the warning
    came in; a person takes note of it."""

    topic: ClassVar[str] = "warnings.expired"
    severity: ClassVar[Severity] = "moderate"
    late: bool


@dataclass(frozen=True, kw_only=True)
class LevelSet(OfWarning):
    """A person gave a received warning the level that its issuer did not say, or said otherwise."""

    topic: ClassVar[str] = "warnings.level_set"
    severity: ClassVar[Severity] = "moderate"
    level: WarningLevel


@dataclass(frozen=True, kw_only=True)
class DutyTicked(OfWarning):
    topic: ClassVar[str] = "warnings.duty_ticked"
    duty: str
    done: bool


@dataclass(frozen=True, kw_only=True)
class DutiesOverdue(OfWarning):
    """So many lines of the tick-list, and so many receipts, are not there in their time."""

    topic: ClassVar[str] = "warnings.overdue"
    severity: ClassVar[Severity] = "moderate"
    duties: int
    receipts: int


@dataclass(frozen=True, kw_only=True)
class ReceiptAsked(OfWarning):
    """One more that must receive the warning and pass it on."""

    topic: ClassVar[str] = "warnings.receipt_asked"
    receiver: str


@dataclass(frozen=True, kw_only=True)
class ReceiptGiven(OfWarning):
    """`refused`: they say that they cannot take it (CAP msgType Error)."""

    topic: ClassVar[str] = "warnings.receipt_given"
    receiver: str
    refused: bool = False


@dataclass(frozen=True, kw_only=True)
class EndSeen(OfWarning):
    topic: ClassVar[str] = "warnings.end_seen"


@dataclass(frozen=True, kw_only=True)
class MessageTaken(Event):
    """A CAP message was taken: what it became, and which warning, call or drill incident that is."""

    topic: ClassVar[str] = "warnings.message_taken"
    message: str
    becomes: str
    thing: str = ""

    def subject(self) -> str:
        return self.message


EVENTS: tuple[type[Event], ...] = (
    WarningDrafted, DraftDiscarded, WarningIssued, WarningSuperseded, WarningLifted, WarningExpired, LevelSet,
    DutyTicked, DutiesOverdue, ReceiptAsked, ReceiptGiven, EndSeen, MessageTaken,
)  # fmt: skip
