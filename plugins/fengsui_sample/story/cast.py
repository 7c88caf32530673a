"""Who plays which part in the night."""

ACCEPTS = "T12"
"""真如有限空间队: `fengsui listen` in a process of its own; goes."""

UNABLE = "T09"
"""桃浦专职消防队: ready in the book; answers that it is on another job."""

SILENT = "T06"
"""石泉危化专业队: its device stores the order, and nobody answers."""

NEXT = "T07"
"""桐澜冷链应急队: the next best for stopping the leak; alerted when T06 is silent."""

PHONE = "T33"
"""桃浦镇应急分队: its client never connects."""

CUT_OFF = "T38"
"""桃浦蓝鲸救援队: its link is cut while its order is sent."""

NOT_CONNECTED = frozenset({PHONE, "T27"})
"""Whose clients never connect; every other team of the city has one."""

EXTRA = (
    (UNABLE, "water", "119桃浦站之外的备份供水"),
    (ACCEPTS, "cordon", "外围测爆: 气体检测仪, 空呼6具"),
)
"""Whom the officer adds to what is proposed, for which need, and why."""
