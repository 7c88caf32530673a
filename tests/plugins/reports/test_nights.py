"""Night A's flash and night B's regrade with a moving clock, in both kinds of chain; every limit is asserted."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from tests.plugins.reports.conftest import NANTONG, PUTUO, Begin, Night

from fengsui.errors import Conflict

EVENING = datetime(2026, 11, 22, 13, 40, tzinfo=UTC)
"""21:40 in Shanghai: the first explosion of night B."""
BODIES = ("public_security", "labour", "union", "procuratorate")


def bodies(hm: str) -> dict[str, str]:
    return {f"0:notice:{one}": hm for one in BODIES}


async def test_night_a_flash_in_a_district_of_a_municipality(night: Night) -> None:
    incident = await night.report()
    assert await night.clocks(incident) == {
        "0:flash:province_bureau": "03:42",
        "0:flash:own_government": "03:42",
        "0:first:province_bureau": "04:12",
        "0:first:own_government": "04:12",
        **bodies("03:42"),
    }
    head = next(item for item in await night.queue() if item.id.endswith(":flash"))
    assert head.label is not None
    assert head.due is not None
    assert (head.label.zh, night.hm(head.due), head.opens, head.subject) == ("快报", "03:42", "reports.board", incident)
    assert head.says.zh == "市应急局 + 区总值班室 电话 限03:42 氨泄漏"

    await night.until("03:40")
    card = await night.show("flash_text", incident=incident)
    assert 0 < card.characters == len(card.text) <= card.most == 120
    assert "桐澜冷链二号库" in card.text
    city = await night.flash(incident, "province_bureau")
    room = await night.flash(incident, "own_government")
    assert city.report == room.report, "two lines hear one text"
    assert city.text == room.text == card.text
    assert (await night.clocks(incident, "met")).keys() == {"0:flash:province_bureau", "0:flash:own_government"}
    with pytest.raises(Conflict, match="heard"):
        await night.flash(incident, "own_government")
    for body in BODIES:
        await night.flash(incident, body)
    assert [item.label.zh for item in await night.queue() if item.label] == ["初报"]

    await night.until("04:05")
    first = await night.send(incident)
    assert first.warnings[-2:] == ("unreviewed", "unsigned"), "a missing signature warns and holds nothing back"
    assert first.late == ()
    assert await night.clocks(incident) == {
        "0:receipt:province_bureau": "04:35",
        "0:receipt:own_government": "04:35",
        "0:follow_up:province_bureau": "04:05",
        "0:follow_up:own_government": "04:05",
    }
    assert {flag.kind for flag in (await night.case(incident)).flags} == {"unsigned"}


async def test_a_flash_after_its_limit_rings_the_leader_once_and_is_a_late_report(night: Night) -> None:
    incident = await night.report()
    await night.until("03:50")
    overdue = night.recorded("clock_overdue")
    assert sorted(event.data["form"] for event in overdue) == ["flash", "notice"], "two lines ring once"
    assert all("role:duty_leader" in event.labels and event.need == "displayed" for event in overdue)
    await night.until("03:58")
    assert len(night.recorded("clock_overdue")) == len(overdue), "once each"
    assert {flag.kind for flag in (await night.case(incident)).flags} == {"missing"}
    answer = await night.flash(incident, "province_bureau")
    assert answer.late == ("province_bureau",)
    assert (await night.clock(incident, "flash", "province_bureau")).late


async def test_night_b_regrades_in_a_district_of_a_municipality(nights: Begin) -> None:
    async with nights(now=EVENING, centre=PUTUO) as night:
        incident = await night.report("tlll bz fc zs4")
        before = await night.clocks(incident)
        assert before == {
            "0:flash:province_bureau": "22:10",
            "0:flash:own_government": "22:10",
            "0:first:province_bureau": "22:40",
            "0:first:own_government": "22:40",
            **bodies("22:10"),
        }
        await night.until("22:05")
        await night.flash(incident, "province_bureau")
        sent = (await night.case(incident)).reports
        await night.until("22:10")
        await night.figure(incident, "dead", 3)
        after = await night.clocks(incident)
        case = await night.case(incident)
        assert case.grade == "larger"
        assert {key: after[key] for key in before if key in after} == {
            key: limit for key, limit in before.items() if key != "0:flash:province_bureau"
        }, "the old limits stand beside the new"
        assert {key: limit for key, limit in after.items() if key.startswith("1:")} == {
            "1:flash:province_bureau": "22:40",
            "1:flash:own_government": "22:40",
            "1:regrade:province_bureau": "23:10",
            "1:regrade:own_government": "23:10",
        }
        assert after["0:supplement:province_bureau"] == "23:10", "a change of casualties is reported at once"
        assert [row.id for row in case.reports] == [row.id for row in sent], "nothing that was sent is taken back"
        second = await night.flash(incident, "province_bureau")
        assert second.number == 2
        assert "较大" in second.text

        await night.until("22:20")
        await night.figure(incident, "dead", 10)
        case = await night.case(incident)
        assert case.grade == "major"
        assert [name.zh for name in case.chain] == ["市应急局", "应急管理部"], "one hop fewer, then the ministry"
        newest = {key: limit for key, limit in (await night.clocks(incident)).items() if key.startswith("2:")}
        assert newest == {
            "2:flash:province_bureau": "22:50",
            "2:flash:own_government": "22:50",
            "2:regrade:province_bureau": "23:20",
            "2:regrade:own_government": "23:20",
        }
        await night.send(incident, to=["province_bureau", "own_government"])
        left = await night.clocks(incident)
        assert not [key for key in left if ":first:" in key or ":regrade:" in key or ":supplement:" in key]
        assert left["0:follow_up:province_bureau"] == "10:20", "twice a day for a major one"


async def test_night_b_regrades_in_a_district_of_a_city(nights: Begin) -> None:
    async with nights(now=EVENING, centre=NANTONG) as night:
        incident = await night.report("tlll bz fc zs4")
        before = await night.clocks(incident)
        assert before == {
            "0:flash:own_government": "21:55",
            "0:first:city_bureau": "23:40",
            **bodies("22:10"),
        }
        await night.until("21:50")
        await night.flash(incident, "own_government")
        await night.until("22:10")
        await night.figure(incident, "dead", 3)
        after = await night.clocks(incident)
        assert after["0:first:city_bureau"] == "23:40", "a regrade moves no limit"
        assert {key: limit for key, limit in after.items() if key.startswith("1:")} == {
            "1:flash:province_bureau": "23:10",
            "1:flash:own_government": "22:25",
            "1:regrade:city_bureau": "00:10",
        }
        case = await night.case(incident)
        assert [name.zh for name in case.chain] == ["市应急局", "省应急厅"]
        await night.until("22:30")
        await night.figure(incident, "dead", 10)
        assert [name.zh for name in (await night.case(incident)).chain] == ["市应急局", "省应急厅", "应急管理部"]
        newest = {key: limit for key, limit in (await night.clocks(incident)).items() if key.startswith("2:")}
        assert newest == {
            "2:flash:province_bureau": "23:30",
            "2:flash:own_government": "22:45",
            "2:regrade:city_bureau": "00:30",
        }


async def test_both_windows_are_watched_until_the_kind_is_settled(nights: Begin) -> None:
    async with nights(now=EVENING) as night:
        incident = await night.report("tlll bz fc zs4")
        assert [(one.days, one.last_day.isoformat()) for one in (await night.case(incident)).windows] == [
            (7, "2026-11-29"),
            (30, "2026-12-22"),
        ]
        await night.do("settle_kind", incident=incident, kind="explosion", reason="专家组认定")
        assert [one.days for one in (await night.case(incident)).windows] == [30]
