"""A published version as its page shows it to everybody, made once by each process.

What is kept is what no reader changes: the text, without what is said beside it, who may do what
with it, or how far its actions are. It goes by key alone: the version, its digests, the release,
and all else that is printed and lives elsewhere. Nothing is ever thrown out, so that servers need
not tell each other anything.
"""

import hashlib
from dataclasses import dataclass

from django.core.cache import caches
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from gtm.release import release
from meetings.printing import edition
from meetings.printing.minutes import Printed


@dataclass(frozen=True)
class Shown:
    """The page asks of it what it asks of a `Printed`; `html` is its `_minutes.html`."""

    title: str
    html: SafeString
    photos: bool


def version(meeting, published, replaces=None):
    """`published`, a version of `meeting` that took the place of `replaces`."""
    key, kept = _key(meeting, published), caches["pages"]
    shown = kept.get(key)
    if shown is None:
        minutes = printed(meeting, published.document, replaces, published.changes)
        html = render_to_string("meetings/_minutes.html", {"minutes": minutes})
        shown = Shown(minutes.title, html, bool(minutes.photos))
        kept.set(key, shown)
    return shown


def printed(meeting, document, replaces=None, changes="") -> Printed:
    """Any text of a meeting as a page shows it: its photos have addresses."""
    minutes = edition.minutes_of(meeting, document, replaces=replaces, changes=changes)
    return minutes.with_photos_at(
        lambda uid: reverse("meetings:photo_image", args=[meeting.pk, uid])
    )


def _key(meeting, published):
    """Of the group all is printed that may be set; of its photos, those that are stored."""
    group = meeting.group
    own = (group.name, group.responsible_heading, group.punctuates_lists, group.has_signatures)
    photos = list(meeting.photos.values_list("pk", "width", "height"))
    version = (meeting.pk, published.version, published.sha256, published.document_sha256)
    return hashlib.sha256(repr((release(), version, own, photos)).encode()).hexdigest()
