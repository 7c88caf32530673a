"""The common vocabulary of capabilities: the keys that plans ask for and teams have, with their names.

A typing error in a plan's need would make it a need that no team can ever cover, so `plans check` knows these
keys; a bureau whose teams have others lists them in the plan's `own_capabilities`.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

CAPABILITIES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        # protection
        "suit_a": ("重型防化服", "gas-tight suits"),
        "suit_b": ("轻型防化服", "splash suits"),
        "scba": ("空气呼吸器", "breathing apparatus"),
        "decon": ("洗消", "decontamination"),
        # dangerous goods
        "leak": ("堵漏", "leak stopping"),
        "detect": ("侦检", "gas detection"),
        "ammonia_valve": ("氨阀操作", "ammonia valve operation"),
        "cylinder": ("气瓶处置", "gas cylinder handling"),
        "curtain": ("水幕", "water curtain"),
        "gasmeter": ("气体检测仪", "gas meter"),
        "air_monitor": ("环境空气监测", "air monitoring"),
        "water_monitor": ("水质监测", "water quality monitoring"),
        # fire
        "water": ("水罐消防车", "water tenders"),
        "foam": ("泡沫", "foam"),
        "powder_d": ("D类干粉", "class D powder"),
        "ladder": ("举高车(米)", "aerial ladder (metres)"),
        "highrise": ("高层供水灭火", "high-rise firefighting"),
        "highrise_guide": ("高层疏散引导", "high-rise evacuation guides"),
        "extinguisher": ("灭火器", "extinguishers"),
        "smoke": ("排烟", "smoke extraction"),
        # rescue
        "cut": ("破拆", "cutting and forcing"),
        "rope": ("绳索救援", "rope rescue"),
        "collapse": ("建筑物倒塌搜救", "collapse search and rescue"),
        "confined": ("有限空间救援", "confined-space rescue"),
        "winch": ("绞盘", "winch"),
        "crane": ("起重机(吨)", "crane (tonnes)"),
        "excavator": ("挖掘机", "excavators"),
        "shoring": ("支护", "shoring"),
        "lift": ("电梯救援", "lift rescue"),
        "rail": ("轨道抢险", "rail rescue"),
        "jack": ("顶升", "jacks"),
        # water
        "water_rescue": ("水上救援", "water rescue"),
        "boat": ("舟艇", "boats"),
        "dive": ("潜水", "divers"),
        "pump": ("排涝泵(立方米/时)", "pumps (cubic metres an hour)"),
        "sandbag": ("沙袋", "sandbags"),
        # utilities
        "gas": ("燃气抢修", "gas repair"),
        "valve": ("阀门操作", "valve operation"),
        "power": ("电力抢修", "power repair"),
        "generator": ("发电", "generators"),
        "light": ("照明", "lighting"),
        "water_main": ("给排水抢修", "water main repair"),
        # people
        "ambulance": ("救护车", "ambulances"),
        "firstaid": ("急救", "first aid"),
        "aed": ("自动体外除颤器", "defibrillators"),
        "cordon": ("警戒", "cordon"),
        "shelter": ("安置", "shelter"),
        "loudhailer": ("喊话器", "loudhailers"),
        "drone": ("无人机", "drones"),
    }
)


def capability_name(key: str, language: str) -> str:
    """The name of a capability in `language`; an unknown key is its own name."""
    zh, en = CAPABILITIES.get(key, (key, key))
    return zh if language.startswith("zh") else en
