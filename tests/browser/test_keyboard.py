"""Four journeys walked whole with the keyboard alone, from the sign-in to the end."""

from datetime import date

import pytest
from django.utils import timezone

from actions.follow_up import Said
from actions.models import ActionItem
from meetings.models import Meeting, Report
from tests.browser.keys import Keys
from tests.factories import (
    hand_in,
    make_document,
    make_meeting,
    publish,
    with_actions,
)


@pytest.fixture
def keys(new_page):
    return Keys(new_page())


def test_a_rapporteur_begins_writes_and_submits(transactional_db, group, secretary, keys):
    keys.sign_in(secretary)
    keys.go("Nouvelle réunion", "**/nouvelle/")
    keys.type("Date", "30/11/2021")
    keys.type("Lieu", "PAM Zinder")
    keys.go("Créer la réunion", "**/modifier/")
    assert keys.here == "Début"  # where one begins to type
    keys.page.keyboard.type("10h20")
    keys.page.keyboard.press("Alt+l")
    keys.page.keyboard.type("OIM")
    keys.page.keyboard.press("Enter")
    keys.page.keyboard.type("HCR")
    keys.page.keyboard.press("Alt+p")
    keys.page.keyboard.type("Divers")
    keys.page.keyboard.press("Alt+a")
    keys.page.keyboard.type("Former les agents")
    keys.page.keyboard.press("Tab")
    keys.page.keyboard.type("OIM")
    keys.page.keyboard.press("Tab")
    keys.page.keyboard.type("2022")
    keys.go("Soumettre…", "**/soumettre/")
    keys.go("Soumettre à validation", "**/reunions/*/")
    meeting = Meeting.objects.get()
    assert (meeting.state, len(meeting.document["attendance"])) == ("submitted", 2)


def test_sp_ccm_publishes_minutes_then_closes_a_row(
    transactional_db, group, secretary, reviewer, keys
):
    document, _ = with_actions(make_document(), {"text": "Former", "deadline": "2021"})
    publish(make_meeting(group, secretary, document=document), reviewer)
    action = ActionItem.objects.get()
    action.declare_done(Said(secretary, timezone.now()))
    later = make_document(date="15/12/2021", place="Magaria")
    waiting = hand_in(make_meeting(group, secretary, document=later, on=date(2021, 12, 15)))
    keys.sign_in(reviewer)
    keys.page.goto(waiting.get_absolute_url())
    keys.go("Publier…", "**/publier/")
    keys.go("Publier la version 1", "**/reunions/*/")
    keys.page.get_by_text("Compte rendu publié (version 1).").wait_for()
    keys.go("Actions", "**/actions/")
    keys.go("À vérifier", "**/actions/?etat=a-verifier")
    keys.tab_to("Suivi")
    keys.page.keyboard.press("Enter")
    keys.tab_to("Clore")
    keys.page.keyboard.press("Enter")
    keys.page.get_by_text("Le point d’action est clos.").wait_for()
    waiting.refresh_from_db()
    action.refresh_from_db()
    assert (waiting.state, action.status) == ("published", "done")


def test_a_partner_finds_a_meeting_and_takes_its_pdf(
    transactional_db, group, secretary, reviewer, partner, keys
):
    publish(make_meeting(group, secretary), reviewer)
    keys.sign_in(partner)
    keys.go("Réunions", "**/reunions/")
    keys.go("GTM/Zinder", "**/reunions/*/")
    keys.tab_to("Compte rendu (PDF")
    with keys.page.expect_response(lambda answer: answer.url.endswith("compte-rendu.pdf")) as taken:
        keys.page.keyboard.press("Enter")
    assert taken.value.headers["content-type"] == "application/pdf"


PACE = 100  # keys a minute: two fingers, and one looks up
WRITTEN = {
    "Contexte": "Le trimestre a été marqué par de nouvelles arrivées à Agadez et à Zinder. Les "
    "groupes se sont réunis comme prévu, sauf celui d’Agadez.",
    "Faits marquants": "- Le centre de transit de Zinder est ouvert.\n"
    "Les fiches sont la même pour tous.\nLes points focaux sont formés.",
    "Faiblesses": "- Les comptes rendus arrivent tard.\nTreize points n’ont pas de chef de file.",
    "Recommandations": "- Désigner un chef de file pour chaque point.\n"
    "Tenir la réunion d’Agadez avant la fin du mois.",
    "Perspectives": "Les groupes reverront leurs points en retard au trimestre prochain.",
}


def test_sp_ccm_makes_the_report_of_a_quarter_in_ten_minutes(
    transactional_db, group, secretary, reviewer, keys
):
    document, _ = with_actions(make_document(), {"text": "Former", "deadline": "2021"})
    publish(make_meeting(group, secretary, document=document), reviewer)
    keys.sign_in(reviewer)
    keys.count = 0
    keys.go("Rapports", "**/rapports/")
    keys.go("Nouveau rapport", "**/nouveau/")
    keys.go("Commencer le rapport", "**/modifier/")
    keys.page.locator("[data-ready]").wait_for()
    for part, text in WRITTEN.items():
        keys.type(part, text)
    keys.go("Signer…", "**/signer/")
    keys.go("Signer la version 1", "**/versions/1/")
    version = Report.objects.get().versions.get()
    assert set(WRITTEN.values()) <= set(version.document.values())
    assert keys.count <= 10 * PACE
