"""Who gets what at which address, and that nothing leaks.

The expected answers stand in `tests/access/table.txt`, who may see which mark in `markers.txt`: an
address that is missing there fails the suite. One test per state of the meeting asks for every
address as every person, in HTML and as a script, and reads every answer.
"""

import re
from functools import cache

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core import mail
from django.db import transaction
from django.test import Client
from django.urls import reverse

from gtm.access import Scope, scope
from gtm.models import Mail
from meetings.life import verbs
from meetings.models import Meeting
from meetings.printing import pdf
from tests.access import addresses, forms, reading, table, world
from tests.factories import make_meeting

pytestmark = pytest.mark.django_db
CELLS = 33_865
REFUSED = {"in", "403", "404", "405"}
# What holds for every answer whatever the person.
HEADERS = {
    "Content-Security-Policy": re.compile(r"(?!.*unsafe)(?=.*default-src 'none')(?=.*frame-anc)"),
    "X-Content-Type-Options": re.compile(r"nosniff$"),
    "Referrer-Policy": re.compile(r"(same-origin|no-referrer)$"),
    "X-Frame-Options": re.compile(r"DENY$"),
}
# That the editor is open, that a PDF was delivered, that the base takes what is taken back at once.
NOTED = re.compile("presence|download|gtm_taskrun")
HEAD_ASKED = {"anonymous", "partner", "secretary"}  # Django answers it by GET
WITHOUT_ACCOUNT = {
    world.MARKS["reader_email"]: "reader",
    world.MARKS["invitee"]: "invitee",
    world.MARKS["convened_email"]: "convened",
    "oim@example.org": "partner",
    "pam@example.org": "other_partner",
}
# What a browser may keep and must ask for again, by its ETag.
KEPT = (
    "meetings:publication_pdf",
    "meetings:publication_docx",
    "meetings:publication_json",
    "meetings:publication_csv",
    "meetings:extract_pdf?point",
    "meetings:minutes_zip",
    "meetings:report_pdf",
    "meetings:report_docx",
    "meetings:feed_calendar",
    "meetings:publication_feed",
    "meetings:schema",
    "meetings:worker",
    "meetings:manifest",
)
OPEN_TO_ALL = ("meetings:public_list", "meetings:public_detail", "meetings:public_p")
OPEN_TO_ALL += ("meetings:robots", "meetings:sitemap")
NEVER_CHANGED = "meetings:photo_image"
# WhatsApp is handed a text where a person taps: no page asks it for anything.
OURS = r"testserver|wa\.me/\?text="
# A feed names our own address whole: it is read elsewhere.
OURS = r"testserver|127\.0\.0\.1:8000/"
OTHER_HOST = re.compile(rf"(?:src|href|action)=[\"']?(?:https?:)?//(?!{OURS})[^\"'> ]*")


class Visit:
    """Asks for the rows of one state as each person, and collects what is wrong."""

    def __init__(self, state, hurried=False):
        self.state = state
        self.hurried = hurried  # stop at the first fault
        self.world = world.build(state)
        self.clients = {name: _client(user) for name, user in self.world.persons.items()}
        self.cookies = {name: dict(c.cookies) for name, c in self.clients.items()}
        self.by_email = {u.email: name for name, u in self.world.persons.items() if u}
        self.by_email |= WITHOUT_ACCOUNT | {self.world.colleague.email: "other_partner"}
        self.entitled = table.entitled()
        self.seen = set()  # (mark, person)
        self.faults = []
        self.cells = 0

    def ask_everything(self, rows):
        for row in rows:
            for person in table.PERSONS:
                with transaction.atomic():
                    self._cell(row, person)
                    transaction.set_rollback(True)

    def _cell(self, row, person):
        self.cells += 1
        where = f"{row.method} {row.asked}{' json' if row.script else ''} {self.state} {person}"
        path = addresses.address(row.asked, self.world)
        mail.outbox.clear()
        known_mails = set(Mail.objects.values_list("pk", flat=True))
        form = forms.form(row.asked, self.world) if row.method == "POST" else {}
        with reading.writes() as written:
            answer = self._send(row, person, path, form)
        given, wanted = _told(answer), row.answers[person]
        self._note(given == wanted, f"{where}: {given}, not {wanted}")
        self._note(not (given in REFUSED and written), f"{where} refused, but wrote: {written}")
        changed = [each for each in written if not NOTED.search(each)]
        self._note(not (row.method == "GET" and changed), f"{where} wrote: {changed}")
        self._headers(where, row, person, answer)
        seers = [person, table.HOLDERS.get(row.asked, person)]
        self._marks(where, seers, path + repr(form), reading.everything_in(answer))
        self._mails(where, known_mails)

    def _send(self, row, person, path, form):
        client = self.clients[person]
        client.cookies.clear()
        client.cookies.update(self.cookies[person])
        accept = "application/json" if row.script else "text/html"
        headers = {"accept": accept, "accept-encoding": "gzip"}
        if row.method == "POST":
            return client.post(path, form, headers=headers)
        answer = client.get(path, headers=headers)
        if person in HEAD_ASKED:
            head = client.head(path, headers=headers)
            same = (_told(head), head.content if not head.streaming else b"")
            self._note(same == (_told(answer), b""), f"HEAD {path} {person}: {same}")
        return answer

    def _note(self, right, fault):
        assert right or not self.hurried, fault
        if not right:
            self.faults.append(fault)

    def _headers(self, where, row, person, answer):
        for name, pattern in HEADERS.items():
            given = answer.get(name, "")
            self._note(pattern.match(given), f"{where}: {name}: {given}")
        if person not in ("anonymous", "disabled"):
            kept = "no-cache" if row.asked.startswith(KEPT) else "no-store"
            kept = "immutable" if row.asked.startswith(NEVER_CHANGED) else kept
            wanted = {"private", kept if answer.status_code == 200 else "no-store"}
            if row.asked.startswith(OPEN_TO_ALL):
                wanted = {"public", "max-age=300"} if answer.status_code == 200 else set()
            given = set(answer.get("Cache-Control", "").split(", "))
            self._note(wanted <= given, f"{where}: Cache-Control {given}")
        found = [] if answer.streaming else OTHER_HOST.findall(answer.content.decode("latin-1"))
        self._note(not found, f"{where} names {found}")
        self._note("://" not in answer.get("Location", ""), f"{where} leads to another host")

    def _marks(self, where, seers, echo, text):
        """Marks found, except those just sent; the second seer is who holds the address."""
        found = reading.marks_in(text, self.world.marks)
        for mark in found - reading.marks_in(echo.lower(), self.world.marks):
            allowed = self.entitled.get((mark, self.state), ())
            seer = next((each for each in seers if each in allowed), seers[-1])
            self.seen.add((mark, seer))
            self._note(seer in allowed, f"{where} holds {mark}")

    def _mails(self, where, known):
        rows = Mail.objects.exclude(pk__in=known)
        sent = [(each.recipient, f"{each.subject}\n{each.body}") for each in rows]
        sent += [(to, f"{m.subject}\n{m.body}") for m in mail.outbox for to in m.to]
        for recipient, text in sent:
            person = self.by_email.get(recipient, "anonymous")
            self._marks(f"{where}, mail to {recipient},", [person], "", text.lower())


def _client(user):
    client = Client(raise_request_exception=False)
    if user:
        client.force_login(user)
    return client


def _told(answer):
    """The status; `in` for what sends to the sign-in."""
    signs_in = answer.status_code == 302 and answer["Location"].startswith("/connexion/?next=")
    return "in" if signs_in or answer.status_code == 401 else str(answer.status_code)


@pytest.fixture
def _printed_once(monkeypatch):
    """Thirteen persons ask for the same PDF: the same page is the same bytes (`test_pdf.py`)."""
    write = cache(lambda html, contents, sheets: pdf_write(html, dict(contents), sheets))
    pdf_write = pdf._write

    def printed(html, contents, sheets, person=None):
        return write(html, tuple(sorted(contents.items())), sheets)

    monkeypatch.setattr(pdf, "_write", printed)


# Where a fault of a right shows soonest comes first.
ORDER = ("-", "draft", "submitted", "resubmitted", "published", "planned", "cancelled", "returned")


@pytest.mark.usefixtures("_printed_once")
@pytest.mark.parametrize("state", [*ORDER, "corrected", "twice"])
def test_each_person_gets_the_answer_of_the_table_and_reads_nothing_else(
    settings, pytestconfig, state
):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.CACHES = settings.CACHES | {
        "default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}
    }
    visit = Visit(state, hurried=pytestconfig.option.maxfail == 1)
    before = reading.dump()
    visit.ask_everything([row for row in table.rows() if row.state == state])
    assert visit.faults == []
    assert reading.dump() == before
    assert visit.seen == _may_be_seen(visit)


def _may_be_seen(visit):
    """The control: whoever is entitled to a mark has met it somewhere, so the search finds it."""
    return {
        (mark, person)
        for (mark, state), persons in visit.entitled.items()
        for person in persons
        if state == visit.state
    }


def test_every_address_stands_in_the_table_with_get_and_post():
    rows = table.rows()
    named = {(row.asked.partition("?")[0], row.method) for row in rows}
    names = addresses.every_name()
    assert named == {(name, method) for name in names for method in ("GET", "POST")}


def test_every_address_with_a_meeting_stands_in_the_table_in_every_state():
    """A line for a part of the states would leave the others unasked."""
    states, refused = {}, {}
    for row in table.rows():
        if row.state != "-" and not row.script:
            states.setdefault((row.method, row.asked), set()).add(row.state)
            refused.setdefault((row.method, row.asked), set()).update(row.answers.values())
    wanted = {
        key: {"draft"} if found <= {"in", "405"} else set(world.STATES)
        for key, found in refused.items()
    }
    assert states == wanted


def test_the_table_is_as_large_as_it_is_said_to_be():
    """Cells: an address, a method, HTML or JSON, a person, a state."""
    assert len(table.rows()) * len(table.PERSONS) == CELLS


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
def test_no_other_method_does_anything(method):
    made, found, names = world.build("draft"), set(), addresses.every_name()
    clients = [_client(made.persons[name]) for name in ("anonymous", "administrator", "both")]
    before = reading.dump()
    for client in clients:
        for name in names:
            answer = client.generic(method, addresses.address(name, made))
            found.add(("ours" if ":" in name else "of allauth", _told(answer)))
    assert {told for whose, told in found if whose == "ours"} == {"in", "405"}
    assert {told for _, told in found} <= {"in", "200", "302", "404", "405"}
    assert reading.dump() == before


WORDS = ("agenda", "text", "action", "said", "amendment", "erased", "parked", "second", "moved")
CONTACTS = ("phone", "email", "new_phone", "other", "other_phone")
SEARCHING = (
    "outsider", "partner", "secretary", "other_secretary", "deputy", "reviewer", "administrator",
)  # fmt: skip


@pytest.mark.parametrize("state", world.STATES)
def test_words_of_a_text_find_the_meeting_only_for_those_who_may_read_them(state):
    """The search tells by an answer what it does not show."""
    made, entitled = world.build(state), table.entitled()
    for person in SEARCHING:
        client = _client(made.persons[person])
        words = {mark: made.marks[mark] for mark in (*WORDS, *CONTACTS)}
        told = {mark for mark, asked in words.items() if _found_by(client, asked, made)}
        allowed = {mark for mark in told if person in entitled.get((mark, state), ())}
        assert (person, told) == (person, allowed)


def _found_by(client, words, made):
    page = client.get("/reunions/", {"mots": words}).content.decode()
    return str(made.meeting.pk) in page or str(made.other_meeting.pk) in page


def test_nobody_publishes_what_he_wrote(group, secretary, reviewer, client_of):
    meeting = make_meeting(group, reviewer)
    Meeting.objects.update(state="submitted")
    address = reverse("meetings:meeting_publish", args=[meeting.pk])
    assert client_of(reviewer).post(address).status_code == 403
    assert Meeting.objects.get().published_version == 0


def test_who_wrote_since_the_last_version_does_not_publish_the_next():
    made = world.build("corrected")
    verbs.submit(made.meeting, made.persons["secretary"], made.meeting.date)
    address = reverse("meetings:meeting_publish", args=[made.meeting.pk])
    told = {
        name: _client(made.persons[name]).post(address).status_code for name in ("both", "reviewer")
    }
    assert told == {"both": 403, "reviewer": 302}


def test_a_membership_that_ended_opens_nothing(group, secretary, client_of):
    meeting = make_meeting(group, secretary)
    secretary.memberships.update(until="2020-12-31")
    assert client_of(secretary).get(meeting.get_absolute_url()).status_code == 404


def test_a_closed_account_may_nothing_whoever_asks_for_it(secretary):
    """Its sessions end anyhow; mails and calendars ask in its name too."""
    secretary.is_active = False
    assert (scope(secretary), scope(AnonymousUser())) == (Scope(), Scope())
