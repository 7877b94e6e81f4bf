"""What left the circle of members: a shared link, a public version; and their addresses."""

from django.utils import timezone

from meetings.life.publishing import keep
from meetings.models import Publication, PublicVersion
from meetings.sharing import leaving_out
from meetings.text import document as doc
from tests.factories import make_link

FRAME = "jeton-de-trame"
SLUG = "gtm-zinder-public"
SHARING_MARKS = {
    "frame_to": "mqpourquilatrame",
    "lent_to": "mqpourquilelien",
    "public": "mqtextepublic",
}


def _frame(world, author):
    link = make_link(None, author, FRAME, purpose="frame")
    return world.meeting.frame_links.create(link=link, whom=SHARING_MARKS["frame_to"])


def share(world, author):
    """The last version, if any, is lent by a link and public; its public text is another."""
    world.frame = world.meeting.frame_links.first() or _frame(world, author)
    world.lent = None
    publication = Publication.objects.filter(meeting=world.meeting).first()
    if publication is None:
        return
    now, today = timezone.now(), timezone.localdate()
    link = make_link(None, author, "autre-jeton", purpose="shared")
    world.lent = publication.shared_links.create(link=link, whom=SHARING_MARKS["lent_to"])
    month = today.replace(day=1)
    publication.downloads.create(shared=world.lent, month=month, last_on=today, count=1)
    content = SHARING_MARKS["public"].encode()
    PublicVersion.objects.create(
        meeting=world.meeting,
        publication=publication,
        slug=SLUG,
        date=world.meeting.date,
        title="Compte rendu",
        document={"closing": SHARING_MARKS["public"]},
        sha256=keep(content),
        size=len(content),
        made_by=author,
        made_at=now,
    )


def _shown(world):
    """What « Rendre public » shows when nothing is ticked."""
    version = Publication.objects.filter(meeting=world.meeting).last()
    seen = doc.sha256(leaving_out.without(version.document, [])) if version else ""
    return {"seen": seen, "confirm": "1"}


_VERSION = {"pk": lambda world: world.meeting.pk, "version": lambda world: 1}
OBJECTS = {
    "meetings:publication_share": _VERSION,
    "meetings:share_revoke": _VERSION
    | {"shared": lambda world: world.lent.pk if world.lent else 0},
    "meetings:version_publicise": _VERSION,
    "meetings:word_link": {"token": lambda world: FRAME},
    "meetings:word_link_revoke": {
        "pk": lambda world: world.meeting.pk,
        "lent": lambda world: world.frame.pk,
    },
    "meetings:version_verify": _VERSION,
    "meetings:public_": {"slug": lambda world: SLUG, "photo": lambda world: world.photo.pk},
    "meetings:public_take_back": {"pk": lambda world: world.meeting.pk},
}
FORMS = {
    "meetings:publication_share": lambda world: {"whom": "Presse", "days": 30},
    "meetings:version_publicise": _shown,
}
