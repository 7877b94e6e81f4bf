"""Open data: published meetings and actions as tables with HXL tags and P-codes.

Columns keep their keys and their order: programs lean on them; new ones are added at the end.
"""

from dataclasses import dataclass
from functools import partial

from django.conf import settings
from django.db.models import Count, F
from django.db.models.fields.json import KT

from actions.models import ActionItem
from gtm.models import Territory
from gtm.tables import Column
from meetings.choices import MeetingKind, Modality
from meetings.exports.data import address_of
from meetings.models import Publication
from meetings.printing.minutes import titled

PIECE = 2_000  # rows read at a time
MOST = 20_000  # rows of a workbook


@dataclass(frozen=True)
class Place:
    """The region and the department in which a territory lies; None where it is none of them."""

    region: Territory | None
    department: Territory | None


def places():
    """{pk of a territory: its `Place`}; territories are few."""
    territories = {each.pk: each for each in Territory.objects.all()}
    return {pk: _place(each, territories) for pk, each in territories.items()}


def _place(territory, territories):
    above = {}
    while territory:
        above[territory.kind] = territory
        territory = territories.get(territory.parent_id)
    return Place(above.get(Territory.Kind.REGION), above.get(Territory.Kind.DEPARTMENT))


def in_pieces(found, piece=PIECE):
    """The rows of a queryset by their key, read piece by piece: none is held, none read twice."""
    last = 0
    while rows := list(found.filter(pk__gt=last).order_by("pk")[:piece]):
        yield from rows
        last = rows[-1].pk


# --- What is asked ---


def meetings_of(visible):
    """The last version of each published meeting among the `visible` ones, with what is told."""
    found = Publication.objects.current().filter(meeting__in=visible.out().values("pk"))
    texts = {name: KT(f"document__{name}") for name in ("number", "kind", "place", "modality")}
    return (
        found.annotate(**texts)
        .annotate(actions_count=Count("meeting__points__actions", distinct=True))
        .annotate(attendance_count=Count("meeting__attendances", distinct=True))
        .select_related("meeting__group")
        .defer("document", "meeting__document", "meeting__words")
    )


def actions_of(user):
    found = ActionItem.objects.visible_to(user).select_related("group", "lead__territory")
    return found.annotate(
        meeting=F("agenda_point__meeting_id"),
        relocated=F("agenda_point__meeting__territory_id"),
        point=F("agenda_point__title"),
    ).defer("words")


# --- Columns ---


def meeting_columns():
    columns = [
        Column("Identifiant", 38, lambda row: str(row.meeting_id), "id", "#activity+id"),
        Column("Réunion", 50, _title, "title", "#activity+name"),
        Column("Date", 12, lambda row: row.meeting.date, "date", "#date+held"),
        Column("Groupe", 16, lambda row: row.meeting.group.name, "group", "#org+group+name"),
        Column("Nature", 14, partial(_chosen, MeetingKind, "kind"), "kind", "#activity+type"),
        Column("Modalité", 12, partial(_chosen, Modality, "modality"), "modality", "#modality"),
        Column("Lieu", 30, lambda row: (row.place or "").strip(), "place", "#loc+name"),
        *_place_columns(lambda row: row.meeting.territory_id or row.meeting.group.territory_id),
        Column("Lignes de présence", 10, lambda row: row.attendance_count, "attendance",
               "#indicator+attendance+num"),
        Column("Points d’action", 10, lambda row: row.actions_count, "actions",
               "#indicator+actions+num"),
        Column("Version", 9, lambda row: row.version, "version", "#meta+version"),
        Column("Publiée le", 12, lambda row: row.published_on, "published_on", "#date+published"),
        Column("Adresse", 50, lambda row: _page(row.meeting), "url", "#meta+url"),
        Column("Données", 50, _data, "data_url", "#meta+data+url"),
        Column("Empreinte du PDF", 30, lambda row: row.sha256, "pdf_sha256", "#meta+hash"),
    ]  # fmt: skip
    return columns


def action_columns(today):
    return [
        Column("Identifiant", 38, lambda row: str(row.uid), "id", "#activity+id"),
        Column("Point d’action", 60, lambda row: row.text, "text", "#activity+name"),
        Column("Réunion", 38, lambda row: str(row.meeting), "meeting_id", "#meta+meeting+id"),
        Column("Décidé le", 12, lambda row: row.decided_on, "decided_on", "#date+decided"),
        Column("Groupe", 16, lambda row: row.group.name, "group", "#org+group+name"),
        Column("Point de l’ordre du jour", 30, lambda row: row.point, "point", "#subject"),
        Column("Responsables", 30, lambda row: row.responsible_wording, "responsible",
               "#org+responsible+name"),
        Column("Chef de file", 16, lambda row: row.lead.label if row.lead else "", "lead",
               "#org+lead+acronym"),
        Column("Échéance écrite", 18, lambda row: row.deadline_wording, "deadline",
               "#date+due+text"),
        Column("Précision", 14, lambda row: row.deadline_precision, "precision",
               "#meta+due+precision"),
        Column("Dernier jour", 12, lambda row: row.due_on, "due_on", "#date+due"),
        Column("Code de l’état", 14, lambda row: row.status, "status", "#status+code"),
        Column("État", 20, lambda row: row.get_status_display(), "status_label", "#status+name"),
        Column("Retard (jours)", 9, lambda row: row.days_late(today), "days_late",
               "#indicator+late+num"),
        Column("Reconduites", 11, lambda row: row.rescheduled_count, "rescheduled",
               "#indicator+rescheduled+num"),
        Column("Déclaré fait le", 12, lambda row: row.declared_on, "declared_on",
               "#date+declared"),
        Column("Clos le", 12, lambda row: row.closed_on, "closed_on", "#date+closed"),
        *_place_columns(lambda row: row.relocated or row.group.territory_id),
        Column("Adresse", 50, _page, "url", "#meta+url"),
    ]  # fmt: skip


def _place_columns(territory_of):
    """Name and P-code of the region (adm1) and of the department (adm2)."""
    known = places()

    def told(level, attribute, row):
        territory = getattr(known[territory_of(row)], level)
        return getattr(territory, attribute) if territory else None

    return [
        Column("Région", 14, partial(told, "region", "name"), "adm1_name", "#adm1+name"),
        Column("P-code de la région", 10, partial(told, "region", "pcode"), "adm1_pcode",
               "#adm1+code"),
        Column("Département", 16, partial(told, "department", "name"), "adm2_name", "#adm2+name"),
        Column("P-code du département", 10, partial(told, "department", "pcode"), "adm2_pcode",
               "#adm2+code"),
    ]  # fmt: skip


def _title(row):
    return titled({"number": row.number or "", "kind": row.kind or ""}, row.meeting.group)


def _chosen(enum, name, row):
    """A choice as published, else what the meeting says now."""
    value = getattr(row, name)
    return value if value in enum.values else getattr(row.meeting, name)


def _page(thing):
    return settings.SITE_URL + thing.get_absolute_url()


def _data(row):
    return address_of("meetings:publication_json", row.meeting_id)
