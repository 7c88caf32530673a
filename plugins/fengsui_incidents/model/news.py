"""What a call says that its incident did not know: a joined call never hides a new fact."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from fengsui_incidents.api.events import Words
from fengsui_incidents.api.words import COUNTS, Count
from fengsui_incidents.model.figures import SHORT, in_use
from fengsui_incidents.model.geo import metres
from fengsui_incidents.model.line import ReadLine
from fengsui_incidents.model.picture import Picture, Point
from fengsui_incidents.model.rules import RuleSet
from fengsui_incidents.model.vocabulary import Vocabulary

NUMBER = re.compile(r"\d+(?:[.:,]\d+)*")
SHORTEST_ADDRESS = 3
"""Characters of an address that no gazetteer has: 武威路 is one, 地道 is none."""


@dataclass(frozen=True, kw_only=True)
class News:
    """`says` is what is new, each fact in words; `figures` the counts that the call names with a number."""

    says: tuple[Words, ...] = ()
    figures: Mapping[Count, int] = field(default_factory=dict)


def unsaid(text: str, known: str, *, numbers: bool = True) -> str:
    """The lines of `text` that `known` does not have as whole lines: 没有起火 does not say 起火. Without `numbers` a
    line that differs in them alone is known: so machines say each of their readings."""
    plain = str.strip if numbers else _without_numbers
    had = {plain(line) for line in known.splitlines()}
    return "\n".join(line for line in text.splitlines() if line.strip() and plain(line) not in had)


def _without_numbers(line: str) -> str:
    return NUMBER.sub("#", line.strip())


def news_of(
    text: str, read: ReadLine, point: Point | None, picture: Picture, rules: RuleSet, *, secret: bool = False
) -> News:
    """A count that is higher or was never named, another address, another substance or event, that it goes on again,
    and words of casualties (rule `casualty_words`) that nobody had said. Of a secret call no words are quoted."""
    said = [*_people(read, picture), *_place(read, point, picture, rules, secret=secret), *_what(read, picture, rules)]
    if read.ongoing and picture.ongoing is False:
        said.append(Words("又在继续", "going on again"))
    known = picture.words.lower()
    counted_too = " ".join(f"{SHORT[count].zh} {SHORT[count].en}" for count in read.figures)
    new = [word for word in rules.value("casualty_words") if word in text.lower() and word not in known]
    if words := [word for word in new if word not in counted_too]:
        said.append(Words(f"说到: {' '.join(words)}", f"speaks of: {', '.join(words)}"))
    counted = {count: value for count, value in read.figures.items() if value is not None}
    return News(says=tuple(said), figures=counted)


def _people(read: ReadLine, picture: Picture) -> list[Words]:
    stand = in_use(picture.claims)
    found = []
    for count in COUNTS:
        value = read.figures.get(count)
        known = stand[count].value if count in stand else None
        if value is not None and value > (known if known is not None else 0):
            was = "?" if known is None else str(known)
            name = SHORT[count]
            found.append(Words(f"{name.zh}{value} (原{was})", f"{value} {name.en} (was {was})"))
    return found


def _place(read: ReadLine, point: Point | None, picture: Picture, rules: RuleSet, *, secret: bool) -> list[Words]:
    loose = [part for part in read.place.zh.split() if len(part) >= SHORTEST_ADDRESS]
    named = read.entry.name if read.entry else "" if secret else " ".join(loose)
    site = picture.site.name if picture.site else ""
    known = " ".join((picture.place.zh, site, picture.words))
    same = not named or named in known or any(part in known for part in named.split())
    if not same:
        return [Words(f"另一地址: {named}", f"another address: {named}")]
    if point is not None and picture.point is not None:
        apart = metres(point, picture.point)
        if apart > rules.number("second_address_m"):
            return [Words(f"位置相距{apart:.0f}m", f"a place {apart:.0f} m away")]
    return []


def _what(read: ReadLine, picture: Picture, rules: RuleSet) -> list[Words]:
    vocabulary, found = Vocabulary.of(rules), []
    substance = vocabulary.substance(read.substance) if read.substance != picture.substance else None
    kind = vocabulary.kind(read.kind) if read.kind != picture.kind else None
    known = picture.words.lower()
    for term in (substance, kind):
        if term is not None and not any(word.lower() in known for word in term.words):
            found.append(Words(f"另说: {term.name.zh}", f"also says: {term.name.en}"))
    return found
