"""The sheet as text: one page to read, to print and to sign, in one of the two languages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo

from fengsui_handover.api.values import Line, SectionKind, Sheet, Watch
from fengsui_incidents.api.events import Words

TITLES: Mapping[SectionKind, Words] = {
    "incidents": Words("未结警情", "OPEN INCIDENTS"),
    "unanswered": Words("未答复的命令和请求", "ORDERS AND REQUESTS WITHOUT AN ANSWER"),
    "clocks": Words("时限事项 (报告, 核实, 批示, 任务)", "WITH A TIME LIMIT (reports, demands, instructions, tasks)"),
    "calls": Words("待处理来电", "CALLS IN WAITING"),
    "promises": Words("电话承诺", "PROMISED BY PHONE"),
    "out_of_service": Words("不能出动的队伍", "TEAMS THAT CANNOT GO"),
    "drills": Words("演练", "DRILLS"),
}
SHORT: Mapping[SectionKind, Words] = {
    "incidents": Words("警情", "OPEN"),
    "unanswered": Words("未答复", "SILENT"),
    "clocks": Words("时限", "CLOCK"),
    "calls": Words("来电", "CALL"),
    "promises": Words("承诺", "PROMISE"),
    "out_of_service": Words("停用", "NO GO"),
    "drills": Words("演练", "DRILL"),
}
"""The same in a list's column."""

NONE = Words("无", "none")
DRILL = Words("【演练】", "[DRILL] ")
WIDTH = 72


def text_of(
    sheet: Sheet, *, centre: str, watch: Watch | None, out_by: str, in_by: str, note: str, zone: tzinfo, chinese: bool
) -> str:
    """Sections in their order, empty ones said to be empty: a gap must not be taken for something forgotten."""

    def say(words: Words) -> str:
        return words.zh if chinese else words.en

    lines = [
        f"{centre} {say(Words('交接班单', 'HANDOVER SHEET'))}  {_moment(sheet.made_at, zone)}",
        "=" * WIDTH,
        *_watch(watch, zone, chinese),
    ]
    for section in sheet.sections:
        lines += ["", f"-- {say(TITLES[section.kind])} ({len(section.lines)})"]
        lines += [_line(line, sheet.made_at, zone, chinese) for line in section.lines] or [f"   {say(NONE)}"]
    lines += ["", f"{say(Words('交班说明', 'NOTE'))}: {note or say(NONE)}", "-" * WIDTH]
    lines.append(f"{say(Words('交班人', 'HANDED OVER BY'))}: {out_by or '____________'}")
    lines.append(f"{say(Words('接班人', 'TAKEN OVER BY'))}: {in_by or '____________'}")
    return "\n".join(lines) + "\n"


def _watch(watch: Watch | None, zone: tzinfo, chinese: bool) -> Sequence[str]:
    if watch is None:
        return ["无人当班" if chinese else "nobody has the watch"]
    names = (watch.main or "--", watch.second or "--", watch.leader or "--")
    since = _moment(watch.began_at, zone)
    if chinese:
        return [f"主班 {names[0]}  副班 {names[1]}  带班 {names[2]}  自 {since}"]
    return [f"officer {names[0]}  second {names[1]}  leader {names[2]}  since {since}"]


def _line(line: Line, now: datetime, zone: tzinfo, chinese: bool) -> str:
    mark = (DRILL.zh if chinese else DRILL.en) if line.exercise is not None else ""
    return f"   {due_of(line.due, now, zone)}  {mark}{line.says.zh if chinese else line.says.en}"


def due_of(due: datetime | None, now: datetime, zone: tzinfo) -> str:
    """A limit in 11 cells: the time of a limit of today, day and time of any other."""
    if due is None:
        return "--:--".rjust(11)
    there = due.astimezone(zone)
    return f"{there:%H:%M:%S}".rjust(11) if there.date() == now.astimezone(zone).date() else f"{there:%m-%d %H:%M}"


def _moment(at: datetime, zone: tzinfo) -> str:
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M:%S}"
