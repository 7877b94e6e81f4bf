"""A text of a meeting as it prints: with its letterhead, its photos, and what its edition says."""

from django.conf import settings
from django.urls import reverse

from gtm import typography
from meetings.printing import pdf
from meetings.printing.minutes import printed


def minutes_of(meeting, document, version=0, published_on=None, replaces=None, changes=""):
    """What a text of `meeting` prints; `version` is named at its head and at the foot of its pages.

    `replaces` is the `Publication` that this version takes the place of, if any.
    """
    address = settings.SITE_URL + reverse("meetings:verification")
    known = f", à vérifier sur {address}"  # a PDF cannot hold its own hash
    since = f" publiée le {typography.long_date(published_on)}" if published_on else ""
    return printed(
        document,
        group=meeting.group,
        letterhead=getattr(meeting.group, "letterhead", None),
        photos=list(meeting.photos.all()),
        edition=f"Version {version}{known}" if version else "",
        state=f"Version {version}{since}{known}" if version else "",
        saved=typography.day_of(meeting.saved_at),
        replaces=_replaces(replaces),
        changes=changes.strip() if replaces else "",
    )


def _replaces(publication):
    if publication is None:
        return ""
    day = typography.long_date(publication.published_on)
    return f"annule et remplace la version {publication.version} du {day}"


def rendered(meeting, document, *, draft=False, with_photos=True, person=None, **edition):
    """The PDF of a text of `meeting`, as bytes; `edition` as for `minutes_of`.

    `person` as for `press.printed`.
    """
    images = _photo_bytes(meeting) if with_photos else {}
    minutes = minutes_of(meeting, document, **edition)
    options = {"draft": draft, "with_photos": with_photos, "images": images, "person": person}
    return pdf.render(minutes, **options)


def _photo_bytes(meeting):
    """The stored photos of a meeting: {uid: JPEG bytes}."""
    photos = {}
    for photo in meeting.photos.all():
        with photo.file.open() as file:
            photos[str(photo.pk)] = file.read()
    return photos
