"""Every address of the site. API addresses are in okoce/api.py."""

from allauth.account import views as allauth
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path, register_converter
from django.urls.converters import StringConverter
from django.views.decorators.http import require_safe as reads
from django.views.i18n import set_language

from okoce import health
from okoce.accounts import views as accounts
from okoce.core.months import Month
from okoce.core.responses import OPEN
from participants.views import (
    arrivals,
    businesses,
    evidence,
    findings,
    guide,
    handover,
    home,
    importing,
    jobs,
    milestones,
    offline,
    people,
    reconciling,
    registration,
    roster,
    sharing,
    training,
    trainings,
    unsent,
    verification,
    visits,
)
from programs import views as programs
from programs.access import views as access
from programs.administration import views as administration
from reports.audit.kinds import RECORDS
from reports.publishing.data import TABLES
from reports.views import (
    agencies,
    audit,
    definitions,
    duplicates,
    exports,
    facilitators,
    followups,
    lists,
    mail,
    money,
    months,
    papers,
    person,
    planner,
    public,
    sampling,
    tables,
    targets,
    transfers,
    webhooks,
    when,
    where,
)
from reports.views import dashboard as reports
from reports.views import records as behind
from reports.views import visits as fieldwork


class DottedCode(StringConverter):
    """Of a kecamatan; whatever else is typed there is asked of no database."""

    regex = r"31\.[0-9]{2}\.[0-9]{2}"


class MonthCode(StringConverter):
    """Of a month, as `2018-03`."""

    regex = r"[0-9]{4}-[0-9]{2}"

    def to_python(self, value):
        return Month.parse(value)


class StepKind(StringConverter):
    """Of a step P4 to P7."""

    regex = "licence|market|books|capital"


class CheckedKind(StringConverter):
    """Of a record about a person that somebody checks."""

    regex = r"visit|milestone|job-report|entrepreneur"


class RecordedKind(StringConverter):
    """Of a record that has a history."""

    regex = "|".join(RECORDS)


class OpenTable(StringConverter):
    """Of a table that everybody may have."""

    regex = "|".join(TABLES)


class PaperKind(StringConverter):
    """Of a paper of a month."""

    regex = r"report\.pdf|governor\.pdf|workbook\.xlsx"


class SheetKind(StringConverter):
    """Of the records in a spreadsheet."""

    regex = "people|trainings|rosters|visits|milestones|expenses"


register_converter(DottedCode, "code")
register_converter(MonthCode, "month")
register_converter(CheckedKind, "checked")
register_converter(RecordedKind, "recorded")
register_converter(StepKind, "step")
register_converter(SheetKind, "sheet")
register_converter(OpenTable, "table")
register_converter(PaperKind, "paper")

urlpatterns = [
    # First: programs ask often, and addresses are tried from above.
    path("api/v1/", include("okoce.api")),
    path("", reads(home.home), name="home"),
    path("unsent/", reads(unsent.unsent), name="unsent"),
    # Without a line
    path("sw.js", reads(offline.worker), name="worker"),
    path("offline/", reads(offline.room), name="offline"),
    path("offline/pages/", reads(offline.pages), name="offline-pages"),
    path("offline/names/", reads(offline.names), name="offline-names"),
    path("offline/roster/", reads(offline.roster), name="offline-roster"),
    path("offline/person/", reads(offline.person), name="offline-person"),
    path("offline/visit/", reads(offline.visit), name="offline-visit"),
    # Sign-in and account; no sign-up, mail or reset pages: an administrator makes accounts
    path("sign-in/", allauth.login, name="account_login"),
    path("sign-in/inactive/", allauth.account_inactive, name="account_inactive"),
    path("sign-out/", allauth.logout, name="account_logout"),
    path("account/", reads(programs.account), name="account"),
    path("account/password/", allauth.password_change, name="account_change_password"),
    path("account/reauthenticate/", allauth.reauthenticate, name="account_reauthenticate"),
    path("account/second-factor/", include("allauth.mfa.urls")),
    path("account/tokens/", access.tokens, name="tokens"),
    path("account/tokens/<uuid:handle>/revoke/", access.token_revoke, name="token-revoke"),
    path("account/link/<str:token>/", accounts.account_link, name="account_link"),
    path("account/webhooks/", webhooks.webhook_list, name="webhooks"),
    path("account/webhooks/<uuid:webhook>/", webhooks.webhook, name="webhook"),
    path("account/webhooks/<uuid:webhook>/test/", webhooks.webhook_test, name="webhook-test"),
    path("account/webhooks/<uuid:webhook>/delete/", webhooks.webhook_delete, name="webhook-delete"),
    path(
        "account/webhooks/<uuid:webhook>/deliveries/<uuid:delivery>/again/",
        webhooks.webhook_again,
        name="webhook-again",
    ),
    path("help/", reads(guide.guide), name="help"),
    path("language/", login_not_required(set_language), name="set_language"),
    # Trainings and their sessions
    path("trainings/", reads(trainings.training_list), name="trainings"),
    path("trainings/new/", trainings.training_new, name="training-new"),
    path("trainings/<uuid:pk>/", reads(training.training), name="training"),
    path("trainings/<uuid:pk>/edit/", programs.training_edit, name="training-edit"),
    path("trainings/<uuid:pk>/submit/", training.training_submit, name="training-submit"),
    path("trainings/<uuid:pk>/share/", reads(sharing.training_share), name="training-share"),
    path("share/<str:token>/", reads(sharing.shared), name="shared"),
    path("trainings/<uuid:pk>/evidence/", evidence.training_evidence, name="training-evidence"),
    path("trainings/<uuid:pk>/sessions/new/", programs.session_new, name="session-new"),
    path("trainings/<uuid:pk>/sessions/<uuid:session>/", programs.session_move, name="session"),
    path("trainings/<uuid:pk>/sessions/<uuid:session>/cancel/", programs.session_cancel, name="session-cancel"),
    # The list of a session
    path("trainings/<uuid:pk>/sessions/<uuid:session>/roster/", roster.roster, name="roster"),
    path("trainings/<uuid:pk>/sessions/<uuid:session>/search/", roster.roster_search, name="roster-search"),
    path("trainings/<uuid:pk>/sessions/<uuid:session>/join/", roster.roster_join, name="roster-join"),
    path("trainings/<uuid:pk>/sessions/<uuid:session>/leave/", roster.roster_leave, name="roster-leave"),
    path("trainings/<uuid:pk>/sessions/<uuid:session>/paste/", roster.roster_paste, name="roster-paste"),
    path("trainings/<uuid:pk>/sessions/<uuid:session>/print/", reads(roster.roster_print), name="roster-print"),
    path("trainings/<uuid:pk>/sessions/<uuid:session>/people/new/", registration.person_new, name="person-new"),
    path("trainings/<uuid:pk>/sessions/<uuid:session>/door/", arrivals.door, name="door"),
    path("trainings/<uuid:pk>/sessions/<uuid:session>/arrivals/", arrivals.arrivals_of, name="arrivals"),
    # For whoever comes to it, without signing in
    path("checkin/", arrivals.checkin, name="checkin"),
    path("checkin/<str:token>/", arrivals.checkin_door, name="checkin-door"),
    # Money spent
    path("expenses/", reads(programs.expense_list), name="expenses"),
    path("expenses/new/", programs.expense_new, name="expense-new"),
    path("expenses/<uuid:pk>/", programs.expense, name="expense"),
    path("expenses/<uuid:pk>/strike-out/", programs.expense_strike_out, name="expense-strike-out"),
    # People
    path("participants/", people.participant_list, name="participants"),
    path("participants/<uuid:pk>/", reads(person.participant), name="participant"),
    path("participants/<uuid:pk>/conditions/", reads(person.participant_conditions), name="participant-conditions"),
    path("participants/<uuid:pk>/complete/", people.participant_complete, name="participant-complete"),
    path("participants/<uuid:pk>/correct/", people.participant_correct, name="participant-correct"),
    path("participants/<uuid:pk>/transfer/", transfers.participant_transfer, name="participant-transfer"),
    # From spreadsheets
    path("participants/import/", importing.imports, name="imports"),
    path("participants/import/<sheet:sheet>.xlsx", reads(importing.import_template), name="import-template"),
    path("participants/import/<uuid:spreadsheet>/", reads(importing.spreadsheet), name="import"),
    path("participants/import/<uuid:spreadsheet>/columns/", importing.import_columns, name="import-columns"),
    path("participants/import/<uuid:spreadsheet>/take-in/", importing.import_take_in, name="import-take-in"),
    path("participants/import/<uuid:spreadsheet>/give-up/", importing.import_give_up, name="import-give-up"),
    path("participants/import/<uuid:spreadsheet>/mend.xlsx", reads(importing.import_mended), name="import-mended"),
    # What people achieve
    path("visits/", fieldwork.visit_list, name="visits"),
    path("participants/<uuid:pk>/visits/new/", visits.visit_new, name="visit-new"),
    path("visits/<uuid:pk>/", visits.visit, name="visit"),
    path("visits/<uuid:pk>/withdraw/", visits.visit_withdraw, name="visit-withdraw"),
    path("participants/<uuid:pk>/milestones/<step:kind>/new/", milestones.milestone_new, name="milestone-new"),
    path("milestones/<uuid:pk>/", milestones.milestone, name="milestone"),
    path("milestones/<uuid:pk>/submit/", milestones.milestone_submit, name="milestone-submit"),
    path("milestones/<uuid:pk>/withdraw/", milestones.milestone_withdraw, name="milestone-withdraw"),
    path("followups/", reads(followups.follow_up_list), name="follow-ups"),
    path("participants/<uuid:pk>/follow-up/", followups.follow_up, name="participant-follow-up"),
    path("participants/<uuid:pk>/businesses/new/", businesses.business_new, name="business-new"),
    path("businesses/<uuid:pk>/", businesses.business, name="business"),
    path("participants/<uuid:pk>/jobs/new/", jobs.job_report_new, name="job-report-new"),
    path("job-reports/<uuid:pk>/", jobs.job_report, name="job-report"),
    path("job-reports/<uuid:pk>/withdraw/", jobs.job_report_withdraw, name="job-report-withdraw"),
    path("entrepreneurs/<uuid:pk>/submit/", person.entrepreneur_submit, name="entrepreneur-submit"),
    path("evidence/<uuid:pk>/", reads(evidence.evidence), name="evidence"),
    path("evidence/<uuid:pk>/thumbnail/", reads(evidence.evidence_thumbnail), name="evidence-thumbnail"),
    path("evidence/uploads/", evidence.upload_new, name="upload-new"),
    path("evidence/uploads/<uuid:upload>/thumbnail/", reads(evidence.upload_thumbnail), name="upload-thumbnail"),
    path("evidence/uploads/<uuid:upload>/discard/", evidence.upload_discard, name="upload-discard"),
    # One person once
    path("duplicates/", reads(duplicates.duplicate_list), name="duplicates"),
    path("duplicates/<uuid:pk>/", reads(duplicates.duplicate), name="duplicate"),
    path("duplicates/<uuid:pk>/merge/", duplicates.duplicate_merge, name="duplicate-merge"),
    path("duplicates/<uuid:pk>/apart/", duplicates.duplicate_apart, name="duplicate-apart"),
    path("merges/<uuid:pk>/undo/", duplicates.merge_undo, name="merge-undo"),
    path("transfers/<uuid:pk>/take/", transfers.transfer_take, name="transfer-take"),
    path("transfers/<uuid:pk>/undo/", transfers.transfer_undo, name="transfer-undo"),
    # What looks wrong
    path("quality/", reads(findings.finding_list), name="findings"),
    path("quality/<uuid:pk>/", reads(findings.finding), name="finding"),
    path("quality/<uuid:pk>/take/", findings.finding_take, name="finding-take"),
    path("quality/<uuid:pk>/hand-on/", findings.finding_hand_on, name="finding-hand-on"),
    path("quality/<uuid:pk>/explain/", findings.finding_explain, name="finding-explain"),
    path("quality/<uuid:pk>/mend/", findings.finding_mend, name="finding-mend"),
    # Verification
    path("verification/", reads(verification.verification_list), name="verification"),
    path("verification/approve/", verification.verification_approve, name="verification-approve"),
    path("verification/undo/", verification.verification_undo, name="verification-undo"),
    path("verification/pace/", reads(verification.verification_pace), name="verification-pace"),
    path("verification/<uuid:pk>/", verification.verification_training, name="verification-training"),
    path("verification/<checked:kind>/<uuid:pk>/", verification.verification_record, name="verification-record"),
    # Lists of other offices
    path("reconcile/", reconciling.reconcile, name="reconcile"),
    path("reconcile/<uuid:official>/", reads(reconciling.reconcile_list), name="reconcile-list"),
    path("reconcile/<uuid:official>/columns/", reconciling.reconcile_columns, name="reconcile-columns"),
    path("reconcile/<uuid:official>/give-up/", reconciling.reconcile_give_up, name="reconcile-give-up"),
    path("reconcile/<uuid:official>/withdraw/", lists.reconcile_withdraw, name="reconcile-withdraw"),
    path("reconcile/<uuid:official>/confirm/", lists.reconcile_confirm, name="reconcile-confirm"),
    path("reconcile/lines/<uuid:match>/", reconciling.reconcile_match, name="reconcile-match"),
    # For everybody, without signing in
    path(OPEN, reads(public.public), name="public"),
    path(f"{OPEN}data/<table:table>.csv", reads(public.table_csv), name="public-csv"),
    path(f"{OPEN}data/<table:table>.json", reads(public.table_json), name="public-json"),
    path(f"{OPEN}data/<table:table>.csv-metadata.json", reads(public.table_metadata), name="public-metadata"),
    # Counts
    path("dashboard/", reads(reports.dashboard), name="dashboard"),
    path("records/", reads(behind.records), name="records"),
    path("agencies/", reads(agencies.agency_claims), name="agency-claims"),
    path("sampling/", reads(sampling.sampling), name="sampling"),
    path("sampling/<int:number>/", reads(sampling.sample), name="sample"),
    path("sampling/rows/<uuid:row>/", sampling.sampled_row, name="sampled-row"),
    path("sampling/rows/<uuid:row>/files/<uuid:file>/", reads(sampling.sampled_file), name="sampled-file"),
    path("sampling/rows/<uuid:row>/hand-on/", sampling.sampled_row_hand_on, name="sampled-row-hand-on"),
    path("survival/", reads(followups.survival_page), name="survival"),
    path("dashboard/when/", reads(when.when), name="when"),
    path("dashboard/freshness/<int:shown>/", reads(reports.dashboard_freshness), name="dashboard-freshness"),
    path("dashboard/where/", reads(where.where), name="where"),
    path("dashboard/facilitators/", reads(facilitators.facilitator_list), name="facilitator-list"),
    path("dashboard/facilitators/<int:user>/", reads(facilitators.facilitator), name="facilitator"),
    path("dashboard/money/", reads(money.money), name="money"),
    path("dashboard/<code:kecamatan>/", reads(reports.dashboard_kecamatan), name="dashboard-kecamatan"),
    path("planner/", planner.planner, name="planner"),
    path("planner/compare/", reads(planner.planner_compare), name="planner-compare"),
    path("planner/<uuid:plan>/delete/", planner.plan_delete, name="plan-delete"),
    # Months
    path("definitions/", reads(definitions.definition_list), name="definitions"),
    path("definitions/new/", definitions.definition_new, name="definition-new"),
    path("definitions/<str:definition>/", reads(definitions.definition), name="definition"),
    path("definitions/<str:definition>/progress/", reads(definitions.definition_progress), name="definition-progress"),
    path("definitions/<str:definition>/name/", definitions.definition_name, name="definition-name"),
    path("months/", reads(months.month_list), name="months"),
    path("months/revisions/", reads(months.revision_list), name="revisions"),
    path("months/<month:month>/", months.month, name="month"),
    path("months/<month:month>/recount/", months.month_recount, name="month-recount"),
    path("months/<month:month>/retry/", months.month_retry, name="month-retry"),
    path("months/<month:month>/reopen/", months.month_reopen, name="month-reopen"),
    path("months/<month:month>/reopen/<uuid:asked>/confirm/", months.reopening_confirm, name="reopening-confirm"),
    path("months/<month:month>/reopen/<uuid:asked>/decline/", months.reopening_decline, name="reopening-decline"),
    # Reports
    path("reports/", reads(papers.paper_list), name="papers"),
    path("reports/<month:month>/<paper:paper>", reads(papers.paper_of_month), name="paper"),
    path("reports/facilitator/", facilitators.facilitator_report, name="facilitator-report"),
    path(
        "reports/facilitator/<month:month>/pdf/",
        reads(facilitators.facilitator_report_pdf),
        name="facilitator-report-pdf",
    ),
    path("reports/exports/", exports.exports, name="exports"),
    path("reports/exports/<uuid:export>/", reads(exports.export), name="export"),
    path("reports/exports/<uuid:export>/file/", reads(exports.export_file), name="export-file"),
    path("reports/exports/<uuid:export>/manifest/", reads(exports.export_manifest), name="export-manifest"),
    path("reports/mail/", mail.mail, name="mail"),
    path("reports/mail/stop/", mail.mail_stop, name="mail-stop"),
    path("reports/mail/now/", mail.mail_now, name="mail-now"),
    # Audit
    path("audit/", reads(audit.audit), name="audit"),
    path("audit/changes/<uuid:change>/", reads(audit.audit_change), name="audit-change"),
    path("audit/decisions/", reads(audit.audit_decisions), name="audit-decisions"),
    path("audit/reads/", reads(audit.audit_reads), name="audit-reads"),
    path("audit/users/<int:user>/", reads(audit.audit_user), name="audit-user"),
    path("audit/targets/<int:target>/", reads(audit.audit_target), name="audit-target"),
    path("audit/months/<month:month>/", reads(audit.audit_month), name="audit-month"),
    path("audit/evidence/<int:number>/", audit.audit_evidence, name="audit-evidence"),
    path("audit/<recorded:kind>/<uuid:pk>/", reads(audit.audit_record), name="audit-record"),
    path("audit/<recorded:kind>/<uuid:pk>/since/", reads(audit.audit_since), name="audit-since"),
    # Administration
    path("admin/", administration.user_list, name="administration"),
    path("admin/users/new/", administration.user_new, name="user-new"),
    path("admin/users/<int:user>/", administration.user_page, name="user"),
    path("admin/users/<int:user>/assignments/", administration.assignment_new, name="assignment-new"),
    path(
        "admin/users/<int:user>/assignments/<int:assignment>/end/", administration.assignment_end, name="assignment-end"
    ),
    path("admin/users/<int:user>/close/", administration.user_close, name="user-close"),
    path("admin/users/<int:user>/open/", administration.user_open, name="user-open"),
    path("admin/users/<int:user>/link/", administration.user_link, name="user-link"),
    path("admin/users/<int:user>/tokens/<uuid:handle>/revoke/", access.user_token_revoke, name="user-token-revoke"),
    path("admin/facilitators/", administration.facilitators_new, name="facilitators"),
    path("admin/facilitators/template.csv", reads(administration.facilitators_template), name="facilitators-template"),
    path("admin/handover/", handover.handover_new, name="handover"),
    path("admin/agencies/", reads(administration.agency_list), name="agencies"),
    path("admin/agencies/new/", administration.agency_new, name="agency-new"),
    path("admin/agencies/<slug:agency>/", administration.agency, name="agency"),
    path("admin/curricula/", reads(administration.curriculum_list), name="curricula"),
    path("admin/curricula/new/", administration.curriculum_new, name="curriculum-new"),
    path("admin/curricula/<slug:curriculum>/", administration.curriculum, name="curriculum"),
    path("admin/centres/", reads(administration.centre_list), name="centres"),
    path("admin/centres/<code:kecamatan>/", administration.centre, name="centre"),
    path("admin/targets/", reads(targets.target_list), name="targets"),
    path("admin/targets/<int:target>/", targets.target_new, name="target-new"),
    path("admin/tables/people/", reads(tables.table_people), name="table-people"),
    path("admin/tables/", reads(tables.table_ledger), name="table-ledger"),
    path("admin/tables/trail/", reads(tables.table_trail), name="table-trail"),
    # For operators
    path("healthz", reads(health.healthz), name="healthz"),
    path("readyz", reads(health.readyz), name="readyz"),
    path("metrics", reads(health.metrics), name="metrics"),
]

handler400 = "okoce.core.errors.bad_request"
handler403 = "okoce.core.errors.permission_denied"
handler404 = "okoce.core.errors.not_found"
handler429 = "okoce.core.errors.too_many_requests"  # allauth's rate limits ask for it
handler500 = "okoce.core.errors.server_error"
