"""Two applications for filing a plan: one complete, one that lacks several things. All fictional (演示)."""

from __future__ import annotations

from typing import Any

_REVIEW = {"held_on": "2026-11-05", "experts": 5, "in_favour": 5, "interested_withdrew": True}
_PAPERS = ("application_form", "review_opinion", "plan_text", "risk_assessment", "resource_survey")

COMPLETE: dict[str, Any] = {
    "enterprise": "E01",
    "division": "310107",
    "demo": True,
    "application": {
        "unit_name": "桐澜冷链二号库(演示)",
        "credit_code": "91440300192203821" + "6",
        "contact": "江成林",
        "phone": "021-00000402",
        "fax": "021-00000403",
        "email": "safety@example.invalid",
        "legal_representative": "江成林",
        "assets_wan": 5200,
        "industry": "G59 装卸搬运和仓储业",
        "employees": 86,
        "address": "武威路(演示)",
        "postcode": "200331",
        "plans": [
            {"kind": "comprehensive", "title": "生产安全事故综合应急预案", "version": "3"},
            {"kind": "onsite", "title": "氨泄漏现场处置方案", "version": "3"},
        ],
        "sealed": True,
        "signed_on": "2026-11-16",
        "signed_by": "江成林",
        "published_on": "2026-11-10",
        "classes": ["ammonia_refrigeration", "hazmat_use"],
        "size": "medium",
        "review": _REVIEW,
        "papers": [{"kind": kind, "title": kind} for kind in _PAPERS],
    },
}

INCOMPLETE: dict[str, Any] = {
    "enterprise": "E05",
    "division": "310107",
    "demo": True,
    "application": {
        "unit_name": "砚湖气瓶检验所(演示)",
        "contact": "龚永亮",
        "phone": "021-00000442",
        "plans": [{"kind": "comprehensive", "title": "生产安全事故综合应急预案"}],
        "published_on": "2026-11-12",
        "classes": ["hazmat_use"],
        "size": "small",
        "papers": [{"kind": "application_form", "title": "备案申报表"}, {"kind": "plan_text", "title": "电子文档"}],
    },
}
