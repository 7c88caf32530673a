"""A feed of ours that says something wrong, so that the cases which must notice it can be seen to."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from fengsui.feed.codes import Code
from fengsui.feed.session import Session

Patch = Callable[[pytest.MonkeyPatch], None]


def the_code_is_wrong(code: Code, instead: int) -> Patch:
    def patch(monkeypatch: pytest.MonkeyPatch) -> None:
        right = Session.close

        def close(self: Session, given: int, reason: str) -> None:
            right(self, instead if given == code else given, reason)

        monkeypatch.setattr(Session, "close", close)

    return patch
