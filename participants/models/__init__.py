"""Who: people, what they did in the programme, and who checked it."""

from participants.models.business import Business
from participants.models.checked import Checked, State
from participants.models.checkins import Arrival, Door
from participants.models.entrepreneurs import Entrepreneur
from participants.models.evidence import Evidence, Upload
from participants.models.findable import Findable
from participants.models.importing import ColumnName, Spreadsheet, SpreadsheetRow
from participants.models.jobs import JobReport
from participants.models.mentoring import Visit
from participants.models.milestones import Milestone
from participants.models.people import (
    Attendance,
    Distinction,
    Enrolment,
    Participant,
    ParticipantQuerySet,
    Residence,
)
from participants.models.verification import Verification

__all__ = [
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
    "JobReport",
    "Milestone",
    "Participant",
    "ParticipantQuerySet",
    "Residence",
    "Spreadsheet",
    "SpreadsheetRow",
    "State",
    "Upload",
    "Verification",
    "Visit",
]
