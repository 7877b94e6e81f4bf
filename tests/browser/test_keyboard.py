"""Four journeys walked whole with the keyboard alone, from the sign-in to the end."""

from datetime import date

import pytest
from django.utils import timezone

from actions.follow_up import Said
from actions.models import ActionItem
from meetings.models import Meeting, Report
from tests.factories import (
    PASSWORD,
    hand_in,
    make_document,
    make_meeting,
    publish,
    with_actions,
)

MOST = 120  # stops from one thing to the next
# What stands on the focused element, and whether somebody sees where she is.
FOCUSED = """() => {
  const here = document.activeElement;
  const said = here.labels?.[0]?.innerText || here.getAttribute("aria-label") || here.innerText;
  const words = (said || here.value || "").trim().replace(/\\s+/g, " ");
  // A link that covers its row has its frame round the row.
  const frames = [null, "::after"].map((part) => getComputedStyle(here, part).outlineStyle);
  const isDrawn = frames.some((style) => style !== "none");
  const isSeen = here.matches(":focus-visible") && isDrawn;
  const { bottom, top } = here.getBoundingClientRect();
  return [words, isSeen, bottom > 0 && top < innerHeight];
}"""


class Keys:
    """A person who has no mouse."""

    def __init__(self, page):
        self.page, self.count = page, 0

    def press(self, key):
        self.count += 1
        self.page.keyboard.press(key)

    def write(self, text):
        self.count += len(text)
        self.page.keyboard.type(text)

    @property
    def here(self):
        return self.page.evaluate(FOCUSED)[0]

    def tab_to(self, words):
        """Go on with Tab until what is focused says these words; each stop can be seen."""
        for _ in range(MOST):
            self.press("Tab")
            here, is_seen, is_on_screen = self.page.evaluate(FOCUSED)
            assert (is_seen, is_on_screen) == (True, True), here
            if here.startswith(words):
                return
        raise AssertionError(f"« {words} » is not reached")

    def go(self, words, address):
        """Follow a link or press a button, to another page."""
        self.tab_to(words)
        with self.page.expect_navigation(url=address):
            self.press("Enter")

    def type(self, words, text):
        self.tab_to(words)
        self.write(text)

    def sign_in(self, user):
        self.page.goto("/connexion/")
        if self.here != "Adresse électronique*":  # where the page opens
            self.tab_to("Adresse électronique")
        self.page.keyboard.type(user.email)
        self.type("Mot de passe", PASSWORD)
        self.page.keyboard.press("Enter")
        self.page.get_by_role("heading", name=f"Bonjour {user.name}").wait_for()


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
