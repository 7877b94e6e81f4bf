"""A text of a meeting as it prints: with its letterhead, its photos, and what its edition says."""

from django.conf import settings
from django.urls import reverse

from gtm import typography
from meetings.printing import pdf
from meetings.printing.minutes import printed

PUBLIC = "Version publique de la version"
LEFT_OUT = ". Les noms des personnes et les photos sans leur accord n’y figurent pas."


def minutes_of(
    meeting, document, version=0, published_on=None, replaces=None, changes="", is_public=False
):
    """What a text of `meeting` prints; `version` is named at its head and at the foot of its pages.

    `replaces` is the `Publication` that this version takes the place of, if any. A public one says
    that it is, and what it leaves out.
    """
    known = f"{', saisi d’après l’original' if meeting.is_from_original else ''}{to_verify()}"
    what = PUBLIC if is_public else "Version"
    since = f" publiée le {typography.long_date(published_on)}" if published_on else ""
    return printed(
        document,
        group=meeting.group,
        letterhead=getattr(meeting.group, "letterhead", None),
        photos=list(meeting.photos.all()),
        edition=f"{what} {version}{known}" if version else "",
        state=f"{what} {version}{since}{known}{LEFT_OUT * is_public}" if version else "",
        saved=typography.day_of(meeting.saved_at),
        replaces=replacing(replaces, replaces.published_on) if replaces else "",
        changes=changes.strip() if replaces else "",
    )


def to_verify():
    """Where a file is verified; none can hold its own hash."""
    return f", à vérifier sur {settings.SITE_URL}{reverse('meetings:verification')}"


def replacing(former, day):
    """What a version says of the one that it takes the place of, which was made on `day`."""
    return f"annule et remplace la version {former.version} du {typography.long_date(day)}"


def code_address(meeting, version):
    """Where the code at the foot leads: whether a version is the last one."""
    path = reverse("meetings:version_verify", args=[meeting.pk, version])
    return f"{settings.SITE_URL}{path}"


def rendered(meeting, document, *, with_photos=True, with_code=False, draft=False, **how):
    """The PDF of a text of `meeting`, as bytes; `how`: as for `minutes_of` and for `pdf.render`.

    `with_code`: what is published bears a code at its foot, drawn since there are signatures.
    """
    drawn = {name: how.pop(name) for name in ("person", "data") if name in how}
    images = photo_bytes(meeting) if with_photos else {}
    code = code_address(meeting, how["version"]) if with_code else ""
    options = {"with_photos": with_photos, "images": images, "code": code, "draft": draft}
    return pdf.render(minutes_of(meeting, document, **how), **options, **drawn)


def photo_bytes(meeting):
    """The stored photos of a meeting: {uid: JPEG bytes}."""
    photos = {}
    for photo in meeting.photos.all():
        with photo.file.open() as file:
            photos[str(photo.pk)] = file.read()
    return photos
