"""The typed line of the intake (一句话), parsed live: `tlll 2hk an zd2 sx40 sl2 hzl`. Never raises on any text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from fengsui_incidents.api.events import Words
from fengsui_incidents.api.words import Count
from fengsui_incidents.model.gazetteer import Entry, Gazetteer
from fengsui_incidents.model.rules import RuleSet


@dataclass(frozen=True)
class Vocabulary:
    """Substances, kinds and words of counts that the line knows, out of the rule rows `substances` and `kinds`."""

    substances: tuple[Mapping[str, object], ...]
    kinds: tuple[Mapping[str, object], ...]

    @classmethod
    def of(cls, rules: RuleSet) -> Vocabulary:
        raise NotImplementedError


@dataclass(frozen=True, kw_only=True)
class ReadLine:
    """What was understood. `figures` holds only counts that were named (None: said to be unknown).

    `site` is a site's id where the place is one; `place` its name in words with the part of the site; `also` other
    entries that fit as well (Tab); `read_as` what each piece was taken for, in the order typed; `unknown` the rest.
    """

    site: str = ""
    place: Words = Words("", "")
    entry: Entry | None = None
    also: tuple[Entry, ...] = ()
    substance: str = ""
    kind: str = ""
    figures: Mapping[Count, int | None] = field(default_factory=dict)
    ongoing: bool | None = None
    read_as: tuple[Words, ...] = ()
    unknown: tuple[str, ...] = ()


def read_line(text: str, gazetteer: Gazetteer, vocabulary: Vocabulary) -> ReadLine:
    """Reads one typed line or a free text, forgivingly. Pure, and total: any text gives a ReadLine."""
    raise NotImplementedError


def title_of(substance: str, kind: str, vocabulary: Vocabulary) -> Words:
    """氨泄漏 / Ammonia release, from what is known; 待核实 / To be verified where nothing is."""
    raise NotImplementedError


def known_kinds(vocabulary: Vocabulary) -> Iterable[str]:
    """The keys of the kinds of event that the line can give."""
    raise NotImplementedError
