"""The directory is put together once, and never stale: a save reads what stands in it now."""

import pytest
from django.urls import reverse

from gtm.models import Agency
from meetings.models import Meeting
from meetings.writing import names
from tests.factories import make_agency, make_territory
from tests.meetings.saving import JSON, form

pytestmark = pytest.mark.django_db
UNKNOWN = "n’est pas dans l’annuaire"


def unknown_after_save(client, meeting):
    """Whether the answer to a save says that CIAUD, who leads an action, is not known."""
    current = Meeting.objects.get(pk=meeting.pk)
    line = current.document["attendance"][0]
    text = current.document | {f"attendance/{line}/structures": "CIAUD Zinder"}
    posted = form(text, base_version=current.version)
    answer = client.post(reverse("meetings:meeting_edit", args=[meeting.pk]), posted, **JSON)
    return any(UNKNOWN in each["message"] for each in answer.json()["problems"])


def test_a_structure_is_known_as_long_as_it_has_that_name(client, meeting):
    told = [unknown_after_save(client, meeting)]
    agency = make_agency("CIAUD Zinder")
    told.append(unknown_after_save(client, meeting))
    Agency.objects.filter(pk=agency.pk).update(acronym="CIAUD")
    told.append(unknown_after_save(client, meeting))
    Agency.objects.filter(pk=agency.pk).update(aliases="CIAUD-Zinder")
    told.append(unknown_after_save(client, meeting))
    agency.delete()
    told.append(unknown_after_save(client, meeting))
    assert told == [True, False, True, False, True]


def test_an_antenne_is_known_by_the_name_of_its_territory(client, meeting, group):
    parent = make_agency("CIAUD", name="Comité")
    make_agency("Antenne", name="Bureau", parent=parent, territory=group.territory)
    told = [unknown_after_save(client, meeting)]
    group.territory.name = "Damagaram"
    group.territory.save()
    told.append(unknown_after_save(client, meeting))
    assert told == [True, True]


def test_two_groups_read_two_directories(meeting, other_group):
    make_agency("Bureau", territory=other_group.territory, parent=make_agency("CIAUD"))
    here = names.names_known_in(meeting)
    there = names.names_known_in(Meeting(group=other_group))
    assert ("bureau" in here, "bureau" in there) == (False, True)


def test_nobody_writes_into_the_directory_of_all(meeting):
    make_territory("Ailleurs")
    known = names.names_known_in(meeting)
    with pytest.raises(TypeError):
        known["x"] = None
