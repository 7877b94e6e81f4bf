"""A signed report leaves by mail, its PDF joined; to whom and when is kept."""

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from gtm import outbox
from gtm.models import Agency
from gtm.typography import french
from meetings.life.publishing import path_of
from meetings.models import ReportSending

MOST = 200  # addresses at a time


def proposed():
    """[(address, label)] of the active structures that have one."""
    agencies = Agency.objects.filter(is_active=True, is_collective=False).exclude(email="")
    found = {}
    for agency in agencies.select_related("territory").order_by("acronym", "pk"):
        found.setdefault(agency.email.strip().lower(), agency.label)
    return list(found.items())


@transaction.atomic
def send(version, addresses, by, now, words=""):
    """One mail to each address, once a day. Returns how many leave."""
    day, sent = timezone.localtime(now).date(), 0
    body = _body(version, by, words)
    name = {"path": path_of(version.sha256), "name": f"{version.file_name}.pdf"}
    for address in addresses:
        key = f"report:{version.pk}:{day}:{address}"
        if outbox.put(key, address, version.document["title"], body, by.email, [name]):
            ReportSending.objects.create(version=version, at=now, by=by, recipient=address)
            sent += 1
    return sent


def _body(version, by, words):
    intro = words.strip() or (
        "Veuillez trouver ci-joint le rapport suivant :\n" + version.document["title"]
    )
    return french(
        f"Bonjour,\n\n{intro}\n\n"
        f"Version {version.version}, signée le {version.signed_on}. Pour vérifier le fichier "
        f"reçu : {settings.SITE_URL}/verifier/\n"
        f"Avec un compte, la page du rapport : {settings.SITE_URL}{version.get_absolute_url()}\n\n"
        f"Veuillez agréer l’expression de notre considération distinguée.\n\n{by.name}, SP/CCM\n"
    )
