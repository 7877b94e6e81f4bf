"""No input produces an error of the server: whatever is posted or asked, an answer below 500."""

import uuid

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from meetings.models import Meeting, Reader
from meetings.text import document as doc
from tests.factories import (
    make_agency,
    make_document,
    make_invitation,
    make_meeting,
    make_membership,
    make_reader,
    make_user,
    with_actions,
)

pytestmark = pytest.mark.django_db
A, B = str(uuid.UUID(int=1)), str(uuid.UUID(int=2))
text = st.one_of(
    st.text(st.characters(codec="utf-8"), max_size=40),
    st.sampled_from(["", "0", "-1", "²", "9" * 400, "NaN", "30/11/2021", "10h20", "\0", "a\0b", A]),
)
fuzzed = settings(
    max_examples=50,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def forms(*names):
    """Posted forms: known names and strange ones, each with one or several values."""
    keys = st.one_of(st.sampled_from(names), text)
    return st.dictionaries(keys, st.lists(text, min_size=1, max_size=3), max_size=12)


FIELDS = [
    *doc.HEADER,
    *doc.LISTS,
    *(f"{section}/{A}/{name}" for section, names in doc.ROWS.items() for name in names),
    *(f"points/{A}/{name}" for name in doc.CHILDREN["points"]),
    "base_version",
    "op_id",
    "do",
]
LISTS = {"points": [A], "attendance": [B], f"points/{A}/actions": [str(uuid.UUID(int=3))]}


@pytest.fixture
def meeting(group, secretary):
    make_agency("OIM")
    return make_meeting(group, secretary, document=make_document())


@fuzzed
@given(form=forms(*FIELDS), base=st.sampled_from(["1", "2", "0"]))
def test_the_editor_takes_anything_and_shows_it_again(meeting, client_of, secretary, form, base):
    client = client_of(secretary)
    address = reverse("meetings:meeting_edit", args=[meeting.pk])
    version = str(Meeting.objects.get().version) if base == "1" else base
    posted = LISTS | {"base_version": [version]} | form
    assert client.post(address, posted).status_code in (302, 422)
    for name in ("meeting_edit", "meeting_history", "meeting_submit", "meeting_detail"):
        page = client.get(reverse(f"meetings:{name}", args=[meeting.pk]))
        assert (name, page.status_code) == (name, 200)


@settings(fuzzed, max_examples=15)
@given(form=forms(*FIELDS))
def test_any_text_makes_a_pdf(meeting, client_of, secretary, form):
    document = doc.clean((LISTS | form).items())
    Meeting.objects.update(document=document)
    answer = client_of(secretary).get(reverse("meetings:meeting_preview", args=[meeting.pk]))
    assert answer.content[:5] == b"%PDF-"


@fuzzed
@given(form=forms("id", "group", "kind", "date", "place", "modality", "territory", "depuis"))
def test_a_new_meeting_is_asked_for_with_anything(meeting, client_of, secretary, form):
    form = {"group": [str(meeting.group_id)]} | form
    client = client_of(secretary)
    assert client.post("/reunions/nouvelle/", form).status_code in (200, 302)
    assert client.get("/reunions/nouvelle/", form).status_code == 200


@fuzzed
@given(query=forms("mots", "groupe", "annee", "nature", "etat", "page"))
def test_a_list_is_asked_for_with_anything(meeting, client_of, secretary, query):
    assert client_of(secretary).get("/reunions/", query).status_code == 200


PARTS = ("reason", "changes", "general", "attendance", "closing", f"points/{A}")


@settings(fuzzed, max_examples=20)
@given(form=forms(*PARTS, "proposed", "others", "do", "treated"))
def test_each_step_is_asked_for_with_anything(meeting, client_of, secretary, reviewer, form):
    Reader.objects.all().delete()
    Meeting.objects.update(state="submitted", document=make_document())
    reader = make_reader(Meeting.objects.get())
    for name, person, arguments in (
        ("reader_list", secretary, ()),
        ("reading", secretary, None),
        ("observation_treat", secretary, (1,)),
        ("meeting_return", reviewer, ()),
        ("meeting_submit", secretary, ()),
        ("correction_open", reviewer, ()),
    ):
        args = ["jeton"] if arguments is None else [meeting.pk, *arguments]
        answer = client_of(person).post(reverse(f"meetings:{name}", args=args), form)
        assert (name, answer.status_code < 500) == (name, True)
    assert reader.pk


@settings(fuzzed, max_examples=20)
@given(form=forms("sha256", "file", "leaving", "successor"))
def test_verification_and_handover_are_asked_for_with_anything(meeting, client_of, secretary, form):
    client = client_of(secretary)
    assert client.post("/verifier/", form).status_code in (200, 422)
    address = reverse("meetings:group_handover", args=[meeting.group_id])
    assert client.post(address, form).status_code == 200


@fuzzed
@given(query=forms("texte", "reunion"))
def test_a_deadline_is_read_whatever_it_says(meeting, client_of, secretary, query):
    assert client_of(secretary).get("/actions/echeance/", query).status_code == 200


@fuzzed
@given(
    form=forms("acronym", "name", "category", "aliases", "parent", "territory", "email", "phone")
)
def test_a_structure_is_saved_with_anything(meeting, client_of, reviewer, form):
    assert client_of(reviewer).post("/structures/nouvelle/", form).status_code in (200, 302)


@fuzzed
@given(form=forms("base_version", "op_id", "place", "points"))
def test_choices_between_two_texts_are_posted_with_anything(meeting, client_of, secretary, form):
    client = client_of(secretary)
    document, _ = with_actions(make_document(), {"text": "x"})
    edit = reverse("meetings:meeting_edit", args=[meeting.pk])
    parked = client.post(edit, document | {"base_version": "0"}).url
    assert client.post(parked, form).status_code in (302, 422)
    assert client.get(parked).status_code == 200


@fuzzed
@given(query=forms("de", "a", "page"))
def test_texts_are_compared_with_anything(meeting, client_of, secretary, query):
    client = client_of(secretary)
    compare = reverse("meetings:revision_compare", args=[meeting.pk])
    history = reverse("meetings:meeting_history", args=[meeting.pk])
    assert client.get(compare, query).status_code == 404
    assert client.get(history, query).status_code == 200


@fuzzed
@given(form=forms(*FIELDS, "auto", "account"), base=st.sampled_from(["1", "2", "0"]))
def test_a_script_posts_anything_and_is_answered_in_json(meeting, client_of, secretary, form, base):
    address = reverse("meetings:meeting_edit", args=[meeting.pk])
    posted = LISTS | {"base_version": [base]} | form
    answer = client_of(secretary).post(address, posted, HTTP_ACCEPT="application/json")
    assert (answer.status_code in (200, 401, 409, 422), answer.json()["app"]) == (True, "gtm")


PEOPLE = [
    *("email", "role", "group", "agency", "since", "until", "name", "password1", "password2"),
    *("q", "kind", "state", "page", "code", "login", "password", "next", "action_add"),
    *("action_send", "action_remove", "oldpassword"),
]


@settings(fuzzed, max_examples=25)
@given(form=forms(*PEOPLE), role=st.sampled_from(["secretary", "partner", "reviewer", "roi"]))
def test_accounts_take_anything(meeting, administrator, client_of, form, role):
    _, token = make_invitation(administrator, group=meeting.group)
    account = make_membership(make_user("Zara"), "secretary", group=meeting.group)
    sheet = f"/comptes/{account.user.pk}"
    for address in (
        *("/comptes/inviter/", f"{sheet}/roles/ajouter/"),
        *(f"{sheet}/roles/{account.pk}/terminer/", "/compte/nom/", "/compte/adresse/"),
        *("/compte/mot-de-passe/", "/compte/verification/", "/compte/sessions/"),
    ):
        answer = client_of(administrator).post(address, {"role": role} | form)
        assert (address, answer.status_code < 500) == (address, True)
    for address in ("/connexion/", "/compte/mot-de-passe/oublie/", f"/invitation/{token}/"):
        assert (address, Client().post(address, form).status_code < 500) == (address, True)
    for address in ("/comptes/", "/journal/", "/comptes/invitations/"):
        assert client_of(administrator).get(address, form).status_code == 200


def test_a_text_of_a_million_characters_is_stored_whole(meeting, client_of, secretary):
    long = "é" * 1_000_000
    key = doc.key_of("points", meeting.document["points"][0], "discussion")
    form = meeting.document | {key: long, "base_version": "1", "op_id": str(uuid.uuid4())}
    address = reverse("meetings:meeting_edit", args=[meeting.pk])
    assert client_of(secretary).post(address, form).status_code == 302
    assert Meeting.objects.get().document[key] == long


def test_more_fields_than_django_takes_by_default_are_stored(meeting, client_of, secretary):
    document, uids = with_actions(make_document(), *[{"text": "x", "deadline": "2022"}] * 600)
    form = document | {"base_version": "1", "op_id": str(uuid.uuid4())}
    client_of(secretary).post(reverse("meetings:meeting_edit", args=[meeting.pk]), form)
    assert Meeting.objects.get().document == document
    assert len(uids) == 600


@pytest.mark.parametrize("number", ["9" * 5000, "²", "-1", "\0", ""])
def test_a_structure_is_added_to_an_impossible_parent(reviewer, client_of, number):
    answer = client_of(reviewer).get("/structures/nouvelle/", {"antenne_de": number})
    assert answer.status_code == 200
