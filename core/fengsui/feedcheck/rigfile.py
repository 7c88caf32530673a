"""The file of a rig, YAML or JSON: which acts there are, and the command of each."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from fengsui.errors import Fault, Invalid, Missing
from fengsui.text import N_

Word = Annotated[str, Field(min_length=1, max_length=4096)]
Words = Annotated[tuple[Word, ...], Field(min_length=1, max_length=64)]

NAME, SECONDS = "{name}", "{seconds}"
PLACES = {"issue": (NAME,), "lend": (NAME, SECONDS), "revoke": (NAME,), "change": (NAME,), "widen": (NAME,)}
"""What the command of an act must have in it, else it would do the same for everybody."""
TOGETHER = {"fault": "mend", "mend": "fault", "drain": "start", "kill": "start"}
"""An act that leaves the server in a state, and the one that leads out of it."""


class RigFile(BaseModel):
    """Each act is a program and its arguments; `within_s` is how long one may take.

    start   the server answers; again too after drain and kill, at the same address. Writes a `Started` the first time
    stop    the end: nothing of it runs any more
    issue   writes a token for `{name}`; for who has one, a fresh one of the same holder
    lend    writes a token for `{name}` that ends after `{seconds}`
    revoke  every token of `{name}` is revoked
    change  what `{name}` may see is another from now on
    widen   writes a fresh token with which `{name}` may see more; connections that are open stay as they are
    drain   the server, or the node that the kit talks to, says goodbye and has stopped
    kill    it has ended without a word
    fault   no token that is not in use can be looked up
    mend    they can again
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    within_s: Annotated[float, Field(ge=1, le=600)] = 30.0
    start: Words | None = None
    stop: Words | None = None
    issue: Words | None = None
    lend: Words | None = None
    revoke: Words | None = None
    change: Words | None = None
    widen: Words | None = None
    drain: Words | None = None
    kill: Words | None = None
    fault: Words | None = None
    mend: Words | None = None

    def words(self, act: str) -> tuple[str, ...]:
        """The act's command; nothing where the rig cannot do it."""
        found: tuple[str, ...] | None = getattr(self, act)
        return found or ()


class Command(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    command: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,63}\.[a-z][a-z0-9_]{0,63}$")]
    args: dict[str, Any] = {}


class Started(BaseModel):
    """What `start` writes: where the server is, and tokens for it. What the command line names goes before it.

    `device` and `other_device` are the devices that the tokens belong to, "" for a person's. `slow_s` is after how
    many seconds a client that takes nothing is closed.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    url: str = ""
    token: str = ""
    device: str = ""
    other_token: str = ""
    other_device: str = ""
    traffic: Command | None = None
    slow_s: Annotated[float, Field(gt=0, le=600)] = 10.0


def read_rig(file: Path) -> RigFile:
    """Raises Missing (`no_rig_file`), or Invalid (`bad_rig`) with the faults and their places."""
    try:
        found = yaml.safe_load(file.read_text("utf-8"))
    except OSError as error:
        said = N_("The rig {file} cannot be read: {why}")
        raise Missing(said, code="no_rig_file", file=file, why=error.strerror or str(error)) from error
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        why = str(error).replace("\n", " ")
        raise Invalid(N_("The rig {file} cannot be read: {why}"), code="bad_rig", file=file, why=why) from error
    try:
        made = RigFile.model_validate(found)
        faults = list(_misfits(made))
    except ValidationError as error:
        faults = faults_of(error)
    if faults:
        raise Invalid(N_("The rig {file} is not right."), code="bad_rig", faults=faults, file=file)
    return made


def faults_of(error: ValidationError) -> list[Fault]:
    return [Fault(".".join(str(part) for part in item["loc"]) or "-", item["msg"]) for item in error.errors()]


def _misfits(made: RigFile) -> Iterator[Fault]:
    for act, other in TOGETHER.items():
        if made.words(act) and not made.words(other):
            yield Fault(act, N_("the act {other} beside it"), params={"other": other})
    for act, places in PLACES.items():
        words = " ".join(made.words(act))
        for place in places:
            if words and place not in words:
                yield Fault(act, N_("{place} in one of its arguments"), params={"place": place})
