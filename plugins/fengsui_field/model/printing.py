"""Papers of the field as text: the requisition voucher (征用凭证)."""

from __future__ import annotations

from datetime import tzinfo

from fengsui_field.api.things import Voucher
from fengsui_field.model.money import yuan
from fengsui_incidents.api.events import Words

WHEN = "%Y-%m-%d %H:%M"
DRILL = Words("【演练】 本凭证仅供演练, 无效 【演练】", "[DRILL] not a valid voucher: exercise only [DRILL]")


def voucher_title(voucher: Voucher) -> Words:
    return Words(f"应急征用凭证 {voucher.number}", f"Requisition voucher {voucher.number}")


def voucher_zh(voucher: Voucher, incident: str, zone: tzinfo, *, drill: bool) -> str:
    """The fields of 上海市实施办法 art 35: 依据, 事由, 财产名称及数量, 被征用者名称, 征用单位名称及联系方式."""
    things = [f"  {at}. {one.name} {one.quantity}{one.unit}" for at, one in enumerate(voucher.property, 1)]
    lines = [
        voucher_title(voucher).zh,
        f"警情编号: {incident}",
        f"征用依据: {voucher.basis}",
        f"征用事由: {voucher.reason}",
        "财产名称及数量:",
        *things,
        f"被征用者: {voucher.owner}  {voucher.owner_contact}".rstrip(),
        f"征用单位: {voucher.taken_by}  {voucher.taken_by_contact}".rstrip(),
        f"征用时间: {voucher.taken_at.astimezone(zone):{WHEN}}",
        f"出具时间: {voucher.issued_at.astimezone(zone):{WHEN}}"
        + (" (情况紧急, 事后补发)" if voucher.afterwards else ""),
    ]
    if voucher.returned_at is not None:
        damage = f", 毁损灭失: {voucher.damage}" if voucher.damage else ""
        lines.append(f"返还时间: {voucher.returned_at.astimezone(zone):{WHEN}}{damage}")
    if voucher.compensation is not None:
        lines.append(f"补偿金额: {yuan(voucher.compensation)} 元")
    lines += ["", "经办人签名: ________________    被征用者签名: ________________    (征用单位盖章)"]
    return _framed(lines, DRILL.zh, drill=drill)


def voucher_en(voucher: Voucher, incident: str, zone: tzinfo, *, drill: bool) -> str:
    things = [f"  {at}. {one.name} {one.quantity} {one.unit}".rstrip() for at, one in enumerate(voucher.property, 1)]
    later = " (urgent: written afterwards)" if voucher.afterwards else ""
    lines = [
        voucher_title(voucher).en,
        f"Incident: {incident}",
        f"Legal basis: {voucher.basis}",
        f"Reason: {voucher.reason}",
        "Property and quantity:",
        *things,
        f"Owner: {voucher.owner}  {voucher.owner_contact}".rstrip(),
        f"Requisitioned by: {voucher.taken_by}  {voucher.taken_by_contact}".rstrip(),
        f"Taken: {voucher.taken_at.astimezone(zone):{WHEN}}",
        f"Issued: {voucher.issued_at.astimezone(zone):{WHEN}}{later}",
    ]
    if voucher.returned_at is not None:
        damage = f", damaged or lost: {voucher.damage}" if voucher.damage else ""
        lines.append(f"Returned: {voucher.returned_at.astimezone(zone):{WHEN}}{damage}")
    if voucher.compensation is not None:
        lines.append(f"Compensation: {yuan(voucher.compensation)} yuan")
    lines += ["", "Signed: ________________    Owner: ________________    (seal)"]
    return _framed(lines, DRILL.en, drill=drill)


def _framed(lines: list[str], mark: str, *, drill: bool) -> str:
    """A drill's paper says so in its first and its last line."""
    return "\n".join([mark, *lines, mark] if drill else lines)
