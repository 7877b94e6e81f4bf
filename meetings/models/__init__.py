"""The tables of the minutes. Parts name the meeting by its dotted string: none imports it."""

from meetings.models.files import JoinedFile, Photo
from meetings.models.findings import ClassifiedFinding, Finding, LastClassification
from meetings.models.known import KnownMeeting
from meetings.models.meeting import Meeting
from meetings.models.published import (
    Adoption,
    AgendaPoint,
    Amendment,
    Attendance,
    Publication,
)
from meetings.models.reports import Report, ReportRevision, ReportSending, ReportVersion
from meetings.models.saved import Operation, Presence, Revision
from meetings.models.steps import Comment, CorrectionRequest, Observation, Reader, Step

__all__ = [
    "Adoption",
    "AgendaPoint",
    "Amendment",
    "Attendance",
    "ClassifiedFinding",
    "Comment",
    "CorrectionRequest",
    "Finding",
    "JoinedFile",
    "KnownMeeting",
    "LastClassification",
    "Meeting",
    "Observation",
    "Operation",
    "Photo",
    "Presence",
    "Publication",
    "Reader",
    "Report",
    "ReportRevision",
    "ReportSending",
    "ReportVersion",
    "Revision",
    "Step",
]
