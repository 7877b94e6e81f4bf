"""The tables of the minutes. Parts name the meeting by its dotted string: none imports it."""

from meetings.models.convened import Convened, Convocation
from meetings.models.door import Arrival, Door
from meetings.models.files import JoinedFile, Photo
from meetings.models.findings import ClassifiedFinding, Finding, LastClassification
from meetings.models.known import KnownMeeting
from meetings.models.meeting import Meeting
from meetings.models.originals import Original
from meetings.models.prepared import AgendaTemplate, Move, Proposal
from meetings.models.public import PublicVersion
from meetings.models.published import (
    Adoption,
    AgendaPoint,
    Amendment,
    Attendance,
    Publication,
)
from meetings.models.reports import Report, ReportRevision, ReportSending, ReportVersion
from meetings.models.saved import Operation, Presence, Revision
from meetings.models.searched import Equivalence, SearchEntry
from meetings.models.sent import Addressee, Sending
from meetings.models.shared import Download, FrameLink, SharedLink
from meetings.models.steps import Comment, CorrectionRequest, Observation, Reader, Step
from meetings.models.wordings import LetterSettings, Wording

__all__ = [
    "Addressee",
    "Adoption",
    "AgendaPoint",
    "AgendaTemplate",
    "Amendment",
    "Arrival",
    "Attendance",
    "ClassifiedFinding",
    "Comment",
    "Convened",
    "Convocation",
    "CorrectionRequest",
    "Door",
    "Download",
    "Equivalence",
    "Finding",
    "FrameLink",
    "JoinedFile",
    "KnownMeeting",
    "LastClassification",
    "LetterSettings",
    "Meeting",
    "Move",
    "Observation",
    "Operation",
    "Original",
    "Photo",
    "Presence",
    "Proposal",
    "PublicVersion",
    "Publication",
    "Reader",
    "Report",
    "ReportRevision",
    "ReportSending",
    "ReportVersion",
    "Revision",
    "SearchEntry",
    "Sending",
    "SharedLink",
    "Step",
    "Wording",
]
