"""The pages of the secretary: convening, telling a change, reading and noting the answers."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gtm.models import Mail, PersonalLink
from meetings.convocation import convening
from meetings.models import Convened, Convocation, Meeting
from tests.factories import make_agency, make_convened
from tests.forms import Page
from tests.meetings.convoking import NOW, convene, link_to, member, planned, told, type_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now(freeze):
    freeze(NOW)


@pytest.fixture
def meeting(group, secretary):
    return planned(group, secretary)


def address(meeting, end="convoquer/"):
    return f"/reunions/{meeting.pk}/{end}"


def button(path, client, words):
    """What the button with these words sends."""
    page = Page(path, client.get(path).content)
    assert page.dead == []
    return next(each for each in page.sendings if each.button == words)


def send(path, client, words="Envoyer les convocations", **typed):
    sending = button(path, client, words)
    return client.post(sending.path, sending.data | typed)


def test_the_page_as_rendered_convenes_the_members_ticked(group, meeting, secretary, client_of):
    oim = member(group, "OIM")
    member(group, "PAM", email="")
    client, path = client_of(secretary), address(meeting)
    page = client.get(path).content.decode()
    for part in ("oim@example.org", "sans adresse", "Aperçu d’un courriel", "(son lien personnel)"):
        assert part in page
    data = button(path, client, "Envoyer les convocations").data
    del data[f"membre-{oim.pk}"]
    typed = {"g0-name": "Issa", "g0-email": "issa@example.org", "answer_by": "2031-11-20"}
    response = client.post(path, data | typed)
    assert (response.status_code, response.url) == (302, address(meeting, "reponses/"))
    assert sorted(str(each) for each in Convened.objects.all()) == ["Issa", "PAM"]
    assert told() == [("convocation", "issa@example.org")]
    call = Convocation.objects.get()
    assert (str(call.answer_by), call.remind_before, call.reference) == (
        "2031-11-20", 3, "N° 001/GTM-ZINDER/2031",
    )  # fmt: skip


def test_what_is_wrong_is_said_once_at_the_head_of_the_page(
    group, meeting, secretary, client_of, client
):
    member(group, "OIM")
    page = send(address(meeting), client_of(secretary), answer_by="demain").content.decode()
    assert page.count("Rien n’a encore été enregistré") == 1
    convene(meeting, secretary)
    page = client.post(link_to("oim@example.org"), {"answer": "excused"}).content.decode()
    assert page.count("Rien n’a encore été enregistré") == 1


def test_sent_twice_it_convenes_once(group, meeting, secretary, client_of):
    member(group, "OIM")
    client, path = client_of(secretary), address(meeting)
    data = button(path, client, "Envoyer les convocations").data
    codes = [client.post(path, data).status_code for _ in range(2)]
    assert (codes, Mail.objects.count(), Convened.objects.count()) == ([302, 422], 1, 1)


def test_what_is_wrong_is_told_at_its_field_and_nothing_typed_is_lost(
    group, meeting, secretary, client_of
):
    member(group, "OIM")
    client, path = client_of(secretary), address(meeting)
    response = send(
        path,
        client,
        **{
            "answer_by": "2031-12-24",
            "remind_before": "900",
            "g1-email": "pas une adresse",
            "g1-function": "Maire",
            "invitation_body": "Venez, {grope}.",
        },
    )
    page = response.content.decode()
    assert (response.status_code, Mail.objects.count()) == (422, 0)
    for part in ("Choisissez un jour", "pas une adresse", 'value="Maire"', "{grope}", "900"):
        assert part in page


def test_more_rows_and_a_preview_send_nothing(group, meeting, secretary, client_of):
    member(group, "OIM")
    client, path = client_of(secretary), address(meeting)
    response = send(path, client, "Ajouter des lignes", **{"g1-name": "Issa"})
    page = response.content.decode()
    assert (response.status_code, 'name="g3-name"' in page, 'value="Issa"' in page) == (
        200, True, True,
    )  # fmt: skip
    response = send(path, client, "Actualiser l’aperçu", invitation_subject="Venez nombreux")
    assert "Venez nombreux (OIM)" in response.content.decode()
    assert (Mail.objects.count(), Convened.objects.count()) == (0, 0)


@pytest.mark.parametrize("rows", ["0", "-1", "31", "999", "9" * 99, "x", "١"])
def test_the_number_of_rows_is_anybody_s_to_type(group, meeting, secretary, client_of, rows):
    member(group, "OIM")
    response = client_of(secretary).post(address(meeting), {"invites": rows, "plus": "1"})
    found = len(re.findall(r'name="g\d+-name"', response.content.decode()))
    assert (response.status_code, 2 <= found <= 30) == (200, True)


def test_a_member_of_another_group_is_nobody_here(
    group, other_group, meeting, secretary, client_of
):
    member(group, "OIM")
    theirs = member(other_group, "PAM")
    send(address(meeting), client_of(secretary), **{f"membre-{theirs.pk}": "on"})
    assert [str(each) for each in Convened.objects.all()] == ["OIM"]


@pytest.mark.parametrize(
    ("person", "page", "post"),
    [
        ("secretary", 200, 422),
        ("reviewer", 200, 403),
        ("other_secretary", 404, 404),
        ("partner", 404, 404),
        ("deputy", 404, 404),
        ("administrator", 404, 404),
        ("outsider", 404, 404),
    ],
)
def test_who_reads_and_who_convenes(request, group, meeting, client_of, person, page, post):
    row = make_convened(meeting, make_agency("PAM"))
    client = client_of(request.getfixturevalue(person))
    for end in ("convoquer/", "reponses/", f"reponses/{row.pk}/"):
        assert client.get(address(meeting, end)).status_code == page
    assert client.post(address(meeting), {}).status_code == post
    own = {404: 404, 403: 403, 422: 302}[post]
    for end in ("convoquer/prevenir/", "reponses/relancer/", f"reponses/{row.pk}/prevenu/"):
        assert client.post(address(meeting, end)).status_code == own
    assert client.get(address(meeting, "convoquer/prevenir/")).status_code == 405


def test_a_row_of_another_meeting_is_not_there(group, meeting, secretary, client_of):
    other = planned(group, secretary)
    row = make_convened(other, make_agency("PAM"))
    client = client_of(secretary)
    for end in ("", "renvoyer/", "partager/", "prevenu/", "retirer-les-liens/"):
        assert client.post(address(meeting, f"reponses/{row.pk}/{end}")).status_code == 404
    assert Convened.objects.get().told_how == ""


def test_a_change_is_offered_and_told_once(group, meeting, secretary, client_of):
    member(group, "OIM")
    convene(meeting, secretary)
    type_in(meeting, secretary, place="Mairie")
    client, path = client_of(secretary), address(meeting)
    assert "ne le sait pas" in client.get(path).content.decode().replace("\xa0", " ")
    sending = button(path, client, "Dire le report")
    assert client.post(sending.path, sending.data).status_code == 422
    codes = [client.post(sending.path, sending.data | {"reason": "crue"}).status_code for _ in "12"]
    assert (codes, told()[-1]) == ([302, 302], ("convocation-move", "oim@example.org"))
    assert (len(told()), convening.untold(Meeting.objects.get())) == (2, [])


def test_members_who_joined_since_are_named(group, meeting, secretary, client_of):
    member(group, "OIM")
    convene(meeting, secretary)
    for acronym in ("PAM", "HCR"):
        member(group, acronym)
    page = client_of(secretary).get(address(meeting, "reponses/")).content.decode()
    assert "2 membres ne sont pas convoqués" in " ".join(page.replace("\xa0", " ").split())


def test_the_secretary_notes_what_was_said_by_telephone(group, meeting, secretary, client_of):
    member(group, "OIM")
    convene(meeting, secretary)
    row, client = Convened.objects.get(), client_of(secretary)
    path = address(meeting, f"reponses/{row.pk}/")
    assert send(path, client, "Noter la réponse", answer="excused").status_code == 422
    response = send(path, client, "Noter la réponse", answer="excused", reason="deuil")
    row.refresh_from_db()
    assert (response.status_code, row.answer, row.answered_how, row.answered_by) == (
        302, "excused", "noted", secretary,
    )  # fmt: skip
    assert (row.opened_at, row.recapped_at) == (None, NOW)
    page = client.get(address(meeting, "reponses/")).content.decode().replace("\xa0", " ")
    assert ("noté par Amina" in page, "deuil" in page) == (True, True)


def test_a_shared_text_has_a_link_of_its_own_shown_once(group, meeting, secretary, client_of):
    member(group, "OIM", email="")
    convene(meeting, secretary)
    row, client = Convened.objects.get(), client_of(secretary)
    path = address(meeting, f"reponses/{row.pk}/")
    page = send(path, client, "Partager (texte et lien)").content.decode()
    link = re.search(r"http://127\.0\.0\.1:8000(/convocation/[^/\s]+/)", page)[1]
    assert client.get(link).status_code == 200
    assert link not in client.get(path).content.decode()
    row.refresh_from_db()
    assert (row.told_how, row.told_at) == ("shared", NOW)
    assert Mail.objects.count() == 0


def test_the_links_are_taken_back(group, meeting, secretary, client_of):
    member(group, "OIM")
    convene(meeting, secretary)
    client, link = client_of(secretary), link_to("oim@example.org")
    path = address(meeting, f"reponses/{Convened.objects.get().pk}/")
    send(path, client, "Retirer le lien")
    assert client.get(link).status_code == 404
    assert send(path, client, "Renvoyer le courriel").status_code == 302
    assert client.get(link_to("oim@example.org")).status_code == 200
    assert PersonalLink.objects.filter(revoked_at=None).count() == 1


@pytest.mark.parametrize("end", ["convoquer/", "reponses/", ""])
def test_the_pages_ask_the_same_for_one_and_for_three(group, meeting, secretary, client_of, end):
    client, counts = client_of(secretary), []
    for acronyms in (["OIM"], ["PAM", "HCR"]):
        for acronym in acronyms:
            member(group, acronym)
            make_convened(meeting, make_agency(f"{acronym}2"))
        client.get(address(meeting, end))
        counts.append(_queries(client, address(meeting, end)))
    assert counts[0] == counts[1]


def _queries(client, path):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)
