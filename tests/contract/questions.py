"""What no schema can say: which parameters go together. schemathesis loads this file by its name in schemathesis.toml.

A question that is meant to be right is put right in these points and in no other, so that all of it has to be answered.
Questions that are meant to be wrong are left as they are.
"""

import schemathesis
from schemathesis import GenerationMode

ACTIVITIES = {"trainings", "attendances", "mentoring_visits", "active_facilitators", "active_centres", "spending"}
NOT_ADDED = {"active_facilitators", "active_centres"}
# Where the user works who is asked for.
HOME = "31.74.01"
TRAITS = {"gender", "age_band", "resident"}


@schemathesis.hook
def map_case(context, case):
    if case.meta and case.meta.generation.mode == GenerationMode.POSITIVE and case.query:
        pages(case.query)
        revisions(case.query)
        months(case.query)
        if case.operation.path.endswith("/counts/"):
            counts(case.query)
        if case.operation.path.endswith(("/counts/explain/", "/agencies/claims/", "/survival/", "/official-lists/")):
            one_number(case.query, of_people=case.operation.path.endswith("/claims/"))
        if case.operation.path.endswith("/cohorts/"):
            in_order(case.query)
        if case.operation.path.endswith("/ledger/"):
            ledger(case.query)
    return case


def words(query, name):
    said = query.get(name) or []
    return said.split(",") if isinstance(said, str) else list(said)


def pages(query):
    """How many pages there are, and where one begins, only an answer tells."""
    query.pop("cursor", None)
    if "page" in query:
        query["page"] = 1
    if query.get("format") == "csv":
        query.pop("page", None)
        query.pop("page_size", None)


def revisions(query):
    """Which ones there are, only an answer tells; the first is there, and 0 lies before it."""
    if "since" in query:
        query["since"] = 0
    if "as_of" in query:
        query["as_of"] = "1"


def months(query):
    """From which month to which there are counts, an answer tells; all of 2018 there are."""
    for name in ("from", "to", "month", "posting_month"):
        if name in query:
            query[name] = f"2018-{query[name][5:]}"


def ledger(query):
    if "kecamatan" in query:
        query["kecamatan"] = HOME


def one_number(query, *, of_people):
    """One metric in one place; which months were published, only an answer tells."""
    for name in ("metric", "kecamatan"):
        if said := words(query, name):
            query[name] = said[0]
    if query.get("vintage") == "first":
        query["vintage"] = "latest"
    if query.get("metric") in ACTIVITIES:
        if of_people:
            query["metric"] = "registered"
        elif query.get("kecamatan") == "LUAR":
            query["kecamatan"] = HOME
    if query.get("metric") in NOT_ADDED:
        query.pop("span", None)


def in_order(query):
    if query.get("from", "") > query.get("to", "9"):
        query["from"], query["to"] = query["to"], query["from"]


def counts(query):
    metrics, by = set(words(query, "metric")), words(query, "by")
    in_order(query)
    if metrics & ACTIVITIES:
        by = [name for name in by if name not in TRAITS]
        if query.get("resident") == "no":
            query["resident"] = "yes"
    if metrics & NOT_ADDED or query.get("vintage") == "first":
        by = [*by, "month"]
    query.pop("by", None)
    if by:
        query["by"] = ",".join(dict.fromkeys(by))
    if "kecamatan" in query:
        query["resident"] = "all"
    if query.get("vintage") == "first":
        query.pop("since", None)
