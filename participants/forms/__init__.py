"""What somebody says about people: who they are, what they did, and whether it stands."""

from participants.forms.arrivals import ArrivalsForm, CheckInForm, CodeForm
from participants.forms.businesses import BusinessForm
from participants.forms.duplicates import ApartForm, DuplicatesShown, MergeForm, TakeBackMergeForm
from participants.forms.evidence import TakeBackForm, TrainingEvidenceForm, UploadForm
from participants.forms.findings import ExplainForm, FindingsShown, HandOnForm, MendForm, TakeForm
from participants.forms.importing import ColumnsForm, SpreadsheetForm
from participants.forms.jobs import JobReportForm
from participants.forms.milestones import MILESTONE_FORMS, HandInForm
from participants.forms.pasting import PasteForm
from participants.forms.people import (
    CompleteForm,
    ConsentFields,
    CorrectForm,
    IdentityFields,
    SearchForm,
)
from participants.forms.registration import PersonForm
from participants.forms.roster import JoinForm, LeaveForm, MarksForm, SubmitForm
from participants.forms.trainings import AgainForm
from participants.forms.transfers import TakeBackTransferForm, TransferForm
from participants.forms.verification import ClearForm, DecisionForm, UndoForm
from participants.forms.visits import VisitForm
from participants.forms.withdrawal import WithdrawForm

__all__ = [
    "MILESTONE_FORMS",
    "AgainForm",
    "ApartForm",
    "ArrivalsForm",
    "BusinessForm",
    "CheckInForm",
    "ClearForm",
    "CodeForm",
    "ColumnsForm",
    "CompleteForm",
    "ConsentFields",
    "CorrectForm",
    "DecisionForm",
    "DuplicatesShown",
    "ExplainForm",
    "FindingsShown",
    "HandInForm",
    "HandOnForm",
    "IdentityFields",
    "JobReportForm",
    "JoinForm",
    "LeaveForm",
    "MarksForm",
    "MendForm",
    "MergeForm",
    "PasteForm",
    "PersonForm",
    "SearchForm",
    "SpreadsheetForm",
    "SubmitForm",
    "TakeBackForm",
    "TakeBackMergeForm",
    "TakeBackTransferForm",
    "TakeForm",
    "TrainingEvidenceForm",
    "TransferForm",
    "UndoForm",
    "UploadForm",
    "VisitForm",
    "WithdrawForm",
]
