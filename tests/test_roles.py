"""Who gets what answer at which address: the table, walked line by line for everybody, each role alone.

`in` sends to the sign-in page, `to` somewhere else. What is not in the table fails. A POST is an empty form: one with
fields is shown again, one of a single button is a whole one. In the API it is an empty body, and so is a PATCH.
"""

import uuid

import pytest
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from okoce.accounts.models import Scope
from okoce.accounts.roles import POWERS, Role
from okoce.accounts.tokens import LONGEST, make_token
from participants.models import Likeness, Merge, Transfer
from programs.models import Target
from tests.factories import (
    HOME,
    attend,
    business,
    case,
    expense,
    finding,
    licence,
    likeness,
    merge,
    person,
    training,
    transfer,
    user,
    visit,
    workers,
)

WHO = ["nobody", *Role.values]

TABLE = """
address                      method  nobody facilitator verifier staff admin officer auditor
home                         GET     in     200         to       to    to    to      to
unsent                       GET     in     200         403      403   403   403     403
worker                       GET     200    200         200      200   200   200     200
offline                      GET     200    200         200      200   200   200     200
offline-pages                GET     in     200         403      403   403   403     403
offline-names                GET     in     200         403      403   403   403     403
offline-roster               GET     in     200         403      403   403   403     403
offline-person               GET     in     200         403      403   403   403     403
offline-visit                GET     in     200         403      403   403   403     403
account_login                GET     200    to          to       to    to    to      to
account_login                POST    200    to          to       to    to    to      to
account_inactive             GET     200    200         200      200   200   200     200
account_logout               GET     in     200         200      200   200   200     200
account_logout               POST    in     in          in       in    in    in      in
account                      GET     in     200         200      200   200   200     200
account_change_password      GET     in     200         200      200   200   200     200
account_change_password      POST    in     200         200      200   200   200     200
account_reauthenticate       GET     in     200         200      200   200   200     200
account_reauthenticate       POST    in     200         200      200   200   200     200
webhooks                     GET     in     403         200      200   200   200     200
webhooks                     POST    in     403         200      200   200   200     200
webhook                      GET     in     403         404      404   404   404     404
webhook                      POST    in     403         404      404   404   404     404
webhook-test                 POST    in     403         404      404   404   404     404
webhook-delete               POST    in     403         404      404   404   404     404
webhook-again                POST    in     403         404      404   404   404     404
help                         GET     in     200         200      200   200   200     200
set_language                 POST    to     to          to       to    to    to      to
mfa_index                    GET     in     200         200      200   200   200     200
mfa_authenticate             GET     in     to          to       to    to    to      to
mfa_authenticate             POST    in     to          to       to    to    to      to
mfa_reauthenticate           GET     in     to          200      200   200   200     200
mfa_reauthenticate           POST    in     to          200      200   200   200     200
mfa_activate_totp            GET     in     to          to       to    to    to      to
mfa_activate_totp            POST    in     to          to       to    to    to      to
mfa_deactivate_totp          GET     in     404         to       to    to    to      to
mfa_deactivate_totp          POST    in     404         to       to    to    to      to
mfa_view_recovery_codes      GET     in     404         404      404   404   404     404
mfa_download_recovery_codes  GET     in     404         404      404   404   404     404
mfa_download_recovery_codes  POST    in     404         404      404   404   404     404
mfa_generate_recovery_codes  GET     in     to          to       to    to    to      to
mfa_generate_recovery_codes  POST    in     to          to       to    to    to      to
trainings                    GET     in     200         200      200   403   200     200
training-new                 GET     in     200         403      403   403   403     403
training-new                 POST    in     200         403      403   403   403     403
training                     GET     in     200         200      200   403   200     200
training-edit                GET     in     200         403      403   403   403     403
training-edit                POST    in     200         403      403   403   403     403
training-submit              POST    in     to          403      403   403   403     403
training-share               GET     in     200         403      403   403   403     403
shared                       GET     404    404         404      404   404   404     404
session-new                  GET     in     200         403      403   403   403     403
session-new                  POST    in     200         403      403   403   403     403
session                      GET     in     200         403      403   403   403     403
session                      POST    in     200         403      403   403   403     403
session-cancel               POST    in     to          403      403   403   403     403
roster                       GET     in     to          403      403   403   403     403
roster                       POST    in     to          403      403   403   403     403
roster-search                POST    in     200         403      403   403   403     403
roster-join                  POST    in     200         403      403   403   403     403
roster-leave                 GET     in     200         403      403   403   403     403
roster-leave                 POST    in     200         403      403   403   403     403
roster-paste                 GET     in     200         403      403   403   403     403
roster-paste                 POST    in     200         403      403   403   403     403
roster-print                 GET     in     200         403      403   403   403     403
door                         GET     in     200         403      403   403   403     403
door                         POST    in     200         403      403   403   403     403
arrivals                     GET     in     200         403      403   403   403     403
arrivals                     POST    in     to          403      403   403   403     403
checkin                      GET     200    200         200      200   200   200     200
checkin                      POST    200    200         200      200   200   200     200
checkin-door                 GET     404    404         404      404   404   404     404
checkin-door                 POST    404    404         404      404   404   404     404
public                       GET     200    200         200      200   200   200     200
public-csv                   GET     200    200         200      200   200   200     200
public-json                  GET     200    200         200      200   200   200     200
public-metadata              GET     200    200         200      200   200   200     200
person-new                   GET     in     to          403      403   403   403     403
person-new                   POST    in     200         403      403   403   403     403
expenses                     GET     in     200         200      200   403   200     200
expense-new                  GET     in     403         403      200   403   403     403
expense-new                  POST    in     403         403      200   403   403     403
expense                      GET     in     403         403      200   403   403     403
expense                      POST    in     403         403      200   403   403     403
expense-strike-out           GET     in     403         403      200   403   403     403
expense-strike-out           POST    in     403         403      200   403   403     403
participants                 GET     in     200         200      200   403   200     200
participants                 POST    in     200         200      200   403   200     200
participant                  GET     in     200         200      200   403   200     200
participant-conditions       GET     in     200         200      200   403   200     200
participant-complete         GET     in     200         403      403   403   403     403
participant-complete         POST    in     200         403      403   403   403     403
participant-correct          GET     in     200         403      403   403   403     403
participant-correct          POST    in     200         403      403   403   403     403
participant-transfer         GET     in     200         200      403   403   403     403
participant-transfer         POST    in     200         200      403   403   403     403
reconcile                    GET     in     403         200      200   403   403     403
reconcile                    POST    in     403         200      200   403   403     403
reconcile-list               GET     in     403         404      404   403   403     403
reconcile-columns            POST    in     403         404      404   403   403     403
reconcile-give-up            POST    in     403         404      404   403   403     403
reconcile-withdraw           GET     in     403         404      404   403   403     403
reconcile-withdraw           POST    in     403         404      404   403   403     403
reconcile-confirm            GET     in     403         404      403   403   403     403
reconcile-confirm            POST    in     403         404      403   403   403     403
reconcile-match              GET     in     403         404      404   403   403     403
reconcile-match              POST    in     403         404      404   403   403     403
imports                      GET     in     200         403      200   403   403     403
imports                      POST    in     200         403      200   403   403     403
import-template              GET     in     200         403      403   403   403     403
import                       GET     in     404         403      404   403   403     403
import-columns               GET     in     404         403      404   403   403     403
import-columns               POST    in     404         403      404   403   403     403
import-take-in               GET     in     404         403      404   403   403     403
import-take-in               POST    in     404         403      404   403   403     403
import-give-up               GET     in     404         403      404   403   403     403
import-give-up               POST    in     to          403      to    403   403     403
import-mended                GET     in     404         403      404   403   403     403
visits                       GET     in     200         403      403   403   403     403
visits                       POST    in     200         403      403   403   403     403
visit-new                    GET     in     200         403      403   403   403     403
visit-new                    POST    in     200         403      403   403   403     403
visit                        GET     in     200         200      200   403   200     200
visit                        POST    in     200         403      403   403   403     403
visit-withdraw               POST    in     to          403      403   403   403     403
milestone-new                GET     in     200         403      403   403   403     403
milestone-new                POST    in     200         403      403   403   403     403
milestone                    GET     in     200         200      200   403   200     200
milestone                    POST    in     200         403      403   403   403     403
milestone-submit             POST    in     to          403      403   403   403     403
milestone-withdraw           POST    in     to          403      403   403   403     403
follow-ups                   GET     in     200         403      403   403   403     403
participant-follow-up        POST    in     to          403      403   403   403     403
business-new                 GET     in     200         403      403   403   403     403
business-new                 POST    in     200         403      403   403   403     403
business                     GET     in     200         200      200   403   200     200
business                     POST    in     200         403      403   403   403     403
job-report-new               GET     in     200         403      403   403   403     403
job-report-new               POST    in     200         403      403   403   403     403
job-report                   GET     in     200         200      200   403   200     200
job-report                   POST    in     200         403      403   403   403     403
job-report-withdraw          POST    in     to          403      403   403   403     403
entrepreneur-submit          POST    in     to          403      403   403   403     403
evidence                     GET     in     200         200      403   403   403     403
evidence-thumbnail           GET     in     200         200      403   403   403     403
training-evidence            POST    in     200         403      403   403   403     403
upload-new                   POST    in     422         403      403   403   403     403
upload-thumbnail             GET     in     404         403      403   403   403     403
upload-discard               POST    in     404         403      403   403   403     403
duplicates                   GET     in     403         200      403   403   403     403
duplicate                    GET     in     403         200      403   403   403     403
duplicate-merge              POST    in     403         200      403   403   403     403
duplicate-apart              POST    in     403         200      403   403   403     403
merge-undo                   GET     in     403         200      403   403   403     403
merge-undo                   POST    in     403         200      403   403   403     403
transfer-take                POST    in     to          403      403   403   403     403
transfer-undo                GET     in     200         200      403   403   403     403
transfer-undo                POST    in     200         200      403   403   403     403
findings                     GET     in     200         200      200   403   200     200
finding                      GET     in     200         200      200   403   200     200
finding-take                 POST    in     to          to       403   403   403     403
finding-hand-on              POST    in     200         200      403   403   403     403
finding-explain              POST    in     200         200      403   403   403     403
finding-mend                 POST    in     to          to       403   403   403     403
verification                 GET     in     403         200      403   403   403     403
verification-approve         POST    in     403         200      403   403   403     403
verification-undo            POST    in     403         to       403   403   403     403
verification-pace            GET     in     403         200      200   200   200     200
verification-training        GET     in     403         200      403   403   403     403
verification-training        POST    in     403         200      403   403   403     403
verification-record          GET     in     403         200      403   403   403     403
verification-record          POST    in     403         200      403   403   403     403
dashboard                    GET     in     403         200      200   200   200     200
agency-claims                GET     in     403         200      200   200   200     200
sampling                     GET     in     403         200      200   200   200     200
sample                       GET     in     403         404      404   404   404     404
sampled-row                  GET     in     403         404      403   403   403     403
sampled-row                  POST    in     403         404      403   403   403     403
sampled-file                 GET     in     403         404      403   403   403     403
sampled-row-hand-on          POST    in     403         403      404   403   403     403
survival                     GET     in     403         200      200   200   200     200
where                        GET     in     403         200      200   200   200     200
records                      GET     in     403         200      200   200   200     200
when                         GET     in     403         200      200   200   200     200
dashboard-freshness          GET     in     403         200      200   200   200     200
dashboard-kecamatan          GET     in     403         200      200   200   200     200
facilitator-list             GET     in     403         200      200   200   200     200
facilitator                  GET     in     403         200      200   403   200     200
money                        GET     in     403         200      200   200   200     200
planner                      GET     in     403         200      200   200   200     200
planner                      POST    in     403         200      200   200   200     200
planner-compare              GET     in     403         to       to    to    to      to
plan-delete                  POST    in     403         404      404   404   404     404
months                       GET     in     403         200      200   200   200     200
revisions                    GET     in     403         200      200   200   200     200
month                        GET     in     403         200      200   200   200     200
month                        POST    in     403         403      200   403   403     403
month-recount                POST    in     403         403      to    403   403     403
month-retry                  POST    in     403         403      to    403   403     403
month-reopen                 GET     in     403         403      to    403   403     403
month-reopen                 POST    in     403         403      to    403   403     403
reopening-confirm            POST    in     403         403      404   403   403     403
reopening-decline            POST    in     403         403      404   403   403     403
papers                       GET     in     403         200      200   200   200     200
paper                        GET     in     403         200      200   200   200     200
facilitator-report           GET     in     200         403      403   403   403     403
facilitator-report           POST    in     200         403      403   403   403     403
facilitator-report-pdf       GET     in     200         403      403   403   403     403
exports                      GET     in     403         200      200   200   200     200
exports                      POST    in     403         200      200   200   200     200
export                       GET     in     403         404      404   404   404     404
export-file                  GET     in     403         404      404   404   404     404
export-manifest              GET     in     403         404      404   404   404     404
mail                         GET     in     403         200      200   200   200     200
mail                         POST    in     403         200      200   200   200     200
mail-stop                    POST    in     403         to       to    to    to      to
mail-now                     POST    in     403         200      200   200   200     200
tokens                       GET     in     200         200      200   200   200     200
tokens                       POST    in     to          to       to    to    to      to
token-revoke                 POST    in     404         404      404   404   404     404
account_link                 GET     404    404         404      404   404   404     404
account_link                 POST    404    404         404      404   404   404     404
audit                        GET     in     403         403      403   403   200     200
audit-change                 GET     in     403         403      403   403   404     404
audit-decisions              GET     in     403         403      403   403   200     200
audit-reads                  GET     in     403         403      403   403   200     200
audit-user                   GET     in     403         403      403   403   200     200
audit-target                 GET     in     403         403      403   403   200     200
audit-month                  GET     in     403         403      403   403   200     200
audit-evidence               POST    in     403         403      403   403   404     404
audit-record                 GET     in     200         200      200   403   200     200
audit-since                  GET     in     200         200      200   403   200     200
administration               GET     in     403         403      403   200   403     403
administration               POST    in     403         403      403   200   403     403
user-new                     GET     in     403         403      403   200   403     403
user-new                     POST    in     403         403      403   200   403     403
user                         GET     in     403         403      403   200   403     403
user                         POST    in     403         403      403   200   403     403
assignment-new               POST    in     403         403      403   200   403     403
assignment-end               POST    in     403         403      403   200   403     403
user-close                   POST    in     403         403      403   to    403     403
user-open                    POST    in     403         403      403   to    403     403
user-link                    POST    in     403         403      403   200   403     403
user-token-revoke            POST    in     403         403      403   404   403     403
facilitators                 GET     in     403         403      403   200   403     403
facilitators                 POST    in     403         403      403   200   403     403
facilitators-template        GET     in     403         403      403   200   403     403
handover                     GET     in     403         403      403   200   403     403
handover                     POST    in     403         403      403   200   403     403
agencies                     GET    in     403         403      403   200   403     403
agency-new                   GET    in     403         403      403   200   403     403
agency-new                   POST   in     403         403      403   200   403     403
agency                       GET    in     403         403      403   200   403     403
agency                       POST   in     403         403      403   200   403     403
curricula                    GET    in     403         403      403   200   403     403
curriculum-new               GET    in     403         403      403   200   403     403
curriculum-new               POST   in     403         403      403   200   403     403
curriculum                   GET    in     403         403      403   200   403     403
curriculum                   POST   in     403         403      403   200   403     403
centres                      GET    in     403         403      403   200   403     403
centre                       GET    in     403         403      403   200   403     403
centre                       POST   in     403         403      403   200   403     403
targets                      GET     in     403         200      200   200   200     200
target-new                   GET     in     403         403      200   403   403     403
target-new                   POST    in     403         403      200   403   403     403
definitions                  GET     in     200         200      200   200   200     200
definition-new               GET     in     403         403      200   403   403     403
definition-new               POST    in     403         403      200   403   403     403
definition                   GET     in     200         200      200   200   200     200
definition-progress          GET     in     200         200      200   200   200     200
definition-name              GET     in     403         403      200   403   403     403
definition-name              POST    in     403         403      200   403   403     403
table-people                 GET     in     403         403      403   200   403     200
table-ledger                 GET     in     403         403      403   200   403     200
table-trail                  GET     in     403         403      403   200   403     200
api-addresses                GET     200    200         200      200   200   200     200
api-summary                  GET     401    403         200      200   200   200     200
api-counts                   GET     401    403         400      400   400   400     400
api-explain                  GET     401    403         200      200   200   200     200
api-ledger                   GET     401    200         200      200   403   200     200
api-targets                  GET     401    403         200      200   200   200     200
api-definitions              GET     401    403         200      200   200   200     200
api-periods                  GET     401    200         200      200   200   200     200
api-samples                  GET     401    403         200      200   200   200     200
api-kecamatan                GET     401    200         200      200   200   200     200
api-curricula                GET     401    200         200      200   200   200     200
api-agencies                 GET     401    200         200      200   200   200     200
api-agency-claims            GET     401    403         200      200   200   200     200
api-survival                 GET     401    403         200      200   200   200     200
api-forecast                 GET     401    403         200      200   200   200     200
api-cohorts                  GET     401    403         400      400   400   400     400
api-diagnosis                GET     401    403         200      200   200   200     200
api-official-lists           GET     401    403         200      200   200   200     200
api-expenses                 GET     401    200         200      200   403   200     200
api-expenses                 POST    401    403         403      400   403   403     403
api-expense                  GET     401    200         200      200   403   200     200
api-expense                  PATCH   401    403         403      200   403   403     403
api-expense-strike-out       POST    401    403         403      400   403   403     403
api-trainings                GET     401    200         200      200   403   200     200
api-trainings                POST    401    400         403      403   403   403     403
api-training                 GET     401    200         200      200   403   200     200
api-training                 PATCH   401    200         403      403   403   403     403
api-training-submit          POST    401    200         403      403   403   403     403
api-training-verify          POST    401    403         400      403   403   403     403
api-training-reject          POST    401    403         400      403   403   403     403
api-training-revoke          POST    401    403         400      403   403   403     403
api-sessions                 GET     401    200         200      200   403   200     200
api-sessions                 POST    401    400         403      403   403   403     403
api-session                  GET     401    200         200      200   403   200     200
api-session                  PATCH   401    200         403      403   403   403     403
api-session-cancel           POST    401    200         403      403   403   403     403
api-attendances              GET     401    200         200      200   403   200     200
api-attendances              POST    401    400         403      403   403   403     403
api-attendance               GET     401    200         200      200   403   200     200
api-attendance               PATCH   401    200         403      403   403   403     403
api-attendance-leave         POST    401    204         403      403   403   403     403
api-participants             GET     401    200         200      200   403   200     200
api-participants             POST    401    400         403      403   403   403     403
api-participant              GET     401    200         200      200   403   200     200
api-participant              PATCH   401    200         403      403   403   403     403
api-participant-complete     POST    401    200         403      403   403   403     403
api-participant-move         POST    401    400         403      403   403   403     403
api-businesses               GET     401    200         200      200   403   200     200
api-businesses               POST    401    400         403      403   403   403     403
api-business                 GET     401    200         200      200   403   200     200
api-business                 PATCH   401    200         403      403   403   403     403
api-business-owners          POST    401    400         403      403   403   403     403
api-visits                   GET     401    200         200      200   403   200     200
api-visits                   POST    401    400         403      403   403   403     403
api-visit                    GET     401    200         200      200   403   200     200
api-visit                    PATCH   401    200         403      403   403   403     403
api-visit-submit             POST    401    200         403      403   403   403     403
api-visit-verify             POST    401    403         400      403   403   403     403
api-visit-reject             POST    401    403         400      403   403   403     403
api-visit-revoke             POST    401    403         400      403   403   403     403
api-visit-withdraw           POST    401    409         403      403   403   403     403
api-milestones               GET     401    200         200      200   403   200     200
api-milestones               POST    401    400         403      403   403   403     403
api-milestone                GET     401    200         200      200   403   200     200
api-milestone                PATCH   401    200         403      403   403   403     403
api-milestone-submit         POST    401    200         403      403   403   403     403
api-milestone-verify         POST    401    403         400      403   403   403     403
api-milestone-reject         POST    401    403         400      403   403   403     403
api-milestone-revoke         POST    401    403         400      403   403   403     403
api-milestone-withdraw       POST    401    409         403      403   403   403     403
api-entrepreneurs            GET     401    200         200      200   403   200     200
api-entrepreneur             GET     401    200         200      200   403   200     200
api-entrepreneur-submit      POST    401    200         403      403   403   403     403
api-entrepreneur-verify      POST    401    403         400      403   403   403     403
api-entrepreneur-reject      POST    401    403         400      403   403   403     403
api-entrepreneur-revoke      POST    401    403         400      403   403   403     403
api-job-reports              GET     401    200         200      200   403   200     200
api-job-reports              POST    401    400         403      403   403   403     403
api-job-report               GET     401    200         200      200   403   200     200
api-job-report               PATCH   401    200         403      403   403   403     403
api-job-report-submit        POST    401    200         403      403   403   403     403
api-job-report-verify        POST    401    403         400      403   403   403     403
api-job-report-reject        POST    401    403         400      403   403   403     403
api-job-report-revoke        POST    401    403         400      403   403   403     403
api-job-report-withdraw      POST    401    409         403      403   403   403     403
api-evidence                 GET     401    200         200      200   403   200     200
api-evidence                 POST    401    400         403      403   403   403     403
api-evidence-item            GET     401    200         200      200   403   200     200
api-evidence-file            GET     401    200         200      403   403   403     403
api-batches                  POST    401    400         400      400   403   400     400
api-schema                   GET     200    200         200      200   200   200     200
api-docs                     GET     200    200         200      200   200   200     200
healthz                      GET     200    200         200      200   200   200     200
readyz                       GET     503    503         503      503   503   503     503
metrics                      GET     200    200         200      200   200   200     200
"""
LINES = [line.split() for line in TABLE.strip().splitlines()[1:]]


def patterns(resolver=None):
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLPattern):
            yield entry
        else:
            yield from patterns(entry)


# What an address is made of: {name: parts}.
PARTS = {pattern.name: list(pattern.pattern.converters) for pattern in reversed(list(patterns()))}
# Of no row: one's own webhooks, and files that wait for their form, are nobody else's.
NOBODYS = "00000000-0000-4000-8000-000000000000"
# Their address says of which kind the record is.
OF_A_KIND = {"verification-record", "audit-record", "audit-since"}
# What is recorded about somebody, each kind with the start of its addresses' names; it begins at the person.
ABOUT_SOMEBODY = ["visit", "milestone", "business", "job-report", "evidence"]


def kind_of(name):
    if name in OF_A_KIND:
        return "visit"
    # On pages a session is one of its training.
    kinds = [
        "finding",
        "duplicate",
        "merge",
        "transfer",
        "attendance",
        "participant",
        "expense",
        "entrepreneur",
        *ABOUT_SOMEBODY,
    ]
    kinds += ["session"] if name.startswith("api-") else []
    name = name.removeprefix("api-")
    kind = next((kind for kind in kinds if name.startswith(kind)), "training")
    return "participant" if kind in ABOUT_SOMEBODY and name.endswith("-new") else kind


def kind_within(name):
    """The word inside the address: of a record that is checked, or of a step."""
    return "visit" if name in OF_A_KIND else "licence"


@pytest.fixture(scope="module")
def record(standing):
    """A draft in HOME with somebody on its list who achieves something, money spent and something odd found there."""
    expense()
    finding()
    likeness()
    merge()
    transfer()
    return attend(training(by=user(kecamatan=(HOME,))), achiever())


def achiever(**said):
    """Somebody with one record of each kind."""
    somebody = person(**said)
    by = somebody.registered_by
    visit(somebody, by=by, confirms_trading=True)
    licence(somebody, by=by)
    business(somebody, by=by)
    workers(somebody, by=by)
    case(somebody)
    return somebody


def keys_of(training):
    """By kind: a training, somebody on its list and what is recorded about them, and money spent in its kecamatan."""
    somebody = training.sessions.get().attendances.first().participant
    return {
        "training": training.pk,
        "session": training.sessions.get().pk,
        "attendance": somebody.attendances.get().pk,
        "participant": somebody.pk,
        "visit": somebody.visits.first().pk,
        "milestone": somebody.milestones.first().pk,
        "business": somebody.businesses.first().pk,
        "job-report": somebody.job_reports.first().pk,
        "entrepreneur": somebody.entrepreneur.pk,
        "evidence": somebody.evidence.first().pk,
        "finding": training.kecamatan.findings.first().pk,
        "duplicate": Likeness.objects.filter(first__registered_in=training.kecamatan).first().pk,
        "merge": Merge.objects.filter(kept__registered_in=training.kecamatan).first().pk,
        "transfer": Transfer.objects.get(moved_to=training.kecamatan).pk,
        "expense": training.kecamatan.expenses.first().pk,
    }


def address_of(name, training):
    """The address of that name, for this training, its session and what is around it."""
    recorder = training.logged_by
    known = {
        "user": recorder.pk,
        "assignment": recorder.assignments.get().pk,
        "token": "masuk-never-made",
        "handle": uuid.UUID(int=0),
        "webhook": NOBODYS,
        "plan": NOBODYS,
        "delivery": NOBODYS,
        "upload": NOBODYS,
        "row": NOBODYS,
        "file": NOBODYS,
        "spreadsheet": NOBODYS,
        "official": NOBODYS,
        "export": NOBODYS,
        "match": NOBODYS,
        "asked": NOBODYS,
        "sheet": "people",
        "table": "months",
        "target": Target.objects.first().pk,
        "change": NOBODYS,
        "number": 0,
        "definition": "2018-P4",
        "agency": training.agency_id,
        "curriculum": training.curriculum_id,
        "pk": keys_of(training)[kind_of(name)],
        "kind": kind_within(name),
        "session": training.sessions.get().pk,
        "kecamatan": HOME,
        "month": "2018-03",
        "shown": 0,
        "paper": "governor.pdf",
    }
    return reverse(name, kwargs={key: known[key] for key in PARTS[name]})


def somebody(who):
    """A user with that role alone, who has a second factor where the role needs one."""
    one = user(who, kecamatan=(HOME,) if who == Role.FACILITATOR else ())
    if one.needs_second_factor:
        Authenticator.objects.create(user=one, type=Authenticator.Type.TOTP, data={})
    return one


@pytest.fixture(scope="module")
def addresses(record):
    """Of each name, for the record: {name: address}. To look one up asks for everything around it."""
    return {name: address_of(name, record) for name in {line[0] for line in LINES}}


@pytest.fixture(scope="module")
def cookies(standing, signed_in):
    """Of somebody who has signed in: {role: cookies}."""
    return {who: signed_in(somebody(who)).cookies for who in Role.values}


@pytest.fixture
def browser_of(cookies):
    def make(who):
        if who == "nobody":
            return Client()
        browser = Client(headers={"accept-language": "en"})
        browser.cookies.update(cookies[who])
        return browser

    return make


def told(response):
    if response.streaming:
        # A file is closed by whoever reads it to its end.
        b"".join(response)
    if response.status_code != 302:
        return str(response.status_code)
    return "in" if response.url.startswith("/sign-in/") else "to"


def test_the_table_has_every_address():
    assert {line[0] for line in LINES} == {pattern.name for pattern in patterns()}


def test_the_table_has_every_role():
    assert TABLE.split()[2:9] == WHO


OF_THE_API = [line for line in LINES if line[0].startswith("api-")]
OF_PAGES = [line for line in LINES if line not in OF_THE_API]


@pytest.mark.django_db
@pytest.mark.parametrize("line", OF_PAGES, ids=lambda line: f"{line[0]}-{line[1]}")
def test_everybody_gets_the_answer_in_the_table(line, addresses, browser_of):
    name, method, *expected = line
    answers = [told(browser_of(who).generic(method, addresses[name])) for who in WHO]
    assert dict(zip(WHO, answers, strict=True)) == dict(zip(WHO, expected, strict=True))


def walked(client, asked):
    """The answers to each (address, method), every one of them as if it were the first."""
    answers = []
    for address, method in asked:
        with transaction.atomic():
            answers.append(told(client.generic(method, address)))
            transaction.set_rollback(True)
    return answers


def bearing(owner):
    """Asks with a token of the user's that reaches all that they reach."""
    _token, text = make_token(user=owner, name="test", scope=Scope.RECORDS, lifetime=LONGEST)
    return Client(headers={"Authorization": f"Bearer {text}"})


@pytest.mark.django_db
@pytest.mark.parametrize("who", WHO)
def test_everybody_gets_the_answer_of_the_api_in_the_table(who, addresses, signed_in):
    asked = [(addresses[name], method) for name, method, *_expected in OF_THE_API]
    expected = [line[2 + WHO.index(who)] for line in OF_THE_API]
    one = None if who == "nobody" else somebody(who)
    clients = [signed_in(one), bearing(one)] if one else [Client()]
    for client in clients:
        answers = walked(client, asked)
        assert dict(zip(asked, answers, strict=True)) == dict(zip(asked, expected, strict=True))


# Written by the library, these answer every method as a GET; with a token only, as any form.
TAKES_ANY = {"set_language", "account_login", "account_logout", "account_inactive"}


def whoever_may_most(name):
    """The role that is refused the fewest methods there."""
    lines = [line for line in LINES if line[0] == name]
    return max(Role.values, key=lambda role: sum(line[WHO.index(role) + 2] != "403" for line in lines))


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted({line[0] for line in OF_PAGES} - TAKES_ANY))
def test_a_method_that_is_not_in_the_table_is_none(name, addresses, browser_of):
    browser, others = browser_of(whoever_may_most(name)), missing(name, ["GET", "POST"])
    answers = walked(browser, [(addresses[name], method) for method in others])
    assert dict(zip(others, answers, strict=True)) == dict.fromkeys(others, "405")


@pytest.mark.django_db
def test_a_method_that_is_not_in_the_table_is_none_in_the_api(addresses):
    clients = {role: bearing(somebody(role)) for role in Role.values}
    for name in {line[0] for line in OF_THE_API}:
        others = missing(name, ["GET", "POST", "PATCH", "PUT", "DELETE", "TRACE"])
        answers = walked(clients[whoever_may_most(name)], [(addresses[name], method) for method in others])
        assert (name, dict(zip(others, answers, strict=True))) == (name, dict.fromkeys(others, "405"))


def missing(name, methods):
    """Those of the methods that the table does not have of the address."""
    known = {line[1] for line in LINES if line[0] == name}
    return [method for method in methods if method not in known]


@pytest.mark.django_db
def test_no_form_is_taken_without_its_token(addresses, browser_of):
    browser = browser_of(Role.FACILITATOR)
    browser.handler.enforce_csrf_checks = True
    writes = [(line[0], line[1]) for line in LINES if line[1] != "GET"]
    answers = {(name, method): told(browser.generic(method, addresses[name])) for name, method in writes}
    assert answers == dict.fromkeys(writes, "403")


@pytest.mark.django_db
def test_somebody_without_a_second_factor_is_sent_to_set_it_up(addresses):
    names = [line[0] for line in LINES if line[1] == "GET" and line[3] != "200" and line[2] == "in"]
    browser = Client()
    browser.force_login(user(Role.STAFF))
    free = {"mfa_activate_totp", "mfa_reauthenticate", "mfa_authenticate"}
    pages = [name for name in names if name not in free]
    answers = {name: browser.get(addresses[name]) for name in pages}
    assert {name: getattr(answer, "url", "") for name, answer in answers.items()} == dict.fromkeys(
        pages, reverse("mfa_activate_totp")
    )


def test_every_role_has_powers():
    assert set(POWERS) == set(Role)


@pytest.mark.django_db
def test_a_token_for_counts_reaches_counts_and_what_they_are_read_with_alone(addresses):
    _token, text = make_token(user=user(*Role.values), name="test", scope=Scope.SUMMARY, lifetime=LONGEST)
    program = Client(headers={"Authorization": f"Bearer {text}"})
    of_the_api = [line for line in LINES if line[0].startswith("api-")]
    answers = {(name, method): told(program.generic(method, addresses[name])) for name, method, *_ in of_the_api}
    open_to_it = {name for (name, _method), answer in answers.items() if answer != "403"}
    numbers = {"api-summary", "api-counts", "api-explain", "api-targets", "api-definitions", "api-periods"}
    numbers |= {"api-samples", "api-agency-claims", "api-survival", "api-official-lists", "api-forecast", "api-cohorts"}
    numbers |= {"api-samples", "api-agency-claims", "api-survival", "api-official-lists", "api-diagnosis"}
    reference = {"api-kecamatan", "api-curricula", "api-agencies"}
    assert open_to_it == numbers | reference | {"api-addresses", "api-schema", "api-docs"}
