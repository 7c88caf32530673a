"""Everything that a filing lacks, found at once: the formal check (形式审查) of order 2 arts 27 and 28.

`lacking` is what keeps it from being filed; `remarks` are what the officer should know and decide upon: it came
late, another level may be the one to file with, nobody obliges this firm to file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from fengsui_plans.model.application import Application, Review
from fengsui_plans.model.credit_code import is_credit_code

FIELDS: dict[str, tuple[str, str]] = {
    "unit_name": ("单位名称", "name of the unit"),
    "credit_code": ("统一社会信用代码", "unified social credit code"),
    "contact": ("联系人", "contact person"),
    "phone": ("联系电话", "telephone"),
    "fax": ("传真", "fax"),
    "email": ("电子信箱", "e-mail"),
    "legal_representative": ("法定代表人", "legal representative"),
    "assets_wan": ("资产总额(万元)", "total assets (10,000 yuan)"),
    "industry": ("行业类型", "industry"),
    "employees": ("从业人数(人)", "number of employees"),
    "address": ("单位地址", "address"),
    "postcode": ("邮政编码", "postcode"),
    "plans": ("报备的预案名称", "titles of the plans"),
    "sealed": ("公章", "seal"),
    "signed_on": ("申报日期", "date of the application"),
}
PAPERS: dict[str, tuple[str, str]] = {
    "application_form": ("应急预案备案申报表", "application form"),
    "review_opinion": ("应急预案评审意见", "review opinion"),
    "plan_text": ("应急预案电子文档", "electronic text of the plans"),
    "risk_assessment": ("风险评估结果", "result of the risk assessment"),
    "resource_survey": ("应急资源调查清单", "list of the resource survey"),
}
_POSTCODE = re.compile(r"\d{6}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


@dataclass(frozen=True)
class Lacking:
    """One thing that is missing or wrong, in both languages, with the rule that asks for it."""

    code: str
    zh: str
    en: str
    basis: str


@dataclass(frozen=True)
class Asked:
    """What the rules in force ask for, each with its basis."""

    fields: Sequence[str]
    optional: Sequence[str]
    fields_basis: str
    papers: Sequence[str]
    papers_basis: str
    review_classes: Sequence[str]
    review_sizes: Sequence[str]
    review_basis: str
    pass_numerator: int
    pass_denominator: int
    pass_basis: str
    duty_classes: Sequence[str]
    duty_for_all: bool
    duty_basis: str
    publication_basis: str


def lacking(application: Application, asked: Asked, today: date) -> tuple[Lacking, ...]:
    """Everything that keeps the filing from being filed, in the order of the form and the papers."""
    return (
        *_fields(application, asked),
        *_malformed(application, asked),
        *_plans(application, asked),
        *_publication(application, asked, today),
        *_papers(application, asked),
        *_review(application, asked, today),
    )


def needs_review(application: Application, asked: Asked) -> bool:
    """Whether art 21 asks for a review: by class, or by size for all others."""
    by_class = any(one in asked.review_classes for one in application.classes)
    return by_class or application.size in asked.review_sizes


def has_duty(application: Application, asked: Asked) -> bool:
    """Whether the law obliges this unit to file (708 art 7), or the local rule obliges all."""
    return asked.duty_for_all or any(one in asked.duty_classes for one in application.classes)


def _blank(value: Any) -> bool:
    return value is None or value is False or value == "" or value == ()


def _fields(application: Application, asked: Asked) -> Iterator[Lacking]:
    for name in asked.fields:
        if name in asked.optional or not _blank(getattr(application, name, None)):
            continue
        zh, en = FIELDS.get(name, (name, name))
        yield Lacking(f"form.{name}", f"申报表未填: {zh}", f"application form: {en} is not given", asked.fields_basis)


def _malformed(application: Application, asked: Asked) -> Iterator[Lacking]:
    basis = asked.fields_basis
    if application.credit_code and not is_credit_code(application.credit_code):
        yield Lacking(
            "form.credit_code_wrong",
            "统一社会信用代码有误(校验位不符)",
            "the unified social credit code is wrong",
            basis,
        )
    if application.postcode and not _POSTCODE.fullmatch(application.postcode):
        yield Lacking("form.postcode_wrong", "邮政编码应为6位数字", "the postcode must have 6 digits", basis)
    if application.email and not _EMAIL.fullmatch(application.email):
        yield Lacking("form.email_wrong", "电子信箱格式有误", "the e-mail address is wrong", basis)


def _plans(application: Application, asked: Asked) -> Iterator[Lacking]:
    if application.plans and all(plan.kind == "card" for plan in application.plans):
        yield Lacking(
            "form.plans_only_cards",
            "须有综合、专项预案或现场处置方案, 不能只有处置卡",
            "a comprehensive, special or on-site plan is needed; cards alone are not enough",
            asked.papers_basis,
        )


def _publication(application: Application, asked: Asked, today: date) -> Iterator[Lacking]:
    if not application.signed_by:
        yield Lacking(
            "plan.signature",
            "批准页缺主要负责人签字",
            "the main responsible person has not signed",
            asked.publication_basis,
        )
    if application.published_on is None:
        yield Lacking(
            "plan.published_on", "未写明预案公布日期", "the day of publication is not given", asked.publication_basis
        )
    elif application.published_on > today:
        yield Lacking(
            "plan.published_later",
            "预案公布日期晚于今天",
            "the day of publication is in the future",
            asked.publication_basis,
        )


def _papers(application: Application, asked: Asked) -> Iterator[Lacking]:
    handed_in = {paper.kind for paper in application.papers}
    for kind in asked.papers:
        if kind in handed_in or (kind == "review_opinion" and not needs_review(application, asked)):
            continue
        zh, en = PAPERS.get(kind, (kind, kind))
        yield Lacking(f"paper.{kind}", f"缺: {zh}", f"missing: {en}", asked.papers_basis)


def _review(application: Application, asked: Asked, today: date) -> Iterator[Lacking]:
    review = application.review
    if review is None:
        if needs_review(application, asked):
            yield Lacking(
                "review.record", "缺评审纪要(时间、专家人数、表决)", "no record of the review (day, experts, vote)",
                asked.review_basis,
            )  # fmt: skip
        return
    if not passed(review, asked):
        wanted = f"{asked.pass_numerator}/{asked.pass_denominator}"
        zh = f"评审未通过: {review.in_favour}/{review.experts} 同意, 须 {wanted} 以上"
        en = f"the review did not pass: {review.in_favour} of {review.experts} in favour, {wanted} needed"
        yield Lacking("review.not_passed", zh, en, asked.pass_basis)
    if not review.interested_withdrew:
        zh, en = "未说明利害关系人已回避", "it is not said that interested persons withdrew"
        yield Lacking("review.withdrawal", zh, en, asked.review_basis)
    if review.held_on > today:
        yield Lacking("review.later", "评审日期晚于今天", "the day of the review is in the future", asked.review_basis)


def passed(review: Review, asked: Asked) -> bool:
    """Whether enough of the attending experts agreed, without rounding."""
    return review.in_favour * asked.pass_denominator >= review.experts * asked.pass_numerator
