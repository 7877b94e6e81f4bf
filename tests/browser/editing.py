"""The editor as a person has it before her: fields by name, lists by what they hold."""

import gzip

from django.conf import settings
from django.test import Client

from meetings.models import Meeting, Report

PASTE = """(field, [text, html]) => {
  const clipboardData = new DataTransfer();
  if (text) clipboardData.setData("text/plain", text);
  if (html) clipboardData.setData("text/html", html);
  document.querySelector("[data-announce]").textContent = "";
  const event = new ClipboardEvent("paste", {clipboardData, bubbles: true, cancelable: true});
  field.dispatchEvent(event);
  return event.defaultPrevented;
}"""


def posted(request):
    """The form that a script sends, as text: it travels compressed."""
    body = request.post_data_buffer or b""
    if request.headers.get("content-encoding") == "gzip":
        body = gzip.decompress(body)
    return body.decode()


def session_of(user, address):
    """The cookie of a session made on the server: the form of sign-in has tests of its own."""
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    return {"name": name, "value": client.cookies[name].value, "url": address}


def discussion(document):
    """What the first point of a text says of its discussion; None when it says nothing."""
    return document.get(f"points/{document['points'][0]}/discussion")


def write(editor, text, name="discussion"):
    """Type over a field, by the last part of its name."""
    editor.field(name).focus()
    editor.press("Control+a")
    editor.type(text)


class Editor:
    path, form = "reunions", "#minutes"

    def __init__(self, page, meeting, address):
        self.page, self.meeting, self.address = page, meeting, address
        self.faked, self.handler = False, None
        self.state = page.locator("[data-save-state]")

    @property
    def edited(self):
        return f"/{self.path}/{self.meeting.pk}/modifier/"

    def open(self):
        # Before the page is there: a route set up later may miss the next request.
        self.page.route("**/modifier/", self._pass)
        self.page.goto(self.edited)
        return self

    def sign_in(self, user):
        self.page.context.add_cookies([session_of(user, self.address)])

    def field(self, name, place=-1):
        """A field by the last part of its name; of several, the last."""
        return self.page.locator(f"{self.form} [name$='/{name}']").nth(place)

    def values(self, name):
        return self.page.locator(f"{self.form} [name$='/{name}']").evaluate_all(
            "fields => fields.map(field => field.value)"
        )

    def rows(self, *names):
        return list(zip(*map(self.values, names), strict=True))

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, text):
        self.page.keyboard.type(text)

    @property
    def focused(self):
        """(last part of the name, value) of the field that has the focus."""
        name, value = self.page.evaluate(
            "[document.activeElement.name, document.activeElement.value]"
        )
        return (name or "").rpartition("/")[2], value

    @property
    def announced(self):
        return self.page.locator("[data-announce]").inner_text()

    def paste(self, name, text, place=-1, html=""):
        """Whether the editor took the pasted text for itself; it is in its place then."""
        self.field(name, place).focus()
        is_taken = self.field(name, place).evaluate(PASTE, [text, html])
        if is_taken:
            self.page.locator("[data-announce]:not(:empty)").wait_for(state="attached")
        return is_taken

    def save(self):
        self.press("Control+s")
        self.page.locator("[data-save-state][data-kind=saved]").wait_for()

    @property
    def stored(self):
        return Meeting.objects.get(pk=self.meeting.pk)

    def answer(self, handler):
        """Fake the answers to saves; returns the list of the texts that are sent from now on."""
        self.faked, self.handler, self.sent = True, handler, []
        return self.sent

    def answer_truly(self):
        self.handler = None

    def _pass(self, route):
        if route.request.method != "POST" or self.handler is None:
            return route.continue_()
        text = posted(route.request)
        self.sent.append(dict(pair.split("=") for pair in text.split("&")))
        return self.handler(route)

    def problems(self):
        """What the console complained of; a faked answer is its own complaint."""
        return [
            line
            for line in self.page.problems
            if not (self.faked and line.startswith("Failed to load resource"))
        ]


class ReportEditor(Editor):
    """The same of a report, which has no rows: fields by their names."""

    path, form = "rapports", "#report"

    def field(self, name, place=0):
        return self.page.locator(f"{self.form} [name='{name}']")

    def values(self, name):
        return [self.field(name).input_value()]

    @property
    def stored(self):
        return Report.objects.get(pk=self.meeting.pk)
