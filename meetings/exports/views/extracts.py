"""The extract of one point of published minutes."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from meetings.exports import extract
from meetings.exports.answers import answered
from meetings.exports.forms import ExtractForm
from meetings.life.publishing import edition_of
from meetings.life.views.loading import version_asked
from meetings.printing import edition
from meetings.printing.answers import prints


@require_safe
def extract_form(request, pk):
    """Which point, for whom."""
    version = version_asked(request, pk)
    return _asking(request, version, ExtractForm(None, version.meeting, _minutes(version)))


@require_safe
@prints
def extract_pdf(request, pk):
    """The extract that the address asks for; what it lacks is asked again."""
    version = version_asked(request, pk)
    minutes = _minutes(version)
    form = ExtractForm(request.GET, version.meeting, minutes)
    if not form.is_valid():
        return _asking(request, version, form)
    uid, only = form.cleaned_data["point"], form.cleaned_data["seulement"]
    shown = extract.extract_of(version, minutes, uid, form.agency, only=only)
    rank = list(form.points).index(uid) + 1
    name = f"extrait-{version.file_name}-point-{rank}.pdf"

    def make():
        return extract.pdf_of(shown, request.user.pk)

    return answered(request, shown, make, "application/pdf", name, inline=True)


def _minutes(version):
    return edition.minutes_of(version.meeting, version.document, **edition_of(version))


def _asking(request, version, form):
    context = {"meeting": version.meeting, "version": version, "form": form}
    return render(request, "meetings/extract_form.html", context)
