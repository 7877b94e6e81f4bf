"""The report in real Chromium: two persons at once, no script, no server: no word is lost."""

import pytest

from meetings.models import Report
from tests.browser.device import ready_offline, records, until
from tests.browser.editing import ReportEditor, session_of, write
from tests.factories import make_membership, make_report, make_user

WAITING = (
    "En attente d’envoi\u00a0: le serveur ne répond pas. Nouvel essai bientôt, sans rien faire."
)


@pytest.fixture
def report(transactional_db, reviewer):
    return make_report(reviewer)


@pytest.fixture
def other():
    return make_membership(make_user("Issa"), "reviewer").user


@pytest.fixture
def open_as(new_page, live_server, report):
    """The editor of the report before another person."""
    editors = []

    def open_as(user, **how):
        editor = ReportEditor(new_page(**how), report, live_server.url)
        editor.sign_in(user)
        editors.append(editor)
        return editor.open()

    yield open_as
    assert [problem for editor in editors for problem in editor.problems()] == []


def opened(editor):
    editor.page.locator("[data-ready]").wait_for()
    return editor


def texts(editor, *names):
    return [editor.stored.document.get(name) for name in names]


def test_what_two_type_in_different_parts_is_kept_and_shown_to_both(open_as, reviewer, other):
    first, second = opened(open_as(reviewer)), opened(open_as(other))
    write(first, "De Rakia", "context")
    first.save()
    write(second, "D’Issa", "outlook")
    second.save()
    second.page.locator("[data-notice=merged]").wait_for()
    assert (second.field("context").input_value(), texts(second, "context", "outlook")) == (
        "De Rakia",
        ["De Rakia", "D’Issa"],
    )
    told = second.page.locator("[data-notice=merged] li").all_inner_texts()
    assert told == [f"{reviewer.name} a modifié «\u00a0Contexte\u00a0»"]


def test_what_two_type_in_the_same_part_is_asked_and_both_can_stay(open_as, reviewer, other):
    first, second = opened(open_as(reviewer)), opened(open_as(other))
    second.faked = True  # the browser notes the 409
    write(first, "De Rakia", "context")
    first.save()
    write(second, "D’Issa", "context")
    second.press("Control+s")
    page = second.page
    page.get_by_role("heading", name="Deux textes à réunir").wait_for()
    page.get_by_label("Les deux").check()
    page.get_by_role("button", name="Enregistrer les choix").click()
    page.get_by_text("Les deux textes sont réunis et enregistrés.").wait_for()
    assert texts(second, "context") == ["De Rakia\nD’Issa"]


def test_without_scripts_a_report_is_begun_written_and_signed(
    new_page, live_server, transactional_db, reviewer
):
    page = new_page(javascript=False, width=360)
    page.context.add_cookies([session_of(reviewer, live_server.url)])
    page.goto("/rapports/")
    page.get_by_role("link", name="Nouveau rapport").click()
    page.get_by_role("button", name="Commencer le rapport").click()
    page.get_by_label("Contexte").fill("Une ligne\net l’autre")
    page.get_by_role("button", name="Enregistrer", exact=True).last.click()
    page.get_by_text("Enregistré sur le serveur.", exact=True).wait_for()
    assert page.get_by_label("Contexte").input_value() == "Une ligne\net l’autre"
    page.get_by_label("Perspectives").fill("Au trimestre prochain")
    page.get_by_role("button", name="Signer…").click()
    page.get_by_role("button", name="Signer la version 1").click()
    page.get_by_text("Version 1 signée.").wait_for()
    report = Report.objects.get()
    signed = report.versions.get()
    assert (report.signed_version, signed.document["context"], signed.document["outlook"]) == (
        1,
        "Une ligne\net l’autre",
        "Au trimestre prochain",
    )


def test_without_scripts_two_texts_of_one_part_are_asked_too(open_as, reviewer, other):
    first, second = open_as(reviewer, javascript=False), open_as(other, javascript=False)
    for editor, text in ((first, "De Rakia"), (second, "D’Issa")):
        editor.field("context").fill(text)
        editor.page.get_by_role("button", name="Enregistrer", exact=True).last.click()
    second.page.get_by_label("Les deux").check()
    second.page.get_by_role("button", name="Enregistrer les choix").click()
    second.page.get_by_text("Les deux textes sont réunis et enregistrés.").wait_for()
    assert texts(second, "context") == ["De Rakia\nD’Issa"]


def test_a_save_without_server_stays_on_the_device_and_goes_later(open_as, reviewer):
    editor = opened(open_as(reviewer))
    editor.answer(lambda route: route.abort())
    write(editor, "Mots précieux", "context")
    editor.press("Control+s")
    editor.page.locator("[data-kind=waiting]").wait_for()
    assert editor.state.inner_text() == WAITING
    assert [each["map"]["context"] for each in records(editor.page, "drafts")] == ["Mots précieux"]
    editor.answer_truly()
    editor.page.locator("[data-kind=saved]").wait_for()
    assert (texts(editor, "context"), editor.stored.version) == (["Mots précieux"], 2)
    until(editor.page, lambda: records(editor.page, "drafts") == [])


def test_a_text_left_on_the_device_is_put_back_into_the_page(device, live_server, report, reviewer):
    editor = ReportEditor(device.start_as(reviewer), report, live_server.url).open()
    opened(editor)
    editor.answer(lambda route: route.abort())
    write(editor, "Avant la coupure", "context")
    until(
        editor.page,
        lambda: (
            [each["map"]["context"] for each in records(editor.page, "drafts")]
            == ["Avant la coupure"]
        ),
    )
    device.kill()
    editor = ReportEditor(device.start_as(reviewer), report, live_server.url).open()
    editor.page.locator("[data-kind=saved]").wait_for()
    assert editor.field("context").input_value() == "Avant la coupure"
    assert texts(editor, "context") == ["Avant la coupure"]


def test_a_text_of_a_report_leaves_the_device_from_any_page(open_as, reviewer):
    editor = opened(open_as(reviewer))
    editor.answer(lambda route: route.abort())
    write(editor, "Parti d’ailleurs", "context")
    until(editor.page, lambda: records(editor.page, "drafts"))
    elsewhere = editor.page.context.new_page()
    editor.page.close(run_before_unload=False)
    elsewhere.goto("/rapports/")
    until(elsewhere, lambda: texts(editor, "context") == ["Parti d’ailleurs"])


# --- Without network ---


@pytest.fixture
def online(device, network, reviewer):
    """Start the browser of SP/CCM over a network that can be cut."""
    device.address = network.address
    return lambda: device.start_as(reviewer)


def shown(page):
    """What the page shows of the report: its name, what it is, and each field."""
    fields = "fields => Object.fromEntries(fields.map(field => [field.name, field.value]))"
    typed = page.locator("#report [name]:not([type=hidden]):not(button)").evaluate_all(fields)
    return page.locator("h1").inner_text(), page.locator("[data-state]").inner_text(), typed


def test_a_report_opens_without_network_after_the_browser_was_killed(
    device, network, online, report
):
    address = f"/rapports/{report.pk}/modifier/"
    page = online()
    page.goto(address)
    ready_offline(page)
    served = shown(page)
    network.turn("cut")
    device.kill()
    page = device.start()
    page.goto(address)
    page.locator("[data-ready]").wait_for()
    assert (shown(page), page.locator("[data-save-state]").inner_text()[:14]) == (
        served,
        "Pas de réseau.",
    )
    page.get_by_label("Contexte").fill("Écrit sans réseau")
    until(page, lambda: records(page, "drafts"))
    network.turn("fair")
    device.kill()
    page = online()
    page.goto("/rapports/")
    until(page, lambda: Report.objects.get().document.get("context") == "Écrit sans réseau")
    page.goto(address)
    assert page.get_by_label("Contexte").input_value() == "Écrit sans réseau"


def test_a_report_goes_on_by_itself_once_the_network_is_back(network, online, report):
    page = online()
    page.goto(f"/rapports/{report.pk}/modifier/")
    ready_offline(page)
    network.turn("cut")
    page.reload()
    page.locator("[data-ready]").wait_for()
    page.get_by_label("Contexte").fill("Pendant la coupure")
    page.locator("[data-kind=waiting]").wait_for()
    network.turn("fair")
    page.locator("[data-kind=saved]").wait_for()
    assert Report.objects.get().document["context"] == "Pendant la coupure"


def test_without_network_the_first_page_leads_to_the_report_and_another_says_it_is_unknown(
    network, online, report, reviewer
):
    other = make_report(reviewer, "month")
    page = online()
    page.goto(f"/rapports/{report.pk}/modifier/")
    ready_offline(page)
    title = page.locator("h1").inner_text()
    network.turn("cut")
    page.goto(f"/rapports/{other.pk}/modifier/")
    page.locator("[data-unknown]").wait_for()
    assert not page.locator(".editor").is_visible()
    page.get_by_role("link", name="Ce que cet appareil peut ouvrir").click()
    page.locator("[data-pages]").get_by_role("link", name=title).click()
    page.locator("[data-ready]").wait_for()
    assert page.get_by_label("Titre").input_value() == report.document["title"]
