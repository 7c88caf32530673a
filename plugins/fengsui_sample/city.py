"""The sample city as commands: what its files say, in the words that the plugins take. Pure but for `read`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fengsui_sample import cells
from fengsui_sample.files import FOLDER, Files, Record, Row

Payload = dict[str, Any]


@dataclass(frozen=True)
class Account:
    """A person's account; its password is set with the one-time code that making it answers."""

    name: str
    display: str
    roles: tuple[str, ...]
    area: str = ""
    labels: tuple[str, ...] = ()


@dataclass(frozen=True)
class Device:
    """A team's device: speaks for `team:ID`, is sent its district's and its street's broadcasts."""

    id: str
    team: str
    division: str

    @property
    def labels(self) -> tuple[str, ...]:
        """The broadcasts it is sent; the core gives a device those of its division by itself as well."""
        return tuple(f"area:{self.division[:digits]}" for digits in (6, 9) if len(self.division) >= digits)


@dataclass(frozen=True)
class City:
    """Everything in the files. Each list holds payloads of the command that its comment names."""

    streets: tuple[Row, ...]
    teams: tuple[Payload, ...]  # rosters.register_team
    shifts: tuple[Payload, ...]  # rosters.plan_shift
    swaps: tuple[Payload, ...]  # rosters.swap_shift
    experts: tuple[Payload, ...]  # rosters.register_expert
    depots: tuple[Payload, ...]  # rosters.register_depot
    stock: tuple[Payload, ...]  # rosters.stock_movement
    sites: tuple[Payload, ...]  # plans.register_site
    places: tuple[Payload, ...]  # plans.register_place
    filings: tuple[Payload, ...]  # plans.import_filing
    obligations: tuple[Payload, ...]  # drills.oblige
    drills: tuple[Payload, ...]  # drills.schedule
    accounts: tuple[Account, ...]
    devices: tuple[Device, ...]
    closed_incidents: tuple[Record, ...] = ()
    on_the_night: Mapping[str, str] = field(default_factory=dict)
    """What the story expects of a team, by its id: offline, never_connects, resting, …"""


def read(folder: Path = FOLDER) -> City:
    """The city of a folder; raises Invalid with every fault of every file."""
    files = Files(folder)
    teams = files.table("teams")
    phones = {row["name"]: row["phone"] for row in files.table("duty_people")}
    members = files.table("members")
    enterprises = files.table("enterprises")
    city = City(
        streets=tuple(files.table("streets")),
        teams=_each(files, "teams", teams, lambda row: team(row, members)),
        shifts=_each(files, "duty", files.table("duty"), lambda row: shift(row, phones)),
        swaps=_each(files, "swaps", files.table("swaps"), lambda row: swap(row, phones)),
        experts=_each(files, "experts", files.table("experts"), expert),
        depots=_each(files, "depots", files.table("depots"), depot),
        stock=_each(files, "stock", files.table("stock"), stock),
        sites=_each(files, "enterprises", enterprises, site),
        places=(
            *_each(files, "places", files.table("places"), place),
            *_each(files, "streets", files.table("streets"), street),
        ),
        filings=tuple(filing(record, enterprises) for record in files.records("filings")),
        obligations=_each(files, "obligations", files.table("obligations"), obligation),
        drills=tuple(drill(record) for record in files.records("drills")),
        accounts=tuple(account(record) for record in files.records("users", "users")),
        devices=tuple(Device(row["device"], row["id"], row["division"]) for row in teams if row["device"]),
        closed_incidents=tuple(files.records("closed_incidents")),
        on_the_night={row["id"]: row["on_the_night"] for row in teams if row["on_the_night"]},
    )
    files.close()
    return city


def _each(files: Files, name: str, rows: list[Row], made: Callable[[Row], Payload]) -> tuple[Payload, ...]:
    payloads: list[Payload] = []
    for row in rows:
        try:
            payloads.append(made(row))
        except (KeyError, ValueError) as error:
            files.wrong(name, row, str(error))
    return tuple(payloads)


def team(row: Row, members: list[Row]) -> Payload:
    plain = ("id", "name", "kind", "reach", "division", "phone", "leader", "readiness")
    people = [{"name": m["name"], "post": m["post"], "phone": m["phone"]} for m in members if m["team"] == row["id"]]
    return {
        **{column: row[column] for column in plain},
        "lat": float(row["lat"]),
        "lon": float(row["lon"]),
        "people": int(row["people"]),
        "minimum": int(row["minimum"]),
        "call_minutes": int(row["call_minutes"]),
        "capabilities": cells.capabilities(row["capabilities"]),
        "certificates": cells.certificates(row["certificates"]),
        "may_decline": cells.yes(row["may_decline"]),
        "members": people,
        "demo": True,
        **cells.given(
            **{name: row[name] for name in ("reason", "until", "insured_until", "consent", "own_site")},
            host=row["own_site"],
        ),
    }


def shift(row: Row, phones: Mapping[str, str]) -> Payload:
    posts = {post: row[post] for post in ("leader", "main", "second")}
    return {
        "id": row["id"],
        "begins": row["begins"],
        "ends": row["ends"],
        **posts,
        **{f"{post}_phone": phones[name] for post, name in posts.items() if name},
        "demo": True,
    }


def swap(row: Row, phones: Mapping[str, str]) -> Payload:
    return {name: row[name] for name in ("shift", "post", "was", "now", "reason")} | {"phone": phones[row["now"]]}


def expert(row: Row) -> Payload:
    plain = ("id", "name", "phone", "unit", "title", "region", "appointed_by", "term_from", "term_to", "status")
    return {
        **cells.given(**{column: row[column] for column in plain}),
        "specialities": cells.listed(row["specialities"]),
        "conflicts": cells.listed(row["conflicts"]),
        "demo": True,
    }


def depot(row: Row) -> Payload:
    plain = ("id", "name", "division", "address", "keeper", "phone", "mode")
    where = {"lat": float(row["lat"]), "lon": float(row["lon"])}
    return {column: row[column] for column in plain} | where | {"demo": True}


def stock(row: Row) -> Payload:
    """As the depot's first stock-taking."""
    plain = ("depot", "item", "batch", "name", "unit")
    return {
        **{column: row[column] for column in plain},
        "kind": "in",
        "quantity": int(row["quantity"]),
        "minimum": int(row["minimum"] or 0),
        "demo": True,
        **cells.given(**{name: row[name] for name in ("category", "made", "expires", "inspected")}),
    }


def site(row: Row) -> Payload:
    plain = ("id", "name", "division", "address", "duty_phone", "safety_phone", "plan_number", "valves", "rendezvous")
    return {
        **{column: row[column] for column in plain},
        "lat": float(row["lat"]),
        "lon": float(row["lon"]),
        "risk": row["risk"],
        "substances": cells.substances(row["substances"]),
        "people_500m": int(row["people_500m"]),
        "prohibitions": cells.listed(row["prohibitions"]),
        "demo": True,
        **cells.given(hazard_level=int(row["hazard_level"]) if row["hazard_level"] else None),
    }


def place(row: Row) -> Payload:
    return {
        **{column: row[column] for column in ("id", "name", "kind")},
        "lat": float(row["lat"]),
        "lon": float(row["lon"]),
        "people": int(row["people"]),
        "sensitive": cells.yes(row["sensitive"]),
        "demo": True,
    }


def street(row: Row) -> Payload:
    """A street or town, so that its name may be typed for a place; its id is the division's code."""
    point = {"lat": float(row["lat"]), "lon": float(row["lon"])}
    return {"id": row["id"], "name": row["name"], "kind": "street", **point, "people": 0, "demo": True}


def filing(record: Record, enterprises: list[Row]) -> Payload:
    """A filing of the past; the applicant's particulars are the enterprise's."""
    row = next(row for row in enterprises if row["id"] == record["site"])
    plain = ("credit_code", "contact", "email", "legal_representative", "industry", "address", "postcode", "size")
    application = {
        **{column: row[column] for column in plain},
        "unit_name": row["name"],
        "phone": row["safety_phone"],
        "assets_wan": row["assets_wan"],
        "employees": int(row["employees"]),
        "classes": cells.listed(row["classes"]),
        "plans": [{"kind": record["kind"], "title": record["title"]}],
        "sealed": True,
        "signed_on": record["received_on"],
        "signed_by": record["signed_by"],
        "published_on": record["published_on"],
        "papers": [{"kind": kind} for kind in record["papers"]],
        **cells.given(review=record.get("review")),
    }
    return {
        "filing": record["filing"],
        "enterprise": record["site"],
        "division": row["division"],
        "application": application,
        "state": record["decision"],
        "received_on": record["received_on"],
        "decided_on": record["decided_on"],
        "number": record.get("number", ""),
        "missing": record.get("missing", []),
        "reason": record.get("note", ""),
        "demo": True,
    }


def obligation(row: Row) -> Payload:
    plain = {column: row[column] for column in ("unit", "name", "division", "since")}
    return plain | {"duties": cells.listed(row["duties"]), "demo": True}


def drill(record: Record) -> Payload:
    return {name: value for name, value in record.items() if name != "demo"}


def account(record: Record) -> Account:
    return Account(
        name=record["name"],
        display=record["display"],
        roles=tuple(record["roles"]),
        area=record.get("area", ""),
        labels=tuple(record.get("labels", ())),
    )
