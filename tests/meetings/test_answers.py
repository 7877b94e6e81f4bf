"""What a script is answered: always JSON that carries our name."""

import gzip
import uuid
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse

from meetings.models import Meeting, Revision
from tests.meetings.saving import JSON, form

pytestmark = pytest.mark.django_db


def edit(meeting):
    return reverse("meetings:meeting_edit", args=[meeting.pk])


def test_a_merged_save_is_answered_with_the_text_and_what_others_did(
    client, client_of, meeting, other
):
    client_of(other).post(edit(meeting), form(meeting.document, place="Magaria"))
    answer = client.post(edit(meeting), form(meeting.document, end="12h", auto="1"), **JSON)
    text = meeting.document | {"place": "Magaria", "end": "12h"}
    assert answer.status_code == 200
    assert answer.json()["merged"] == {"document": text, "summary": ["Issa a modifié « Lieu »"]}
    assert (answer.json()["version"], answer.json()["others"]) == (3, "")
    assert Revision.objects.get(kind="sent").by_timer is True


def test_without_a_script_a_merged_save_comes_back_to_the_editor_and_says_so(
    client, client_of, meeting, other
):
    client_of(other).post(edit(meeting), form(meeting.document, place="Magaria"))
    response = client.post(edit(meeting), form(meeting.document, end="12h"), follow=True)
    assert response.redirect_chain == [(edit(meeting), 302)]
    page = response.content.decode()
    assert "Issa a modifié « Lieu »" in page
    assert 'value="Magaria"' in page


def test_an_ordinary_save_says_nothing_of_a_merge(client, meeting):
    answer = client.post(edit(meeting), form(meeting.document, end="12h"), **JSON).json()
    assert sorted(answer) == ["app", "others", "problems", "saved_at", "version"]


@pytest.mark.parametrize("account", ["0", "", "x", "²"])
def test_a_page_of_another_account_stores_nothing(client, meeting, account):
    posted = form({"place": "Magaria"}, account=account)
    answer = client.post(edit(meeting), posted, **JSON)
    assert (answer.status_code, answer.json()) == (401, {"app": "gtm", "other_account": True})
    assert client.post(edit(meeting), posted).status_code == 403
    assert Revision.objects.count() == 1


def test_the_own_account_is_no_other(client, meeting, secretary):
    posted = form(meeting.document, account=secretary.pk)
    assert client.post(edit(meeting), posted, **JSON).status_code == 200


def test_a_failed_csrf_check_is_told_to_a_script_and_shown_to_a_person(meeting, secretary):
    client = Client(enforce_csrf_checks=True)
    client.force_login(secretary)
    answer = client.post(edit(meeting), form(meeting.document), **JSON)
    assert (answer.status_code, answer.json()) == (403, {"app": "gtm", "csrf": True})
    page = client.post(edit(meeting), form(meeting.document))
    assert (page.status_code, "Cette page a expiré" in page.content.decode()) == (403, True)


def test_who_may_not_write_is_answered_404_in_json(client_of, meeting, other_secretary):
    answer = client_of(other_secretary).post(edit(meeting), form(meeting.document), **JSON)
    assert (answer.status_code, answer.json()) == (404, {"app": "gtm"})


def test_what_is_too_large_is_told_in_french_and_stores_nothing(client, meeting, settings):
    posted = form(meeting.document)
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 3
    answer, page = client.post(edit(meeting), posted, **JSON), client.post(edit(meeting), posted)
    assert (answer.status_code, page.status_code) == (422, 422)
    assert answer.json()["error"] == "Ce formulaire a trop de lignes pour être envoyé d’un coup."
    assert "trop de lignes" in page.content.decode()
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    body = "place=" + "x" * 200
    urlencoded = "application/x-www-form-urlencoded"
    answer = client.post(edit(meeting), body, content_type=urlencoded, **JSON)
    page = client.post(edit(meeting), body, content_type=urlencoded)
    assert (answer.status_code, page.status_code) == (413, 413)
    assert answer.json()["error"] == "Ce texte est trop long pour être envoyé d’un coup."
    assert Revision.objects.count() == 1


def new(group, **fields):
    typed = {"id": str(uuid.uuid4()), "group": group.pk, "kind": "ordinary", "date": "1/3/2021"}
    return typed | {"place": "Magaria", "modality": "on_site"} | fields


def test_a_meeting_made_offline_is_created_once(client, group, secretary):
    typed = new(group, account=secretary.pk)
    answers = [client.post("/reunions/nouvelle/", typed, **JSON) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 200]
    made = Meeting.objects.get()
    assert answers[0].json() == {
        "app": "gtm",
        "id": typed["id"],
        "address": edit(made),
        "version": 1,
        "account": secretary.pk,
    }
    assert answers[1].json() == answers[0].json()


def test_an_id_of_somebody_else_s_meeting_creates_and_tells_nothing(
    client, client_of, group, other_group, other_secretary
):
    typed = new(group)
    client.post("/reunions/nouvelle/", typed, **JSON)
    stranger = client_of(other_secretary)
    stolen = typed | {"group": other_group.pk}
    answer = stranger.post("/reunions/nouvelle/", stolen, **JSON)
    assert (answer.status_code, sorted(answer.json())) == (409, ["app", "errors"])
    assert "Magaria" not in answer.content.decode()
    page = stranger.post("/reunions/nouvelle/", stolen)
    assert (page.status_code, Meeting.objects.count()) == (200, 1)
    assert "Cette page a déjà servi" in page.content.decode()


def test_what_is_wrong_in_a_new_meeting_is_told_by_field(client, group):
    answer = client.post("/reunions/nouvelle/", new(group, date="demain") | {"group": 0}, **JSON)
    assert answer.status_code == 422
    assert sorted(answer.json()["errors"]) == ["date", "group"]
    other = client.post("/reunions/nouvelle/", new(group, account=0), **JSON)
    assert (other.status_code, Meeting.objects.count()) == (401, 0)


def packed(client, meeting, body, **headers):
    kind = "application/x-www-form-urlencoded"
    headers = JSON | {"HTTP_CONTENT_ENCODING": "gzip"} | headers
    return client.generic("POST", edit(meeting), body, kind, **headers)


def test_a_compressed_save_is_the_save_that_it_would_be_in_plain(client, meeting):
    text = form(meeting.document | {"place": "Été à Magaria"})
    body = gzip.compress(urlencode(text, doseq=True).encode())
    first, again = (packed(client, meeting, body).json() for _ in range(2))
    plain = client.post(edit(meeting), text, **JSON).json()
    assert (first, again) == (plain, plain)
    assert Meeting.objects.get().document == meeting.document | {"place": "Été à Magaria"}
    assert Meeting.objects.get().version == 2
    other = gzip.compress(urlencode(text | {"place": "Ailleurs"}, doseq=True).encode())
    assert packed(client, meeting, other).status_code == 422  # the op_id is spent


def test_a_small_body_that_unpacks_to_a_giant_is_refused(client, meeting, settings):
    bomb = gzip.compress(b"place=" + b"a" * (100 << 20))
    assert len(bomb) < 200_000
    answer = packed(client, meeting, bomb)
    assert (answer.status_code, answer.json()) == (
        413,
        {"app": "gtm", "error": "Ce texte est trop long pour être envoyé d’un coup."},
    )
    assert Meeting.objects.get().version == 1


@pytest.mark.parametrize(
    "body",
    [b"", b"place=Magaria", gzip.compress(b"place=Magaria")[:-9], gzip.compress(b"x")[:4]],
    ids=["empty", "plain", "truncated", "head only"],
)
def test_what_says_compressed_and_is_not_is_refused(client, meeting, body):
    answer = packed(client, meeting, body)
    assert (answer.status_code, answer.json()) == (
        400,
        {"app": "gtm", "error": "Cette demande est incomplète."},
    )
    assert Meeting.objects.get().version == 1


def test_a_compressed_form_still_needs_its_token_against_forgeries(secretary, meeting):
    client = Client(enforce_csrf_checks=True)
    client.force_login(secretary)
    body = gzip.compress(urlencode(form(meeting.document), doseq=True).encode())
    answer = packed(client, meeting, body)
    assert (answer.status_code, answer.json()) == (403, {"app": "gtm", "csrf": True})
    client.get(edit(meeting))
    assert packed(client, meeting, body, HTTP_X_CSRFTOKEN=client.cookies["csrf"].value).json()[
        "version"
    ]
