"""Frames gone wrong, from a seed: by their structure, byte by byte, and as websocket frames."""

from __future__ import annotations

import random
from typing import Any

import orjson

FRAMES: tuple[dict[str, Any], ...] = (
    {"kind": "hello", "v": 1, "token": "D-T06", "device": "D-T06", "replaces": "", "lang": "zh",
     "client": {"name": "x", "ver": "1"}},
    {"kind": "sub", "id": "main", "after": "now", "filter": {"topics": ["test.*"], "labels": ["team:T06"]}},
    {"kind": "sub", "id": 7, "after": {"epoch": "e1", "seq": 3}, "filter": {"min_severity": "severe"}},
    {"kind": "ack", "sub": 1, "seq": 3},
    {"kind": "cmd", "id": "c1", "key": "k1", "name": "incidents.receipt", "args": {"order": "O", "kind": "accepted"}},
    {"kind": "auth", "id": 9, "token": "D-T06"},
    {"kind": "hb", "pos": {"1": [2, 3]}},
    {"kind": "tomorrow", "x": 1},
)  # fmt: skip
ODD: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 2**31, 2**53, 2**53 + 1, 2**63, -(2**63), 1.5, 1e308, "", "now", "x" * 65, "x" * 600,
    "\x00", "\u202e", "端" * 40, "😀", "'; DROP TABLE x; --", "{place}", "../../x", [], [[]], [1, "a", None], {},
    {"epoch": "e1"}, {"seq": 1, "epoch": 1}, {"epoch": "e0", "seq": 99}, {"": 1}, ["x"] * 70,
)  # fmt: skip
TOKENS = (b"{", b"}", b"[", b"]", b'"', b",", b":", b"\\", b"\xff", b"\xed\xa0\x80", b"\x00", b"1e999", b"NaN", b"null")


class Mutator:
    """Wrong frames without end; the same seed gives the same ones."""

    def __init__(self, seed: int) -> None:
        self._dice = random.Random(seed)

    def payload(self) -> bytes:
        """The text of one message: a frame of ours with a change or a few, by structure or by byte."""
        dice = self._dice
        frame = dict(dice.choice(FRAMES))
        for _ in range(dice.choice((0, 1, 1, 1, 2, 3))):
            self._change(frame)
        data = orjson.dumps(frame, option=orjson.OPT_NON_STR_KEYS)
        if dice.random() < 0.3:
            for _ in range(dice.choice((1, 1, 2, 8))):
                data = self._spoil(data)
        return data

    def _change(self, frame: dict[str, Any]) -> None:
        dice = self._dice
        field = dice.choice(tuple(frame) or ("kind",))
        what = dice.randrange(6)
        if what == 0:
            frame.pop(field, None)
        elif what == 1:
            frame[dice.choice(("kind", "id", "sub", "seq", "after", "filter", "args", "key", "x"))] = dice.choice(ODD)
        elif what == 2:
            other = dice.choice(FRAMES)
            frame[field] = other.get(field, dice.choice(ODD))
        elif what == 3 and isinstance(frame.get(field), dict):
            inner = dice.choice(("topics", "labels", "seq", "epoch", "order"))
            frame[field] = {**frame[field], inner: dice.choice(ODD)}
        elif what == 4:
            frame["kind"] = dice.choice(FRAMES)["kind"]
        else:
            frame[field] = dice.choice(ODD)

    def _spoil(self, data: bytes) -> bytes:
        dice = self._dice
        at, what = dice.randrange(len(data) + 1), dice.randrange(6)
        if what == 0:
            return data[:at]
        if what == 1 and data:
            place = at % len(data)
            return data[:place] + bytes((data[place] ^ (1 << dice.randrange(8)),)) + data[place + 1 :]
        if what == 2:
            return data[:at] + dice.choice(TOKENS) + data[at:]
        if what == 3:
            return data[at:]
        if what == 4:
            return data[:at] + dice.randbytes(dice.randrange(1, 9)) + data[at:]
        return data[:at] + data[at // 2 :]

    # -- websocket frames --------------------------------------------------------------------------------

    def wire(self) -> bytes:
        """Bytes as a client's socket sends them: mostly one masked text frame, sometimes what no client may send."""
        dice, data = self._dice, self.payload()
        what = dice.randrange(12)
        if what == 0:
            return self.framed(data, opcode=dice.randrange(16))
        if what == 1:
            return self.framed(data, first=dice.randrange(256))
        if what == 2:
            return self.framed(data, masked=False)
        if what == 3:
            return self.framed(data, claimed=dice.choice((0, 1, len(data) + 9, 126, 127, 2**16, 2**40, 2**63)))
        if what == 4:
            cut = dice.randrange(len(data) + 1)
            return self.framed(data[:cut], opcode=1, fin=False) + self.framed(data[cut:], opcode=0)
        if what == 5:
            return self.framed(dice.randbytes(dice.randrange(0, 140)), opcode=dice.choice((8, 9, 10)))
        if what == 6:
            code = dice.choice((0, 999, 1000, 1004, 1005, 1006, 1015, 3000, 4100, 65535))
            return self.framed(code.to_bytes(2, "big") + data[:40], opcode=8)
        if what == 7:
            return dice.randbytes(dice.randrange(1, 40))
        return self.framed(data)

    def framed(
        self,
        data: bytes,
        *,
        opcode: int = 1,
        fin: bool = True,
        masked: bool = True,
        claimed: int | None = None,
        first: int | None = None,
    ) -> bytes:
        """One frame; `claimed` is the length that it says it has, `first` its whole first byte."""
        size = len(data) if claimed is None else claimed
        head = bytes((first if first is not None else (0x80 if fin else 0) | opcode,))
        bit = 0x80 if masked else 0
        if size < 126:
            head += bytes((bit | size,))
        elif size < 2**16:
            head += bytes((bit | 126,)) + size.to_bytes(2, "big")
        else:
            head += bytes((bit | 127,)) + size.to_bytes(8, "big")
        if not masked:
            return head + data
        mask = self._dice.randbytes(4)
        long = (mask * (len(data) // 4 + 1))[: len(data)]
        return head + mask + (int.from_bytes(data) ^ int.from_bytes(long)).to_bytes(len(data))
