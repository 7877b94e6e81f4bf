"""Mails to the administrators: what is to be mended, once a day a cause, and that it is over."""

from django.conf import settings
from django.utils import timezone

from gtm import outbox
from gtm.models import User

SEE = "Tout se voit, et ce qu’il faut faire, sur « État du système » :"


def tell(checks, known, now):
    """Write the mails; returns what is bad now, {name: title}, for the next time (`known`)."""
    bad = {each.name: each for each in checks if each.is_bad}
    for each in bad.values():
        _write(f"alert:{each.name}", f"GTM, à réparer : {each.title}", _told(each), now)
    for over in checks:
        if over.name in known and over.name not in bad:
            told = f"{over.title} : c’est de nouveau en ordre.\n\n{over.told}"
            _write(f"alert-over:{over.name}", f"GTM, réparé : {over.title}", told, now)
    return {name: each.title for name, each in bad.items()}


def _told(check):
    parts = [f"{check.title} : {check.told}", f"CE QU’IL FAUT FAIRE\n{check.todo}"]
    return "\n\n".join(parts)


def _write(key, subject, told, now):
    """One a day, a cause and an administrator."""
    day = timezone.localtime(now).date()
    body = f"Bonjour,\n\n{told}\n\n{SEE}\n{settings.SITE_URL}/etat/"
    for user in User.objects.administrators().order_by("pk"):
        outbox.put(f"{key}:{day}:{user.pk}", user.email, subject, body)
