"""A published PDF as it is delivered: its stored bytes, whole or in part, and counted once."""

from contextlib import suppress

from django.core.files.storage import default_storage
from django.db import IntegrityError, OperationalError
from django.db.models import F
from django.http import FileResponse
from django.utils.cache import patch_cache_control

from gtm import locks
from gtm.ranges import partial
from meetings.life.publishing import path_of
from meetings.models import Download


def deliver(request, digest, size, name, **caching):
    """The answer that holds the PDF stored under a hash; `caching` as for `Cache-Control`."""
    response = FileResponse(
        default_storage.open(path_of(digest)),
        filename=f"{name}.pdf",
        content_type="application/pdf",
        as_attachment="telecharger" in request.GET,
    )
    patch_cache_control(response, **caching)
    response["ETag"] = f'"{digest}"'
    return partial(request, response, size)


def deliver_version(request, publication, is_light, **caching):
    """One of the two PDFs of a version."""
    if is_light:
        digest, size = publication.light_sha256, publication.light_size
        return deliver(request, digest, size, f"{publication.file_name}-sans-photos", **caching)
    return deliver(request, publication.sha256, publication.size, publication.file_name, **caching)


def count(publication, day, **by):
    """One download more in the month of a day. Where the database is busy, none: no file waits.

    `by`: `agency_id`, `shared` or `is_public`; none of them for who has signed in without any.
    """
    nobody = {"agency_id": None, "shared": None, "is_public": False}
    key = {"publication": publication, "month": day.replace(day=1), **nobody, **by}
    with suppress(OperationalError):
        try:
            _add(key, day)
        except IntegrityError:  # the first of the month, by two at once
            _add(key, day)


def _add(key, day):
    with locks.impatient():
        same = Download.objects.filter(**key)
        if not same.update(count=F("count") + 1, last_on=day):
            Download.objects.create(**key, count=1, last_on=day)
