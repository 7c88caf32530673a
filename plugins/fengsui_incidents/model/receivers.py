"""Who takes what is not ours (rule `transfer_receivers`): 积水 to 水务, 树 to 绿容, 停电 to 电力."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from fengsui_incidents.api.events import Words
from fengsui_incidents.api.intake import ReceiverRow


def receivers_for(rows: Sequence[Mapping[str, Any]], text: str, kind: str = "") -> tuple[ReceiverRow, ...]:
    """All of them; those first whose kind of event or words the call names, most words first."""
    lower = text.lower()
    found = []
    for at, row in enumerate(rows):
        said = [word for word in row.get("words", ()) if word.lower() in lower]
        fits = bool(kind) and kind in row.get("kinds", ())
        found.append((-(len(said) + 2 * fits), at, _row(row, said, fits)))
    return tuple(one for _, _, one in sorted(found, key=lambda each: each[:2]))


def receiver(rows: Sequence[Mapping[str, Any]], to: str) -> ReceiverRow | None:
    """By its key or one of its names."""
    named = next((row for row in rows if to in (row["key"], row["zh"], row["en"])), None)
    return _row(named, [], False) if named is not None else None


def _row(row: Mapping[str, Any], said: Sequence[str], fits: bool) -> ReceiverRow:
    return ReceiverRow(
        key=row["key"],
        name=Words(row["zh"], row["en"]),
        phone=str(row.get("phone", "")),
        within_minutes=int(row["within_minutes"]),
        proposed=bool(said) or fits,
        because=" ".join(said),
    )
