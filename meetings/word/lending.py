"""The Word file of a meeting, lent by a link to who has no account and given back by it."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from gtm import journal, links, notices, typography
from gtm.models import JournalEntry, Kind, PersonalLink
from gtm.refusals import NotNow
from gtm.tokens import token_hash
from meetings.models import FrameLink, Meeting
from meetings.word import giving

CLOSED = "Ce compte rendu est soumis ou publié : il ne se remplit plus."
OVER = "Le délai de ce lien est passé."
REVOKED = "Ce lien a été retiré."


@transaction.atomic
def lend(meeting, whom, days, by, at):
    """A link for `days`; returns it and its address, which is kept nowhere. Raises `NotNow`."""
    if not meeting.is_editable:
        raise NotNow(CLOSED)
    link, token = links.make(PersonalLink.Purpose.FRAME, by, at, at + timedelta(days=days))
    lent = FrameLink.objects.create(meeting=meeting, link=link, whom=whom)
    _tell(lent, by, at, f"trame prêtée pour {days} jours")
    return lent, settings.SITE_URL + reverse("meetings:word_link", args=[token])


@transaction.atomic
def revoke(lent, by, at):
    links.revoke(lent.link, by, at)
    _tell(lent, by, at, "lien vers la trame retiré")


def _tell(lent, by, at, action):
    label, changes = f"{lent.meeting}, trame", [["par lien, au nom de", "", lent.whom]]
    journal.tell(by, at, action, JournalEntry.Kind.LINK, lent.link_id, label, changes)


def text_of(lent, address):
    """What one sends with it."""
    day, until = (
        typography.long_date(lent.meeting.date),
        typography.day_of(lent.link.expires_at),
    )
    return typography.french(
        f"Compte rendu du {lent.meeting.group}, réunion du {day} : trame Word à remplir et à "
        f"rendre sans compte jusqu’au {until} : {address}"
    )


def of_token(token):
    """The `FrameLink` of a token, open or not; or None."""
    rows = FrameLink.objects.filter(link__token_sha256=token_hash(token))
    return rows.select_related("link__made_by", "meeting__group", "meeting__territory").first()


def why_closed(lent, now):
    """A sentence for who can fill in no more; "" while he can.

    It lends what its maker may do himself, and dies with the text being handed in, though that be
    returned.
    """
    link, meeting = lent.link, lent.meeting
    if link.revoked_at or not Meeting.objects.managed_by(link.made_by).filter(pk=meeting.pk):
        return REVOKED
    if not PersonalLink.objects.open(now).filter(pk=link.pk).exists():
        return OVER
    was_handed_in = meeting.steps.filter(name="submit", at__gt=link.made_at).exists()
    return CLOSED if was_handed_in or not meeting.is_editable else ""


def given_back(lent, content, now):
    """Merge what the holder of a link filled in, as the word of who gave it. Returns `Taken`.

    Raises as `giving.taken_back`. The secretaries hear of what is new.
    """
    meeting, own = lent.meeting, lent.meeting.revisions.filter(by_link=lent.whom)
    before = own.count()
    taken = giving.taken_back(meeting, lent.link.made_by, content, lent.whom)
    with transaction.atomic():
        links.note_use(lent.link, now, f"trame, par lien, au nom de {lent.whom}")
        if own.count() > before:
            _tell(lent, None, now, "trame rendue")
            _tell_secretaries(lent, taken, now)
    return taken


def _tell_secretaries(lent, taken, now):
    meeting, about = lent.meeting, f"frame:{lent.pk}"
    page, args = "meetings:meeting_edit", [meeting.pk]
    if taken.parked:
        page, args = "meetings:meeting_conflict", [meeting.pk, taken.parked]
    day = typography.long_date(meeting.date)
    title = f"Trame rendue par {lent.whom} : {meeting.group}, {day}"
    news = notices.News(about, title, reverse(page, args=args))
    roles = notices.holders(now).filter(role="secretary", group=meeting.group_id)
    notices.forget([about], now)
    notices.tell(Kind.GIVEN_BACK, [(role, news) for role in roles], None, now)
