"""The field of an incident (现场): its parts side by side, each a list with what is known of the chosen line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from textual import work
from textual.app import ComposeResult

from fengsui.text import N_
from fengsui_field.api.board import FieldBoard
from fengsui_field.api.words import PART_NAMES, PARTS, Part
from fengsui_field.model.money import yuan
from fengsui_field.screen.acts import FieldActs
from fengsui_field.screen.details import texts_of, title_of
from fengsui_field.screen.rows import Look, row_of, things
from fengsui_tui.connection import Happened
from fengsui_tui.widgets import Bar, Hint, Lines, Row, Span, decode, paragraph, width

TOPICS = ("field.", "incidents.", "rosters.readiness_changed")


class FieldScreen(FieldActs):
    """`about` is the incident, or `incident/part/thing` as a queue item has it; else the board's chosen incident."""

    VIEW = "field.board"
    DEFAULT_CSS = "FieldScreen #parts { height: 2; }"
    HINTS: ClassVar[Sequence[Hint]] = (
        Hint(action="act", key="enter", says=N_("act on it")),
        Hint(action="new", key="n", says=N_("new")),
        Hint(action="part(1)", key="right", says=N_("next part")),
        Hint(action="part(-1)", key="left", says=N_("part before")),
        Hint(action="reload", key="f6", says=N_("read again")),
        Hint(action="back", key="escape", says=N_("back")),
    )

    def __init__(self, about: str = "") -> None:
        super().__init__()
        self.incident, part, self._wanted = (*about.split("/"), "", "")[:3]
        self.part = part if part in PARTS else "entry"

    def body(self) -> ComposeResult:
        yield Bar(id="parts", style="")
        yield from super().body()

    def on_mount(self) -> None:
        super().on_mount()
        self.query_one("#parts", Bar).draw(self._parts)

    def parameters(self) -> Mapping[str, Any]:
        return {"incident": self.incident}

    @work(group="reload", exclusive=True)
    async def reload(self) -> None:
        self.incident = self.incident or self.console.picture.first
        if not self.incident:
            self.tell(self.t(N_("No incident is open.")), "warn")
            return
        answer = await self.fetch(self.VIEW, self.parameters())
        if answer is not None:
            self.board = decode(FieldBoard, answer)
            self.look()
            self._choose()

    def _choose(self) -> None:
        """The line that a queue item is about, once."""
        if self._wanted in self.items:
            self.query_one("#list", Lines).choose(self._wanted)
            self._look_detail()
        self._wanted = ""

    def heard(self, event: Happened) -> None:
        if event.topic.startswith(TOPICS):
            self._reload_soon()

    # -- drawing -----------------------------------------------------------------------------------------

    @property
    def looks(self) -> Look:
        return Look(self.speech, self.console.zone, self.console.now())

    def look(self) -> None:
        if self.board is not None:
            self.items = things(self.board, self.part)
        super().look()
        self.query_one("#parts", Bar).look()

    def _parts(self, cells: int) -> list[list[Span]]:
        """The parts with how many each has; those inside are told first wherever one looks."""
        lines: list[list[Span]] = [[]]
        used = 0
        for part in PARTS:
            text = f" {self._part_name(part)} "
            if used + width(text) > cells and len(lines) < 2:
                lines.append([])
                used = 0
            alarm = part == "entry" and self.board is not None and any(one.alarm for one in self.board.entries)
            lines[-1].append((text, "key" if part == self.part else "alarm" if alarm else "dim"))
            used += width(text)
        return [*lines, *[[] for _ in range(2 - len(lines))]]

    def _part_name(self, part: Part) -> str:
        count = self._count(part)
        name = self.t(PART_NAMES[part])
        name = f"{name} {count}" if count else name
        return f"[{name}]" if part == self.part else name

    def _count(self, part: Part) -> int:
        if self.board is None:
            return 0
        if part == "entry":
            return self.board.inside
        if part == "post":
            return sum(post.closed_at is None for post in self.board.posts)
        if part == "casualties":
            return sum(self.board.totals.values())
        if part == "tasks":
            return sum(task.done_at is None for task in self.board.tasks)
        return len(things(self.board, part))

    def headed(self) -> tuple[str, str]:
        if self.board is None:
            return self.t(N_("FIELD")), ""
        drill = self.t(N_("DRILL ")) if self.board.exercise else ""
        name = self.t(N_("FIELD"))
        title = f"{drill}{name} {self.board.incident} {self.speech.say(self.board.title)}"
        return title, self._sum()

    def _sum(self) -> str:
        """What the part adds up to."""
        assert self.board is not None
        if self.part == "costs":
            return self.t(N_("{amount} yuan"), amount=yuan(sum(self.board.cost_totals.values())))
        if self.part == "casualties":
            counted = self.board.totals
            says = N_("dead {dead} serious {serious} poisoned {poisoned} light {minor}")
            return self.t(says, **{str(degree): count for degree, count in counted.items()})
        return self.t(N_("inside {count}"), count=self.board.inside) if self.board.inside else ""

    def row(self, key: str, item: Any, cells: int) -> Row:
        return row_of(key, item, self.looks, cells)

    def nothing(self) -> str:
        begins = self.begun()
        return self.t(N_("nothing here yet   N: {what}"), what=self.t(begins[0].says)) if begins else super().nothing()

    def detail(self, item: Any, cells: int) -> tuple[str, Sequence[Row]]:
        return title_of(item, self.looks), [
            row for text in texts_of(item, self.looks) for row in paragraph(text, cells)
        ]

    def action_part(self, by: int) -> None:
        self.part = PARTS[(PARTS.index(self.part) + by) % len(PARTS)]
        self.look()
