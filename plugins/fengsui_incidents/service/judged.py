"""The views of judgement: what is judged of an incident, and every claim that it stands on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import RowMapping, select

from fengsui.hooks import Reading
from fengsui_incidents.api.judged import ClaimRow, FigureHistory, JudgementView, ScaleFact, ScaleOffered, Ticked
from fengsui_incidents.api.payloads import OfIncident
from fengsui_incidents.api.words import FIGURE_NAMES, FigureName
from fengsui_incidents.model.assess.near_miss import branches
from fengsui_incidents.model.assess.special import special_keys, special_scale
from fengsui_incidents.model.figures import effective, in_use
from fengsui_incidents.model.picture import Claim
from fengsui_incidents.model.rules import RuleSet
from fengsui_incidents.service.commanding import command_rows, commander_of
from fengsui_incidents.service.context import rules_of
from fengsui_incidents.service.loading import Incident, read
from fengsui_incidents.tables import figures


def judgement_view(reading: Reading, parameters: OfIncident) -> JudgementView:
    found, rules = read(reading, parameters.incident), rules_of(reading)
    row, judged, special = found.row, found.assessment, found.picture.special
    return JudgementView(
        incident=found.id,
        grade=judged.grade,
        near_miss=judged.near_miss,
        level=judged.level,
        level_confirmed=row["level_confirmed"],
        level_by=row["level_by"],
        level_how=row["level_how"] or "",
        why={
            aspect: judged.why[aspect] for aspect in ("grade", "near_miss", "level", "urgency") if aspect in judged.why
        },
        figures=histories(reading, found.id),
        circumstances=_ticked(found, rules),
        special=special.scale if special else "",
        special_facts=dict(special.facts) if special else {},
        scales=_scales(rules),
        commander=commander_of(found),
        commands=command_rows(reading, found.id),
        exercise=found.exercise,
    )


def figures_view(reading: Reading, parameters: OfIncident) -> tuple[FigureHistory, ...]:
    """Who said what and when, of every figure that anybody spoke of."""
    return histories(reading, read(reading, parameters.incident).id)


def histories(reading: Reading, incident: str) -> tuple[FigureHistory, ...]:
    grouped: dict[FigureName, list[RowMapping]] = defaultdict(list)
    query = select(figures).where(figures.c.incident == incident).order_by(figures.c.at, figures.c.id)
    for row in reading.connection.execute(query).mappings():
        grouped[row["count"]].append(row)
    return tuple(_history(name, grouped[name]) for name in FIGURE_NAMES if name in grouped)


def _history(name: FigureName, rows: Sequence[RowMapping]) -> FigureHistory:
    claims = [_claim(row) for row in rows]
    counted, stands = effective(claims), in_use(claims).get(name)
    last = max(
        (at for at, claim in enumerate(claims) if stands and (claim.source, claim.at, claim.value)
         == (stands.source, stands.at, stands.value)),
        default=-1,
    )  # fmt: skip
    return FigureHistory(
        figure=name,
        value=stands.value if stands else None,
        status=stands.status if stands else "withdrawn",
        source=stands.source if stands else "",
        claims=tuple(
            ClaimRow(
                at=row["at"], said_at=row["said_at"], value=row["value"], source=row["source"], status=row["status"],
                reason=row["reason"], actor=row["actor"], counts=counted[at], stands=at == last,
            )
            for at, row in enumerate(rows)
        ),
    )  # fmt: skip


def _claim(row: RowMapping) -> Claim:
    return Claim(
        count=row["count"], value=row["value"], source=row["source"], at=row["at"], status=row["status"],
        reason=row["reason"],
    )  # fmt: skip


def _ticked(found: Incident, rules: RuleSet) -> tuple[Ticked, ...]:
    said = {one.key: one for one in found.picture.circumstances}
    return tuple(
        Ticked(
            key=key, name=name, holds=said[key].holds if key in said else None,
            which=said[key].which if key in said else "", source=said[key].source if key in said else "",
            status=said[key].status if key in said else "", at=said[key].at if key in said else None,
        )
        for key, name in branches(rules).items()
    )  # fmt: skip


def _scales(rules: RuleSet) -> tuple[ScaleOffered, ...]:
    found = [special_scale(key, rules) for key in special_keys(rules)]
    return tuple(
        ScaleOffered(
            key=scale.key, name=scale.name, basis=scale.basis,
            facts=tuple(ScaleFact(key=one.key, name=one.name, choices=one.choices) for one in scale.facts),
        )
        for scale in found
    )  # fmt: skip
