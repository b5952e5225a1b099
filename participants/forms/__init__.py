"""What somebody says about people: who they are, what they did, and whether it stands."""

from participants.forms.people import CompleteForm, ConsentFields, IdentityFields, MoveForm, PersonForm, SearchForm
from participants.forms.roster import JoinForm, LeaveForm, MarksForm, SubmitForm
from participants.forms.verification import DecisionForm

__all__ = [
    "CompleteForm",
    "ConsentFields",
    "DecisionForm",
    "IdentityFields",
    "JoinForm",
    "LeaveForm",
    "MarksForm",
    "MoveForm",
    "PersonForm",
    "SearchForm",
    "SubmitForm",
]
