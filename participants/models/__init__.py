"""Who: people, what they did in the programme, and who checked it."""

from participants.models.business import Business
from participants.models.checked import ANSWERED, Checked, State
from participants.models.checkins import Arrival, Door
from participants.models.entrepreneurs import Entrepreneur
from participants.models.evidence import Evidence, Upload
from participants.models.findable import Findable
from participants.models.findings import Finding, FindingAnswer
from participants.models.followups import FollowUp
from participants.models.importing import ColumnName, Spreadsheet, SpreadsheetRow
from participants.models.jobs import JobReport
from participants.models.likenesses import Likeness
from participants.models.mentoring import Visit
from participants.models.merges import Merge
from participants.models.milestones import Milestone
from participants.models.official import ListLine, Match, OfficialList, RepeatedLine
from participants.models.people import (
    PERSON,
    Attendance,
    Distinction,
    Enrolment,
    OfTheWhole,
    Participant,
    ParticipantQuerySet,
    Residence,
)
from participants.models.transfers import Transfer
from participants.models.verification import Verification

__all__ = [
    "ANSWERED",
    "PERSON",
    "Arrival",
    "Attendance",
    "Business",
    "Checked",
    "ColumnName",
    "Distinction",
    "Door",
    "Enrolment",
    "Entrepreneur",
    "Evidence",
    "Findable",
    "Finding",
    "FindingAnswer",
    "FollowUp",
    "JobReport",
    "Likeness",
    "ListLine",
    "Match",
    "Merge",
    "Milestone",
    "OfTheWhole",
    "OfficialList",
    "Participant",
    "ParticipantQuerySet",
    "RepeatedLine",
    "Residence",
    "Spreadsheet",
    "SpreadsheetRow",
    "State",
    "Transfer",
    "Upload",
    "Verification",
    "Visit",
]
