"""Minutes of many meetings in one ZIP, with a page that finds them again from a USB stick.

It is written while it is read: neither the disk nor the memory holds it.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.contrib.staticfiles import finders
from django.core.files.storage import default_storage
from django.db.models import Sum
from django.db.models.fields.json import KT
from django.template.loader import render_to_string

from meetings.life.publishing import path_of
from meetings.models import Publication
from meetings.printing.minutes import titled

MOST, LARGEST = 200, 300_000_000  # versions, bytes
CHUNK = 256 * 1024


@dataclass(frozen=True)
class Entry:
    """A version in the archive: where its PDF is stored, `name` where it is there ("": missing)."""

    date: date
    group: str
    place: str
    title: str
    version: int
    path: str
    name: str


def versions_of(meetings):
    """The last versions of meetings, the latest first, without their texts."""
    found = Publication.objects.current().filter(meeting__in=meetings.order_by().values("pk"))
    found = found.select_related("meeting__group").defer("document", "meeting__document")
    return found.order_by("-meeting__date", "-meeting__created_at")


def measured(versions, light):
    """(how many they are, their bytes)."""
    column = "light_size" if light else "size"
    return versions.count(), versions.aggregate(all=Sum(column))["all"] or 0


def entries(versions, light):
    texts = {"number": KT("document__number"), "kind": KT("document__kind")}
    return [_entry(each, light) for each in versions.annotate(**texts)]


def _entry(version, light):
    meeting = version.meeting
    path = path_of(version.light_sha256 if light else version.sha256)
    text = {"number": version.number or "", "kind": version.kind or ""}
    return Entry(
        date=meeting.date,
        group=meeting.group.name,
        place=meeting.place,
        title=titled(text, meeting.group),
        version=version.version,
        path=path,
        name=f"pdf/{version.file_name}.pdf" if default_storage.exists(path) else "",
    )


def zipped(found, today):
    """The bytes of the archive, piece by piece."""
    tape = _Tape()
    page = render_to_string("meetings/bundle_index.html", {"entries": found, "today": today})
    with ZipFile(tape, "w", ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr(_named("index.html"), page)
        archive.writestr(_named("index.css"), Path(finders.find("css/bundle.css")).read_text())
        for entry in found:
            yield from _stored(archive, entry, tape)
    yield tape.taken()


def _stored(archive, entry, tape):
    if not entry.name:
        return
    with default_storage.open(entry.path) as source, archive.open(_named(entry.name), "w") as kept:
        while piece := source.read(CHUNK):
            kept.write(piece)
            yield tape.taken()


def _named(name):
    """Without an instant: the same versions make the same archive."""
    info = ZipInfo(name)
    info.compress_type = ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    return info


class _Tape:
    """A file that is only written to, and gives away what it holds."""

    def __init__(self):
        self._pieces = []

    def write(self, piece):
        self._pieces.append(bytes(piece))
        return len(piece)

    def flush(self):
        pass

    def taken(self):
        pieces, self._pieces = self._pieces, []
        return b"".join(pieces)
