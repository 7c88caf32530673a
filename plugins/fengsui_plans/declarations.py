"""What the plans declare to the host: commands, views, sweeps, providers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from fengsui.hooks import About, Command, Provider, Sweep, View
from fengsui.text import N_
from fengsui_plans import answers, payloads
from fengsui_plans.api import Library, Place, Site, Sites
from fengsui_plans.digital import DigitalPlan
from fengsui_plans.library import PlanLibrary
from fengsui_plans.service import checking, deciding, filings, register, sites, views

ABOUT = About(
    name="plans",
    version="0.1.0",
    title=N_("Plans, filing and sites"),
    permissions={
        "plans.library": N_("See the digital plans."),
        "plans.sites": N_("See one's own enterprise's card, and the places to protect."),
        "plans.sites.any": N_("See every enterprise's card in one's area."),
        "plans.register_site": N_("File or change enterprises' cards."),
        "plans.register_place": N_("File or change places to protect."),
        "plans.filings": N_("See one's own enterprise's filings."),
        "plans.filings.any": N_("See every filing in one's area."),
        "plans.check_draft": N_("Have one's own enterprise's application checked before handing it in."),
        "plans.check_draft.any": N_("Have any application checked."),
        "plans.submit_filing": N_("Hand in plans of one's own enterprise for filing."),
        "plans.submit_filing.any": N_("Hand in any enterprise's plans for filing."),
        "plans.withdraw": N_("Take back a filing of one's own enterprise."),
        "plans.withdraw.any": N_("Take back any filing."),
        "plans.decide_filing": N_("File, return or refuse what was handed in."),
        "plans.import_filing": N_("Enter filings of the paper register."),
    },
)

COMMANDS: Sequence[Command[Any]] = (
    Command(
        name="register_site",
        summary=N_("File or change an enterprise's card"),
        payload=payloads.RegisterSite,
        run=sites.register_site,
        area=lambda payload: payload.division,
        answer=answers.Registered,
    ),
    Command(
        name="register_place",
        summary=N_("File or change a place to protect"),
        payload=payloads.RegisterPlace,
        run=sites.register_place,
        answer=answers.Registered,
    ),
    Command(
        name="check_draft",
        summary=N_("See what an application lacks"),
        payload=payloads.CheckDraft,
        run=checking.check_draft,
        area=lambda payload: payload.division,
        answer=answers.FilingCheck,
    ),
    Command(
        name="submit_filing",
        summary=N_("Hand in plans for filing"),
        payload=payloads.SubmitFiling,
        run=filings.submit_filing,
        area=lambda payload: payload.division,
        answer=answers.FilingReceipt,
    ),
    Command(
        name="decide_filing",
        summary=N_("File, return or refuse"),
        payload=payloads.DecideFiling,
        run=deciding.decide_filing,
        answer=answers.FilingDecision,
    ),
    Command(
        name="withdraw",
        summary=N_("Take back a filing"),
        payload=payloads.Withdraw,
        run=filings.withdraw,
        answer=answers.FilingDecision,
    ),
    Command(
        name="import_filing",
        summary=N_("Enter a filing of the paper register"),
        payload=payloads.ImportFiling,
        run=filings.import_filing,
        area=lambda payload: payload.division,
        answer=answers.FilingDecision,
    ),
)

VIEWS: Sequence[View[Any]] = (
    View(
        name="library",
        summary=N_("Digital plans"),
        read=views.list_plans,
        parameters=payloads.NoParameters,
        answer=answers.LibraryView,
    ),
    View(
        name="plan",
        summary=N_("A digital plan"),
        read=views.show_plan,
        parameters=payloads.OnePlan,
        permission="plans.library",
        answer=DigitalPlan,
    ),
    View(
        name="sites",
        summary=N_("Enterprises"),
        read=sites.list_sites,
        parameters=payloads.ListSites,
        answer=tuple[Site, ...],
    ),
    View(
        name="site",
        summary=N_("An enterprise's card"),
        read=sites.show_site,
        parameters=payloads.OneSite,
        permission="plans.sites",
        answer=answers.SiteCard,
    ),
    View(
        name="places",
        summary=N_("Places to protect"),
        read=sites.list_places,
        parameters=payloads.NoParameters,
        permission="plans.sites",
        answer=tuple[Place, ...],
    ),
    View(
        name="filings",
        summary=N_("Filings"),
        read=views.list_filings,
        parameters=payloads.ListFilings,
        answer=tuple[answers.FilingRow, ...],
    ),
    View(
        name="filing",
        summary=N_("A filing"),
        read=views.show_filing,
        parameters=payloads.OneFiling,
        permission="plans.filings",
        answer=answers.FilingCard,
    ),
    View(
        name="check_filing",
        summary=N_("What a filing lacks"),
        read=checking.check_filing,
        parameters=payloads.OneFiling,
        permission="plans.filings",
        answer=answers.FilingCheck,
    ),
    View(
        name="register",
        summary=N_("The filing register"),
        read=register.show_register,
        parameters=payloads.ListRegister,
        permission="plans.filings",
        answer=tuple[answers.RegisterRow, ...],
    ),
)

SWEEPS: Sequence[Sweep] = (
    Sweep(name="checks", every=timedelta(minutes=1), due=deciding.unchecked, act=deciding.let_pass),
)

PROVIDERS: Sequence[Provider[Any]] = (
    Provider(protocol=Library, make=PlanLibrary),
    Provider(protocol=Sites, make=sites.RegisteredSites),
)
