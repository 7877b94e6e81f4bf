"""Loading reports: who does not see one, 404."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from meetings.models import Report


def written(request, pk, kept=Report.objects):
    """One that the person writes."""
    reports = kept.written_by(request.user).select_related("region")
    return get_object_or_404(reports, pk=pk)


def version_of(request, pk, number):
    """A signed version that the person may read."""
    reports = Report.objects.visible_to(request.user).select_related("region").defer("document")
    versions = get_object_or_404(reports, pk=pk).versions.select_related("signed_by")
    if number > 32_767:  # no database has it
        raise Http404
    return get_object_or_404(versions, version=number)
