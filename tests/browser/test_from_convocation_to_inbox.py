"""One scenario: from the agenda of a meeting to everybody's inbox, then one moved and cancelled."""

from datetime import UTC, date, datetime

import pytest
from django.core.files.storage import default_storage

from meetings.life.publishing import path_of
from meetings.models import Arrival, Meeting
from meetings.text import document as doc
from tests.browser import convening
from tests.browser.convening import PHONE, Hand, come_in, link_in, pdfs_in, row, text_of
from tests.browser.device import records, until
from tests.browser.editing import session_of
from tests.browser.meeting_after import WRITTEN, plan, take_into_calendar, the_meeting_after
from tests.caldav import open_calendar
from tests.office import open_office

DAY = date(2031, 11, 27)
TITLES = [
    "Lecture et adoption du compte rendu du 30 octobre 2031",
    "Suivi des points d’action",
    "Refoulements à la frontière",
    "Cartographie des acteurs",
]


@pytest.fixture
def clock(monkeypatch):
    clock = convening.Clock(monkeypatch)
    clock.turn(date(2031, 11, 17), 9)
    return clock


@pytest.fixture
def world(clock, transactional_db, settings, live_server):
    settings.SITE_URL = live_server.url
    return convening.make_world()


@pytest.fixture
def post(settings, world):
    with open_office(settings) as office:
        yield convening.Post(office)


@pytest.fixture
def calendar(tmp_path):
    with open_calendar(tmp_path / "radicale") as address:
        yield address


class Scenario:
    def __init__(self, world, post, calendar, clock, new_page, address):
        self.world, self.post, self.calendar, self.clock = world, post, calendar, clock
        self.new_page, self.address = new_page, address
        self.story = convening.Story()
        self.hand = self.of(world.secretary)

    def of(self, user=None, **how):
        page = self.new_page(**how)
        if user:
            page.context.add_cookies([session_of(user, self.address)])
        return Hand(self.story, page)

    @property
    def meeting(self):
        """The one that is being prepared: the last of the group."""
        return Meeting.objects.filter(group=self.world.group).order_by("-date").first()

    def open(self, hand=None):
        (hand or self.hand).page.goto(self.meeting.get_absolute_url())

    def link(self, message):
        return link_in(message, f"{self.address}/convocation/")


@pytest.fixture
def scenario(world, post, calendar, clock, new_page, live_server):
    return Scenario(world, post, calendar, clock, new_page, live_server.url)


def test_from_the_convocation_to_everybodys_inbox(scenario, device, network):
    plan(scenario, "2031-11-27")
    pass_a_point_up(scenario)
    prepare(scenario)
    mails = convene(scenario)
    answer(scenario, mails)
    note_by_hand(scenario)
    take_into_calendar(scenario, mails, "CONFIRMED", datetime(2031, 11, 27, 9, 20, tzinfo=UTC))
    at_the_door(scenario, device, network)
    begin(scenario)
    write(scenario)
    publish(scenario)
    send_out(scenario)
    the_meeting_after(scenario)
    print(f"\n{scenario.story.table}")  # noqa: T201


# --- Before ---


def pass_a_point_up(scenario):
    hand, world = scenario.of(scenario.world.below), scenario.world
    hand.page.goto(world.department.get_absolute_url())
    with scenario.story.step("Porter un point au niveau supérieur", "rapporteur du département"):
        hand.tap(hand.page.get_by_text("Porter un point au niveau supérieur").first)
        hand.link("Refoulements à la frontière")
        hand.picture("porter")
        hand.write(hand.page.get_by_label("Ce qui est demandé"), "Saisir le Gouvernorat")
        hand.button("Porter au GTM/Zinder")
        hand.says("Le point est porté au GTM/Zinder")


def prepare(scenario):
    hand = scenario.hand
    scenario.open()
    with scenario.story.step("Préparer l’ordre du jour", "rapporteur"):
        hand.link("Préparer l’ordre du jour")
        hand.says("compte rendu du 6 novembre 2031")
        hand.button("Retenir Refoulements")
        hand.says("Le point est à l’ordre du jour")
        hand.button("Reprendre Cartographie")
        hand.page.wait_for_url("**#row-*")
        hand.page.locator("[name$='/title']").nth(3).wait_for()
        hand.picture("ordre-du-jour")
        hand.button("Enregistrer et revenir")
    points = doc.tree(scenario.meeting.document)["points"]
    assert [each["title"].replace("\xa0", " ") for each in points] == TITLES


def convene(scenario):
    hand = scenario.hand
    scenario.open()
    with scenario.story.step("Convoquer les huit membres", "rapporteur"):
        hand.link("Convoquer")
        hand.date(hand.page.get_by_label("Réponse attendue avant le"), "2031-11-24")
        hand.picture("convoquer")
        hand.button("Envoyer les convocations")
        hand.says("8 personnes convoquées")
    assert hand.page.get_by_text("Sans adresse").inner_text().startswith("Sans adresse")
    with scenario.story.step("Les convocations partent (SMTP)", "serveur"):
        mails = scenario.post.send()
    assert set(mails) == {f"{name}@example.org" for name in WRITTEN}
    assert "Former les agents d’accueil" in text_of(mails["oim@example.org"])
    assert "Former les agents d’accueil" not in text_of(mails["drc@example.org"])
    convening.read_on_a_phone(
        scenario.of(width=PHONE), mails["oim@example.org"], "courriel-convocation"
    )
    return mails


# --- Answers ---


def answers(meeting):
    """{label: answer} of who was convened, the deputies among them."""
    rows = meeting.convened.whole()
    return {each.label: each.answer for each in rows}


def opened(scenario, message, **how):
    """The page of a link, signed out, on a phone: opening it answers nothing."""
    hand, before = scenario.of(width=PHONE, **how), answers(scenario.meeting)
    hand.page.goto(scenario.link(message))
    assert answers(scenario.meeting) == before
    assert hand.page.evaluate("document.documentElement.scrollWidth") == PHONE
    return hand


def answer(scenario, mails):
    with scenario.story.step("Répondre : présent", "structure, 360 px"):
        hand = opened(scenario, mails["drec@example.org"])
        hand.tap(hand.page.get_by_label("présent", exact=True))
        hand.picture("present")
        hand.button("Envoyer ma réponse")
        hand.says("votre réponse est enregistrée")
    with scenario.story.step("Répondre : excusé, sans JavaScript", "structure, 360 px"):
        hand = opened(scenario, mails["police@example.org"], javascript=False)
        hand.tap(hand.page.get_by_label("excusé", exact=True))
        hand.write(hand.page.get_by_label("Motif, si excusé"), "en mission")
        hand.button("Envoyer ma réponse")
        hand.says("votre réponse est enregistrée")
    send_a_deputy(scenario, mails["gouvernorat@example.org"])


def send_a_deputy(scenario, message):
    with scenario.story.step("Répondre : représenté par…", "structure, 360 px"):
        hand = opened(scenario, message)
        hand.tap(hand.page.get_by_label("représenté", exact=False).first)
        hand.tap(hand.page.locator("summary").filter(has_text="Représenté par"))
        hand.write(hand.page.get_by_label("Nom de qui représente"), "Mariama Sani")
        hand.write(hand.page.get_by_label("Sa fonction"), "Cheffe de cabinet")
        hand.write(hand.page.get_by_label("Son adresse électronique"), "mariama@example.org")
        hand.picture("represente")
        hand.button("Envoyer ma réponse")
        hand.says("votre réponse est enregistrée")
    with scenario.story.step("La suppléante reçoit sa convocation et répond", "suppléante, 360 px"):
        mails = scenario.post.send()
        assert list(mails) == ["mariama@example.org"]
        hand = opened(scenario, mails["mariama@example.org"])
        hand.tap(hand.page.get_by_label("présent", exact=True))
        hand.button("Envoyer ma réponse")
        hand.says("votre réponse est enregistrée")


def note_by_hand(scenario):
    hand = scenario.hand
    hand.page.goto(f"/reunions/{scenario.meeting.pk}/reponses/")
    with scenario.story.step("Partager par WhatsApp, noter la réponse", "rapporteur"):
        hand.link("HCR")
        hand.button("Partager (texte et lien)")
        shared = hand.page.locator("#texte-partage").input_value()
        hand.picture("partager")
        hand.tap(hand.page.get_by_label("présent", exact=True))
        hand.button("Noter la réponse")
        hand.says("La réponse est notée")
    assert [
        f"{scenario.address}/convocation/" in shared,
        "27/11/2031" in shared or "27 nov" in shared,
    ]
    hand.picture("reponses")
    assert answers(scenario.meeting) == {
        "DREC/MR": "present",
        "Police": "excused",
        "Gouvernorat": "represented",
        "Mariama Sani, Cheffe de cabinet, Gouvernorat": "present",
        "OIM": "",
        "HCR": "present",
        "PAM": "",
        "CICR": "",
        "DRC": "",
    }


# --- The day ---


def at_the_door(scenario, device, network):
    scenario.clock.turn(DAY, 9, 40)
    device.address = network.address
    hand = Hand(scenario.story, device.start(PHONE))
    device.context.add_cookies([session_of(scenario.world.secretary, network.address)])
    hand.page.goto(scenario.meeting.get_absolute_url())
    with scenario.story.step("Préparer la porte, pointer trois arrivées", "rapporteur, téléphone"):
        hand.link("Pointer les arrivées")
        hand.button("Préparer la porte avec un code")
        hand.says("La porte est prête")
        code = hand.page.locator("strong.door-code").inner_text()
        hand.page.locator("html[data-ready]").wait_for(state="attached")
        come_in(hand, "Gouvernorat", "Mariama Sani")
        come_in(hand, "HCR")
        come_in(hand, "OIM")
        hand.says("Tout est sur le serveur.")
        hand.picture("porte")
    sign_in(scenario, code)
    hand.page.reload()
    hand.page.locator("html[data-ready]").wait_for(state="attached")
    hand.page.locator("[data-waiting]").wait_for()
    hand.page.evaluate("() => navigator.serviceWorker.ready.then(() => null)")
    without_network(scenario, hand, network)
    assert hand.page.locator("[data-totals]").inner_text().startswith("6 arrivés sur 8 attendus")
    device.kill()


def sign_in(scenario, code):
    with scenario.story.step("S’inscrire soi-même avec le code", "participante, 360 px"):
        hand = scenario.of(width=PHONE)
        hand.page.goto("/presence/")
        hand.write(hand.page.get_by_label("Code de la réunion"), code)
        hand.button("Continuer")
        hand.write(hand.page.get_by_label("Nom et prénom"), "Zeinabou Ali")
        hand.write(hand.page.get_by_label("Structure"), "PAM")
        hand.write(hand.page.get_by_label("Téléphone"), "90 00 00 01")
        hand.picture("inscription")
        hand.button("Je suis là")
        hand.says("en attente de confirmation par le rapporteur")
    assert hand.page.evaluate("document.documentElement.scrollWidth") == PHONE


def without_network(scenario, hand, network):
    with scenario.story.step("Pointer deux arrivées sans réseau", "rapporteur, téléphone"):
        network.turn("cut")
        come_in(hand, "DREC/MR")
        come_in(hand, "CICR")
        until(hand.page, lambda: len(records(hand.page, "arrivals")) == 2)
        hand.says("2 arrivées sur l’appareil, pas encore envoyées.")
        hand.picture("sans-reseau")
    assert Arrival.objects.count() == 4
    network.turn("fair")
    with scenario.story.step("Réseau revenu : tout part, confirmer", "rapporteur, téléphone"):
        hand.page.get_by_text("Tout est sur le serveur.").wait_for(timeout=30_000)
        hand.button("Confirmer")
        row(hand.page, "PAM").get_by_role("button", name="Annuler").wait_for()
        hand.says("Tout est sur le serveur.")
    until(hand.page, lambda: Arrival.objects.confirmed().count() == 6)


def begin(scenario):
    scenario.clock.turn(DAY, 13)
    scenario.open()
    hand = scenario.hand
    with scenario.story.step("Commencer le compte rendu", "rapporteur"):
        hand.button("Commencer le compte rendu")
        hand.page.locator("[data-ready]").first.wait_for(state="attached")
        hand.picture("editeur")
    document = scenario.meeting.document
    came = {
        each["wording"]: (each["presence"] or "present", each["represented_by"])
        for each in doc.tree(document)["attendance"]
    }
    assert came == {
        "DREC/MR": ("present", ""),
        "Police": ("excused", ""),
        "Gouvernorat": ("represented", "Mariama Sani, Cheffe de cabinet"),
        "OIM": ("present", ""),
        "HCR": ("present", ""),
        "PAM": ("present", ""),
        "CICR": ("present", ""),
        "DRC": ("absent", ""),
    }
    assert document["attendance_total"] == "6"


# --- After ---


def write(scenario):
    hand = scenario.hand
    with scenario.story.step("Écrire le compte rendu", "rapporteur"):
        point = hand.page.locator("#minutes [name$='/discussion']").nth(2)
        hand.write(point, "Le Gouvernorat est saisi.")
        hand.press("Alt+a")
        for number, (text, whose) in enumerate(ACTIONS):
            if number:
                hand.press("Enter")
            hand.type(text)
            hand.press("Tab")
            hand.type(whose)
            hand.press("Tab")
            hand.type("31/01/2032")
        hand.press("Control+s")
        hand.page.locator("[data-save-state][data-kind=saved]").wait_for()
        hand.picture("ecrit")
    with scenario.story.step("Soumettre", "rapporteur"):
        hand.button("Soumettre…")
        hand.page.get_by_role("heading", name="Soumettre à validation").wait_for()
        hand.picture("soumettre")
        hand.button("Soumettre à validation")
        hand.says("Compte rendu soumis à la validation")


ACTIONS = [
    ("Recenser les personnes refoulées", "HCR"),
    ("Préparer un abri", "PAM"),
    ("Saisir la Préfecture", "Gouvernorat"),
]


def publish(scenario):
    scenario.clock.turn(date(2031, 11, 28), 9)
    hand = scenario.publisher = scenario.of(scenario.world.reviewer)
    scenario.open(hand)
    with scenario.story.step("Publier", "SP/CCM"):
        hand.link("Publier…")
        hand.button("Publier la version 1")
        hand.says("Compte rendu publié (version 1).")


def send_out(scenario):
    """Each gets the PDF and, first, what its own structure is charged with; before, nobody."""
    hand, publication = scenario.publisher, scenario.meeting.publications.get()
    with default_storage.open(path_of(publication.sha256)) as file:
        paper = file.read()
    scenario.post.send()
    scenario.open(hand)
    with scenario.story.step("Diffuser", "SP/CCM"):
        hand.link("Diffuser")
        hand.picture("diffuser")
        hand.button("Diffuser")
        hand.says("adresses")
    with scenario.story.step("La diffusion part (SMTP)", "serveur"):
        mails = scenario.post.send()
    assert set(mails) == {f"{name}@example.org" for name in WRITTEN}
    for address, message in mails.items():
        assert (address, pdfs_in(message)) == (address, [paper])
    own = {address: own_actions(text_of(message)) for address, message in mails.items()}
    assert own_actions(text_of(mails["pam@example.org"]).partition("PDF")[0]) == [ACTIONS[1][0]]
    convening.read_on_a_phone(
        scenario.of(width=PHONE), mails["pam@example.org"], "courriel-diffusion"
    )
    charged = {"gouvernorat@example.org": ACTIONS[2][0], "pam@example.org": ACTIONS[1][0]}
    assert own == {address: [charged[address]] if address in charged else [] for address in mails}


def own_actions(text):
    """The texts of the actions that a mail names."""
    return [each for each, _ in ACTIONS if each in text]
