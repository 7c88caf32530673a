"""What capabilities are called. A bureau may use others; those are shown by their key."""

from __future__ import annotations

from collections.abc import Mapping

from fengsui_incidents.api.events import Words

CAPABILITIES: Mapping[str, Words] = {
    "suit_a": Words("重型防化", "gas-tight suits"),
    "scba": Words("空呼", "breathing apparatus"),
    "leak": Words("堵漏", "leak stopping"),
    "detect": Words("侦检", "detection"),
    "decon": Words("洗消", "decontamination"),
    "curtain": Words("水幕", "water curtain"),
    "ammonia_valve": Words("氨阀操作", "ammonia valves"),
    "cylinder": Words("气瓶处置", "cylinder handling"),
    "water": Words("水罐车", "water tenders"),
    "foam": Words("泡沫", "foam"),
    "cut": Words("破拆", "cutting"),
    "ladder": Words("举高", "aerial ladder"),
    "highrise": Words("高层", "high-rise"),
    "highrise_guide": Words("高层引导", "high-rise guides"),
    "boat": Words("舟艇", "boats"),
    "dive": Words("潜水", "diving"),
    "water_rescue": Words("水上救援", "water rescue"),
    "rope": Words("绳索", "rope rescue"),
    "collapse": Words("倒塌搜救", "collapse search"),
    "drone": Words("无人机", "drone"),
    "crane": Words("吊车", "crane"),
    "excavator": Words("挖掘机", "excavators"),
    "shoring": Words("支护", "shoring"),
    "light": Words("照明", "lighting"),
    "confined": Words("有限空间", "confined space"),
    "gasmeter": Words("测气", "gas meters"),
    "winch": Words("三脚架绞盘", "winch"),
    "pump": Words("排水泵", "pumps"),
    "sandbag": Words("沙袋", "sandbags"),
    "generator": Words("发电", "generator"),
    "rail": Words("轨道", "rail"),
    "jack": Words("起复顶升", "jacks"),
    "gas": Words("燃气抢修", "gas repair"),
    "valve": Words("阀门", "valves"),
    "power": Words("电力抢修", "power repair"),
    "water_main": Words("供水管网", "water mains"),
    "lift": Words("电梯", "lifts"),
    "cordon": Words("警戒", "cordon"),
    "extinguisher": Words("灭火器", "extinguishers"),
    "shelter": Words("安置", "shelter"),
    "loudhailer": Words("喊话", "loudhailer"),
    "ambulance": Words("救护车", "ambulances"),
    "air_monitor": Words("空气监测", "air monitoring"),
    "water_monitor": Words("水质监测", "water monitoring"),
    "firstaid": Words("急救", "first aid"),
    "aed": Words("AED", "AED"),
}


REASON_NAMES: Mapping[str, Words] = {
    "candidate": Words("可用未选", "free, others chosen"),
    "reserve": Words("留作预备", "held as reserve"),
    "chosen_elsewhere": Words("已用于他项", "chosen for another need"),
    "not_counted": Words("在本警情未计", "here already, not counted"),
    "withdraw_first": Words("下风先撤", "withdraws first"),
    "unable": Words("不能出动", "unable"),
    "declined": Words("谢绝", "declined"),
    "replaced": Words("未应答", "did not answer"),
    "resting": Words("休整", "resting"),
    "out": Words("在警", "out"),
    "out_of_service": Words("停用", "out of service"),
    "insurance_ended": Words("保险到期", "insurance ended"),
    "certificate_expired": Words("证件到期", "certificate expired"),
    "under_strength": Words("缺员", "under strength"),
    "no_protection": Words("无防护", "no protection"),
    "lacks_capability": Words("能力不符", "lacks capability"),
    "not_meant": Words("不由本队承担", "not asked of this kind"),
    "consent_refused": Words("邻区不同意", "consent refused"),
    "needs_consent": Words("需邻区同意", "needs consent"),
    "consent_asked": Words("待邻区答复", "consent asked"),
    "offline": Words("离线", "offline"),
    "far": Words("太远", "too far"),
}
"""Why a team is left out, as a heading."""


def capability(key: str) -> Words:
    return CAPABILITIES.get(key) or Words(key, key.replace("_", " "))


def capabilities(held: Mapping[str, int]) -> Words:
    """重型防化4 堵漏1 / gas-tight suits 4, leak stopping 1."""
    named = [(capability(key), count) for key, count in held.items()]
    zh = " ".join(f"{name.zh}{count}" if count > 1 else name.zh for name, count in named)
    return Words(zh, ", ".join(f"{name.en} {count}" if count > 1 else name.en for name, count in named))
