"""The application with a door behind the proxy's back: `gunicorn tests.backstage:application`.

A test that has the server in a process of its own asks it here, by POST /-/<verb> with JSON
arguments, for persons, meetings and the truth about a text, and plays somebody else who writes.
The points at which it dies (`failpoints`) are there too, and a disk that is full: a file named
`disk-full` in DATA_DIR keeps SQLite from growing. No code of this is in the product.
"""

import json
import os
import random
import uuid
from datetime import date, timedelta
from pathlib import Path

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, connection
from django.db.backends.signals import connection_created
from django.test import Client

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gtm.settings")
get_wsgi_application()

from gtm.models import Membership, User, WorkingGroup  # noqa: E402 - after the set-up
from meetings.life import verbs  # noqa: E402
from meetings.models import Meeting, Operation  # noqa: E402
from meetings.text import document as doc  # noqa: E402
from meetings.writing import store  # noqa: E402
from tests import factories, failpoints  # noqa: E402

ZINDER = Path(__file__).parent / "minutes/zinder-2021-11-30.txt"


def writer(name):
    """A secretary of GTM/Zinder, who has no session yet."""
    group = WorkingGroup.objects.get(name="GTM/Zinder")
    return factories.make_membership(factories.make_user(name), "secretary", group=group).user_id


def session(user):
    client = Client()
    client.force_login(User.objects.get(pk=user))
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def meeting(user, size=0):
    """A draft as a form sends it, with one point; its discussion is `size` letters long.

    The words of Zinder's minutes in any order: a sentence repeated would be packed to nothing.
    """
    document = factories.make_document(modality="on_site")
    [line] = document["attendance"]
    document |= {f"attendance/{line}/quality": "member", f"attendance/{line}/presence": "present"}
    if size:
        words = " ".join(random.Random(1).choices(ZINDER.read_text().split(), k=size))[:size]
        document[doc.key_of("points", document["points"][0], "discussion")] = words.strip()
    group = WorkingGroup.objects.get(name="GTM/Zinder")
    return str(factories.make_meeting(group, User.objects.get(pk=user), document=document).pk)


def truth(meeting):
    """What the database holds of a meeting: its text, and every text that it ever took."""
    stored = Meeting.objects.get(pk=meeting)
    return {
        "version": stored.version,
        "state": stored.state,
        "document": stored.document,
        "history": [
            {"version": each.version, "kind": each.kind, "document": each.document}
            for each in stored.revisions.order_by("pk")
        ],
    }


def differing(meeting, version, entries):
    """In what the form as a page shows it is another text than that version."""
    posted = {}
    for name, value in entries:
        posted.setdefault(name, []).append(value)
    shown = doc.clean(posted.items())
    stored = Meeting.objects.get(pk=meeting).revisions.get(version=version).document
    keys = shown.keys() | stored.keys()
    return {
        key: (shown.get(key), stored.get(key)) for key in keys if shown.get(key) != stored.get(key)
    }


def write(meeting, user, op, fields=None, attendance=None, base=None):
    """Somebody else saves: fields of the head, of the first point (« points//title »), a row.

    Once for each `op`: asked again where the server died with its answer.
    """
    if Operation.objects.filter(op_id=op).exists():
        return
    stored = Meeting.objects.get(pk=meeting)
    document = dict(stored.document)
    point = document["points"][0]
    for key, value in (fields or {}).items():
        document[key.replace("//", f"/{point}/")] = value
    if attendance:
        document, uid = doc.with_row_added(document, "attendance")
        cells = {"wording": attendance, "quality": "member", "presence": "present"}  # as a form has
        document |= {doc.key_of("attendance", uid, name): text for name, text in cells.items()}
    author = User.objects.get(pk=user)
    store.save(stored, author, document, base or stored.version, uuid.UUID(op))


def submit(meeting):
    stored = Meeting.objects.get(pk=meeting)
    verbs.submit(stored, stored.created_by, stored.date)


def remove(user, wholly):
    """The account is closed, or only no longer writes."""
    if wholly:
        User.objects.filter(pk=user).update(is_active=False)
    else:
        yesterday = date.today() - timedelta(days=1)  # noqa: DTZ011 - a day, not an instant
        Membership.objects.filter(user=user).update(until=yesterday)


def readmit(user):
    User.objects.filter(pk=user).update(is_active=True)
    Membership.objects.filter(user=user).update(until=None)


VERBS = (writer, session, meeting, truth, differing, write, submit, remove, readmit)


def _limit(sender, connection, **kwargs):
    if connection.vendor == "sqlite" and (Path(settings.DATA_DIR) / "disk-full").exists():
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA max_page_count = 1")  # never below what there is


connection_created.connect(_limit)


def application(environ, start_response):
    path = environ["PATH_INFO"]
    if not path.startswith("/-/"):
        return failpoints.application(environ, start_response)
    verbs = {verb.__name__: verb for verb in VERBS}
    asked = json.loads(environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)))
    close_old_connections()
    try:
        answer = json.dumps(verbs[path[3:]](**asked)).encode()
    finally:
        connection.close()
    headers = [("Content-Type", "application/json"), ("Content-Length", str(len(answer)))]
    start_response("200 OK", headers)
    return [answer]
