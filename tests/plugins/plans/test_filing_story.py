"""Filing through the real system: handed in, returned once with everything, filed under a number, deemed filed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from tests.plugins.plans.applications import complete

from fengsui.errors import Conflict, Forbidden, Invalid, Missing
from fengsui.testing import Running, running

MORNING = datetime(2026, 11, 9, 1, 0, tzinfo=UTC)
"""Monday 9 November 2026, 09:00 in Shanghai."""

DAY = 86_400


def application_of(enterprise: str = "E04", **changes: Any) -> dict[str, Any]:
    return {"enterprise": enterprise, "division": "310107103", "application": complete(**changes)}


def firm(system: Running, enterprise: str = "E04") -> Any:
    return system.actor("enterprise", name="firm", labels=[f"enterprise:{enterprise}"])


async def test_a_complete_filing_gets_its_number(database_url: str) -> None:
    async with running(["plans"], url=database_url, now=MORNING) as system:
        officer = system.actor("duty_officer")
        receipt = await system.execute("plans.submit_filing", application_of(), firm(system), key="k1")
        assert receipt.missing == ()
        assert (receipt.received_on, receipt.check_due) == (date(2026, 11, 9), date(2026, 11, 16))
        assert (receipt.file_due, receipt.late) == (date(2026, 11, 30), False)
        decided = await system.execute("plans.decide_filing", {"filing": receipt.filing, "verdict": "accept"}, officer)
        assert decided.number == "310107-2026-0001"
        again = await system.execute("plans.submit_filing", application_of("E05"), firm(system, "E05"))
        second = await system.execute("plans.decide_filing", {"filing": again.filing, "verdict": "accept"}, officer)
        assert second.number == "310107-2026-0002"
        register = await system.show("plans.register", {}, officer)
        assert [row.number for row in register] == ["310107-2026-0002", "310107-2026-0001"]
        assert [event.topic for event in system.recorded("plans.*")] == [
            "plans.filing_received",
            "plans.filing_decided",
        ] * 2
        card = await system.show("plans.filing", {"filing": receipt.filing}, officer)
        assert card.row.state == "filed"
        assert card.row.evaluate_by == date(2029, 11, 2)
        assert [event["topic"] for event in card.history] == ["plans.filing_received", "plans.filing_decided"]
        assert any("第二十八条" in rule["basis"] for rule in card.rules)


async def test_a_return_says_everything_at_once_and_the_second_try_is_filed() -> None:
    async with running(["plans"], now=MORNING) as system:
        officer = system.actor("duty_officer")
        poor = application_of(phone="", credit_code="914403001922038210", review=None, papers=[{"kind": "plan_text"}])
        receipt = await system.execute("plans.submit_filing", poor, firm(system))
        found = [line.code for line in receipt.missing]
        assert found == [
            "form.phone",
            "form.credit_code_wrong",
            "paper.application_form",
            "paper.review_opinion",
            "paper.risk_assessment",
            "paper.resource_survey",
            "review.record",
        ]
        check = await system.show("plans.check_filing", {"filing": receipt.filing}, firm(system))
        assert [line.code for line in check.missing] == found
        assert all(line.zh and line.en and line.basis for line in check.missing)
        with pytest.raises(Conflict) as refused:
            await system.execute("plans.decide_filing", {"filing": receipt.filing, "verdict": "accept"}, officer)
        assert [fault.path for fault in refused.value.faults] == found
        told = {"filing": receipt.filing, "verdict": "return", "missing": ["目录页码不符"]}
        decision = await system.execute("plans.decide_filing", told, officer)
        assert [line.code for line in decision.missing] == [*found, "added.1"]
        event = system.recorded("plans.filing_decided")[-1]
        assert event.data is not None
        assert event.data["missing"] == [*found, "目录页码不符"]
        better = await system.execute(
            "plans.submit_filing", application_of() | {"replaces": receipt.filing}, firm(system)
        )
        assert (await system.show("plans.filing", {"filing": receipt.filing}, officer)).row.state == "resubmitted"
        with pytest.raises(Conflict, match="cannot be replaced"):
            await system.execute("plans.submit_filing", application_of() | {"replaces": receipt.filing}, firm(system))
        filed = await system.execute("plans.decide_filing", {"filing": better.filing, "verdict": "accept"}, officer)
        assert filed.state == "filed"


async def test_what_is_told_late_reaches_supervision() -> None:
    async with running(["plans"], now=MORNING) as system:
        officer = system.actor("duty_officer")
        receipt = await system.execute("plans.submit_filing", application_of(phone=""), firm(system))
        await system.execute("plans.decide_filing", {"filing": receipt.filing, "verdict": "return"}, officer)
        second = await system.execute(
            "plans.submit_filing", application_of() | {"replaces": receipt.filing}, firm(system)
        )
        late = {"filing": second.filing, "verdict": "return", "missing": ["附件未标序号"]}
        decision = await system.execute("plans.decide_filing", late, officer)
        assert decision.told_late == ("附件未标序号",)
        assert [event.data["kind"] for event in system.recorded("plans.supervision_alerted") if event.data] == [
            "told_late"
        ]


async def test_without_a_decision_it_is_deemed_filed_once_and_supervision_is_told() -> None:
    async with running(["plans"], now=MORNING) as system:
        officer = system.actor("duty_officer")
        receipt = await system.execute("plans.submit_filing", application_of(), firm(system))
        await system.advance(seconds=7 * DAY + 14 * 3600, step=3600)  # until 23:00 on 16 November
        assert not system.recorded("plans.filing_decided")
        await system.advance(seconds=3 * 3600, step=600)
        await system.advance(seconds=3600, step=600)
        decided = system.recorded("plans.filing_decided")
        assert [event.data["decision"] for event in decided if event.data] == ["deemed_filed"]
        assert [event.data["kind"] for event in system.recorded("plans.supervision_alerted") if event.data] == [
            "deemed_filed"
        ]
        with pytest.raises(Conflict):
            await system.execute("plans.decide_filing", {"filing": receipt.filing, "verdict": "return"}, officer)
        numbered = await system.execute("plans.decide_filing", {"filing": receipt.filing, "verdict": "accept"}, officer)
        assert (numbered.state, numbered.number) == ("deemed_filed", "310107-2026-0001")
        with pytest.raises(Conflict):
            await system.execute("plans.decide_filing", {"filing": receipt.filing, "verdict": "accept"}, officer)


async def test_on_a_provisional_calendar_nothing_is_deemed_but_the_alarm_is_raised_once() -> None:
    new_year = datetime(2026, 12, 30, 1, 0, tzinfo=UTC)
    async with running(["plans"], now=new_year) as system:
        receipt = await system.execute("plans.submit_filing", application_of(), firm(system))
        assert not receipt.check_certain
        await system.advance(seconds=10 * DAY, step=6 * 3600)
        assert not system.recorded("plans.filing_decided")
        kinds = [event.data["kind"] for event in system.recorded("plans.supervision_alerted") if event.data]
        assert kinds == ["check_provisional"]


async def test_nobody_sees_or_touches_another_firms_filing() -> None:
    async with running(["plans"], now=MORNING) as system:
        receipt = await system.execute("plans.submit_filing", application_of(), firm(system))
        other = firm(system, "E05")
        with pytest.raises(Missing):
            await system.show("plans.filing", {"filing": receipt.filing}, other)
        with pytest.raises(Missing):
            await system.execute("plans.withdraw", {"filing": receipt.filing}, other)
        with pytest.raises(Forbidden):
            await system.execute("plans.submit_filing", application_of(), other)
        with pytest.raises(Forbidden):
            await system.execute("plans.decide_filing", {"filing": receipt.filing, "verdict": "accept"}, firm(system))
        assert await system.show("plans.filings", {}, other) == []
        assert len(await system.show("plans.filings", {}, firm(system))) == 1
        elsewhere = system.actor("street_duty", name="street", area="310107016")
        assert await system.show("plans.filings", {}, elsewhere) == []


async def test_withdrawn_and_refused_filings_are_decided() -> None:
    async with running(["plans"], now=MORNING) as system:
        officer = system.actor("duty_officer")
        first = await system.execute("plans.submit_filing", application_of(), firm(system))
        taken_back = await system.execute("plans.withdraw", {"filing": first.filing}, firm(system))
        assert taken_back.state == "withdrawn"
        with pytest.raises(Conflict):
            await system.execute("plans.withdraw", {"filing": first.filing}, firm(system))
        second = await system.execute("plans.submit_filing", application_of(), firm(system))
        with pytest.raises(Invalid):
            await system.execute("plans.decide_filing", {"filing": second.filing, "verdict": "refuse"}, officer)
        refused = {"filing": second.filing, "verdict": "refuse", "reason": "应报上海市应急管理局"}
        assert (await system.execute("plans.decide_filing", refused, officer)).state == "refused"


async def test_a_revised_plan_takes_the_place_of_the_one_in_force() -> None:
    async with running(["plans"], now=MORNING) as system:
        officer = system.actor("duty_officer")
        first = await system.execute("plans.submit_filing", application_of(), firm(system))
        await system.execute("plans.decide_filing", {"filing": first.filing, "verdict": "accept"}, officer)
        revised = await system.execute(
            "plans.submit_filing", application_of() | {"replaces": first.filing}, firm(system)
        )
        states = {row.id: row.state for row in await system.show("plans.filings", {}, officer)}
        assert states == {first.filing: "filed", revised.filing: "submitted"}
        await system.execute("plans.decide_filing", {"filing": revised.filing, "verdict": "accept"}, officer)
        states = {row.id: row.state for row in await system.show("plans.filings", {}, officer)}
        assert states == {first.filing: "superseded", revised.filing: "filed"}


async def test_the_paper_register_is_imported_and_its_numbers_are_never_used_again() -> None:
    async with running(["plans"], now=MORNING) as system:
        officer = system.actor("duty_officer")
        paper = application_of("E01") | {
            "filing": "F-2026-031", "state": "filed", "received_on": "2026-05-20", "decided_on": "2026-05-25",
            "number": "310107-2026-0031",
        }  # fmt: skip
        await system.execute("plans.import_filing", paper, officer)
        with pytest.raises(Conflict) as again:
            await system.execute("plans.import_filing", paper, officer)
        assert again.value.code == "filing_exists"
        with pytest.raises(Conflict) as taken:
            await system.execute("plans.import_filing", paper | {"filing": "F-2"}, officer)
        assert taken.value.code == "number_taken"
        receipt = await system.execute("plans.submit_filing", application_of(), firm(system))
        filed = await system.execute("plans.decide_filing", {"filing": receipt.filing, "verdict": "accept"}, officer)
        assert filed.number == "310107-2026-0032"
        bad = paper | {"filing": "F-3", "decided_on": "2026-05-19", "number": ""}
        with pytest.raises(Invalid) as wrong:
            await system.execute("plans.import_filing", bad, officer)
        assert {fault.path for fault in wrong.value.faults} == {"decided_on", "number"}


async def test_a_draft_is_checked_and_nothing_is_kept() -> None:
    async with running(["plans"], now=MORNING) as system:
        check = await system.execute("plans.check_draft", application_of(fax="", employees=None), firm(system))
        assert [line.code for line in check.missing] == ["form.employees"]
        assert [line.code for line in check.remarks] == ["authority"]
        assert check.authority == "310000"
        assert system.recorded("plans.*") == []


async def test_pages_of_filings_follow_each_other() -> None:
    async with running(["plans"], now=MORNING) as system:
        officer = system.actor("duty_officer")
        names = []
        for _ in range(5):
            names.append((await system.execute("plans.submit_filing", application_of(), firm(system))).filing)
            system.clock.advance(timedelta(seconds=1))
        first = await system.show("plans.filings", {"limit": 2}, officer)
        rest = await system.show("plans.filings", {"limit": 9, "before": first[-1].id}, officer)
        assert [row.id for row in (*first, *rest)] == names[::-1]
