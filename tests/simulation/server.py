"""The real views over a real database, for a browser that is played (see `play.mjs`).

One question a line from Node, one answer a line. The clock is the one that the question bears; a
request may die at any of its statements, or another be served in the middle of it.
"""

import base64
import random
import re
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime

from django.conf import settings
from django.db import connection
from django.test import Client

from meetings.models import Meeting, Revision
from tests import factories

CLAIM = re.compile(r'UPDATE "?meetings_meeting"?\b', re.IGNORECASE)
PASSED = ("status", "body", "location", "page", "asked", "user", "news", "csrf", "version")


class Crash(BaseException):
    """The process is no more: nothing catches it, nothing is committed after it."""


class Clock:
    """`timezone.now`, by the clock of the play."""

    def __init__(self):
        self.instant = datetime(2026, 3, 2, 8, tzinfo=UTC)

    def __call__(self):
        return self.instant

    def set(self, milliseconds):
        self.instant = datetime.fromtimestamp(milliseconds / 1000, UTC)


class Play:
    """The server's side of one seed: its meeting, a cookie jar for each device."""

    def __init__(self, people, clock):
        self.people, self.clock = people, clock
        self.names = {person.pk: name for name, person in people.items()}
        self.jars, self.seen, self.meeting = {}, 0, None

    def begin(self, seed, points=2):
        random.seed(seed)
        document = factories.make_document(modality="on_site")
        [line] = document["attendance"]
        document |= {f"attendance/{line}/quality": "member"}
        document |= {f"attendance/{line}/presence": "present"}
        author = self.people["Amina"]
        group = author.memberships.first().group
        on = date(2026, 3, 2)
        self.meeting = factories.make_meeting(group, author, document=document, on=on)
        return {
            "meeting": str(self.meeting.pk),
            "people": {name: person.pk for name, person in self.people.items()},
            "news": self.news(),
        }

    def jar(self, device):
        if device not in self.jars:
            self.jars[device] = Client(enforce_csrf_checks=True, raise_request_exception=False)
        return self.jars[device]

    def sign_in(self, device, person):
        jar = self.jar(device)
        jar.cookies.pop(settings.SESSION_COOKIE_NAME, None)
        jar.cookies[settings.SESSION_COOKIE_NAME] = session_of(self.people[person])
        return {"csrf": self.renew(device)}

    def expire(self, device):
        self.jar(device).cookies.pop(settings.SESSION_COOKIE_NAME, None)
        return {}

    def renew(self, device):
        """Any page brings the token; the cookie is made here for want of one."""
        value = f"{random.getrandbits(256):032x}"[:32]
        self.jar(device).cookies[settings.CSRF_COOKIE_NAME] = value
        return value

    def drop_token(self, device):
        self.jar(device).cookies.pop(settings.CSRF_COOKIE_NAME, None)
        return {"csrf": ""}

    def state(self, state):
        Meeting.objects.filter(pk=self.meeting.pk).update(state=state)
        return {}

    def request(self, letter):
        """The answer to one request, with what the database learned by it."""
        jar = self.jar(letter["device"])
        within, reply = letter.get("within"), {}
        with suppress(Crash), watched(letter.get("crash"), within and self._inner(within, reply)):
            response = self._sent(jar, letter)
            reply |= self._told(jar, letter, response)
        if "status" not in reply:
            return {"crashed": True, "news": self.news()}
        reply["news"] = self.news()
        if within and "within" not in reply:
            reply["within"] = self.request(within)
        return reply

    def _inner(self, letter, reply):
        def work():
            reply["within"] = self.request(letter)

        return work

    def _sent(self, jar, letter):
        if letter["method"] == "GET":
            return jar.get(letter["address"])
        packed = letter.get("isPacked")
        body = base64.b64decode(letter["body"]) if packed else letter["body"]
        headers = {name: str(value) for name, value in letter["headers"].items()}
        headers.pop("Content-Type", None)
        return jar.generic(
            "POST",
            letter["address"],
            body,
            content_type="application/x-www-form-urlencoded",
            headers=headers,
        )

    def _told(self, jar, letter, response):
        csrf = jar.cookies.get(settings.CSRF_COOKIE_NAME)
        reply = {
            "status": response.status_code,
            "body": response.text if response.status_code != 302 else "",
            "location": response.headers.get("Location", ""),
            "csrf": csrf.value if csrf else "",
            "user": self._user(response),
        }
        if response.status_code == 500:
            reply["error"] = repr(response.exc_info[1])[:300]
        context = response.context
        if context and "minutes" in context and "op_id" in context:
            reply["page"] = self._page(context)
        if context and "/ecarts/" in letter["address"] and "questions" in context:
            reply["asked"] = {
                "keys": [each["question"].key for each in context["questions"]],
                "version": context["version"],
                "opId": context["op_id"],
                "parked": context["parked"].pk,
            }
        return reply

    def _user(self, response):
        request = getattr(response, "wsgi_request", None)
        user = getattr(request, "user", None)
        return self.names.get(user.pk) if user is not None and user.is_authenticated else None

    def _page(self, context):
        meeting = context["meeting"]
        return {
            "meeting": str(meeting.pk),
            "account": str(context["user"].pk),
            "version": meeting.version,
            "opId": context["op_id"],
            "map": flat(context["minutes"]),
            "title": str(meeting.group),
            "csrf": str(context["csrf_token"]),
        }

    def news(self):
        """The revisions since it was last asked."""
        found = list(Revision.objects.filter(meeting=self.meeting, pk__gt=self.seen).order_by("pk"))
        self.seen = found[-1].pk if found else self.seen
        return [
            {
                "pk": each.pk,
                "meeting": str(each.meeting_id),
                "version": each.version,
                "kind": each.kind,
                "base": each.base_version,
                "document": each.document,
            }
            for each in found
        ]

    def truth(self):
        stored = Meeting.objects.get(pk=self.meeting.pk)
        waiting = stored.revisions.filter(kind=Revision.Kind.PARKED, waits=True)
        return {
            "version": stored.version,
            "document": stored.document,
            "waiting": [each.document for each in waiting],
        }


def flat(minutes):
    """The map again of the tree that the template is given."""
    found = {}

    def take(prefix, cells):
        for name, value in cells.items():
            if isinstance(value, list):
                found[prefix + name] = [each["uid"] for each in value]
                for each in value:
                    take(
                        each["key"] + "/",
                        {k: v for k, v in each.items() if k not in ("uid", "key")},
                    )
            elif value:
                found[prefix + name] = value

    take("", minutes)
    return {key: value for key, value in found.items() if value}


@contextmanager
def watched(crash, inner):
    """Die at the statement of this number; or do `inner` just before the version is claimed."""
    count = 0
    waits = [inner] if inner else []

    def watch(execute, sql, params, many, context):
        nonlocal count
        count += 1
        if count - 1 == crash:
            raise Crash  # once: what follows is the database, which takes back what is open
        if waits and CLAIM.match(sql):
            waits.pop()()
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield


SESSIONS = {}


def session_of(user):
    """One session for each account, kept for all seeds: signing in takes as long as three saves."""
    if user.pk not in SESSIONS:
        client = Client()
        client.force_login(user)
        SESSIONS[user.pk] = client.cookies[settings.SESSION_COOKIE_NAME].value
    return SESSIONS[user.pk]
