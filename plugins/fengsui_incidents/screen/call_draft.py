"""One call as far as it is typed: kept on the console's disk until it is an incident or closed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

FIELDS = ("where", "done", "who", "phone")
REPORTER = ("who", "phone")
SECRET = ("hotline_12350",)
"""Sources whose callers are kept secret from the first word (rule `secret_sources` is the server's)."""


@dataclass
class CallDraft:
    """`id` is the console's own number for it, by which the server knows a repetition; `told` what the server has."""

    id: str
    started: str = ""
    source: str = "duty_phone"
    line: str = ""
    where: str = ""
    site: str = ""
    done: str = ""
    who: str = ""
    phone: str = ""
    call: str = ""
    told: str = ""
    saved: str = ""
    incident: str = ""
    secret: str = ""
    reporter_told: str = ""

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> CallDraft:
        """A kept draft; what a later version added or left out does no harm."""
        known = {field.name for field in fields(cls)}
        return cls(**{name: str(value) for name, value in values.items() if name in known})

    def values(self) -> dict[str, str]:
        return asdict(self)

    @property
    def empty(self) -> bool:
        return not any((self.line, self.where, self.done, self.who, self.phone))

    def text(self, names: Mapping[str, str]) -> str:
        """Everything that the caller said, the fields beside the line by their names; of a secret call not who."""
        said = [name for name in FIELDS if not (self.secret and name in REPORTER)]
        beside = [f"{names[name]}: {getattr(self, name)}" for name in said if getattr(self, name)]
        return "\n".join(part for part in (self.line, *beside) if part)

    def untold(self, names: Mapping[str, str]) -> str:
        """What the server has not got yet: the end of the text where it only grew, else all of it."""
        text = self.text(names)
        if text == self.told:
            return ""
        return text[len(self.told) :].strip() if self.told and text.startswith(self.told) else text

    def reporter(self) -> dict[str, str]:
        """Who said it."""
        return {"name": self.who, "phone": self.phone}

    def reporter_text(self) -> str:
        return f"{self.who} {self.phone}".strip() if self.secret else ""

    def taken(self, text: str) -> dict[str, object]:
        """The payload of `incidents.take_call`: whoever saves it writes it down."""
        payload: dict[str, object] = {"source": self.source, "text": text[:4000], "phone": self.phone,
                                      "number": f"K-{self.id}", "claim": True}  # fmt: skip
        if self.secret or self.source in SECRET:
            payload["secret"] = bool(self.secret)
        if self.secret:
            payload["reporter"] = self.reporter()
        return payload

    def report(self) -> dict[str, object]:
        """The payload of `incidents.report` (and the parameters of the assessment)."""
        given: dict[str, object] = {"line": self.line, "place": self.where if not self.site else "", "site": self.site}
        given["call"] = self.call
        return {name: value for name, value in given.items() if value}
