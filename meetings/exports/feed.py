"""The publications that a person may read, as an Atom feed for a reader that signs in nowhere."""

from django.conf import settings
from django.db.models.fields.json import KT
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed

from gtm.tables import plain
from gtm.typography import long_date
from meetings.models import Meeting, Publication
from meetings.printing.minutes import titled

LARGEST = 50  # entries


class _Feed(Atom1Feed):
    """The same bytes as long as nothing is published: without entries, Django's says « now »."""

    def latest_post_date(self):
        return super().latest_post_date() if self.items else self.feed["since"]


def atom_of(user, since):
    """The bytes of a feed, the last publications first; `since`: when its address was made."""
    feed = _Feed(
        title="Comptes rendus du GTM Niger",
        link=settings.SITE_URL + reverse("meetings:meeting_list"),
        description="Les comptes rendus publiés que vous pouvez lire",
        language="fr",
        since=since,
    )
    for version in _versions(user):
        _add(feed, version)
    return feed.writeString("utf-8").encode()


def _versions(user):
    visible = Meeting.objects.visible_to(user).out().values("pk")
    texts = {"number": KT("document__number"), "kind": KT("document__kind")}
    found = Publication.objects.filter(meeting__in=visible).annotate(**texts)
    found = found.select_related("meeting__group").defer("document", "meeting__document")
    return found.order_by("-published_at", "-pk")[:LARGEST]


def _add(feed, version):
    meeting = version.meeting
    text = {"number": version.number or "", "kind": version.kind or ""}
    title = f"{titled(text, meeting.group)}, {long_date(meeting.date)} (version {version.version})"
    own = reverse("meetings:version_detail", args=[meeting.pk, version.version])
    feed.add_item(
        title=plain(title),
        link=settings.SITE_URL + meeting.get_absolute_url(),
        description=plain(version.changes or f"Version {version.version} publiée."),
        unique_id=settings.SITE_URL + own,
        author_name=plain(meeting.group.name),
        pubdate=version.published_at,
        updateddate=version.published_at,
        categories=[plain(meeting.group.name)],
    )
