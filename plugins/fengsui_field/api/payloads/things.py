"""Supplies and experts, public information, mutual aid, costs, requisitions."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from fengsui.clean import Line, Paragraph
from fengsui_field.api.payloads.common import Fen, Id, Name, OfIncident, Payload, Phone, Quantity
from fengsui_field.api.words import BorneBy, SpokenBy

# -- supplies and experts --------------------------------------------------------------------------------


class Draw(OfIncident):
    """Stock drawn for an incident; without a batch what expires first goes first."""

    depot: Id
    item: Id
    quantity: Quantity
    batch: Id | None = None
    purpose: Line = ""


class GiveBack(Payload):
    draw: Id
    quantity: Quantity


class AskExpert(OfIncident):
    expert: Id
    about: Name


class ExpertSays(Payload):
    call: Id
    state: Literal["online", "on_scene", "declined", "released"]


class TakeAdvice(Payload):
    """`adopted`: what was decided on it, and by whom."""

    call: Id
    text: Annotated[Paragraph, Field(min_length=1)]
    adopted: Line = ""


# -- public information ----------------------------------------------------------------------------------


class Speaking(Payload):
    name: Name
    post: Line = ""


class NameSpeakers(OfIncident):
    """Who may speak: this list, in place of the one before."""

    speakers: Annotated[list[Speaking], Field(min_length=1, max_length=20)]


class DraftStatement(OfIncident):
    text: Annotated[Paragraph, Field(min_length=1)]


class DecideStatement(Payload):
    """The approver's own word, or (`said_by`, `channel`) entered for him. A refusal needs a reason."""

    statement: Id
    approved: bool
    reason: Line = ""
    said_by: Line = ""
    channel: SpokenBy | None = None


class IssueStatement(Payload):
    """That it was said: by whom and where. Sending is not this system's part."""

    statement: Id
    speaker: Name
    where: Name
    at: AwareDatetime | None = None


# -- mutual aid, costs, requisitions ---------------------------------------------------------------------


class AskAid(OfIncident):
    to: Name
    what: Name
    phone: Phone = ""
    answer_minutes: Annotated[int, Field(ge=1, le=1440)] | None = None


class OfAid(Payload):
    aid: Id


class AidTaken(OfAid):
    """Who took the request at the other bureau: the receipt."""

    taken_by: Name


class AidAnswer(OfAid):
    """`answer`: with what they come, or why not."""

    accepted: bool
    answer: Name
    said_by: Line = ""
    minutes: Annotated[int, Field(ge=0, le=10_080)] | None = None


class WithdrawAid(OfAid):
    reason: Name


class EnterCost(OfIncident):
    """`amount` in fen. Borne by the responsible unit unless said otherwise, and then with its reason (708 art 19)."""

    order: Line
    issuer: Name
    what: Name
    amount: Fen
    borne_by: BorneBy = "responsible_unit"
    bearer: Line = ""
    reason: Line = ""
    at: AwareDatetime | None = None


class StrikeCost(Payload):
    cost: Id
    reason: Name


class Thing(Payload):
    name: Name
    quantity: Quantity
    unit: Annotated[Line, Field(max_length=20)] = ""


class IssueVoucher(OfIncident):
    """征用凭证. `at` when the property was taken: an urgent requisition may be written afterwards."""

    basis: Name
    reason: Name
    things: Annotated[list[Thing], Field(min_length=1, max_length=100)]
    owner: Name
    owner_contact: Line = ""
    taken_by: Line = ""
    taken_by_contact: Line = ""
    at: AwareDatetime | None = None


class OfVoucher(Payload):
    voucher: Id


class ReturnProperty(OfVoucher):
    damage: Line = ""


class Compensate(OfVoucher):
    amount: Fen
