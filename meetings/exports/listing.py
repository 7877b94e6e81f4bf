"""Meetings, attendance and actions as a workbook of three sheets."""

from django.db.models import Count, Prefetch

from actions.models import ActionItem
from actions.reviewing import exports
from gtm.models import WorkingGroup
from gtm.tables import Column, Sheet, workbook
from meetings.models import Attendance, Publication

MOST = 1_000  # meetings
CHUNK = 500
TITLE = "Réunions, présence et points d’action"


def xlsx(meetings, user, today):
    """The bytes of a workbook on meetings that a person sees, as that person sees them."""
    regions = _regions()
    return workbook(
        TITLE,
        Sheet("Réunions", _meeting_columns(regions, user), _meetings(meetings)),
        Sheet("Présence", _attendance_columns(regions), _attendances(meetings)),
        Sheet("Points d’action", exports.columns(), exports.rows(_actions(meetings, user), today)),
    )


def _regions():
    """{pk of a group: its region's name}."""
    groups = WorkingGroup.objects.select_related("territory__parent__parent")
    return {group.pk: group.region.region_name for group in groups}


# --- Meetings ---


def _meetings(meetings):
    last = Prefetch("publications", Publication.objects.current().defer("document"), "last_version")
    counts = {
        "lines": Count("attendances", distinct=True),
        "decided": Count("points__actions", distinct=True),
    }
    found = meetings.annotate(**counts).prefetch_related(last)
    return found.iterator(chunk_size=CHUNK)


def _published_on(meeting):
    return meeting.last_version[0].published_on if meeting.last_version else None


def _meeting_columns(regions, user):
    return [
        Column("Date", 12, lambda row: row.date),
        Column("Groupe", 16, lambda row: row.group.name),
        Column("Région", 14, lambda row: regions[row.group_id]),
        Column("Nature", 14, lambda row: row.get_kind_display()),
        Column("Lieu", 30, lambda row: row.place),
        Column("Modalité", 12, lambda row: row.get_modality_display()),
        Column("État", 14, lambda row: row.state_told(user)),
        Column("Motif de non-tenue", 30, lambda row: row.not_held_reason),
        Column("Version", 9, lambda row: row.published_version or None),
        Column("Publiée le", 12, _published_on),
        Column("Lignes de présence", 10, lambda row: row.lines or None),
        Column("Points d’action", 10, lambda row: row.decided or None),
    ]


# --- Attendance, of published minutes ---


def _attendances(meetings):
    held = Attendance.objects.filter(meeting__in=meetings.out().order_by().values("pk"))
    found = held.select_related("meeting__group").defer("meeting__document", "meeting__words")
    found = found.prefetch_related("agencies__territory")
    order = ("-meeting__date", "-meeting__created_at", "position", "pk")
    return found.order_by(*order).iterator(chunk_size=CHUNK)


def _attendance_columns(regions):
    return [
        Column("Réunion du", 12, lambda row: row.meeting.date),
        Column("Groupe", 16, lambda row: row.meeting.group.name),
        Column("Région", 14, lambda row: regions[row.meeting.group_id]),
        Column("Libellé", 40, lambda row: row.wording or row.name or row.function),
        Column("Qualité", 14, lambda row: row.get_quality_display()),
        Column("Présence", 14, lambda row: row.get_presence_display()),
        Column("Représenté par", 24, lambda row: row.represented_by),
        Column("Personnes", 10, lambda row: row.persons),
        Column("Structures", 30, lambda row: ", ".join(a.label for a in row.agencies.all())),
    ]


def _actions(meetings, user):
    actions = ActionItem.objects.visible_to(user).of_meetings(meetings.order_by().values("pk"))
    return actions.order_by("-decided_on", "agenda_point__position", "position", "pk")
