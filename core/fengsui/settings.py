"""Settings: how this installation runs. From `<data>/fengsui.yaml`, then the environment (`FENGSUI_…`), strict.

Rules (thresholds, deadlines, clocks) are not settings: they are dated rows with their basis, see `fengsui.rules`.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from fengsui.errors import Fault, Invalid
from fengsui.text import N_

FILE = "fengsui.yaml"


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError) as error:
        raise ValueError("a time zone such as Asia/Shanghai") from error
    return name


def _months(months: int) -> int:
    if not 6 <= months <= 1200:
        raise ValueError("6 to 1200: logs are kept for at least six months (Cybersecurity Law art 21)")
    return months


class Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Centre(Section):
    """The command centre itself."""

    name: str = "烽燧演示中心"
    division: Annotated[str, Field(pattern=r"^\d{6}(\d{3})?$")] = "310107"
    """GB/T 2260 code of the division it serves; nine digits of a street."""
    level: Literal["street", "district", "city", "province"] = "district"
    phone: str = "021-00000100"
    zone: Annotated[str, AfterValidator(_zone)] = "Asia/Shanghai"
    lat: Annotated[float, Field(ge=-90, le=90)] = 31.2497
    lon: Annotated[float, Field(ge=-180, le=180)] = 121.3970


class Settings(Section):
    """The whole settings file. `plugins` holds each plugin's own section, checked against the model it declares."""

    data: Path = Path("fengsui-data")
    database_url: str = ""
    """Empty: SQLite in the data folder. Else a SQLAlchemy URL, e.g. postgresql://user@host/name."""
    http_host: str = "127.0.0.1"
    http_port: Annotated[int, Field(ge=0, le=65535)] = 8600
    feed_host: str = "127.0.0.1"
    feed_port: Annotated[int, Field(ge=0, le=65535)] = 8601
    insecure_lan: bool = False
    """Allow plain HTTP outside loopback: only where something else encrypts the link."""
    trusted_proxies: tuple[str, ...] = ()
    """Addresses of proxies whose X-Forwarded-For says where a request comes from."""
    tls_cert: Path | None = None
    tls_key: Path | None = None
    language: Literal["en", "zh_CN"] = "zh_CN"
    centre: Centre = Centre()
    session_idle_minutes: Annotated[int, Field(ge=1)] = 720
    session_hours: Annotated[int, Field(ge=1, le=48)] = 12
    password_min_length: Annotated[int, Field(ge=8, le=64)] = 12
    login_failures: Annotated[int, Field(ge=3, le=20)] = 5
    """Wrong passwords for an account, or from an address, before it must wait; each further one doubles the wait."""
    lockout_minutes: Annotated[int, Field(ge=1, le=1440)] = 15
    """The longest such wait."""
    requests_per_second: Annotated[float, Field(ge=1, le=1000)] = 20.0
    """Of one login session or device, over HTTP; twice as many at once."""
    feed_commands_per_second: Annotated[float, Field(ge=1, le=1000)] = 20.0
    """Of one feed connection; twice as many at once."""
    feed_frames_per_second: Annotated[float, Field(ge=10, le=1000)] = 50.0
    """Of one feed connection, acks of alerts not counted; four times as many at once."""
    heads_file: Path | None = None
    """Where signed heads of the journal are appended: a second place, not in the data folder."""
    heads_syslog: Annotated[str, Field(pattern=r"^(unix:/.+|(udp|tcp):(\[[0-9a-fA-F:]+\]|[^:\[\]\s]+):\d{1,5})?$")] = ""
    """Where they are also sent as RFC 5424 messages: unix:/dev/log, udp:HOST:PORT or tcp:HOST:PORT."""
    journal_months: Annotated[int, AfterValidator(_months)] = 24
    """So many whole months stay in the database; older events move to the archive."""
    archive_dir: Path | None = None
    """Where they move to: `archive` in the data folder otherwise. For several nodes a place that all of them reach."""
    backup_recipients: tuple[str, ...] = ()
    """Public keys (age1…) that backups are encrypted to."""
    story_offset_s: float = 0.0
    """Seconds added to the clock; the demo begins at its story's time."""
    blocked_after_s: Annotated[float, Field(ge=0.1, le=60)] = 5.0
    """A server whose event loop or writer has stood still for so long is ended and started again."""
    only_builtin: bool = False
    """Safe mode: load no plugin but ours."""
    allow_plugins: tuple[str, ...] | None = None
    """With a list, an entry point that is not in it is shown but not loaded."""
    plugins: dict[str, dict[str, Any]] = {}

    @property
    def archive_folder(self) -> Path:
        return self.archive_dir or self.data / "archive"

    @property
    def heads_place(self) -> Path | None:
        """The file of the signed heads, in the data folder where only a syslog is named; None for no heads at all."""
        return self.heads_file or (self.data / "heads.signed" if self.heads_syslog else None)

    @property
    def url(self) -> str:
        return self.database_url or f"sqlite:///{(self.data / 'fengsui.sqlite').absolute()}"


def faults_of(error: ValidationError, prefix: str = "") -> list[Fault]:
    """Every fault of a pydantic error with its path (`centre.division`)."""
    return [
        Fault(prefix + ".".join(str(part) for part in item["loc"]), item["msg"], item["type"])
        for item in error.errors(include_url=False, include_context=False)
    ]


def _environment() -> dict[str, Any]:
    """`FENGSUI_HTTP_PORT=80`, `FENGSUI_CENTRE__NAME=…`: two underscores go one level down."""
    found: dict[str, Any] = {}
    for name, value in os.environ.items():
        if name.startswith("FENGSUI_") and name not in _NOT_SETTINGS:
            *path, last = name.removeprefix("FENGSUI_").lower().split("__")
            section = found
            for step in path:
                section = section.setdefault(step, {})
            section[last] = yaml.safe_load(value) if path or last != "data" else value
    return found


_NOT_SETTINGS = frozenset({"FENGSUI_TOKEN", "FENGSUI_URL", "FENGSUI_FEED", "FENGSUI_LANG"})


def _merge(low: dict[str, Any], high: dict[str, Any]) -> dict[str, Any]:
    merged = dict(low)
    for key, value in high.items():
        both = isinstance(value, dict) and isinstance(merged.get(key), dict)
        merged[key] = _merge(merged[key], value) if both else value
    return merged


def load(data: Path, **overrides: Any) -> Settings:
    """The settings of the data folder; raises Invalid with every fault and its path."""
    file = data / FILE
    try:
        text = file.read_text("utf-8") if file.exists() else ""
        found = yaml.safe_load(text) or {}
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        raise Invalid(
            N_("{file} cannot be read as YAML: {why}"),
            code="bad_settings",
            file=file,
            why=str(error).replace("\n", " "),
        ) from error
    if not isinstance(found, dict):
        raise Invalid(N_("{file} must hold keys and values."), code="bad_settings", file=file)
    try:
        return Settings.model_validate(_merge(_merge(found, _environment()), {"data": data, **overrides}))
    except ValidationError as error:
        raise Invalid(
            N_("The settings in {file} or the environment are wrong."),
            code="bad_settings",
            faults=faults_of(error),
            file=file,
        ) from error
