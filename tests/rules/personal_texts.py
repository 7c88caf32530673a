"""What the texts of events and tables are, for `test_personal_texts`. Three answers, and each text has one of them."""

from __future__ import annotations

from collections.abc import Mapping


def _of(**names: str) -> Mapping[str, frozenset[str]]:
    return {name.replace("__", "."): frozenset(said.split()) for name, said in names.items()}


IDS = frozenset(
    """
    id incident exercise order by_order corrects entry call ticket transfer finding team by_team next_team
    next_order teams chosen incidents orders forces alarms promises promise clocks clock report demand reports drill
    message about thing umbrella warning watch from_watch to_watch next_watch handover casualty statement aid cost
    voucher expert draw depot item batch stock shift in_post group filing site enterprise outage passing waiting
    policy plan substance division certificate receiver duty duties conclusion section adjusts supersedes
    superseded_by replaced_by replaces key series code was_code codes capability for_need need needs triggers rules
    digest sha256 ref seen gateway kind state status topic step steps grade level level_confirmed level_proposed
    level_decided_on grade_decided_on near_miss urgency outcome result severity channel form certainty becomes
    origin scope list mode reach readiness category degree sex borne_by purpose warnings missing changed ring
    level_asked
    reply_by level_how alarm_level run_code task after sensor speciality specialities capabilities substances
    conflicts units controller figures reported_figures totals counts wind special assessment proposal ad_hoc rule
    known body hazard valves prohibitions risk actor entered_by asked_by opened_by sent_by drafted_by reviewed_by
    approved_by lifted_by acknowledged_by out_actor imported_by answered_by claimed_by from_actor issued_by held_by
    count fact message_type
    """.split()  # noqa: SIM905
)
"""Ids, keys, numbers, words of a fixed vocabulary, and the centre's own people as they act in office (accounts)."""

OFFICIAL_EVENTS: Mapping[str, frozenset[str]] = _of(
    channels__asked="who",
    drills__started="title", drills__held="title because", drills__resumed="title", drills__ended="title reason",
    drills__team_released="title because", drills__hold_proposed="because", drills__left="reason",
    drills__unit_obliged="unit",
    evaluation__finding_entered="basis", evaluation__destruction_dated="basis",
    evaluation__destruction_ordered="basis", evaluation__destruction_held="reason",
    field__post_opened="post place commander", field__commander_changed="post was now reason",
    field__post_closed="post reason", field__relief_arranged="says", field__relief_arrived="says",
    field__relief_lost="says", field__relief_postponed="reason", field__advice_given="text adopted",
    field__statement_decided="reason", field__statement_issued="where text", field__aid_asked="to what",
    field__cost_struck="reason", field__voucher_issued="number",
    incidents__reported="title place tasks", incidents__proposed="uncovered left_out travel",
    incidents__level_confirmed="reason said_by basis", incidents__wind_changed="source",
    incidents__force_moving="authority", incidents__ordered="alert", incidents__changed="alert what_changed",
    incidents__card_sent="to says", incidents__leader_card="authority says", incidents__unreachable="phone",
    incidents__channel_tried="who", incidents__stood_down="reason", incidents__evacuation_ordered="rendezvous reason",
    incidents__broadcast="text", incidents__response_ended="reason said_by", incidents__leader_rung="who",
    incidents__dispatched="authority proposed sent added moved removed cards", incidents__run_card_chosen="reason",
    incidents__higher_started="by said_by", incidents__cordon_lifted="by note",
    incidents__command_passed="from_org from_name to_org to_post to_name picture reason basis said_by",
    incidents__ad_hoc_plan_composed="title tasks reason", incidents__need_waits="why", incidents__reopened="reason was",
    incidents__ticket_filed="source", incidents__umbrella_opened="title",
    plans__place_registered="place", plans__filing_decided="number", plans__filing_recorded="number",
    reports__clocks_started="why", reports__clock_overdue="says", reports__demand_overdue="says",
    reports__false_taken_back="was", reports__edited="elements", rosters__stock_moved="reference",
    incidents__call_rung="line", warnings__superseded="by",
)  # fmt: skip
"""What was decided, ordered, advised and said to the public, by officials in office, and why; what the centre itself
words from figures, places and names of organisations. It is the record of the response (art 94) and names no other
person: whoever types a reason of a decision is told so (docs/operations.md)."""

OFFICIAL_COLUMNS: Mapping[str, frozenset[str]] = _of(
    channels_messages="who",
    drills_drill="title title_en held_because end_reason scenario findings held_from hold_proposed",
    drills_participant="notice real_incident real_order", drills_unit="name",
    evaluation_entry="what to", evaluation_section="by", evaluation_report="by",
    evaluation_destruction="held failed",
    field_posts="place close_reason", field_commanders="name post reason", field_groups="zh en",
    field_entries="where phone told", field_reliefs="name reason", field_draws="name unit by",
    field_experts="about", field_advice="text adopted by", field_speakers="name post",
    field_statements="text drafter decided_by reason speaker where", field_aid="to what",
    field_costs="issuer what bearer reason", field_vouchers="number basis reason things taken_by taken_by_contact",
    handover_watch="taken_by main second leader", handover_sheet="out_by signed_for in_by ended_because",
    handover_promise="by", handover_late_entry="by",
    incidents_acknowledged="item", incidents_calls="line source number dedupe taken_by claimed_name was_in",
    incidents_call_keys="key", incidents_commands="from_org from_name to_org to_post to_name picture_zh picture_en "
    "reason basis said_by",
    incidents_consents="whose answer", incidents_facts="reason", incidents_findings="where decided_by",
    incidents_incidents="title_zh title_en place rendezvous level_by commander authority",
    incidents_orders="name_zh name_en phone card alert authority reason stood_down_because",
    incidents_outages="held answer",
    incidents_released="reason", incidents_run_cards="title source", incidents_tasks="done_by",
    incidents_tickets="source", incidents_transfers="name_zh name_en phone", incidents_umbrellas="title",
    incidents_waits="why offered",
    plans_filing="authority unit_name application decided_by reason number", plans_filing_number="number",
    plans_place="name", plans_site="name duty_phone safety_phone address plan_number rendezvous",
    reports_call="source", reports_case="title_zh title_en place source", reports_clock="line to basis",
    reports_receipt="to", reports_report="signed_by", reports_umbrella="title", reports_umbrella_receipt="to",
    rosters_certificate="name", rosters_depot="name address keeper phone", rosters_movement="by reason reference",
    rosters_stock="name unit", rosters_team="name address host own_site", rosters_swap="post",
    warnings_duty="basis says done_by", warnings_message="sender identifier why", warnings_notice="restriction "
    "addresses sender identifier lift_reason",
)  # fmt: skip
"""The same in the tables; and registers that are kept for themselves: teams, depots, sites, plans, filings."""

ERASED_COLUMNS: Mapping[str, str] = {
    f"{table}.{column}": kind
    for kind, said in {
        "channels.about": "channels_messages: to text why",
        "evaluation.incident": "evaluation_finding: zh en basis owner evidence reason done_by; "
        "evaluation_section: text; evaluation_report: text document",
        "field.people": "field_casualties: name hospital source found_where reason; field_casualty_changes: was "
        "now reason by; field_wearers: name; field_groups: leader phone members; field_commanders: phone; "
        "field_vouchers: "
        "owner owner_contact damage; field_aid: taken_by said_by phone answer; field_entries: name; "
        "field_watches: zh en phone",
        "handover.promise": "handover_promise: text to result",
        "handover.late_entry": "handover_late_entry: text witness",
        "handover.sheets": "handover_sheet: sheet",
        "handover.sheet": "handover_sheet: note",
        "incidents.call": "incidents_calls: phone text note; incidents_reporters: name phone address said; "
        "incidents_transfers: note reason said_by; incidents_findings: note found_by reason; incidents_learned: zh en",
        "incidents.ticket": "incidents_tickets: number text place unit evidence owner material signed_by reply visit "
        "reward_basis",
        "incidents.incident": "incidents_incidents: line; incidents_log: zh en; incidents_facts: note said_by post "
        "witness why; incidents_figures: source reason; incidents_circumstances: which source reason; incidents_tasks: "
        "title owner post note; incidents_evidence: text reference by; incidents_consents: note said_by; "
        "incidents_released: said_by; incidents_orders: consent; incidents_commands: to_phone",
        "incidents.umbrella": "incidents_umbrella_log: zh en",
        "reports.incident": "reports_report: elements text document; reports_receipt: name post witness; reports_case: "
        "stopped_reason lowered; reports_clock: reason; reports_demand: source text owner reply told feedback",
        "reports.umbrella": "reports_umbrella: text document; reports_umbrella_receipt: name post witness",
        "rosters.shift": "rosters_shift: leader main second leader_phone main_phone second_phone; rosters_swap: was "
        "now reason by",
        "rosters.team": "rosters_team: leader phone consent reason; rosters_member: name post phone",
        "rosters.expert": "rosters_expert: name phone unit title region appointed_by",
        "warnings.warning": "warnings_notice: says; warnings_receipt: who said_by note; warnings_duty: note; "
        "warnings_message: xml",
    }.items()
    for part in said.split("; ")
    for table, columns in [part.split(": ")]
    for column in columns.split()
}
"""Which erasure empties a column. That it does is shown by the tests of each plugin's erasures, and over all of them by
`tests/plugins/evaluation/test_destroyed.py`."""
