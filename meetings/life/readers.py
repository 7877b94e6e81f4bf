"""Who reads the « PROJET » while it is submitted: chosen, sent a link, heard.

The link is a random token of which only the hash is kept; it opens one submitted text, for
`DAYS` days at most, and nothing else.
"""

from datetime import timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from gtm import locks, outbox
from gtm.models import Membership, User
from gtm.names import fold
from gtm.refusals import NotNow
from gtm.tokens import new_token, token_hash
from meetings.life import telling
from meetings.models import Attendance, Observation, Reader
from meetings.text import document as doc

DAYS = 14
MOST_SAID = 300  # observations of one reader: a link must not fill the disk
NO_LONGER = "Ce texte n’est plus soumis : les liens ne s’ouvrent plus, et aucun n’est parti."
MOST = 60  # readers of one text: twice the longest attendance seen, and no way to send mail at will


def choose(meeting, by, persons, now):
    """Send the « PROJET » to persons, as {address: name}; returns the new `Reader`s.

    Who has a link already keeps it. An address that is an account's is a reader by it too. Raises
    `NotNow` when the text has been taken back meanwhile: no link may wait for the next one.
    """
    submission = meeting.steps.first()
    accounts = {user.email: user for user in _members(now).filter(email__in=persons)}
    taken = set(meeting.readers.filter(ended_at=None).values_list("email", flat=True))
    new = [(email, name) for email, name in persons.items() if email not in taken]
    chosen = []
    for email, name in new[: max(MOST - len(taken), 0)]:
        reader = Reader(meeting=meeting, submission=submission, name=name, email=email)
        reader.user = accounts.get(email)
        try:
            renew(reader, by, now)
        except IntegrityError:  # the same form sent twice at once
            continue
        chosen.append(reader)
    return chosen


def _members(now):
    current = Membership.objects.current(timezone.localtime(now).date())
    return User.objects.filter(is_active=True, memberships__in=current)


@transaction.atomic
def renew(reader, by, now):
    """Send a link in the name of `by`; a former one opens nothing any more. Raises `NotNow`."""
    locks.hold(reader.meeting.group_id)
    last = reader.meeting.steps.values_list("pk", "name").first()
    if reader.ended_at or last != (reader.submission_id, "submit"):
        raise NotNow(NO_LONGER)
    reader.sent_by = by
    token = new_token()
    reader.token_sha256 = token_hash(token)
    reader.expires_at = now + timedelta(days=DAYS)
    reader.save()
    meeting = reader.meeting
    subject = f"Projet de compte rendu à relire : {meeting.group}"
    context = {
        "reader": reader,
        "meeting": meeting,
        "link": settings.SITE_URL + reverse("meetings:reading", args=[token]),
    }
    body = render_to_string("meetings/mail_reading.txt", context)
    key = f"{outbox.SECRET}reading:{reader.pk}:{reader.token_sha256[:16]}"
    outbox.put(key, reader.email, subject, body)


def revoke(reader, now):
    """Take the link back; what the person has said stays."""
    Reader.objects.filter(pk=reader.pk, ended_at=None).update(ended_at=now)


def proposed(meeting, now):
    """Persons to choose from: [(address, label)] of the attendance, then of its structures.

    Addresses typed beside the lines of the text, then accounts of the structures that it names.
    """
    found, tree = {}, doc.tree(meeting.document)
    roles = {fold(role["person"]): dict(doc.ROLES).get(role["role"]) for role in tree["roles"]}
    for line in tree["attendance"]:
        email = line["email"].strip().lower()
        names = [line[name].strip() for name in ("name", "function", "wording")]
        name = next(filter(None, names), email)
        role = next((roles[fold(each)] for each in names if each and roles.get(fold(each))), "")
        if outbox.is_address(email):
            found.setdefault(email, f"{name} ({role})" if role else name)
    for user in _accounts_of_group(meeting, now):
        found.setdefault(user.email, user.name)
    return list(found.items())


def _accounts_of_group(meeting, now):
    """Accounts of the structures that came to the group's meetings."""
    came = Attendance.objects.filter(meeting__group=meeting.group).values("agencies")
    current = Membership.objects.current(timezone.localtime(now).date())
    partners = current.filter(Q(agency__in=came) | Q(agency__antennes__in=came))
    return User.objects.filter(is_active=True, memberships__in=partners)


@transaction.atomic
def observe(reader, said, now):
    """Keep what a reader says, as (key, label, text); the same twice is kept once."""
    known = set(reader.observations.values_list("key", "text"))
    new = Observation.objects.bulk_create(
        Observation(reader=reader, key=key, label=label, text=text)
        for key, label, text in said
        if (key, text) not in known
    )
    if new:
        telling.observed(reader.meeting, reader, len(known) + len(new), now)
    return new
