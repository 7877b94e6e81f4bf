"""The HTML of a mail follows from its text, whatever that is."""

import re
from email import message_from_bytes, policy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gtm import outbox
from gtm.mailing.letter import html_of
from gtm.models import Mail
from tests.test_mails import Tags

SITE = "https://gtm.example.ne"
CALENDAR = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:gtm\r\nMETHOD:{}\r\nBEGIN:VEVENT\r\nUID:é\r\n"
    "END:VEVENT\r\nEND:VCALENDAR\r\n"
)


def body(text):
    """What stands in the page of a text, without styles."""
    page = html_of("Objet", text, SITE)
    inside = page.partition('overflow-wrap:anywhere">\n')[2].partition("\n</div>\n</body>")[0]
    return re.sub(r' style="[^"]*"', "", inside)


def test_empty_lines_part_paragraphs_and_line_ends_stay():
    assert body("Bonjour,\n\nune\ndeux") == "<p>Bonjour,</p>\n<p>une<br>\ndeux</p>"


def test_numbered_lines_are_one_list_with_what_stands_under_each():
    text = "1. Former\n   échéance 2022\n\n2. Suivre\n\n7) Dire"
    assert body(text) == (
        '<ol>\n<li value="1">Former<br>\néchéance 2022</li>\n<li value="2">Suivre</li>\n'
        '<li value="7">Dire</li>\n</ol>'
    )


def test_lines_with_a_dash_are_a_list_and_what_leads_to_it_a_paragraph():
    assert body("Vous pourrez\n- lire\n– dire") == (
        "<p>Vous pourrez</p>\n<ul>\n<li>lire</li>\n<li>dire</li>\n</ul>"
    )


def test_an_address_of_ours_with_a_line_to_itself_is_a_button():
    assert body(f"Répondre\n{SITE}/lire/x/?a=1&b=2") == (
        f'<p>Répondre</p>\n<p><a href="{SITE}/lire/x/?a=1&amp;b=2">Ouvrir la page</a></p>'
    )
    assert "Ouvrir le PDF" in body(f"{SITE}/a.pdf")


def test_the_button_of_an_address_that_is_asked_to_answer_says_so():
    """« POUR RÉPONDRE avant le 3 mars : » leads to it, in the same block."""
    shown = body(f"POUR RÉPONDRE avant le 3 mars :\n{SITE}/convocation/x/")
    assert shown.endswith(f'<p><a href="{SITE}/convocation/x/">Répondre</a></p>')


def test_an_address_of_others_is_shown_in_full_and_never_a_button():
    address = "https://evil.example/gtm.example.ne/"
    assert body(address) == f'<p><a href="{address}">{address}</a></p>'
    assert body("javascript:alert(1)") == "<p>javascript:alert(1)</p>"


def test_a_sentence_keeps_its_stop_outside_its_address():
    assert body("Voir https://a.example/b.") == (
        '<p>Voir <a href="https://a.example/b">https://a.example/b</a>.</p>'
    )


def test_a_line_in_capitals_is_a_heading_and_what_follows_two_dashes_is_small():
    assert body("EN RETARD (2)\n\nrien\n\n--\nfin") == (
        "<h2>EN RETARD (2)</h2>\n<p>rien</p>\n<div>\n<p>fin</p>\n</div>"
    )


def test_french_spaces_hold_in_text_and_leave_addresses_alone():
    assert body("Quoi ? https://a.example/?b ; oui") == (
        '<p>Quoi\u202f? <a href="https://a.example/?b">https://a.example/?b</a>\u202f; oui</p>'
    )


@given(st.text(st.characters(blacklist_categories=["Cs"]), max_size=300))
def test_no_text_makes_a_tag_nor_is_any_of_it_lost(text):
    page = Tags(body(text))
    assert page.tags <= {"p", "a", "h2", "ol", "ul", "li", "br", "div"}
    assert page.attributes <= {"href", "value"}


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["REQUEST", "CANCEL"])
def test_a_calendar_says_the_same_method_in_its_type_and_in_its_file(method):
    outbox.put("k", "a@example.org", "Réunion", "Bonjour", calendar=CALENDAR.format(method))
    raw = outbox.message_of(Mail.objects.get()).message().as_bytes()
    message = message_from_bytes(raw, policy=policy.default)
    [part] = [p for p in message.walk() if p.get_content_type() == "text/calendar"]
    assert (part["content-type"].params["method"], part.get_content_charset()) == (method, "utf-8")
    assert f"METHOD:{method}\n" in part.get_content().replace("\r\n", "\n")
    [file] = message.iter_attachments()
    assert (file.get_filename(), file.get_content_type()) == ("invite.ics", "application/ics")
    assert file.get_content() == CALENDAR.format(method).encode()


@pytest.mark.django_db
def test_a_text_that_is_long_goes_without_its_html():
    outbox.put("k", "a@example.org", "Long", "mot " * 5_000)
    types = [p.get_content_type() for p in outbox.message_of(Mail.objects.get()).message().walk()]
    assert types == ["text/plain"]
