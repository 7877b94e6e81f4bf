"""A version of minutes as data, as `schemas/compte-rendu-1.json` says it.

What was published stands as it was frozen; what has become of the actions stands apart, with its
day.
"""

from functools import cache
from pathlib import Path

from django.conf import settings

from actions.models import ActionItem
from meetings.life.frozen import address_of, as_json, frozen, territory_of
from meetings.life.publishing import edition_of

__all__ = ["address_of", "as_json", "territory_of"]
SCHEMA = "compte-rendu-1.json"


@cache
def schema_text():
    return (Path(__file__).with_name("schemas") / SCHEMA).read_text()


def minutes(publication, today):
    """A publication whose meeting's group and territories are loaded."""
    meeting = publication.meeting
    told = frozen(meeting, publication.document, **edition_of(publication))
    told["version"] |= {"pdf_sha256": publication.sha256}
    named = _named_in(meeting)
    for line in told["attendance"]:
        line["agencies"] = named.get(line["id"], [])
    return told | {"status": _status(meeting, today)}


def agency_of(agency):
    """A structure whose territory is loaded."""
    return {
        "acronym": agency.acronym,
        "name": agency.name,
        "label": agency.label,
        "pcode": agency.territory.pcode if agency.territory else None,
    }


def _named_in(meeting):
    """{uid of a line of attendance: its structures}, as the last version registered them."""
    lines = meeting.attendances.prefetch_related("agencies__territory")
    return {str(line.uid): [agency_of(each) for each in line.agencies.all()] for line in lines}


# --- What has become of it ---


def _status(meeting, today):
    actions = ActionItem.objects.of_meetings([meeting]).in_reading_order()
    actions = actions.select_related("lead__territory")
    actions = actions.prefetch_related("responsibles__agency__territory")
    return {"on": f"{today:%Y-%m-%d}", "actions": [_present(each, today) for each in actions]}


def _present(action, today):
    days = {
        name: (day := getattr(action, name)) and f"{day:%Y-%m-%d}"
        for name in ("due_on", "declared_on", "closed_on")
    }
    return {
        "id": str(action.uid),
        "url": settings.SITE_URL + action.get_absolute_url(),
        "status": action.status,
        "deadline": action.deadline_wording,
        **days,
        "days_late": action.days_late(today),
        "rescheduled": action.rescheduled_count,
        "lead": agency_of(action.lead) if action.lead else None,
        "responsibles": [
            {
                "wording": each.wording,
                "kind": each.kind,
                "agency": agency_of(each.agency) if each.agency else None,
            }
            for each in action.responsibles.all()
        ],
    }
