"""Nothing typed is ever run: hostile strings in every field and name, on every page and mail."""

import pytest
from django.conf import settings
from django.test import Client

from meetings.printing import edition, pdf
from tests import hostile, mails
from tests.access import addresses, table

PERSONS = ("anonymous", "partner", "secretary", "reviewer", "administrator")
NO_PAGES = {"publication_pdf", "publication_docx", "meeting_preview", "meeting_preview_docx"}
NO_PAGES |= {
    f"open_{what}_{kind}" for what in ("actions", "meetings") for kind in ("csv", "xlsx", "json")
}
NO_PAGES |= {"extract_pdf", "minutes_zip", "meetings_xlsx", "publication_feed", "openapi-json"}
NO_PAGES |= {"publication_json", "publication_csv", "schema", "photo_image", "file_download"}
NO_PAGES |= {"deadline_reading", "feed_calendar", "action_xlsx", "action_csv", "action_docx"}
NO_PAGES |= {"action_report", "reading_pdf", "reading_by_account_pdf", "update_file"}
NO_PAGES |= {"worker", "manifest", "agency_export", "framework_export"}
NO_PAGES |= {"alive", "ready", "measures", "details"}
NO_PAGES |= {"report_pdf", "report_docx", "report_preview", "search_suggest", "word_frame"}
NO_PAGES |= {"original_file"}
NO_PAGES |= {"proposal_download", "shared_pdf", "word_link_frame", "member_export"}
NO_PAGES |= {"public_pdf", "public_photo", "robots", "sitemap", "verification_offline"}
NO_PAGES |= {"attendance_sheet", "letters", "letter", "convocation_letter", "convocation_calendar"}
# Runs in every page before anything of its own.
LISTENER = """
window.__csp = [];
document.addEventListener("securitypolicyviolation",
  (event) => window.__csp.push(event.violatedDirective + " " + event.blockedURI));
"""
# What would only be obeyed once somebody presses it: links, forms and a base that lead elsewhere.
LEADING = """() => [...document.querySelectorAll(
  "[href]:not([rel=canonical]), [action], [formaction]")].flatMap(
  (element) => ["href", "action", "formaction"].map((name) => element.getAttribute(name)))
  .filter((address) => address !== null)
  .map((address) => new URL(address, document.baseURI))
  .filter((url) => url.origin !== location.origin && !/^(mailto|tel):/.test(url.protocol))
  .map((url) => "leads to " + url)"""
HEARD = "[window.__xss ?? null, window.__csp ?? []]"
CONTROL = "http://control.example"


class Listener:
    """A browser session, and what hostile text achieved in it."""

    def __init__(self, chromium, address, user=None):
        self.context = chromium.new_context(base_url=address, locale="fr-FR")
        self.context.add_init_script(LISTENER)
        if user:
            client = Client()
            client.force_login(user)
            name = settings.SESSION_COOKIE_NAME
            cookie = {"name": name, "value": client.cookies[name].value, "url": address}
            self.context.add_cookies([cookie])
        self.page = self.context.new_page()
        self.heard = []
        self.page.on("dialog", lambda dialog: (self.heard.append("dialog"), dialog.dismiss()))
        self.page.on("pageerror", lambda error: self.heard.append(str(error)))
        self.page.on("request", lambda request: self._asked(request.url, address))
        self.page.on("console", lambda line: self._said(line.text))

    def _asked(self, url, address):
        if not url.startswith((address, "data:", "about:")):
            self.heard.append(f"asked {url}")

    def _said(self, line):
        if "Content Security Policy" in line:
            self.heard.append(line)

    def achieved(self):
        """What was run, refused or asked for elsewhere, in the page and its frames."""
        found = [*self.heard]
        for frame in self.page.frames:
            run, refused = frame.evaluate(HEARD)
            found += [*refused, *([f"run: {run}"] if run is not None else [])]
        found += self.page.evaluate(LEADING)
        self.heard.clear()
        return found

    def visit(self, path):
        status = self.page.goto(path).status
        return self.achieved() if status == 200 else [f"status {status}"]

    def show(self, body, kind="text/html"):
        """Show a page without any policy, at an address of its own; nothing else answers."""

        def answer(route):
            if route.request.url == f"{CONTROL}/":
                route.fulfill(body=body, content_type=f"{kind}; charset=utf-8")
            else:
                route.abort()

        self.page.unroute_all()
        self.page.route("**/*", answer)
        self.page.goto(f"{CONTROL}/")
        self.page.wait_for_timeout(200)
        return self.achieved()


def pages(state):
    """(person, name of the address) of every page of the table that opens in this state."""
    for row in table.rows():
        name = row.asked.partition("?")[0].partition(":")[2]
        if row.method == "GET" and not row.script and row.state == state and name not in NO_PAGES:
            yield from ((each, row.asked) for each in PERSONS if row.answers[each] == "200")


def faults_on(chromium, live_server, state, asked):
    """{page: what happened} for pages (person, address), and how many were looked at."""
    made, found, count = hostile.build(state), {}, 0
    for person in PERSONS:
        listener = Listener(chromium, live_server.url, made.persons[person])
        for name in [name for each, name in asked if each == person]:
            happened = listener.visit(addresses.address(name, made))
            count += 1
            if happened:
                found[f"{person} {name}"] = happened
        listener.context.close()
    return found, count


@pytest.mark.parametrize("state", ["draft", "published"])
def test_no_string_is_obeyed_on_any_page(chromium, live_server, transactional_db, state):
    asked = [*pages(state), *(pages("-") if state == "draft" else ())]
    found, count = faults_on(chromium, live_server, state, asked)
    assert found == {}
    assert count == len(asked) > 20


@pytest.mark.parametrize("name", hostile.STRINGS)
def test_the_listener_hears_each_class_where_it_is_obeyed(chromium, name):
    """The control: an unsafe page for each class; with a harmless string the page is silent."""
    listener = Listener(chromium, CONTROL)
    sink = hostile.SINKS.get(name, hostile.BODY)
    assert listener.show(sink.format("sans danger")) == []
    assert listener.show(sink.format(hostile.STRINGS[name])) != []
    listener.context.close()


def test_the_listener_hears_what_the_policy_stops(chromium, live_server, db):
    listener = Listener(chromium, live_server.url)
    listener.page.goto("/connexion/")
    listener.page.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=1>')")
    listener.page.wait_for_timeout(200)
    assert [found for found in listener.achieved() if "script-src" in found] != []


@pytest.mark.parametrize("draft", [True, False])
def test_the_page_that_is_printed_holds_no_string_that_is_obeyed(
    chromium, live_server, transactional_db, draft
):
    """Loaded without any policy: a tag that came through would run."""
    made = hostile.build("draft")
    minutes = edition.minutes_of(made.meeting, made.meeting.document)
    listener = Listener(chromium, CONTROL)
    assert listener.show(pdf.page(minutes, draft=draft, with_photos=False)) == []
    assert edition.rendered(made.meeting, made.meeting.document, draft=draft)[:5] == b"%PDF-"


def test_no_string_is_obeyed_in_a_mail(chromium, transactional_db):
    """Each part opened as what it says that it is, without any policy; it leads to us alone."""
    listener = Listener(chromium, CONTROL)
    sent = mails.written(hostile.build("draft"), browser=hostile.text(500))
    found, ours = {}, f"leads to {settings.SITE_URL}/"
    for kind, mail in sent.items():
        for part in mail.message().walk():
            if part.get_content_type() in ("text/plain", "text/html"):
                as_what, body = part.get_content_type(), part.get_payload(decode=True).decode()
                head = f"{mail.subject}\n\n" if as_what == "text/plain" else ""
                shown = listener.show(head + body, kind=as_what)
                shown = [each for each in shown if not each.startswith(ours)]
                found |= {(kind, as_what): shown} if shown else {}
    assert (found, set(sent)) == ({}, mails.KINDS)
    held = "\n".join(mail.body for mail in sent.values())
    assert [name for name in ("script", "image", "svg") if hostile.STRINGS[name] in held] != []
