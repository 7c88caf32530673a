"""The response time chain (rules §2.7): when each step was first reached, how long it took, medians and percentiles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from math import ceil

from fengsui_evaluation.api.values import Measure, Span, Spread, StepName
from fengsui_evaluation.model.entries import Entry

STEP_OF_TOPIC: Mapping[str, StepName] = {
    "incidents.level_confirmed": "judged",
    "incidents.ordered": "ordered",
    "incidents.controlled": "controlled",
    "incidents.response_ended": "ended",
    "incidents.closed": "closed",
}
STEP_OF_FACT: Mapping[str, StepName] = {"accepted": "acknowledged", "moving": "departed", "arrived": "arrived"}

WHOLE: Sequence[tuple[Measure, StepName, StepName]] = (
    ("report_to_judgement", "reported", "judged"),
    ("report_to_order", "reported", "ordered"),
    ("report_to_first_arrival", "reported", "arrived"),
    ("report_to_control", "reported", "controlled"),
    ("report_to_end", "reported", "ended"),
)
OF_ORDER: Sequence[tuple[Measure, StepName, StepName]] = (
    ("order_to_answer", "ordered", "acknowledged"),
    ("answer_to_departure", "acknowledged", "departed"),
    ("order_to_arrival", "ordered", "arrived"),
)


def steps_of(entries: Iterable[Entry]) -> dict[StepName, datetime]:
    """When each step was reached first, by when it happened, in the chain's order where it is known."""
    found: dict[StepName, datetime] = {}
    for entry in entries:
        step = _step(entry)
        if step is not None and (step not in found or entry.happened_at < found[step]):
            found[step] = entry.happened_at
    return found


def _step(entry: Entry) -> StepName | None:
    if entry.topic == "incidents.reported":
        return "reported" if entry.what == "reported" else None
    if entry.topic == "incidents.fact_recorded":
        return STEP_OF_FACT.get(entry.what)
    return STEP_OF_TOPIC.get(entry.topic)


def spans_of(entries: Sequence[Entry]) -> tuple[Span, ...]:
    """Every duration that both ends of are known, of the incident and of each order. None is negative: a word about
    the past may lie before what it answers, and then it says nothing about a duration."""
    whole = _spans(WHOLE, steps_of(entries), "", "")
    orders = {entry.order: entry.team for entry in entries if entry.topic == "incidents.ordered"}
    by_order: dict[str, list[Entry]] = {order: [] for order in orders}
    for entry in entries:
        if entry.order in by_order:
            by_order[entry.order].append(entry)
    of_orders = [_spans(OF_ORDER, steps_of(mine), orders[order], order) for order, mine in by_order.items()]
    return tuple(span for spans in (whole, *of_orders) for span in spans)


def _spans(
    measures: Sequence[tuple[Measure, StepName, StepName]], steps: Mapping[StepName, datetime], team: str, order: str
) -> list[Span]:
    return [
        Span(measure=measure, seconds=(steps[end] - steps[begin]).total_seconds(), team=team, order=order)
        for measure, begin, end in measures
        if begin in steps and end in steps and steps[end] >= steps[begin]
    ]


def spreads_of(spans: Iterable[Span]) -> tuple[Spread, ...]:
    """One for each measure that has any duration, in the order of the chain."""
    by_measure: dict[Measure, list[float]] = {measure: [] for measure, *_ in (*WHOLE, *OF_ORDER)}
    for span in spans:
        by_measure[span.measure].append(span.seconds)
    return tuple(
        Spread(
            measure=measure,
            count=len(found),
            median=percentile(found, 50),
            ninetieth=percentile(found, 90),
            least=min(found),
            most=max(found),
        )
        for measure, found in by_measure.items()
        if found
    )


def percentile(values: Sequence[float], share: float) -> float:
    """By nearest rank: always a value that occurred. `share` in per cent, over 0."""
    ordered = sorted(values)
    return ordered[max(0, ceil(len(ordered) * share / 100) - 1)]
