"""The session ends, another account signs in, two tabs, sign-out: the text stays its author's."""

import re

import pytest
from django.conf import settings

from meetings.models import Meeting
from tests.browser.device import records, until, until_kept
from tests.browser.editing import Editor, discussion, write
from tests.factories import PASSWORD, make_document, make_meeting, make_membership, make_user


@pytest.fixture
def meeting(group, secretary):
    return make_meeting(group, secretary, document=make_document())


def test_one_signs_in_again_in_the_page_while_typing_goes_on(editor):
    editor.page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    write(editor, "Avant")
    dialog = editor.page.locator("[data-sign-in]")
    dialog.wait_for()  # by the timer: the keys still go to the text
    assert editor.announced.startswith("Votre session est terminée.")
    editor.type(" et après")
    assert editor.values("discussion") == ["Avant et après"]
    dialog.get_by_label("Mot de passe").fill("un mauvais mot de passe")
    dialog.get_by_role("button", name="Se connecter").click()
    dialog.get_by_role("alert").filter(has_text="mot de passe").wait_for()
    wrong = dialog.locator("[aria-invalid=true][aria-describedby=sign-in-problem]")
    assert wrong.get_attribute("name") == "password"
    dialog.get_by_label("Mot de passe").fill(PASSWORD)
    dialog.get_by_role("button", name="Se connecter").click()
    editor.page.locator("[data-kind=saved]").wait_for()
    assert (dialog.is_visible(), discussion(editor.stored.document)) == (False, "Avant et après")


def test_who_saves_and_types_on_keeps_the_keys_when_the_session_has_ended(editor):
    editor.page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    write(editor, "Avant")
    editor.press("Control+s")
    dialog = editor.page.locator("[data-sign-in]")
    dialog.wait_for()
    editor.type(" et après")
    assert (editor.values("discussion"), dialog.get_by_label("Mot de passe").input_value()) == (
        ["Avant et après"],
        "",
    )
    editor.press("Alt+c")
    editor.type(PASSWORD)
    editor.press("Enter")
    editor.page.locator("[data-kind=saved]").wait_for()
    assert (dialog.is_visible(), discussion(editor.stored.document)) == (False, "Avant et après")


def test_a_second_factor_is_asked_for_in_another_tab(editor):
    editor.page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    write(editor, "Avec un code")
    dialog = editor.page.locator("[data-sign-in]")
    dialog.wait_for()
    editor.page.route("**/connexion/", lambda route: route.fulfill(json={"location": "/code/"}))
    dialog.get_by_label("Mot de passe").fill(PASSWORD)
    dialog.get_by_role("button", name="Se connecter").click()
    dialog.get_by_text("Ce compte demande un code : connectez-vous dans un autre onglet").wait_for()
    assert dialog.get_by_role("link", name="Dans un autre onglet").is_visible()


def test_another_account_is_told_and_neither_shown_nor_sent_the_text(editor, group, live_server):
    other = make_membership(make_user("Issa"), "secretary", group=group).user
    body = {"app": "gtm", "other_account": True}
    sent = editor.answer(lambda route: route.fulfill(status=401, json=body))
    write(editor, "À Amina seule")
    notice = editor.page.locator("[data-notice=otherAccount]")
    notice.wait_for()
    assert editor.state.inner_text() == "Pas envoyé : un autre compte est connecté ici."
    page = editor.page.context.new_page()
    Editor(page, editor.meeting, live_server.url).sign_in(other)
    page.goto(f"/reunions/{editor.meeting.pk}/modifier/")
    page.locator("[data-ready]").wait_for()
    assert not page.locator("[data-found]").is_visible()
    assert "À Amina seule" not in page.content()
    page.goto("/", wait_until="networkidle")
    assert not page.locator("[data-unsent]").is_visible()
    page.close()
    editor.page.bring_to_front()
    count = len(sent)
    editor.type(" !")
    editor.page.wait_for_timeout(3_500)  # no timer sends it any more
    assert len(sent) <= count + 1
    assert discussion(editor.stored.document) is None


def test_the_second_tab_reads_until_it_is_asked_to_go_on(editor, live_server):
    write(editor, "Premier onglet")
    page = editor.page.context.new_page()
    second = Editor(page, editor.meeting, live_server.url).open()
    page.locator("[data-notice=reading]").wait_for()
    assert not second.field("discussion").is_enabled()
    page.get_by_role("button", name="Continuer ici").click()
    page.locator("[data-ready] [name$='/discussion']:enabled").wait_for()
    assert second.values("discussion") == ["Premier onglet"]
    editor.page.locator("[data-notice=reading]").wait_for()
    assert not editor.field("discussion").is_enabled()
    write(second, "Second onglet")
    second.save()
    assert discussion(second.stored.document) == "Second onglet"
    assert second.meeting.revisions.filter(version=None).count() == 0


def test_a_tab_without_network_hands_over_what_it_could_not_send(editor, live_server):
    editor.answer(lambda route: route.abort())
    write(editor, "Jamais envoyé")
    editor.press("Control+s")
    editor.page.locator("[data-kind=waiting]").wait_for()
    page = editor.page.context.new_page()
    second = Editor(page, editor.meeting, live_server.url).open()
    page.locator("[data-notice=reading]").wait_for()
    page.get_by_role("button", name="Continuer ici").click()
    page.locator("[data-kind=saved]").wait_for(timeout=15_000)
    assert discussion(second.stored.document) == "Jamais envoyé"


def left_by_a_closed_page(editor, text):
    """A page on which the text of another one, closed since, waits; that did not send it."""
    editor.answer(lambda route: route.abort())
    write(editor, text)
    until_kept(editor.page, text)
    page = editor.page.context.new_page()
    editor.page.close()  # it would keep its text again
    return page


def test_text_left_here_leaves_by_itself_from_any_page(editor):
    page = left_by_a_closed_page(editor, "Parti seul")
    page.goto("/actions/")
    line = page.locator("[data-unsent] li")
    line.filter(has_text="Enregistré sur le serveur.").wait_for()
    assert re.search(r", à \d{1,2}h\d\d : « Parti seul »", line.inner_text().replace("\xa0", " "))
    assert (discussion(editor.stored.document), stores(page, "drafts")) == ("Parti seul", [0])


def test_text_left_here_waits_for_the_network_and_the_button_names_it(editor):
    page = left_by_a_closed_page(editor, "Attend")
    page.route("**/modifier/", lambda route: route.abort())
    page.goto("/")
    page.get_by_text("En attente d’envoi : le serveur ne répond pas.").wait_for()
    button = page.get_by_role("button", name=re.compile(r"Envoyer tel quel GTM.Zinder.*«.Attend.»"))
    assert button.is_visible()
    page.unroute("**/modifier/")
    page.evaluate("dispatchEvent(new Event('online'))")
    page.get_by_text("Enregistré sur le serveur.").wait_for()
    assert discussion(editor.stored.document) == "Attend"


def test_text_left_here_of_minutes_closed_meanwhile_is_sent_and_set_aside(editor):
    page = left_by_a_closed_page(editor, "Trop tard")
    Meeting.objects.update(state="submitted")
    page.goto("/")
    page.get_by_role("link", name="Réunir les deux textes").click()
    page.wait_for_url("**/ecarts/**")
    parked = editor.meeting.revisions.get(version=None)
    assert (discussion(parked.document), stores(page, "drafts")) == ("Trop tard", [0])


def test_text_of_a_page_that_is_open_is_not_sent_by_another_one(editor):
    editor.answer(lambda route: route.abort())
    write(editor, "En cours")
    until_kept(editor.page, "En cours")
    page = editor.page.context.new_page()
    page.goto("/", wait_until="networkidle")
    page.locator("[data-unsent] li").wait_for()
    page.wait_for_timeout(500)
    assert (editor.stored.version, stores(page, "drafts")) == (1, [1])


def test_a_link_sends_first_what_was_just_typed(editor):
    write(editor, "Juste avant de lire")
    editor.page.get_by_role("link", name="Historique").click()
    editor.page.get_by_role("heading", level=1, name="Historique").wait_for()
    assert discussion(editor.stored.document) == "Juste avant de lire"


def stores(page, *names):
    """How many records each store holds."""
    return [len(records(page, name)) for name in names]


def test_signing_out_with_unsent_text_asks_and_keeps_it(editor, new_page):
    editor.answer(lambda route: route.abort())
    write(editor, "Pas encore parti")
    until_kept(editor.page, "Pas encore parti")
    page = editor.page.context.new_page()
    page.goto("/")
    page.locator("[data-unsent] li").wait_for()
    asked = []
    page.once("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    page.get_by_role("button", name="Se déconnecter").click()
    until(page, lambda: asked)
    assert ("Ceci n’est pas encore sur le serveur" in asked[0], page.url[-1]) == (True, "/")
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Se déconnecter").click()
    page.wait_for_url("**/connexion/")
    assert stores(page, "drafts", "pages", "who") == [1, 0, 0]


def test_signing_out_forgets_what_the_server_has(editor):
    editor.save()
    until(editor.page, lambda: stores(editor.page, "drafts", "pages") == [0, 1])
    editor.page.goto("/")
    editor.page.get_by_role("button", name="Se déconnecter").click()
    editor.page.wait_for_url("**/connexion/")
    assert stores(editor.page, "drafts", "pages", "who") == [0, 0, 0]


@pytest.fixture
def unsent(editor, group, secretary):
    """Another meeting of hers whose text has not left; the one of `editor` has."""
    editor.save()
    other = Editor(
        editor.page, make_meeting(group, secretary, document=make_document()), editor.address
    )
    other.open()
    other.page.locator("[data-ready]").wait_for()
    other.answer(lambda route: route.abort())
    write(other, "Pas encore parti")
    until_kept(other.page, "Pas encore parti")
    until(editor.page, lambda: len(records(editor.page, "pages")) == 2)
    return other


def left(page):
    """The meetings of which this device keeps something: the text of the server, an unsent one."""
    names = ("pages", "drafts")
    return [[each["meeting"] for each in records(page, name)] for name in names]


def test_another_account_that_signs_in_makes_the_device_forget_all_that_is_not_unsent(
    editor, unsent, group, secretary
):
    other = make_membership(make_user("Issa"), "secretary", group=group).user
    here = str(unsent.meeting.pk)
    editor.sign_in(other)
    page = editor.page.context.new_page()
    page.goto("/")
    until(page, lambda: left(page) == [[here], [here]])
    page.goto("/hors-ligne/")
    page.wait_for_timeout(300)
    assert not page.locator("[data-pages]").is_visible()
    editor.sign_in(secretary)
    page.goto("/")
    page.locator("[data-unsent] li").wait_for()
    assert left(page) == [[here], [here]]


def test_once_the_session_has_ended_the_sign_in_page_forgets_all_that_is_not_unsent(
    editor, unsent, secretary
):
    here = str(unsent.meeting.pk)
    editor.page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page = editor.page.context.new_page()
    page.goto("/")
    until(page, lambda: left(page) == [[here], [here]])
    page.goto("/hors-ligne/")
    page.locator("[data-pages] a").wait_for()
    assert page.locator("[data-pages] a").count() == 1


def test_once_the_session_has_ended_and_nothing_is_unsent_nobody_is_remembered(editor):
    editor.save()
    until(editor.page, lambda: stores(editor.page, "drafts", "pages") == [0, 1])
    editor.page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    editor.page.goto("/")
    until(editor.page, lambda: stores(editor.page, "drafts", "pages", "who") == [0, 0, 0])


def test_a_save_that_is_told_that_the_session_has_ended_forgets_all_that_is_not_unsent(
    editor, unsent
):
    here = str(unsent.meeting.pk)
    unsent.answer_truly()
    unsent.page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    unsent.press("Control+s")
    unsent.page.locator("[data-sign-in]").wait_for()
    until(unsent.page, lambda: left(unsent.page) == [[here], [here]])


AGED = """(days) => import("/static/js/editor/store.js").then(async ({ startingWith, write }) => {
  for (const page of await startingWith("pages", "")) {
    const at = new Date(Date.now() - days * 86_400_000).toISOString();
    await write({ store: "pages", put: { ...page, at } });
  }
})"""


@pytest.mark.parametrize(("days", "count"), [(6.9, 1), (7.1, 0)])
def test_without_network_the_device_opens_what_was_read_in_the_last_seven_days(editor, days, count):
    editor.save()
    until(editor.page, lambda: stores(editor.page, "drafts", "pages") == [0, 1])
    editor.page.goto("/verifier/")
    editor.page.evaluate(AGED, days)
    editor.page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)  # as without network
    editor.page.goto("/hors-ligne/")
    lines = editor.page.locator("[data-pages] a, [data-none]:visible")
    lines.first.wait_for()
    until(editor.page, lambda: editor.page.locator("[data-pages] a").count() == count)
    until(editor.page, lambda: stores(editor.page, "pages") == [count])


def test_a_session_of_the_right_account_in_another_tab_lets_the_text_go(editor, secretary):
    editor.page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    write(editor, "Reparti")
    editor.page.locator("[data-sign-in]").wait_for()
    editor.sign_in(secretary)
    editor.page.evaluate("window.dispatchEvent(new Event('focus'))")
    editor.page.locator("[data-kind=saved]").wait_for()
    assert discussion(editor.stored.document) == "Reparti"
