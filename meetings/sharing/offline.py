"""A page that verifies PDFs without network: all that was published, by hash, in one file."""

from pathlib import Path

from django.contrib.staticfiles import finders
from django.utils.html import json_script
from django.utils.safestring import mark_safe

from gtm.typography import long_date
from meetings.models import Publication, PublicVersion, ReportVersion

SCRIPT, STYLE = "js/verify_offline.js", "css/verify_offline.css"


def published():
    """{SHA-256: [its version, the last one]} of the PDFs and Word files that were published."""
    last, rows = "meeting__published_version", []
    rows += Publication.objects.values_list("sha256", "version", last)
    rows += Publication.objects.values_list("light_sha256", "version", last)
    rows += PublicVersion.objects.values_list("sha256", "publication__version", last)
    for name in ("sha256", "docx_sha256"):
        rows += ReportVersion.objects.values_list(name, "version", "report__signed_version")
    return {digest: numbers for digest, *numbers in sorted(rows)}


def listed(known, day):
    """(the element that carries what the page knows, its exact text, which is signed)

    The day is in it: it is proven with the rest.
    """
    element = json_script({"day": long_date(day), "files": known}, "liste")
    return element, element.partition(">")[2].removesuffix("</script>")


def own(kind, path):
    """A file of ours as it stands in a page that is kept: no policy rules what is on a disk."""
    text = Path(finders.find(path)).read_text()
    return mark_safe(f"<{kind}>\n{text}</{kind}>")  # noqa: S308 - our own file
