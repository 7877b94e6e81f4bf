"""A meeting to come, its members, and who answers: for the tests of convocations."""

import re
from datetime import UTC, date, datetime

from gtm.models import Mail
from meetings.convocation import convening, wording
from meetings.models import Convened, Meeting
from meetings.writing import store
from tests.factories import make_agency, make_meeting, make_member

NOW = datetime(2031, 11, 3, 9, tzinfo=UTC)
DAY = date(2031, 11, 30)
LINK = re.compile(r"http://127\.0\.0\.1:8000(/convocation/[^/\s]+/)")


def planned(group, secretary, on=DAY, **typed):
    document = {"date": f"{on:%d/%m/%Y}", "place": "PAM Zinder", "start": "10h", "end": "12h30"}
    document |= {"points": ["11111111-1111-4111-8111-111111111111"]} | typed
    document.setdefault("points/11111111-1111-4111-8111-111111111111/title", "Divers")
    return make_meeting(group, secretary, state="planned", document=document, on=on)


def member(group, acronym="OIM", email=None, category="Nations Unies", **fields):
    """A member with an address; `email` "" for none."""
    address = f"{acronym.lower()}@example.org" if email is None else email
    agency = make_agency(acronym, email=address, category=category)
    return make_member(group, agency, **fields)


def call(group, **how):
    letters = {}
    for style in Convened.Style.values:
        words = wording.words_of(group, style, "convene")
        letters[style] = {"subject": words.subject, "body": words.body}
    return convening.Call(letters, **how)


def change(group, kind="move"):
    letters = {}
    for style in Convened.Style.values:
        words = wording.words_of(group, style, kind)
        letters[style] = {"subject": words.subject, "body": words.body}
    return letters


def convene(meeting, by, at=NOW, members=None, guests=(), **how):
    """All members by default."""
    meeting = Meeting.objects.get(pk=meeting.pk)
    members = convening.not_convened(meeting) if members is None else members
    styles = {each.pk: each.style for each in members}
    return convening.convene(meeting, by, at, call(meeting.group, **how), styles, guests)


def type_in(meeting, by, **typed):
    """Change its text as its secretary would."""
    meeting = Meeting.objects.get(pk=meeting.pk)
    document = meeting.document | typed
    store.save(meeting, by, document, meeting.version, store.new_op_id())
    return Meeting.objects.get(pk=meeting.pk)


def move(meeting, by, at=NOW, day="07/12/2031", reason="crue"):
    meeting = type_in(meeting, by, date=day)
    return convening.tell_change(meeting, by, at, reason, change(meeting.group))


def link_of(mail):
    """The path of the personal link in a mail."""
    return LINK.search(mail.body)[1]


def link_to(email, number=-1):
    return link_of(list(Mail.objects.filter(recipient=email).order_by("pk"))[number])


def told():
    """[(kind of mail, to whom)] of all mails, in order."""
    keys = Mail.objects.order_by("pk").values_list("key", "recipient")
    return [(key.removeprefix("secret:").partition(":")[0], to) for key, to in keys]
