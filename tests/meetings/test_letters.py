"""Letters on paper: who gets which, what they say, their pages."""

import io
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pikepdf
import pytest

from gtm.models import Letterhead
from meetings.convocation import letters
from meetings.models import LetterSettings, Meeting
from tests import pdfua
from tests.factories import (
    make_action,
    make_agency,
    make_convened,
    make_convocation,
    make_meeting,
)
from tests.pdftext import text_of

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 16, 9, tzinfo=ZoneInfo("Africa/Niamey"))
AGENDA = [
    {"title": "Présentation de la stratégie de coordination", "presenters": "SP/CCM"},
    {"title": "Plan d’action (2022-2026)", "minutes": "20"},
    "Divers",  # as the first ones were told
]


def tell(group, secretary, sequence=0, **fields):
    meeting = Meeting.objects.filter(date=date(2026, 11, 30)).first()
    meeting = meeting or make_meeting(group, secretary, on=date(2026, 11, 30))
    told = {"starts_at": time(10, 20), "agenda": AGENDA, "answer_by": date(2026, 11, 26), "at": AT}
    told |= {"reference": "N° 012/GTM-ZR/2026"} | fields
    return make_convocation(meeting, secretary, sequence, **told)


@pytest.fixture
def told(group, secretary):
    return tell(group, secretary)


def words_of(content):
    return " ".join(text_of(content).split())


def test_a_partner_is_invited_and_a_service_convened(told):
    state = make_convened(told.meeting, make_agency("DRAT"), told, style="convocation")
    partner = make_convened(told.meeting, make_agency("OIM"), told, style="invitation")
    texts = [words_of(letters.letter(told, each)) for each in (state, partner)]
    assert ["vous convoquer" in text for text in texts] == [True, False]
    assert ["vous inviter" in text for text in texts] == [False, True]


def test_a_letter_says_what_where_when_and_who(told):
    each = make_convened(told.meeting, make_agency("OIM"), told, name="Rakia", function="Cheffe")
    text = words_of(letters.letter(told, each, "https://gtm.example/r/abc"))
    for wanted in (
        "Le 16 novembre 2026",
        "N° 012/GTM-ZR/2026",
        "À Rakia Cheffe Nom de OIM",
        "qui se tiendra le lundi 30 novembre 2026 à 10h20.",
        "Lieu : PAM Zinder (en présentiel).",
        "coordination (SP/CCM) Plan d’action (2022-2026) – 20 minutes Divers",
        "Le rapporteur du GTM/Zinder Amina",
        "Réponse avant le jeudi 26 novembre 2026. En ligne : https://gtm.example/r/abc",
        "Représenté par (nom, fonction, téléphone)",
    ):
        assert wanted in text, text


def test_who_may_not_be_replaced_is_not_asked_by_whom(told):
    each = make_convened(told.meeting, make_agency("OIM"), told, may_be_replaced=False)
    assert "Représenté par" not in words_of(letters.letter(told, each))


def test_a_letter_is_as_it_was_told_whatever_the_group_writes_since(told):
    each = make_convened(told.meeting, make_agency("OIM"), told)
    told.letters = {"convocation": {"subject": "Objet tel quel", "body": "Chère {structure} {x}"}}
    text = words_of(letters.letter(told, each))
    assert "Objet : Objet tel quel Chère OIM {x}" in text
    assert "Divers" not in text  # a text that leaves the agenda out does so


def test_who_signs_is_said_by_the_group_and_once(told, group):
    LetterSettings.objects.create(group=group, signature="Le Préfet\nMoussa Abdou")
    told.letters = {"convocation": {"subject": "O", "body": "Venez.\n\n{signature}"}}
    text = words_of(letters.letter(told, make_convened(told.meeting, make_agency("OIM"), told)))
    assert (text.count("Le Préfet"), text.count("Moussa Abdou")) == (1, 1)


def test_a_cancelled_meeting_asks_for_no_answer_and_has_no_agenda(told, group, secretary):
    cancelled = tell(group, secretary, 1, kind="cancel", reason="deuil national")
    each = make_convened(told.meeting, make_agency("OIM"), cancelled)
    text = words_of(letters.letter(cancelled, each))
    assert "n’aura pas lieu. Motif : deuil national" in text
    assert ("Divers" in text, "Réponse" in text) == (False, False)


def test_a_move_says_what_was_told_before(told, group, secretary):
    moved = tell(group, secretary, 1, kind="move", date=date(2026, 12, 7), reason="crue")
    text = words_of(letters.letter(moved, make_convened(told.meeting, make_agency("OIM"), moved)))
    assert (
        "désormais le lundi 7 décembre 2026 à 10h20. Elle était prévue le lundi 30 novembre" in text
    )
    assert "2026 à 10h20. Motif : crue" in text


def test_its_own_open_actions_stand_in_the_letter_of_a_structure(told, group, secretary):
    oim, pam = make_agency("OIM"), make_agency("PAM")
    late = make_action(group, secretary, oim, text="Fournir les chiffres")
    make_action(group, secretary, oim, text="Close depuis", status="done")
    make_action(group, secretary, pam, text="Celle du PAM")
    theirs = make_convened(told.meeting, oim, told)
    deputy = make_convened(told.meeting, None, told, name="Issa", deputy_of=theirs)
    nobody = make_convened(told.meeting, None, told, function="Préfet")
    found = [list(letters.open_actions(each, AT.date())) for each in (theirs, deputy, nobody)]
    assert found == [[late], [late], []]
    text = words_of(letters.letter(told, theirs))
    assert "Points d’action ouverts : OIM" in text
    assert "Fournir les chiffres 2022 1416 jours" in text, text
    assert ("Close depuis" in text, "Celle du PAM" in text) == (False, False)


def test_each_letter_of_a_file_counts_its_own_pages(told, group, secretary):
    long = [{"title": f"Point {rank}"} for rank in range(60)]
    told.agenda = long
    three = [make_convened(told.meeting, make_agency(f"S{rank}"), told) for rank in range(3)]
    text = text_of(letters.letters(told, three))
    pages = [line.split("Page ")[1] for line in text.splitlines() if "Page " in line]
    assert pages == ["1 / 3", "2 / 3", "3 / 3"] * 3


@pytest.mark.parametrize("style", ["simple", "administrative"])
def test_letters_are_read_aloud(told, group, secretary, style):
    Letterhead.objects.filter(group=group).update(style=style, lines="RÉGION DE ZINDER")
    told.meeting.group = type(group).objects.get(pk=group.pk)
    agencies = [make_agency(name) for name in ("OIM", "PAM", "HCR")]
    make_action(group, secretary, agencies[0])
    content = letters.letters(told, [make_convened(told.meeting, a, told) for a in agencies])
    assert pdfua.problems(content) == []
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert len(pdf.pages) == 3


def test_what_people_typed_is_text(told):
    name = "<script>{groupe}</script> \u202e& {"
    each = make_convened(told.meeting, None, told, name=name)
    told.letters = {"convocation": {"subject": "{destinataire}", "body": "<b>{lieu}</b>"}}
    text = words_of(letters.letter(told, each))
    assert "<b>PAM Zinder</b>" in text
    assert "<script>{groupe}</script>" in text


# --- The pages ---


def addresses(meeting, each):
    own = f"/reunions/{meeting.pk}/convocation/lettres"
    return f"{own}.pdf", f"{own}/{each.pk}.pdf"


def test_who_may_print_which_letters(
    client, told, secretary, reviewer, partner, other_secretary, outsider, agency
):
    theirs = make_convened(told.meeting, agency, told)
    other = make_convened(told.meeting, make_agency("PAM"), told)
    everyone, own = addresses(told.meeting, theirs)
    _, not_own = addresses(told.meeting, other)
    found = {}
    for person in (secretary, reviewer, partner, other_secretary, outsider):
        client.force_login(person)
        found[person] = [client.get(each).status_code for each in (everyone, own, not_own)]
    assert found[secretary] == found[reviewer] == [200, 200, 200]
    assert found[partner][1:] == [200, 404]
    assert found[other_secretary][1:] == found[outsider][1:] == [404, 404]
    assert {found[each][0] for each in (partner, other_secretary, outsider)} <= {403, 404}
    assert (
        client.get(f"/reunions/{other.meeting_id}/convocation/lettres/999999999999.pdf").status_code
        == 404
    )


def test_the_file_of_all_has_the_last_telling_of_each(client, told, group, secretary):
    moved = tell(group, secretary, 1, kind="move", date=date(2026, 12, 7), reason="crue")
    make_convened(told.meeting, make_agency("OIM"), told)
    make_convened(told.meeting, make_agency("PAM"), moved)
    make_convened(told.meeting, make_agency("HCR"), None)
    client.force_login(secretary)
    answer = client.get(addresses(told.meeting, told)[0])
    assert answer["Content-Type"] == "application/pdf"
    objects = [line for line in text_of(answer.content).splitlines() if line.startswith("Objet")]
    assert [line.split()[2] for line in objects] == ["Convocation", "Report"]


def test_without_anybody_convened_the_page_says_so(client, told, secretary):
    client.force_login(secretary)
    answer = client.get(addresses(told.meeting, told)[0], follow=True)
    assert "Personne n’est encore convoqué" in answer.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_letters_cost_the_same_for_one_and_for_three(
    told, group, secretary, count, django_assert_num_queries
):
    """But for the actions, which are read once for each structure."""
    pam = make_agency("PAM", territory=group.territory)
    for rank in range(count):
        make_convened(told.meeting, pam, told, name=f"Nom {rank}")
    convened = list(told.meeting.convened.whole().select_related("told__by"))
    with django_assert_num_queries(8):
        letters.of_each(convened)
