"""The copy that a device kept of a text, brought in by somebody else; its author stays."""

import json
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from gtm.models import JournalEntry
from meetings.models import Meeting, Revision
from meetings.writing import rescue, store
from tests.factories import (
    hand_in,
    make_copy,
    make_document,
    make_meeting,
    make_membership,
    make_user,
)
from tests.meetings.living import address, again, moves, type_in

pytestmark = pytest.mark.django_db
ADDRESS = "/reunions/copie-de-secours/"


@pytest.fixture
def absent(group):
    """A secretary of the group whose device has no network."""
    user = make_user("Issa Moussa")
    make_membership(user, "secretary", group=group)
    return user


@pytest.fixture
def meeting(group, secretary):
    return make_meeting(group, secretary, document=make_document(place="Mairie"))


def bring(client, copy):
    content = copy if isinstance(copy, bytes) else json.dumps(copy).encode()
    page = client.get(ADDRESS)
    client.handler.enforce_csrf_checks = True  # as rendered
    token = page.content.decode().partition('name="csrfmiddlewaretoken" value="')[2][:64]
    file = SimpleUploadedFile("copie-de-secours.json", content)
    return client.post(ADDRESS, {"file": file, "csrfmiddlewaretoken": token})


def test_the_secretary_of_the_group_brings_it_in_and_the_author_stays(
    meeting, secretary, absent, client_of
):
    copy = make_copy(meeting, absent, closing="Levée à midi")
    type_in(meeting, secretary, place="Gouvernorat")
    page = bring(client_of(secretary), copy).content.decode()
    document = again(meeting).document
    assert (document["closing"], document["place"]) == ("Levée à midi", "Gouvernorat")
    last = meeting.revisions.get(version=again(meeting).version)
    assert (last.author, last.brought_by) == (absent, secretary)
    assert last.writer == "Issa Moussa (copie reprise par Amina)"
    assert ("Le texte de Issa Moussa est enregistré" in page, "Levée à midi" in page) == (
        True,
        True,
    )
    line = JournalEntry.objects.get(action="copie de secours reprise en son nom")
    assert (line.actor, line.object_id) == (secretary, absent.pk)


def test_the_same_copy_counts_once_also_when_the_device_sends_it_too(
    meeting, secretary, absent, client_of
):
    copy = make_copy(meeting, absent, closing="Levée à midi")
    for _ in range(2):
        bring(client_of(secretary), copy)
    form = copy["map"] | {"op_id": copy["opId"], "base_version": copy["base"]}
    sent = client_of(absent).post(
        f"/reunions/{meeting.pk}/modifier/", form, headers={"accept": "application/json"}
    )
    assert (sent.status_code, sent.json()["version"], again(meeting).version) == (200, 2, 2)
    assert JournalEntry.objects.filter(action__startswith="copie de secours").count() == 1


def test_what_the_device_may_have_sent_already_goes_first(meeting, secretary, absent, client_of):
    """The request without an answer had arrived: what was typed after it is no conflict."""
    first = {"map": meeting.document | {"closing": "Levée"}, "base": 1, "opId": str(uuid.uuid4())}
    store.save(meeting, absent, first["map"], 1, uuid.UUID(first["opId"]))
    copy = make_copy(meeting, absent, closing="Levée à midi") | {"before": first}
    bring(client_of(secretary), copy)
    assert again(meeting).document["closing"] == "Levée à midi"
    assert [each.version for each in meeting.revisions.order_by("pk")] == [1, 2, 3]


def test_what_clashes_is_set_aside_for_the_secretary(meeting, secretary, absent, client_of):
    copy = make_copy(meeting, absent, place="Lycée")
    type_in(meeting, secretary, place="Gouvernorat")
    page = bring(client_of(secretary), copy).content.decode()
    parked = meeting.revisions.get(waits=True)
    assert (parked.author, parked.document["place"]) == (absent, "Lycée")
    assert address(meeting, "meeting_conflict", parked.pk) in page
    assert again(meeting).document["place"] == "Gouvernorat"


def test_sp_ccm_brings_it_in_for_any_group_and_does_not_validate_that_text(
    meeting, reviewer, secretary, absent, client_of
):
    page = bring(client_of(reviewer), make_copy(meeting, absent, closing="Levée")).content.decode()
    assert again(meeting).document["closing"] == "Levée"
    assert (f"/reunions/{meeting.pk}/historique/" in page, "modifier/" in page) == (True, False)
    other = make_user("Ousmane")
    make_membership(other, "reviewer")
    hand_in(again(meeting))
    assert ["publish" in moves(meeting, user) for user in (reviewer, other)] == [False, True]


def test_once_handed_in_it_is_kept_beside(meeting, secretary, absent, client_of):
    copy = make_copy(meeting, absent, closing="Levée")
    hand_in(meeting)
    page = bring(client_of(secretary), copy).content.decode()
    assert "ce compte rendu est soumis ou publié" in page
    assert meeting.revisions.get(waits=True).document["closing"] == "Levée"


def test_a_removed_meeting_keeps_it_beside(meeting, secretary, absent, client_of):
    copy = make_copy(meeting, absent, closing="Levée")
    Meeting.objects.filter(pk=meeting.pk).update(
        removed_at="2021-12-02T10:00:00Z", removed_by=secretary
    )
    page = bring(client_of(secretary), copy).content.decode()
    assert "a été retirée" in page
    assert Revision.objects.get(waits=True).document["closing"] == "Levée"


def test_a_meeting_that_only_the_device_knew_is_created_by_its_author(
    group, secretary, absent, client_of
):
    number = str(uuid.uuid4())
    fields = {
        "id": number,
        "group": str(group.pk),
        "kind": Meeting.Kind.values[0],
        "date": "03/02/2022",
    }
    typed = {"date": "03/02/2022", "place": "Lycée", "closing": "Levée"}
    copy = {
        "kind": "gtm-copie",
        "account": str(absent.pk),
        "meeting": number,
        "map": typed,
        "base": 1,
        "opId": str(uuid.uuid4()),
        "creation": fields | {"modality": Meeting.Modality.values[0], "place": "Lycée"},
    }
    for _ in range(2):
        bring(client_of(secretary), copy)
    made = Meeting.objects.get(pk=number)
    assert (made.created_by, made.group, made.version) == (absent, group, 2)
    assert (made.document["closing"], made.date.isoformat()) == ("Levée", "2022-02-03")


def test_in_another_group_nothing_is_made_nor_changed(meeting, absent, client_of, other_secretary):
    copy = make_copy(meeting, absent, closing="Levée")
    page = bring(client_of(other_secretary), copy)
    assert (page.status_code, again(meeting).version) == (422, 1)
    assert rescue.NOT_HERE in page.content.decode()


def test_a_copy_of_an_unknown_account_is_taken_in_the_name_of_who_brings_it(
    meeting, secretary, client_of
):
    copy = make_copy(meeting, secretary, closing="Levée") | {"account": "999999"}
    bring(client_of(secretary), copy)
    last = meeting.revisions.get(version=2)
    assert (last.author, last.brought_by) == (secretary, None)


def test_a_copy_changed_by_hand_is_a_save_of_its_own(meeting, secretary, absent, client_of):
    copy = make_copy(meeting, absent, closing="Levée")
    bring(client_of(secretary), copy)
    copy["map"]["opening"] = "Ouverte à 9h"
    bring(client_of(secretary), copy)
    assert again(meeting).document["opening"] == "Ouverte à 9h"


GOOD = {"kind": "gtm-copie", "account": "1", "meeting": str(uuid.uuid4()), "map": {}, "base": 1}


@pytest.mark.parametrize(
    "content",
    [
        b"<html>",
        b"\xff\xfe\x00",
        b"[]",
        b"null",
        b"[" * 100_000,
        b'{"kind": 1e999}',
        json.dumps(GOOD | {"opId": "x"}).encode(),
        json.dumps(GOOD | {"opId": 3}).encode(),
        json.dumps(GOOD | {"opId": str(uuid.uuid4()), "map": []}).encode(),
        json.dumps(GOOD | {"opId": str(uuid.uuid4()), "creation": [1]}).encode(),
        json.dumps(GOOD | {"opId": str(uuid.uuid4()), "address": 3}).encode(),
        json.dumps(GOOD | {"opId": str(uuid.uuid4()), "before": {"map": 3}}).encode(),
    ],
)
def test_what_is_no_copy_is_refused_at_the_field(secretary, client_of, content):
    page = bring(client_of(secretary), content)
    assert (page.status_code, rescue.NO_COPY in page.content.decode()) == (422, True)


@pytest.mark.parametrize(
    "odd",
    [
        {"map": {"closing": [], "points": "x", "place": {"a": 1}, "attendance": [3, None]}},
        {"base": None},
        {"base": 10**30},
        {"account": None},
        {"map": {"closing": "\ud800\x00"}},
        {"creation": {"group": "x", "date": "\x00"}, "meeting": str(uuid.uuid4())},
    ],
)
def test_an_odd_copy_gets_an_answer(meeting, secretary, client_of, odd):
    copy = make_copy(meeting, secretary, closing="Levée") | odd
    assert bring(client_of(secretary), copy).status_code in (200, 422)


def test_the_copy_of_a_report_is_sent_to_its_editor(secretary, client_of):
    report = {"address": "/rapports/x/modifier/", "opId": str(uuid.uuid4())}
    page = bring(client_of(secretary), GOOD | report)
    assert rescue.OF_A_REPORT in page.content.decode()
