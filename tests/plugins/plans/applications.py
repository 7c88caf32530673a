"""An application that lacks nothing, and ways to spoil it."""

from __future__ import annotations

from typing import Any

CREDIT_CODE = "91440300192203821" + "6"


def complete(**changes: Any) -> dict[str, Any]:
    """A complete application (JSON) of a chemical store, published on Monday 2 November 2026."""
    application: dict[str, Any] = {
        "unit_name": "砚湖工业气体站",
        "credit_code": CREDIT_CODE,
        "contact": "赵一",
        "phone": "021-00000407",
        "fax": "",
        "email": "safety@example.com",
        "legal_representative": "钱二",
        "assets_wan": "1200.5",
        "industry": "危险化学品仓储",
        "employees": 28,
        "address": "真南路(演示)",
        "postcode": "200331",
        "plans": [
            {"kind": "comprehensive", "title": "综合应急预案"},
            {"kind": "onsite", "title": "气瓶间现场处置方案"},
        ],
        "sealed": True,
        "signed_on": "2026-11-05",
        "signed_by": "钱二",
        "published_on": "2026-11-02",
        "classes": ["hazmat_storage"],
        "size": "small",
        "review": {"held_on": "2026-10-20", "experts": 3, "in_favour": 2, "interested_withdrew": True},
        "papers": [
            {"kind": kind}
            for kind in ("application_form", "review_opinion", "plan_text", "risk_assessment", "resource_survey")
        ],
    }
    return application | changes
