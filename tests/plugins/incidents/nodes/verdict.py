"""What must be true of a policy that ran on two nodes, whatever happened to them: from the journal and the service."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from tests.plugins.incidents.nodes.service import Post
from tests.plugins.incidents.nodes.site import ABOVE, LEADER, SILENT, STEPS, Fault, Site

Event = dict[str, Any]
TOPICS = ("incidents.ordered", "incidents.escalated", "incidents.too_few", "incidents.fact_recorded",
          "incidents.channel_tried", "incidents.team_unreachable", "channels.asked", "channels.tried")  # fmt: skip
UNSEEN = ("remind", "channel")
"""Steps that a team without a terminal is spared: it is told by the channels from the beginning."""
MOVES_SECONDS = 10.0
SLACK_SECONDS = 12.0
"""After a fault is over: as long as one message has with its gateway."""


@dataclass
class Verdict:
    """`faults` is what is wrong; the rest are figures."""

    faults: list[str] = field(default_factory=list)
    orders: int = 0
    steps: int = 0
    late: int = 0
    messages: int = 0
    again: int = 0

    def wrong(self, found: Iterable[object], what: str) -> None:
        self.faults += [f"{what}: {one}" for one in found]


async def judged(site: Site) -> Verdict:
    """Everything that can be held against it."""
    by_topic = await site.journal(*TOPICS)
    verdict = Verdict()
    of_steps(verdict, by_topic)
    of_quotas(verdict, by_topic)
    tried: dict[str, list[float]] = defaultdict(list)
    for event in by_topic["channels.tried"]:
        tried[event["data"]["message"]].append(site.wall(event))
    asked = [event["data"] for event in by_topic["channels.asked"]]
    posts = site.service.by_key()
    of_messages(verdict, asked, tried, posts, partial(_lost_between, site.faults))
    verdict.wrong(site.service.forged, "a forged signature")
    numbers = Counter(all_of[0].message["to"] for all_of in posts.values())
    verdict.wrong((who for who in (LEADER, ABOVE) if not numbers[who]), "never rung")
    breaks = (await site.auditor.show(site.nodes[min(site.well)].http, "core.verify"))["breaks"]
    verdict.wrong(breaks, "the journal breaks")
    verdict.wrong((line for node in site.nodes for line in node.errors()), "an ERROR line")
    verdict.wrong((one for one in site.faults if one.moved >= MOVES_SECONDS), "the lease moved too late")
    return verdict


def ended(by_topic: dict[str, list[Event]]) -> bool:
    """Every order to a team was answered, or whoever decides has heard of it."""
    return not _without_end(by_topic)


def _without_end(by_topic: dict[str, list[Event]]) -> list[str]:
    taken = taken_steps(by_topic["incidents.escalated"])
    answered = {event["data"]["order"] for event in by_topic["incidents.fact_recorded"] if _answers(event)}
    orders = [event["data"]["order"] for event in by_topic["incidents.ordered"]]
    return [one for one in orders if one not in answered and not {"above", "expired"} & set(taken[one])]


def _answers(event: Event) -> bool:
    return event["data"]["fact"] in ("accepted", "unable", "moving", "arrived")


def taken_steps(escalated: Sequence[Event]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for event in escalated:
        if event["data"]["step"] != "hold":
            found[event["data"]["order"]].append(event["data"]["step"])
    return found


def of_steps(verdict: Verdict, by_topic: dict[str, list[Event]]) -> None:
    """Each step once, in the policy's order; no team is asked twice; no order is without an end."""
    taken = taken_steps(by_topic["incidents.escalated"])
    verdict.orders, verdict.steps = len(by_topic["incidents.ordered"]), sum(map(len, taken.values()))
    verdict.late = sum("expired" in steps for steps in taken.values())
    teams = Counter((event["data"]["incident"], event["data"]["team"]) for event in by_topic["incidents.ordered"])
    verdict.wrong((team for team, count in teams.items() if count > 1), "ordered twice")
    verdict.wrong(_without_end(by_topic), "an order without an end")
    team_of = {event["data"]["order"]: event["data"]["team"] for event in by_topic["incidents.ordered"]}
    for order, steps in taken.items():
        if order not in team_of:
            continue
        whole = [step for step in STEPS if team_of[order] == SILENT or step not in UNSEEN]
        gone = steps[:-1] if steps[-1] == "expired" else steps
        if len(set(steps)) != len(steps) or gone != whole[: len(gone)]:
            verdict.faults.append(f"the steps of {team_of[order]} were {steps}")


def of_quotas(verdict: Verdict, by_topic: dict[str, list[Event]]) -> None:
    counted = Counter(event["data"]["incident"] for event in by_topic["incidents.too_few"])
    incidents = {event["data"]["incident"] for event in by_topic["incidents.ordered"]}
    verdict.wrong((one for one in incidents if counted[one] != 1), "N of M was not decided once")


def of_messages(
    verdict: Verdict,
    asked: Sequence[dict[str, Any]],
    tried: Mapping[str, Sequence[float]],
    posts: Mapping[str, Sequence[Post]],
    lost_between: Callable[[float, float], bool],
) -> None:
    """What was asked for was settled once in the journal; the service saw it at least once, always the same, and again
    only where the node that sent it was lost before it could write down the answer."""
    known = {one["message"] for one in asked}
    taken = {key: [post.at for post in all_of if post.answered == 200] for key, all_of in posts.items()}
    verdict.messages, verdict.again = len(known), sum(len(times) > 1 for times in taken.values())
    verdict.wrong((one for one in known if len(tried.get(one, ())) != 1), "a message was not settled once")
    verdict.wrong((one for one in known if not taken.get(one)), "a message that the service never took")
    verdict.wrong((one for one in posts if one not in known), "a message that nobody asked for")
    verdict.wrong((key for key, all_of in posts.items() if len({post.body for post in all_of}) > 1), "changed its text")
    for key, times in taken.items():
        if len(times) > 1 and not lost_between(times[0], max(tried.get(key, times))):
            verdict.faults.append(f"{key} was taken {len(times)} times though no node was lost")
    demands = Counter((one["about"], one["purpose"], one["kind"]) for one in asked)
    verdict.wrong((one for one, count in demands.items() if count > 1), "asked for twice")


def _lost_between(faults: Sequence[Fault], begun: float, ended: float) -> bool:
    return any(fault.begun < ended + SLACK_SECONDS and fault.ended > begun - SLACK_SECONDS for fault in faults)
