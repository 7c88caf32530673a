"""The typed line of the intake (一句话), parsed live: `tlll 2hk an zd2 sx40 sl2 hzl`. Never raises on any text."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from unicodedata import category, normalize

from fengsui_incidents.api.events import Words
from fengsui_incidents.api.words import Count
from fengsui_incidents.model.counted import FIGURES, ONGOING, Said, figures_in, ongoing_in
from fengsui_incidents.model.gazetteer import Entry, Gazetteer, Match
from fengsui_incidents.model.vocabulary import Term, Vocabulary, terms_by_words, title_of

__all__ = ["FIGURES", "ONGOING", "ReadLine", "Vocabulary", "read_line", "title_of"]

NO_WORDS = Words("", "")
TOKEN = re.compile(r"[^\s,，。;；、/|!！:：()（）\"'“”]+")
HAN = re.compile(r"[\u4e00-\u9fff]")
ADDRESS = re.compile(
    r"[\u4e00-\u9fff0-9]{1,10}?(?:路口|路|街|道|弄|巷|桥|小区|新村|大厦|广场|号楼|号库|号门|号|楼|层|室|村|镇|站)(?:[0-9]{1,5}号?)?"
)
SUBPLACE = re.compile(r"([0-9]{1,3})(hk|hl|hcj|hg|hm|c|dy|s)")
SUBPLACES: Mapping[str, Words] = {
    "hk": Words("号库", "store"), "hl": Words("号楼", "building"), "hcj": Words("号车间", "workshop"),
    "hg": Words("号罐", "tank"), "hm": Words("号门", "gate"), "c": Words("层", "floor"),
    "dy": Words("单元", "unit"), "s": Words("室", "room"),
}  # fmt: skip
PLACE_MARK = "wz"
"""`wz` before a token (位置) says that it is a place, whatever else it could be."""

SPELT_OUT = 3
"""Characters of a name that must stand in a Chinese text for it to name the place."""

PROSE_WORDS = 3
MOST_ALSO = 5


@dataclass(frozen=True, kw_only=True)
class ReadLine:
    """What was understood. `figures` holds only counts that were named (None: said to be unknown).

    `site` is a site's id where the place is one; `place` its name in words with the part of the site; `also` other
    entries that fit as well (Tab); `read_as` what each piece was taken for, in the order typed; `unknown` the rest.
    """

    site: str = ""
    place: Words = NO_WORDS
    entry: Entry | None = None
    also: tuple[Entry, ...] = ()
    substance: str = ""
    kind: str = ""
    figures: Mapping[Count, int | None] = field(default_factory=dict)
    ongoing: bool | None = None
    read_as: tuple[Words, ...] = ()
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Spot:
    """A piece of the text that may name a place, and the entries that it fits."""

    at: int
    text: str
    matches: tuple[Match, ...]


def read_line(text: str, gazetteer: Gazetteer, vocabulary: Vocabulary) -> ReadLine:
    """Reads one typed line or a free text, forgivingly. Pure, and total: any text gives a ReadLine."""
    rest = _plain(text)
    spelt, rest = _spelt_places(rest, gazetteer)
    counted, rest = figures_in(rest)
    going, rest = ongoing_in(rest)
    substances, rest = _terms_in(rest, vocabulary.substances)
    kinds, rest = _terms_in(rest, vocabulary.kinds)
    spots = [*spelt, *(_spot(token, gazetteer) for token in TOKEN.finditer(rest))]
    entry, also = _resolve(spots)
    place, said, unknown = _place_of(entry, spots)
    heard = [*said, *counted, *going, *(one for one, _ in substances), *(one for one, _ in kinds)]
    return ReadLine(
        site=entry.id if entry and entry.kind == "site" else "",
        place=place,
        entry=entry,
        also=also,
        substance=substances[0][1].key if substances else "",
        kind=_kind(kinds, going),
        figures={one.count: one.value for one in counted if one.count is not None},
        ongoing=going[-1].ongoing if going else None,
        read_as=tuple(one.says for one in sorted(heard, key=lambda one: one.at)),
        unknown=unknown,
    )


def _plain(text: str) -> str:
    """The text in half-width lower case, with what cannot be seen turned into blanks."""
    folded = normalize("NFKC", text).lower()
    return "".join(" " if category(char)[0] in "CZ" else char for char in folded)


def _kind(kinds: Sequence[tuple[Said, Term]], going: Sequence[Said]) -> str:
    """The kind that was named, else what `hzl` and `hzs` let one conclude."""
    if kinds:
        return kinds[0][1].key
    return next((one.kind for one in going if one.kind), "")


def _terms_in(text: str, terms: Sequence[Term]) -> tuple[list[tuple[Said, Term]], str]:
    """The terms named in the text by word or by typed initials, in order of the text; and the text without them."""
    found: list[tuple[Said, Term]] = []
    for word, term in terms_by_words(terms):
        lower = word.lower()
        pattern = re.escape(lower) if HAN.search(word) else rf"(?<![a-z0-9]){re.escape(lower)}(?![a-z0-9])"
        for match in re.finditer(pattern, text):
            found.append((Said(match.start(), term.name), term))
            text = _without(text, match.start(), match.end())
    codes = {initials: term for term in terms for initials in term.initials}
    for token in list(TOKEN.finditer(text)):
        if (known := codes.get(token.group())) and not (len(token.group()) == 2 and _is_prose(text)):
            found.append((Said(token.start(), known.name), known))
            text = _without(text, token.start(), token.end())
    unique: dict[str, tuple[Said, Term]] = {}
    for said, term in sorted(found, key=lambda pair: pair[0].at):
        unique.setdefault(term.key, (said, term))
    return list(unique.values()), text


def _is_prose(text: str) -> bool:
    """English prose, in which `an` is an article: several words of four letters or more with a vowel."""
    return len(re.findall(r"\b(?=[a-z]*[aeiou])[a-z]{4,}\b", text)) >= PROSE_WORDS


def _spelt_places(text: str, gazetteer: Gazetteer) -> tuple[list[_Spot], str]:
    """Names that stand in a Chinese text in their own characters, before any word in them is read as something else."""
    spots: list[_Spot] = []
    at = 0
    while at < len(text):
        match = gazetteer.longest_at(text, at) if HAN.match(text[at]) else None
        length = match.ends - match.begins if match else 0
        if match and length >= SPELT_OUT:
            part = text[at : at + length]
            spots.append(_Spot(at, part, gazetteer.find(part) or (match,)))
            text = _without(text, at, at + length)
        at += max(1, length if length >= SPELT_OUT else 1)
    return spots, text


def _spot(token: re.Match[str], gazetteer: Gazetteer) -> _Spot:
    typed = token.group()
    bare = typed[len(PLACE_MARK) :] if typed.startswith(PLACE_MARK) and not gazetteer.find(typed) else typed
    return _Spot(token.start(), bare or typed, gazetteer.find(bare))


def _resolve(spots: Sequence[_Spot]) -> tuple[Entry | None, tuple[Entry, ...]]:
    """The entry that most pieces of the line fit, and the others that fit as well, best first."""
    votes: dict[str, tuple[int, int, int]] = {}
    entries: dict[str, Entry] = {}
    for spot in spots:
        for rank, match in enumerate(spot.matches):
            key = f"{match.entry.kind}:{match.entry.id}"
            entries[key] = match.entry
            count, length, order = votes.get(key, (0, 0, 0))
            votes[key] = (count + 1, length + match.ends - match.begins, order - rank)
    best = sorted(votes, key=lambda key: votes[key], reverse=True)
    if not best:
        return None, ()
    return entries[best[0]], tuple(entries[key] for key in best[1 : 1 + MOST_ALSO])


def _place_of(entry: Entry | None, spots: Sequence[_Spot]) -> tuple[Words, list[Said], tuple[str, ...]]:
    """The place in words, what each piece was read as, and the pieces that fit nothing."""
    said: list[Said] = []
    parts: list[Words] = [Words(entry.name, entry.name)] if entry else []
    unknown: list[tuple[int, str]] = []
    for spot in sorted(spots, key=lambda spot: spot.at):
        match = next((match for match in spot.matches if match.entry == entry), None)
        words = Words(match.part, match.part) if match else _loose_place(spot.text)
        if words is None:
            unknown.append((spot.at, spot.text))
            continue
        said.append(Said(spot.at, words))
        if match is None:
            parts.append(words)
    place = Words(" ".join(part.zh for part in parts), " ".join(part.en for part in parts))
    return place, said, tuple(text for _, text in sorted(unknown))


def _loose_place(typed: str) -> Words | None:
    """A part of a site (`2hk`, 二号库) or an address that no gazetteer has (武威路)."""
    if part := SUBPLACE.fullmatch(typed):
        kind = SUBPLACES[part.group(2)]
        return Words(f"{part.group(1)}{kind.zh}", f"{kind.en} {part.group(1)}")
    address = ADDRESS.match(typed)
    return Words(address.group(), address.group()) if address else None


def _without(text: str, begins: int, ends: int) -> str:
    """The text with a piece blanked out, so that positions stay."""
    return text[:begins] + " " * (ends - begins) + text[ends:]
