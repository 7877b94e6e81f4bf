"""From an action that nobody had to the minutes that say it is done: SP/CCM, OIM, the secretary."""

from datetime import date

import pytest
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from actions.models import ActionItem
from gtm.models import Agency, Mail, WorkingGroup
from gtm.typography import long_date
from tests.factories import (
    PASSWORD,
    make_document,
    make_meeting,
    make_membership,
    make_user,
    publish,
)
from tests.meetings.zinder import zinder_document
from tests.pdftext import text_of

TEXT = "Intervention des partenaires dans les secteurs"
SAID = "Trois projets ont commencé à Mirriah."


@pytest.fixture
def zinder(transactional_db):
    """The minutes of Zinder, published; its secretary, SP/CCM and OIM."""
    call_command("load_reference", verbosity=0)
    call_command("load_axes", verbosity=0)
    group = WorkingGroup.objects.get(name="GTM/Zinder")
    secretary = make_membership(make_user("Amina"), "secretary", group=group).user
    reviewer = make_membership(make_user("Rakia"), "reviewer").user
    oim = Agency.objects.get(acronym="OIM", territory=None)
    partner = make_membership(make_user("Paul"), "partner", agency=oim).user
    document = zinder_document()
    publish(make_meeting(group, secretary, document=document, on=date(2021, 11, 30)), reviewer)
    return secretary, reviewer, partner, Agency.objects.get(parent=oim, territory=group.territory)


@pytest.mark.parametrize(("javascript", "width"), [(True, 1280), (False, 360)])
def test_an_action_of_the_partners_is_designated_asked_about_declared_closed_and_printed(
    zinder, new_page, sign_in, tmp_path, javascript, width
):
    secretary, reviewer, partner, antenne = zinder

    def browser_of(user):
        page = new_page(javascript=javascript, width=width)
        sign_in(page, user, PASSWORD)
        return page

    sp_ccm, oim, writer = (browser_of(user) for user in (reviewer, partner, secretary))
    late_actions_of_zinder(sp_ccm, width)
    designate(sp_ccm, antenne)
    ask_for_news(sp_ccm)
    answer(oim, partner, tmp_path)
    close(sp_ccm)
    action = ActionItem.objects.get(text__startswith=TEXT)
    kinds = list(action.updates.values_list("kind", flat=True))
    assert (action.status, kinds) == ("done", ["closed", "declared", "chased", "designated"])
    today = timezone.localdate()
    document = make_document(date=f"{today:%d/%m/%Y}")
    later = make_meeting(action.group, secretary, document=document, on=today)
    tell_at_the_next_meeting(writer, later, today)
    sp_ccm.goto(later.get_absolute_url())
    sp_ccm.get_by_role("link", name="Publier…").click()
    sp_ccm.get_by_role("button", name="Publier la version 1").click()
    sp_ccm.get_by_text("Compte rendu publié (version 1).").wait_for()
    printed = " ".join(text_of(pdf_of(oim, later)).split())
    assert printed.count(f"Réalisé le {long_date(today)}".replace("\xa0", " ")) == 1
    assert printed.count(TEXT) == printed.count("Les chefs-lieux sont servis.") == 1
    assert [page.problems for page in (sp_ccm, oim, writer)] == [[], [], []]


def designate(page, antenne):
    row = page.locator(".review-row", has_text=TEXT)
    row.get_by_role("checkbox").check()
    if page.locator(".selection-more > summary").is_visible():
        page.locator(".selection-more > summary").click()
    field = page.get_by_label("Structure chargée du suivi")
    if field.evaluate("field => field.tagName") == "SELECT":
        field.select_option(str(antenne.pk))
    else:
        field.fill(antenne.label)
    page.get_by_role("button", name="Désigner").click()
    page.locator(".messages").get_by_text(
        "OIM Zinder : chargée du suivi de 1 point d’action."
    ).wait_for()
    assert row.locator(".tag-charged").all_inner_texts() == ["OIM Zinder"]


def ask_for_news(page):
    page.locator(".review-row", has_text=TEXT).get_by_role("checkbox").check()
    page.get_by_role("button", name="Relancer…").click()
    page.get_by_role("button", name="Envoyer les courriels").click()
    page.get_by_text("1 structure relancée par courriel.").wait_for()


def answer(page, partner, folder):
    """OIM, which got a letter, opens the action in its own account: « fait », with a file."""
    assert Mail.objects.filter(recipient=partner.email, subject__startswith="Relance").count() == 1
    page.goto(ActionItem.objects.get(text__startswith=TEXT).get_absolute_url())
    page.locator("#fait > summary").click()
    form = page.locator("#fait form")
    form.get_by_label("Observations").fill(SAID)
    path = folder / "rapport.pdf"
    path.write_bytes(b"%PDF-1.7")
    form.get_by_label("Pièce jointe").set_input_files(path)
    form.get_by_role("button", name="Déclarer fait").click()
    page.get_by_text("Déclaré fait. Le rapporteur du groupe ou le SP/CCM vérifie").wait_for()
    page.get_by_role("link", name="rapport.pdf").wait_for()


def close(page):
    page.goto("/actions/?etat=a-verifier")
    row = page.locator(".review-row", has_text=TEXT)
    row.locator(".row-more > summary").click()
    row.get_by_role("button", name="Clore : réalisé").click()
    page.get_by_text("Le point d’action est clos.").wait_for()
    assert "etat=a-verifier" in page.url


def tell_at_the_next_meeting(page, meeting, today):
    """What is open is carried over, what was closed since stands last; one line is filled."""
    page.goto(f"/reunions/{meeting.pk}/modifier/")
    lines = page.locator(".followup-line")
    assert lines.count() == 9
    assert TEXT in lines.last.inner_text()
    assert f"réalisé le {long_date(today)}" in lines.last.inner_text()
    first = lines.first.locator("select[name$='/status']")
    first.select_option("doing")
    lines.first.locator("[name$='/said']").fill("Les chefs-lieux sont servis.")
    page.locator("select[name$='/decision']").select_option("adopted")
    page.get_by_role("button", name="Soumettre…").click()
    page.get_by_role("button", name="Soumettre à validation").click()
    page.get_by_text("Compte rendu soumis à la validation").wait_for()


def pdf_of(page, meeting):
    return page.request.get(f"/reunions/{meeting.pk}/compte-rendu.pdf").body()


def late_actions_of_zinder(page, width):
    page.goto("/")
    if width < 768:
        page.locator(".menu > summary").click()
    page.get_by_role("link", name="Actions", exact=True).locator("visible=true").click()
    page.wait_for_url("**/actions/")  # loaded whole: else the choices may be half there
    if width < 768:
        page.get_by_text("Filtrer, trier, grouper").click()
    region = page.get_by_label("Région")
    region.select_option(label=next(t for t in region.inner_text().splitlines() if "Zinder" in t))
    page.get_by_role("button", name="Filtrer", exact=True).click()
    page.get_by_text("9 points d’action").wait_for()


@pytest.mark.parametrize(("javascript", "width"), [(True, 1280), (False, 360)])
def test_all_of_a_page_is_ticked_and_unticked_from_the_keyboard(
    zinder, new_page, sign_in, javascript, width
):
    page = new_page(javascript=javascript, width=width)
    sign_in(page, zinder[1], PASSWORD)
    page.goto("/actions/")
    ticked = page.locator(".pick:checked")
    for words, count in (("Tout cocher", 9), ("Tout décocher", 0)):
        page.get_by_role("link", name=words).focus()
        page.keyboard.press("Enter")
        other = "Tout décocher" if count else "Tout cocher"
        page.get_by_role("link", name=other).wait_for()
        assert (ticked.count(), page.get_by_role("button", name="Relancer…").is_visible()) == (
            count,
            bool(count),
        )
    page.get_by_role("checkbox").first.check()
    assert page.get_by_role("link", name="Tout cocher").count() == 1
    assert page.problems == []


@pytest.mark.parametrize(("javascript", "width"), [(True, 1280), (False, 360)])
def test_a_sentence_survives_the_end_of_the_session(zinder, new_page, sign_in, javascript, width):
    secretary = zinder[0]
    page = new_page(javascript=javascript, width=width)
    sign_in(page, secretary, PASSWORD)
    action = ActionItem.objects.get(text__startswith=TEXT)
    page.goto(action.get_absolute_url())
    page.locator("#suivi > summary").click()
    page.locator("#suivi").get_by_label("Observations").fill(SAID)
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.locator("#suivi").get_by_role("button", name="Enregistrer").click()
    page.locator("[name=login]").fill(secretary.email)
    page.locator("[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.locator("blockquote", has_text=SAID).wait_for()
    page.get_by_role("button", name="Envoyer", exact=True).click()
    page.locator(".updates", has_text=SAID).wait_for()
    assert [each.sentence for each in action.updates.all()] == [SAID]
    assert page.problems == []
