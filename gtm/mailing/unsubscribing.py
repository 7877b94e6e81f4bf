"""Who wants no optional mail any more: by one click, without an account, and back again.

The address of the page is signed, as nobody may leave for somebody else; it opens nothing else.
"""

from django.conf import settings
from django.core import signing
from django.urls import reverse

from gtm.models import Unsubscription

SALT = "gtm.mailing.unsubscribing"


def address_for(email):
    """Where who reads mails at `email` leaves."""
    token = signing.Signer(salt=SALT).sign_object(email.strip().lower())
    return settings.SITE_URL + reverse("gtm:unsubscription", args=[token])


def email_of(token):
    """Whose page a token opens; None: it was not signed by us."""
    try:
        return signing.Signer(salt=SALT).unsign_object(token)
    except (signing.BadSignature, ValueError):
        return None


def leave(email, now):
    return Unsubscription.objects.get_or_create(email=email, defaults={"at": now})[1]


def come_back(email):
    Unsubscription.objects.filter(email=email).delete()


def has_left(email):
    return Unsubscription.objects.filter(email=email.strip().lower()).exists()


def left_among(emails):
    """Those of `emails`, in small letters, that want no optional mail."""
    return set(Unsubscription.objects.filter(email__in=emails).values_list("email", flat=True))
