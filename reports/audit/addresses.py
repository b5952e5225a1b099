"""What people call an address that showed somebody, for whoever reads the log of reads."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

WORDS: dict[str, str | Promise] = {
    "home": gettext_lazy("first page"),
    "participants": gettext_lazy("list of people, or a search"),
    "participant": gettext_lazy("page of a person"),
    "participant-complete": gettext_lazy("completing a registration"),
    "participant-correct": gettext_lazy("correcting a person"),
    "participant-transfer": gettext_lazy("recording a move"),
    "trainings": gettext_lazy("list of trainings"),
    "training": gettext_lazy("page of a training"),
    "roster-print": gettext_lazy("paper list of a session"),
    "roster-search": gettext_lazy("search for the list of a session"),
    "offline-names": gettext_lazy("names that a phone keeps"),
    "visits": gettext_lazy("list of visits"),
    "visit": gettext_lazy("page of a visit"),
    "milestone": gettext_lazy("page of a step"),
    "business": gettext_lazy("page of a business"),
    "job-report": gettext_lazy("page of a report of paid workers"),
    "evidence": gettext_lazy("file of evidence"),
    "evidence-thumbnail": gettext_lazy("small picture of evidence"),
    "import": gettext_lazy("rows of a spreadsheet"),
    "import-mended": gettext_lazy("rows of a spreadsheet to be mended"),
    "spreadsheet-judged": gettext_lazy("spreadsheet, compared with whom we know"),
    "verification": gettext_lazy("queue of the verifiers"),
    "verification-record": gettext_lazy("a record at the verification desk"),
    "verification-training": gettext_lazy("a training at the verification desk"),
    "verification-approve": gettext_lazy("approval of clean records"),
    "verification-undo": gettext_lazy("a decision taken back"),
    "records": gettext_lazy("records behind a number"),
    "export-people": gettext_lazy("file of people, with names"),
    "export-file": gettext_lazy("download of a file of people, with names"),
    "table-people": gettext_lazy("table of people, without names"),
    "audit-change": gettext_lazy("rows of a change, in the audit"),
    "audit-decisions": gettext_lazy("who decided what, in the audit"),
    "audit-reads": gettext_lazy("who read whom, in the audit"),
    "audit-record": gettext_lazy("history of a record"),
    "audit-since": gettext_lazy("what changed of a record, at the verification desk"),
    "audit-evidence": gettext_lazy("evidence of a closing"),
}


def in_words(name: str, method: str) -> str:
    """What people call it; an address without words says its name, one of the API that it is a program's."""
    if name in WORDS:
        said = str(WORDS[name])
    elif name.startswith("api-"):
        said = _("data for a program: %(name)s") % {"name": name.removeprefix("api-").replace("-", " ")}
    else:
        said = name.replace("-", " ")
    return _("%(page)s, something sent in") % {"page": said} if method not in ("GET", "HEAD", "JOB") else said
