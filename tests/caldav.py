"""A real CalDAV server (Radicale) in a thread, with one calendar."""

import base64
import threading
import urllib.request
from contextlib import contextmanager
from wsgiref.simple_server import WSGIRequestHandler, make_server

import radicale
from icalendar import Calendar
from radicale import config

NEW = (
    '<mkcalendar xmlns="urn:ietf:params:xml:ns:caldav"><set><prop xmlns="DAV:">'
    "<displayname>gtm</displayname></prop></set></mkcalendar>"
)


class _Quiet(WSGIRequestHandler):
    def log_message(self, *args):
        pass


@contextmanager
def open_calendar(folder):
    """The address of the calendar « gtm » of « oim »."""
    settings = config.load()
    told = {
        "auth": {"type": "none"},
        "storage": {"filesystem_folder": str(folder)},
        "logging": {"level": "critical"},
    }
    settings.update(told, "test", privileged=True)
    server = make_server("127.0.0.1", 0, radicale.Application(settings), handler_class=_Quiet)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    address = f"http://127.0.0.1:{server.server_port}/oim/gtm/"
    asked("MKCALENDAR", address, NEW)
    try:
        yield address
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def asked(method, address, body=""):
    key = base64.b64encode(b"oim:x").decode()
    headers = {"Authorization": f"Basic {key}", "Content-Type": "text/calendar"}
    request = urllib.request.Request(address, body.encode() or None, headers, method=method)  # noqa: S310
    with urllib.request.urlopen(request) as answer:  # noqa: S310 - the server above
        return answer.read().decode()


def stored(address, calendar):
    """Put the calendar of a mail; the events that the server holds then."""
    uid = Calendar.from_ical(calendar).walk("VEVENT")[0]["UID"]
    # What is stored is the event: METHOD is that of the mail alone (RFC 4791, 4.1).
    kept = [each for each in calendar.splitlines() if not each.startswith("METHOD:")]
    asked("PUT", f"{address}{uid}.ics", "\r\n".join([*kept, ""]))
    return Calendar.from_ical(asked("GET", address)).walk("VEVENT")
