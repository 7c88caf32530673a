"""What a terminal says of its connection, of its own disk, and of whether what it shows is whole."""

from __future__ import annotations

from fengsui_incidents.listen.alerts import Say

OFFLINE = Say(
    "断线 OFFLINE: 收不到新命令, 正在重连; 急事请打电话", "OFFLINE: no new orders come in; reconnecting; use the phone"
)
ORDINARY = frozenset({"feed_lost", "feed_draining", "feed_going_away", "feed_restarting"})
"""Reasons that end by themselves and that nobody at the terminal can do anything about."""
LIVE = {
    "websocket": Say("实时 LIVE: 已连接", "LIVE: connected"),
    "sse": Say(
        "实时 LIVE: 已连接 (websocket 不通, 改用 HTTP 事件流)",
        "LIVE: connected by server-sent events, for no websocket goes through",
    ),
    "poll": Say(
        "实时 LIVE: 已连接 (websocket 不通, 改用 HTTP 长轮询)",
        "LIVE: connected by long poll, for no websocket goes through",
    ),
}
INCOMPLETE = Say("数据可能不完整, 正在重新读取", "the view may be incomplete; reading it again")
UNREADABLE = Say(
    "本队命令读不到, 可能有漏, 请电话核对", "this team's orders cannot be read and some may be missing; ask by phone"
)
WHOLE = Say("已重新读取本队命令", "this team's orders were read again")
DAMAGED = Say("本机存档损坏, 已另存; 正在重新读取", "this device's file is damaged and set aside; reading again")
UNSAVED = Say("本机磁盘写不进: 命令照常显示, 但未确认送达", "this disk cannot be written: shown, but not acknowledged")
