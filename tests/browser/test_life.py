"""The life of minutes in a real browser: handed in, read, returned, published, corrected."""

import pytest
from django.test import Client
from django.urls import reverse

from gtm.models import Mail
from meetings.models import Meeting, Observation
from tests.factories import PASSWORD, make_document, make_meeting

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def meeting(group, secretary):
    return make_meeting(group, secretary, document=make_document(opening="MARQUEUR"))


@pytest.fixture
def browser_of(new_page, sign_in):
    """A page in which a person has signed in."""

    def opened(user=None, **options):
        page = new_page(**options)
        if user:
            sign_in(page, user, PASSWORD)
        return page

    return opened


def hand_in(page, meeting):
    page.goto(reverse("meetings:meeting_submit", args=[meeting.pk]))
    page.get_by_role("button", name="Soumettre à validation").click()


def let_read(writer):
    """The secretary sends the « PROJET »; returns the path of the link in the mail."""
    writer.get_by_role("link", name="Faire relire le projet").click()
    writer.get_by_label("Autres personnes").fill("Mariama <mariama@exemple.ne>")
    writer.get_by_role("button", name="Envoyer le projet").click()
    writer.get_by_text("Le projet part à 1 personne.").wait_for()
    body = Mail.objects.get().body
    return "/relecture/" + body.partition("/relecture/")[2].split()[0]


def observe(reader, link):
    reader.goto(link)
    reader.get_by_text("Écrire une observation : Présence").first.click()
    reader.locator("textarea[name=attendance]").fill("Il manque le HCR")
    reader.get_by_role("button", name="Envoyer les observations").click()
    reader.get_by_text("Vos observations sont envoyées").wait_for()


def send_back(sp_ccm, address):
    sp_ccm.goto(address)
    sp_ccm.get_by_text("Il manque le HCR").wait_for()
    sp_ccm.get_by_role("link", name="Renvoyer…").click()
    sp_ccm.get_by_label("Motif du renvoi").fill("La présence est à compléter")
    sp_ccm.get_by_role("button", name="Renvoyer au rapporteur").click()
    sp_ccm.get_by_text("Compte rendu renvoyé au rapporteur").wait_for()


def rework(writer):
    """The observation is marked without losing what is being typed, then all is handed in."""
    writer.goto("/")
    writer.get_by_text("La présence est à compléter").first.wait_for()
    writer.get_by_role("link", name="Continuer le compte rendu").click()
    writer.locator("[name=place]").fill("Magaria")
    writer.get_by_role("button", name="Marquer comme traitée").click()
    writer.get_by_role("button", name="Traitée, rouvrir").wait_for()
    assert writer.locator("[name=place]").input_value() == "Magaria"
    writer.get_by_role("button", name="Soumettre…").click()
    writer.get_by_role("button", name="Soumettre à validation").click()
    writer.get_by_text("Compte rendu soumis à la validation").wait_for()


def publish(sp_ccm, address, version):
    sp_ccm.goto(address)
    sp_ccm.get_by_role("link", name="Publier…").click()
    sp_ccm.get_by_role("button", name=f"Publier la version {version}").click()
    sp_ccm.get_by_text(f"Compte rendu publié (version {version}).").wait_for()


def correct(sp_ccm, writer, meeting):
    sp_ccm.get_by_role("link", name="Ouvrir une correction…").click()
    sp_ccm.get_by_label("Ce qui change").fill("Le lieu")
    sp_ccm.get_by_role("button", name="Ouvrir la correction").click()
    sp_ccm.get_by_text("Correction ouverte :").wait_for()
    writer.goto(reverse("meetings:meeting_edit", args=[meeting.pk]))
    writer.locator("[name=place]").fill("Tanout")
    writer.get_by_role("button", name="Soumettre…").click()
    writer.get_by_role("button", name="Soumettre à validation").click()
    writer.get_by_text("Compte rendu soumis à la validation").wait_for()


def test_minutes_are_read_returned_published_and_corrected(
    browser_of, meeting, secretary, reviewer, partner
):
    address = meeting.get_absolute_url()
    writer, sp_ccm, member = (browser_of(who) for who in (secretary, reviewer, partner))
    hand_in(writer, meeting)
    link, reader = let_read(writer), browser_of(javascript=False, width=360)
    observe(reader, link)
    send_back(sp_ccm, address)
    assert reader.goto(link).status == 410
    rework(writer)
    publish(sp_ccm, address, 1)
    correct(sp_ccm, writer, meeting)
    member.goto(address)
    shown = [member.get_by_text(word).count() > 0 for word in ("Magaria", "Tanout", "correction")]
    assert shown == [True, False, False]
    publish(sp_ccm, address, 2)
    member.goto(address)
    member.get_by_role("link", name="Lire la version 1").click()
    member.get_by_text("Cette version n’est plus en vigueur").wait_for()
    assert Meeting.objects.get().published_version == 2
    assert Observation.objects.get().treated_by == secretary
    stranger = Client().get(address)
    assert (stranger.status_code, b"MARQUEUR" in stranger.content) == (302, False)
    assert [page.problems for page in (writer, sp_ccm, member)] == [[], [], []]
