"""Every page, mail and file of actions is read as text for faults of French that a filter mends."""

import html
import re

import pytest

from actions.models import ActionItem
from actions.reviewing import exports, report
from tests import mails
from tests.access import addresses, world

pytestmark = pytest.mark.django_db
PERSONS = ("reviewer", "secretary", "partner", "administrator", "anonymous")
LEFT = re.compile(r"<(script|style|textarea|template)\b.*?</\1>|<!--.*?-->", re.DOTALL)
SAID = re.compile(r'\b(?:aria-label|title|placeholder|alt)="([^"]*)"')
INLINE = re.compile(r"</?(?:a|abbr|b|br|em|span|strong|sup|code)\b[^>]*>")
# Said by the package that signs people in, in the words of its own catalogue.
PACKAGE_PAGES = {"account_reauthenticate", "account_email_verification_sent"}
OF_A_PACKAGE = ("Mot de passe oublié ?", "votre mot de passe :")
SINGULAR = {
    "avis",
    "soumis",
    "fois",
    "mois",
    "temps",
    "plus",
    "moins",
    "sans",
    "dans",
    "sous",
    "puis",
    "pas",
}
FAULTS = {
    "a plain space before a sign": re.compile(r"\S [;!?»]|\S :(?!//)|« \S"),
    "a straight apostrophe": re.compile(r"[^\W\d]'[^\W\d]"),
    "a double word": re.compile(r"\b(?!nous |vous )([^\W\d]{2,}) \1\b", re.IGNORECASE),
    "a size of another language": re.compile(r"\b[KMG]io\b"),
    "another spelling": re.compile(r"[Cc]ompte-rendu(?![\w./-])"),
    "a plural in brackets": re.compile(r"\w\((?:s|es|e)\)"),
}
COUNTED = re.compile(r"(?<![\w.,/:-])[01][ \u00a0\u202f]([a-zà-ÿ]{3,}s)\b")


def faults_of(text):
    """[(what is wrong, where)] of a text."""
    found = [
        (what, text[max(each.start() - 25, 0) : each.end() + 15])
        for what, fault in FAULTS.items()
        for each in fault.finditer(text)
    ]
    plurals = (each[0] for each in COUNTED.finditer(text) if each[1] not in SINGULAR)
    return found + [("a plural of 0 or 1", each) for each in plurals]


def text_of(page):
    """What a page says, with its labels; each block apart."""
    page = LEFT.sub(" | ", page)
    labels = " | ".join(SAID.findall(page))
    return html.unescape(re.sub(r"\s*<[^>]*>\s*", " | ", INLINE.sub("", page)) + " | " + labels)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Motif : oui", "a plain space before a sign"),
        ("l'OIM", "a straight apostrophe"),
        ("Déclaré fait fait", "a double word"),
        ("26,8 Kio", "a size of another language"),
        ("Compte-rendu de", "another spelling"),
        ("0 structures", "a plural of 0 or 1"),
        ("réglage(s)", "a plural in brackets"),
    ],
)
def test_a_fault_is_found(text, what):
    assert [found for found, _ in faults_of(text)] == [what]
    assert faults_of("Motif\u00a0: l’OIM a 0 structure, 2 réunions et 27 ko, 1 fois") == []


@pytest.mark.parametrize("state", ["draft", "published"])
def test_no_page_holds_a_fault(client_of, client, state):
    made, wrong = world.build(state), {}
    for person in PERSONS:
        browser = client if person == "anonymous" else client_of(made.persons[person])
        for asked in set(addresses.every_name()) - PACKAGE_PAGES:
            answer = browser.get(addresses.address(asked, made))
            if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
                page = text_of(answer.content.decode())
                for words in OF_A_PACKAGE:
                    page = page.replace(words, "")
                for what, where in faults_of(page):
                    wrong.setdefault((what, where), asked)
    assert wrong == {}


def test_no_mail_holds_a_fault():
    sent = mails.written(world.build("draft"))
    wrong = {
        (kind, fault)
        for kind, message in sent.items()
        for fault in faults_of(f"{message.subject}\n{message.body}")
        if fault[0] != "a plain space before a sign"  # in a subject any other space is a trap
    }
    assert wrong == set()


def test_no_file_of_actions_holds_a_fault():
    made = world.build("published")
    lines = "\n".join(exports.csv_lines(ActionItem.objects.all(), world.HELD_ON))
    told = report.report_of(ActionItem.objects.all(), world.HELD_ON, "")
    cells = "\n".join(cell for section in told.sections for line in section.lines for cell in line)
    assert made.meeting and faults_of(lines.replace(";", " | ") + cells) == []
